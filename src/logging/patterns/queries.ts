import { lines, list, SavedQuery } from '../../audit/patterns/queries';
import { CALL_TYPE, CALLS, COMPLETION_INFERENCE_REGION, COMPLETION_TYPE, EVENT_SOURCE, INFERENCE_REGION } from '../../bedrock/cloudtrail';

// The log group also holds a line that is no record, which Amazon Bedrock writes to try its permissions out.
const INVOCATIONS = 'schemaType = "ModelInvocationLog"';

// One record of a call, as the metric filters on the trail count it, and that of the completion of a stream, which alone has its Region for certain. Where
// EventBridge delivers records, each field is below `detail`.
const PATHS = ['', 'detail.'];
const TRAIL_RECORDS = PATHS.map((path) => [
  `${path}eventSource = "${EVENT_SOURCE}"`,
  `${path}eventType in ${list([CALL_TYPE, COMPLETION_TYPE])}`,
  `${path}eventName in ${list(CALLS)}`,
].join(' and '));

/** The first of some fields of a record that is there. */
function first(...names: string[]): string {
  return names.flatMap((name) => PATHS.map((path) => `${path}${name}`)).join(', ');
}

/** Each call with the Region that processed it, newest first. */
export function invocationsQuery(): SavedQuery {
  return {
    name: 'Invocations with their inference Region',
    query: lines(
      `filter ${INVOCATIONS}`,
      'fields @timestamp, requestId, operation, modelId, identity.arn as caller, region as sourceRegion, coalesce(inferenceRegion, region) as processedIn',
      'fields input.inputTokenCount as inputTokens, output.outputTokenCount as outputTokens',
      'sort @timestamp desc',
      'limit 1000',
    ),
  };
}

/** Tokens by profile and by the Region that processed them. */
export function tokensQuery(): SavedQuery {
  return {
    name: 'Tokens by inference Region',
    query: lines(
      `filter ${INVOCATIONS}`,
      'fields coalesce(inferenceRegion, region) as processedIn',
      'stats count(*) as calls, sum(input.inputTokenCount) as inputTokens, sum(output.outputTokenCount) as outputTokens by modelId, region as sourceRegion, processedIn',
      'sort calls desc',
    ),
  };
}

// What is billed: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
const USE = 'count(*) as calls, sum(input.inputTokenCount) as inputTokens, sum(output.outputTokenCount) as outputTokens,' +
  ' sum(input.cacheReadInputTokenCount) as cacheReadTokens, sum(input.cacheWriteInputTokenCount) as cacheWriteTokens';

/**
 * Tokens by who called: the principal, and the name of its session if it is one of a role, which a gateway sets to its user.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-iam-principal-tracking.html
 */
export function callersQuery(): SavedQuery {
  return {
    name: 'Tokens by caller',
    query: lines(
      `filter ${INVOCATIONS}`,
      'parse identity.arn "assumed-role/*/*" as role, session',
      `stats ${USE} by identity.arn as caller, session, modelId, region as sourceRegion`,
      'sort outputTokens desc',
      'limit 1000',
    ),
  };
}

/**
 * Tokens by the values of request metadata, calls without them included.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-request-metadata.html
 */
export function metadataQuery(keys: readonly string[]): SavedQuery {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Guidelines.html
  const fields = keys.map((key) => `requestMetadata.${key}`).map((field) => /^[a-zA-Z0-9.]+$/.test(field) ? field : `\`${field}\``);
  return {
    name: 'Tokens by request metadata',
    query: lines(
      `filter ${INVOCATIONS}`,
      `stats ${USE} by ${fields.join(', ')}, modelId, region as sourceRegion`,
      'sort outputTokens desc',
      'limit 1000',
    ),
  };
}

/**
 * Logged calls beside their CloudTrail records, over both log groups. The request ID is `requestId` in one and `requestID` in the other, and
 * `parentRequestId` in the record of a stream's completion. The command `join` takes one name on both sides and 50,000 keys, so this groups.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
 */
export function joinedQuery(): SavedQuery {
  return {
    name: 'Invocations with their CloudTrail records',
    query: lines(
      `filter ${INVOCATIONS} or ${TRAIL_RECORDS.map((record) => `(${record})`).join(' or ')}`,
      `fields coalesce(requestId, ${first('serviceEventDetails.parentRequestId', 'requestID')}) as request`,
      `fields coalesce(modelId, ${first('requestParameters.modelId')}) as model, coalesce(identity.arn, ${first('userIdentity.arn')}) as caller`,
      `fields coalesce(region, ${first('awsRegion')}) as calledIn, coalesce(${first(INFERENCE_REGION, COMPLETION_INFERENCE_REGION)}) as recorded`,
      `fields coalesce(${first('eventType')}) as recordType, coalesce(${first('errorCode')}) as failedWith`,
      'stats count(schemaType) as logged, count(recordType) as records, max(model) as modelId, max(caller) as callerArn, max(calledIn) as sourceRegion,' +
        ' max(inferenceRegion) as loggedRegion, max(recorded) as trailRegion, max(failedWith) as error, min(@timestamp) as firstRecord by request',
      'sort firstRecord desc',
      'limit 1000',
    ),
  };
}
