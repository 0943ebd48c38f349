/** A metric as CloudWatch lists it. */
export interface ListedMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Search {
  readonly namespace: string;
  readonly dimensions: readonly string[];
  readonly statistic: string;
  finds(metric: ListedMetric): boolean;
}

/**
 * What a SEARCH expression looks for: `{schema} property="exact" property=(word OR "exact") NOT property=(…)`. A word without quotes is one of those that a
 * value is taken apart into, at everything that is no letter and no digit. Other forms are not modelled.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function searchOf(expression: string): Search {
  const [, schema, query, statistic] = /^SEARCH\('\{([^}]+)\} (.+)', '([^']+)'\)$/.exec(expression) ?? [];
  if (schema === undefined) throw new Error(`not modelled: ${expression}`);
  const conditions = [...`${query} `.matchAll(/(NOT )?(\w+)=(?:"([^"]+)"|\(([^)]+)\)) /g)];
  if (conditions.map(([whole]) => whole).join('') !== `${query} `) throw new Error(`not modelled: ${query}`);
  const [namespace, ...dimensions] = schema.split(',').map((name) => name.replace(/"/g, ''));
  return {
    namespace,
    dimensions,
    statistic,
    finds: (metric) => metric.namespace === namespace
      && Object.keys(metric.dimensions).sort().join() === [...dimensions].sort().join()
      && conditions.every(([, not, property, exact, several]) => {
        const value = property === 'MetricName' ? metric.metricName : metric.dimensions[property];
        if (value === undefined) throw new Error(`no such property: ${property}`);
        const terms = exact === undefined ? several.split(' OR ') : [`"${exact}"`];
        return terms.some((term) => term.startsWith('"') ? term === `"${value}"` : value.split(/[^A-Za-z0-9]+/).includes(term)) !== (not !== undefined);
      }),
  };
}

export interface Query {
  readonly namespace: string;
  readonly dimensions: readonly string[];
  readonly metricName: string;
  readonly groupBy: string;
  readonly limit: number;
}

/** A query of Metrics Insights for sums of a metric by a dimension, the greatest first. Other forms are not modelled. */
export function queryOf(expression: string): Query {
  const [, metricName, schema, groupBy, limit] = /^SELECT SUM\((\w+)\) FROM SCHEMA\(([^)]+)\) GROUP BY (\w+) ORDER BY SUM\(\) DESC LIMIT (\d+)$/.exec(expression) ?? [];
  if (metricName === undefined) throw new Error(`not modelled: ${expression}`);
  const [namespace, ...dimensions] = schema.split(',').map((name) => name.replace(/"/g, ''));
  if (!dimensions.includes(groupBy)) throw new Error(`${groupBy} is not in the schema`);
  return { namespace, dimensions, metricName, groupBy, limit: Number(limit) };
}
