import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CrisAlarms, CrisAlarmsProps, InferenceProfile } from '../../src';

const GLOBAL = 'global.anthropic.claude-sonnet-5';
const GEOGRAPHIC = 'eu.anthropic.claude-sonnet-4-6';
const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);
const stackIn = (region?: string) => new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});

interface AlarmProperties { readonly MetricName: string; readonly [name: string]: unknown }

/** The alarms of a stack by their metric. */
function alarms(props: Partial<CrisAlarmsProps> = {}, stack = stackIn('eu-west-1')): Record<string, AlarmProperties> {
  new CrisAlarms(stack, 'Alarms', { inferenceProfiles: [profile(GLOBAL)], ...props });
  const resources = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  return Object.fromEntries(resources.map(({ Properties }) => [(Properties as AlarmProperties).MetricName, Properties as AlarmProperties]));
}

const COMMON = {
  Namespace: 'AWS/Bedrock',
  Dimensions: [{ Name: 'ModelId', Value: GLOBAL }],
  ComparisonOperator: 'GreaterThanThreshold',
  // The series of throttles and errors begin with the first one: missing data is the good case.
  TreatMissingData: 'notBreaching',
  Period: 300,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
};
const DEFAULTS: [metricName: string, statistic: object, threshold: number, says: string][] = [
  ['InvocationThrottles', { Statistic: 'Sum' }, 0, 'throttled'],
  ['InvocationServerErrors', { Statistic: 'Sum' }, 0, 'on the side of AWS'],
  ['InvocationLatency', { ExtendedStatistic: 'p99' }, 60_000, 'slow to finish'],
  ['TimeToFirstToken', { ExtendedStatistic: 'p99' }, 10_000, 'slow to start streaming'],
];

test.each(DEFAULTS)('alarms on %s, with nothing else set', (MetricName, statistic, Threshold, says) => {
  expect(alarms()[MetricName]).toEqual({
    ...COMMON, MetricName, ...statistic, Threshold, AlarmDescription: expect.stringMatching(`^Requests to Amazon Bedrock through ${GLOBAL} .*${says}`),
  });
});

test('alarms on each profile, in the order documented', () => {
  const stack = stackIn('eu-west-1');
  const created = new CrisAlarms(stack, 'Alarms', { inferenceProfiles: [profile(GLOBAL), profile(GEOGRAPHIC)] });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 8);
  const expected = [GLOBAL, GEOGRAPHIC].flatMap((id) => DEFAULTS.map(([MetricName]) => ({ MetricName, Dimensions: [{ Name: 'ModelId', Value: id }] })));
  expected.forEach((properties) => template.hasResourceProperties('AWS::CloudWatch::Alarm', properties));
  expect(created.alarms.map(({ metric }) => metric as cloudwatch.Metric).map(({ metricName, dimensions }) => [metricName, dimensions?.ModelId]))
    .toEqual(expected.map(({ MetricName, Dimensions }) => [MetricName, Dimensions[0].Value]));
});

test.each<[string, Partial<CrisAlarmsProps>, string, object]>([
  ['throttles', { throttles: 25 }, 'InvocationThrottles', { Threshold: 25 }],
  ['serverErrors', { serverErrors: 2 }, 'InvocationServerErrors', { Threshold: 2 }],
  ['latencyP99', { latencyP99: Duration.minutes(3) }, 'InvocationLatency', { Threshold: 180_000 }],
  ['timeToFirstTokenP99', { timeToFirstTokenP99: Duration.millis(1500) }, 'TimeToFirstToken', { Threshold: 1500 }],
])('%s sets one threshold and no other', (_prop, props, changed, expected) => {
  const found = alarms(props);
  expect(found[changed]).toMatchObject(expected);
  DEFAULTS.filter(([name]) => name !== changed).forEach(([name, , Threshold]) => expect(found[name]).toMatchObject({ Threshold }));
});

