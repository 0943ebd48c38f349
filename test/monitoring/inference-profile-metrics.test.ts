import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { InferenceProfile, InferenceProfileMetrics } from '../../src';

const PROFILE_ID = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const profile = InferenceProfile.fromInferenceProfileId(PROFILE_ID);
const stackIn = (region?: string) => new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});
const metricsIn = (region?: string, sourceRegion?: string) => InferenceProfileMetrics.of(stackIn(region), profile, { sourceRegion });

type Options = cloudwatch.MetricOptions;
type Method = (metrics: InferenceProfileMetrics, options?: Options) => cloudwatch.Metric;

// https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
const METRICS: [name: string, statistic: string, seconds: number, method: Method, dimensions?: Record<string, string>][] = [
  ['Invocations', 'Sum', 300, (metrics, options) => metrics.metricInvocations(options)],
  ['InvocationLatency', 'p50', 300, (metrics, options) => metrics.metricInvocationLatency(options)],
  ['InvocationClientErrors', 'Sum', 300, (metrics, options) => metrics.metricInvocationClientErrors(options)],
  ['InvocationServerErrors', 'Sum', 300, (metrics, options) => metrics.metricInvocationServerErrors(options)],
  ['InvocationThrottles', 'Sum', 300, (metrics, options) => metrics.metricInvocationThrottles(options)],
  ['InputTokenCount', 'Sum', 300, (metrics, options) => metrics.metricInputTokenCount(options)],
  ['OutputTokenCount', 'Sum', 300, (metrics, options) => metrics.metricOutputTokenCount(options)],
  ['CacheReadInputTokenCount', 'Sum', 300, (metrics, options) => metrics.metricCacheReadInputTokenCount(options)],
  ['CacheWriteInputTokenCount', 'Sum', 300, (metrics, options) => metrics.metricCacheWriteInputTokenCount(options)],
  ['TimeToFirstToken', 'p50', 300, (metrics, options) => metrics.metricTimeToFirstToken(options)],
  // A quota per minute: any other period, or the average, is another quantity.
  ['EstimatedTPMQuotaUsage', 'Sum', 60, (metrics, options) => metrics.metricEstimatedTpmQuotaUsage(options)],
  ['LegacyModelInvocations', 'Sum', 300, (metrics, options) => metrics.metricLegacyModelInvocations(options)],
  ['OutputImageCount', 'Sum', 300, (metrics, options) => metrics.metricOutputImageCount('1024x1024', '50', options),
    { ImageSize: '1024x1024', BucketedStepSize: '50' }],
  ['TomorrowsMetric', 'Sum', 300, (metrics, options) => metrics.metric('TomorrowsMetric', options)],
];

test('there is a method for each documented metric of a profile, and no further one', () => {
  const methods = Object.getOwnPropertyNames(InferenceProfileMetrics.prototype).filter((name) => name.startsWith('metric'));
  expect(methods).toHaveLength(METRICS.length);
});

describe.each(METRICS)('%s', (metricName, statistic, seconds, method, dimensions) => {
  test(`is the ${statistic} over ${seconds} s of the profile alone`, () => {
    const metric = method(metricsIn('eu-west-1'));
    expect(metric).toMatchObject({ namespace: 'AWS/Bedrock', metricName, statistic });
    expect(metric.period.toSeconds()).toBe(seconds);
    // A unit would hide every datapoint that AWS publishes with another.
    expect(metric.unit).toBeUndefined();
    expect(metric.dimensions).toEqual({ ModelId: PROFILE_ID, ...dimensions });
  });

  test('synthesizes as an alarm in the stack', () => {
    const stack = stackIn('eu-west-1');
    method(InferenceProfileMetrics.of(stack, profile)).createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: metricName,
      Namespace: 'AWS/Bedrock',
      Dimensions: Object.entries({ ...dimensions, ModelId: PROFILE_ID }).sort().map(([Name, Value]) => ({ Name, Value })),
      Period: seconds,
      ...(statistic === 'Sum' ? { Statistic: 'Sum' } : { ExtendedStatistic: statistic }),
    });
  });

  test('takes statistic, period and label of the caller', () => {
    const metric = method(metricsIn('eu-west-1'), { statistic: 'Maximum', period: Duration.minutes(15), label: 'mine' });
    expect(metric).toMatchObject({ statistic: 'Maximum', period: Duration.minutes(15), label: 'mine', metricName });
  });

  test('keeps its dimensions when the caller gives another', () => {
    const metric = method(metricsIn('eu-west-1'), { dimensionsMap: { ContextWindow: '1M' } });
    expect(metric.dimensions).toMatchObject({ ModelId: PROFILE_ID, ...dimensions });
  });
});

describe('the Region', () => {
  test.each([
    ['is left out without a source Region', 'eu-west-1', undefined, undefined],
    ['is left out where it is that of the stack', 'eu-west-1', 'eu-west-1', undefined],
    ['is there where it is another', 'eu-west-1', 'us-east-1', 'us-east-1'],
    ['is left out in a stack without a Region', undefined, undefined, undefined],
  ])('%s', (_what, region, sourceRegion, expected) => {
    const stack = stackIn(region);
    const metric = InferenceProfileMetrics.of(stack, profile, { sourceRegion }).metricInvocations();
    const [rendered] = stack.resolve(new cloudwatch.GraphWidget({ left: [metric] }).toJson()).at(0).properties.metrics as unknown[][];
    const options = rendered.at(-1) as { region?: string };
    expect(options.region).toBe(expected);
  });

  test('that is not the one of the stack makes an alarm fail', () => {
    const stack = stackIn('eu-west-1');
    const metric = InferenceProfileMetrics.of(stack, profile, { sourceRegion: 'us-east-1' }).metricInvocationThrottles();
    expect(() => metric.createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 })).toThrow(/Cannot create an Alarm in region 'eu-west-1'.*'us-east-1'/);
  });

  test('that is one and the same lets an alarm be', () => {
    const stack = stackIn('eu-west-1');
    InferenceProfileMetrics.of(stack, profile, { sourceRegion: 'eu-west-1' }).metricInvocations().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 1);
  });

  test('fails if it is none', () => {
    expect(() => metricsIn('eu-west-1', 'Ireland')).toThrow(new Error('sourceRegion: "Ireland" is not a Region; give a name like "eu-west-1"'));
    expect(() => metricsIn('eu-west-1', '')).toThrow(new Error('sourceRegion: "" is not a Region; give a name like "eu-west-1"'));
  });
});

test.each(['eu.amazon.nova-lite-v1:0', 'global.newcomer.model-v1'])('global and geographic profiles are series of their own: %s', (id) => {
  const metric = InferenceProfileMetrics.of(stackIn(), InferenceProfile.fromInferenceProfileId(id)).metricInvocations();
  expect(metric.dimensions).toEqual({ ModelId: id });
});
