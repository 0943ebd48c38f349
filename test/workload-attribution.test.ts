import { App, Aws, CfnJson, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CrisMonitoring, CrisWorkload, CrisWorkloadProps, InferenceProfile } from '../src';
import { ACCOUNT } from './support/catalog-profiles';
import { AuthorizationRequest, decide, PolicyStatementJson } from './support/iam-evaluator';
import { resolveIntrinsics } from './support/template-policies';

const profile = InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5');
const PSEUDO = { partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT };
const GATEWAY = `arn:aws:iam::${ACCOUNT}:role/gateway`;
const PODS = 'pods.eks.amazonaws.com';
const POD_KEYS = ['eks-cluster-arn', 'eks-cluster-name', 'kubernetes-namespace', 'kubernetes-service-account', 'kubernetes-pod-name', 'kubernetes-pod-uid'];

const inIreland = () => new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });

function define(props: Partial<CrisWorkloadProps> = {}, stack = inIreland()) {
  return { stack, workload: new CrisWorkload(stack, 'Workload', { inferenceProfiles: [profile], monitoring: CrisMonitoring.none(), ...props }) };
}

function roleOf(stack: Stack): Record<string, unknown> {
  const template = Template.fromStack(stack).toJSON();
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role', { Properties: { Description: 'Calls Amazon Bedrock through cross-Region inference profiles' } }));
  return resolveIntrinsics(role.Properties, template, PSEUDO) as Record<string, unknown>;
}

type Principal = 'AWS' | 'Service' | 'Federated';
type TrustStatement = PolicyStatementJson & { readonly Principal: Partial<Record<Principal, string | string[]>> };

/** What the trust policy of the workload's role says of one principal, as a document that the evaluator takes. */
function trustIn(stack: Stack, kind: Principal, principal: string) {
  const { AssumeRolePolicyDocument } = roleOf(stack) as { AssumeRolePolicyDocument: { Statement: TrustStatement[] } };
  const its = AssumeRolePolicyDocument.Statement.filter(({ Principal }) => [Principal[kind]].flat().includes(principal));
  return { Statement: its.map(({ Principal: _, ...statement }) => ({ ...statement, Resource: '*' })) };
}

/** A request to assume the role, with session tags or without: STS asks for both actions if there are some. */
function assumes(stack: Stack, tagKeys: string[], context: AuthorizationRequest['context'] = {}, kind: Principal = 'AWS', principal = GATEWAY, action = 'sts:AssumeRole'): boolean {
  const trust = trustIn(stack, kind, principal);
  if (trust.Statement.length === 0) return false;
  const all = tagKeys.length === 0 ? context : { ...context, 'aws:TagKeys': tagKeys };
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_sts.html: what STS checks for the role alone is absent when it checks for tags.
  const ofTags = Object.fromEntries(Object.entries(all).filter(([key]) => !/^sts:(ExternalId|RoleSessionName|SourceIdentity)$/.test(key)));
  return [[action, all], ...(tagKeys.length === 0 ? [] : [['sts:TagSession', ofTags]])]
    .every(([name, its]) => decide([trust], { action: name as string, resource: '*', context: its as AuthorizationRequest['context'] }) === 'Allowed');
}

