import {
  CALL_PREFIXES, CALL_TYPE, COMPLETION_TYPE, EVENT_SOURCE, EVENTS_SOURCE, KEY_CHANGES, LINK_CHANGES, LINK_SOURCE, LOG_GROUP_CHANGES, LOGGING_CHANGES, LOGS_SOURCE,
  MODEL_ADMINISTRATION, NO_CALLS, RULE_CHANGES, TARGET_CHANGES, TRAIL_CHANGES,
} from '../../bedrock/cloudtrail';

/** The parts of an EventBridge event pattern. */
export interface EventPatternParts {
  readonly source: string[];
  readonly detailType: string[];
  readonly detail: Record<string, unknown>;
  readonly account?: string[];
  readonly region?: string[];
}

/** What a monitoring has of its own besides an audit, whose changes are recorded. */
export interface OwnResources {
  /** Whether it shares metrics with another account: changes to every link, of which an account has five at most. */
  readonly isLinked?: boolean;
  /** The log group of the records, which may be a token. */
  readonly logGroupName?: string;
}

/** What the records are of, and a key; each may be a token. */
export interface RecordedChanges extends OwnResources {
  /** The account and Region whose records count: a bus may receive those of others. */
  readonly account: string;
  readonly region: string;
  /** The end of what calls to AWS KMS name a key by. */
  readonly keyId?: string;
}

/**
 * What an audit by EventBridge records: calls of models, completions of streams, and changes to what records them. Calls are known by the field that
 * names a model, besides the names of today: the Responses, Chat Completions and Messages APIs have names that no AWS page has.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function recordedEventPattern({ account, region, keyId, isLinked = false, logGroupName }: RecordedChanges): EventPatternParts {
  const bedrock = { eventSource: [EVENT_SOURCE] };
  // Data events are copies of calls that have a management event too.
  const call = { ...bedrock, eventType: [CALL_TYPE], eventCategory: ['Management'] };
  return {
    account: [account],
    region: [region],
    source: [
      'aws.bedrock', 'aws.cloudtrail', 'aws.events', ...keyId === undefined ? [] : ['aws.kms'], ...isLinked ? ['aws.oam'] : [], ...logGroupName === undefined ? [] : ['aws.logs'],
    ],
    detailType: ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail'],
    detail: {
      $or: [
        { ...call, eventName: CALL_PREFIXES.map((prefix) => ({ prefix })) },
        { ...call, eventName: [{ 'anything-but': [...NO_CALLS, ...MODEL_ADMINISTRATION] }], requestParameters: { modelId: [{ exists: true }] } },
        // AWS's own sample of a completion has no category.
        { ...bedrock, eventType: [COMPLETION_TYPE], eventCategory: ['Management', { exists: false }], serviceEventDetails: { parentRequestId: [{ exists: true }] } },
        { ...bedrock, eventName: [...LOGGING_CHANGES] },
        { eventSource: ['cloudtrail.amazonaws.com'], eventName: [...TRAIL_CHANGES] },
        // Of every rule: this one has no name yet, and the name of its stack is another one inside a StackSet. The filter counts its changes only.
        { eventSource: [EVENTS_SOURCE], eventName: [...RULE_CHANGES, ...TARGET_CHANGES] },
        ...keyId === undefined ? [] : [{ eventSource: ['kms.amazonaws.com'], eventName: [...KEY_CHANGES], requestParameters: { keyId: [{ suffix: keyId }] } }],
        ...isLinked ? [{ eventSource: [LINK_SOURCE], eventName: [...LINK_CHANGES] }] : [],
        ...logGroupName === undefined ? [] : [{ eventSource: [LOGS_SOURCE], eventName: [...LOG_GROUP_CHANGES], requestParameters: { logGroupName: [logGroupName] } }],
      ],
    },
  };
}

/** Characters of a pattern as it is deployed. */
export function recordedPatternLength({ account, region, source, detailType, detail }: EventPatternParts): number {
  return JSON.stringify({ account, region, source, 'detail-type': detailType, detail }).length;
}
