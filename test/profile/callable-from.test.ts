import { Aws } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { stackIn, warningsOf } from './stack-warnings';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, Geography, InferenceProfile, InferenceProfileGrants } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';
import { unknownRegions } from '../../src/profile/callable-from';

// A refresh of the catalog changes what is not known.
jest.mock('../../src/bedrock/catalog-data', () => jest.requireActual<object>('../support/catalog-2026-11-22'));

const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);
const NOVA_LITE = FoundationModelIdentifier.AMAZON_NOVA_LITE_V1_0;
const SONNET_5 = 'global.anthropic.claude-sonnet-5';
const DATE = CATALOG.date;
const SAME_STACK = { path: '/Stack' };

/** Checks a profile for source Regions in a stack of the Region eu-west-1, and gives the warnings. */
function check(profiles: InferenceProfile[], sourceRegions: string[] | undefined, stack = stackIn('eu-west-1')) {
  InferenceProfileGrants.of(stack, profiles, { sourceRegions });
  return warningsOf(stack);
}

const unknownDestinations = (id: string, region: string) => ({
  ...SAME_STACK,
  id: 'cdk-bedrock-cris::destinationRegionsUnknown',
  message: `the destination Regions of ${id} are not known for the source Region ${region}, so its model is allowed in any Region, ` +
    'still only through this profile; set destinationRegions of the profile to name them',
});
const notInCatalog = (id: string, region: string) => ({
  ...SAME_STACK,
  id: 'cdk-bedrock-cris::sourceRegionNotInCatalog',
  message: `the catalog of ${DATE} does not list ${region} as a source Region of ${id} (it lists ${profile(id).sourceRegions!.join(', ')}); if AWS does not offer the profile there, calls to it fail`,
});

describe('a global profile', () => {
  test.each(['us-gov-west-1', 'us-gov-east-1', 'cn-north-1', 'cn-northwest-1'])('fails in %s, as the stack and as a source Region', (region) => {
    const message = `inferenceProfiles: the global profile "${SONNET_5}" cannot be called from the source Region "${region}": ` +
      'global profiles exist in commercial Regions only; use InferenceProfile.geographicProfile, or another source Region';
    expect(() => check([profile(SONNET_5)], undefined, stackIn(region))).toThrow(new Error(message));
    expect(() => check([profile(SONNET_5)], ['eu-west-1', region])).toThrow(new Error(message));
  });

  test('warns of nothing where the catalog lists the source Region', () => {
    expect(check([profile(SONNET_5)], ['eu-west-1', 'af-south-1'])).toEqual([]);
  });

  test('warns of nothing in a stack without a Region', () => {
    expect(check([profile(SONNET_5)], undefined, stackIn())).toEqual([]);
  });

  test('warns of a source Region that the catalog does not list', () => {
    expect(check([profile('global.openai.gpt-6-astra')], ['af-south-1', 'us-east-1']))
      .toEqual([notInCatalog('global.openai.gpt-6-astra', 'af-south-1')]);
  });

  test('warns of nothing where the catalog lists no source Regions at all', () => {
    expect(check([profile('global.anthropic.claude-haiku-5-5')], ['af-south-1', 'eu-west-1'])).toEqual([]);
  });

  test('warns of a retired model', () => {
    expect(check([profile('global.anthropic.claude-sonnet-4-20250514-v1:0')], ['us-east-1', 'us-west-2'])).toEqual([{
      ...SAME_STACK,
      id: 'cdk-bedrock-cris::retiredModel',
      message: `AWS has retired the model of global.anthropic.claude-sonnet-4-20250514-v1:0, as the catalog of ${DATE} has it; calls to it fail;` +
        ' give the profile of a newer model: "npx cdk-bedrock-cris profiles" lists them',
    }]);
  });

  test('warns once of an ID that the catalog does not have, whatever the source Regions', () => {
    expect(check([profile('global.newcomer.model-v1')], ['us-east-1', 'eu-west-1', Aws.REGION])).toEqual([{
      ...SAME_STACK,
      id: 'cdk-bedrock-cris::unknownInferenceProfile',
      message: `global.newcomer.model-v1 is not in this library's catalog of ${DATE}; its ID and Regions are not checked; "aws bedrock list-inference-profiles" in the source Region shows whether it exists; Validations.of(…).acknowledge({ id: 'cdk-bedrock-cris::unknownInferenceProfile', reason: … }) silences this`,
    }]);
  });
});

