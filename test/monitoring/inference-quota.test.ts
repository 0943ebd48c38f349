import { App, CfnParameter, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { datapoint } from './metric-math';
import { Geography, IInferenceProfile, InferenceProfile, InferenceQuota, InferenceQuotaProps } from '../../src';

const SONNET = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);
const stackIn = (region?: string) => new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});

interface AlarmProperties { readonly AlarmDescription: string; readonly MetricName?: string; readonly Metrics?: MetricQuery[]; readonly Threshold: number }
interface MetricQuery { readonly Id: string; readonly Expression?: unknown; readonly MetricStat?: object }

function alarms(props: Partial<InferenceQuotaProps>, stack = stackIn('eu-west-1')): AlarmProperties[] {
  new InferenceQuota(stack, 'Quota', { inferenceProfile: profile(SONNET), ...props });
  return Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties as AlarmProperties);
}

const COMMON = {
  Namespace: 'AWS/Bedrock',
  Dimensions: [{ Name: 'ModelId', Value: SONNET }],
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  // Of one minute, like the quota.
  Period: 60,
  Statistic: 'Sum',
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
};

describe('the alarms', () => {
  test('are at four fifths of each quota that is given, with nothing else set', () => {
    expect(alarms({ tokensPerMinute: 2_000_000, requestsPerMinute: 500 })).toEqual([
      { ...COMMON, MetricName: 'EstimatedTPMQuotaUsage', Threshold: 1_600_000, AlarmDescription: expect.stringContaining('80 % of the quota of 2000000 tokens per minute') },
      { ...COMMON, MetricName: 'Invocations', Threshold: 400, AlarmDescription: expect.stringContaining('80 % of the quota of 500 requests per minute') },
    ]);
  });

  test.each<[Partial<InferenceQuotaProps>, string[]]>([
    [{ tokensPerMinute: 1 }, ['EstimatedTPMQuotaUsage']],
    [{ requestsPerMinute: 1 }, ['Invocations']],
  ])('of %j is one', (props, expected) => {
    expect(alarms(props).map(({ MetricName }) => MetricName)).toEqual(expected);
  });

  test.each([
    [1, 500, 500],
    [0.5, 3, 1],
    [0.29, 100, 29],
    [0.7, 10, 7],
    [0.01, 10, 0],
  ])('at %d of %d go off above %d', (share, requestsPerMinute, Threshold) => {
    expect(alarms({ share, requestsPerMinute })[0]).toMatchObject({ Threshold });
  });

  test('have the evaluation that is set', () => {
    expect(alarms({ tokensPerMinute: 1000, evaluationPeriods: 10, datapointsToAlarm: 7 })[0]).toMatchObject({ EvaluationPeriods: 10, DatapointsToAlarm: 7, Period: 60 });
    expect(alarms({ tokensPerMinute: 1000, evaluationPeriods: 1 })[0]).toMatchObject({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
  });

  test('have the actions that are set', () => {
    const stack = stackIn('eu-west-1');
    const [bad, good] = ['Bad', 'Good'].map((name) => new SnsAction(new sns.Topic(stack, name)));
    alarms({ tokensPerMinute: 1000, requestsPerMinute: 10, alarmActions: [bad], okActions: [good] }, stack);
    const arn = (name: string) => ({ Ref: Match.stringLikeRegexp(`^${name}`) });
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: [arn('Bad')], OKActions: [arn('Good')] }, 2);
  });

  test('have the names that are set', () => {
    expect(alarms({ tokensPerMinute: 1000, requestsPerMinute: 10, tokensAlarmName: 'tokens', requestsAlarmName: 'requests' })).toEqual([
      expect.objectContaining({ AlarmName: 'tokens' }), expect.objectContaining({ AlarmName: 'requests' }),
    ]);
  });

  test.each<[Partial<InferenceQuotaProps>, string]>([
    [{ tokensPerMinute: 1, requestsAlarmName: 'x' }, 'requestsAlarmName: requestsPerMinute is not given, so there is no such alarm; give it, or leave requestsAlarmName out'],
    [{ requestsPerMinute: 1, tokensAlarmName: 'x' }, 'tokensAlarmName: tokensPerMinute is not given, so there is no such alarm; give it, or leave tokensAlarmName out'],
    [{ tokensPerMinute: 1, tokensAlarmName: '' }, 'tokensAlarmName: 0 characters; give 1 to 255'],
    [{ tokensPerMinute: 1, tokensAlarmName: 'x'.repeat(256) }, 'tokensAlarmName: 256 characters; give 1 to 255'],
  ])('are not named %j', (props, message) => {
    expect(() => alarms(props)).toThrow(message);
  });

  test('are attributes, tokens first', () => {
    const quota = new InferenceQuota(stackIn('eu-west-1'), 'Quota', { inferenceProfile: profile(SONNET), tokensPerMinute: 1000, requestsPerMinute: 10 });
    expect(quota.alarms.map(({ node }) => node.id)).toEqual(['TokensPerMinute', 'RequestsPerMinute']);
  });
});

