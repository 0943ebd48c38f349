import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import type { Pair } from './side';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template, as far as it is looked at here. */
export interface Template {
  readonly Resources: Record<string, Resource>;
}

/** The templates of all stacks as one. */
export function readTemplate(outdir: string): Template {
  const templates = readdirSync(outdir).filter((file) => file.endsWith('.template.json')).sort().map((file) => JSON.parse(readFileSync(join(outdir, file), 'utf8')) as Template);
  const resources = templates.flatMap((template, index) => Object.entries(template.Resources).map(([id, resource]) => [`${index + 1}${id}`, resource]));
  return { Resources: Object.fromEntries(resources) as Template['Resources'] };
}

export function templateBytes(template: Template): number {
  return Buffer.byteLength(JSON.stringify(template));
}

export function resourceTypes(template: Template): string[] {
  return Object.values(template.Resources).map((resource) => resource.Type).sort();
}

/** The graphs of all dashboards. */
export function graphs(template: Template): number {
  const bodies = Object.values(template.Resources).flatMap(({ Type, Properties }) => Type === 'AWS::CloudWatch::Dashboard' ? [textOf(Properties!.DashboardBody)] : []);
  return bodies.flatMap((body) => (JSON.parse(body) as { readonly widgets: readonly { readonly type: string }[] }).widgets).filter(({ type }) => type === 'metric').length;
}

/** The sides are comparable only while they define the same but for names; throws with what differs. */
export function checkSameResources(workloads: number, { library, handWritten }: Pair<Template>): void {
  const types = differences(resourceTypes(library), resourceTypes(handWritten));
  const different = types.length > 0 ? types : differences(properties(library), properties(handWritten));
  if (different.length === 0) return;
  const first = different.slice(0, 20).map((line) => `  ${line}`).join('\n');
  throw new Error(`the library and bench/sides/hand-written.ts define different resources for ${workloads} workload(s); bring them together:\n${first}`);
}

function differences(library: readonly string[], handWritten: readonly string[]): string[] {
  const ours = counts(library);
  const theirs = counts(handWritten);
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort()
    .filter((value) => ours.get(value) !== theirs.get(value))
    .map((value) => `${ours.get(value) ?? 0} by the library, ${theirs.get(value) ?? 0} by hand: ${value}`);
}

function counts(values: readonly string[]): Map<string, number> {
  const byValue = new Map<string, number>();
  for (const value of values) byValue.set(value, (byValue.get(value) ?? 0) + 1);
  return byValue;
}

/** Every property of every resource, down into dashboards, without the texts, which hold names. */
function properties(template: Template): string[] {
  return Object.values(template.Resources).flatMap(({ Type, Properties }) => leaves(Type, Properties));
}

function leaves(path: string, value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('{"') ? leaves(path, JSON.parse(value)) : [`${path} is a text`];
  if (typeof value !== 'object' || value === null) return [`${path} is ${JSON.stringify(value)}`];
  const entries = Object.entries(value) as [string, unknown][];
  const [name] = entries[0] ?? [];
  if (name === 'Fn::Join') return leaves(path, textOf(value));
  if (name === 'Ref' || name === 'Fn::GetAtt') return [`${path} is a text`];
  // A Sid is a name too, and optional.
  return entries.filter(([key]) => key !== 'Sid').flatMap(([key, nested]) => leaves(`${path}.${key}`, nested));
}

/** The body of a dashboard is a text with the Region in it, which is left out. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [, parts] = (value as { readonly 'Fn::Join': readonly [string, readonly unknown[]] })['Fn::Join'];
  return parts.map((part) => typeof part === 'string' ? part : '').join('');
}
