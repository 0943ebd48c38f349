import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { Geography, InferenceProfile } from '../../src';
import { trustedProfiles } from '../bedrock/catalog-sources';

const model = (modelId: string) => new FoundationModelIdentifier(modelId);
const profileOf = (scope: string, modelId: string) => scope === 'global'
  ? InferenceProfile.globalProfile(model(modelId)) : InferenceProfile.geographicProfile(Geography.of(scope), model(modelId));

describe.each(trustedProfiles)('$id', ({ id, scope, modelId, sourceRegions, sources }) => {
  const profile = InferenceProfile.fromInferenceProfileId(id);

  test('is the same by its ID and by its parts', () => {
    expect(profile).toEqual(profileOf(scope, modelId));
    expect(profile).toMatchObject({ inferenceProfileId: id, foundationModelId: modelId, isGlobal: scope === 'global' });
    expect(profile.geography?.prefix).toBe(scope === 'global' ? undefined : scope);
  });

  test('can be called from the Regions that the catalog has', () => {
    expect(profile.sourceRegions).toEqual(sourceRegions && [...sourceRegions].sort());
  });

  test('is processed where the catalog has it for each source Region, if it does', () => {
    const expected = Object.entries(sources ?? {}).map(([source, regions]) => [source, scope === 'global' || !regions ? undefined : [...regions].sort()]);
    expect(expected.map(([source]) => [source, profile.destinationRegions(source as string)])).toEqual(expected);
  });
});
