import { stackIn } from './stack-warnings';
import { InferenceProfile, InferenceProfileGrants } from '../../src';
import { trustedProfiles } from '../bedrock/catalog-sources';

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
