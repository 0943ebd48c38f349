/** A paragraph, a list item, a table cell, a heading or the part of a docstring: one piece of prose, without markup. */
export interface Block {
  readonly line: number;
  readonly kind: 'heading' | 'cell' | 'text';
  readonly text: string;
}

/** The prose of a Markdown page: without code, comments and the addresses of links. */
export function blocksOf(markdown: string): Block[] {
  const found: Block[] = [];
  let open: { line: number; lines: string[] } | undefined;
  const close = () => {
    if (open) found.push({ line: open.line, kind: 'text', text: plain(open.lines.join(' ')) });
    open = undefined;
  };
  const lines = withoutCode(markdown).split('\n');
  for (const [index, line] of lines.entries()) {
    const at = index + 1;
    const [, marker, rest] = /^\s*(#{1,6} |[-*] |\d+\. |\|)?(.*)$/.exec(line)!;
    if (marker || rest.trim() === '') close();
    if (marker?.startsWith('#')) {
      found.push({ line: at, kind: 'heading', text: plain(rest) });
    } else if (marker === '|') {
      found.push(...rest.split(/(?<!\\)\|/).map(plain).filter((text) => /[a-z]/i.test(text)).map((text) => ({ line: at, kind: 'cell' as const, text })));
    } else if (rest.trim() !== '') {
      open ??= { line: at, lines: [] };
      open.lines.push(rest.trim());
    }
  }
  close();
  return found;
}

/** The prose of the docstrings of a source file: each part is one piece, from the description to the last tag. */
export function blocksOfDocstrings(source: string): Block[] {
  return [...source.matchAll(/\/\*\*([^]*?)\*\//g)].flatMap((match) => {
    const first = source.slice(0, match.index).split('\n').length;
    const text = match[1].replace(/^ *\* ?/gm, '').replace(/^@example\n[^]*?(?=^@|$(?![^]))/gm, blank);
    const parts = text.replace(/^@(?:see|internal|default) .*$/gm, '').replace(/^@\w+ (?:\w+ )?/gm, '\n');
    return blocksOf(parts).map((block) => ({ ...block, line: first + block.line - 1 }));
  });
}

/** The sentences of a piece of prose; a full stop inside of a name, a version or an abbreviation ends none. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?:]["')*]*)\s+(?=[A-Z`*"([])/).map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
}

/** The text with fenced and indented code, and comments, as empty lines: the numbers of the lines stay. */
export function withoutCode(markdown: string): string {
  return markdown.replace(/^( *)(`{3,}|~{3,})[^]*?^\1\2 *$/gm, blank).replace(/<!--[^]*?-->/g, blank);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, '');
}

// An address has no words; code is one word.
function plain(text: string): string {
  return text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/`[^`]*`/g, 'CODE').replace(/\{@link ([^}]*)\}/g, 'CODE').replace(/<?https?:\S+/g, 'LINK').replace(/\*\*?|__/g, '').trim();
}
