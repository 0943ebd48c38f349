import { ListedPolicies, ListedResource } from './listed-policies';
import { textOf } from '../../checks/read/opaque';
import { isRecord, Json } from '../../checks/read/template';

/**
 * Everything that the principals of an account are allowed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export function accountPolicies(json: Json): ListedPolicies | undefined {
  if (!KINDS.some(([, list]) => Array.isArray(json[list]))) return undefined;
  const principals = KINDS.flatMap(([kind, list]) => records(json[list]).map((principal) => ({ kind, principal, name: textOf(principal[`${kind}Name`]) })));
  // Nobody here can mend those of AWS; of them it is known what they are for.
  const managed = records(json.Policies).filter((policy) => !/:iam::aws:policy\//.test(textOf(policy.Arn)) && defaultVersion(policy) !== undefined);
  const known = new Map(managed.map((policy) => [textOf(policy.Arn), nameOf(policy)]));

  const resources: [string, ListedResource][] = principals.flatMap(({ kind, principal, name }) => [
    [`${kind.toLowerCase()} ${name}`, { Type: `AWS::IAM::${kind}`, Properties: propertiesOf(kind, principal, known) }],
    ...records(principal[`${kind}PolicyList`]).map(({ PolicyName, PolicyDocument }): [string, ListedResource] =>
      [`${kind.toLowerCase()} ${name}, policy ${textOf(PolicyName)}`, { Type: `AWS::IAM::${kind}Policy`, Properties: { [`${kind}Name`]: name, PolicyDocument } }]),
  ]);
  const holders = new Map<string, typeof principals>();
  for (const its of principals) attachedTo(its.principal).forEach((arn) => holders.set(arn, [...holders.get(arn) ?? [], its]));
  for (const policy of managed) {
    const its = holders.get(textOf(policy.Arn)) ?? [];
    const attached = KINDS.map(([kind]) => [`${kind}s`, its.filter((principal) => principal.kind === kind).map(({ name }) => name)]);
    resources.push([nameOf(policy), { Type: 'AWS::IAM::ManagedPolicy', Properties: { ...Object.fromEntries(attached), PolicyDocument: defaultVersion(policy) } }]);
  }
  const [account] = [...principals.map(({ principal }) => principal), ...managed].flatMap(({ Arn }) => /^arn:[^:]+:iam::(\d{12}):/.exec(textOf(Arn))?.[1] ?? []);
  return { resources: Object.fromEntries(resources), account };
}

/** Where each kind of principal, and its inline policies, stand. */
const KINDS = [['Role', 'RoleDetailList'], ['User', 'UserDetailList'], ['Group', 'GroupDetailList']] as const;

function propertiesOf(kind: string, principal: Json, known: ReadonlyMap<string, string>): Json {
  const boundary = isRecord(principal.PermissionsBoundary) ? known.get(textOf(principal.PermissionsBoundary.PermissionsBoundaryArn)) : undefined;
  return {
    [`${kind}Name`]: principal[`${kind}Name`],
    ManagedPolicyArns: attachedTo(principal).filter((arn) => !known.has(arn)),
    Groups: principal.GroupList,
    ...(boundary !== undefined && { PermissionsBoundary: { Ref: boundary } }),
  };
}

function attachedTo({ AttachedManagedPolicies }: Json): string[] {
  return records(AttachedManagedPolicies).map(({ PolicyArn }) => textOf(PolicyArn));
}

function nameOf({ PolicyName }: Json): string {
  return `policy ${textOf(PolicyName)}`;
}

function defaultVersion({ PolicyVersionList, DefaultVersionId }: Json): unknown {
  return records(PolicyVersionList).find(({ IsDefaultVersion, VersionId }) => IsDefaultVersion === true || (VersionId !== undefined && VersionId === DefaultVersionId))?.Document;
}

function records(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
