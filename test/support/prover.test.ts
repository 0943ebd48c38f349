import { INVOKE_ACTIONS } from './cris-requests';
import { PolicyDocumentJson } from './iam-evaluator';
import { ANY_REGION, prove, RequestForm, terminateProver } from './prover';

const SOURCE = 'us-east-1';
const MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const EIGHT = Array.from({ length: 8 }, (_, index) => `anthropic.claude-number-${index}-20250929-v1:0`);
const actions = [...INVOKE_ACTIONS];

const profileArn = (id: string) => `arn:aws:bedrock:${SOURCE}:111122223333:inference-profile/${id}`;
const modelArn = (region: string, model: string) => `arn:aws:bedrock:${region}::foundation-model/${model}`;
const allow = (Resource: string | string[], StringEquals?: object) => (
  { Effect: 'Allow', Action: actions, Resource, ...(StringEquals ? { Condition: { StringEquals } } : {}) }
);
const document = (...statements: ReadonlyArray<object>): PolicyDocumentJson[] => [
  { Version: '2012-10-17', Statement: statements as PolicyDocumentJson['Statement'] },
];

/** https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html, with both actions, models grouped in lists. */
function global(...models: string[]) {
  const profiles = models.map((model) => profileArn(`global.${model}`));
  const [regionalArns, regionlessArns] = [SOURCE, ''].map((region) => models.map((model) => modelArn(region, model)));
  const key = { 'bedrock:InferenceProfileArn': profiles };
  const profile = allow(profiles, { 'aws:RequestedRegion': SOURCE });
  const regional = allow(regionalArns, { 'aws:RequestedRegion': SOURCE, ...key });
  const regionless = allow(regionlessArns, { 'aws:RequestedRegion': 'unspecified', ...key });
  const forms: RequestForm[] = [
    { actions, resource: profiles, requestedRegion: SOURCE },
    { actions, resource: regionalArns, requestedRegion: SOURCE, inferenceProfileArn: profiles },
    { actions, resource: regionlessArns, requestedRegion: 'unspecified', inferenceProfileArn: profiles },
  ];
  return { profile, regional, regionless, key, forms, documents: document(profile, regional, regionless) };
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html: no condition on the Region. */
function geographic(regions: string[], ...models: string[]) {
  const profiles = models.map((model) => profileArn(`us.${model}`));
  const modelArns = models.flatMap((model) => regions.map((region) => modelArn(region, model)));
  const forms: RequestForm[] = [
    { actions, resource: profiles, requestedRegion: ANY_REGION },
    { actions, resource: modelArns, requestedRegion: ANY_REGION, inferenceProfileArn: profiles },
  ];
  return { profiles, modelArns, forms, documents: document(allow(profiles), allow(modelArns, { 'bedrock:InferenceProfileArn': profiles })) };
}

const one = global(MODEL);
const nullOf = (value: string) => ({ 'bedrock:InferenceProfileArn': value });
const PROVED = { proved: true };
const PROFILE = profileArn(`global.${MODEL}`);

afterAll(terminateProver);

describe('proved', () => {
  test('the three statements of AWS, with both actions', async () => expect(await prove(one.documents, one.forms)).toEqual(PROVED));

  test('eight global profiles in three statements', async () => {
    const { documents, forms } = global(...EIGHT);
    expect(await prove(documents, forms)).toEqual(PROVED);
  });

  test('the two geographic statements of AWS', async () => {
    const { documents, forms } = geographic(['us-east-1', 'us-east-2', 'us-west-2'], MODEL);
    expect(await prove(documents, forms)).toEqual(PROVED);
  });

  test('eight geographic profiles with ten destinations, each pair a form of its own, in under 5 s', async () => {
    const { documents, profiles, modelArns } = geographic(Array.from({ length: 10 }, (_, index) => `us-region-${index}`), ...EIGHT);
    const base = { actions, requestedRegion: ANY_REGION };
    const pairs = profiles.flatMap((inferenceProfileArn) => modelArns.map((resource): RequestForm => ({ ...base, resource, inferenceProfileArn })));
    expect(await prove(documents, [...profiles.map((resource) => ({ ...base, resource })), ...pairs])).toEqual(PROVED);
  }, 5_000);

  test('a deny by an ARN pattern whose wildcards would have to cross components', async () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: { ArnLike: { 'bedrock:InferenceProfileArn': 'arn:*:us-east-1:*:*:*' } } };
    expect(await prove([...one.documents, ...document(deny)], one.forms)).toEqual(PROVED);
  });

  test('a direct call of the model, if the policy asks for the absence of a profile', async () => {
    const direct: RequestForm = { actions, resource: modelArn(SOURCE, MODEL), requestedRegion: ANY_REGION };
    const statement = allow(modelArn(SOURCE, MODEL));
    expect(await prove(document({ ...statement, Condition: { Null: nullOf('true') } }), [direct])).toEqual(PROVED);
    expect(await prove(document(statement), [direct])).toHaveProperty('readable', expect.stringContaining('with bedrock:InferenceProfileArn'));
  });

  test('equivalent spellings: case of the action, ArnEquals, one statement in another document, a deny of what is not allowed', async () => {
    const regional = { ...one.regional, Condition: { ArnEquals: one.key, StringLike: { 'AWS:RequestedRegion': SOURCE }, Null: nullOf('false') } };
    const deny = { Effect: 'Deny', NotAction: 'bedrock:Invoke*', Resource: '*' };
    const documents = [...document({ ...one.profile, Action: ['BEDROCK:invokemodel', actions[1]] }, regional), ...document(one.regionless, deny)];
    expect(await prove(documents, one.forms)).toEqual(PROVED);
  });
});

