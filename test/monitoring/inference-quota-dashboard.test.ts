import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { dashboardBodies, Widget, widgetsOf } from './dashboard-body';
import { datapoint } from './metric-math';
import { CrisDashboard, InferenceProfile, InferenceQuota, InferenceQuotaProps } from '../../src';

const OPUS = 'global.anthropic.claude-opus-4-8';
const stackIn = (region?: string) => new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});
const both = { tokensPerMinute: 2_000_000, requestsPerMinute: 400 };

function row(props: Partial<InferenceQuotaProps>, stack = stackIn('eu-west-1')): Widget[] {
  const quota = new InferenceQuota(stack, 'Quota', { inferenceProfile: InferenceProfile.fromInferenceProfileId(OPUS), ...props });
  quota.addToDashboard(new cloudwatch.Dashboard(stack, 'Dashboard'));
  return widgetsOf(stack);
}
const quotaLines = (stack: Stack): number[][] => {
  const { widgets } = JSON.parse(dashboardBodies(stack)[0]) as { widgets: { properties: { annotations?: { horizontal: { value: number }[] } } }[] };
  return widgets.map(({ properties }) => (properties.annotations?.horizontal ?? []).map(({ value }) => value)).filter((values) => values.length > 0);
};

test('the row is usage, headroom and requests, across the whole width, below a heading', () => {
  const [heading, ...graphs] = row(both);
  expect(heading.markdown).toMatch(new RegExp(`^### Quota of ${OPUS} in eu-west-1\n`));
  expect(graphs.map(({ title, x, width, y, region }) => [title, x, width, y - heading.height, region])).toEqual([
    ['Estimated quota usage (tokens per minute)', 0, 8, 0, 'eu-west-1'],
    ['Headroom (tokens per minute)', 8, 8, 0, 'eu-west-1'],
    ['Requests per minute', 16, 8, 0, 'eu-west-1'],
  ]);
});

test('usage and requests are drawn as rates per minute, at any period, each with its quota as a line', () => {
  const stack = stackIn('eu-west-1');
  const [, usage, , requests] = row(both, stack);
  for (const [{ lines }, name] of [[usage, 'EstimatedTPMQuotaUsage'], [requests, 'Invocations']] as const) {
    const [rate, ...others] = lines.filter(({ expression }) => expression).map(({ expression }) => expression!);
    expect(others).toEqual([]);
    for (const minutes of [1, 5, 60]) expect(datapoint(rate, { usage: 300 * minutes }, 60 * minutes)).toBe(300);
    expect(lines.filter(({ metricName }) => metricName).map(({ metricName, stat, period, visible }) => [metricName, stat, period, visible])).toEqual([[name, 'Sum', 60, false]]);
  }
  expect(quotaLines(stack)).toEqual([[2_000_000], [400]]);
});

test('the headroom is what is left, with the percentage beside it', () => {
  const [, , { lines }] = row(both);
  const values = lines.filter(({ expression }) => expression).map(({ expression }) => datapoint(expression!, { usage: 500_000 }));
  expect(values).toEqual([1_500_000, 25]);
  const [input, ...others] = lines.filter(({ metricName }) => metricName);
  expect([others, input.metricName, input.stat, input.dimensions, input.period]).toEqual([[], 'EstimatedTPMQuotaUsage', 'Sum', { ModelId: OPUS }, 60]);
});

test('usage above the quota is seen beside the headroom: no axis ends there', () => {
  const stack = stackIn('eu-west-1');
  row(both, stack);
  const { widgets } = JSON.parse(dashboardBodies(stack)[0]) as { widgets: { properties: { title?: string; yAxis?: { left: object; right: object } } }[] };
  const { yAxis } = widgets.find(({ properties }) => properties.title?.startsWith('Headroom'))!.properties;
  expect(yAxis!.left).not.toHaveProperty('min');
  expect(yAxis!.right).toEqual(expect.not.objectContaining({ max: expect.anything() }));
});

test.each<[Partial<InferenceQuotaProps>, string[]]>([
  [{ tokensPerMinute: 10 }, ['Estimated quota usage (tokens per minute)', 'Headroom (tokens per minute)']],
  [{ requestsPerMinute: 10 }, ['Requests per minute', 'Headroom (requests per minute)']],
])('of %j nothing is drawn that has no quota', (props, titles) => {
  const [, ...graphs] = row(props);
  expect(graphs.map(({ title, width }) => [title, width])).toEqual(titles.map((title) => [title, 12]));
});

test.each([
  [{}, 'An output token takes 15 of the quota.'],
  [{ burndownRate: 2 }, 'An output token takes 2 of the quota.'],
  [{ inferenceProfile: InferenceProfile.fromInferenceProfileId('global.newcomer.model-1') }, 'is not known here'],
])('the heading of %j tells the burndown rate', (props, says) => {
  expect(row({ tokensPerMinute: 10, ...props })[0].markdown).toContain(says);
});

test('the row is added below what a CrisDashboard has', () => {
  const stack = stackIn('eu-west-1');
  const inferenceProfile = InferenceProfile.fromInferenceProfileId(OPUS);
  const { dashboard } = new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [inferenceProfile] });
  new InferenceQuota(stack, 'Quota', { inferenceProfile, ...both }).addToDashboard(dashboard);
  expect(widgetsOf(stack).at(-1)).toMatchObject({ title: 'Requests per minute' });
});

test('on a dashboard of another stack the metrics are of the source Region', () => {
  const app = new App();
  const [source, central] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { region, account: '111122223333' } }));
  const quota = new InferenceQuota(source, 'Quota', { inferenceProfile: InferenceProfile.fromInferenceProfileId(OPUS), ...both });
  quota.addToDashboard(new cloudwatch.Dashboard(central, 'Dashboard'));
  const metrics = widgetsOf(central).flatMap(({ lines }) => lines).filter(({ metricName }) => metricName);
  expect(metrics).toHaveLength(3);
  expect(new Set(metrics.map(({ region }) => region))).toEqual(new Set(['eu-west-1']));
});

test('in an environment-agnostic stack, with a quota of a parameter, the body is whole', () => {
  const stack = stackIn();
  const tokensPerMinute = new CfnParameter(stack, 'Tpm', { type: 'Number' }).valueAsNumber;
  const quota = new InferenceQuota(stack, 'Quota', { inferenceProfile: InferenceProfile.fromInferenceProfileId(OPUS), tokensPerMinute });
  quota.addToDashboard(new cloudwatch.Dashboard(stack, 'Dashboard'));
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  const [, parts] = (Properties.DashboardBody as { 'Fn::Join': [string, (string | { Ref: string })[]] })['Fn::Join'];
  const values: Record<string, string> = { 'AWS::Region': 'eu-west-1', 'Tpm': '5000' };
  const body = parts.map((part) => (typeof part === 'string' ? part : values[part.Ref])).join('');
  const { widgets } = JSON.parse(body) as { widgets: { properties: { title?: string; region?: string; annotations?: object } }[] };
  expect(widgets[1].properties).toMatchObject({ region: 'eu-west-1', annotations: { horizontal: [{ value: 5000 }] } });
  expect(body).toContain('5000-60*FILL(usage,0)/PERIOD(usage)');
});
