import { readFileSync } from 'fs';

/** A file or folder that is not what it was taken for; the message is for the user. */
export class UnreadableInput extends Error {}

/** Reads a JSON file; says what is wrong with one that is not. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch (error) {
    throw new UnreadableInput(`${path} cannot be read as JSON: ${(error as Error).message}`);
  }
}

/** The text of a file, without the byte order mark that some editors and shells begin it with. */
export function readText(path: string): string {
  return textOfBytes(readFileSync(path));
}

/** Windows PowerShell redirects output as UTF-16. */
export function textOfBytes(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

/** Whether a text begins as JSON does. By its first character: a regular expression overflows its stack on blanks without end. */
export function isBraced(text: string): boolean {
  return '{['.includes(text.trimStart().charAt(0) || ' ');
}

/** Where values are in a JSON text: for each path of keys and indexes the offset of its last part that is there. Only what leads to them is looked at. */
export function jsonOffsets(text: string, paths: readonly (readonly string[])[]): number[] {
  const offsets = paths.map(() => 0);
  visit(text, blank(text, 0), 0, paths.map((path, index) => ({ path, index })), offsets);
  return offsets;
}

interface Wanted { readonly path: readonly string[]; readonly index: number }

/** Notes the offsets of what is wanted in the value at `start`, and returns where the value ends. */
function visit(text: string, start: number, depth: number, wanted: readonly Wanted[], offsets: number[]): number {
  const next = new Map<string, Wanted[]>();
  for (const one of wanted) if (depth < one.path.length) next.set(one.path[depth], [...next.get(one.path[depth]) ?? [], one]);
  if (next.size === 0 || !'{['.includes(text[start])) return endOf(text, start);
  const isList = text[start] === '[';
  let at = blank(text, start + 1);
  for (let count = 0; at < text.length && !'}]'.includes(text[at]); count++) {
    const place = at;
    let key = String(count);
    if (!isList) {
      const end = endOf(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = blank(text, blank(text, end) + 1);
    }
    const its = next.get(key) ?? [];
    for (const { index } of its) offsets[index] = place;
    at = blank(text, its.length > 0 ? visit(text, at, depth + 1, its, offsets) : endOf(text, at));
    if (text[at] === ',') at = blank(text, at + 1);
  }
  return at + 1;
}

function blank(text: string, start: number): number {
  let at = start;
  while (' \n\r\t'.includes(text[at] ?? 'x')) at++;
  return at;
}

/** Where a value ends: however deep, without recursion. */
function endOf(text: string, start: number): number {
  let [at, depth] = [start, 0];
  do {
    const char = text[at];
    if (char === '"') {
      do at = text.indexOf('"', at + 1); while (at > 0 && isEscaped(text, at));
      if (at < 0) return text.length;
    } else if (char === '{' || char === '[') {depth++;} else if (char === '}' || char === ']') {
      depth--;
    } else if (depth === 0) {
      while (at + 1 < text.length && !',}] \n\r\t'.includes(text[at + 1])) at++;
    }
    at++;
  } while (depth > 0 && at < text.length);
  return at;
}

function isEscaped(text: string, quote: number): boolean {
  let before = quote;
  while (text[before - 1] === '\\') before--;
  return (quote - before) % 2 === 1;
}
