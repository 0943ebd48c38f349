import { CALL_TYPE, CALLS, COMPLETION_INFERENCE_REGION, COMPLETION_TYPE, EVENT_SOURCE, INFERENCE_REGION, STREAMED_CALLS } from '../../bedrock/cloudtrail';

/** A CloudWatch Logs Insights query to be saved. */
export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

// The same three conditions as the metric filters: one record a call.
const INFERENCE_CALLS = [
  `filter eventSource = "${EVENT_SOURCE}" and eventType = "${CALL_TYPE}" and eventCategory = "Management"`,
  `filter eventName in ${list(CALLS)}`,
];

/** Calls by profile, source Region and the Region that processed them. */
export function processingRegionsQuery(): SavedQuery {
  return {
    name: 'Calls by processing Region',
    query: lines(
      ...INFERENCE_CALLS,
      `fields coalesce(${INFERENCE_REGION}, awsRegion) as processedIn`,
      'stats count(*) as calls, sum(ispresent(errorCode)) as errors by requestParameters.modelId as modelId, awsRegion as sourceRegion, processedIn',
      'sort calls desc',
    ),
  };
}

/**
 * Streamed calls by model and the Region that processed them. The record of a stream's completion has that Region in a place of its own, and the
 * model, but not the profile: its parentRequestId is the request ID of the call.
 */
export function streamedCallsQuery(): SavedQuery {
  return {
    name: 'Streamed calls by processing Region',
    query: lines(
      `filter eventSource = "${EVENT_SOURCE}" and eventType = "${COMPLETION_TYPE}"`,
      `filter eventName in ${list(STREAMED_CALLS)}`,
      'filter eventCategory = "Management" or not ispresent(eventCategory)',
      `fields coalesce(${COMPLETION_INFERENCE_REGION}, awsRegion) as processedIn`,
      'stats count(*) as calls by resources.0.ARN as model, awsRegion as sourceRegion, processedIn',
      'sort calls desc',
    ),
  };
}

/** Calls that failed: who, through which profile, and what Bedrock answered. */
export function failedCallsQuery(): SavedQuery {
  return {
    name: 'Throttled and denied calls',
    query: lines(
      ...INFERENCE_CALLS,
      'filter ispresent(errorCode)',
      'fields @timestamp, errorCode, errorMessage, requestParameters.modelId as modelId, userIdentity.arn as caller, awsRegion as sourceRegion',
      'sort @timestamp desc',
      'limit 100',
    ),
  };
}

/** The commands of a query, one a line. */
export function lines(...commands: string[]): string {
  return commands.join('\n| ');
}

/** A list of texts, as `in` takes it. */
export function list(names: readonly string[]): string {
  return JSON.stringify(names).replace(/,/g, ', ');
}
