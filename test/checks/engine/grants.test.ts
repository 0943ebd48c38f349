import { modelIn } from './model-in';
import { CATALOG, CatalogProfile } from '../../../src/bedrock/catalog';
import { allowsSomeModel, mayCallThroughProfile } from '../../../src/checks/policy/grants';
import { parseDocument } from '../../../src/checks/policy/statement';
import { allow, BOTH, deny, document, INVOKE, literal, SONNET_4_5, STREAM, template, through } from '../corpus/template-parts';
import { inlineRole } from '../corpus/template-resources';

const profile = (id: string, region = 'us-east-1') => literal.profile(id, region);
const OTHER = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const bothModels = (model: string, id: string) => allow(BOTH, [literal.model(model, 'us-east-1'), literal.regionless(model)], through(profile(id)));

function grants(...statements: unknown[]) {
  const model = modelIn('us-east-1', template({ Role: inlineRole('lambda.amazonaws.com', statements) }));
  return model.grants.map(({ pattern, call: { action, inferenceProfileId: id, source: { region } }, missing, sourceIsCertain, single }) =>
    ({ pattern, action, id, region, missing: missing.map(({ of }) => of), sourceIsCertain, single }));
}

describe('a profile that is written out', () => {
  test('is a call for each action that is allowed, held against all that the call needs', () => {
    const id = `global.${SONNET_4_5}`;
    const missing = ['source-region-model', 'regionless-model'];
    const found = { pattern: profile(id), id, region: 'us-east-1', missing, sourceIsCertain: true, single: true };
    expect(grants(allow(BOTH, profile(id)))).toEqual([{ ...found, action: INVOKE }, { ...found, action: STREAM }]);
    expect(grants(allow(INVOKE, profile(id)), bothModels(SONNET_4_5, id))).toEqual([{ ...found, action: INVOKE, missing: [] }]);
  });

  test('a geographic one needs its model in each destination of the catalog', () => {
    const id = `us.${SONNET_4_5}`;
    const destinations = CATALOG.profiles.get(id)!.destinations!.get('us-east-1')!.filter((region) => region !== 'us-east-1');
    expect(destinations.length).toBeGreaterThan(0);
    expect(grants(allow(INVOKE, profile(id)))[0].missing).toEqual(['source-region-model', ...destinations.map(() => 'destination-model')]);
  });

  test('the source Region is that of the ARN, or, where it has a wildcard, a guess', () => {
    expect(grants(allow(INVOKE, profile(`global.${SONNET_4_5}`, 'eu-west-1')))).toMatchObject([{ region: 'eu-west-1', sourceIsCertain: true }]);
    expect(grants(allow(INVOKE, profile(`global.${SONNET_4_5}`, '*')))).toMatchObject([{ region: 'us-east-1', sourceIsCertain: false }]);
  });
});

