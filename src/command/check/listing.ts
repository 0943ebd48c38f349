import { UnreadableInput } from '../../checks/read/json';
import { textOf } from '../../checks/read/opaque';
import { isRecord, Json } from '../../checks/read/template';

/** Policies as the AWS CLI lists them, in the form of a template: each is a resource that is named by where it came from. */
export interface Listing {
  readonly template: { readonly Resources: Json };
  /** How many there are. */
  readonly policies: number;
  /** Where each resource is in the listing. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  readonly region?: string;
  readonly account?: string;
}

/** The listing that a value is, if it is one; throws where a policy in it cannot be read. */
export function listingIn(json: unknown): Listing | undefined {
  if (!isRecord(json)) return undefined;
  const found = endpointPolicies(json) ?? accountPolicies(json);
  if (!found) return undefined;
  const { region, account } = found;
  const resources = found.resources.map(({ name, Type, Properties }): [string, unknown] =>
    [name, { Type, Properties: 'PolicyDocument' in Properties ? { ...Properties, PolicyDocument: documentOf(name, Properties.PolicyDocument) } : Properties }]);
  return {
    template: { Resources: Object.fromEntries(resources) },
    // A role, user or group has none of its own.
    policies: found.resources.filter(({ Properties }) => 'PolicyDocument' in Properties).length,
    places: new Map(found.resources.map(({ name, place }) => [name, place])),
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
  };
}

/** A policy in a text, percent-encoded as the API of IAM answers it or not; undefined if it is no JSON. */
export function parsedText(text: string): unknown {
  for (const read of [() => text, () => decodeURIComponent(text)]) {
    try {
      return JSON.parse(read());
    } catch {
      // The other way, or neither.
    }
  }
  return undefined;
}

interface Listed {
  readonly resources: readonly ListedResource[];
  readonly region?: string;
  readonly account?: string;
}

/** A resource as a template has it. */
interface ListedResource {
  readonly name: string;
  readonly place: readonly string[];
  readonly Type: string;
  readonly Properties: Json;
}

function documentOf(name: string, given: unknown): unknown {
  const document = typeof given === 'string' ? parsedText(given) : given;
  if (isRecord(document) && document.Statement !== undefined) return document;
  throw new UnreadableInput(`${name} holds no policy (it has no Statement)`);
}

/**
 * The policies of the endpoints of Amazon Bedrock; those of other services have policies too, which none of its calls passes.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html
 */
function endpointPolicies({ VpcEndpoints }: Json): Listed | undefined {
  if (!Array.isArray(VpcEndpoints)) return undefined;
  const endpoints = VpcEndpoints.map((endpoint: unknown, index) => ({ ...(isRecord(endpoint) ? endpoint : {}), place: ['VpcEndpoints', String(index)] }) as Json & { place: string[] })
    .filter(({ ServiceName = '.bedrock', PolicyDocument }) => PolicyDocument !== undefined && textOf(ServiceName).includes('.bedrock'));
  const [region] = endpoints.flatMap(({ ServiceName }) => /\.([a-z]{2,4}(?:-[a-z]+)+-\d)\./.exec(textOf(ServiceName))?.[1] ?? []);
  const [account] = endpoints.flatMap(({ OwnerId }) => (/^\d{12}$/.test(textOf(OwnerId)) ? [textOf(OwnerId)] : []));
  return {
    region,
    account,
    resources: endpoints.map(({ VpcEndpointId, ServiceName, PolicyDocument, place }, index) =>
      ({ name: textOf(VpcEndpointId ?? `endpoint ${index}`), place: [...place, 'PolicyDocument'], Type: 'AWS::EC2::VPCEndpoint', Properties: { ServiceName, PolicyDocument } })),
  };
}

/**
 * Everything that the principals of an account are allowed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
function accountPolicies(json: Json): Listed | undefined {
  if (!KINDS.some(([, list]) => Array.isArray(json[list]))) return undefined;
  const principals = KINDS.flatMap(([kind, list]) => records(json[list]).map(([principal, index]) =>
    ({ kind, principal, name: textOf(principal[`${kind}Name`]), place: [list, index] })));
  // Nobody here can mend those of AWS; of them it is known what they are for.
  const managed = records(json.Policies).map(([policy, index]) => ({ policy, index, version: defaultVersion(policy) }))
    .filter(({ policy, version }) => !/:iam::aws:policy\//.test(textOf(policy.Arn)) && version !== undefined);
  const known = new Map(managed.map(({ policy }) => [textOf(policy.Arn), nameOf(policy)]));

  const resources: ListedResource[] = principals.flatMap(({ kind, principal, name, place }) => [
    { name: `${kind.toLowerCase()} ${name}`, place, Type: `AWS::IAM::${kind}`, Properties: propertiesOf(kind, principal, known) },
    ...records(principal[`${kind}PolicyList`]).map(([{ PolicyName, PolicyDocument }, index]) => ({
      name: `${kind.toLowerCase()} ${name}, policy ${textOf(PolicyName)}`,
      place: [...place, `${kind}PolicyList`, index, 'PolicyDocument'],
      Type: `AWS::IAM::${kind}Policy`,
      Properties: { [`${kind}Name`]: name, PolicyDocument },
    })),
  ]);
  const holders = new Map<string, typeof principals>();
  for (const its of principals) attachedTo(its.principal).forEach((arn) => holders.set(arn, [...holders.get(arn) ?? [], its]));
  for (const { policy, index, version } of managed) {
    const its = holders.get(textOf(policy.Arn)) ?? [];
    const attached = KINDS.map(([kind]) => [`${kind}s`, its.filter((principal) => principal.kind === kind).map(({ name }) => name)]);
    const [{ Document }, at] = version!;
    resources.push({
      name: nameOf(policy), place: ['Policies', index, 'PolicyVersionList', at, 'Document'], Type: 'AWS::IAM::ManagedPolicy', Properties: { ...Object.fromEntries(attached), PolicyDocument: Document },
    });
  }
  const [account] = [...principals.map(({ principal }) => principal), ...managed.map(({ policy }) => policy)].flatMap(({ Arn }) => /^arn:[^:]+:iam::(\d{12}):/.exec(textOf(Arn))?.[1] ?? []);
  return { resources, account };
}

/** Where each kind of principal, and its inline policies, are. */
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
  return records(AttachedManagedPolicies).map(([{ PolicyArn }]) => textOf(PolicyArn));
}

function nameOf({ PolicyName }: Json): string {
  return `policy ${textOf(PolicyName)}`;
}

function defaultVersion({ PolicyVersionList, DefaultVersionId }: Json): [Json, string] | undefined {
  return records(PolicyVersionList).find(([{ IsDefaultVersion, VersionId, Document }]) =>
    Document !== undefined && (IsDefaultVersion === true || (VersionId !== undefined && VersionId === DefaultVersionId)));
}

function records(list: unknown): [Json, string][] {
  return Array.isArray(list) ? list.flatMap((item: unknown, index): [Json, string][] => (isRecord(item) ? [[item, String(index)]] : [])) : [];
}
