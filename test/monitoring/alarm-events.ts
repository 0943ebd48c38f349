import { Stack } from 'aws-cdk-lib';
import { alarmsOf, AlarmProperties } from './alarm-evaluation';

type State = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';

/**
 * The event of an alarm that changes its state, in the shape of AWS's samples: of a single metric, and of math over several.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function alarmEvent(name: string, alarm: AlarmProperties, previous: State, state: State, account = '444455556666'): Record<string, unknown> {
  const metric = ({ Namespace, MetricName, Dimensions = [] }: { Namespace: string; MetricName: string; Dimensions?: readonly { Name: string; Value: string }[] }) => (
    { dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])), name: MetricName, namespace: Namespace }
  );
  const metrics = alarm.Metrics?.map(({ Id, Expression, MetricStat, ReturnData }) => ({
    id: Id,
    returnData: ReturnData ?? true,
    ...Expression !== undefined && { expression: Expression },
    ...MetricStat && { metricStat: { metric: metric(MetricStat.Metric), period: MetricStat.Period, stat: MetricStat.Stat } },
  })) ?? [{ id: '30b6c6b2-a864-43a2-4877-c09a1afc3b87', metricStat: { metric: metric(alarm), period: alarm.Period, stat: alarm.Statistic }, returnData: true }];
  return {
    'version': '0',
    'id': 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
    'detail-type': 'CloudWatch Alarm State Change',
    'source': 'aws.cloudwatch',
    account,
    'time': '2026-11-24T17:04:40Z',
    'region': 'eu-west-1',
    'resources': [`arn:aws:cloudwatch:eu-west-1:${account}:alarm:${name}`],
    'detail': {
      alarmName: name,
      configuration: { description: alarm.AlarmDescription, metrics },
      previousState: { reason: '…', timestamp: '2026-11-24T16:56:40.987+0000', value: previous },
      state: { reason: '…', timestamp: '2026-11-24T17:04:40.989+0000', value: state },
    },
  };
}

/** Each alarm of a stack in each change of state, by a name for tables. */
export function alarmEventsOf(stack: Stack): Record<string, Record<string, unknown>> {
  const changes: readonly (readonly [State, State])[] = [['OK', 'ALARM'], ['INSUFFICIENT_DATA', 'ALARM'], ['ALARM', 'OK'], ['INSUFFICIENT_DATA', 'OK'], ['ALARM', 'INSUFFICIENT_DATA']];
  return Object.fromEntries(Object.entries(alarmsOf(stack)).flatMap(([name, alarm]) => (
    changes.map(([previous, state]) => [`${name} ${previous} to ${state}`, alarmEvent(name, alarm, previous, state)])
  )));
}