test.each<[string, Partial<CrisAlarmsProps>, object]>([
  ['the period', { period: Duration.minutes(1) }, { Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 }],
  ['the evaluation', { evaluationPeriods: 10, datapointsToAlarm: 7 }, { Period: 300, EvaluationPeriods: 10, DatapointsToAlarm: 7 }],
  ['more evaluation periods alone', { evaluationPeriods: 5 }, { EvaluationPeriods: 5, DatapointsToAlarm: 2 }],
  ['one evaluation period alone', { evaluationPeriods: 1 }, { EvaluationPeriods: 1, DatapointsToAlarm: 1 }],
  ['the datapoints alone', { datapointsToAlarm: 3 }, { EvaluationPeriods: 3, DatapointsToAlarm: 3 }],
])('%s is set for each alarm', (_what, props, expected) => {
  const found = Object.values(alarms(props));
  expect(found).toHaveLength(4);
  for (const alarm of found) expect(alarm).toMatchObject(expected);
});

test('actions are those of each alarm and of its end', () => {
  const stack = stackIn('eu-west-1');
  const [bad, worse, good] = ['Bad', 'Worse', 'Good'].map((name) => new SnsAction(new sns.Topic(stack, name)));
  const arn = (name: string) => ({ Ref: Match.stringLikeRegexp(`^${name}`) });
  alarms({ alarmActions: [bad, worse], okActions: [good] }, stack);
  Template.fromStack(stack).resourcePropertiesCountIs('AWS::CloudWatch::Alarm', {
    AlarmActions: [arn('Bad'), arn('Worse')], OKActions: [arn('Good')], InsufficientDataActions: Match.absent(),
  }, 4);
});

test('a stack without a Region has the alarms too', () => {
  expect(Object.keys(alarms({}, stackIn()))).toHaveLength(4);
});

describe('fails for', () => {
  const count = (prop: string, value: number) => [`${prop} ${value}`, { [prop]: value }, `${prop}: ${value} is out of range; give a count of 0 or more`] as const;
  const duration = (prop: string) => [`${prop} of no time`, { [prop]: Duration.seconds(0) }, `${prop}: 0 is out of range; give a duration of more than 0`] as const;
  const evaluation = (datapointsToAlarm: number | undefined, evaluationPeriods: number | undefined, shown: string) => [
    `${datapointsToAlarm} of ${evaluationPeriods} periods`, { datapointsToAlarm, evaluationPeriods },
    `datapointsToAlarm: ${shown} evaluationPeriods; give whole numbers, at least 1, with no more datapoints than periods`,
  ] as const;

  test.each<readonly [string, Partial<CrisAlarmsProps>, string]>([
    ...[-1, -0.5, NaN, Infinity, -Infinity].flatMap((value) => [count('throttles', value), count('serverErrors', value)]),
    duration('latencyP99'),
    duration('timeToFirstTokenP99'),
    evaluation(undefined, 0, '0 of 0'),
    evaluation(undefined, 1.5, '1.5 of 1.5'),
    evaluation(undefined, NaN, 'NaN of NaN'),
    evaluation(undefined, -1, '-1 of -1'),
    evaluation(0, undefined, '0 of 3'),
    evaluation(1.5, undefined, '1.5 of 3'),
    evaluation(4, undefined, '4 of 3'),
    evaluation(3, 2, '3 of 2'),
    ['no profiles', { inferenceProfiles: [] }, 'inferenceProfiles: the list is empty; give at least one'],
    ['a profile twice', { inferenceProfiles: [profile(GLOBAL), profile(GLOBAL)] }, `inferenceProfiles: "${GLOBAL}" is given twice; leave one out`],
  ])('%s', (_what, props, message) => {
    expect(() => alarms(props)).toThrow(expect.objectContaining({ message, constructPath: 'Stack/Alarms' }));
  });

  test('nothing where 0 is given for a count', () => {
    expect(alarms({ throttles: 0, serverErrors: 0 }).InvocationThrottles).toMatchObject({ Threshold: 0 });
  });
});

test('two constructs may be in a stack', () => {
  const stack = stackIn();
  new CrisAlarms(stack, 'One', { inferenceProfiles: [profile(GLOBAL)] });
  new CrisAlarms(stack, 'Other', { inferenceProfiles: [profile(GLOBAL)] });
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 8);
});
