import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { Geography, InferenceProfile } from '../../src';

// A refresh of the catalog changes what is not known.
jest.mock('../../src/bedrock/catalog-data', () => jest.requireActual<object>('../support/catalog-2026-11-22'));

const NOVA_LITE = FoundationModelIdentifier.AMAZON_NOVA_LITE_V1_0;
const SONNET_4_5 = FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0;
const model = (modelId: string) => new FoundationModelIdentifier(modelId);

test('a global profile is the model under the prefix global, without a geography', () => {
  expect(InferenceProfile.globalProfile(SONNET_4_5)).toMatchObject({
    inferenceProfileId: 'global.anthropic.claude-sonnet-4-5-20250929-v1:0',
    foundationModelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
    isGlobal: true,
    geography: undefined,
  });
});

test.each([
  [Geography.EU, 'eu.amazon.nova-lite-v1:0'],
  [Geography.US_GOV, 'us-gov.amazon.nova-lite-v1:0'],
  [Geography.of('kr'), 'kr.amazon.nova-lite-v1:0'],
])('a geographic profile is the model under the prefix of $prefix', (geography, inferenceProfileId) => {
  expect(InferenceProfile.geographicProfile(geography, NOVA_LITE)).toMatchObject({
    inferenceProfileId, foundationModelId: 'amazon.nova-lite-v1:0', isGlobal: false, geography,
  });
});

test('the destinations of a global profile are not a list', () => {
  expect(InferenceProfile.globalProfile(SONNET_4_5).destinationRegions('eu-west-1')).toBeUndefined();
});

test.each([
  ['outside the geography', InferenceProfile.geographicProfile(Geography.EU, NOVA_LITE), 'us-east-1'],
  ['that does not exist', InferenceProfile.geographicProfile(Geography.EU, NOVA_LITE), 'eu-west-9'],
  ['of a profile that the catalog does not have', InferenceProfile.geographicProfile(Geography.EU, model('newcomer.model-v1')), 'eu-west-1'],
  ['of a profile without known Regions', InferenceProfile.geographicProfile(Geography.US, model('anthropic.claude-opus-5-5')), 'us-east-1'],
  ['whose destinations are not known', InferenceProfile.geographicProfile(Geography.US_GOV, model('anthropic.claude-opus-5')), 'us-gov-west-1'],
])('the destinations from a source Region %s are undefined', (_what, profile, source) => {
  expect(profile.destinationRegions(source)).toBeUndefined();
});

test.each([
  ['a profile that the catalog does not have', InferenceProfile.fromInferenceProfileId('kr.newcomer.model-v1')],
  ['a profile without known Regions', InferenceProfile.fromInferenceProfileId('global.anthropic.claude-haiku-5-5')],
])('the source Regions of %s are undefined', (_what, profile) => {
  expect(profile.sourceRegions).toBeUndefined();
});

describe.each([
  ['geographicProfile', (destinationRegions: string[]) => InferenceProfile.geographicProfile(Geography.EU, NOVA_LITE, { destinationRegions })],
  ['fromInferenceProfileId', (destinationRegions: string[]) => InferenceProfile.fromInferenceProfileId('eu.amazon.nova-lite-v1:0', { destinationRegions })],
])('destinationRegions as an option of %s', (_name, create) => {
  const overridden = create(['eu-west-1', 'eu-north-1']);

  test.each([
    ['is added to them', 'eu-south-1', ['eu-south-1', 'eu-west-1', 'eu-north-1']],
    ['is there once if given', 'eu-north-1', ['eu-north-1', 'eu-west-1']],
    ['may be outside the geography', 'us-east-1', ['us-east-1', 'eu-west-1', 'eu-north-1']],
  ])('replaces the catalog, and the source Region %s', (_what, source, expected) => {
    expect(overridden.destinationRegions(source)).toEqual(expected);
  });

  test('leaves ID and source Regions as they are', () => {
    const plain = InferenceProfile.geographicProfile(Geography.EU, NOVA_LITE);
    expect(overridden.inferenceProfileId).toBe(plain.inferenceProfileId);
    expect(overridden.sourceRegions).toEqual(plain.sourceRegions);
  });

  test('is copied: a change of the list afterwards changes nothing', () => {
    const destinationRegions = ['eu-west-1'];
    const profile = create(destinationRegions);
    destinationRegions.push('us-east-1');
    expect(profile.destinationRegions('eu-west-1')).toEqual(['eu-west-1']);
  });
});

describe('a list that was returned is a copy', () => {
  test.each([
    ['destinations of the catalog', InferenceProfile.geographicProfile(Geography.EU, NOVA_LITE)],
    ['destinations given', InferenceProfile.geographicProfile(Geography.EU, NOVA_LITE, { destinationRegions: ['eu-west-1'] })],
  ])('of the %s', (_what, profile) => {
    const before = [...profile.destinationRegions('eu-west-1')!];
    profile.destinationRegions('eu-west-1')!.push('us-east-1');
    expect(profile.destinationRegions('eu-west-1')).toEqual(before);
    expect(before).not.toContain('us-east-1');
  });

  test('of the source Regions: another object of the same profile keeps its own', () => {
    const before = [...InferenceProfile.globalProfile(SONNET_4_5).sourceRegions!];
    InferenceProfile.globalProfile(SONNET_4_5).sourceRegions!.length = 0;
    expect(InferenceProfile.globalProfile(SONNET_4_5).sourceRegions).toEqual(before);
    expect(before).not.toEqual([]);
  });
});
