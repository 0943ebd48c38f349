import { IInferenceProfile } from './inference-profile';
import { literal } from '../private/tokens';

/**
 * What the caller passes in `modelId`, and CloudTrail records: the ID of a system-defined profile, the ARN of an application inference profile.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-use.html
 */
export function calledAs({ application, inferenceProfileId }: IInferenceProfile): string {
  return application?.inferenceProfileArn ?? inferenceProfileId;
}

/** A profile as an error names it: never by a token. */
export function labelOf({ application, inferenceProfileId, foundationModelId }: IInferenceProfile): string {
  if (!application) return inferenceProfileId;
  return literal(application.inferenceProfileName ?? inferenceProfileId) ?? `an application inference profile over ${application.systemProfileId ?? foundationModelId}`;
}

/** A profile as a title or a description names it, where a token becomes what CloudWatch shows in the dimension `ModelId`. */
export function titleOf(profile: IInferenceProfile): string {
  const { application, inferenceProfileId, foundationModelId } = profile;
  if (!application) return inferenceProfileId;
  const { inferenceProfileName, systemProfileId } = application;
  const names = [...(inferenceProfileName === undefined ? [] : [inferenceProfileName]), inferenceProfileId];
  return `${names.join(', ')} (application inference profile over ${systemProfileId ?? foundationModelId})`;
}