const denied = (Condition: object) => [...one.documents, ...document({ Effect: 'Deny', Action: '*', Resource: '*', Condition })];
const systemProfiles = (pattern: string) => ({ 'bedrock:InferenceProfileArn': `arn:aws:bedrock:*:*:inference-profile/${pattern}` });
const WITH_KEY = `with bedrock:InferenceProfileArn ${PROFILE}`;

describe('a counterexample of what is allowed and should not be', () => {
  test.each<[string, PolicyDocumentJson[], string]>([
    ['a wildcard for the model', document(one.profile, { ...one.regional, Resource: modelArn(SOURCE, '*') }, one.regionless),
      `bedrock:InvokeModel on ${modelArn(SOURCE, 'example.other-model-v1:0')}, aws:RequestedRegion us-east-1, ${WITH_KEY}`],
    ['a wildcard for the Region', document(one.profile, { ...one.regional, Resource: modelArn('*', MODEL) }, one.regionless),
      `bedrock:InvokeModel on ${modelArn('', MODEL)}, aws:RequestedRegion us-east-1, ${WITH_KEY}`],
    ['no condition on the profile', document(one.profile, allow(modelArn(SOURCE, MODEL), { 'aws:RequestedRegion': SOURCE }), one.regionless),
      `bedrock:InvokeModel on ${modelArn(SOURCE, MODEL)}, aws:RequestedRegion us-east-1, without bedrock:InferenceProfileArn`],
    ['no condition on the Region', document(one.profile, one.regional, allow(modelArn('', MODEL), one.key)),
      `bedrock:InvokeModel on ${modelArn('', MODEL)}, aws:RequestedRegion us-east-1, ${WITH_KEY}`],
    ['a wildcard in the action', document({ ...one.profile, Action: 'bedrock:Invoke*' }, one.regional, one.regionless),
      `bedrock:Invoke(Agent|Flow) on ${PROFILE}, aws:RequestedRegion us-east-1, without bedrock:InferenceProfileArn`],
    ['a negated condition, which an absent key passes',
      document(one.profile, one.regionless, {
        ...one.regional,
        Condition: { ArnNotLike: systemProfiles('us.*'), StringEquals: { 'aws:RequestedRegion': SOURCE } },
      }),
      `bedrock:InvokeModel on ${modelArn(SOURCE, MODEL)}, aws:RequestedRegion us-east-1, without bedrock:InferenceProfileArn`],
    ['everything', document({ Effect: 'Allow', Action: '*', Resource: '*' }), 'bedrock:InvokeModel on .*'],
  ])('%s', async (_name, documents, expected) => {
    const proof = await prove(documents, one.forms);
    expect(proof).toMatchObject({ proved: false, kind: 'outside' });
    expect(proof).toHaveProperty('readable', expect.stringMatching(`^allowed, though no documented request: ${expected}$`));
  });
});

