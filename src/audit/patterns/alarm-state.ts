import { EventPatternParts } from './recorded-event';

/**
 * An alarm on a metric of a namespace goes off, or is over. Its first state after it was created is not such a change.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function changedAlarmPattern(metricNamespace: string): EventPatternParts {
  return {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    detail: {
      configuration: { metrics: { metricStat: { metric: { namespace: [metricNamespace] } } } },
      $or: [{ state: { value: ['ALARM'] } }, { state: { value: ['OK'] }, previousState: { value: ['ALARM'] } }],
    },
  };
}
