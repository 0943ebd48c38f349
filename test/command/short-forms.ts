import { Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** A template as people write it in YAML: with the short form of each function that can have it. */
export function shortForms(template: unknown): string {
  return new Document(nodeOf(template)).toString({ lineWidth: 0 });
}

function nodeOf(value: unknown): Node {
  const short = shortForm(value);
  if (short) return short;
  if (Array.isArray(value)) {
    const list = new YAMLSeq();
    list.items = value.map(nodeOf);
    return list;
  }
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  const map = new YAMLMap();
  map.items = Object.entries(value).map(([key, part]) => new Pair(new Scalar(key), nodeOf(part)));
  return map;
}

/** YAML has one tag a value: a function whose argument is one with a tag keeps its long form. */
function shortForm(value: unknown): Node | undefined {
  const [[name, argument] = [], ...others] = Object.entries(Object(value) as object) as [string, unknown][];
  if (Array.isArray(value) || name === undefined || others.length > 0 || !/^(Ref|Condition|Fn::\w+)$/.test(name) || (name === 'Condition' && typeof argument !== 'string')) return undefined;
  const isPair = name === 'Fn::GetAtt' && Array.isArray(argument) && argument.every((part) => typeof part === 'string');
  const node = nodeOf(isPair ? argument.join('.') : argument);
  if (node.tag) return undefined;
  node.tag = `!${name.replace('Fn::', '')}`;
  return node;
}
