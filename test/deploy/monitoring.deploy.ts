import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand, MetricAlarm, PutMetricDataCommand, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { ALONE_ACCOUNT } from './accounts';
import { DeployedStack } from './deployed-stack';
import { metricFiltersOf } from './existence';
import { count } from './state';

const PROFILE = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const FIVE_MINUTES = 300_000;
const DASHBOARDS = ['quick start', 'environment-agnostic stack', 'cost tags', 'quota', 'several source Regions', 'existing trail', 'residency'];

interface Widget {
  readonly type: string;
  readonly properties: { readonly region?: string; readonly markdown?: string; readonly title?: string; readonly alarms?: string[]; readonly metrics?: unknown[][] };
}
type NamedAlarm = MetricAlarm & { readonly logicalId: string };

async function alarmsOf(stack: DeployedStack): Promise<NamedAlarm[]> {
  const alarms = stack.resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  const { MetricAlarms = [] } = await new CloudWatchClient(stack.client).send(new DescribeAlarmsCommand({ AlarmNames: alarms.map(({ physicalId }) => physicalId) }));
  expect(MetricAlarms).toHaveLength(alarms.length);
  return MetricAlarms.map((alarm) => ({ ...alarm, logicalId: alarms.find(({ physicalId }) => physicalId === alarm.AlarmName)!.logicalId }));
}

async function widgetsOf(stack: DeployedStack): Promise<Widget[]> {
  const { DashboardBody } = await new CloudWatchClient(stack.client).send(new GetDashboardCommand({ DashboardName: stack.id('AWS::CloudWatch::Dashboard') }));
  return (JSON.parse(DashboardBody!) as { widgets: Widget[] }).widgets;
}

