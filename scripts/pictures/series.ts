import { listed, Metric, sample } from './sample-data';
import { Lines } from './widgets';
import { Series as Computed, seriesOf as compute } from '../../test/monitoring/metric-math';
import { queryOf, searchOf } from '../../test/monitoring/metric-search';

export interface Series {
  readonly name: string;
  /** As the body gives it. */
  readonly color?: string;
  /** One value for each time of the sample; undefined where CloudWatch would have no datapoint. */
  readonly values: readonly (number | undefined)[];
}

interface Input extends Computed { readonly metric: Metric }

/** Samples are a quarter of an hour apart, and of five minutes each. */
const SAMPLES_LEFT_OUT = 3;

/** What a widget shows: sample data for its metrics and for what it finds, and its expressions computed from them as CloudWatch would. */
export function seriesOf({ lines, region, profileIds }: Lines, inOne = false): Series[] {
  const inputs = new Map<string, Input | readonly Input[]>();
  for (const { id, metric, expression, region: own } of lines) {
    if (id === undefined) continue;
    if (metric) inputs.set(id, valued(metric, inOne));
    else if (expression!.startsWith('SEARCH(')) inputs.set(id, found(expression!, profileIds, (own ?? region) === region ? undefined : own).map((one) => valued(one, inOne)));
  }
  return lines.filter(({ visible }) => visible).flatMap(({ metric, expression, label, color }): Series[] => {
    if (metric) return [{ ...valued(metric, inOne), name: label ?? metric.name, color }];
    if (expression!.startsWith('SELECT ')) return grouped(expression!, profileIds).map((one) => ({ ...one, color }));
    const period = inOne ? 86_400 : periodOf(inputs, expression!);
    const name = (one: Computed) => named(one.name, regionOf(inputs, expression!) ?? region, label, expression!);
    return compute(expression!, Object.fromEntries(inputs), period).map((one) => ({ values: one.values, name: name(one), color }));
  });
}

function valued(metric: Metric, inOne: boolean): Input {
  const { ModelId, ...others } = metric.dimensions;
  const values = sample(metric);
  const name = [ModelId, ...Object.values(others)].filter(Boolean).join(' ');
  return { metric, name, values: inOne ? [metric.statistic === 'Sum' ? values.reduce((sum, value) => sum + value, 0) * SAMPLES_LEFT_OUT : Math.max(...values)] : values };
}

type Inputs = ReadonlyMap<string, Input | readonly Input[]>;

function metricsOf(inputs: Inputs, expression: string): Metric[] {
  return [...inputs].filter(([id]) => new RegExp(`\\b${id}\\b`).test(expression)).flatMap(([, input]) => [input].flat() as Input[]).map(({ metric }) => metric);
}

function regionOf(inputs: Inputs, expression: string): string | undefined {
  return metricsOf(inputs, expression).find(({ region }) => region !== undefined)?.region;
}

// All of what an expression takes has one period.
function periodOf(inputs: Inputs, expression: string): number {
  const periods = new Set(metricsOf(inputs, expression).map(({ period }) => period));
  if (periods.size !== 1) throw new Error(`no sample data for ${expression}, of ${periods.size} periods`);
  return [...periods][0];
}

/** A label may have the properties of what it is of. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html */
function named(name = '', region: string, label: string | undefined, expression: string): string {
  if (label === undefined) return name === '' ? expression : name;
  const text = label.replace("${PROP('Dim.ModelId')}", name).replace("${PROP('Region')}", region);
  if (text.includes('${')) throw new Error(`the picture of the dashboard does not know the label ${label}`);
  return text;
}

function found(expression: string, profileIds: readonly string[], region?: string): Metric[] {
  const { namespace, dimensions, statistic, finds } = searchOf(expression);
  return listed(namespace, dimensions, profileIds).filter((one) => finds({ ...one, metricName: one.name })).map((one) => ({ ...one, statistic, period: 300, region }));
}

/** A sum for each value of a dimension, the greatest first. */
function grouped(expression: string, profileIds: readonly string[]): Series[] {
  const { namespace, dimensions, metricName, groupBy, limit } = queryOf(expression);
  const all = listed(namespace, dimensions, profileIds).filter(({ name }) => name === metricName).map((one) => valued({ ...one, statistic: 'Sum', period: 300 }, false));
  const sums = [...new Set(all.map(({ metric }) => metric.dimensions[groupBy]))].map((name) => {
    const [first, ...others] = all.filter(({ metric }) => metric.dimensions[groupBy] === name);
    return { name, values: others.reduce((sum, { values }) => sum.map((value, time) => value! + values[time]!), first.values) };
  });
  const total = ({ values }: Computed) => values.reduce<number>((sum, value) => sum + value!, 0);
  return sums.sort((one, other) => total(other) - total(one)).slice(0, limit);
}
