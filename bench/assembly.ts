import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import type { BenchedProfile, PerSide } from './side';
import { evaluations, INVOKE_ACTIONS } from '../test/support/cris-requests';
import { deniedRequests } from '../test/support/denied-requests';
import { allows } from '../test/support/iam-evaluator';
import { AttachedPolicies, IAM_LIMITS, policiesOfRole, policySize } from '../test/support/template-policies';

interface Environment {
  readonly account: string;
  readonly region: string;
}

/** The policies of the only role of a cloud assembly, as IAM gets them: the peers write pseudo parameters where the library writes the account and Region. */
export function rolePolicies(outdir: string, { account, region }: Environment): AttachedPolicies {
  const template = JSON.parse(readFileSync(join(outdir, 'Bench1.template.json'), 'utf8')) as { readonly Resources: Record<string, { readonly Type: string }> };
  const roles = Object.entries(template.Resources).flatMap(([logicalId, { Type }]) => Type === 'AWS::IAM::Role' ? [logicalId] : []);
  if (roles.length !== 1) throw new Error(`${roles.length} roles where one is measured`);
  return policiesOfRole({ ...template }, roles[0], { partition: 'aws', region, accountId: account });
}

/** The policy documents of a role. */
export interface PolicySizes {
  readonly documents: number;
  readonly bytes: number;
  /** Whether IAM takes them. */
  readonly fits: boolean;
}

export function policySizes({ inline, managed }: AttachedPolicies): PolicySizes {
  const { managedSize, Role: { inlineTotal, managedCount } } = IAM_LIMITS;
  const bytes = (documents: AttachedPolicies['inline']) => documents.map(policySize).reduce((total, size) => total + size, 0);
  return {
    documents: inline.length + managed.length,
    bytes: bytes([...inline, ...managed]),
    fits: bytes(inline) <= inlineTotal && managed.every((document) => policySize(document) <= managedSize) && managed.length <= managedCount,
  };
}

/** What the evaluator of the tests decides of a role that may call through one profile. */
export interface Score {
  readonly allowed: number;
  readonly mustAllow: number;
  readonly denied: number;
  readonly mustDeny: number;
  /** What is allowed, or refused, although it must not be. */
  readonly wrong: readonly string[];
}

export function score({ inline, managed }: AttachedPolicies, { inferenceProfileId, destinationRegions }: BenchedProfile, { account, region }: Environment): Score {
  const call = { account, sourceRegion: region, inferenceProfileId, destinationRegions };
  const documents = [...inline, ...managed];
  const mustAllow = INVOKE_ACTIONS.flatMap((action) => evaluations({ ...call, action }));
  const refused = mustAllow.filter((request) => !allows(documents, request));
  const mustDeny = deniedRequests(call);
  const allowed = mustDeny.filter(([, request]) => allows(documents, request));
  return {
    allowed: mustAllow.length - refused.length,
    mustAllow: mustAllow.length,
    denied: mustDeny.length - allowed.length,
    mustDeny: mustDeny.length,
    wrong: [...new Set([...refused.map(({ action, resource }) => `refuses ${action} on ${resource}`), ...allowed.map(([name]) => `allows ${name}`)])],
  };
}

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

function resourceTypes(template: Template): string[] {
  return Object.values(template.Resources).map((resource) => resource.Type).sort();
}

/** The sides are comparable only while they define the same but for names; throws with what differs. */
export function checkSameResources({ library, handWritten }: PerSide<Template>): void {
  const types = differences(resourceTypes(library!), resourceTypes(handWritten!));
  const different = types.length > 0 ? types : differences(properties(library!), properties(handWritten!));
  if (different.length === 0) return;
  const first = different.slice(0, 20).map((line) => `  ${line}`).join('\n');
  throw new Error(`the library and bench/sides/hand-written.ts define different resources; bring them together:\n${first}`);
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