describe('a geographic profile', () => {
  test.each([
    ['eu.amazon.nova-lite-v1:0', 'us-east-1'],
    ['eu.anthropic.claude-opus-5', 'il-central-1'],
    ['jp.anthropic.claude-sonnet-4-6', 'ap-southeast-1'],
    ['us.amazon.nova-lite-v1:0', 'us-gov-west-1'],
    ['us-gov.anthropic.claude-opus-5', 'us-east-1'],
    ['us.amazon.nova-lite-v1:0', 'sa-east-1'],
  ])('%s warns in %s, which the catalog does not list for it', (id, region) => {
    expect(check([profile(id)], undefined, stackIn(region))).toEqual([notInCatalog(id, region), unknownDestinations(id, region)]);
  });

  test.each([
    ['of its geography', 'eu-central-2'],
    ['that the catalog does not have', 'eu-west-9'],
  ])('warns of a Region %s that it lacks', (_what, region) => {
    const id = 'eu.amazon.nova-lite-v1:0';
    expect(profile(id).sourceRegions).not.toContain(region);
    expect(check([profile(id)], [region])).toEqual([notInCatalog(id, region), unknownDestinations(id, region)]);
  });

  test.each([
    ['outside the geography', 'us-east-1'], ['of the geography that it lacks', 'eu-central-2'],
  ])('with destinationRegions warns of nothing in a Region %s', (_what, region) => {
    const overridden = InferenceProfile.geographicProfile(Geography.EU, NOVA_LITE, { destinationRegions: ['eu-west-1'] });
    expect(check([overridden], [region])).toEqual([]);
  });

  test.each([
    ['us-gov.anthropic.claude-opus-5', 'us-gov-west-1'],
    ['us.openai.gpt-6-astra', 'ca-central-1'],
    ['us.anthropic.claude-opus-5-5', 'us-east-1'],
  ])('%s warns in %s that its destinations are not known', (id, region) => {
    expect(check([profile(id)], [region])).toEqual([unknownDestinations(id, region)]);
  });

  test('warns of unknown destinations for each source Region', () => {
    const id = 'us.openai.gpt-6-astra';
    expect(check([profile(id)], ['us-east-1', 'us-west-2'])).toEqual([unknownDestinations(id, 'us-east-1'), unknownDestinations(id, 'us-west-2')]);
  });

  test('warns in a stack without a Region that its destinations are not known', () => {
    expect(check([profile('eu.amazon.nova-lite-v1:0')], undefined, stackIn())).toEqual([{
      ...SAME_STACK,
      id: 'cdk-bedrock-cris::destinationRegionsUnknown',
      message: 'the destination Regions of eu.amazon.nova-lite-v1:0 are not known, because the source Region is a token, so its model is allowed in any Region, ' +
        'still only through this profile; set destinationRegions of the profile, or the Region of the stack to name them',
    }]);
  });

  test('with destinationRegions warns of nothing in a stack without a Region', () => {
    const overridden = InferenceProfile.geographicProfile(Geography.EU, NOVA_LITE, { destinationRegions: ['eu-west-1'] });
    expect(check([overridden], undefined, stackIn())).toEqual([]);
  });

  test('that the catalog does not have is warned of, and its destinations too', () => {
    expect(check([profile('kr.newcomer.model-v1')], ['ap-northeast-2']).map(({ id }) => id)).toEqual([
      'cdk-bedrock-cris::unknownInferenceProfile', 'cdk-bedrock-cris::destinationRegionsUnknown',
    ]);
  });
});

