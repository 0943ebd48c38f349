import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { bandsOf, Line, Widget, widgetsOf } from './dashboard-body';
import { datapoint } from './metric-math';
import { CrisDashboard, CrisDashboardProps, CrisTrail, CrisTrailFilters, InferenceProfile } from '../../src';

const GLOBAL = 'global.anthropic.claude-sonnet-5';
const GEOGRAPHIC = 'eu.anthropic.claude-sonnet-4-6';
const ROUTING = { metricNamespace: 'Mine/Routing', reroutedMetricName: 'Rerouted', notReroutedMetricName: 'Stayed' };
const BY_REGION = 'Requests by inference Region (CloudTrail)';
const SHARE = 'Share not reported as re-routed (CloudTrail)';

const stackIn = (region?: string) => new Stack(new App(), 'Stack', region ? { env: { region, account: '111122223333' } } : {});
const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);

function bands(props: Partial<CrisDashboardProps> = {}, stack = stackIn('eu-west-1')) {
  new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [profile(GLOBAL)], routing: ROUTING, ...props });
  return bandsOf(widgetsOf(stack));
}
const graph = (graphs: readonly Widget[], title: string) => graphs.find((widget) => widget.title === title)!;
const metricsOf = (lines: readonly Line[]) => lines.filter(({ metricName }) => metricName !== undefined);

/** The namespace, metric and dimensions that a SEARCH expression looks for. */
function search(expression: string) {
  const [, namespace, dimensions, metricName, modelId, statistic] =
    /^SEARCH\('\{"([^"]+)",([A-Za-z,]+)\} MetricName="([^"]+)" ModelId="([^"]+)"', '(\w+)'\)$/.exec(expression) ?? [];
  return { namespace, dimensions: dimensions?.split(','), metricName, modelId, statistic };
}

test('without routing, there is no graph of it, and the text says so', () => {
  const stack = stackIn('eu-west-1');
  const [{ graphs }] = bands({ routing: undefined }, stack);
  expect(graphs.map(({ title }) => title)).not.toEqual(expect.arrayContaining([expect.stringContaining('CloudTrail')]));
  expect(widgetsOf(stack).at(-1)!.markdown).toContain('no filters on a trail were given');
});

test('with routing, each profile has two graphs of it, and the text says whose calls they count', () => {
  const stack = stackIn('eu-west-1');
  const all = bands({ inferenceProfiles: [profile(GLOBAL), profile(GEOGRAPHIC)] }, stack);
  expect(all.map(({ graphs }) => graphs.slice(8).map(({ title }) => title))).toEqual([[BY_REGION, SHARE], [BY_REGION, SHARE]]);
  expect(widgetsOf(stack).at(-1)!.markdown).toContain('all calls of the account through the profile');
  expect(widgetsOf(stack).at(-1)!.markdown).toContain('A call whose Region was not reported counts as not re-routed');
});

test('requests by inference Region are those that stayed, and whatever Regions the search finds', () => {
  const [{ graphs }] = bands();
  const { lines } = graph(graphs, BY_REGION);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({
    namespace: 'Mine/Routing', metricName: 'Stayed', stat: 'Sum', label: 'source Region or not reported', dimensions: { SourceRegion: 'eu-west-1', ModelId: GLOBAL },
  });
  expect(search(lines[1].expression!)).toEqual({
    namespace: 'Mine/Routing', dimensions: ['SourceRegion', 'InferenceRegion', 'ModelId'], metricName: 'Rerouted', modelId: GLOBAL, statistic: 'Sum',
  });
});

