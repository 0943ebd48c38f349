import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import type { Pair } from './side';

interface PolicyDocument {
  readonly Statement: unknown;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly PolicyDocument?: PolicyDocument;
    readonly Policies?: readonly { readonly PolicyDocument: PolicyDocument }[];
  };
}

/** A CloudFormation template, as far as it is looked at here. */
export interface Template {
  readonly Resources: Record<string, Resource>;
}

/**
 * What IAM holds, in characters without white space: the inline policies of a role together, one managed policy, managed policies of a role.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const IAM_LIMITS = { inline: 10_240, managed: 6_144, managedCount: 20 };

/** The policy documents of a role. */
export interface PolicySizes {
  readonly documents: number;
  readonly bytes: number;
  readonly largest: number;
  /** Whether IAM takes them. */
  readonly fits: boolean;
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

/** The sides are comparable only while they define the same but for names; throws with what differs. */
export function checkSameResources(workloads: number, { library, handWritten }: Pair<Template>): void {
  const types = differences(resourceTypes(library), resourceTypes(handWritten));
  const different = types.length > 0 ? types : differences(properties(library), properties(handWritten));
  if (different.length === 0) return;
  const first = different.slice(0, 20).map((line) => `  ${line}`).join('\n');
  throw new Error(`the library and bench/hand-written.ts define different resources for ${workloads} workload(s); bring them together:\n${first}`);
}

/** The IAM policy documents of a template that may invoke models. Their ARNs are literal, because the stack has account and Region. */
export function invokePolicySizes(template: Template): PolicySizes {
  const resources = Object.values(template.Resources);
  const inline = [
    ...resources.filter((resource) => resource.Type === 'AWS::IAM::Policy').flatMap((resource) => resource.Properties?.PolicyDocument ?? []),
    ...resources.flatMap((resource) => resource.Properties?.Policies ?? []).map((policy) => policy.PolicyDocument),
  ].map(text).filter(invokes);
  const managed = resources.filter((resource) => resource.Type === 'AWS::IAM::ManagedPolicy')
    .flatMap((resource) => resource.Properties?.PolicyDocument ?? []).map(text).filter(invokes);

  const sizes = [...inline, ...managed].map((document) => document.length);
  return {
    documents: sizes.length,
    bytes: sum(sizes),
    largest: Math.max(...sizes),
    fits: sum(inline.map((document) => document.length)) <= IAM_LIMITS.inline
      && managed.every((document) => document.length <= IAM_LIMITS.managed) && managed.length <= IAM_LIMITS.managedCount,
  };
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
  const [name, inner] = entries[0] ?? [];
  // The body of a dashboard is a text with the Region in it.
  if (name === 'Fn::Join') return leaves(path, (inner as [string, unknown[]])[1].map((part) => typeof part === 'string' ? part : '').join(''));
  if (name === 'Ref' || name === 'Fn::GetAtt') return [`${path} is a text`];
  // A Sid is a name too, and optional.
  return entries.filter(([key]) => key !== 'Sid').flatMap(([key, nested]) => leaves(`${path}.${key}`, nested));
}

function text(document: PolicyDocument): string {
  return JSON.stringify(document);
}

function invokes(document: string): boolean {
  return document.includes('bedrock:InvokeModel');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
