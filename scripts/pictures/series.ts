import { Metric, sample } from './sample-data';
import { GraphLine } from './widgets';
import { datapoint } from '../../test/monitoring/metric-math';

export interface Series {
  readonly name: string;
  /** One value for each time of the sample; undefined where CloudWatch would have no datapoint. */
  readonly values: readonly (number | undefined)[];
}

/** What a graph shows: sample data for its metrics, and its expressions computed from them as CloudWatch would. */
export function seriesOf(lines: readonly GraphLine[]): Series[] {
  const byId = new Map(lines.flatMap((line) => line.id !== undefined && line.metric ? [[line.id, sample(line.metric)] as const] : []));
  return lines.filter(({ visible }) => visible).flatMap((line) => {
    if (line.metric) return [{ name: line.label ?? line.metric.name, values: sample(line.metric) }];
    return line.expression!.startsWith('SEARCH(') ? found(line.expression!) : [{ name: line.label ?? line.expression!, values: computed(line.expression!, byId) }];
  });
}

function computed(expression: string, byId: ReadonlyMap<string, readonly number[]>): (number | undefined)[] {
  const [first] = byId.values();
  return first.map((_, index) => datapoint(expression, Object.fromEntries([...byId].map(([id, values]) => [id, values[index]]))));
}

/** A search for one metric in a schema of dimensions: a series for each value of the one dimension that it leaves open. */
function found(expression: string): Series[] {
  const [, namespace, schema, filter, statistic] = /^SEARCH\('\{"([^"]+)",([^}]+)\} ([^']+)', '(\w+)'\)$/.exec(expression) ?? [];
  const terms = Object.fromEntries([...(filter ?? '').matchAll(/(\w+)="([^"]+)"/g)].map(([, name, value]) => [name, value]));
  const { MetricName, ...dimensions } = terms;
  const open = (schema ?? '').split(',').filter((name) => !(name in dimensions) && name !== 'SourceRegion');
  if (MetricName === undefined || open.join() !== 'InferenceRegion') throw new Error(`no sample data for the search ${expression}`);
  return SAMPLE_REGIONS.map((region): Series => {
    const metric: Metric = { namespace, name: MetricName, statistic, period: 300, dimensions: { ...dimensions, InferenceRegion: region } };
    return { name: region, values: sample(metric) };
  });
}

/** Where the sample's calls are processed when they are not processed in the source Region. */
const SAMPLE_REGIONS = ['us-west-2', 'eu-north-1', 'ap-southeast-2'];
