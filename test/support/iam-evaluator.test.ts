import { applicationProfileEvaluations, callIsAllowed, CrisCall, directModelCall, evaluations, INVOKE_ACTIONS } from './cris-requests';
import { allows, AuthorizationRequest, decide, PolicyDocumentJson } from './iam-evaluator';

const MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const ACCOUNT = '111122223333';
const PROFILE_ARN = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/global.${MODEL}`;
const APPLICATION_ARN = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/a1b2c3d4e5f6`;
const GLOBAL: CrisCall = { account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}` };
const GEOGRAPHIC: CrisCall = { ...GLOBAL, inferenceProfileId: `us.${MODEL}`, destinationRegions: ['us-east-1', 'us-east-2', 'us-west-2'] };
const DIRECT = directModelCall({ region: 'us-east-1', modelId: MODEL });
const STREAM = 'bedrock:InvokeModelWithResponseStream';

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

  test('trap 1: with InvokeModel alone, each of the three authorizations of a streaming call is denied', () => {
    const decisions = evaluations({ ...GLOBAL, action: STREAM }).map((request) => decide([threeStatements('bedrock:InvokeModel')], request));
    expect(decisions).toEqual(['ImplicitDeny', 'ImplicitDeny', 'ImplicitDeny']);
  });

  test.each<[string, PolicyDocumentJson, number]>([
    ['InferenceProfileArn on the profile', threeStatements(INVOKE_ACTIONS, { 'bedrock:InferenceProfileArn': PROFILE_ARN }), 0],
    ['unspecified on the profile', threeStatements(INVOKE_ACTIONS, {}, { profile: 'unspecified', model: 'us-east-1' }), 0],
    ['unspecified on the regional model', threeStatements(INVOKE_ACTIONS, {}, { profile: 'us-east-1', model: 'unspecified' }), 1],
  ])('trap 2: %s denies', (_name, document, denied) => {
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
  const matches = (Action: string, Resource: string) => allows([policy({ Effect: 'Allow', Action, Resource })], request);

  const names = ['*', 'bedrock:*', 'BEDROCK:invokemodel', 'bedrock:Invoke*', 'bedrock:?nvokeModel', 'bedrock:InvokeModel*'];
  test.each(names)('%s is InvokeModel', (action) => {
    expect(matches(action, '*')).toBe(true);
  });
  test.each(['bedrock:InvokeModel?', 'bedrock-mantle:*', 'bedrock:InvokeModelWith*'])('%s is not InvokeModel', (action) => {
    expect(matches(action, '*')).toBe(false);
  });
  test.each([
    `arn:aws:bedrock:*::foundation-model/${MODEL}`,
    'arn:aws:bedrock:*',
    'arn:*:bedrock:::foundation-model/anthropic.*',
    'arn:aws:bedrock:*:foundation-model/anthropic.*',
  ])('the Region-less ARN is in %s', (resource) => expect(matches('*', resource)).toBe(true));
  test.each(['arn:aws:bedrock:?::foundation-model/*', 'arn:aws:bedrock:::Foundation-Model/*', 'arn:aws:bedrock:::foundation-model/anthropic.claude'])(
    'the Region-less ARN is not in %s', (resource) => expect(matches('*', resource)).toBe(false),
  );
  test('NotAction and NotResource select the rest', () => {
    const rest = policy({ Effect: 'Allow', NotAction: ['bedrock:Invoke*'], NotResource: ['arn:aws:s3:::*'] });
    expect(allows([rest], request)).toBe(false);
    expect(allows([rest], { ...request, action: 'bedrock:CountTokens' })).toBe(true);
    expect(allows([rest], { ...request, action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key' })).toBe(false);
  });
});
