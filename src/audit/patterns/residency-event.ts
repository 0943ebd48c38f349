/** Longest event pattern, https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const MAX_PATTERN_LENGTH = 4096;

/** Longest event pattern in an account that has not raised its quota, https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const DEFAULT_PATTERN_QUOTA = 2048;

/** The parts of an EventBridge event pattern. */
export interface EventPatternParts {
  readonly source: string[];
  readonly detailType: string[];
  readonly detail: Record<string, unknown>;
}

/**
 * Calls that were processed outside of the allowed Regions: re-routed to another one, or sent to another one and not re-routed.
 *
 * The detail type leaves out the second record of a streaming call, which arrives as a service event.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function processedOutsidePattern(allowedRegions: readonly string[], modelIds?: readonly string[]): EventPatternParts {
  const outside = [{ 'anything-but': [...allowedRegions] }];
  return {
    source: ['aws.bedrock'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['bedrock.amazonaws.com'],
      eventCategory: ['Management'],
      eventName: [{ prefix: 'InvokeModel' }, { prefix: 'Converse' }],
      ...(modelIds && { requestParameters: { modelId: modelIds.flatMap((id) => [id, { suffix: `/${id}` }]) } }),
      $or: [
        { additionalEventData: { inferenceRegion: outside } },
        { additionalEventData: { inferenceRegion: [{ exists: false }] }, awsRegion: outside, errorCode: [{ exists: false }] },
      ],
    },
  };
}

/** Characters of a pattern as it is deployed. */
export function patternLength({ source, detailType, detail }: EventPatternParts): number {
  return JSON.stringify({ source, 'detail-type': detailType, detail }).length;
}

/**
 * The state in which a rule receives read-only management events; inference is recorded as read-only, and a rule that is only ENABLED never sees it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const STATE_WITH_READ_ONLY_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
