import { applicationProfileEvaluations, callIsAllowed, CrisCall, directModelCall, evaluations, INVOKE_ACTIONS } from './cris-requests';
import { allows, AuthorizationRequest, decide, PolicyDocumentJson } from './iam-evaluator';

const MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const ACCOUNT = '111122223333';
const PROFILE_ARN = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/global.${MODEL}`;
const APPLICATION_ARN = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/a1b2c3d4e5f6`;
const GLOBAL: CrisCall = { account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}` };
const GEOGRAPHIC: CrisCall = { ...GLOBAL, inferenceProfileId: `us.${MODEL}`, destinationRegions: ['us-east-1', 'us-east-2', 'us-west-2'] };
const DIRECT = directModelCall({ region: 'us-east-1', modelId: MODEL });

const policy = (...statements: ReadonlyArray<object>): PolicyDocumentJson => (
  { Version: '2012-10-17', Statement: statements as PolicyDocumentJson['Statement'] }
);

const IN_SOURCE = { profile: 'us-east-1', model: 'us-east-1' };

/** The policy of https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html */
function threeStatements(Action: string | readonly string[], onProfile = {}, regions = IN_SOURCE): PolicyDocumentJson {
  const key = { 'bedrock:InferenceProfileArn': PROFILE_ARN };
  const allow = (resource: string, equals: object) => ({ Effect: 'Allow', Action, Resource: [resource], Condition: { StringEquals: equals } });
  return policy(
    allow(PROFILE_ARN, { 'aws:RequestedRegion': regions.profile, ...onProfile }),
    allow(`arn:aws:bedrock:us-east-1::foundation-model/${MODEL}`, { 'aws:RequestedRegion': regions.model, ...key }),
    allow(`arn:aws:bedrock:::foundation-model/${MODEL}`, { 'aws:RequestedRegion': 'unspecified', ...key }),
  );
}

describe('the three-statement policy', () => {
  const both = threeStatements(INVOKE_ACTIONS);

  test.each(INVOKE_ACTIONS)('allows %s through the profile and nothing else', (action) => {
    expect(callIsAllowed([both], { ...GLOBAL, action })).toBe(true);
    expect(callIsAllowed([both], { ...GLOBAL, action, sourceRegion: 'eu-west-1' })).toBe(false);
    expect(callIsAllowed([both], { ...GLOBAL, action, account: '444455556666' })).toBe(false);
    expect(callIsAllowed([both], { ...GEOGRAPHIC, action })).toBe(false);
    expect(decide([both], { ...DIRECT, action })).toBe('ImplicitDeny');
  });

  test.each<[string, PolicyDocumentJson, number]>([
    ['InferenceProfileArn on the profile', threeStatements(INVOKE_ACTIONS, { 'bedrock:InferenceProfileArn': PROFILE_ARN }), 0],
    ['unspecified on the profile', threeStatements(INVOKE_ACTIONS, {}, { profile: 'unspecified', model: 'us-east-1' }), 0],
    ['unspecified on the regional model', threeStatements(INVOKE_ACTIONS, {}, { profile: 'us-east-1', model: 'unspecified' }), 1],
  ])('a trap: %s denies', (_name, document, denied) => {
    expect(evaluations(GLOBAL).map((request) => allows([document], request))).toEqual([0, 1, 2].map((index) => index !== denied));
  });
});

describe('denies over "everything in Bedrock is allowed"', () => {
  const everything = policy({ Effect: 'Allow', Action: 'bedrock:*', Resource: '*' });
  const unspecified = { StringEquals: { 'aws:RequestedRegion': 'unspecified' } };
  const present = { 'bedrock:InferenceProfileArn': 'false' };
  const like = (pattern: string) => ({ 'bedrock:InferenceProfileArn': `arn:aws:bedrock:*:*:inference-profile/${pattern}` });
  const deny = (Resource: string, Condition: object = {}) => policy({ Effect: 'Deny', Action: 'bedrock:*', Resource, Condition });

  // Columns: is global, geographic, direct still allowed, and global through an application profile if the key holds its ARN or the system one's.
  test.each<[string, PolicyDocumentJson, [boolean, boolean, boolean, boolean, boolean]]>([
    ['D1 unspecified', deny('*', unspecified), [false, true, true, false, false]],
    ['D2 unspecified and ArnLike', deny('*', { ...unspecified, ArnLike: like('global.*') }), [false, true, true, true, false]],
    ['D3 ArnLike', deny('*', { ArnLike: like('global.*') }), [false, true, true, true, false]],
    ['D4 the profile as resource', deny('arn:aws:bedrock:*:*:inference-profile/global.*'), [false, true, true, true, true]],
    ['D5 "global"', deny('*', { StringEquals: { 'aws:RequestedRegion': 'global' } }), [true, true, true, true, true]],
    ['D6 the Region-less model', deny('arn:aws:bedrock:::foundation-model/*'), [false, true, true, false, false]],
    ['D7 Null and ArnNotLike', deny('*', { Null: present, ArnNotLike: like('us.*') }), [false, true, true, false, false]],
    ['D8 ArnNotLike without Null', deny('*', { ArnNotLike: like('us.*') }), [false, false, false, false, false]],
  ])('%s', (_name, document, expected) => {
    const documents = [everything, document];
    const viaApplicationProfile = (conditionValue: 'application' | 'system') => applicationProfileEvaluations({
      account: ACCOUNT,
      sourceRegion: 'us-east-1',
      applicationInferenceProfileArn: APPLICATION_ARN,
      systemProfileId: `global.${MODEL}`,
      conditionValue,
    }).every((request) => allows(documents, request));
    expect([
      callIsAllowed(documents, GLOBAL), callIsAllowed(documents, GEOGRAPHIC), allows(documents, DIRECT),
      viaApplicationProfile('application'), viaApplicationProfile('system'),
    ]).toEqual(expected);
  });

  test('an explicit deny wins, in any order of documents', () => {
    expect(decide([everything, deny('*')], DIRECT)).toBe('ExplicitDeny');
    expect(decide([deny('*'), everything], DIRECT)).toBe('ExplicitDeny');
    expect(decide([], DIRECT)).toBe('ImplicitDeny');
  });
});

describe('actions and resources', () => {
  const request: AuthorizationRequest = { action: 'bedrock:InvokeModel', resource: `arn:aws:bedrock:::foundation-model/${MODEL}`, context: {} };

  test.each<[string, string, boolean]>([
    ['BEDROCK:invokemodel', '*', true],
    ['bedrock:?nvokeModel*', '*', true],
    ['bedrock:InvokeModel?', '*', false],
    ['bedrock-mantle:*', '*', false],
    ['*', 'arn:*:bedrock:*::foundation-model/anthropic.*', true],
    ['*', 'arn:aws:bedrock:*:foundation-model/*', true],
    ['*', 'arn:aws:bedrock:?::foundation-model/*', false],
    ['*', 'arn:aws:bedrock:::Foundation-Model/*', false],
    ['*', 'arn:aws:bedrock:::foundation-model/anthropic.claude', false],
  ])('%s on %s: %s', (Action, Resource, expected) => expect(allows([policy({ Effect: 'Allow', Action, Resource })], request)).toBe(expected));

  test('NotAction and NotResource select the rest', () => {
    const rest = policy({ Effect: 'Allow', NotAction: ['bedrock:Invoke*'], NotResource: ['arn:aws:s3:::*'] });
    expect(allows([rest], request)).toBe(false);
    expect(allows([rest], { ...request, action: 'bedrock:CountTokens' })).toBe(true);
    expect(allows([rest], { ...request, action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key' })).toBe(false);
  });
});

describe('conditions', () => {
  const KEY = 'aws:RequestedRegion';
  const ARN = 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.model-v1:0';
  const asks = (Condition: object) => policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
  const request = (context: AuthorizationRequest['context']): AuthorizationRequest => ({ action: 'bedrock:InvokeModel', resource: '*', context });

  test.each<[string, string | string[], string | string[] | undefined, boolean]>([
    ['StringEquals', ['us-*', 'us-west-2'], 'us-west-2', true],
    ['StringEquals', 'us-*', 'us-west-2', false],
    ['StringNotEquals', ['us-east-1', 'us-west-2'], 'us-west-2', false],
    ['StringEqualsIgnoreCase', 'us-east-1', 'US-East-1', true],
    ['StringNotEqualsIgnoreCase', 'us-east-1', 'US-East-1', false],
    ['StringLike', 'us.*', 'us-east-1', false],
    ['StringLike', 'arn:aws:bedrock:*:inference-profile/us.*:0', ARN, true],
    ['StringNotLike', ['us-*', 'eu-*'], 'unspecified', true],
    // A wildcard stays inside its component.
    ['ArnLike', 'arn:aws:bedrock:*:inference-profile/us.*:0', ARN, false],
    ['ArnLike', 'arn:*:bedrock:us-east-?:*:inference-profile/us.*', ARN, true],
    ['ArnEquals', 'arn:*:bedrock:us-east-?:*:inference-profile/us.*', ARN, true],
    ['ArnNotLike', 'arn:*:bedrock:us-east-?:*:inference-profile/us.*', ARN, false],
    ['ArnNotEquals', 'arn:*:*:*:*:*', 'us-east-1', true],
    ['Bool', 'true', 'TRUE', true],
    ['Null', 'true', 'x', false],
    ['Null', 'false', 'x', true],
    ['ForAllValues:StringLike', ['a*', 'b'], ['a1', 'b'], true],
    ['ForAllValues:StringLike', ['a*', 'b'], ['a1', 'c'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], false],
    // Where the key is absent, a positive operator fails and a negated one passes.
    ['StringEquals', 'a', undefined, false],
    ['StringEqualsIfExists', 'a', undefined, true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['StringNotEquals', 'a', undefined, true],
    ['ArnLike', 'arn:aws:s3:::a', undefined, false],
    ['ArnNotLike', 'arn:aws:s3:::a', undefined, true],
    ['Bool', 'false', undefined, false],
    ['Null', 'true', undefined, true],
    ['ForAllValues:StringEquals', 'a', undefined, true],
    ['ForAnyValue:StringNotEquals', 'a', undefined, false],
  ])('%s %j and %j: %s', (operator, policyValue, value, expected) => {
    expect(allows([asks({ [operator]: { [KEY]: policyValue } })], request({ [KEY]: value }))).toBe(expected);
  });

  test('keys and operators are ANDed, and the case of a key does not matter', () => {
    const both = asks({ StringEquals: { 'AWS:requestedregion': 'a', 'aws:PrincipalAccount': 'b' }, StringLike: { 'aws:SourceVpc': 'c*' } });
    expect(allows([both], request({ 'aws:RequestedRegion': 'a', 'aws:principalaccount': 'b', 'aws:SourceVpc': 'cd' }))).toBe(true);
    expect(allows([both], request({ 'aws:RequestedRegion': 'a', 'aws:principalaccount': 'b', 'aws:SourceVpc': 'd' }))).toBe(false);
    expect(allows([both], request({ 'aws:RequestedRegion': 'a', 'aws:SourceVpc': 'cd' }))).toBe(false);
  });
});

// A policy that is misread would make a test pass for the wrong reason.
test.each<[string, object]>([
  ['an unknown operator', { Condition: { StringEqual: { 'aws:RequestedRegion': 'a' } } }],
  ['an ARN operator with no ARN', { Condition: { ArnLike: { 'aws:RequestedRegion': 'us-*' } } }],
  ['a policy variable', { Condition: { StringEquals: { 'aws:RequestedRegion': '${aws:username}' } } }],
  ['an unresolved intrinsic', { Resource: { 'Fn::Join': ['', []] } }],
  ['Action and NotAction', { NotAction: 's3:*' }],
  ['an action without service', { Action: 'InvokeModel' }],
  ['a resource that is no ARN', { Resource: 'foundation-model/x' }],
  ['a lower-case Effect', { Effect: 'allow' }],
  ['a Principal', { Principal: '*' }],
])('%s is refused, even where the statement does not apply', (_name, odd) => {
  const document = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Sid: 'A', ...odd });
  expect(() => decide([document], DIRECT)).toThrow(/Malformed policy|Unknown condition operator/);
});

test('a Sid twice in one document is refused', () => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Sid: 'A' };
  expect(() => decide([policy(statement, statement)], DIRECT)).toThrow('duplicate Sid');
});