describe('a pattern of profiles', () => {
  test('lacks nothing if one of them can be called', () => {
    const pattern = profile('global.anthropic.*');
    expect(grants(allow(INVOKE, pattern), bothModels(OTHER, `global.${OTHER}`))).toMatchObject([{ pattern, id: `global.${OTHER}`, missing: [], single: false }]);
  });

  test('lacks nothing if the one can be called that a condition names', () => {
    const any = allow(BOTH, [literal.model('*', 'us-east-1'), literal.regionless('*')], through(profile(`global.${OTHER}`)));
    expect(grants(allow(INVOKE, profile('global.*')), any)).toContainEqual(expect.objectContaining({ id: `global.${OTHER}`, missing: [] }));
  });

  test('lacks what the one lacks that comes furthest, if none can', () => {
    const regional = allow(BOTH, literal.model(OTHER, 'us-east-1'), through(profile(`global.${OTHER}`)));
    expect(grants(allow(INVOKE, profile('global.anthropic.*')), regional)).toMatchObject([{ id: `global.${OTHER}`, missing: ['regionless-model'], single: false }]);
  });

  test('is a call of a profile that is offered in the Region, and whose model is not retired', () => {
    const found = ['*', 'global.*', 'us.*'].flatMap((pattern) => grants(allow(INVOKE, profile(pattern))));
    expect(found).toHaveLength(3);
    for (const { id } of found) {
      const { sourceRegions, lifecycle } = CATALOG.profiles.get(id)!;
      expect([id, sourceRegions?.includes('us-east-1') ?? true, lifecycle === 'past-eol']).toEqual([id, true, false]);
    }
  });

  const onlyIt = (id: string) => `${id.slice(0, -1)}?`;
  const inCatalog = (matches: (known: CatalogProfile) => boolean | undefined) => [...CATALOG.profiles.values()].filter(matches).map(({ id }) => id);

  test.each<[string, string[]]>([
    ['none of the catalog', ['mars.provider.mode?']],
    ['profiles of retired models', inCatalog(({ lifecycle, sourceRegions }) => lifecycle === 'past-eol' && sourceRegions?.includes('us-east-1'))],
    ['profiles that are not offered in the Region', inCatalog(({ id, sourceRegions }) => id.startsWith('eu.') && !sourceRegions?.includes('us-east-1'))],
  ])('that covers %s is no grant', (_name, ids) => {
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.flatMap((id) => grants(allow(INVOKE, profile(onlyIt(id)))))).toEqual([]);
  });
});

test('in a Region that is not known, a pattern covers only what is not known to be offered elsewhere', () => {
  const model = (id: string) => modelIn('xx-stack-1', template({ Role: inlineRole('lambda.amazonaws.com', [allow(INVOKE, profile(id, '*'))]) }));
  expect(CATALOG.profiles.get(`eu.${OTHER}`)!.sourceRegions!.length).toBeGreaterThan(0);
  expect(model(`eu.${OTHER.slice(0, -1)}?`).grants).toEqual([]);
  expect(model(`eu.${OTHER}`).grants).toHaveLength(1);
});

