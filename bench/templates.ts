import { readFileSync } from 'fs';
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

export function readTemplate(outdir: string): Template {
  return JSON.parse(readFileSync(join(outdir, 'Bench.template.json'), 'utf8')) as Template;
}

export function templateBytes(template: Template): number {
  return Buffer.byteLength(JSON.stringify(template));
}

export function resourceTypes(template: Template): string[] {
  return Object.values(template.Resources).map((resource) => resource.Type).sort();
}

/** The sides are comparable only while they define the same; throws with what differs. */
export function checkSameResources(workloads: number, { library, handWritten }: Pair<Template>): void {
  const ours = counts(resourceTypes(library));
  const theirs = counts(resourceTypes(handWritten));
  const different = [...new Set([...ours.keys(), ...theirs.keys()])].sort()
    .filter((type) => ours.get(type) !== theirs.get(type))
    .map((type) => `  ${type}: ${ours.get(type) ?? 0} by the library, ${theirs.get(type) ?? 0} by hand`);
  if (different.length === 0) return;
  throw new Error(`the library and bench/hand-written.ts define different resources for ${workloads} workload(s); bring them together:\n${different.join('\n')}`);
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

function counts(types: readonly string[]): Map<string, number> {
  const byType = new Map<string, number>();
  for (const type of types) byType.set(type, (byType.get(type) ?? 0) + 1);
  return byType;
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