describe('the share that is not reported as re-routed', () => {
  test.each([
    ['three of four', 3, 1, 75],
    ['all', 5, undefined, 100],
    ['none', undefined, 5, 0],
    ['one of eight', 1, 7, 12.5],
    ['no requests', undefined, undefined, undefined],
  ])('of %s', (_what, stayed, rerouted, expected) => {
    const [{ graphs }] = bands();
    const { lines } = graph(graphs, SHARE);
    const [{ expression }] = lines.filter(({ visible }) => visible !== false);
    const inputs = metricsOf(lines).map(({ id, metricName }) => [id!, metricName === 'Stayed' ? stayed : rerouted]);
    expect(datapoint(expression!, Object.fromEntries(inputs) as Record<string, number | undefined>)).toBe(expected);
  });

  // A record without a Region, as that of a streamed call may be, does not tell that the call was processed in the source Region.
  test('claims no more than the records tell', () => {
    const [{ graphs }] = bands();
    const labels = graph(graphs, SHARE).lines.filter(({ visible }) => visible !== false).map(({ label }) => label);
    expect(labels).toEqual(['source Region or not reported']);
  });

  test('is on an axis from nothing to all, as no other graph is', () => {
    const [{ graphs }] = bands();
    expect(graph(graphs, SHARE).yAxis?.left).toMatchObject({ min: 0, max: 100 });
    expect(graphs.filter(({ yAxis }) => yAxis?.left.max !== undefined).map(({ title }) => title)).toEqual([SHARE]);
  });

  test('is of the sums of both metrics, with the dimensions that count a re-routed call once', () => {
    const [{ graphs }] = bands();
    expect(metricsOf(graph(graphs, SHARE).lines)).toEqual(['Stayed', 'Rerouted'].map((metricName) => expect.objectContaining({
      namespace: 'Mine/Routing', metricName, stat: 'Sum', dimensions: { SourceRegion: 'eu-west-1', ModelId: GLOBAL },
    })));
  });
});

test('is shown for the Region of the stack only, whose trail is read', () => {
  const all = bands({ sourceRegions: ['us-east-1', 'eu-west-1', 'eu-north-1'] });
  expect(all.map(({ graphs }) => graphs.filter(({ title }) => title?.includes('CloudTrail')).length)).toEqual([0, 2, 0]);
});

test('in a stack without a Region, the dimension is the Region of the deployment', () => {
  const [{ graphs }] = bands({ sourceRegions: [Aws.REGION] }, stackIn());
  expect(metricsOf(graph(graphs, SHARE).lines).map(({ dimensions }) => dimensions.SourceRegion)).toEqual(['eu-west-1', 'eu-west-1']);
});

describe('on a dashboard in a stack of another Region', () => {
  const graphsThere = () => {
    const app = new App();
    const env = (region: string) => ({ env: { region, account: '111122223333' } });
    const dashboard = new cloudwatch.Dashboard(new Stack(app, 'There', env('us-east-1')), 'Dashboard');
    new CrisDashboard(new Stack(app, 'Here', env('eu-west-1')), 'Dashboard', { inferenceProfiles: [profile(GLOBAL)], routing: ROUTING, dashboard });
    return bandsOf(widgetsOf(dashboard.stack))[0].graphs;
  };
  const regions = (graphs: readonly Widget[]) => new Set(graphs.flatMap(({ lines, region }) => metricsOf(lines).map((line) => line.region ?? region)));

  test('the metrics of the profile are of the source Region', () => {
    expect(regions(graphsThere().slice(0, 8))).toEqual(new Set(['eu-west-1']));
  });

  test('the metrics of the routing are of the source Region', () => {
    expect(regions(graphsThere().slice(8))).toEqual(new Set(['eu-west-1']));
  });
});

test.each([['a Region', 'eu-west-1'], ['no Region', undefined]])('in a stack with %s, everything that is shown is what the trail filters publish', (_what, region) => {
  const stack = stackIn(region);
  const inferenceProfiles = [profile(GLOBAL), profile(GEOGRAPHIC)];
  const trail = CrisTrail.fromLogGroup(stack, 'Trail', new logs.LogGroup(stack, 'LogGroup'));
  const routing = new CrisTrailFilters(stack, 'Filters', { trail, inferenceProfiles });
  new CrisDashboard(stack, 'Dashboard', { inferenceProfiles, routing });

  const published = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => {
    const [{ MetricNamespace, MetricName, Dimensions = [] }] = Properties.MetricTransformations;
    return [MetricNamespace, MetricName, ...(Dimensions as { Key: string }[]).map(({ Key }) => Key).sort()].join(' ');
  });
  const lines = bandsOf(widgetsOf(stack)).flatMap(({ graphs }) => graphs).filter(({ title }) => title?.includes('CloudTrail')).flatMap((widget) => widget.lines);
  const shown = lines.flatMap(({ namespace, metricName, dimensions, expression }) => {
    if (metricName) return [[namespace, metricName, ...Object.keys(dimensions).sort()].join(' ')];
    const found = search(expression!);
    return found.dimensions ? [[found.namespace, found.metricName, ...found.dimensions.sort()].join(' ')] : [];
  });
  expect(new Set(shown).size).toBe(3);
  expect(shown.filter((metric) => !published.includes(metric))).toEqual([]);
});
