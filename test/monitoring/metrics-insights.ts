import { ListedMetric } from './metric-search';

/** A metric with the account that it is from. */
export interface AccountMetric extends ListedMetric {
  readonly account: string;
}

export interface InsightsQuery {
  readonly metricName: string;
  readonly limit?: number;
  /** What a metric counts to: the value that it is grouped by. Undefined for one that the query does not find. */
  groupOf(metric: AccountMetric): string | undefined;
}

/**
 * A query of CloudWatch Metrics Insights for sums of one metric over the accounts that are linked: with or without a schema, at most one condition on a
 * dimension, grouped by the account or by a dimension. Other forms are not modelled.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
export function insightsQuery(expression: string): InsightsQuery {
  const form = /^SELECT SUM\((\w+)\) FROM (?:SCHEMA\("([^"]+)"((?:, ?\w+)*)\)|"([^"]+)")(?: WHERE (\w+) = '([^']+)')? GROUP BY (\w+|AWS\.AccountId) ORDER BY (?:SUM|MAX)\(\) DESC(?: LIMIT (\d+))?$/;
  const found = form.exec(expression);
  if (!found) throw new Error(`not modelled: ${expression}`);
  const [, metricName, ofSchema, dimensions, namespace, key, value, by, limit] = found;
  const schema = ofSchema === undefined ? undefined : dimensions.split(',').map((name) => name.trim()).filter((name) => name !== '').sort().join();
  return {
    metricName,
    limit: limit === undefined ? undefined : Number(limit),
    groupOf: (metric) => {
      const isFound = metric.metricName === metricName && metric.namespace === (ofSchema ?? namespace)
        && (schema === undefined || Object.keys(metric.dimensions).sort().join() === schema)
        && (key === undefined || metric.dimensions[key] === value);
      return isFound ? by === 'AWS.AccountId' ? metric.account : metric.dimensions[by] ?? 'Other' : undefined;
    },
  };
}
