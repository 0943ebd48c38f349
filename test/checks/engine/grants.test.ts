import { modelIn } from './model-in';
import { CATALOG, CatalogProfile } from '../../../src/bedrock/catalog';
import { allow, BOTH, document, INVOKE, literal, SONNET_4_5, STREAM, template, through } from '../corpus/template-parts';
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
  ['an action that is not known', [allow({ Ref: 'Action' } as never, profile(`global.${SONNET_4_5}`))]],
])('no grant: %s', (_name, statements) => {
  expect(grants(...statements)).toEqual([]);
});

test('an application inference profile that is made elsewhere needs some model', () => {
  const application = allow(INVOKE, 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc');
  expect(grants(application)).toMatchObject([{ missing: ['source-region-model'], single: true }]);
  expect(grants(application, allow(INVOKE, literal.model(SONNET_4_5, 'us-east-1')))).toMatchObject([{ missing: [], single: true }]);
});

test('the policy of an endpoint is held against the same calls', () => {
  const endpoint = { Type: 'AWS::EC2::VPCEndpoint', Properties: { PolicyDocument: document({ ...allow(INVOKE, profile(`global.${SONNET_4_5}`)), Principal: '*' }) } };
  expect(modelIn('us-east-1', template({ Endpoint: endpoint })).grants).toMatchObject([{ missing: [{ of: 'source-region-model' }, { of: 'regionless-model' }] }]);
});
