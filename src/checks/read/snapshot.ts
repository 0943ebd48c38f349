import { UnreadableInput } from './json';

/** A value that a snapshot of Jest or Vitest holds. */
export interface Snapshot {
  readonly name: string;
  readonly value: unknown;
  /** Where each of its values begins, by the keys and indexes that lead to it. */
  readonly offsetOf: (path: readonly string[]) => number;
}

/**
 * The objects and lists in a file of snapshots; texts and what else there is are left out.
 *
 * @see https://jestjs.io/docs/snapshot-testing
 */
export function parseSnapshots(text: string): Snapshot[] {
  const found: Snapshot[] = [];
  for (const { 0: opening, index } of text.matchAll(/^exports\[`/gm)) {
    const name = index + opening.length;
    const start = text.indexOf('`', closing(text, name) + 1) + 1;
    if (!/^\s*(\w+ )?[{[]\n/.test(text.slice(start, start + 40))) continue;
    found.push(new Lines(unescaped(text.slice(name, closing(text, name))), text.slice(start, closing(text, start)), start).read());
  }
  return found;
}

/** The back tick that ends what begins at an offset. */
function closing(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '`') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Reads what pretty-format prints: one value a line. */
class Lines {
  private readonly lines: readonly Line[];
  private readonly offsets = new Map<string, number>();
  private at = 0;

  constructor(private readonly name: string, body: string, private readonly start: number) {
    let offset = start;
    this.lines = body.split('\n').map((raw) => {
      const indent = raw.length - raw.trimStart().length;
      const line = { raw: unescaped(raw), text: unescaped(raw.trim()), offset: offset + indent, indent };
      offset += raw.length + 1;
      return line;
    });
  }

  public read(): Snapshot {
    const value = this.valueOf(this.next([]).text, [], 0);
    const offsetOf = (path: readonly string[]): number => this.offsets.get(path.join('\0')) ?? (path.length > 0 ? offsetOf(path.slice(0, -1)) : this.start);
    return { name: this.name, value, offsetOf };
  }

  /** The value of a line, or that begins with it; what holds it is indented so far. */
  private valueOf(text: string, path: readonly string[], indent: number, next = KEY): unknown {
    if (/^(\w+ )?\{$/.test(text)) return this.objectOf(path);
    if (/^(\w+ )?\[$/.test(text)) return this.listOf(path);
    if (/^(\w+ )?\{\},?$/.test(text)) return {};
    if (/^(\w+ )?\[\],?$/.test(text)) return [];
    if (text.startsWith('"')) return this.textOf(text, indent, next);
    const plain = text.replace(/,$/, '');
    try {
      return JSON.parse(plain);
    } catch {
      return plain === 'undefined' ? undefined : plain;
    }
  }

  private objectOf(path: readonly string[]): unknown {
    const entries: [string, unknown][] = [];
    for (let line = this.next(path); !/^\},?$/.test(line.text); line = this.next(path)) {
      const [, printed, rest] = KEY.exec(line.text) ?? [];
      if (printed === undefined) throw new UnreadableInput(`the snapshot "${this.name}" is not as Jest writes it: ${line.text.slice(0, 60)}`);
      const key = printed.replace(/\\(["\\])/g, '$1');
      this.offsets.set([...path, key].join('\0'), line.offset);
      entries.push([key, this.valueOf(rest, [...path, key], line.indent)]);
    }
    return Object.fromEntries(entries);
  }

  private listOf(path: readonly string[]): unknown {
    const items: unknown[] = [];
    for (let line = this.next(path); !/^\],?$/.test(line.text); line = this.next(path)) {
      this.offsets.set([...path, String(items.length)].join('\0'), line.offset);
      items.push(this.valueOf(line.text, [...path, String(items.length)], line.indent, ITEM));
    }
    return items;
  }

  // A text is printed as it is, over several lines if it has some, and its quotes are escaped or not: it ends where the next value stands under it.
  private textOf(first: string, indent: number, next: RegExp): string {
    const parts = [first];
    const isOpen = () => !/.",?$/.test(`${parts.length > 1 ? '.' : ''}${parts.at(-1)}`) || !this.ends(indent, next);
    while (this.at < this.lines.length && isOpen()) parts.push(this.lines[this.at++].raw);
    return parts.join('\n').replace(/^"|",?$/g, '').replace(/\\(["\\])/g, '$1');
  }

  private ends(indent: number, next: RegExp): boolean {
    const line = this.lines[this.at];
    return (line.indent === indent - 2 && /^[\]}],?$/.test(line.text)) || (line.indent === indent && next.test(line.text));
  }

  private next(path: readonly string[]): Line {
    while (this.lines[this.at]?.text === '') this.at++;
    if (this.at >= this.lines.length || path.length > MAX_DEPTH) throw new UnreadableInput(`the snapshot "${this.name}" ends too early, or is nested too deep`);
    return this.lines[this.at++];
  }
}

interface Line {
  readonly raw: string;
  /** Without what is around it. */
  readonly text: string;
  readonly offset: number;
  readonly indent: number;
}

const KEY = /^"(.*?)": (.*)$/;
const ITEM = /^("|[[{]|[\w-]+( [[{]|,$))/;
const MAX_DEPTH = 500;

function unescaped(text: string): string {
  return text.replace(/\\([`\\$])/g, '$1');
}
