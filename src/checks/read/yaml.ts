import type * as Yaml from 'yaml';
import { UnreadableInput } from './json';

/**
 * The documents of a YAML text, with the short forms of CloudFormation's functions as their long ones. Plain scalars that JSON would write otherwise,
 * such as dates and numbers with leading zeros, stay texts.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export function parseYaml(text: string): unknown[] {
  return documentsIn(text).map((document) => new Reader().valueOf(document.contents, 0));
}

/** Where values are in a YAML text: for each path, whose first part is the number of the document, the offset of its last part that is there. */
export function yamlOffsets(text: string, paths: readonly (readonly string[])[]): number[] {
  const { isAlias, isMap, isSeq, isScalar } = library();
  const documents = documentsIn(text);
  return paths.map(([number, ...path]) => {
    let node: unknown = documents[Number(number)]?.contents;
    let offset = startOf(node) ?? 0;
    const anchored = (alias: Yaml.Alias) => alias.resolve(documents[Number(number)]);
    for (const part of path) {
      if (isAlias(node)) node = anchored(node);
      let next: unknown;
      // The long form of a short one is a part of the path that the text does not have.
      if (LONG.test(part) && (node as Yaml.Node | null)?.tag?.startsWith('!')) continue;
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && keyOf(key) === part);
        [next, offset] = [pair?.value, pair ? startOf(pair.key) ?? offset : offset];
        if (!pair) break;
      } else if (isSeq(node)) {
        next = node.items[Number(part)];
        if (next === undefined) break;
        offset = startOf(next) ?? offset;
      } else {
        break;
      }
      node = next;
    }
    return offset;
  });
}

// A template of CloudFormation has 1 MB at most; a library that keeps every comment takes seconds for some.
const MAX_BYTES = 5_000_000;
const MAX_DEPTH = 500;
// What aliases repeat counts each time.
const MAX_VALUES = 2_000_000;
const LONG = /^(Ref|Condition|Fn::\w+)$/;

function library(): typeof Yaml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only for YAML, and only by the command
  return require('yaml') as typeof Yaml;
}

function documentsIn(text: string): Yaml.Document.Parsed[] {
  if (text.length > MAX_BYTES) throw new UnreadableInput(`it has more than ${MAX_BYTES / 1_000_000} MB of YAML; give it as JSON`);
  const { LineCounter, parseAllDocuments } = library();
  const lines = new LineCounter();
  const found = parseAllDocuments(text, { schema: 'core', uniqueKeys: false, prettyErrors: false, logLevel: 'silent', lineCounter: lines });
  const documents = Array.isArray(found) ? found : [];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (!error) return documents;
  const { line, col } = lines.linePos(error.pos[0]);
  throw new UnreadableInput(`${/call stack/.test(error.message) ? 'it is nested too deep' : error.message} at line ${line}, column ${col}`);
}

class Reader {
  private left = MAX_VALUES;
  // An alias is of the last of its name; the library looks for it from the top each time.
  private readonly anchors = new Map<string, unknown>();
  private readonly yaml = library();

  public valueOf(node: unknown, depth: number): unknown {
    const { isAlias, isMap, isScalar, isSeq } = this.yaml;
    if (--this.left < 0) throw new UnreadableInput('its aliases repeat too much');
    if (depth > MAX_DEPTH) throw new UnreadableInput('it is nested too deep, or an alias stands in what it repeats');
    if (isAlias(node)) {
      if (!this.anchors.has(node.source)) throw new UnreadableInput(`it has the alias *${node.source}, and no anchor &${node.source} before it`);
      return this.valueOf(this.anchors.get(node.source), depth + 1);
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor) this.anchors.set(node.anchor, node);
      const value = isScalar(node) ? scalar(node) : isSeq(node) ? node.items.map((item) => this.valueOf(item, depth + 1)) : this.mapOf(node, depth);
      return longForm(node.tag, value);
    }
    return null;
  }

  private mapOf(map: Yaml.YAMLMap, depth: number): unknown {
    const entries = map.items.map(({ key, value }): [string, unknown] => {
      if (this.yaml.isScalar(key) && key.anchor) this.anchors.set(key.anchor, key);
      return [this.yaml.isScalar(key) ? keyOf(key) : String(this.yaml.isAlias(key) ? this.valueOf(key, depth) : '?'), this.valueOf(value, depth + 1)];
    });
    // Keys that are written out win over those that are merged.
    const merged = entries.filter(([key]) => key === '<<').flatMap(([, value]) => [value].flat().reverse()).flatMap((value) => Object.entries(Object(value) as object) as [string, unknown][]);
    return Object.fromEntries([...merged, ...entries.filter(([key]) => key !== '<<')]);
  }
}

function keyOf({ source, value }: Yaml.Scalar): string {
  return source ?? String(value);
}

function scalar({ source, type, value }: Yaml.Scalar): unknown {
  return typeof value === 'number' && type === 'PLAIN' && String(value) !== source ? source : value;
}

function longForm(tag: string | undefined, value: unknown): unknown {
  if (!tag?.startsWith('!') || tag === '!') return value;
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  // Of a.b.c, the first part is the resource.
  if (name === 'GetAtt' && typeof value === 'string' && value.includes('.')) return { 'Fn::GetAtt': [value.slice(0, value.indexOf('.')), value.slice(value.indexOf('.') + 1)] };
  return { [`Fn::${name}`]: value };
}

function startOf(node: unknown): number | undefined {
  return (node as Yaml.Node | undefined)?.range?.[0];
}
