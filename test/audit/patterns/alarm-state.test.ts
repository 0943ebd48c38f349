import { changedAlarmPattern } from '../../../src/audit/patterns/alarm-state';
import { matchesEventPattern } from '../../support/event-pattern';

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** As in the samples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
function event(previous: string, state: string, namespace = 'AWS/Bedrock') {
  const metrics = [{ id: 'm1', metricStat: { metric: { namespace, name: 'Invocations', dimensions: {} }, period: 300, stat: 'Sum' }, returnData: true }];
  return {
    'source': 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    'detail': { alarmName: 'a', configuration: { metrics }, previousState: { value: previous }, state: { value: state } },
  };
}

function matches(given: object): boolean {
  const { detailType, ...parts } = changedAlarmPattern('AWS/Bedrock');
  return matchesEventPattern({ ...parts, 'detail-type': detailType }, given);
}

test('an alarm that goes off or is over is matched, and its first state is not', () => {
  const changes = STATES.flatMap((previous) => STATES.filter((state) => state !== previous).map((state) => [previous, state] as const));
  expect(changes.filter(([previous, state]) => matches(event(previous, state))).map((change) => change.join(' to ')).sort())
    .toEqual(['ALARM to OK', 'INSUFFICIENT_DATA to ALARM', 'OK to ALARM']);
});

test.each([
  ['an alarm of another namespace', event('OK', 'ALARM', 'AWS/Lambda')],
  ['another source', { ...event('OK', 'ALARM'), source: 'custom' }],
  ['a change to the alarm itself', { ...event('OK', 'ALARM'), 'detail-type': 'CloudWatch Alarm Configuration Change' }],
])('%s is not matched', (_, given) => {
  expect(matches(given)).toBe(false);
});
