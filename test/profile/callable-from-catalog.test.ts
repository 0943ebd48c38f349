import { stackIn, warningsOf } from './stack-warnings';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, InferenceProfile, InferenceProfileGrants } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';
import { trustedProfiles } from '../bedrock/catalog-sources';

const RETIRED = trustedProfiles.filter(({ lifecycle }) => lifecycle === 'past-eol');
const ELSEWHERE_EXPECTED = /\[ack: cdk-bedrock-cris::(retiredModel|destinationRegionsUnknown|dataRetentionRequired)\]$/;

/** Warnings without a synthesis, which 1,000 stacks would make slow. */
function warningsIn(region: string, profile: InferenceProfile): string[] {
  const stack = stackIn(region);
  InferenceProfileGrants.of(stack, [profile]);
  return stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
}

describe.each(trustedProfiles)('$id', ({ id, scope, lifecycle, sourceRegions = [], sources = {} }) => {
  const profile = InferenceProfile.fromInferenceProfileId(id);
  const regions = scope === 'global' ? sourceRegions : Object.keys(sources);

  test('can be used from each of its source Regions, without another warning', () => {
    const unexpected = regions.flatMap((region) => warningsIn(region, profile).filter((text) => !ELSEWHERE_EXPECTED.test(text)));
    expect(unexpected).toEqual([]);
  });

  test('warns of unknown destinations exactly where they are unknown', () => {
    const warned = regions.filter((region) => warningsIn(region, profile).some((text) => text.includes('destinationRegionsUnknown')));
    expect(warned).toEqual(regions.filter((region) => scope !== 'global' && sources[region] === null));
  });

  test('warns of a retired model exactly if it is', () => {
    // A GovCloud Region for a GovCloud profile: a global one would fail there.
    const [region] = [...regions, scope === 'us-gov' ? 'us-gov-west-1' : 'eu-west-1'];
    const retired = warningsIn(region, profile).some((text) => text.includes('retiredModel'));
    expect(retired).toBe(lifecycle === 'past-eol');
  });
});

describe.each(RETIRED)('the retired profile $id', ({ id }) => {
  test('is a warning with the date and what to do, also behind application inference profiles', () => {
    const profile = InferenceProfile.fromInferenceProfileId(id);
    // From which it was last called.
    const region = profile.sourceRegions![0];
    const stacks = [stackIn(region), stackIn(region), stackIn(region)];
    InferenceProfileGrants.of(stacks[0], [profile]);
    const modelSource = ApplicationInferenceProfileSource.inferenceProfile(profile);
    new ApplicationInferenceProfile(stacks[1], 'Profile', { modelSource });
    const inferenceProfileArn = `arn:${region.startsWith('us-gov') ? 'aws-us-gov' : 'aws'}:bedrock:${region}:111122223333:application-inference-profile/a1b2c3d4e5f6`;
    ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stacks[2], 'Profile', { inferenceProfileArn, modelSource });
    const message = `AWS has retired the model of ${id}, as the catalog of ${CATALOG.date} has it; calls to it fail; give the profile of a newer model: "npx cdk-bedrock-cris profiles" lists them`;
    for (const stack of stacks) expect(warningsOf(stack).filter((warning) => warning.id === 'cdk-bedrock-cris::retiredModel').map((warning) => warning.message)).toEqual([message]);
  });
});

test('the retired profiles that public code still names are in the catalog', () => {
  expect(RETIRED.map(({ id }) => id)).toEqual(expect.arrayContaining([
    'us.anthropic.claude-3-5-sonnet-20240620-v1:0', 'us.anthropic.claude-3-5-sonnet-20241022-v2:0', 'us.anthropic.claude-3-7-sonnet-20250219-v1:0',
    'eu.anthropic.claude-3-5-sonnet-20240620-v1:0', 'eu.anthropic.claude-3-7-sonnet-20250219-v1:0', 'us.anthropic.claude-3-5-haiku-20241022-v1:0', 'us.anthropic.claude-opus-4-20250514-v1:0',
  ]));
});
