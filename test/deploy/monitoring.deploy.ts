import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand, MetricAlarm, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ALONE_ACCOUNT } from './accounts';
import { DeployedStack } from './deployed-stack';
import { count } from './state';

const PROFILE = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const FIVE_MINUTES = 300_000;
const DASHBOARDS = ['quick start', 'environment-agnostic stack', 'cost tags', 'quota', 'several source Regions'];

interface Widget { readonly type: string; readonly properties: { readonly region?: string; readonly markdown?: string; readonly metrics?: unknown[][] } }

async function alarmsOf(stack: DeployedStack): Promise<MetricAlarm[]> {
  const AlarmNames = stack.ids('AWS::CloudWatch::Alarm');
  const { MetricAlarms = [] } = await new CloudWatchClient(stack.client).send(new DescribeAlarmsCommand({ AlarmNames }));
  expect(MetricAlarms).toHaveLength(AlarmNames.length);
  return MetricAlarms;
}

async function widgetsOf(stack: DeployedStack): Promise<Widget[]> {
  const { DashboardBody } = await new CloudWatchClient(stack.client).send(new GetDashboardCommand({ DashboardName: stack.id('AWS::CloudWatch::Dashboard') }));
  return (JSON.parse(DashboardBody!) as { widgets: Widget[] }).widgets;
}

test.each(DASHBOARDS)('%s: the dashboard came back as JSON without a token, and shows what the alarms watch', async (scenario) => {
  const stack = await DeployedStack.of(scenario);
  const widgets = await widgetsOf(stack);
  expect(JSON.stringify(widgets)).not.toMatch(/\$\{|Fn::|"Ref"/);
  const graphs = widgets.filter(({ type }) => type === 'metric');
  expect(graphs.length).toBeGreaterThanOrEqual(8);
  expect(new Set(graphs.map(({ properties }) => properties.region))).toEqual(new Set(scenario === 'several source Regions' ? ['eu-west-1', 'eu-central-1'] : ['eu-west-1']));

  const shown = new Set(graphs.flatMap(({ properties }) => properties.metrics ?? []).map((metric) => metric.filter((part) => typeof part === 'string').join(' ')));
  const watched = (await alarmsOf(stack)).map(({ Namespace, MetricName, Dimensions = [] }) => [Namespace, MetricName, ...Dimensions.flatMap(({ Name, Value }) => [Name, Value])].join(' '));
  expect(watched.filter((metric) => !shown.has(metric))).toEqual([]);
  expect(watched.length).toBeGreaterThan(0);
  count('dashboards');
});

test('the alarms of an application inference profile watch the id that the service gave it', async () => {
  const stack = await DeployedStack.of('cost tags');
  const [arn] = Object.values(stack.state.madeByApi);
  const ids = (await alarmsOf(stack)).flatMap(({ Dimensions = [] }) => Dimensions.map(({ Value }) => Value));
  expect(new Set(ids)).toEqual(new Set([arn.split('/')[1]]));
});

test('the alarms came back with their thresholds', async () => {
  const alarms = await alarmsOf(await DeployedStack.of('quick start'));
  const shown = alarms.map(({ MetricName, Statistic, ExtendedStatistic, Threshold, Period, EvaluationPeriods, DatapointsToAlarm, TreatMissingData }) =>
    [MetricName, ExtendedStatistic ?? Statistic, Threshold, Period, `${DatapointsToAlarm} of ${EvaluationPeriods}`, TreatMissingData]);
  expect(shown.sort()).toEqual([
    ['InvocationLatency', 'p99', 60_000, 300, '2 of 3', 'notBreaching'],
    ['InvocationServerErrors', 'Sum', 0, 300, '2 of 3', 'notBreaching'],
    ['InvocationThrottles', 'Sum', 0, 300, '2 of 3', 'notBreaching'],
    ['TimeToFirstToken', 'p99', 10_000, 300, '2 of 3', 'notBreaching'],
  ]);
});

test('an alarm goes off for one throttle in two of three periods, as Amazon Bedrock publishes it, and no other alarm does', async () => {
  // In this account nothing else publishes.
  const stack = await DeployedStack.of('CrisAlarms', ALONE_ACCOUNT);
  const publish = async (Value: number) => {
    const periods = [0, 1].map((ago) => new Date(Date.now() - ago * FIVE_MINUTES));
    const MetricData = periods.map((Timestamp) => ({ MetricName: 'InvocationThrottles', Dimensions: [{ Name: 'ModelId', Value: PROFILE }], Value, Timestamp }));
    await new CloudWatchClient(stack.client).send(new PutMetricDataCommand({ Namespace: 'AWS/Bedrock', MetricData }));
    return Object.fromEntries((await alarmsOf(stack)).map(({ MetricName, StateValue }) => [MetricName, StateValue]));
  };
  const others = { InvocationLatency: 'INSUFFICIENT_DATA', InvocationServerErrors: 'INSUFFICIENT_DATA', TimeToFirstToken: 'INSUFFICIENT_DATA' };
  expect(await publish(0)).toEqual({ ...others, InvocationThrottles: 'OK' });
  expect(await publish(1)).toEqual({ ...others, InvocationThrottles: 'ALARM' });
  count('alarms gone off');
});
