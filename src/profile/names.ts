import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { IInferenceProfile } from './inference-profile';
import { outermostStack } from '../private/app';
import { isToken, literal } from '../private/tokens';

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

/**
 * The id of a construct for a profile. Neither the order of profiles nor a new description may change it. So an application inference profile, whose ID is a
 * token, is known by its place in the construct tree.
 */
export function profileConstructId(scope: IConstruct, profile: IInferenceProfile): string {
  if (!isToken(profile.inferenceProfileId)) return profile.inferenceProfileId;
  if (!Construct.isConstruct(profile)) {
    return `${profile.foundationModelId}-${createHash('sha256').update(JSON.stringify(Stack.of(scope).resolve(calledAs(profile)))).digest('hex').slice(0, 8)}`;
  }
  const home = outermostStack(profile);
  const path = profile.node.path.slice(home.node.path.length + 1).replace(/\//g, '-');
  return home === outermostStack(scope) ? path : `${home.node.id}-${path}`;
}
