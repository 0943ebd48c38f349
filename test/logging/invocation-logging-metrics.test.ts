import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { InvocationLoggingMetrics } from '../../src';

type Method = (metrics: InvocationLoggingMetrics, options?: cloudwatch.MetricOptions) => cloudwatch.Metric;

// https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
const METRICS: [name: string, method: Method][] = [
  ['ModelInvocationLogsCloudWatchDeliverySuccess', (metrics, options) => metrics.metricCloudWatchDeliverySuccess(options)],
  ['ModelInvocationLogsCloudWatchDeliveryFailure', (metrics, options) => metrics.metricCloudWatchDeliveryFailure(options)],
  ['ModelInvocationLogsS3DeliverySuccess', (metrics, options) => metrics.metricS3DeliverySuccess(options)],
  ['ModelInvocationLogsS3DeliveryFailure', (metrics, options) => metrics.metricS3DeliveryFailure(options)],
  ['ModelInvocationLargeDataS3DeliverySuccess', (metrics, options) => metrics.metricLargeDataS3DeliverySuccess(options)],
  ['ModelInvocationLargeDataS3DeliveryFailure', (metrics, options) => metrics.metricLargeDataS3DeliveryFailure(options)],
];

test('there is a method for each of them, and no further one', () => {
  const methods = Object.getOwnPropertyNames(InvocationLoggingMetrics.prototype).filter((name) => /^metric./.test(name));
  expect(methods).toHaveLength(METRICS.length);
});

describe.each(METRICS)('%s', (metricName, method) => {
  test.each([['a Region', { env: { region: 'eu-west-1', account: '111122223333' } }], ['no Region', {}]])(
    'synthesizes as an alarm of the account, without dimensions, in a stack with %s', (_what, props) => {
      const stack = new Stack(new App(), 'Stack', props);
      method(InvocationLoggingMetrics.of(stack)).createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
      expect(Properties).toMatchObject({ Namespace: 'AWS/Bedrock', MetricName: metricName, Statistic: 'Sum', Period: 300 });
      expect(Properties).not.toHaveProperty('Dimensions');
      expect(Properties).not.toHaveProperty('Metrics');
    });

  test('takes statistic, period and label of the caller', () => {
    const metric = method(InvocationLoggingMetrics.of(new Stack()), { statistic: 'SampleCount', period: Duration.minutes(1), label: 'mine' });
    expect(metric).toMatchObject({ statistic: 'SampleCount', period: Duration.minutes(1), label: 'mine' });
  });
});
