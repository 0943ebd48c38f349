import { alarmMetrics } from '../model/alarm-metrics';
import { PAGES, Rule } from '../model/rule';
import { isOpaque } from '../read/opaque';

/** Metrics of `AWS/Bedrock`, and the two cache metrics by their former names. */
export const BEDROCK_METRICS: readonly string[] = [
  'CacheReadInputTokenCount', 'CacheReadInputTokens', 'CacheWriteInputTokenCount', 'CacheWriteInputTokens', 'EstimatedTPMQuotaUsage', 'InputTokenCount', 'InvocationClientErrors',
  'InvocationLatency', 'InvocationServerErrors', 'InvocationThrottles', 'Invocations', 'LegacyModelInvocations', 'ModelInvocationLargeDataS3DeliveryFailure',
  'ModelInvocationLargeDataS3DeliverySuccess', 'ModelInvocationLogsCloudWatchDeliveryFailure', 'ModelInvocationLogsCloudWatchDeliverySuccess',
  'ModelInvocationLogsS3DeliveryFailure', 'ModelInvocationLogsS3DeliverySuccess', 'OutputImageCount', 'OutputTokenCount', 'TimeToFirstToken',
];

/** Metrics of `AWS/Bedrock/Agents`, which people take for those of `AWS/Bedrock`. */
const OF_AGENTS = ['InvocationCount', 'TotalTime', 'TTFT', 'ModelLatency', 'ModelInvocationCount', 'ModelInvocationThrottles', 'ModelInvocationClientErrors', 'ModelInvocationServerErrors'];

export const unknownMetric: Rule = {
  id: 'unknownMetric',
  severity: 'error',
  summary: 'An alarm watches a metric that Amazon Bedrock does not publish, so it never has data (a warning for one that may be newer than this library)',
  page: PAGES.metrics,
  check: (model) => alarmMetrics(model).filter(({ name }) => !isOpaque(name) && !BEDROCK_METRICS.includes(name)).map(({ logicalId, location, name }) => ({
    ...(!OF_AGENTS.includes(name) && { severity: 'warning' as const }),
    logicalId,
    location: `${location}.MetricName`,
    message: `AWS/Bedrock has no metric ${name}${OF_AGENTS.includes(name) ? ', AWS/Bedrock/Agents has' : ', as far as this library knows'}`,
    remedy: name === 'InvocationCount' ? 'give Invocations' : `give one of ${BEDROCK_METRICS.join(', ')}`,
  })),
};
