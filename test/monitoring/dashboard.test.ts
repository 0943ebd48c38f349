import { App, Aws, CfnParameter, Environment, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { bodyOf, dashboardBodies, Line, variablesIn, Widget, widgetsIn, widgetsOf } from './dashboard-body';
import { Series, seriesOf } from './metric-math';
import { ListedMetric, queryOf, searchOf } from './metric-search';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, AuditSource, CrisAlarms, CrisDashboard, CrisDashboardProps, CrisMonitoring, CrisTrailFilters, IInferenceProfile,
  InferenceProfile, InferenceQuota,
} from '../../src';

const ACCOUNT = '111122223333';
const HERE = { region: 'eu-west-1', account: ACCOUNT };
const GLOBAL = 'global.anthropic.claude-sonnet-5';
const OTHER = 'global.openai.gpt-6-luna';
const GEOGRAPHIC = 'eu.anthropic.claude-sonnet-4-6';
const REGIONS = ['eu-west-1', 'eu-north-1', 'us-east-1', 'us-west-2', 'ap-southeast-2'];
const RED = '#d62728';

const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);
const made = (count: number) => Array.from({ length: count }, (_, index) => profile(`${['global', 'eu', 'apac'][index % 3]}.newcomer.model-${index}`));
const stackIn = (env: Environment = HERE, app = new App(), id = 'Stack') => new Stack(app, id, { env });
const filtersIn = (stack: Stack, sourceRegions?: string[]) => new CrisTrailFilters(stack, 'Filters', { audit: AuditSource.logGroup(new logs.LogGroup(stack, 'Logs'), { sourceRegions }) });
const over = { modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile(GLOBAL)) };
const application = (stack: Stack, id: string, region = 'eu-west-1') => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, id, {
  inferenceProfileArn: `arn:aws:bedrock:${region}:${ACCOUNT}:application-inference-profile/${id}`, ...over,
});

/** The widgets of a dashboard with filters, of profiles by their ids. */
function dashboard(ids: readonly string[], props: Partial<CrisDashboardProps> = {}, stack = stackIn()): Widget[] {
  const trailFilters = 'trailFilters' in props ? props.trailFilters : filtersIn(stack);
  new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: ids.map(profile), ...props, trailFilters });
  return widgetsOf(stack);
}
const titled = (widgets: readonly Widget[], title: string) => {
  const found = widgets.filter((widget) => widget.title === title);
  if (found.length !== 1) throw new Error(`${found.length} widgets ${title} among ${widgets.map((widget) => widget.title).join(', ')}`);
  return found[0];
};
const linesOf = (widgets: readonly Widget[]) => widgets.flatMap(({ lines }) => lines);
const isSearch = ({ expression }: Line) => expression?.startsWith('SEARCH(') ?? false;
const isQuery = ({ expression }: Line) => expression?.startsWith('SELECT ') ?? false;
const visible = (line: Line) => line.visible !== false;

type Metric = ListedMetric & Series;

/** What a widget draws: its visible lines, from the metrics that there are, with a value for each of them at each time. */
function drawn({ lines }: Widget, metrics: readonly Metric[], period = 300): (Series & { readonly color?: string })[] {
  const named = ({ dimensions, values }: Metric): Series => ({ name: Object.values(dimensions).join(' '), values });
  const inputs = Object.fromEntries(lines.filter(({ id }) => id !== undefined).map((line): [string, Series | Series[]] => {
    if (isSearch(line)) {
      const search = searchOf(line.expression!);
      return [line.id!, metrics.filter((metric) => search.finds(metric)).map(named)];
    }
    const same = metrics.find((metric) => metric.metricName === line.metricName && JSON.stringify(metric.dimensions) === JSON.stringify(line.dimensions));
    return [line.id!, same ? named(same) : { values: [] }];
  }));
  return lines.filter(visible).flatMap(({ expression, color }) => seriesOf(expression!, inputs, period).map((series) => ({ ...series, color })));
}
const ofModel = (metricName: string, ModelId: string, ...values: (number | undefined)[]) => ({ namespace: 'AWS/Bedrock', metricName, dimensions: { ModelId }, values });
const arnOf = (id: string) => `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/${id}`;

const HIGHEST: [title: string, metricName: string, statistic: string][] = [
  ['Throttled requests', 'InvocationThrottles', 'Sum'],
  ['Errors of AWS', 'InvocationServerErrors', 'Sum'],
  ['Latency p99 (ms)', 'InvocationLatency', 'p99'],
  ['Time to first token p99 (ms)', 'TimeToFirstToken', 'p99'],
  ['Calls per minute', 'Invocations', 'Sum'],
  ['Quota tokens per minute', 'EstimatedTPMQuotaUsage', 'Sum'],
];

