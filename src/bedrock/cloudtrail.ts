/**
 * How CloudTrail records calls of Amazon Bedrock: one management event in the source Region, which is read-only, and for a stream one more when it
 * completes, a service event.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
 */
export const EVENT_SOURCE = 'bedrock.amazonaws.com';

/** Names of calls whose answer is not streamed, and of those whose answer is. */
export const PLAIN_CALLS: readonly string[] = ['InvokeModel', 'Converse'];
export const STREAMED_CALLS: readonly string[] = ['InvokeModelWithResponseStream', 'ConverseStream'];

/** Every call is recorded under one of these. Their beginnings cover names of tomorrow. */
export const CALLS: readonly string[] = ['InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream'];
export const CALL_PREFIXES: readonly string[] = ['InvokeModel', 'Converse'];

/** The record of a call, and that of the completion of a stream. */
export const CALL_TYPE = 'AwsApiCall';
export const COMPLETION_TYPE = 'AwsServiceEvent';

/** Where the record of a call has the Region that processed it, and where that of a completion has it. */
export const INFERENCE_REGION = 'additionalEventData.inferenceRegion';
export const COMPLETION_INFERENCE_REGION = 'serviceEventDetails.AdditionalEventData.additionalEntries.inferenceRegion';

/** Management events that name a profile in `modelId` and are no call. */
export const NO_CALLS: readonly string[] = ['CountTokens', 'CreateModelInvocationJob'];

/** Management events that name a model in `modelId`, and apply to agreements and throughput. */
export const MODEL_ADMINISTRATION: readonly string[] = [
  'GetFoundationModelAvailability', 'ListFoundationModelAgreementOffers', 'CreateFoundationModelAgreement', 'DeleteFoundationModelAgreement', 'CreateProvisionedModelThroughput',
];

/** Where a record has what the caller passed as `modelId`: the ID of a profile, its ARN, or a model. */
export const MODEL_ID = 'requestParameters.modelId';

/** Where the record of a completion has the request ID of its call. */
export const PARENT_REQUEST_ID = 'serviceEventDetails.parentRequestId';

/** Changes to the logging of model invocations. */
export const LOGGING_CHANGES: readonly string[] = ['PutModelInvocationLoggingConfiguration', 'DeleteModelInvocationLoggingConfiguration'];

/** Changes to what records: a trail or what it selects, a rule or where it sends, a key that what is recorded is encrypted with. */
export const TRAIL_CHANGES: readonly string[] = ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'];
export const RULE_CHANGES: readonly string[] = ['DisableRule', 'DeleteRule', 'PutRule'];
export const TARGET_CHANGES: readonly string[] = ['RemoveTargets', 'PutTargets'];
export const KEY_CHANGES: readonly string[] = ['DisableKey', 'ScheduleKeyDeletion'];

/** Changes to what shares metrics with another account, and to a log group or what counts there; and which services record them. */
export const EVENTS_SOURCE = 'events.amazonaws.com';
export const LINK_SOURCE = 'oam.amazonaws.com';
export const LOGS_SOURCE = 'logs.amazonaws.com';
export const LINK_CHANGES: readonly string[] = ['DeleteLink', 'UpdateLink'];
export const LOG_GROUP_CHANGES: readonly string[] = ['DeleteLogGroup', 'DeleteMetricFilter', 'PutMetricFilter', 'PutRetentionPolicy'];

/** Inference that is recorded as data events only, and the resource types to select it by. */
export const DATA_EVENT_CALLS: readonly string[] = ['InvokeModelWithBidirectionalStream', 'StartAsyncInvoke', 'GetAsyncInvoke'];
export const DATA_EVENT_RESOURCES: readonly string[] = ['AWS::Bedrock::Model', 'AWS::Bedrock::AsyncInvoke'];

/**
 * The state in which an EventBridge rule receives read-only management events. A rule that is only ENABLED never sees a call.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const STATE_WITH_READ_ONLY_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
