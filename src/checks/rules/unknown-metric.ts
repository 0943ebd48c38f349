import { alarmMetrics } from './alarm-metrics';
import { PAGES } from './pages';
import { Rule } from './rule';
import { isOpaque } from '../template/opaque';

/** Metrics of `AWS/Bedrock`, and the two cache metrics by their former names. */
export const BEDROCK_METRICS: readonly string[] = [
  'CacheReadInputTokenCount', 'CacheReadInputTokens', 'CacheWriteInputTokenCount', 'CacheWriteInputTokens', 'EstimatedTPMQuotaUsage', 'InputTokenCount', 'InvocationClientErrors',
  'InvocationLatency', 'InvocationServerErrors', 'InvocationThrottles', 'Invocations', 'LegacyModelInvocations', 'ModelInvocationLargeDataS3DeliveryFailure',
  'ModelInvocationLargeDataS3DeliverySuccess', 'ModelInvocationLogsCloudWatchDeliveryFailure', 'ModelInvocationLogsCloudWatchDeliverySuccess',
  'ModelInvocationLogsS3DeliveryFailure', 'ModelInvocationLogsS3DeliverySuccess', 'OutputImageCount', 'OutputTokenCount', 'TimeToFirstToken',
];

export const unknownMetric: Rule = {
  id: 'unknownMetric',
  severity: 'error',
  summary: 'An alarm watches a metric that Amazon Bedrock does not publish, so it never has data',
  page: PAGES.metrics,
  check: (model) => alarmMetrics(model).filter(({ name }) => !isOpaque(name) && !BEDROCK_METRICS.includes(name)).map(({ logicalId, location, name }) => ({
    logicalId,
    location: `${location}.MetricName`,
    message: `AWS/Bedrock has no metric ${name}`,
    remedy: name === 'InvocationCount' ? 'give Invocations (InvocationCount is one of AWS/Bedrock/Agents)' : `give one of ${BEDROCK_METRICS.join(', ')}`,
  })),
};
