import { isCalledFrom } from './callable-from';
import { IInferenceProfile } from './inference-profile';
import { InvocationTarget } from '../bedrock/authorizations';
import { Source } from '../private/source';

/** The profiles as policies see them from one source Region. An application inference profile of another Region is not called from there. */
export function invocationTargets(profiles: readonly IInferenceProfile[], source: Source, systemProfileToo = false): InvocationTarget[] {
  return profiles.filter((profile) => isCalledFrom(profile, source.region)).map((profile) => ({
    inferenceProfileId: profile.inferenceProfileId,
    foundationModelId: profile.foundationModelId,
    isGlobal: profile.isGlobal,
    geographyPrefix: profile.geography?.prefix,
    destinationRegions: profile.destinationRegions(source.region),
    ...(profile.application && {
      application: { arn: profile.application.inferenceProfileArn, systemProfileId: profile.application.systemProfileId, systemProfileToo },
    }),
  }));
}
