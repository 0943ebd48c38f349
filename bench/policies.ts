import { readFileSync } from 'fs';
import { join } from 'path';
import type { BenchedProfile } from './side';
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
