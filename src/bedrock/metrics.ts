/**
 * Amazon Bedrock's metrics of calls through the endpoint `bedrock-runtime`, by their official names.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 */
export const NAMESPACE = 'AWS/Bedrock';

/** Metrics of calls, with the dimension `ModelId`: the ID of the profile that is called. */
export const CALL_METRICS = {
  invocations: 'Invocations',
  latency: 'InvocationLatency',
  clientErrors: 'InvocationClientErrors',
  serverErrors: 'InvocationServerErrors',
  throttles: 'InvocationThrottles',
  inputTokens: 'InputTokenCount',
  outputTokens: 'OutputTokenCount',
  cacheReadTokens: 'CacheReadInputTokenCount',
  cacheWriteTokens: 'CacheWriteInputTokenCount',
  timeToFirstToken: 'TimeToFirstToken',
  estimatedQuotaUsage: 'EstimatedTPMQuotaUsage',
  legacyInvocations: 'LegacyModelInvocations',
  outputImages: 'OutputImageCount',
} as const;

/** Metrics of the delivery of invocation logs, over all models: no dimension. */
export const DELIVERY_METRICS = {
  logGroupSuccess: 'ModelInvocationLogsCloudWatchDeliverySuccess',
  logGroupFailure: 'ModelInvocationLogsCloudWatchDeliveryFailure',
  bucketSuccess: 'ModelInvocationLogsS3DeliverySuccess',
  bucketFailure: 'ModelInvocationLogsS3DeliveryFailure',
  largeDataSuccess: 'ModelInvocationLargeDataS3DeliverySuccess',
  largeDataFailure: 'ModelInvocationLargeDataS3DeliveryFailure',
} as const;

/** The two cache metrics by the names that older AWS texts have. */
export const FORMER_METRICS: readonly string[] = ['CacheReadInputTokens', 'CacheWriteInputTokens'];

/** Documented dimensions, and three that were seen. */
export const DIMENSIONS: readonly string[] = ['ModelId', 'ImageSize', 'BucketedStepSize', 'ServiceTier', 'ResolvedServiceTier', 'ContextWindow'];

/** Metrics of `AWS/Bedrock/Agents`, which people take for those of `AWS/Bedrock`. */
export const AGENT_METRICS: readonly string[] = [
  'InvocationCount', 'TotalTime', 'TTFT', 'ModelLatency', 'ModelInvocationCount', 'ModelInvocationThrottles', 'ModelInvocationClientErrors', 'ModelInvocationServerErrors',
];