describe('the widgets', () => {
  const shapes = [1, 8, 60].flatMap((count) => [1, 5].map((regions) => [count, regions] as const));
  const all = new Map(shapes.map(([count, regions]) => [`${count} ${regions}`, widgetsFor(count, regions)]));

  function widgetsFor(count: number, regions: number): { body: string; widgets: Widget[] } {
    const stack = stackIn();
    const monitoring = new CrisMonitoring(stack, 'Monitoring');
    for (const one of made(count)) monitoring.addInferenceProfile(one, { sourceRegions: REGIONS.slice(0, regions) });
    return { body: bodyOf(stack), widgets: widgetsIn(bodyOf(stack)) };
  }

  test('are as many for 1, 8 and 60 profiles, in one and in five source Regions, of the same titles', () => {
    const [first, ...others] = [...all.values()].map(({ widgets }) => widgets.map(({ x, y, width, title }) => [x, y, width, title?.startsWith('Alarms') ? undefined : title]));
    expect(first.length).toBeLessThan(30);
    for (const other of others) expect(other).toEqual(first);
  });

  describe.each(shapes)('of %d profiles in %d source Regions', (count, regions) => {
    const { body, widgets } = all.get(`${count} ${regions}`)!;

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
    test('are within what CloudWatch takes', () => {
      expect(widgets.length).toBeLessThanOrEqual(500);
      for (const { lines } of widgets) expect(lines.length).toBeLessThanOrEqual(500);
      expect(linesOf(widgets).length).toBeLessThanOrEqual(2500);
      for (const { expression } of linesOf(widgets).filter(isSearch)) expect(/^SEARCH\('(.*)',/.exec(expression!)![1].length).toBeLessThanOrEqual(1024);
      for (const { alarms = [] } of widgets) expect(alarms.length).toBeLessThanOrEqual(100);
      expect(body.length).toBeLessThan(1_000_000);
      expect(variablesIn(body)).toHaveLength(1);
    });

    test('are a whole text: nothing in it is undefined, and no id is there twice in a widget', () => {
      expect(body.match(/undefined|null|NaN|\[object|[$#]\{Token/g)).toBeNull();
      for (const { lines } of widgets) {
        const ids = lines.flatMap(({ id }) => id ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { expression } of lines.filter((line) => line.expression && !isSearch(line) && !isQuery(line))) {
          const used = expression!.match(/\b[a-z]\w*\b/g)!;
          expect(used.filter((id) => !ids.includes(id))).toEqual([]);
        }
      }
    });

    test('fill the 24 columns and do not overlap', () => {
      const taken = new Map<string, Widget>();
      for (const widget of widgets) {
        expect(widget.x + widget.width).toBeLessThanOrEqual(24);
        for (let x = widget.x; x < widget.x + widget.width; x++) {
          for (let y = widget.y; y < widget.y + widget.height; y++) {
            expect(taken.get(`${x},${y}`)).toBeUndefined();
            taken.set(`${x},${y}`, widget);
          }
        }
      }
      expect(taken.size).toBe(24 * Math.max(...[...taken.values()].map(({ y, height }) => y + height)));
    });

    test('show the status of the alarms, of the urgent ones first where these are more than a widget takes', () => {
      const [status, ...others] = widgets.filter(({ type }) => type === 'alarm');
      expect(others).toEqual([]);
      const number = 5 * count + 1;
      expect(status.alarms).toHaveLength(Math.min(100, number));
      if (number <= 100) return;
      expect(status.title).toBe(`Alarms: 100 of ${number}, for all of them see the link above`);
      expect(status.alarms!.filter((arn) => /AuditChanges/.test(arn))).toHaveLength(1);
      expect(status.alarms!.filter((arn) => /Throttles/.test(arn))).toHaveLength(count);
      expect(status.alarms!.filter((arn) => /Latency|TimeToFirstToken/.test(arn))).toEqual([]);
    });
  });

  test('answer the four questions, in this order', () => {
    const { widgets } = all.get('1 1')!;
    expect(widgets.flatMap(({ markdown }) => /^## (.*)/.exec(markdown ?? '')?.[1] ?? [])).toEqual(['Failing?', 'Slow?', 'Where?', 'How much?']);
    expect(widgets[0].markdown).toMatch(/^# /);
    for (const link of ['Alarms', 'Queries', 'Service Quotas', 'Troubleshooting']) expect(widgets[0].markdown).toContain(`[${link}](`);
    expect(widgets.at(-1)!.markdown).toMatch(/\[[^\]]+\]\(https:/);
    expect(widgets.filter(({ view }) => view === 'singleValue')).toHaveLength(5);
  });
});

describe('a body', () => {
  const body = (order: readonly number[], { look, enabled = true }: { look?: (stack: Stack, dashboard: cloudwatch.Dashboard) => void; enabled?: boolean } = {}) => {
    const app = new App();
    const stack = stackIn(HERE, app);
    const profiles: IInferenceProfile[] = [profile(GLOBAL), profile(GEOGRAPHIC), application(stack, 'k7m2p9q4r1s8'), new ApplicationInferenceProfile(stack, 'Team', over)];
    const quotas = profiles.map((inferenceProfile, index) => new InferenceQuota(stack, `Quota${index}`, { inferenceProfile, tokensPerMinute: 1000 }));
    const monitoring = new CrisMonitoring(stack, 'Monitoring', { alarms: { enabled } });
    for (const index of order) {
      monitoring.addInferenceProfile(profiles[index], index < 2 ? { sourceRegions: ['eu-west-1', 'us-east-1'] } : {});
      look?.(stack, monitoring.dashboard!.dashboard);
      monitoring.dashboard!.addQuota(quotas[index]);
      look?.(stack, monitoring.dashboard!.dashboard);
    }
    return bodyOf(stack);
  };

  test('is the same for the same app, and for another order of profiles, alarms and quotas', () => {
    const first = body([0, 1, 2, 3]);
    for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]]) expect(body(order)).toBe(first);
  });

  test.each([true, false])('that is resolved before the app is complete misses nothing of what comes after, with alarms: %s', (enabled) => {
    const seen = new Set<string>();
    const look = (stack: Stack, { node }: cloudwatch.Dashboard) => seen.add(JSON.stringify(stack.resolve((node.defaultChild as cloudwatch.CfnDashboard).dashboardBody)));
    expect(body([0, 1, 2, 3], { look, enabled })).toBe(body([0, 1, 2, 3], { enabled }));
    expect(seen.size).toBe(8);
  });

  test('in a stack without an environment is that of its deployment', () => {
    const [agnostic, known] = [{}, HERE].map((env) => dashboard([GLOBAL, GEOGRAPHIC], {}, stackIn(env)));
    expect(agnostic).toEqual(known);
  });
});

describe.each(HIGHEST)('the graph %s', (title, metricName, statistic) => {
  const graph = (ids: readonly string[], props: Partial<CrisDashboardProps> = {}, stack = stackIn()) => titled(dashboard(ids, props, stack), title);
  const values = (count: number) => Array.from({ length: count }, (_, index) => ofModel(metricName, `global.x-${index}`, 0, (index * 7) % count));
  const calls = ofModel('Invocations', GLOBAL, 1, 1);
  const names = (widget: Widget, metrics: readonly Metric[]) => drawn(widget, metrics).map(({ name }) => name).filter((name) => name !== GLOBAL);

  test('shows the ten highest of all that are called, the highest alone in red', () => {
    const found = drawn(graph([GLOBAL]), [...values(25), ...metricName === 'Invocations' ? [] : [calls]]);
    const rates = found.map((series) => Math.max(...series.values.map(Number)));
    expect(found).toHaveLength(10);
    expect(rates).toEqual([...rates].sort((one, other) => other - one));
    expect(rates[0] / rates[9]).toBeCloseTo(24 / 15);
    expect(new Set(found.map(({ name }) => name)).size).toBe(10);
    expect(found.map(({ color }) => color === RED)).toEqual([true, ...Array(9).fill(false)]);
  });

  test('is of the right statistic, and with one series has that one', () => {
    const widget = graph([GLOBAL]);
    expect(widget.lines.filter(isSearch).map(({ expression }) => searchOf(expression!).statistic)).toEqual([statistic]);
    const found = drawn(widget, [ofModel(metricName, GLOBAL, 3, 4), ...metricName === 'Invocations' ? [] : [ofModel('Invocations', GLOBAL, 1, 1)]]);
    expect(found.map(({ name, color }) => [name, color])).toEqual([[GLOBAL, RED]]);
  });

  test('finds calls by ID and by ARN, of profiles of the account that are not in this app too', () => {
    const stack = stackIn();
    const widget = graph([], { inferenceProfiles: [profile(GLOBAL), profile(GEOGRAPHIC), application(stack, 'k7m2p9q4r1s8')] }, stack);
    const called = [OTHER, GEOGRAPHIC, 'k7m2p9q4r1s8', arnOf(OTHER), arnOf(GEOGRAPHIC)];
    const not = [
      'anthropic.claude-sonnet-4-6', 'us.anthropic.claude-sonnet-4-6', 'z9z9z9z9z9z9', 'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-6',
      `arn:aws:bedrock:eu-west-1:${ACCOUNT}:provisioned-model/x`, `arn:aws:bedrock:eu-west-1:${ACCOUNT}:custom-model-deployment/x`, `arn:aws:bedrock:eu-west-1:${ACCOUNT}:imported-model/x`,
    ];
    expect(names(widget, [...called, ...not].map((id, index) => ofModel(metricName, id, 100 - index))).sort()).toEqual([...called].sort());
  });

  test('does not count the metrics of service tiers a second time', () => {
    const widget = graph([GLOBAL]);
    const tier = { ...ofModel(metricName, OTHER, 5), dimensions: { ModelId: OTHER, ServiceTier: 'flex', ResolvedServiceTier: 'flex' } };
    expect(names(widget, [ofModel(metricName, OTHER, 5), tier])).toEqual([OTHER]);
  });

  test('has the series of each source Region', () => {
    const widget = graph([GLOBAL], { sourceRegions: ['us-east-1', 'eu-west-1'] });
    const searches = widget.lines.filter(isSearch);
    expect(searches.map(({ region }) => region ?? widget.region).sort()).toEqual(['eu-west-1', 'us-east-1']);
    for (const { label } of widget.lines.filter(visible)) expect(label).toMatch(/Region/);
  });

  test('has no more lines of several source Regions than can be told apart, the highest of each Region among them', () => {
    const found = drawn(graph([GLOBAL], { sourceRegions: REGIONS }), [...values(25), ...metricName === 'Invocations' ? [] : [calls]]);
    expect(found.map(({ color }) => color === RED)).toEqual(REGIONS.flatMap(() => [true, false]));
  });

  test('finds sixty application inference profiles, within the length of a search', () => {
    const stack = stackIn();
    const ids = Array.from({ length: 60 }, (_, index) => `k7m2p9q4r1${String(index).padStart(2, '0')}`);
    const widget = graph([], { inferenceProfiles: [profile(GLOBAL), profile(GEOGRAPHIC), ...ids.map((id) => application(stack, id))] }, stack);
    const searches = widget.lines.filter(isSearch).map(({ expression }) => expression!);
    expect(ids.filter((id) => !searches.some((one) => searchOf(one).finds(ofModel(metricName, id))))).toEqual([]);
    for (const one of searches) expect(one.length).toBeLessThanOrEqual(1024);
    // What two searches find would be counted twice.
    for (const id of [...ids, OTHER, GEOGRAPHIC, arnOf(OTHER)]) expect(searches.filter((one) => searchOf(one).finds(ofModel(metricName, id)))).toHaveLength(1);
  });
});

describe.each(['Calls per minute', 'Quota tokens per minute'])('%s', (title) => {
  test.each([60, 300, 3600])('are a rate per minute at a period of %d seconds', (period) => {
    const [, metricName] = HIGHEST.find(([one]) => one === title)!;
    const sum = 46 * period / 60;
    for (const sourceRegions of [undefined, ['us-east-1', 'eu-west-1']]) {
      const found = drawn(titled(dashboard([GLOBAL, GEOGRAPHIC], { sourceRegions }), title), [ofModel(metricName, GEOGRAPHIC, sum), ofModel('Invocations', GEOGRAPHIC, sum), ofModel(metricName, OTHER, sum)], period);
      expect(found.length).toBeGreaterThanOrEqual(2);
      for (const { values } of found) expect(values[0]).toBeCloseTo(46);
    }
  });

  test('are no rate where nothing tells the period: without a profile', () => {
    expect(linesOf([titled(dashboard([], { inferenceProfiles: undefined }), title)]).map(({ expression }) => expression).join()).not.toContain('PERIOD');
  });
});

describe('the numbers', () => {
  const number = (title: RegExp, metrics: readonly Metric[], props: Partial<CrisDashboardProps> = {}) => {
    const [widget, ...others] = dashboard([GLOBAL], props).filter(({ view, title: own }) => view === 'singleValue' && title.test(own!));
    if (others.length > 0) throw new Error('several');
    const [series, ...further] = drawn(widget, metrics);
    expect([further, widget.setPeriodToTimeRange, widget.lines.filter(visible).map(({ label }) => label !== undefined)]).toEqual([[], true, [true]]);
    return series.values[0];
  };
  const called = [ofModel('Invocations', GLOBAL, 30), ofModel('Invocations', OTHER, 6), ofModel('Invocations', arnOf(GLOBAL), 4)];

  test.each<[string, RegExp, readonly Metric[], number | undefined]>([
    ['calls by ID and by ARN', /^Calls/, called, 40],
    ['no calls', /^Calls/, [], undefined],
    ['a fifth throttled', /^Throttled/, [...called, ofModel('InvocationThrottles', GLOBAL, 10)], 20],
    ['none throttled', /^Throttled/, [...called, ofModel('InvocationThrottles', GLOBAL, 0)], 0],
    ['all throttled', /^Throttled/, [ofModel('InvocationThrottles', GLOBAL, 3)], 100],
    // The series begins with the first one that is throttled.
    ['never throttled', /^Throttled/, called, 0],
    ['errors of both kinds', /^Errors/, [ofModel('InvocationClientErrors', GLOBAL, 2), ofModel('InvocationServerErrors', arnOf(OTHER), 3), ofModel('InvocationThrottles', GLOBAL, 7)], 5],
    ['the slowest', /^Slowest/, [ofModel('InvocationLatency', GLOBAL, 900), ofModel('InvocationLatency', OTHER, 7000)], 7000],
  ])('count %s', (_what, title, metrics, expected) => {
    expect(number(title, metrics)).toBe(expected);
  });

  test('are those of all source Regions together', () => {
    // Each of the two searches finds all, as the model of a search has no Region.
    expect(number(/^Calls/, called, { sourceRegions: ['us-east-1', 'eu-west-1'] })).toBe(80);
    expect(number(/^Throttled/, [...called, ofModel('InvocationThrottles', GLOBAL, 10)], { sourceRegions: ['us-east-1', 'eu-west-1'] })).toBe(20);
    expect(number(/^Slowest/, [ofModel('InvocationLatency', OTHER, 7000)], { sourceRegions: ['us-east-1', 'eu-west-1'] })).toBe(7000);
  });
});

describe('where calls were processed', () => {
  const SHARE = 'Re-routed (% of calls)';

  test.each([['one of four', 1, 3, 25], ['all', 5, undefined, 100], ['none', undefined, 5, 0], ['no calls', undefined, undefined, undefined]])('the share of %s', (_what, rerouted, stayed, expected) => {
    const stack = stackIn();
    const trailFilters = filtersIn(stack);
    const widget = titled(dashboard([GLOBAL], { trailFilters }, stack), SHARE);
    const metric = (metricName: string, dimensions: Record<string, string>, value: number | undefined) => (
      value === undefined ? [] : [{ namespace: trailFilters.metricNamespace, metricName, dimensions: { SourceRegion: 'eu-west-1', ModelId: GLOBAL, ...dimensions }, values: [value] }]
    );
    const [found] = drawn(widget, [...metric('ReroutedInvocations', { InferenceRegion: 'eu-north-1' }, rerouted), ...metric('NotReroutedInvocations', {}, stayed)]);
    expect(found.values[0]).toBe(expected);
    expect([widget.view, widget.setPeriodToTimeRange]).toEqual(['singleValue', true]);
  });

  test('is by Region, of calls and of streams', () => {
    const queries = linesOf(dashboard([GLOBAL])).filter(isQuery).map(({ expression }) => queryOf(expression!));
    expect(queries.map(({ metricName, groupBy }) => [metricName, groupBy]).sort()).toEqual([
      ['CompletedStreams', 'InferenceRegion'], ['FailedInvocations', 'ErrorCode'], ['ReroutedInvocations', 'InferenceRegion'],
    ]);
  });

  test('is not shown without filters, and the dashboard says why', () => {
    const widgets = dashboard([GLOBAL], { trailFilters: undefined });
    expect(linesOf(widgets).filter(isQuery)).toEqual([]);
    const where = widgets.findIndex(({ markdown }) => markdown === '## Where?');
    expect(widgets[where + 1].markdown).toContain('AuditSource');
    expect(widgets[0].markdown).not.toContain('Queries');
    expect(titled(widgets, 'Errors of callers').lines.filter(isSearch).map(({ expression }) => searchOf(expression!).finds(ofModel('InvocationClientErrors', GLOBAL)))).toEqual([true]);
  });
});

describe('every metric that is shown is published', () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
  const BEDROCK = [
    'Invocations', 'InvocationLatency', 'InvocationClientErrors', 'InvocationServerErrors', 'InvocationThrottles', 'InputTokenCount', 'OutputTokenCount', 'CacheReadInputTokenCount',
    'CacheWriteInputTokenCount', 'TimeToFirstToken', 'EstimatedTPMQuotaUsage',
  ].map((metricName) => `AWS/Bedrock ${metricName} ModelId`);
  const audits: [string, (stack: Stack) => AuditSource][] = [
    ['EventBridge', () => AuditSource.eventBridge()],
    ['a log group', (stack) => AuditSource.logGroup(new logs.LogGroup(stack, 'Logs'), { sourceRegions: ['eu-west-1', 'us-east-1'] })],
    ['the log group of an organization', (stack) => AuditSource.logGroup(new logs.LogGroup(stack, 'Logs'), { accounts: ['*'] })],
  ];

  test.each(audits.flatMap(([name, audit]) => [HERE, {}].map((env) => [name, Object.keys(env).length > 0, audit, env] as const)))('by Bedrock, or by the filters of %s, with an environment: %s', (_name, _known, audit, env) => {
    const stack = stackIn(env);
    const monitoring = new CrisMonitoring(stack, 'Monitoring', { audit: audit(stack), inferenceProfiles: [profile(GLOBAL), profile(GEOGRAPHIC)] });
    const published = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => {
      const [{ MetricNamespace, MetricName, Dimensions = [] }] = Properties.MetricTransformations;
      return [MetricNamespace, MetricName, ...(Dimensions as { Key: string }[]).map(({ Key }) => Key).sort()].join(' ');
    });
    expect(published).toHaveLength(6);
    const shown = linesOf(widgetsOf(stack)).flatMap((line) => {
      if (line.metricName) return [[line.namespace, line.metricName, ...Object.keys(line.dimensions).sort()].join(' ')];
      if (isQuery(line)) return [queryOf(line.expression!)].map(({ namespace, metricName, dimensions }) => [namespace, metricName, ...[...dimensions].sort()].join(' '));
      if (!isSearch(line)) return [];
      const { namespace, dimensions } = searchOf(line.expression!);
      const metricNames = /MetricName=\(?((?:"\w+"(?: OR )?)+)/.exec(line.expression!)![1].match(/\w{3,}/g)!;
      return metricNames.map((metricName) => [namespace, metricName, ...[...dimensions].sort()].join(' '));
    });
    expect(shown.filter((metric) => ![...BEDROCK, ...published].includes(metric))).toEqual([]);
    expect(new Set(shown.filter((metric) => metric.startsWith(monitoring.trailFilters!.metricNamespace))).size).toBe(4);
  });
});

describe('the profile that is chosen', () => {
  const CHOSEN = ['Latency, chosen profile (ms)', 'Tokens, chosen profile'];

  test('is one of those that are there, by their IDs; an application inference profile is shown by its name', () => {
    const stack = stackIn();
    const team = new ApplicationInferenceProfile(stack, 'Team', { ...over, inferenceProfileName: 'team-search' });
    new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [profile(GLOBAL), team, application(stack, 'k7m2p9q4r1s8'), profile(GEOGRAPHIC)] });
    const [variable, ...others] = variablesIn(bodyOf(stack));
    expect(others).toEqual([]);
    expect(variable).toMatchObject({ type: 'property', property: 'ModelId', inputType: 'select', visible: true });
    const labels = Object.fromEntries(variable.values!.map(({ value, label }) => [value, label]));
    const [opaque] = Object.keys(labels).filter((value) => value.startsWith('Team'));
    expect(labels).toEqual({
      [GLOBAL]: undefined,
      [GEOGRAPHIC]: undefined,
      k7m2p9q4r1s8: expect.stringContaining('k7m2p9q4r1s8'),
      [opaque]: expect.stringContaining('team-search'),
    });
    expect(variable.values!.map(({ value }) => value)).toContain(variable.defaultValue);
  });

  test('is what the graphs of it show, in each source Region', () => {
    const widgets = dashboard([GLOBAL, GEOGRAPHIC], { sourceRegions: ['us-east-1', 'eu-west-1'] });
    for (const title of CHOSEN) {
      const { lines, region } = titled(widgets, title);
      expect(new Set(lines.map((line) => line.region ?? region))).toEqual(new Set(['us-east-1', 'eu-west-1']));
      for (const { dimensions, namespace } of lines) expect([namespace, Object.keys(dimensions)]).toEqual(['AWS/Bedrock', ['ModelId']]);
      expect(new Set(lines.map(({ label }) => label)).size).toBe(lines.length);
    }
    // A variable replaces the value of a dimension wherever it stands, so it must not stand elsewhere, but where only the period is asked for.
    const elsewhere = linesOf(widgets.filter(({ title }) => !CHOSEN.includes(title!))).filter(({ metricName }) => metricName !== undefined);
    expect(elsewhere.filter(visible)).toEqual([]);
  });

  test('is found by CloudWatch where no profile was given', () => {
    const [variable] = variablesIn(bodyOf((() => { const stack = stackIn(); new CrisDashboard(stack, 'Dashboard'); return stack; })()));
    expect(variable).toMatchObject({ search: '{AWS/Bedrock,ModelId} MetricName="Invocations"', populateFrom: 'ModelId', defaultValue: '__FIRST' });
  });

  test('may have an ID that is known only at deployment', () => {
    const token: IInferenceProfile = { inferenceProfileId: Lazy.string({ produce: () => '06vsfs68yb4g' }), foundationModelId: 'anthropic.claude-sonnet-5', isGlobal: true, destinationRegions: () => undefined };
    const metrics = linesOf(dashboard([], { inferenceProfiles: [token] })).filter(({ metricName }) => metricName);
    expect(new Set(metrics.map(({ dimensions }) => dimensions.ModelId))).toEqual(new Set(['06vsfs68yb4g']));
  });
});

describe('the lines of thresholds', () => {
  const lines = (define: (monitoring: CrisMonitoring) => void, alarms = {}) => {
    const stack = stackIn();
    define(new CrisMonitoring(stack, 'Monitoring', { alarms }));
    return Object.fromEntries(widgetsOf(stack).filter(({ annotations }) => annotations).map(({ title, annotations }) => [title!.split(' p99')[0], annotations!.horizontal.map(({ value }) => value)]));
  };
  const second = (seconds: number) => ({ alarms: { latencyP99: { threshold: { toMilliseconds: () => seconds * 1000, toSeconds: () => seconds } as never } } });

  test('are where all profiles agree', () => {
    expect(lines((monitoring) => [GLOBAL, OTHER].forEach((id) => monitoring.addInferenceProfile(profile(id))))).toEqual({ 'Latency': [60_000], 'Time to first token': [10_000] });
  });

  test('are not where profiles differ, whatever their order', () => {
    for (const order of [[GLOBAL, OTHER], [OTHER, GLOBAL]]) {
      expect(lines((monitoring) => order.forEach((id) => monitoring.addInferenceProfile(profile(id), id === OTHER ? second(5) : {})))).toEqual({ 'Time to first token': [10_000] });
    }
  });

  test('are not where there is no alarm', () => {
    expect(lines((monitoring) => monitoring.addInferenceProfile(profile(GLOBAL)), { latencyP99: { enabled: false }, timeToFirstTokenP99: { enabled: false } })).toEqual({});
    expect(lines((monitoring) => monitoring.addInferenceProfile(profile(GLOBAL)), { enabled: false })).toEqual({});
  });
});

describe('quotas', () => {
  const quota = (stack: Stack, id: string, tokensPerMinute?: number, requestsPerMinute?: number) => (
    new InferenceQuota(stack, `Quota-${id}`, { inferenceProfile: profile(id), tokensPerMinute, requestsPerMinute })
  );
  const widgetOf = (widgets: readonly Widget[]) => widgets.find(({ title, markdown }) => `${title}${markdown}`.includes('Quota used'))!;

  test.each([60, 300, 3600])('are shown as what is used of each, in percent of a minute, at a period of %d seconds', (period) => {
    const stack = stackIn();
    const { lines, annotations } = widgetOf(dashboard([GLOBAL], { quotas: [quota(stack, GLOBAL, 2000, 40), quota(stack, GEOGRAPHIC, 500)] }, stack));
    const labels = lines.filter(visible).map(({ label }) => label!);
    expect(labels.sort()).toEqual([`${GEOGRAPHIC}, tokens`, `${GLOBAL}, requests`, `${GLOBAL}, tokens`]);
    const values = lines.filter(visible).map(({ expression, label }) => {
      const usage = (label!.endsWith('tokens') ? 500 : 30) * period / 60;
      return [label, seriesOf(expression!, Object.fromEntries(lines.flatMap(({ id }) => id ? [[id, { values: [usage] }]] : [])), period)[0].values[0]];
    });
    expect(Object.fromEntries(values)).toEqual({ [`${GLOBAL}, tokens`]: 25, [`${GLOBAL}, requests`]: 75, [`${GEOGRAPHIC}, tokens`]: 100 });
    expect(annotations!.horizontal.map(({ value }) => value)).toEqual([100]);
  });

  test('have a place that says what is needed, where none is given, of the same size', () => {
    const stack = stackIn();
    const [without, withOne] = [dashboard([GLOBAL]), dashboard([GLOBAL], { quotas: [quota(stack, GLOBAL, 1)] }, stack)].map(widgetOf);
    expect(without.markdown).toContain('InferenceQuota');
    expect([without.x, without.y, without.width, without.height]).toEqual([withOne.x, withOne.y, withOne.width, withOne.height]);
  });
});

describe('a given dashboard', () => {
  const given = (env: Environment, define: (stack: Stack, existing: cloudwatch.Dashboard) => unknown, own: Environment = HERE) => {
    const app = new App();
    const stack = stackIn(own, app, 'Here');
    const existing = new cloudwatch.Dashboard(stackIn(env, app, 'There'), 'Existing', { widgets: [[new cloudwatch.TextWidget({ markdown: 'mine', height: 3 })]] });
    define(stack, existing);
    return { stack, existing, widgets: widgetsOf(existing.stack) };
  };
  const whole = (stack: Stack, existing: cloudwatch.Dashboard) => new CrisMonitoring(stack, 'Monitoring', {
    inferenceProfiles: [profile(GLOBAL), profile(GEOGRAPHIC)],
    dashboard: { dashboard: existing, quotas: [new InferenceQuota(stack, 'Quota', { inferenceProfile: profile(GLOBAL), tokensPerMinute: 10 })] },
  });

  test('of the stack has the widgets below what it holds', () => {
    const stack = stackIn();
    const existing = new cloudwatch.Dashboard(stack, 'Existing', { widgets: [[new cloudwatch.TextWidget({ markdown: 'mine', height: 3 })]] });
    expect(new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [profile(GLOBAL)], dashboard: existing }).dashboard).toBe(existing);
    const [first, ...rest] = widgetsOf(stack);
    expect(first).toMatchObject({ markdown: 'mine', y: 0 });
    expect(Math.min(...rest.map(({ y }) => y))).toBe(3);
    expect(rest.map(({ title }) => title)).toEqual(dashboard([GLOBAL], { trailFilters: undefined }).map(({ title }) => title));
  });

  test.each<[string, Environment]>([
    ['stack', HERE],
    ['Region', { ...HERE, region: 'us-east-1' }],
    ['account', { ...HERE, account: '444455556666' }],
    ['account and Region', { region: 'us-east-1', account: '444455556666' }],
  ])('of another %s says of every metric and every search where it is', (_what, env) => {
    const { stack, widgets } = given(env, whole);
    const isFetched = (line: Line) => line.metricName !== undefined || isSearch(line) || isQuery(line);
    const fetched = widgets.flatMap(({ region, lines }) => lines.filter(isFetched).map((line) => ({ region, ...line })));
    expect(fetched.length).toBeGreaterThan(20);
    expect(new Set(fetched.map(({ region }) => region))).toEqual(new Set(['eu-west-1']));
    expect(new Set(fetched.map(({ accountId }) => accountId ?? env.account))).toEqual(new Set([ACCOUNT]));
    const { alarms } = widgets.find(({ type }) => type === 'alarm')!;
    expect(alarms).toHaveLength(12);
    if (env !== HERE) for (const arn of alarms!) expect(arn).toMatch(/^arn:aws:cloudwatch:eu-west-1:111122223333:alarm:.+/);
    expect(stack.dependencies).toEqual([]);
  });

  test('of another account has no name given to alarms that no other dashboard shows', () => {
    const names = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).filter(({ Properties }) => Properties.AlarmName !== undefined).length;
    const stack = stackIn();
    new CrisMonitoring(stack, 'Monitoring', { inferenceProfiles: [profile(GLOBAL)] });
    expect([names(stack), names(given({ ...HERE, region: 'us-east-1' }, whole).stack)]).toEqual([0, 12]);
  });

  test('of another Region has the metrics of the source Regions that are given', () => {
    const { widgets } = given({ ...HERE, region: 'us-east-1' }, (stack, existing) => new CrisDashboard(stack, 'Dashboard', {
      dashboard: existing, inferenceProfiles: [profile(GLOBAL)], sourceRegions: ['us-east-1', 'eu-west-1'],
    }));
    const { lines, region } = titled(widgets, 'Latency p99 (ms)');
    expect(lines.filter(isSearch).map((line) => line.region ?? region).sort()).toEqual(['eu-west-1', 'us-east-1']);
  });

  test('keeps the period that its rates are right at: they are at any', () => {
    const { widgets } = given(HERE, whole);
    for (const period of [60, 3600]) {
      const [{ values }] = drawn(titled(widgets, 'Calls per minute'), [ofModel('Invocations', GEOGRAPHIC, period)], period);
      expect(values[0]).toBe(60);
    }
  });
});

