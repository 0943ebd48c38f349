import { isBraced, jsonOffsets, UnreadableInput } from './json';
import { parseSnapshots } from './snapshot';
import { isRecord } from './template';
import { parseYaml, yamlOffsets } from './yaml';

type Format = 'json' | 'yaml' | 'snapshot';

/** A text, parsed: what it holds, one value or several. */
export interface Parsed {
  readonly format: Format;
  readonly values: readonly { readonly value: unknown; readonly name?: string; /** What leads to it in the text. */ readonly prefix: readonly string[] }[];
}

/** Parses JSON, YAML or a file of snapshots, whatever its name; throws for what is none. */
export function parseText(text: string, file: string): Parsed {
  if (isSnapshots(text)) {
    return { format: 'snapshot', values: parseSnapshots(text).map(({ name, value }, index) => ({ value, name, prefix: [String(index)] })) };
  }
  const [isNamed, braced] = [file.endsWith('.json'), isBraced(text)];
  if (isNamed || braced) {
    try {
      return { format: 'json', values: [{ value: JSON.parse(text), prefix: [] }] };
    } catch (error) {
      // YAML has braces too, and may be in a file of any name.
      const yaml = isNamed && braced ? undefined : attempt(() => parseYaml(text));
      if (!yaml?.some(isRecord)) throw new UnreadableInput(`it is no JSON: ${(error as Error).message}`);
      return fromYaml(yaml);
    }
  }
  try {
    return fromYaml(parseYaml(text));
  } catch (error) {
    throw new UnreadableInput(`it cannot be read as YAML: ${(error as Error).message}`);
  }
}

/** Whether a text is what Jest or Vitest writes beside tests. */
export function isSnapshots(text: string): boolean {
  return /^exports\[`/m.test(text.slice(0, 10_000));
}

/** Where values are in a text: for each path the line and column, from 1, of its last part that is there. */
export function positionsIn(text: string, format: Format, paths: readonly (readonly string[])[]): { readonly line: number; readonly column: number }[] {
  const offsets = { json: jsonOffsets, yaml: yamlOffsets, snapshot: snapshotOffsets }[format](text, paths);
  const order = offsets.map((offset, index) => ({ offset, index })).sort((one, other) => one.offset - other.offset);
  const positions = new Array<{ line: number; column: number }>(paths.length);
  let [line, start] = [1, 0];
  for (const { offset, index } of order) {
    for (let end = text.indexOf('\n', start); end >= 0 && end < offset; end = text.indexOf('\n', start)) [line, start] = [line + 1, end + 1];
    positions[index] = { line, column: offset - start + 1 };
  }
  return positions;
}

function snapshotOffsets(text: string, paths: readonly (readonly string[])[]): number[] {
  const snapshots = parseSnapshots(text);
  return paths.map(([number, ...path]) => snapshots[Number(number)]?.offsetOf(path) ?? 0);
}

function fromYaml(documents: readonly unknown[]): Parsed {
  return { format: 'yaml', values: documents.map((value, index) => ({ value, prefix: [String(index)] })) };
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
