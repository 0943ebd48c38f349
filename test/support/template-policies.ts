import { PolicyDocumentJson } from './iam-evaluator';
import { isRecord, Pseudo, Resource, resolveIntrinsics, resourceOf, Template } from './template-intrinsics';

export { type Pseudo, resolveIntrinsics } from './template-intrinsics';

export interface AttachedPolicies {
  readonly kind: PrincipalKind;
  readonly inline: PolicyDocumentJson[];
  readonly managed: PolicyDocumentJson[];
  /** ARNs of managed policies from outside the template: they count against the quota, their documents are not known here. */
  readonly external: string[];
}

export type PrincipalKind = 'Role' | 'User' | 'Group';
const KINDS: readonly PrincipalKind[] = ['Role', 'User', 'Group'];

export function policiesOfRole(template: Template, roleLogicalId: string, pseudo: Pseudo): AttachedPolicies {
  const type = resourceOf(template, roleLogicalId)?.Type;
  if (type !== 'AWS::IAM::Role') throw new Error(`${roleLogicalId} is not a role but ${type}`);
  return policiesOf(template, roleLogicalId, pseudo);
}

/**
 * All policies of a role, user or group: in itself, in resources that name it, and managed ones that it names. A name that no resource has is
 * taken as that of a role, user or group that exists already, to which the template attaches policies.
 */
export function policiesOf(template: Template, logicalId: string, pseudo: Pseudo): AttachedPolicies {
  const policies = iamResources(template, pseudo);
  const principal = resourceOf(template, logicalId);
  const kind = KINDS.find((k) => principal ? principal.Type === `AWS::IAM::${k}` : policies.some((policy) => isAttachedTo(policy, k, logicalId)));
  if (!kind) throw new Error(`${logicalId} (${principal?.Type ?? 'no resource'}) is no role, user or group`);
  const own = principal ? resolveIntrinsics(unconditional(logicalId, principal).Properties, template, pseudo) : {};
  const { Policies, ManagedPolicyArns } = isRecord(own) ? own : {};
  // The Ref of a managed policy is its ARN, for which resolveIntrinsics puts the logical id; the attribute PolicyArn ends with the id.
  const ownArn = `arn:${pseudo.partition}:iam::${pseudo.accountId}:policy/`;
  const listed = asList(ManagedPolicyArns).map((arn) => String(arn).replace(ownArn, ''));
  const isManaged = (policy: Resource) => policy.Type === 'AWS::IAM::ManagedPolicy';
  const attached = policies.filter((policy) => isAttachedTo(policy, kind, logicalId) || isManaged(policy) && listed.includes(policy.logicalId));
  for (const policy of attached) unconditional(policy.logicalId, policy);
  const ids = policies.filter(isManaged).map((policy) => policy.logicalId);
  return {
    kind,
    inline: [...asList(Policies), ...attached.filter((policy) => !isManaged(policy)).map((policy) => policy.Properties)].map(documentOf),
    managed: attached.filter(isManaged).map((policy) => documentOf(policy.Properties)),
    external: asList(ManagedPolicyArns).map(String).filter((_arn, index) => !ids.includes(listed[index])),
  };
}

/**
 * The characters that IAM counts: "IAM doesn't count white space when calculating the size of a policy".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function policySize(document: PolicyDocumentJson): number {
  return JSON.stringify(document).length;
}

/** Same page: inline policies of a principal in total, and managed policies per principal by default (more on request). */
export const IAM_LIMITS = {
  managedSize: 6_144,
  Role: { inlineTotal: 10_240, managedCount: 20 },
  User: { inlineTotal: 2_048, managedCount: 10 },
  Group: { inlineTotal: 5_120, managedCount: 10 },
} as const;

/** `kind` is a role unless said. */
export function assertWithinIamLimits(...principals: ReadonlyArray<Pick<AttachedPolicies, 'inline' | 'managed'> & Partial<AttachedPolicies>>): void {
  for (const { kind = 'Role', inline, managed, external = [] } of principals) {
    const { inlineTotal, managedCount } = IAM_LIMITS[kind];
    const total = inline.map(policySize).reduce((sum, size) => sum + size, 0);
    if (total > inlineTotal) throw new Error(`The inline policies of the ${kind} have ${total} characters, more than ${inlineTotal}`);
    const largest = Math.max(0, ...managed.map(policySize));
    if (largest > IAM_LIMITS.managedSize) throw new Error(`A managed policy has ${largest} characters, more than ${IAM_LIMITS.managedSize}`);
    const count = managed.length + external.length;
    if (count > managedCount) throw new Error(`${count} managed policies are attached to the ${kind}, more than ${managedCount}`);
  }
}

interface IamResource extends Resource { readonly logicalId: string }

function iamResources(template: Template, pseudo: Pseudo): IamResource[] {
  return Object.keys(isRecord(template.Resources) ? template.Resources : {}).flatMap((logicalId) => {
    const resource = resourceOf(template, logicalId);
    if (!resource || !/^AWS::IAM::\w*Policy$/.test(resource.Type)) return [];
    const properties = resolveIntrinsics(resource.Properties, template, pseudo);
    return [{ ...resource, logicalId, Properties: isRecord(properties) ? properties : {} }];
  });
}

/** Policy and ManagedPolicy name many (`Roles`), RolePolicy, UserPolicy and GroupPolicy one (`RoleName`). */
function isAttachedTo(policy: IamResource, kind: PrincipalKind, name: string): boolean {
  const property = policy.Type === `AWS::IAM::${kind}Policy` ? `${kind}Name` : `${kind}s`;
  return asList(policy.Properties[property]).includes(name);
}

function documentOf(policy: unknown): PolicyDocumentJson {
  const document = isRecord(policy) ? policy.PolicyDocument : undefined;
  if (!isRecord(document) || document.Statement === undefined) throw new Error(`No policy document in ${JSON.stringify(policy)}`);
  // Only the presence of a statement is known here; the evaluator checks all the rest.
  return document as unknown as PolicyDocumentJson;
}

/** Whether a conditional resource exists is not known here, so its policies have no answer. */
function unconditional<R extends Resource>(logicalId: string, resource: R): R {
  if (resource.Condition !== undefined) throw new Error(`${logicalId} depends on the condition ${JSON.stringify(resource.Condition)}`);
  return resource;
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
