import { Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { resolveIntrinsics } from '../support/template-intrinsics';

/** One line of a graph: a metric or an expression. */
export interface Line {
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly region?: string;
  readonly visible?: boolean;
}

export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly markdown?: string;
  readonly title?: string;
  readonly region?: string;
  readonly yAxis?: { readonly left: { readonly min?: number; readonly max?: number } };
  readonly lines: readonly Line[];
}

/** A profile in a source Region: the graphs below a heading. */
export interface Band {
  readonly section: string;
  readonly heading: string;
  readonly graphs: readonly Widget[];
}

interface RawWidget extends Omit<Widget, 'lines' | 'markdown' | 'title' | 'region' | 'yAxis'> {
  readonly properties: { markdown?: string; title?: string; region?: string; yAxis?: Widget['yAxis']; metrics?: unknown[][] };
}

/** The text of each dashboard body of a stack, as CloudFormation hands it to CloudWatch; a stack without a Region is deployed to eu-west-1. */
export function dashboardBodies(stack: Stack): string[] {
  const template = Template.fromStack(stack);
  const region = Token.isUnresolved(stack.region) ? 'eu-west-1' : stack.region;
  const deployment = { partition: 'aws', region, accountId: '111122223333' };
  const dashboards = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  return dashboards.map(({ Properties }) => resolveIntrinsics(Properties.DashboardBody, template.toJSON(), deployment) as string);
}

/** The widgets of the only dashboard of a stack, from top to bottom. */
export function widgetsOf(stack: Stack): Widget[] {
  const [body, ...others] = dashboardBodies(stack);
  if (others.length > 0) throw new Error('the stack has several dashboards');
  return widgetsIn(body);
}

export function widgetsIn(body: string): Widget[] {
  const { widgets } = JSON.parse(body) as { widgets: RawWidget[] };
  return widgets
    .map(({ properties: { markdown, title, region, yAxis, metrics = [] }, ...place }) => ({ ...place, markdown, title, region, yAxis, lines: metrics.map(lineOf) }))
    .sort((a, b) => a.y - b.y || a.x - b.x);
}

/** The bands, in the order shown; what is above the first one or below the last is left out. */
export function bandsOf(widgets: readonly Widget[]): Band[] {
  const bands: { section: string; heading: string; graphs: Widget[] }[] = [];
  let section = '';
  for (const widget of widgets) {
    const [, level, text] = /^(##+) (.*)/.exec(widget.markdown ?? '') ?? [];
    if (level === '##') section = text;
    if (level === '###' && text.includes(' from ')) bands.push({ section, heading: text, graphs: [] });
    if (widget.type === 'metric') bands.at(-1)!.graphs.push(widget);
  }
  return bands;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function lineOf(array: unknown[]): Line {
  const options = typeof array.at(-1) === 'object' ? array.at(-1) as Partial<Line> : {};
  const texts = array.filter((item) => typeof item === 'string');
  if (texts.some((item) => /^\.+$/.test(item))) throw new Error('a shorthand for the line above is not modelled');
  const [namespace, metricName, ...pairs] = texts;
  if (pairs.length % 2 !== 0) throw new Error(`a dimension without a value: ${JSON.stringify(array)}`);
  return { ...options, namespace, metricName, dimensions: Object.fromEntries(pairs.flatMap((name, index) => index % 2 ? [] : [[name, pairs[index + 1]]])) };
}
