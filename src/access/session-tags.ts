import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { checkList, checkPolicyText } from '../private/inputs';
import { checkRoleTagKey } from '../private/tags';
import { isToken } from '../private/tokens';

/** The one service that passes session tags, always these six: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
const POD_IDENTITY = 'pods.eks.amazonaws.com';
const POD_IDENTITY_TAGS = ['eks-cluster-arn', 'eks-cluster-name', 'kubernetes-namespace', 'kubernetes-service-account', 'kubernetes-pod-name', 'kubernetes-pod-uid'];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const MAX_TAGS = 50;

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Throws unless the list has keys of session tags. A key that is a token is not judged. */
export function checkSessionTags(scope: IConstruct, keys: readonly string[]): void {
  checkList(scope, 'sessionTags', keys, 'give at least one key, or leave it out', 'the list of keys');
  if (keys.length > MAX_TAGS) fail(`sessionTags: ${keys.length} keys, and a session has at most ${MAX_TAGS} tags; give fewer`, scope);
  for (const key of keys) {
    if (isToken(key)) checkPolicyText(scope, 'sessionTags', key);
    else checkRoleTagKey(scope, 'sessionTags', key);
  }
}

/**
 * The conditions under which a trust policy allows session tags with these keys. `ForAllValues` alone would hold without any tag too.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function sessionTagConditions(keys: readonly string[]): Conditions {
  return { 'ForAllValues:StringEquals': { 'aws:TagKeys': [...keys] }, 'Null': { 'aws:TagKeys': 'false' } };
}

/**
 * Lets principals that assume a new role pass session tags with these keys. A statement of its own: in one with `sts:AssumeRole`, a session without tags
 * would be denied.
 */
export function allowSessionTags(scope: IConstruct, role: iam.Role, assumedBy: iam.IPrincipal, keys: readonly string[]): void {
  const trusts = trustOf(assumedBy).map((statement) => ({ statement, service: serviceIn(scope, statement) }));
  if (trusts.some(({ statement }) => statement.actions.includes('sts:TagSession'))) {
    fail('sessionTags: assumedBy allows every session tag already (withSessionTags), so these keys would limit nothing; leave one of the two out', scope);
  }
  const taggers = trusts.filter(({ service }) => service === undefined || service === POD_IDENTITY);
  if (taggers.length === 0) {
    fail(`sessionTags: ${show(trusts[0].service)} passes no session tags when it assumes the role; set roleTags, or give the principal in assumedBy that passes these`, scope);
  }
  checkPodIdentity(scope, keys, taggers.map(({ service }) => service));
  role.assumeRolePolicy!.addStatements(...taggers.map(({ statement }) => tagging(statement, keys)));
}

// No pod gets credentials if one of the tags that EKS passes is not allowed.
function checkPodIdentity(scope: IConstruct, keys: readonly string[], services: readonly (string | undefined)[]): void {
  if (!services.includes(POD_IDENTITY)) return;
  const missing = POD_IDENTITY_TAGS.find((key) => !keys.includes(key));
  if (missing !== undefined && !keys.some(isToken)) {
    fail(`sessionTags: ${show(missing)} is missing, and ${show(POD_IDENTITY)} passes it with every session, so no pod could assume the role; give all of ${JSON.stringify(POD_IDENTITY_TAGS)}`, scope);
  }
  const other = keys.find((key) => !isToken(key) && !POD_IDENTITY_TAGS.includes(key));
  if (other !== undefined && services.every((service) => service === POD_IDENTITY)) {
    fail(`sessionTags: ${show(other)} is none of the tags that ${show(POD_IDENTITY)} passes; leave it out, and set it in roleTags`, scope);
  }
}

/** What a principal adds to the trust policy of a role, one statement for each principal that it is composed of. */
function trustOf(assumedBy: iam.IPrincipal): iam.PolicyStatement[] {
  const statements: iam.PolicyStatement[] = [];
  const trust = new iam.PolicyDocument();
  trust.addStatements = (...added) => void statements.push(...added);
  const { addToAssumeRolePolicy } = assumedBy as Partial<iam.IAssumeRolePrincipal>;
  if (addToAssumeRolePolicy) addToAssumeRolePolicy.call(assumedBy, trust);
  else trust.addStatements(new iam.PolicyStatement({ actions: [assumedBy.assumeRoleAction], principals: [assumedBy] }));
  return statements;
}

/** The name of the service that a statement trusts; undefined if it trusts another principal, or one that is only known at deployment. */
function serviceIn(scope: IConstruct, statement: iam.PolicyStatement): string | undefined {
  const { Principal } = Stack.of(scope).resolve(statement.toStatementJson()) as { readonly Principal?: { readonly Service?: unknown } };
  return typeof Principal?.Service === 'string' ? Principal.Service : undefined;
}

// With the conditions of the principal, but for the keys that STS checks for the role alone: they are absent when it checks for tags.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_sts.html
function tagging(trust: iam.PolicyStatement, keys: readonly string[]): iam.PolicyStatement {
  const json = trust.toStatementJson() as { readonly Condition?: Conditions };
  const statement = iam.PolicyStatement.fromJson({ ...json, Action: 'sts:TagSession', Condition: conditionsOfTagging(json.Condition ?? {}) });
  statement.addConditions(sessionTagConditions(keys));
  return statement;
}

function conditionsOfTagging(conditions: Conditions): Conditions {
  return Object.fromEntries(Object.entries(conditions)
    .map(([operator, tests]) => [operator, isWrittenOut(tests) ? Object.fromEntries(Object.entries(tests).filter(([key]) => !isOfRoleAlone(key))) : tests] as const)
    .filter(([, tests]) => !isWrittenOut(tests) || Object.keys(tests).length > 0));
}

// Where keys are known at deployment alone, a CfnJson stands for them, which is a construct.
function isWrittenOut(tests: object): boolean {
  return Object.getPrototypeOf(tests) === Object.prototype;
}

function isOfRoleAlone(key: string): boolean {
  return /^sts:(ExternalId|RoleSessionName|SourceIdentity)$/i.test(key);
}
