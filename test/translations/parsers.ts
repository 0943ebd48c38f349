import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { pythonEnvironment } from '../support/python-environment';

/** What a parser refuses, and the line of the translation that it is on. */
export interface Refusal {
  readonly line: number;
  readonly message: string;
}

/** A parser that others wrote: it prints `file:line: error` to stderr, and ends with 2 where it refuses something. */
interface Parser {
  readonly extension: string;
  readonly command: () => readonly string[];
  /** What a file of the language opens with. */
  readonly file?: string;
  /** What statements stand in, where they cannot stand alone. */
  readonly body?: readonly [before: string, after: string];
}

const python = () => [join(pythonEnvironment('translations', join(__dirname, 'requirements.txt')), 'bin', 'python'), join(__dirname, 'parse.py')];

/**
 * They show that the syntax holds, never that names and types do. Python, Java and Go are read by the language's own parser. The grammar of C# that stands
 * in for the compiler's takes a little more: a keyword as a name, for one.
 */
const PARSERS = {
  python: { extension: 'py', command: python },
  java: { extension: 'java', command: () => ['java', join(__dirname, 'Parse.java')], body: ['class Example { void example() { ', '\n}}'] },
  go: { extension: 'go', command: () => ['gofmt', '-e', '-l'], file: 'package example; ', body: ['func example() { ', '\n}'] },
  csharp: { extension: 'cs', command: python },
} satisfies Record<string, Parser>;

/** A language that the library is for, besides TypeScript, as jsii-rosetta calls it. */
export type Language = keyof typeof PARSERS;

export const LANGUAGES = Object.keys(PARSERS) as Language[];

/** Parses translations, and returns what is refused of each. */
export function refusals(language: Language, translations: readonly string[]): Refusal[][] {
  const parser: Parser = PARSERS[language];
  const folder = mkdtempSync(join(tmpdir(), 'translations-'));
  try {
    const files = translations.map((_, index) => `${index}.${parser.extension}`);
    files.forEach((file, index) => writeFileSync(join(folder, file), wrapped(translations[index], parser)));
    const [command, ...args] = parser.command();
    const { status, stderr, error } = spawnSync(command, [...args, ...files], { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (status !== 0 && status !== 2) throw new Error(`npm run test:translations needs Python 3.10, JDK 17 and Go: ${command} failed: ${error?.message ?? stderr}`);
    const found = [...stderr.matchAll(/^(\d+)\.\w+:(\d+):(?:\d+:)? (.*)$/gm)];
    return files.map((_, index) => found.filter(([, file]) => Number(file) === index).map(([, , line, message]) => ({ line: Number(line), message })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A translation as a reader pastes it: imports at the top of a file, statements in a method. A class or a function of Go is a file by itself. What is added
 * stands on lines that are there, so that a line of the error is one of the translation.
 */
function wrapped(source: string, { file = '', body }: Parser): string {
  const lines = source.split('\n');
  const first = lines.findIndex((line) => !/^(import |\s*(\/\/|$))/.test(line));
  const declares = /^((public|abstract|final) )*(class|interface|enum|type|func) /m.test(source);
  const inside = first >= 0 && !declares ? body : undefined;
  if (inside) lines[first] = inside[0] + lines[first];
  return `${file}${lines.join('\n')}${inside?.[1] ?? ''}\n`;
}
