import { INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION } from './arns';
import { StatementJson } from './statement';

/**
 * Denies every global call: on its Region-less evaluation, and on the profile itself for an error that names it.
 *
 * The first statement is not narrowed by the ARN of the profile: the key may hold the ARN of an application inference profile,
 * and a call through one over a global profile would slip through.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function denyGlobalInference(partition: string): StatementJson[] {
  return [
    {
      Sid: 'DenyGlobalInference',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: ['*'],
      Condition: { StringEquals: { 'aws:RequestedRegion': REGIONLESS_REQUESTED_REGION } },
    },
    {
      Sid: 'DenyGlobalInferenceProfiles',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: [`arn:${partition}:bedrock:*:*:inference-profile/global.*`],
    },
  ];
}

/**
 * Denies calls through any other profile. A call without a profile is left alone: `Null` keeps the negated operator from matching where
 * the key is absent, as it is on every profile evaluation.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function denyOutsideProfiles(inferenceProfileArns: readonly string[]): StatementJson[] {
  return [{
    Sid: 'DenyOutsideInferenceProfiles',
    Effect: 'Deny',
    Action: INVOKE_ACTIONS,
    Resource: ['*'],
    Condition: {
      Null: { 'bedrock:InferenceProfileArn': 'false' },
      ArnNotLike: { 'bedrock:InferenceProfileArn': inferenceProfileArns },
    },
  }];
}

/**
 * Denies calls that are sent to any other Region. Only on profiles: their evaluation carries the source Region, while the evaluations of
 * their models carry the destination, or `unspecified`.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function denyOutsideSourceRegions(partition: string, sourceRegions: readonly string[]): StatementJson[] {
  return [{
    Sid: 'DenyOutsideSourceRegions',
    Effect: 'Deny',
    Action: INVOKE_ACTIONS,
    Resource: [`arn:${partition}:bedrock:*:*:inference-profile/*`, `arn:${partition}:bedrock:*:*:application-inference-profile/*`],
    Condition: { StringNotEquals: { 'aws:RequestedRegion': sourceRegions } },
  }];
}