describe('a counterexample of what should be allowed and is not', () => {
  test.each<[string, PolicyDocumentJson[], string]>([
    ['no "unspecified" for the Region-less model',
      document(one.profile, one.regional, allow(modelArn('', MODEL), { ...one.key, 'aws:RequestedRegion': [SOURCE, 'us-west-2'] })),
      `bedrock:InvokeModel on ${modelArn('', MODEL)}, aws:RequestedRegion unspecified, ${WITH_KEY}`],
    ['InvokeModel alone', document({ ...one.profile, Action: actions[0] }, one.regional, one.regionless),
      `bedrock:InvokeModelWithResponseStream on ${PROFILE}, aws:RequestedRegion us-east-1, without bedrock:InferenceProfileArn`],
    ['InferenceProfileArn on the profile', document(allow(PROFILE, { 'aws:RequestedRegion': SOURCE, ...one.key }), one.regional, one.regionless),
      `bedrock:InvokeModel on ${PROFILE}, aws:RequestedRegion us-east-1, without bedrock:InferenceProfileArn`],
    ['a deny of an absent key (ArnNotLike)', denied({ ArnNotLike: systemProfiles('global.*') }),
      `bedrock:InvokeModel on ${PROFILE}, aws:RequestedRegion us-east-1, without bedrock:InferenceProfileArn`],
    ['a deny outside Regions', denied({ StringNotEquals: { 'aws:RequestedRegion': [SOURCE, 'us-west-2'] } }),
      `bedrock:InvokeModel on ${modelArn('', MODEL)}, aws:RequestedRegion unspecified, ${WITH_KEY}`],
  ])('%s', async (_name, documents, expected) => {
    const proof = await prove(documents, one.forms);
    expect(proof).toMatchObject({ proved: false, kind: 'not-allowed' });
    expect(proof).toHaveProperty('readable', expect.stringMatching(`^documented, but not allowed: ${expected}$`));
  });

  test('the counterexample is a request', async () => {
    const proof = await prove(document(one.profile, one.regional), one.forms);
    expect(proof).toHaveProperty('counterexample', {
      action: 'bedrock:InvokeModel', resource: modelArn('', MODEL), requestedRegion: 'unspecified', inferenceProfileArn: PROFILE,
    });
  });
});

test.each<[string, object, string]>([
  ['IfExists', { StringEqualsIfExists: { 'aws:RequestedRegion': SOURCE } }, 'does not model StringEqualsIfExists'],
  ['a set operator', { 'ForAnyValue:StringEquals': { 'aws:RequestedRegion': SOURCE } }, 'does not model ForAnyValue:StringEquals'],
  ['Bool', { Bool: { 'aws:RequestedRegion': 'true' } }, 'does not model Bool'],
  ['another key', { StringEquals: { 'aws:PrincipalAccount': '111122223333' } }, 'does not model the condition key aws:PrincipalAccount'],
])('%s is refused', async (_name, condition, message) => expect(prove(denied(condition), one.forms)).rejects.toThrow(message));

test('forms that would prove nothing are refused', async () => {
  await expect(prove(one.documents, [])).rejects.toThrow('Nothing to prove');
  await expect(prove(one.documents, [{ ...one.forms[0], inferenceProfileArn: PROFILE }])).rejects.toThrow('No profile is authorized');
});
