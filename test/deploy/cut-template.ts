import { REFUSED_TYPES } from './refused-types';

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
}
export interface Template {
  Resources: Record<string, Resource>;
  Parameters?: Record<string, unknown>;
  Outputs?: Record<string, unknown>;
}

/** What a template has left without the types that the emulator refuses, and what was taken out. */
export interface Cut {
  readonly template: Template;
  readonly removed: Record<string, Resource>;
  /** The parameters in the place of references to what was removed: what they stand for, logical id and attribute. */
  readonly parameters: Record<string, readonly [string, string]>;
}

/** Removes the refused types, with everything that refers to them, and puts a metric in the place of each expression of an alarm. */
export function cutTemplate(original: Template, refusedTypes: readonly string[]): Cut {
  const template = structuredClone(original);
  const removed: Record<string, Resource> = {};
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (!refusedTypes.includes(resource.Type)) continue;
    removed[logicalId] = resource;
    delete template.Resources[logicalId];
  }
  for (const resource of Object.values(template.Resources)) if (resource.Type === 'AWS::CloudWatch::Alarm') simplify(resource);
  const gone = (logicalId: string) => logicalId in removed;
  for (const resource of Object.values(template.Resources)) {
    const kept = [resource.DependsOn ?? []].flat().filter((logicalId) => !gone(logicalId));
    if (kept.length > 0) resource.DependsOn = kept;
    else delete resource.DependsOn;
  }
  template.Outputs = Object.fromEntries(Object.entries(template.Outputs ?? {}).filter(([, output]) => referencesIn(output).every(([logicalId]) => !gone(logicalId))));
  const parameters: Cut['parameters'] = {};
  template.Resources = replaceReferences(template.Resources, (logicalId, attribute) => {
    if (!gone(logicalId)) return undefined;
    if (!REFUSED_TYPES[removed[logicalId].Type]?.madeByApi) throw new Error(`${logicalId} (${removed[logicalId].Type}) is cut, and is referred to`);
    parameters[logicalId + attribute] = [logicalId, attribute];
    return { Ref: logicalId + attribute };
  }) as Record<string, Resource>;
  template.Parameters = { ...template.Parameters, ...Object.fromEntries(Object.keys(parameters).map((name) => [name, { Type: 'String' }])) };
  return { template, removed, parameters };
}

interface MetricStat {
  readonly Metric: { readonly Namespace: unknown; readonly MetricName: unknown; readonly Dimensions?: unknown };
  readonly Period: unknown;
  readonly Stat: string;
}

/** The first metric stands in for an expression, and the one that it selects for a query: see `REFUSED_EXPRESSION`. */
function simplify({ Properties: properties = {} }: Resource): void {
  const { Metrics: metrics } = properties as { Metrics?: readonly { readonly MetricStat?: MetricStat; readonly Expression?: string; readonly Period?: unknown }[] };
  const [query] = metrics ?? [];
  const [, MetricName, Namespace] = /^SELECT SUM\((\w+)\) FROM SCHEMA\("([^"]+)"/.exec(query?.Expression ?? '') ?? [];
  const first = metrics?.find(({ MetricStat: metric }) => metric !== undefined)?.MetricStat
    ?? (MetricName && { Metric: { Namespace, MetricName }, Period: query.Period, Stat: 'Sum' });
  if (!first) return;
  delete properties.Metrics;
  Object.assign(properties, { ...first.Metric, Period: first.Period, [/^p\d/.test(first.Stat) ? 'ExtendedStatistic' : 'Statistic']: first.Stat });
}

type Replace = (logicalId: string, attribute: string) => unknown;

function replaceReferences(value: unknown, replace: Replace): unknown {
  const reference = referenceOf(value);
  if (reference) return replace(...reference) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaceReferences(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceReferences(inner, replace)]));
}

function referencesIn(value: unknown): [string, string][] {
  const found: [string, string][] = [];
  replaceReferences(value, (...reference) => { found.push(reference); return undefined; });
  return found;
}

/** CDK writes Ref and Fn::GetAtt with a list; Fn::Sub with names of resources it does not write. */
function referenceOf(value: unknown): [string, string] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { 'Ref'?: string; 'Fn::GetAtt'?: [string, string] };
  if (ref !== undefined) return [ref, 'Ref'];
  return attribute;
}