describe('roleTags', () => {
  test('are tags of the new role, and of nothing else, without an application inference profile', () => {
    const { stack, workload } = define({ roleTags: { team: 'search', Équipe: 'Ökologie' } });
    expect(roleOf(stack).Tags).toEqual([{ Key: 'Équipe', Value: 'Ökologie' }, { Key: 'team', Value: 'search' }]);
    expect(workload.inferenceProfiles).toEqual([profile]);
    const tagged = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string; Properties: object }>).filter(({ Properties }) => 'Tags' in Properties);
    expect(tagged.map(({ Type }) => Type)).toEqual(['AWS::IAM::Role']);
  });

  test('stand beside costTags on the role; of one key they win there, and the application inference profile keeps its own', () => {
    const { stack } = define({ costTags: { team: 'search', stage: 'prod' }, roleTags: { team: 'platform', user: 'bot' } });
    expect(roleOf(stack).Tags).toEqual([{ Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'platform' }, { Key: 'user', Value: 'bot' }]);
    Template.fromStack(stack).allResourcesProperties('AWS::Bedrock::ApplicationInferenceProfile', { Tags: [{ Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'search' }] });
  });

  test('win over the tags of the stack, and may be tokens', () => {
    const stack = inIreland();
    Tags.of(stack).add('team', 'all');
    define({ roleTags: { team: Aws.STACK_NAME } }, stack);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { Tags: [{ Key: 'team', Value: { Ref: 'AWS::StackName' } }] });
  });

  test.each<[string, Partial<CrisWorkloadProps>, RegExp]>([
    ['none', { roleTags: {} }, /^roleTags: the map is empty; give at least one tag, or leave it out$/],
    ['a reserved key', { roleTags: { 'aws:x': 'y' } }, /^roleTags: "aws:x" is not the key of a tag; /],
    ['a character that tags do not have', { roleTags: { 'a*': 'y' } }, /^roleTags: "a\*" is not the key of a tag; /],
    ['a long value', { roleTags: { a: 'y'.repeat(257) } }, /^roleTags: "y+" is not the value of a tag; /],
    ['one key in two cases', { roleTags: { Team: 'a', team: 'b' } }, /^roleTags: "Team" and "team" are the same key to IAM; leave one out$/],
    ['one key in two cases over both props', { costTags: { Team: 'a' }, roleTags: { team: 'b' } }, /^roleTags: "Team" of costTags and "team" are the same key to IAM; write both alike$/],
    ['too many', { roleTags: Object.fromEntries([...Array(51).keys()].map((key) => [`k${key}`, 'x'])) }, /^roleTags: 51 tags, and a resource holds 50; give fewer$/],
    ['too many with costTags', { costTags: { a: 'b' }, roleTags: Object.fromEntries([...Array(50).keys()].map((key) => [`k${key}`, 'x'])) },
      /^roleTags: with costTags the role would have 51 tags, and a role holds 50; give fewer$/],
  ])('%s are refused', (_, props, message) => {
    expect(() => define(props)).toThrow(expect.objectContaining({ message: expect.stringMatching(message), constructPath: 'Stack/Workload' }));
  });

  test('are refused with a role that is given, which keeps its tags', () => {
    const stack = inIreland();
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    expect(() => define({ role, roleTags: { team: 'search', stack: Aws.STACK_NAME } }, stack)).toThrow(
      'roleTags: the prop "role" is given too, and that role keeps its own tags; call Tags.of(role).add("team", "search"), Tags.of(role).add("stack", …) where the role is defined, and leave roleTags out');
  });
});

