"""Parses files of Python or C#, and prints `file:line: error` for what the parser refuses; then ends with 2, as gofmt does."""
import ast
import sys
from pathlib import Path

import tree_sitter
import tree_sitter_c_sharp

CSHARP = tree_sitter.Parser(tree_sitter.Language(tree_sitter_c_sharp.language()))


def python(source):
    try:
        ast.parse(source)
    except SyntaxError as error:
        yield error.lineno, error.msg


def csharp(source):
    return faults(CSHARP.parse(source.encode()).root_node)


def faults(node):
    """What a tree has that is no C#, the outermost nodes only, and what it lacks."""
    if node.is_error or node.is_missing:
        text = node.text.decode().split("\n")[0]
        yield node.start_point.row + 1, f"missing {node.type}" if node.is_missing else f"unexpected {text}"
    else:
        for child in node.children:
            yield from faults(child)


refused = False
for file in map(Path, sys.argv[1:]):
    for line, message in {".py": python, ".cs": csharp}[file.suffix](file.read_text("utf-8")):
        refused = True
        print(f"{file}:{line}: {message}", file=sys.stderr)
sys.exit(2 if refused else 0)
