import { withWidgets } from './quick-start';
import { dashboard } from '../../scripts/pictures/dashboard';
import { seriesOf } from '../../scripts/pictures/series';
import { GraphLine } from '../../scripts/pictures/widgets';

const graphOf = (metric: string, stat: string) => ({ view: 'timeSeries', title: 'New', yAxis: { left: { min: 0 } }, metrics: [['AWS/Bedrock', metric, 'ModelId', 'any', { stat }]] });

test.each<[string, Record<string, unknown>, RegExp]>([
  ['a type of widget that it does not know', { type: 'alarm', properties: { alarms: [] } }, /widget of type alarm/],
  ['a view that it does not know', { properties: { view: 'gauge', metrics: [] } }, /the view gauge/],
  ['a property that it does not know', { properties: { view: 'timeSeries', stacked: true } }, /the property stacked/],
  ['a metric without sample data', { properties: graphOf('NewMetric', 'Sum') }, /no sample data for the metric NewMetric/],
  ['a statistic without sample data', { properties: graphOf('Invocations', 'p42') }, /no sample data for the statistic p42 of Invocations/],
  ['Markdown that it does not know', { type: 'text', properties: { markdown: '[a link](#)' } }, /cannot show the Markdown "\[a link\]/],
  ['a text on a background', { type: 'text', properties: { markdown: '## Text', background: 'solid' } }, /the property background/],
  ['a text that does not fit', { type: 'text', properties: { markdown: `- ${'word '.repeat(200)}end` }, height: 2 }, /too much text for its widget/],
])('refuses %s', (_what, widget, message) => {
  expect(() => dashboard(withWidgets((widgets) => { widgets.push({ type: 'metric', x: 0, y: 27, width: 6, height: 6, ...widget }); }))).toThrow(message);
});

test('an axis ends where the body says', () => {
  // The sample has up to 4 client errors at a time.
  const ending = (left: object) => dashboard(withWidgets((widgets) => {
    widgets.push({ type: 'metric', x: 0, y: 27, width: 6, height: 6, properties: { ...graphOf('InvocationClientErrors', 'Sum'), yAxis: { left: { min: 0, label: 'requests', ...left } } } });
  }));
  const numbers = (svg: string) => [...svg.slice(svg.indexOf('>New<')).matchAll(/>(\d+)</g)].map(([, number]) => Number(number));
  expect(Math.max(...numbers(ending({})))).toBeLessThan(10);
  expect(Math.max(...numbers(ending({ max: 80 })))).toBe(80);
});

const invocations: GraphLine = {
  id: 'all', visible: false, metric: { namespace: 'AWS/Bedrock', name: 'Invocations', dimensions: { ModelId: 'any' }, statistic: 'Sum', period: 300 },
};

test('expressions are computed from the sample of their metrics', () => {
  const [thrice, once, ...others] = seriesOf([{ expression: '3*FILL(all,0)', label: 'thrice', visible: true }, { ...invocations, label: 'once', visible: true }]);
  expect([thrice.name, once.name, others]).toEqual(['thrice', 'once', []]);
  expect(thrice.values).toEqual(once.values.map((value) => 3 * value!));
  expect(Math.max(...once.values.map(Number))).toBeGreaterThan(100);
});

test('a search has a series for each Region of the sample, together what was re-routed in all', () => {
  const expression = 'SEARCH(\'{"Any/Namespace",SourceRegion,InferenceRegion,ModelId} MetricName="ReroutedInvocations" ModelId="any"\', \'Sum\')';
  const regions = seriesOf([{ expression, visible: true }]);
  expect(regions.map(({ name }) => name)).toEqual(['us-west-2', 'eu-north-1', 'ap-southeast-2']);
  const sum = (values: readonly (number | undefined)[]) => values.reduce<number>((total, value) => total + value!, 0);
  const [all] = seriesOf([{ ...invocations, metric: { ...invocations.metric!, name: 'ReroutedInvocations' }, visible: true }]);
  const share = regions.reduce((total, { values }) => total + sum(values), 0) / sum(all.values);
  expect(share).toBeGreaterThan(0.9);
  expect(share).toBeLessThan(1.1);
});

test.each(['SEARCH(\'{Any,ModelId} MetricName="ReroutedInvocations"\', \'Sum\')', 'SORT(all, MAX)'])('refuses the expression %s', (expression) => {
  expect(() => seriesOf([{ expression, visible: true }, invocations])).toThrow();
});
