import { withWidgets } from './quick-start';
import { dashboard } from '../../scripts/pictures/dashboard';
import { reviewed } from '../../scripts/pictures/review';
import { seriesOf } from '../../scripts/pictures/series';
import { GraphLine, Lines } from '../../scripts/pictures/widgets';

const graphOf = (metric: string, stat: string) => ({ view: 'timeSeries', title: 'New', region: 'eu-west-1', yAxis: { left: { min: 0 } }, metrics: [['AWS/Bedrock', metric, 'ModelId', 'any', { stat }]] });

test.each<[string, Record<string, unknown>, RegExp]>([
  ['a type of widget that it does not know', { type: 'explorer', properties: {} }, /widget of type explorer/],
  ['a view that it does not know', { properties: { view: 'gauge', metrics: [] } }, /the view gauge/],
  ['a property that it does not know', { properties: { view: 'timeSeries', stacked: true } }, /the property stacked/],
  ['an annotation that it does not know', { properties: { ...graphOf('Invocations', 'Sum'), annotations: { vertical: [] } } }, /the property vertical/],
  ['a property of alarms that it does not know', { type: 'alarm', properties: { alarms: [], states: ['ALARM'] } }, /the property states/],
  ['a number of one period', { properties: { view: 'singleValue', title: 'New', metrics: [] } }, /numbers of the whole time only/],
  ['several numbers in one', { properties: { view: 'singleValue', title: 'New', setPeriodToTimeRange: true, region: 'eu-west-1', metrics: [...graphOf('Invocations', 'Sum').metrics, ...graphOf('InvocationThrottles', 'Sum').metrics] } },
    /one number in New/],
  ['a colour that it does not know', { properties: { ...graphOf('Invocations', 'Sum'), metrics: [['AWS/Bedrock', 'Invocations', 'ModelId', 'any', { stat: 'Sum', color: '#123456' }]] } }, /the colour #123456/],
  ['a metric without sample data', { properties: graphOf('NewMetric', 'Sum') }, /no sample data for the metric NewMetric/],
  ['a statistic without sample data', { properties: graphOf('Invocations', 'p42') }, /no sample data for the statistic p42 of Invocations/],
  ['Markdown that it does not know', { type: 'text', properties: { markdown: '**bold**' } }, /cannot show the Markdown "\*\*bold/],
  ['a text on a background', { type: 'text', properties: { markdown: '## Text', background: 'solid' } }, /the property background/],
  ['a text that does not fit', { type: 'text', properties: { markdown: `${'word '.repeat(200)}end` }, height: 2 }, /too much text for its widget/],
])('refuses %s', (_what, widget, message) => {
  expect(() => dashboard(withWidgets((widgets) => { widgets.push({ type: 'metric', x: 0, y: 40, width: 6, height: 6, ...widget }); }))).toThrow(message);
});

test('an axis ends where the body says', () => {
  // The sample has up to 4 client errors at a time.
  const ending = (left: object) => dashboard(withWidgets((widgets) => {
    widgets.push({ type: 'metric', x: 0, y: 40, width: 6, height: 6, properties: { ...graphOf('InvocationClientErrors', 'Sum'), yAxis: { left: { min: 0, ...left } } } });
  }));
  const numbers = (svg: string) => [...svg.slice(svg.indexOf('>New<')).matchAll(/>([\d.]+)</g)].map(([, number]) => Number(number));
  expect(Math.max(...numbers(ending({})))).toBeLessThan(10);
  expect(Math.max(...numbers(ending({ max: 80 })))).toBe(80);
});

const lines = (...all: GraphLine[]): Lines => ({ lines: all, region: 'eu-west-1', profileIds: ['global.one', 'eu.other'] });
const invocations: GraphLine = {
  id: 'all', visible: false, metric: { namespace: 'AWS/Bedrock', name: 'Invocations', dimensions: { ModelId: 'any' }, statistic: 'Sum', period: 300 },
};
const found: GraphLine = { id: 's', visible: false, expression: 'SEARCH(\'{AWS/Bedrock,ModelId} MetricName="Invocations" ModelId=(global OR inference)\', \'Sum\')' };
const total = (values: readonly (number | undefined)[]) => values.reduce<number>((sum, value) => sum + value!, 0);

test('expressions are computed from the sample of their metrics', () => {
  const [thrice, once, ...others] = seriesOf(lines({ expression: '3*FILL(all,0)', label: 'thrice', visible: true }, { ...invocations, label: 'once', visible: true }));
  expect([thrice.name, once.name, others]).toEqual(['thrice', 'once', []]);
  expect(thrice.values).toEqual(once.values.map((value) => 3 * value!));
  expect(Math.max(...once.values.map(Number))).toBeGreaterThan(30);
});

test('a search finds what is called by the beginnings of IDs and by ARN, and no other', () => {
  const names = seriesOf(lines(found, { expression: 's', visible: true })).map(({ name }) => name);
  expect(names).toContain('global.one');
  expect(names.filter((name) => name.startsWith('arn:')).length).toBe(2);
  expect(names).not.toContain('eu.other');
});

test('the highest is first, in its colour, and the others follow', () => {
  const all = seriesOf(lines(found, { expression: 'SORT(s,MAX,DESC,1)', color: '#d62728', visible: true }, { expression: 'SLICE(SORT(s,MAX,DESC),1,3)', visible: true }));
  const highest = all.map(({ values }) => Math.max(...values.map(Number)));
  expect(highest).toEqual([...highest].sort((one, other) => other - one));
  expect(all.map(({ color }) => color)).toEqual(['#d62728', undefined, undefined]);
});

test('a query has a sum for each value of its dimension, the greatest first', () => {
  const query = 'SELECT SUM(ReroutedInvocations) FROM SCHEMA("Any/Namespace",SourceRegion,InferenceRegion,ModelId) GROUP BY InferenceRegion ORDER BY SUM() DESC LIMIT 2';
  const regions = seriesOf(lines({ expression: query, visible: true }));
  expect(regions.map(({ name }) => name)).toEqual(['us-west-2', 'eu-north-1']);
  const one = { namespace: 'Any/Namespace', name: 'ReroutedInvocations', statistic: 'Sum', period: 300, dimensions: { SourceRegion: 'eu-west-1', InferenceRegion: 'us-west-2' } };
  const each = ['global.one', 'eu.other'].map((ModelId) => seriesOf(lines({ visible: true, metric: { ...one, dimensions: { ...one.dimensions, ModelId } } }))[0]);
  expect(total(regions[0].values)).toBe(each.reduce((sum, { values }) => sum + total(values), 0));
});

test('a number is that of the whole day', () => {
  const [{ values: [number, ...others] }] = seriesOf(lines(found, { expression: 'SUM(s)', label: 'calls', visible: true }), true);
  const each = seriesOf(lines(found, { expression: 's', visible: true }));
  expect(others).toEqual([]);
  // A sample of five minutes every quarter of an hour.
  expect(number).toBe(3 * each.reduce((sum, { values }) => sum + total(values), 0));
});

test('rates per minute do not depend on the period', () => {
  const rate = (period: number) => seriesOf(lines({ ...invocations, metric: { ...invocations.metric!, period } }, { expression: 'all/PERIOD(all)*60', visible: true }))[0].values;
  expect(Math.max(...rate(300).map(Number)) / Math.max(...rate(3600).map(Number))).toBeCloseTo(1, 0);
});

test('a label has the names of what it is of; one that it does not know is refused', () => {
  const named = (label: string) => seriesOf(lines({ ...found, region: 'us-east-1' }, { expression: 'SORT(s,MAX,DESC,1)', label, visible: true }))[0].name;
  expect(named("${PROP('Dim.ModelId')} ${PROP('Region')}")).toMatch(/^\S+ us-east-1$/);
  expect(() => named('${LAST}')).toThrow(/the label/);
});

test.each([
  'SEARCH(\'{Any,ModelId} MetricName="ReroutedInvocations"\', \'Sum\')', 'SEARCH(\'{Any,Other} MetricName="X"\', \'Sum\')', 'SORT(all, MAX)', 'ANOMALY_DETECTION_BAND(all)',
  'SELECT AVG(X) FROM SCHEMA("N",A) GROUP BY A ORDER BY SUM() DESC LIMIT 2', 'SELECT SUM(X) FROM SCHEMA("N",A) GROUP BY A ORDER BY SUM() DESC LIMIT 2',
])('refuses the expression %s', (expression) => {
  const line = { id: 'x', expression, visible: false };
  expect(() => seriesOf(lines(invocations, line, { expression: expression.startsWith('SEARCH') ? 'SUM(x)' : expression, visible: true }))).toThrow();
});

test('the dashboards for reviewers are drawn, whatever the number of profiles', () => {
  const [one, many] = [reviewed(1, ['eu-west-1']), reviewed(60, ['eu-west-1', 'us-east-1'])];
  expect(one).toContain('1 in alarm, 5 OK');
  expect(many).toMatch(/Alarms: 100 of 303, for all of them see the link above: \d+ in alarm/);
  for (const question of ['Failing?', 'Slow?', 'Where?', 'How much?']) expect([one, many].map((svg) => svg.includes(`>${question}<`))).toEqual([true, true]);
});