describe('sessionTags', () => {
  test('may be passed by who assumes the role: the keys that are named, some of them, or none, and no other', () => {
    const { stack } = define({ assumedBy: new iam.ArnPrincipal(GATEWAY), sessionTags: ['user', 'team'] });
    expect([['user', 'team'], ['user'], []].map((keys) => assumes(stack, keys))).toEqual([true, true, true]);
    expect([['user', 'admin'], ['User'], ['admin']].map((keys) => assumes(stack, keys))).toEqual([false, false, false]);
  });

  test('without them, a request with any tag is denied, and one without is allowed', () => {
    const { stack } = define({ assumedBy: new iam.ArnPrincipal(GATEWAY) });
    expect([[], ['user']].map((keys) => assumes(stack, keys))).toEqual([true, false]);
  });

  test('TagSession alone, and anything else, is allowed to nobody', () => {
    const { stack } = define({ assumedBy: new iam.ArnPrincipal(GATEWAY), sessionTags: ['user'] });
    const trust = trustIn(stack, 'AWS', GATEWAY);
    const decided = (action: string, context = {}) => decide([trust], { action, resource: '*', context });
    // Without tags there is nothing to be asked for.
    expect(decided('sts:TagSession')).toBe('ImplicitDeny');
    expect(['sts:SetSourceIdentity', 'sts:SetContext', 'sts:AssumeRoleWithSAML'].map((action) => decided(action, { 'aws:TagKeys': ['user'] }))).toEqual(Array(3).fill('ImplicitDeny'));
    expect(trustIn(stack, 'AWS', `arn:aws:iam::${ACCOUNT}:role/other`).Statement).toEqual([]);
  });

  test('who assumes the role keeps the conditions; the keys that STS checks for the role alone are not asked for with the tags', () => {
    const assumedBy = new iam.ArnPrincipal(GATEWAY).withConditions({
      StringEquals: { 'sts:ExternalId': 'x', 'aws:PrincipalOrgID': 'o-1' }, StringLike: { 'sts:RoleSessionName': 'u-*' },
    });
    const { stack } = define({ assumedBy, sessionTags: ['user'] });
    const right = { 'sts:ExternalId': 'x', 'aws:PrincipalOrgID': 'o-1', 'sts:RoleSessionName': 'u-1' };
    expect(assumes(stack, ['user'], right)).toBe(true);
    expect(assumes(stack, [], right)).toBe(true);
    expect(Object.keys(right).map((key) => assumes(stack, ['user'], { ...right, [key]: 'wrong' }))).toEqual([false, false, false]);
    expect(trustIn(stack, 'AWS', GATEWAY).Statement[1]).toMatchObject({
      Condition: { 'StringEquals': { 'aws:PrincipalOrgID': 'o-1' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['user'] }, 'Null': { 'aws:TagKeys': 'false' } },
    });
    expect(Object.keys((trustIn(stack, 'AWS', GATEWAY).Statement[1] as TrustStatement).Condition!)).not.toContain('StringLike');
  });

  test('people and programs of an identity provider pass them too, under its conditions', () => {
    const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/idp.example.com`;
    const web = define({ assumedBy: new iam.WebIdentityPrincipal(provider, { StringEquals: { 'idp.example.com:aud': 'app' } }), sessionTags: ['user'] }).stack;
    const as = (keys: string[], audience: string) => assumes(web, keys, { 'idp.example.com:aud': audience }, 'Federated', provider, 'sts:AssumeRoleWithWebIdentity');
    expect([as(['user'], 'app'), as([], 'app'), as(['user'], 'other'), as(['admin'], 'app')]).toEqual([true, true, false, false]);
  });

  test('a condition that is known at deployment alone is kept', () => {
    const stack = inIreland();
    const condition = new CfnJson(stack, 'Condition', { value: { 'idp.example.com:aud': 'app' } });
    define({ assumedBy: new iam.WebIdentityPrincipal('arn:aws:iam::111122223333:oidc-provider/idp.example.com', { StringEquals: condition }), sessionTags: ['user'] }, stack);
    const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role', { Properties: { Description: Match.stringLikeRegexp('^Calls') } }));
    const [assume, tags] = (role.Properties.AssumeRolePolicyDocument as { Statement: TrustStatement[] }).Statement;
    expect(assume.Condition).toEqual({ StringEquals: expect.objectContaining({ 'Fn::GetAtt': expect.anything() }) });
    expect(tags.Condition).toEqual({ ...assume.Condition, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['user'] }, 'Null': { 'aws:TagKeys': 'false' } });
  });

  test('of several principals, those that pass tags may pass these, and a service that passes none gets nothing', () => {
    const assumedBy = new iam.CompositePrincipal(new iam.ArnPrincipal(GATEWAY), new iam.AccountPrincipal('999988887777'), new iam.ServicePrincipal('lambda.amazonaws.com'));
    const { stack } = define({ assumedBy, sessionTags: ['user'] });
    expect(assumes(stack, ['user'])).toBe(true);
    expect(assumes(stack, ['user'], {}, 'AWS', 'arn:aws:iam::999988887777:root')).toBe(true);
    expect(assumes(stack, [], {}, 'Service', 'lambda.amazonaws.com')).toBe(true);
    expect(assumes(stack, ['user'], {}, 'Service', 'lambda.amazonaws.com')).toBe(false);
  });

  test('EKS Pod Identity passes its own six', () => {
    const { stack } = define({ assumedBy: new iam.ServicePrincipal(PODS), sessionTags: POD_KEYS });
    expect([POD_KEYS, [], [...POD_KEYS, 'team']].map((keys) => assumes(stack, keys, {}, 'Service', PODS))).toEqual([true, true, false]);
  });

  test('EKS Pod Identity beside a gateway, whose keys are in the list too', () => {
    const assumedBy = new iam.CompositePrincipal(new iam.ServicePrincipal(PODS), new iam.ArnPrincipal(GATEWAY));
    const { stack } = define({ assumedBy, sessionTags: [...POD_KEYS, 'user'] });
    expect([assumes(stack, POD_KEYS, {}, 'Service', PODS), assumes(stack, ['user'])]).toEqual([true, true]);
  });

  test('keys and principals may be tokens, also of another stack', () => {
    const app = new App();
    const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id, { env: { account: ACCOUNT, region: 'eu-west-1' } }));
    const gateway = new iam.Role(first, 'Gateway', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    const key = new CfnParameter(second, 'Key').valueAsString;
    define({ assumedBy: gateway, sessionTags: ['user', key] }, second);
    const [role] = Object.values(Template.fromStack(second).findResources('AWS::IAM::Role'));
    const [assume, tags] = (role.Properties.AssumeRolePolicyDocument as { Statement: TrustStatement[] }).Statement;
    expect(tags).toMatchObject({ Action: 'sts:TagSession', Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['user', { Ref: 'Key' }] } } });
    expect(tags.Principal).toEqual(assume.Principal);
    expect(JSON.stringify(tags.Principal)).toContain('Gateway');
    expect(second.dependencies).toEqual([first]);
  });

  test('a service that is a token is not judged', () => {
    const stack = inIreland();
    define({ assumedBy: new iam.ServicePrincipal(new CfnParameter(stack, 'Service').valueAsString), sessionTags: ['user'] }, stack);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  const service = (name: string) => new iam.ServicePrincipal(name);
  const NO_TAGS = (name: string) => `sessionTags: ${JSON.stringify(name)} passes no session tags when it assumes the role; set roleTags, or give the principal in assumedBy that passes these`;
  test.each<[string, Partial<CrisWorkloadProps>, string]>([
    ['the default principal', { sessionTags: ['user'] }, NO_TAGS('lambda.amazonaws.com')],
    ['another service', { assumedBy: service('ecs-tasks.amazonaws.com'), sessionTags: ['user'] }, NO_TAGS('ecs-tasks.amazonaws.com')],
    ['a service under conditions', { assumedBy: service('ec2.amazonaws.com').withConditions({ StringEquals: { 'aws:SourceAccount': ACCOUNT } }), sessionTags: ['user'] }, NO_TAGS('ec2.amazonaws.com')],
    ['several services', { assumedBy: new iam.CompositePrincipal(service('ec2.amazonaws.com'), service('lambda.amazonaws.com')), sessionTags: ['user'] }, NO_TAGS('ec2.amazonaws.com')],
    ['EKS Pod Identity without one of its keys', { assumedBy: service(PODS), sessionTags: POD_KEYS.slice(1) },
      `sessionTags: "eks-cluster-arn" is missing, and "${PODS}" passes it with every session, so no pod could assume the role; give all of ${JSON.stringify(POD_KEYS)}`],
    ['EKS Pod Identity with another key', { assumedBy: service(PODS), sessionTags: [...POD_KEYS, 'team'] },
      `sessionTags: "team" is none of the tags that "${PODS}" passes; leave it out, and set it in roleTags`],
    ['any tag already', { assumedBy: new iam.ArnPrincipal(GATEWAY).withSessionTags(), sessionTags: ['user'] },
      'sessionTags: assumedBy allows every session tag already (withSessionTags), so these keys would limit nothing; leave one of the two out'],
    ['an empty list', { assumedBy: new iam.ArnPrincipal(GATEWAY), sessionTags: [] }, 'sessionTags: the list is empty; give at least one key, or leave it out'],
    ['a key twice', { assumedBy: new iam.ArnPrincipal(GATEWAY), sessionTags: ['user', 'user'] }, 'sessionTags: "user" is given twice; leave one out'],
    ['a wildcard', { assumedBy: new iam.ArnPrincipal(GATEWAY), sessionTags: ['u*'] },
      'sessionTags: "u*" is not the key of a tag; give 1 to 128 letters, digits, spaces and . _ : / = + @ -, that do not start with "aws:"'],
    ['a reserved key', { assumedBy: new iam.ArnPrincipal(GATEWAY), sessionTags: ['aws:x'] },
      'sessionTags: "aws:x" is not the key of a tag; give 1 to 128 letters, digits, spaces and . _ : / = + @ -, that do not start with "aws:"'],
    ['more than a session has', { assumedBy: new iam.ArnPrincipal(GATEWAY), sessionTags: [...Array(51).keys()].map((key) => `k${key}`) }, 'sessionTags: 51 keys, and a session has at most 50 tags; give fewer'],
  ])('%s is refused', (_, props, message) => {
    expect(() => define(props)).toThrow(expect.objectContaining({ message, constructPath: 'Stack/Workload' }));
  });

  test('with a role that is given they are refused, with what its trust policy needs', () => {
    const stack = inIreland();
    const role = iam.Role.fromRoleArn(stack, 'Own', `arn:aws:iam::${ACCOUNT}:role/own`);
    expect(() => define({ role, sessionTags: ['user', Aws.STACK_NAME] }, stack)).toThrow(
      'sessionTags: the prop "role" is given too, and its trust policy is its own; allow "sts:TagSession" there, to the principal that assumes the role, under' +
      ' {"ForAllValues:StringEquals":{"aws:TagKeys":["user","…"]},"Null":{"aws:TagKeys":"false"}}, and leave sessionTags out');
  });
});
