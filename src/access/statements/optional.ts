import { distinct, StatementJson } from './statement';
import { accountResourceArn, foundationModelArn, Place } from '../../bedrock/arns';
import { InvocationTarget, profileArns } from '../../bedrock/authorizations';

/** Reading a profile: clients that resolve a profile to its models call it. */
export function getInferenceProfile(targets: readonly InvocationTarget[], source: Place): StatementJson {
  return allow(['bedrock:GetInferenceProfile'], distinct(targets.flatMap((target) => profileArns(target, source))));
}

/** Listing has no resource type, so it is allowed on `*` or not at all. */
export function listInferenceProfiles(): StatementJson {
  return allow(['bedrock:ListInferenceProfiles'], ['*']);
}

/** Counting tokens is authorized on the model in the source Region, not on a profile. */
export function countTokens(targets: readonly InvocationTarget[], source: Place): StatementJson {
  return allow(['bedrock:CountTokens'], sourceRegionModels(targets, source));
}

/**
 * The AWS Marketplace subscription of the first call of a third-party model in an account, only when Bedrock subscribes. Only `Subscribe` knows the
 * product: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsmarketplace.html
 */
export function subscribeThroughBedrock(productIds?: readonly string[]): StatementJson[] {
  const through = { StringEquals: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } };
  const others = ['aws-marketplace:Unsubscribe', 'aws-marketplace:ViewSubscriptions'];
  if (productIds === undefined) return [{ ...allow(['aws-marketplace:Subscribe', ...others], ['*']), Condition: through }];
  return [
    { ...allow(['aws-marketplace:Subscribe'], ['*']), Condition: { ...through, 'ForAnyValue:StringEquals': { 'aws-marketplace:ProductId': productIds } } },
    { ...allow(others, ['*']), Condition: through },
  ];
}

/** Calls with a Bedrock API key have no resource type either. A short-term key is a session of its role; a long-term one belongs to a user, and outlives it. */
export function callWithBearerToken(longTermKeys: boolean): StatementJson {
  return { ...allow(['bedrock:CallWithBearerToken'], ['*']), Condition: { StringEquals: { 'bedrock:BearerTokenType': longTermKeys ? ['LONG_TERM', 'SHORT_TERM'] : 'SHORT_TERM' } } };
}

/** Applying a guardrail is authorized on it, and on the profile through which it is evaluated in other Regions. */
export function applyGuardrail(arns: readonly string[]): StatementJson {
  return allow(['bedrock:ApplyGuardrail'], distinct(arns));
}

/** The Responses API authorizes a project of the account too, and keeps responses there. Streams as well are authorized as `InvokeModel` on it. */
export function responsesApi(source: Place): StatementJson {
  return allow(['bedrock:InvokeModel'], [accountResourceArn(source, 'project/default')]);
}

export function storedResponses(source: Place): StatementJson {
  return allow(['bedrock:CancelInvoke', 'bedrock:DeleteInvoke', 'bedrock:GetInvoke'], [accountResourceArn(source, 'project/default')]);
}

/** Submitting a batch job is authorized on the model and on the job, whose ID does not exist yet. */
export function createModelInvocationJob(targets: readonly InvocationTarget[], source: Place): StatementJson {
  return allow(['bedrock:CreateModelInvocationJob'], [...sourceRegionModels(targets, source), accountResourceArn(source, 'model-invocation-job/*')]);
}

export function passRoleToBedrock(roleArn: string): StatementJson {
  return { ...allow(['iam:PassRole'], [roleArn]), Condition: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } } };
}

function sourceRegionModels(targets: readonly InvocationTarget[], source: Place): string[] {
  return distinct(targets.map(({ foundationModelId }) => foundationModelArn(source, foundationModelId)));
}

function allow(actions: readonly string[], resources: readonly string[]): StatementJson {
  return { Effect: 'Allow', Action: actions, Resource: resources };
}