test.each(DASHBOARDS)('%s: the dashboard came back as JSON without a token, asks its questions, and shows the alarms', async (scenario) => {
  const stack = await DeployedStack.of(scenario);
  const widgets = await widgetsOf(stack);
  // A label names the properties of a metric: ${PROP(...)}.
  expect(JSON.stringify(widgets)).not.toMatch(/\$\{(?!PROP\()|Fn::|"Ref"/);
  const headings = widgets.map(({ properties }) => /^## (\w+ ?\w*\?)/.exec(properties.markdown ?? '')?.[1]).filter(Boolean);
  expect(headings).toEqual(['Failing?', 'Slow?', 'Where?', 'How much?']);
  const graphs = widgets.filter(({ type }) => type === 'metric');
  expect(graphs.length).toBeGreaterThanOrEqual(13);
  expect(new Set(graphs.map(({ properties }) => properties.region))).toEqual(new Set(['eu-west-1']));

  const own = await alarmsOf(stack);
  expect(own.length).toBeGreaterThanOrEqual(6);
  expect([...widgets.find(({ type }) => type === 'alarm')?.properties.alarms ?? []].sort()).toEqual(own.map(({ AlarmArn }) => AlarmArn!).sort());
  count('dashboards');
});

test('with several source Regions, the searches are in each of them', async () => {
  const [throttles] = (await widgetsOf(await DeployedStack.of('several source Regions'))).filter(({ properties }) => properties.title === 'Throttled requests');
  const searched = (throttles.properties.metrics ?? []).flat().filter((part): part is { expression: string; region?: string } => String((part as { expression?: string }).expression).startsWith('SEARCH('));
  expect(searched.map(({ region }) => region ?? 'eu-west-1').sort()).toEqual(['eu-central-1', 'eu-west-1']);
});

test('the alarms and the dashboard of an application inference profile watch the id that the service gave it', async () => {
  const stack = await DeployedStack.of('cost tags');
  const [arn] = Object.values(stack.state.madeByApi);
  const id = arn.split('/')[1];
  const ids = (await alarmsOf(stack)).flatMap(({ Dimensions = [] }) => Dimensions.filter(({ Name }) => Name === 'ModelId').map(({ Value }) => Value));
  expect(new Set(ids)).toEqual(new Set([id]));
  expect(JSON.stringify(await widgetsOf(stack))).toContain(id);
});

test('the alarms came back with their thresholds', async () => {
  const alarms = await alarmsOf(await DeployedStack.of('quick start'));
  const shown = alarms.map(({ logicalId, Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData }) =>
    [/(AuditChanges|Throttles|ServerErrors|Latency|TimeToFirstToken|UnrecordedCalls)\w{8}$/.exec(logicalId)?.[1], Threshold, `${DatapointsToAlarm ?? EvaluationPeriods} of ${EvaluationPeriods}`, TreatMissingData]);
  expect(shown.sort()).toEqual([
    ['AuditChanges', 0, '1 of 1', 'notBreaching'],
    ['Latency', 60_000, '2 of 3', 'notBreaching'],
    ['ServerErrors', 0, '2 of 3', 'notBreaching'],
    ['Throttles', 0, '2 of 3', 'notBreaching'],
    ['TimeToFirstToken', 10_000, '2 of 3', 'notBreaching'],
    ['UnrecordedCalls', 0, '3 of 3', 'notBreaching'],
  ]);
  // For expressions, the first of their metrics stands in.
  const metrics = alarms.map(({ MetricName, Statistic, ExtendedStatistic, Period }) => [MetricName, ExtendedStatistic ?? Statistic, Period]);
  expect(metrics.sort()).toEqual([
    ['AuditChanges', 'Sum', 300], ['InvocationLatency', 'p99', 300], ['InvocationServerErrors', 'Sum', 300], ['InvocationThrottles', 'Sum', 300],
    ['Invocations', 'Sum', 3600], ['TimeToFirstToken', 'p99', 300],
  ]);
});

// Alarms on expressions are not known to the emulator: test/monitoring evaluates those.
test('an alarm goes off for slow calls, as Amazon Bedrock publishes them, and no other alarm does', async () => {
  // In this account nothing else publishes.
  const stack = await DeployedStack.of('CrisAlarms', ALONE_ACCOUNT);
  const publish = async (Value: number) => {
    const periods = [0, 1].map((ago) => new Date(Date.now() - ago * FIVE_MINUTES));
    const MetricData = periods.map((Timestamp) => ({ MetricName: 'InvocationLatency', Dimensions: [{ Name: 'ModelId', Value: PROFILE }], Unit: StandardUnit.Milliseconds, Value, Timestamp }));
    await new CloudWatchClient(stack.client).send(new PutMetricDataCommand({ Namespace: 'AWS/Bedrock', MetricData }));
    return (await alarmsOf(stack)).filter(({ StateValue }) => StateValue !== 'INSUFFICIENT_DATA').map(({ MetricName, StateValue }) => [MetricName, StateValue]);
  };
  expect(await publish(1_000)).toEqual([['InvocationLatency', 'OK']]);
  expect(await publish(61_000)).toEqual([['InvocationLatency', 'ALARM']]);
  count('alarms gone off');
});

describe('an alarm with an action', () => {
  let server: Server;
  const received: { readonly Type: string; readonly Token?: string; readonly Message: string }[] = [];
  const until = async <T>(found: () => T | undefined): Promise<T> => {
    for (const start = Date.now(); Date.now() - start < 20_000; await new Promise((wake) => setTimeout(wake, 100))) {
      const value = found();
      if (value !== undefined) return value;
    }
    throw new Error(`Nothing came; received: ${JSON.stringify(received)}`);
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => { body += data; });
      request.on('end', () => { received.push(JSON.parse(body) as typeof received[number]); response.end(); });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => new Promise((closed) => server.close(closed)));

  test('notifies who subscribes to its topic that the audit was changed', async () => {
    const stack = await DeployedStack.of('existing trail');
    const TopicArn = stack.id('AWS::SNS::Topic');
    const alarms = await alarmsOf(stack);
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual(alarms.map(() => [TopicArn]));

    const sns = new SNSClient(stack.client);
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
    const { Token } = await until(() => received.find(({ Type }) => Type === 'SubscriptionConfirmation'));
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));

    const filters = (await metricFiltersOf(stack.client)).filter(({ filterName }) => stack.ids('AWS::Logs::MetricFilter').includes(filterName!));
    const transformations = filters.flatMap(({ metricTransformations = [] }) => metricTransformations);
    const { metricNamespace, metricName } = transformations.find(({ metricName: name }) => name === 'AuditChanges')!;
    const MetricData = [{ MetricName: metricName, Value: 1, Timestamp: new Date() }];
    await new CloudWatchClient(stack.client).send(new PutMetricDataCommand({ Namespace: metricNamespace, MetricData }));
    await alarmsOf(stack);
    const { Message } = await until(() => received.find(({ Type }) => Type === 'Notification'));
    const { AlarmName } = alarms.find(({ logicalId }) => logicalId.includes('AuditChanges'))!;
    expect(JSON.parse(Message)).toMatchObject({ AlarmName, NewStateValue: 'ALARM' });
    count('alarms gone off');
  });
});
