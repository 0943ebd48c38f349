import { Metric } from './sample-data';

/** A widget of a dashboard's body, at its place on the grid of 24 columns. */
export interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly content: Text | Graph | SingleValue | Alarms;
}

export interface Text { readonly kind: 'text'; readonly markdown: string }

/** What is fetched or computed, in a Region, on a dashboard of some profiles. */
export interface Lines {
  readonly lines: readonly GraphLine[];
  readonly region: string;
  readonly profileIds: readonly string[];
}

export interface Graph extends Lines {
  readonly kind: 'graph';
  readonly title: string;
  /** Where the axis ends, if not a little above the values. */
  readonly max?: number;
  readonly thresholds: readonly { readonly value: number; readonly label: string; readonly color: string }[];
}

/** One number for the whole time that is shown. */
export interface SingleValue extends Lines {
  readonly kind: 'number';
  readonly title: string;
}

/** The status of alarms, by their names. */
export interface Alarms {
  readonly kind: 'alarms';
  readonly title: string;
  readonly names: readonly string[];
}

/** A metric, or an expression over the metrics that have an id. */
export interface GraphLine {
  readonly metric?: Metric;
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly color?: string;
  readonly region?: string;
  readonly visible: boolean;
}

type Properties = Readonly<Record<string, unknown>>;

interface Body {
  readonly widgets: readonly { readonly type: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly properties: Properties }[];
  readonly variables?: readonly { readonly values?: readonly { readonly value: string }[] }[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export function widgetsOf(body: string): Widget[] {
  const { widgets } = JSON.parse(body) as Body;
  const profileIds = choicesOf(body).map(({ value }) => value);
  return widgets.map(({ type, properties, x, y, width, height }) => ({ x, y, width, height, content: contentOf(type, properties, profileIds) }));
}

/** What can be chosen at the top of the dashboard. */
export function choicesOf(body: string): readonly { readonly value: string; readonly label?: string }[] {
  return ((JSON.parse(body) as Body).variables ?? []).flatMap(({ values = [] }) => values);
}

function contentOf(type: string, properties: Properties, profileIds: readonly string[]): Widget['content'] {
  // A newer aws-cdk-lib writes the background, which is none, as in the picture.
  if (type === 'text') return { kind: 'text', markdown: only(properties, ['markdown', ...properties.background === 'transparent' ? ['background'] : []]).markdown as string };
  if (type === 'alarm') {
    const { title, alarms } = only(properties, ['title', 'alarms', 'sortBy']);
    return { kind: 'alarms', title: title as string, names: (alarms as string[]).map((arn) => arn.split(/[:/]/).at(-1)!) };
  }
  if (type !== 'metric') throw new Error(`the picture of the dashboard cannot show a widget of type ${type}`);
  const { view } = properties;
  if (view === 'singleValue') {
    const { title, region, metrics, setPeriodToTimeRange } = only(properties, ['view', 'title', 'region', 'metrics', 'setPeriodToTimeRange']);
    if (setPeriodToTimeRange !== true) throw new Error('the picture of the dashboard shows numbers of the whole time only');
    return { kind: 'number', title: title as string, region: region as string, profileIds, lines: (metrics as unknown[][]).map(lineOf) };
  }
  if (view !== 'timeSeries') throw new Error(`the picture of the dashboard cannot show the view ${String(view)}`);
  const { title, region, metrics, yAxis, annotations = {} } = only(properties, ['view', 'title', 'region', 'metrics', 'yAxis', 'annotations']);
  const { left } = only(yAxis as Properties, ['left']);
  const { min, max } = only(left as Properties, ['min', 'max']);
  if (min !== 0) throw new Error(`the picture of the dashboard shows axes that begin at 0, not at ${String(min)}`);
  const { horizontal = [] } = only(annotations as Properties, ['horizontal']);
  return {
    kind: 'graph',
    title: title as string,
    region: region as string,
    profileIds,
    max: max as number | undefined,
    thresholds: (horizontal as Properties[]).map((one) => only(one, ['value', 'label', 'color', 'yAxis']) as unknown as Graph['thresholds'][number]),
    lines: (metrics as unknown[][]).map(lineOf),
  };
}

function lineOf(array: readonly unknown[]): GraphLine {
  const options = typeof array.at(-1) === 'object' ? array.at(-1) as Record<string, unknown> : {};
  const { expression, id, label, visible, stat, period, color, region } = only(options, ['expression', 'id', 'label', 'visible', 'stat', 'period', 'color', 'region']);
  const common = {
    id: id as string | undefined, label: label as string | undefined, color: color as string | undefined, region: region as string | undefined, visible: visible !== false,
  };
  if (expression !== undefined) return { ...common, expression: expression as string };
  const [namespace, name, ...dimensions] = array.filter((item) => typeof item === 'string');
  const pairs = dimensions.flatMap((key, index) => index % 2 ? [] : [[key, dimensions[index + 1]]]);
  return { ...common, metric: { namespace, name, dimensions: Object.fromEntries(pairs), statistic: stat as string, period: period as number ?? 300, region: common.region } };
}

/** The properties, if the picture knows them all: what it does not know it would not show. */
function only(properties: Properties, known: readonly string[]): Properties {
  const unknown = Object.keys(properties).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`the picture of the dashboard does not show the property ${unknown.join(', ')}`);
  return properties;
}
