import { Construct } from 'constructs';
import { ApplicationInferenceProfileSource } from './application-inference-profile-props';
import { Geography } from './geography';
import { InferenceProfile } from './inference-profile';
import { fail, messages } from '../private/messages';

/** What an application inference profile has from what it is over. */
export interface ApplicationSource {
  /** Undefined for a foundation model. */
  readonly inferenceProfile?: InferenceProfile;
  readonly foundationModelId: string;
  readonly isGlobal: boolean;
  readonly geography?: Geography;
}

/** Throws unless one of the two is given, and the ID of a model is one. */
export function applicationSource(scope: Construct, { inferenceProfile, model }: ApplicationInferenceProfileSource): ApplicationSource {
  if (inferenceProfile && model) fail(messages.oneOf('inferenceProfile', 'model', true), scope);
  if (inferenceProfile) {
    const { foundationModelId, isGlobal, geography } = inferenceProfile;
    return { inferenceProfile, foundationModelId, isGlobal, geography };
  }
  if (!model) fail(messages.oneOf('inferenceProfile', 'model', false), scope);
  // An ID that a profile can be made of is the ID of a model.
  return { foundationModelId: InferenceProfile.global(model).foundationModelId, isGlobal: false };
}

/** Where requests that are sent to a Region are processed. */
export function destinationsOf({ inferenceProfile }: ApplicationSource, sourceRegion: string): string[] | undefined {
  return inferenceProfile ? inferenceProfile.destinationRegions(sourceRegion) : [sourceRegion];
}