describe('filters of elsewhere are refused:', () => {
  test.each<[string, Environment, string]>([
    ['another account', { ...HERE, account: '444455556666' }, 'trailFilters: it is in the account "444455556666", and this stack is in "111122223333"; give one of the same account'],
    ['another Region', { ...HERE, region: 'us-east-1' }, 'trailFilters: it is in the Region "us-east-1", and this stack is in "eu-west-1"; give one of the same Region'],
  ])('%s', (_what, env, message) => {
    const app = new App();
    const trailFilters = filtersIn(stackIn(env, app, 'There'));
    expect(() => new CrisDashboard(stackIn(HERE, app, 'Here'), 'Dashboard', { trailFilters })).toThrow(expect.objectContaining({ message, constructPath: 'Here/Dashboard' }));
  });

  test('not those of another stack of the account and Region', () => {
    const app = new App();
    const trailFilters = filtersIn(stackIn(HERE, app, 'There'));
    const stack = stackIn(HERE, app, 'Here');
    expect(linesOf(dashboard([GLOBAL], { trailFilters }, stack)).filter(isQuery)).toHaveLength(3);
  });
});

describe('the resource', () => {
  test.each([['left to CloudFormation', undefined, Match.absent()], ['the one given', 'Assistant-eu-west-1', 'Assistant-eu-west-1']])(
    'has a name that is %s', (_what, dashboardName, DashboardName) => {
      const stack = stackIn();
      const { dashboard: created } = new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [profile(GLOBAL)], dashboardName });
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName });
      expect(created.node.path).toBe('Stack/Dashboard/Resource');
    });

  test('keeps the periods of its graphs, whatever time range is looked at', () => {
    const stack = stackIn();
    new CrisDashboard(stack, 'Dashboard');
    expect(JSON.parse(bodyOf(stack))).toMatchObject({ periodOverride: 'inherit' });
  });

  test('may be there twice in a stack', () => {
    const stack = stackIn();
    new CrisDashboard(stack, 'One', { inferenceProfiles: [profile(GLOBAL)] });
    new CrisDashboard(stack, 'Other', { inferenceProfiles: [profile(GEOGRAPHIC)] });
    expect(dashboardBodies(stack).map((body) => variablesIn(body)[0].defaultValue)).toEqual([GLOBAL, GEOGRAPHIC]);
  });

  test('shows alarms of anybody', () => {
    const stack = stackIn();
    const foreign = cloudwatch.Alarm.fromAlarmArn(stack, 'Foreign', 'arn:aws:cloudwatch:us-east-1:444455556666:alarm:theirs');
    const own = new CrisAlarms(stack, 'Alarms', { inferenceProfile: profile(GLOBAL) });
    const created = new CrisDashboard(stack, 'Dashboard', { alarms: [foreign] });
    created.addAlarms(...own.alarms);
    expect(widgetsOf(stack).find(({ type }) => type === 'alarm')!.alarms).toEqual(expect.arrayContaining(['arn:aws:cloudwatch:us-east-1:444455556666:alarm:theirs']));
    expect(widgetsOf(stack).find(({ type }) => type === 'alarm')!.alarms).toHaveLength(5);
  });

  test.each([[100, 'Alarms'], [101, 'Alarms: 100 of 101, for all of them see the link above']])('shows the status of %d alarms: %s', (count, title) => {
    const stack = stackIn();
    new CrisDashboard(stack, 'Dashboard', { alarms: Array.from({ length: count }, (_, index) => cloudwatch.Alarm.fromAlarmName(stack, `Alarm${index}`, `alarm-${index}`)) });
    expect(widgetsOf(stack).filter(({ type }) => type === 'alarm').map((widget) => [widget.title, widget.alarms!.length])).toEqual([[title, 100]]);
  });
});