test.each<[string, unknown[]]>([
  ['a deny', [{ ...allow(BOTH, profile(`global.${SONNET_4_5}`)), Effect: 'Deny' }]],
  ['another action', [allow('bedrock:GetInferenceProfile', profile(`global.${SONNET_4_5}`))]],
  ['everything but a profile', [{ Effect: 'Allow', Action: BOTH, NotResource: profile(`global.${SONNET_4_5}`) }]],
  ['everything', [allow(BOTH, '*')]],
  ['a model', [allow(BOTH, literal.model(SONNET_4_5, 'us-east-1'))]],
  ['an ID that is not known', [allow(BOTH, { 'Fn::Sub': 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/${Id}' })]],
  ['a profile without a Region', [allow(BOTH, profile(`global.${SONNET_4_5}`, ''))]],
  ['a profile that is none', [allow(BOTH, profile(`us.global.${SONNET_4_5}`))]],
  ['a guardrail', [allow(BOTH, 'arn:aws:bedrock:us-east-1:111122223333:guardrail/*')]],
  ['everything that is called through a profile: models', [allow(BOTH, 'arn:aws:bedrock:*', { Null: { 'bedrock:InferenceProfileArn': 'false' } })]],
  ['everything in a Region that is called through a profile', [allow(BOTH, 'arn:aws:bedrock:us-east-1:*', through(profile(`global.${SONNET_4_5}`)))]],
  ['profiles in another Region than they are called from', [allow(BOTH, profile('*'), { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } })]],
  ['everything of the service', [allow(BOTH, 'arn:aws:bedrock:*')]],
  ['profiles, and a pattern of models that nobody knows', [allow(BOTH, profile('*')), allow(BOTH, 'arn:aws:bedrock:us-east-1::foundation-model*nobody*')]],
  ['profiles, and such a pattern without a Region', [allow(BOTH, profile('*')), allow(BOTH, 'arn:aws:bedrock:::foundation-model*nobody*')]],
  ['everything of another service', [allow(BOTH, 'arn:aws:s3:*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })]],
  ['profiles, and a model that nobody knows', [allow(BOTH, profile('*')), allow(BOTH, ['arn:aws:s3:::bucket', literal.model('nobody.model', 'us-east-1')])]],
  ['profiles, and everything else', [allow(BOTH, profile('*')), { Effect: 'Allow', Action: 'bedrock:*', NotResource: literal.model('*', '*') }]],
  ['profiles whose models are denied', [allow(BOTH, profile('global.anthropic.*')), allow(BOTH, [literal.model(OTHER, 'us-east-1'), literal.regionless(OTHER)]), deny(BOTH, literal.regionless(OTHER))]],
  ['an action that is not known', [allow({ Ref: 'Action' } as never, profile(`global.${SONNET_4_5}`))]],
])('no grant: %s', (_name, statements) => {
  expect(grants(...statements)).toEqual([]);
});

test('an application inference profile that is made elsewhere needs some model', () => {
  const application = allow(INVOKE, 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc');
  expect(grants(application)).toMatchObject([{ missing: ['source-region-model'], single: true, sourceIsCertain: true }]);
  expect(grants(application, allow(INVOKE, literal.model(SONNET_4_5, 'us-east-1')))).toMatchObject([{ missing: [], single: true }]);
});

test('the policy of an endpoint is held against the same calls', () => {
  const endpoint = { Type: 'AWS::EC2::VPCEndpoint', Properties: { PolicyDocument: document({ ...allow(INVOKE, profile(`global.${SONNET_4_5}`)), Principal: '*' }) } };
  expect(modelIn('us-east-1', template({ Endpoint: endpoint })).grants).toMatchObject([{ missing: [{ of: 'source-region-model' }, { of: 'regionless-model' }] }]);
});

/** What the first call of each grant is, and whether that it fails may be meant. */
function calls(...statements: unknown[]) {
  return modelIn('us-east-1', template({ Role: inlineRole('lambda.amazonaws.com', statements) })).grants.map(({ call: { inferenceProfileId, action, source }, missing, noModel, mayBeMeant, single }) =>
    ({ id: inferenceProfileId, action, ...source, missing: missing.map(({ of }) => of), noModel, mayBeMeant, single }));
}

describe('a pattern of profiles, some of which work', () => {
  const both = (model: string) => [literal.model(model, 'us-east-1'), literal.regionless(model)];

  test('it may be meant that the others fail, if none of their scope works', () => {
    const found = calls(allow(INVOKE, profile('*')), allow(INVOKE, both(OTHER)));
    expect(found.find(({ id }) => id === `global.${OTHER}`)).toMatchObject({ missing: [], mayBeMeant: false, noModel: false });
    expect(found.find(({ id }) => id === `us.${OTHER}`)).toMatchObject({ mayBeMeant: true, noModel: false });
    const [one, other] = [both(OTHER), literal.model(SONNET_4_5, 'us-east-1')];
    expect(calls(allow(INVOKE, profile('global.*')), allow(INVOKE, [...one, other])).find(({ id }) => id === `global.${SONNET_4_5}`)).toMatchObject({ missing: ['regionless-model'], mayBeMeant: false });
  });

  test('and if none does, that is not meant, unless more than profiles is allowed', () => {
    expect(calls(allow(INVOKE, profile('*')))).toMatchObject([{ noModel: true, mayBeMeant: false, missing: ['source-region-model', 'regionless-model'] }]);
    expect(calls(allow(INVOKE, profile('global.anthropic.*')), allow(INVOKE, literal.model(OTHER, 'us-east-1')))).toMatchObject([{ mayBeMeant: false, missing: ['regionless-model'] }]);
    const unreached = [
      deny(INVOKE, literal.model('nobody.model', 'us-east-1')), allow('bedrock:GetFoundationModel', literal.model('nobody.model', 'us-east-1')), allow(INVOKE, literal.model('openai.gpt-oss-20b-1:0', 'eu-west-1')),
      allow(INVOKE, literal.model(OTHER, 'eu-west-1')), allow(INVOKE, 'arn:aws-cn:bedrock:us-east-1::foundation-model*nobody*'), allow(INVOKE, 'arn:aws:bedrock:us-east-1:111122223333:custom-model/nobody'),
    ];
    for (const other of unreached) expect(calls(allow(INVOKE, profile('us.*')), other)).toMatchObject([{ noModel: true }]);
    const anything = calls(allow(INVOKE, 'arn:aws:bedrock:us-east-1:*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }));
    expect(anything.length).toBeGreaterThan(0);
    expect(anything.every(({ mayBeMeant }) => mayBeMeant)).toBe(true);
    const inEurope = calls(allow(INVOKE, 'arn:aws:bedrock:eu-*', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }));
    expect(new Set(inEurope.map(({ region }) => region))).toEqual(new Set(['eu-west-1']));
    expect(calls(allow(INVOKE, '*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })).length).toBeGreaterThan(0);
  });
});

describe('from where a profile in any Region is called', () => {
  const anywhere = allow(INVOKE, profile(`global.${SONNET_4_5}`, '*'));
  const elsewhere = allow(INVOKE, literal.model(OTHER, 'eu-west-1'));

  test.each<[string, unknown[], string, string[]]>([
    ['where most of it is allowed, another Region', [allow(INVOKE, literal.model(SONNET_4_5, 'eu-west-1'))], 'eu-west-1', ['regionless-model']],
    ['where most of it is allowed, its own', [elsewhere, allow(INVOKE, literal.model(SONNET_4_5, 'us-east-1'))], 'us-east-1', ['regionless-model']],
    ['its own, if they are alike', [elsewhere], 'us-east-1', ['source-region-model', 'regionless-model']],
    ['not where the profile is denied', [elsewhere, allow(INVOKE, [literal.model(SONNET_4_5, 'us-east-1'), literal.regionless(SONNET_4_5)]), deny(INVOKE, profile(`global.${SONNET_4_5}`))], 'eu-west-1', ['source-region-model']],
    ['not where it is denied, though all is', [elsewhere, allow(INVOKE, literal.model(SONNET_4_5, '*')), deny(INVOKE, profile(`global.${SONNET_4_5}`, 'eu-west-1'))], 'us-east-1', []],
  ])('%s', (_name, others, region, missing) => {
    expect(calls(anywhere, ...others)).toMatchObject([{ id: `global.${SONNET_4_5}`, region, missing }]);
  });

  test('in the partition and the account that it names, or in those of the stack', () => {
    expect(calls(allow(INVOKE, `arn:*:bedrock:us-east-1:*:inference-profile/global.${SONNET_4_5}`))).toMatchObject([{ partition: 'aws', account: '111122223333', region: 'us-east-1' }]);
    expect(calls(allow(INVOKE, `arn:aws-us-gov:bedrock:us-gov-west-1:444455556666:inference-profile/us-gov.${SONNET_4_5}`))).toMatchObject([{ partition: 'aws-us-gov', account: '444455556666', region: 'us-gov-west-1' }]);
  });
});

test('each action is a call of its own, and may lack something else', () => {
  const stream = 'bedrock:InvokeModelWithResponseStream';
  const found = calls(allow(BOTH, profile(`global.${SONNET_4_5}`)), allow(INVOKE, [literal.model(SONNET_4_5, 'us-east-1'), literal.regionless(SONNET_4_5)]));
  expect(found.map(({ action, missing }) => [action, missing])).toEqual([[INVOKE, []], [stream, ['source-region-model', 'regionless-model']]]);
  const model = modelIn('us-east-1', template({ Role: inlineRole('lambda.amazonaws.com', [allow(BOTH, profile(`global.${SONNET_4_5}`))]) }));
  expect(model.grants.map(({ missing }) => [...new Set(missing.map(({ action }) => action))])).toEqual([[INVOKE], [stream]]);
});

test('a profile of which the scope is known, and not the model', () => {
  const named = (id: string) => calls(allow(INVOKE, { 'Fn::Sub': `arn:aws:bedrock:us-east-1:111122223333:inference-profile/${id}` }));
  expect(named('global.${Model}')).toMatchObject([{ missing: ['source-region-model', 'regionless-model'], single: false }]);
  expect(named('mars.${Model}')).toEqual([]);
});

test('an application profile that is made elsewhere lacks a model only if no policy is out of sight', () => {
  const application = allow(INVOKE, 'arn:aws:bedrock:*:111122223333:application-inference-profile/*');
  const inRole = (others = {}) => modelIn('us-east-1', template({ Role: inlineRole('lambda.amazonaws.com', [application, allow(INVOKE, literal.model(OTHER, 'eu-west-1').replace('foundation-', 'custom-'))], others) })).grants;
  expect(inRole()).toMatchObject([{ noModel: true, single: false, sourceIsCertain: false, mayBeMeant: false, missing: [{ of: 'source-region-model' }] }]);
  expect(inRole({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/x'] })).toMatchObject([{ noModel: false, missing: [] }]);
});

test('an application profile of the template reaches the model that it is over, or none', () => {
  const over = { Type: 'AWS::Bedrock::ApplicationInferenceProfile', Properties: { ModelSource: { CopyFrom: profile(`global.${OTHER}`) } } };
  const grant = (...others: unknown[]) => modelIn('us-east-1', template({ Profile: over, Role: inlineRole('lambda.amazonaws.com', [allow(INVOKE, { 'Fn::GetAtt': ['Profile', 'InferenceProfileArn'] }), ...others]) })).grants;
  expect(grant()).toMatchObject([{ noModel: true, single: true, missing: [{ of: 'source-region-model' }, { of: 'regionless-model' }] }]);
  expect(grant(allow(INVOKE, literal.model(OTHER, 'us-east-1')))).toMatchObject([{ noModel: false, missing: [{ of: 'regionless-model' }] }]);
  // The key of models may have either ARN.
  expect(grant(bothModels(OTHER, `global.${OTHER}`))).toMatchObject([{ noModel: false, missing: [] }]);
  expect(grant(allow(INVOKE, [literal.model(OTHER, 'us-east-1'), literal.regionless(OTHER)], through({ 'Fn::GetAtt': ['Profile', 'InferenceProfileArn'] })))).toMatchObject([{ noModel: false, missing: [] }]);
});

describe('what statements may allow', () => {
  const parsed = (statement: object) => parseDocument({ Statement: statement }).statements;
  const not = { Effect: 'Allow', Action: INVOKE, NotResource: 'arn:aws:s3:::*' };

  test.each<[string, object, boolean, boolean]>([
    ['everything', allow(INVOKE, '*'), true, true],
    ['all but something', not, true, true],
    ['a deny', { ...not, Effect: 'Deny' }, false, false],
    ['another action', allow('bedrock:GetInferenceProfile', '*'), false, false],
    ['a model', allow(INVOKE, literal.model(OTHER, 'us-east-1')), true, false],
    ['what is not known', allow(INVOKE, '${arn}'), true, true],
    ['a profile of the model', allow(INVOKE, profile(`us.${OTHER}`)), false, true],
    ['a profile of the model, whose prefix is missing', allow(INVOKE, profile(OTHER)), false, true],
    ['a profile of another model', allow(INVOKE, profile(`us.${SONNET_4_5}`)), false, false],
    ['a pattern of its profiles', allow(INVOKE, profile('us.anthropic.*')), false, true],
    ['an application profile', allow(INVOKE, 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/x'), false, true],
    ['a prompt router', allow(INVOKE, 'arn:aws:bedrock:us-east-1:111122223333:default-prompt-router/x'), false, true],
    ['a bucket', allow(INVOKE, 'arn:aws:s3:::bucket/x'), false, false],
    ['a pattern of models', allow(INVOKE, 'arn:aws:bedrock:eu-*'), true, true],
  ])('%s', (_name, statement, someModel, itsProfile) => {
    expect(parsed(statement).some((one) => allowsSomeModel(one, INVOKE))).toBe(someModel);
    expect(mayCallThroughProfile(parsed(statement), OTHER, INVOKE)).toBe(itsProfile);
  });
});
