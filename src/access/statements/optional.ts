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

/** The AWS Marketplace subscription that the first call of a third-party model in an account makes, only when Bedrock makes it. */
export function subscribeThroughBedrock(): StatementJson {
  return {
    ...allow(['aws-marketplace:Subscribe', 'aws-marketplace:Unsubscribe', 'aws-marketplace:ViewSubscriptions'], ['*']),
    Condition: { StringEquals: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } },
  };
}

/** Calls with a Bedrock API key have no resource type either. */
export function callWithBearerToken(): StatementJson {
  return allow(['bedrock:CallWithBearerToken'], ['*']);
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
