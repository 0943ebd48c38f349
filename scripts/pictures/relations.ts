import { Place, placesOf } from './places';
import { Resource, Synthesized } from './quick-start';
import { references } from './references';
import { queryOf, searchOf } from '../../test/monitoring/metric-search';

/** A box of the architecture: a place of resources, or Amazon Bedrock, which the stack only refers to. */
export type Node = Place | 'bedrock';

/** Which boxes of the architecture have to do with each other, as `pair` writes them: every one of them has to be drawn, and no other. */
export function relationsOf(synthesized: Synthesized): Set<string> {
  const { resources, text } = synthesized;
  const places = placesOf(resources);
  const pairs = new Set<string>();
  for (const [id, resource] of Object.entries(resources)) {
    const place = places.get(id)!;
    const others: Node[] = [...references(resource)].flatMap((other) => places.get(other) ?? []);
    if (usesBedrock(resource)) others.push('bedrock');
    for (const namespace of namespacesRead(resource, text)) others.push(publisher(namespace, resources));
    for (const other of others) if (other !== place) pairs.add(pair(place, other));
  }
  return pairs;
}

export function pair(one: Node, other: Node): string {
  return [one, other].sort().join(' - ');
}

/** A policy that allows calls, or a rule that takes their records: both name what they are for, not a resource of the stack. */
function usesBedrock({ Type, Properties }: Resource): boolean {
  if (Type === 'AWS::IAM::Policy') return JSON.stringify(Properties).includes('"bedrock:InvokeModel');
  return Type === 'AWS::Events::Rule' && JSON.stringify(Properties.EventPattern).includes('"bedrock.amazonaws.com"');
}

function namespacesRead({ Type, Properties }: Resource, text: (value: unknown) => string): string[] {
  if (Type === 'AWS::CloudWatch::Alarm') {
    const queries = (Properties.Metrics ?? []) as { MetricStat?: { Metric: { Namespace: unknown } } }[];
    return [...Properties.Namespace === undefined ? [] : [Properties.Namespace], ...queries.flatMap(({ MetricStat }) => MetricStat ? [MetricStat.Metric.Namespace] : [])].map(text);
  }
  if (Type !== 'AWS::CloudWatch::Dashboard') return [];
  const { widgets } = JSON.parse(text(Properties.DashboardBody)) as { widgets: { properties: { metrics?: unknown[][] } }[] };
  return widgets.flatMap(({ properties }) => properties.metrics ?? []).flatMap(([first]) => {
    if (typeof first === 'string') return [first];
    const { expression } = first as { expression: string };
    if (expression.startsWith('SEARCH(')) return [searchOf(expression).namespace];
    return expression.startsWith('SELECT ') ? [queryOf(expression).namespace] : [];
  });
}

function publisher(namespace: string, resources: Readonly<Record<string, Resource>>): Node {
  if (namespace === 'AWS/Bedrock') return 'bedrock';
  const filters = Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter');
  if (filters.some(({ Properties }) => JSON.stringify(Properties).includes(JSON.stringify(namespace)))) return 'metric filters';
  throw new Error(`the architecture does not know who publishes the metrics of ${namespace}`);
}
