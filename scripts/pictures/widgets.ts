import { Metric } from './sample-data';

/** A widget of a dashboard's body, at its place on the grid of 24 columns. */
export interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly content: Text | Graph;
}

export interface Text { readonly markdown: string }

export interface Graph {
  readonly title: string;
  readonly unit: string;
  /** Where the axis ends, if not a little above the values. */
  readonly max?: number;
  readonly lines: readonly GraphLine[];
}

/** A metric, or an expression over the metrics that have an id. */
export interface GraphLine {
  readonly metric?: Metric;
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly visible: boolean;
}

interface RawWidget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export function widgetsOf(body: string): Widget[] {
  const { widgets } = JSON.parse(body) as { widgets: RawWidget[] };
  return widgets.map(({ type, properties, x, y, width, height }) => ({ x, y, width, height, content: contentOf(type, properties) }));
}

function contentOf(type: string, properties: Readonly<Record<string, unknown>>): Text | Graph {
  // A newer aws-cdk-lib writes the background, which is none, as in the picture.
  if (type === 'text') return { markdown: only(properties, ['markdown', ...properties.background === 'transparent' ? ['background'] : []]).markdown as string };
  if (type !== 'metric') throw new Error(`the picture of the dashboard cannot show a widget of type ${type}`);
  const { view, title, metrics, yAxis } = only(properties, ['view', 'title', 'region', 'metrics', 'yAxis']);
  if (view !== 'timeSeries') throw new Error(`the picture of the dashboard cannot show the view ${String(view)}`);
  const { left } = only(yAxis as Record<string, unknown>, ['left']);
  const { min, max, label } = only(left as Record<string, unknown>, ['min', 'max', 'label', 'showUnits']);
  if (min !== 0) throw new Error(`the picture of the dashboard shows axes that begin at 0, not at ${String(min)}`);
  return { title: title as string, unit: label as string, max: max as number | undefined, lines: (metrics as unknown[][]).map(lineOf) };
}

function lineOf(array: readonly unknown[]): GraphLine {
  const options = typeof array.at(-1) === 'object' ? array.at(-1) as Record<string, unknown> : {};
  const { expression, id, label, visible, stat, period } = only(options, ['expression', 'id', 'label', 'visible', 'stat', 'period', 'color', 'region']);
  const common = { id: id as string | undefined, label: label as string | undefined, visible: visible !== false };
  if (expression !== undefined) return { ...common, expression: expression as string };
  const [namespace, name, ...dimensions] = array.filter((item) => typeof item === 'string');
  const pairs = dimensions.flatMap((key, index) => index % 2 ? [] : [[key, dimensions[index + 1]]]);
  return { ...common, metric: { namespace, name, dimensions: Object.fromEntries(pairs), statistic: stat as string, period: period as number ?? 300 } };
}

/** The properties, if the picture knows them all: what it does not know it would not show. */
function only(properties: Readonly<Record<string, unknown>>, known: readonly string[]): Readonly<Record<string, unknown>> {
  const unknown = Object.keys(properties).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`the picture of the dashboard does not show the property ${unknown.join(', ')}`);
  return properties;
}
