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
  readonly accountId?: string;
  readonly visible?: boolean;
  readonly color?: string;
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
  readonly view?: string;
  readonly setPeriodToTimeRange?: boolean;
  readonly alarms?: readonly string[];
  readonly annotations?: { readonly horizontal: readonly { readonly value: number; readonly label: string }[] };
  readonly yAxis?: { readonly left: { readonly min?: number; readonly max?: number } };
  readonly lines: readonly Line[];
}

/** A choice at the top of a dashboard. */
export interface Variable {
  readonly type: string;
  readonly property: string;
  readonly inputType: string;
  readonly id: string;
  readonly label: string;
  readonly defaultValue: string;
  readonly visible: boolean;
  readonly search?: string;
  readonly populateFrom?: string;
  readonly values?: readonly { readonly value: string; readonly label?: string }[];
}

type Own = 'type' | 'x' | 'y' | 'width' | 'height';
interface RawWidget extends Pick<Widget, Own> { readonly properties: Omit<Widget, Own | 'lines'> & { metrics?: unknown[][] } }

/** The text of each dashboard body of a stack, as CloudFormation hands it to CloudWatch; a stack without a Region is deployed to eu-west-1. */
export function dashboardBodies(stack: Stack): string[] {
  const template = Template.fromStack(stack);
  const region = Token.isUnresolved(stack.region) ? 'eu-west-1' : stack.region;
  const accountId = Token.isUnresolved(stack.account) ? '111122223333' : stack.account;
  const dashboards = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  return dashboards.map(({ Properties }) => resolveIntrinsics(imported(Properties.DashboardBody), template.toJSON(), { partition: 'aws', region, accountId }) as string);
}

/** The value with each import from another stack as the name that it is exported by. */
function imported(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(imported);
  if ('Fn::ImportValue' in value) return value['Fn::ImportValue'];
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, imported(inner)]));
}

/** The widgets of the only dashboard of a stack, from top to bottom. */
export function widgetsOf(stack: Stack): Widget[] {
  return widgetsIn(bodyOf(stack));
}

/** The body of the only dashboard of a stack. */
export function bodyOf(stack: Stack): string {
  const [body, ...others] = dashboardBodies(stack);
  if (others.length > 0) throw new Error('the stack has several dashboards');
  return body;
}

export function widgetsIn(body: string): Widget[] {
  const { widgets } = JSON.parse(body) as { widgets: RawWidget[] };
  return widgets
    .map(({ properties: { metrics = [], ...properties }, ...place }) => ({ ...place, ...properties, lines: metrics.map(lineOf) }))
    .sort((a, b) => a.y - b.y || a.x - b.x);
}

export function variablesIn(body: string): Variable[] {
  return (JSON.parse(body) as { variables?: Variable[] }).variables ?? [];
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
