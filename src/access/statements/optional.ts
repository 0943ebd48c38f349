import { InvocationTarget, profileArns } from './invoke';
import { StatementJson } from './statement';
import { accountResourceArn, distinct, foundationModelArn, StatementSource } from '../../bedrock/arns';

/** Reading a profile: clients that resolve a profile to its models call it. */
export function getInferenceProfile(targets: readonly InvocationTarget[], source: StatementSource): StatementJson {
  return allow('GetInferenceProfile', ['bedrock:GetInferenceProfile'],
    distinct(targets.flatMap((target) => profileArns(target, source))));
}

/** Listing has no resource type, so it is allowed on `*` or not at all. */
export function listInferenceProfiles(): StatementJson {
  return allow('ListInferenceProfiles', ['bedrock:ListInferenceProfiles'], ['*']);
}

/** Counting tokens is authorized on the model in the source Region, not on a profile. */
export function countTokens(targets: readonly InvocationTarget[], source: StatementSource): StatementJson {
  return allow('CountTokens', ['bedrock:CountTokens'], distinct(targets.map((target) => foundationModelArn(source, target.foundationModelId))));
}

/** The AWS Marketplace subscription that the first call of a third-party model in an account makes, only when Bedrock makes it. */
export function subscribeThroughBedrock(): StatementJson {
  return {
    ...allow('SubscribeThroughBedrock', ['aws-marketplace:Subscribe', 'aws-marketplace:Unsubscribe', 'aws-marketplace:ViewSubscriptions'], ['*']),
    Condition: { StringEquals: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } },
  };
}

/** Calls with a Bedrock API key have no resource type either. */
export function callWithBearerToken(): StatementJson {
  return allow('CallWithBearerToken', ['bedrock:CallWithBearerToken'], ['*']);
}

/** Applying a guardrail is authorized on it, and on the profile through which it is evaluated in other Regions. */
export function applyGuardrail(arns: readonly string[]): StatementJson {
  return allow('ApplyGuardrail', ['bedrock:ApplyGuardrail'], distinct(arns));
}

/** The Responses API authorizes the default project of the account too, and keeps responses there. */
export function responsesApi(source: StatementSource, streaming: boolean): StatementJson {
  const actions = streaming ? ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'] : ['bedrock:InvokeModel'];
  return allow('ResponsesApi', actions, [accountResourceArn(source, 'project/default')]);
}

export function storedResponses(source: StatementSource): StatementJson {
  return allow('StoredResponses', ['bedrock:CancelInvoke', 'bedrock:DeleteInvoke', 'bedrock:GetInvoke'],
    [accountResourceArn(source, 'project/default')]);
}

/** Submitting a batch job is authorized on the model and on the job, whose ID does not exist yet. */
export function createModelInvocationJob(targets: readonly InvocationTarget[], source: StatementSource): StatementJson {
  return allow('CreateModelInvocationJob', ['bedrock:CreateModelInvocationJob'], [
    ...distinct(targets.map((target) => foundationModelArn(source, target.foundationModelId))),
    accountResourceArn(source, 'model-invocation-job/*'),
  ]);
}

export function passRoleToBedrock(roleArn: string): StatementJson {
  return {
    ...allow('PassRoleToBedrock', ['iam:PassRole'], [roleArn]),
    Condition: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
  };
}

function allow(sid: string, actions: readonly string[], resources: readonly string[]): StatementJson {
  return { Sid: sid, Effect: 'Allow', Action: actions, Resource: resources };
}