describe('destinationRegions beside the catalog', () => {
  const ID = 'eu.anthropic.claude-opus-5';
  const KNOWN = profile(ID).destinationRegions('eu-west-1')!;
  const given = (destinationRegions: string[]) => InferenceProfile.fromInferenceProfileId(ID, { destinationRegions });
  const differ = (how: string) => ({
    ...SAME_STACK,
    id: 'cdk-bedrock-cris::destinationRegionsDiffer',
    message: `destinationRegions of ${ID} ${how}, beside what the catalog of ${DATE} lists for the source Region eu-west-1;` +
      ' calls that are routed to a Region that is left out are denied; "aws bedrock get-inference-profile" in the source Region shows which are right',
  });
  const without = (...regions: string[]) => KNOWN.filter((region) => !regions.includes(region));

  test.each([
    ['leaves one out', without('eu-north-1'), 'leaves out eu-north-1'],
    ['leaves some out', without('eu-north-1', 'eu-west-3'), 'leaves out eu-north-1, eu-west-3'],
    ['adds one', [...KNOWN, 'us-east-1'], 'adds us-east-1'],
    ['does both', [...without('eu-north-1'), 'eu-west-2'], 'leaves out eu-north-1 and adds eu-west-2'],
  ])('a list that %s is warned of', (_what, destinationRegions, how) => {
    expect(check([given(destinationRegions)], undefined)).toEqual([differ(how)]);
  });

  test.each([
    ['the same list', KNOWN],
    ['the same list in another order', [...KNOWN].reverse()],
    ['the same list without the source Region, which is always added', without('eu-west-1')],
  ])('%s is not', (_what, destinationRegions) => {
    expect(check([given(destinationRegions)], undefined)).toEqual([]);
  });

  test('is warned of where an application inference profile is made over it', () => {
    const stack = stackIn('eu-west-1');
    const modelSource = ApplicationInferenceProfileSource.inferenceProfile(given(without('eu-north-1')));
    new ApplicationInferenceProfile(stack, 'Profile', { modelSource });
    expect(warningsOf(stack)).toEqual([{ ...differ('leaves out eu-north-1'), path: '/Stack/Profile' }]);
  });

  test('each source Region has its own warning', () => {
    const [west, north] = check([given(without('eu-north-1'))], ['eu-west-1', 'eu-north-1', 'eu-central-1']).map(({ message }) => message);
    expect([west, north]).toEqual([expect.stringContaining('Region eu-west-1;'), expect.stringContaining('Region eu-central-1;')]);
  });

  test.each([['a token', undefined, stackIn()], ['one that the catalog does not list', ['il-central-1'], stackIn('eu-west-1')]])('%s as the source Region is not', (_what, sourceRegions, stack) => {
    expect(check([given(['eu-west-1'])], sourceRegions, stack)).toEqual([]);
  });
});

test.each([
  ['no profiles', [], 'inferenceProfiles: the list is empty; give at least one'],
  ['a profile twice', [profile(SONNET_5), profile('eu.amazon.nova-lite-v1:0'), profile(SONNET_5)], `inferenceProfiles: "${SONNET_5}" is given twice; leave one out`],
])('fails for %s', (_what, profiles, message) => {
  expect(() => check(profiles, undefined)).toThrow(new Error(message));
});

// The catalog has nothing of the partition of eu-isoe-west-1.
test('of Regions, those are unknown that are no tokens and in a partition that the catalog has', () => {
  expect(unknownRegions([Aws.REGION, 'eu-wast-1', 'eu-west-1', 'eu-isoe-west-1'])).toEqual(['eu-wast-1']);
});

test('a destination Region that the catalog has not heard of is warned of, and a known one is not', () => {
  const overridden = InferenceProfile.geographicProfile(Geography.EU, new FoundationModelIdentifier('anthropic.claude-sonnet-4-6'), { destinationRegions: ['eu-wst-1', 'eu-north-1', 'eu-wst-2'] });
  expect(check([overridden], undefined)).toEqual([
    { ...SAME_STACK, id: 'cdk-bedrock-cris::destinationRegionsDiffer', message: expect.stringMatching(/ leaves out eu-central-1, .* and adds eu-wst-1, eu-wst-2,/) },
    ...['eu-wst-1', 'eu-wst-2'].map((region) => ({ ...SAME_STACK, id: 'cdk-bedrock-cris::unknownRegion', message: `destinationRegions: the catalog of ${DATE} knows no Region ${region}; check its name` })),
  ]);
});
