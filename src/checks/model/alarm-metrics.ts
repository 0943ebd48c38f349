import { Model, TYPES } from './model';
import { NAMESPACE } from '../../bedrock/metrics';
import { textOf } from '../read/opaque';
import { asList, isRecord } from '../read/template';

/** A metric of Amazon Bedrock that an alarm watches, as far as the template tells it. */
interface AlarmMetric {
  readonly logicalId: string;
  readonly location: string;
  readonly name: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
}

export function alarmMetrics(model: Model): AlarmMetric[] {
  return model.resources.filter(({ type }) => type === TYPES.alarm).flatMap(({ logicalId, properties }) => [
    ...metric(logicalId, 'Properties', properties),
    ...asList(properties.Metrics).flatMap((query, index) =>
      metric(logicalId, `Properties.Metrics.${index}.MetricStat.Metric`, isRecord(query) && isRecord(query.MetricStat) ? query.MetricStat.Metric : undefined)),
  ]);
}

function metric(logicalId: string, location: string, given: unknown): AlarmMetric[] {
  if (!isRecord(given) || given.Namespace !== NAMESPACE || typeof given.MetricName !== 'string') return [];
  const dimensions = asList(given.Dimensions).flatMap((dimension) => (isRecord(dimension) ? [{ name: textOf(dimension.Name), value: textOf(dimension.Value) }] : []));
  return [{ logicalId, location, name: given.MetricName, dimensions }];
}
