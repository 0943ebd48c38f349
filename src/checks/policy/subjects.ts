import { PolicyDocument, documentsOf, HOLDER_TYPES } from './documents';
import { opaque, opaqueName, textOf, wordsIn } from '../read/opaque';
import { asList, Resource } from '../read/template';

/** What policies are judged for together: a role, user or group with all its policies, or a document that stands alone. */
export interface Subject {
  readonly kind: 'principal' | 'document';
  /** The role, user or group, or the resource that holds the document. */
  readonly logicalId?: string;
  /** The name that the template gives it. */
  readonly name?: string;
  readonly documents: readonly PolicyDocument[];
  /** Its permissions boundary, where that is in the template. */
  readonly boundary: readonly PolicyDocument[];
  /** ARNs of its managed policies, as far as they are known. */
  readonly managedPolicies: readonly string[];
  /** Whether no policy of it is out of sight. */
  readonly complete: boolean;
}

const PRINCIPALS: Record<string, string> = { 'AWS::IAM::Role': 'Role', 'AWS::IAM::User': 'User', 'AWS::IAM::Group': 'Group' };

export function isPrincipal(type: string): boolean {
  return Object.hasOwn(PRINCIPALS, type);
}

/** Names users who are in a group. */
export const GROUP_MEMBERS = 'AWS::IAM::UserToGroupAddition';

/** The subjects of a template, whose resources are resolved. Of some principals it is known that policies may be attached to them elsewhere. */
export function subjectsOf(resources: readonly Resource[], mayHaveMore: (principal: Resource) => boolean): Subject[] {
  const holders = resources.filter(({ type }) => HOLDER_TYPES.includes(type));
  const documents = new Map(holders.map((resource) => [resource.logicalId, documentsOf(resource)]));
  const policies = holders.filter(({ type }) => !PRINCIPALS[type]);
  const byId = new Map(policies.map((policy) => [policy.logicalId, policy]));
  const attached = new Set<string>();
  const [byTarget, mentioned] = [targetIndex(policies), mentions([...policies, ...resources.filter(({ type }) => type === GROUP_MEMBERS)])];

  const principals = holders.filter(({ type }) => PRINCIPALS[type]).map((principal): Subject => {
    const managedPolicies = asList(principal.properties.ManagedPolicyArns).map(textOf);
    const named = [opaque(principal.logicalId), nameOf(principal)].flatMap((name) => byTarget.get(`${PRINCIPALS[principal.type]} ${name}`) ?? []);
    const its = [...new Set([...named, ...managedPolicies.flatMap((arn) => byId.get(opaqueName(arn) ?? '') ?? [])])];
    its.forEach(({ logicalId }) => attached.add(logicalId));
    const own = [principal, ...its].flatMap(({ logicalId }) => documents.get(logicalId)!);
    const boundary = documents.get(opaqueName(principal.properties.PermissionsBoundary) ?? '') ?? [];
    const elsewhere = managedPolicies.some((arn) => !documents.has(opaqueName(arn) ?? '') && mayAllowInference(arn)) || asList(principal.properties.Groups).length > 0
      || mentioned.has(principal.logicalId) || mayHaveMore(principal);
    const name = nameOf(principal);
    return { kind: 'principal', logicalId: principal.logicalId, ...(name !== undefined && { name }), documents: own, boundary, managedPolicies, complete: !elsewhere && own.every(({ complete }) => complete) };
  });

  const alone = policies.filter(({ logicalId }) => !attached.has(logicalId)).flatMap((policy) => documents.get(policy.logicalId)!.map((document): Subject =>
    ({ kind: 'document', logicalId: policy.logicalId, documents: [document], boundary: [], managedPolicies: [], complete: document.complete && !isAttachedOutside(policy) })));
  return [...principals, ...alone];
}

/** The roles, users and groups that a policy is attached to, in lists or by one name. */
export function targetsOf(policy: Resource): string[] {
  return Object.values(PRINCIPALS).flatMap((kind) => targetsOfKind(policy, kind));
}

function targetsOfKind({ properties }: Resource, kind: string): string[] {
  return [...asList(properties[`${kind}s`]), ...asList(properties[`${kind}Name`])].map(textOf);
}

/** The name that a role, user or group is given; undefined if CloudFormation makes it. */
export function nameOf({ type, properties }: Resource): string | undefined {
  const name = properties[`${PRINCIPALS[type]}Name`];
  return typeof name === 'string' ? name : undefined;
}

function targetIndex(policies: readonly Resource[]): Map<string, Resource[]> {
  const index = new Map<string, Resource[]>();
  for (const policy of policies) {
    for (const kind of Object.values(PRINCIPALS)) {
      for (const key of targetsOfKind(policy, kind).map((target) => `${kind} ${target}`)) index.set(key, [...index.get(key) ?? [], policy]);
    }
  }
  return index;
}

// A target that is made of a principal, by a condition for example, may be it; and who is in a group has its policies too.
function mentions(others: readonly Resource[]): Set<string> {
  return new Set(others.flatMap((other) => (other.type === GROUP_MEMBERS ? asList(other.properties.Users).map(textOf) : targetsOf(other).filter((target) => / /.test(target)))
    .flatMap((target) => wordsIn(target))));
}

// Whoever it is attached to has policies that are not seen here.
function isAttachedOutside(policy: Resource): boolean {
  return targetsOf(policy).length > 0 || asList(policy.properties.ManagedPolicies).some((arn) => mayAllowInference(textOf(arn)))
    || asList(policy.properties.CustomerManagedPolicyReferences).length > 0;
}

/**
 * Whether a managed policy from outside of the template may allow inference. Most AWS managed policies are for one other service.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function mayAllowInference(arn: string): boolean {
  const name = /^arn:[a-z-]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  return name === undefined || (name !== 'AmazonBedrockReadOnly' && /Bedrock|Administrator|PowerUser|SageMaker|AmazonQ|QDeveloper|DataZone|DataScientist|AgentCore/i.test(name));
}
