import { CALL_TYPE, COMPLETION_TYPE, EVENT_SOURCE, NO_CALLS, PLAIN_CALLS, STREAMED_CALLS } from '../../bedrock/cloudtrail';

/** Longest event pattern, https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const MAX_PATTERN_LENGTH = 4096;

/** Longest event pattern in an account that has not raised its quota, https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const DEFAULT_PATTERN_QUOTA = 2048;

/** The parts of an EventBridge event pattern. */
interface EventPatternParts {
  readonly source: string[];
  readonly detailType: string[];
  readonly detail: Record<string, unknown>;
}

/** A call whose place of processing is watched: by the ID of its profile, and by its model where a record does not name the profile. */
export interface WatchedCall {
  readonly modelId: string;
  readonly foundationModelId: string;
}

/**
 * Calls that were processed outside of the allowed Regions: re-routed to another one, sent to another one and not re-routed, or streamed from
 * another one.
 *
 * For a streamed call AWS documents the Region on the record of its completion, which is a service event of its own and names the model but not
 * the profile. A call that reports the Region on both records is matched twice: a rule that is there to detect must not miss one.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
 */
export function processedOutsidePattern(allowedRegions: readonly string[], calls?: readonly WatchedCall[]): EventPatternParts {
  const outside = [{ 'anything-but': [...allowedRegions] }];
  // The field holds what the caller passed: the ID of the profile, or its ARN, which ends with the ID.
  const ofProfiles = calls && { requestParameters: { modelId: calls.map(({ modelId }) => ({ suffix: modelId })) } };
  const notReported = [{ exists: false }];
  // By what reports a Region, and not by names: the Responses, Chat Completions and Messages APIs have names that no AWS page tells.
  const reporting = { eventName: [{ 'anything-but': [...NO_CALLS] }] };
  // AWS's own sample of a completion has no category.
  const completion = {
    eventType: [COMPLETION_TYPE],
    eventCategory: ['Management', ...notReported],
    ...(calls && { resources: { ARN: [...new Set(calls.map(({ foundationModelId }) => foundationModelId))].map((model) => ({ suffix: `foundation-model/${model}` })) } }),
  };
  const call = { eventType: [CALL_TYPE], eventCategory: ['Management'], ...ofProfiles };
  return {
    source: ['aws.bedrock'],
    detailType: ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail'],
    detail: {
      eventSource: [EVENT_SOURCE],
      $or: [
        { ...call, ...reporting, additionalEventData: { inferenceRegion: outside } },
        // The record of a streamed call may leave the Region to that of its completion.
        { ...call, eventName: [...PLAIN_CALLS], additionalEventData: { inferenceRegion: notReported }, awsRegion: outside, errorCode: notReported },
        { ...completion, ...reporting, serviceEventDetails: { AdditionalEventData: { additionalEntries: { inferenceRegion: outside } } } },
        {
          ...completion,
          eventName: [...STREAMED_CALLS],
          serviceEventDetails: { AdditionalEventData: { additionalEntries: { inferenceRegion: notReported } } },
          awsRegion: outside,
        },
      ],
    },
  };
}

/** Records of Amazon Bedrock that other accounts forward: each has been matched there by the pattern above. */
export function arrivedRecordPattern(): EventPatternParts {
  return { source: ['aws.bedrock'], detailType: ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail'], detail: { eventSource: [EVENT_SOURCE] } };
}

/** Characters of a pattern as it is deployed. */
export function patternLength({ source, detailType, detail }: EventPatternParts): number {
  return JSON.stringify({ source, 'detail-type': detailType, detail }).length;
}
