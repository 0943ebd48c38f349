import { App, Stack } from 'aws-cdk-lib';
import { bandsOf, Line, Widget, widgetsOf } from './dashboard-body';
import { datapoint } from './metric-math';
import { CrisDashboard, InferenceProfile } from '../../src';

const PROFILE_ID = 'global.anthropic.claude-sonnet-5';

/** The graphs of one profile in the Region of the stack. */
function graphs(): readonly Widget[] {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [InferenceProfile.fromInferenceProfileId(PROFILE_ID)] });
  return bandsOf(widgetsOf(stack))[0].graphs;
}

const all = graphs();
const graph = (title: string) => {
  const found = all.filter((widget) => widget.title === title);
  if (found.length !== 1) throw new Error(`${found.length} graphs ${title}`);
  return found[0];
};
/** What is drawn: the expression's own inputs are hidden. */
const drawn = (title: string) => graph(title).lines.filter(({ visible }) => visible !== false);
const series = ({ metricName, stat, label, period }: Line) => [metricName, stat, label, ...(period ? [period] : [])];

/** The value of the only expression of a graph, from the values of its metrics by name. */
function evaluate(title: string, metrics: Readonly<Record<string, number | undefined>>): number | undefined {
  const [{ expression }] = graph(title).lines.filter((line) => line.expression);
  const inputs = graph(title).lines.filter(({ id }) => id !== undefined).map(({ id, metricName }) => {
    if (!(metricName! in metrics)) throw new Error(`no value for ${metricName}`);
    return [id!, metrics[metricName!]];
  });
  return datapoint(expression!, Object.fromEntries(inputs) as Record<string, number | undefined>);
}

test('there is a graph for each question of an operator, and no further one', () => {
  expect(all.map(({ title }) => title)).toEqual([
    'Invocations', 'Throttle rate', 'Errors', 'Latency',
    'Time to first token (streaming)', 'Output tokens per second (streaming)', 'Tokens', 'Estimated quota usage (tokens per minute)',
  ]);
});

test.each([
  ['Invocations', [['Invocations', 'Sum', 'invocations']]],
  ['Errors', [['InvocationClientErrors', 'Sum', 'client'], ['InvocationServerErrors', 'Sum', 'server'], ['InvocationThrottles', 'Sum', 'throttled']]],
  ['Latency', [50, 90, 99].map((p) => ['InvocationLatency', `p${p}`, `p${p}`])],
  ['Time to first token (streaming)', [50, 90, 99].map((p) => ['TimeToFirstToken', `p${p}`, `p${p}`])],
  ['Tokens', [['InputTokenCount', 'Sum', 'input'], ['OutputTokenCount', 'Sum', 'output'],
    ['CacheReadInputTokenCount', 'Sum', 'cache read'], ['CacheWriteInputTokenCount', 'Sum', 'cache write']]],
  // Per minute, because the quota is per minute: the sum of 5 minutes would be five times of what is counted.
  ['Estimated quota usage (tokens per minute)', [['EstimatedTPMQuotaUsage', 'Sum', 'estimated', 60]]],
])('%s draws its metrics, and nothing else', (title, expected) => {
  expect(drawn(title).map(series)).toEqual(expected);
});

test.each(['Throttle rate', 'Output tokens per second (streaming)'])('%s draws one line, from metrics of one and the same profile', (title) => {
  expect(drawn(title)).toEqual([expect.objectContaining({ expression: expect.any(String), label: expect.any(String) })]);
});

test('every metric is of the namespace of Bedrock, with the profile as its only dimension', () => {
  const metrics = all.flatMap(({ lines }) => lines).filter(({ expression }) => expression === undefined);
  expect(metrics.length).toBeGreaterThan(15);
  for (const metric of metrics) expect(metric).toMatchObject({ namespace: 'AWS/Bedrock', dimensions: { ModelId: PROFILE_ID } });
  expect(new Set(metrics.flatMap(({ dimensions }) => Object.keys(dimensions)))).toEqual(new Set(['ModelId']));
});

describe('the throttle rate', () => {
  // Throttled requests are not among the invocations, https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
  test.each([
    ['one of four', 3, 1, 25],
    ['all', undefined, 8, 100],
    ['none', 40, undefined, 0],
    ['three of four', 10, 30, 75],
    ['no requests at all', undefined, undefined, undefined],
    ['no requests at all', 0, 0, undefined],
  ])('of %s', (_what, Invocations, InvocationThrottles, expected) => {
    expect(evaluate('Throttle rate', { Invocations, InvocationThrottles })).toBe(expected);
  });

  test('is of sums', () => {
    expect(graph('Throttle rate').lines.filter(({ metricName }) => metricName).map(({ stat }) => stat)).toEqual(['Sum', 'Sum']);
  });
});

describe('the output tokens per second', () => {
  const TITLE = 'Output tokens per second (streaming)';

  // https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-otps.html
  test.each([
    ['200 tokens in 4 s after the first one', { OutputTokenCount: 200, InvocationLatency: 5000, TimeToFirstToken: 1000 }, 50],
    ['30 tokens in half a second', { OutputTokenCount: 30, InvocationLatency: 700, TimeToFirstToken: 200 }, 60],
    ['a first token that is the last', { OutputTokenCount: 1, InvocationLatency: 800, TimeToFirstToken: 800 }, undefined],
    // Medians of two metrics need not be in order, and a negative rate would be nonsense.
    ['a median of the first token behind that of the last', { OutputTokenCount: 10, InvocationLatency: 800, TimeToFirstToken: 900 }, undefined],
    ['no calls', { OutputTokenCount: undefined, InvocationLatency: undefined, TimeToFirstToken: undefined }, undefined],
  ])('of %s', (_what, metrics, expected) => {
    expect(evaluate(TITLE, metrics)).toBe(expected);
  });

  test('is of medians', () => {
    expect(graph(TITLE).lines.filter(({ metricName }) => metricName).map(({ stat }) => stat)).toEqual(['p50', 'p50', 'p50']);
  });

  test('is not drawn where no call was streamed: metric math takes the missing time to first token as 0', () => {
    expect(evaluate(TITLE, { OutputTokenCount: 200, InvocationLatency: 5000, TimeToFirstToken: undefined })).toBeUndefined();
  });
});