describe('fails', () => {
  const existing = () => new cloudwatch.Dashboard(new Stack(), 'Existing');
  /** What plain JavaScript gives: anything. */
  const anything = (value: unknown) => value as Partial<CrisDashboardProps>;

  test.each<[string, Partial<CrisDashboardProps>, string | RegExp]>([
    ['for no profiles', { inferenceProfiles: [] }, 'inferenceProfiles: the list is empty; give at least one'],
    ['for a profile twice', { inferenceProfiles: [profile(GLOBAL), profile(GLOBAL)] }, `inferenceProfiles: "${GLOBAL}" is given twice; leave one out`],
    ['for no source Regions', { sourceRegions: [] }, 'sourceRegions: the list is empty; leave it out to take the Region of the stack'],
    ['for a source Region twice', { sourceRegions: ['eu-west-1', 'eu-west-1'] }, 'sourceRegions: "eu-west-1" is given twice; leave one out'],
    ['for a token twice', { sourceRegions: [Aws.REGION, Aws.REGION] }, 'sourceRegions: a value that is known only at deployment is given twice; leave one out'],
    ['for what is no Region', { sourceRegions: ['Ireland'] }, 'sourceRegions: "Ireland" is not a Region; give a name like "eu-west-1"'],
    ['for a list that is a token', { sourceRegions: new CfnParameter(new Stack(), 'Regions', { type: 'CommaDelimitedList' }).valueAsList },
      'sourceRegions: the list of Regions is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
    ['for a name together with a dashboard', { dashboardName: 'Mine', dashboard: existing() },
      'dashboardName: the prop "dashboard" is given too, and it has a name of its own; leave one of the two out'],
    ['for a dashboard that is none', anything({ dashboard: 'Mine' }), 'dashboard: "Mine" is not a dashboard; give one, or leave it out'],
    ['for filters that are none', anything({ trailFilters: false }), 'trailFilters: false is not of the class CrisTrailFilters; give one, or leave it out'],
    ['for ARNs of alarms', anything({ alarms: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x'] }), /^alarms: .* is not a list, each of which is an alarm/],
    ['for quotas that are numbers', anything({ quotas: [1000] }), /^quotas: \[1000\] is not a list, each of which is of the class InferenceQuota/],
    ['for IDs', anything({ inferenceProfiles: [GLOBAL] }), /^inferenceProfiles: .* is not a list, each of which is an inference profile/],
  ])('%s', (_what, props, message) => {
    expect(() => new CrisDashboard(stackIn(), 'Dashboard', { inferenceProfiles: [profile(GLOBAL)], ...props }))
      .toThrow(expect.objectContaining({ message: typeof message === 'string' ? message : expect.stringMatching(message), constructPath: 'Stack/Dashboard' }));
  });

  test('for an application inference profile of another Region', () => {
    const stack = stackIn();
    expect(() => new CrisDashboard(stack, 'Dashboard', { inferenceProfiles: [application(stack, 'k7m2p9q4r1s8', 'us-east-1')] })).toThrow(/^inferenceProfile: "k7m2p9q4r1s8" is called in its own Region only, us-east-1/);
  });

  test('not for one of another source Region that is given, whose series are of that Region only', () => {
    const stack = stackIn();
    const widgets = dashboard([], { inferenceProfiles: [application(stack, 'k7m2p9q4r1s8', 'us-east-1'), profile(GLOBAL)], sourceRegions: ['eu-west-1', 'us-east-1'] }, stack);
    const { lines, region } = titled(widgets, 'Throttled requests');
    expect(lines.filter(isSearch).map((line) => [line.region ?? region, searchOf(line.expression!).finds(ofModel('InvocationThrottles', 'k7m2p9q4r1s8'))])).toEqual([['eu-west-1', false], ['us-east-1', true]]);
  });
});