describe('a quota that is known only at deployment', () => {
  test.each<[string, (stack: Stack) => Partial<InferenceQuotaProps>, number, number]>([
    ['a parameter', (stack) => ({ tokensPerMinute: new CfnParameter(stack, 'P', { type: 'Number' }).valueAsNumber }), 0.8, 1000],
    ['a share that is a token', (stack) => ({ tokensPerMinute: 1000, share: new CfnParameter(stack, 'P', { type: 'Number' }).valueAsNumber }), Number.NaN, 1000],
  ])('is divided by, not multiplied: %s', (_what, props, share, deployed) => {
    const stack = stackIn('eu-west-1');
    const [{ Metrics, Threshold, AlarmDescription }] = alarms(props(stack), stack);
    expect(Threshold).toEqual(Number.isNaN(share) ? { Ref: 'P' } : share);
    const usage = Metrics!.find(({ MetricStat }) => MetricStat)!;
    expect(usage.MetricStat).toMatchObject({ Metric: { MetricName: 'EstimatedTPMQuotaUsage' }, Period: 60, Stat: 'Sum' });
    const expression = deployedText(Metrics!.find(({ Expression }) => Expression)!.Expression, String(deployed));
    expect(datapoint(expression, { [usage.Id]: 900 })).toBe(0.9);
    expect(datapoint(expression, { [usage.Id]: undefined })).toBeUndefined();
    expect(JSON.stringify(AlarmDescription)).not.toMatch(/e\+|Token/);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('is never judged', () => {
    const number = Token.asNumber(Lazy.number({ produce: () => 0 }));
    const code = Lazy.string({ produce: () => 'anything' });
    expect(alarms({ tokensPerMinute: number, requestsPerMinute: number, share: number, burndownRate: number, quotaCode: code, requestsQuotaCode: code, evaluationPeriods: number }))
      .toHaveLength(2);
  });
});

describe('what is left and used', () => {
  const quota = () => new InferenceQuota(stackIn('eu-west-1'), 'Quota', { inferenceProfile: profile(SONNET), tokensPerMinute: 2_000_000, requestsPerMinute: 400 });

  test.each([
    ['metricTokensHeadroom', 500_000, 1_500_000, 2_000_000],
    ['metricTokensUtilization', 500_000, 25, undefined],
    ['metricRequestsHeadroom', 500, -100, 400],
    ['metricRequestsUtilization', 500, 125, undefined],
  ] as const)('%s of %d is %d, and without calls %s', (name, used, expected, idle) => {
    const { expression, usingMetrics, period } = quota()[name]();
    expect(Object.values(usingMetrics)).toHaveLength(1);
    expect(datapoint(expression, { usage: used })).toBe(expected);
    expect(datapoint(expression, { usage: undefined })).toBe(idle);
    expect(period.toSeconds()).toBe(60);
    // A dashboard that shows weeks, or options, may ask for longer periods, which have larger sums.
    expect(datapoint(expression, { usage: 60 * used }, 3600)).toBe(expected);
  });

  test('take label and period', () => {
    const { period, label } = quota().metricTokensUtilization({ label: 'mine', period: Duration.hours(1) });
    expect([period.toHours(), label]).toEqual([1, 'mine']);
  });

  test.each([
    ['metricTokensHeadroom', { requestsPerMinute: 1 }, 'tokensPerMinute'],
    ['metricTokensUtilization', { requestsPerMinute: 1 }, 'tokensPerMinute'],
    ['metricRequestsHeadroom', { tokensPerMinute: 1 }, 'requestsPerMinute'],
    ['metricRequestsUtilization', { tokensPerMinute: 1 }, 'requestsPerMinute'],
  ] as const)('%s fails without the quota', (name, props, prop) => {
    const without = new InferenceQuota(stackIn('eu-west-1'), 'Quota', { inferenceProfile: profile(SONNET), ...props });
    expect(() => without[name]()).toThrow(`${prop}: it was not given`);
  });
});

test('an environment-agnostic stack has the alarms too', () => {
  const stack = stackIn();
  expect(alarms({ tokensPerMinute: 1000, requestsPerMinute: 10, quotaRegion: 'us-east-1' }, stack)).toHaveLength(2);
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test('a profile whose ID is a token is the dimension', () => {
  const opaque: IInferenceProfile = {
    inferenceProfileId: Lazy.string({ produce: () => '06vsfs68yb4g' }), foundationModelId: 'anthropic.claude-sonnet-5', isGlobal: false, geography: Geography.EU, destinationRegions: () => undefined,
  };
  expect(alarms({ inferenceProfile: opaque, tokensPerMinute: 10 })[0]).toMatchObject({ Dimensions: [{ Name: 'ModelId', Value: '06vsfs68yb4g' }] });
});

function deployedText(value: unknown, parameter: string): string {
  if (typeof value === 'string') return value;
  const [, parts] = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : parameter)).join('');
}
