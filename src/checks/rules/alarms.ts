import { parseBedrockArn } from '../../bedrock/arns';
import { CATALOG, isRetired, onDemandIn } from '../../bedrock/catalog';
import { AGENT_METRICS, CALL_METRICS, DELIVERY_METRICS, DIMENSIONS, FORMER_METRICS, NAMESPACE } from '../../bedrock/metrics';
import { Model, TYPES } from '../model/model';
import { Found, PAGES, Rule, some } from '../model/rule';
import { destinationsOf, directCalls, splitId } from '../policy/authorizations';
import { decide } from '../policy/decide';
import { isOpaque, textOf } from '../read/opaque';
import { asList, isRecord } from '../read/template';

const BEDROCK_METRICS: readonly string[] = [...Object.values(CALL_METRICS), ...Object.values(DELIVERY_METRICS), ...FORMER_METRICS].sort();

export const unknownMetric: Rule = {
  id: 'unknownMetric',
  severity: 'error',
  summary: 'An alarm watches a metric that Amazon Bedrock does not publish, so it never has data (a warning for one that may be newer than this library)',
  symptom: 'the alarm stays in INSUFFICIENT_DATA',
  cure: 'give a metric that AWS/Bedrock has: Invocations, InvocationThrottles, …',
  wrong: '"MetricName": "InvocationCount"',
  right: '"MetricName": "Invocations"',
  page: PAGES.metrics,
  check: (model) => alarmMetrics(model).filter(({ name }) => !isOpaque(name) && !BEDROCK_METRICS.includes(name)).map(({ logicalId, location, name }) => ({
    ...(!AGENT_METRICS.includes(name) && { severity: 'warning' as const }),
    logicalId,
    location: `${location}.MetricName`,
    message: `AWS/Bedrock has no metric ${name}${AGENT_METRICS.includes(name) ? ', AWS/Bedrock/Agents has' : ', as far as this library knows'}`,
    remedy: name === 'InvocationCount' ? 'give Invocations' : `give one of ${BEDROCK_METRICS.join(', ')}`,
  })),
};

export const unknownDimension: Rule = {
  id: 'unknownDimension',
  severity: 'error',
  summary: 'An alarm on a metric of Amazon Bedrock has a dimension with a value that was never filled in, or (a warning) one that is not known',
  symptom: 'the alarm stays in INSUFFICIENT_DATA',
  cure: 'give the dimension ModelId the ID of the inference profile that is called',
  wrong: '"Name": "ModelId", "Value": "global.undefined"',
  right: '"Name": "ModelId", "Value": "global.MODEL"',
  page: PAGES.metrics,
  check: (model) => alarmMetrics(model).flatMap(({ logicalId, location, dimensions }) => dimensions.flatMap(({ name, value }) => {
    const place = { logicalId, location: `${location}.Dimensions` };
    if (!isOpaque(name) && !DIMENSIONS.includes(name)) {
      return [{
        ...place, severity: 'warning' as const, message: `metrics of AWS/Bedrock have no dimension ${name}, as far as this library knows`, remedy: 'give ModelId, with the ID of the inference profile',
      }];
    }
    if (!/undefined|\[object|^$/.test(value)) return [];
    return [{ ...place, message: `the dimension ${name} has the value ${JSON.stringify(value)}`, remedy: 'give the ID of the inference profile that is called' }];
  })),
};

export const metricOfModelNotProfile: Rule = {
  id: 'metricOfModelNotProfile',
  severity: 'warning',
  summary: 'An alarm watches a model by its own ID where it is called through profiles only, or one that AWS has retired: calls through a profile are counted under its ID',
  symptom: 'the alarm stays in INSUFFICIENT_DATA while calls through the profile are made',
  cure: 'give the dimension ModelId the ID of the inference profile that is called',
  wrong: '"Name": "ModelId", "Value": "MODEL"',
  right: '"Name": "ModelId", "Value": "global.MODEL"',
  page: PAGES.metrics,
  check: (model) => alarmMetrics(model).flatMap(({ logicalId, location, dimensions }): Found[] => {
    const modelId = dimensions.find(({ name }) => name === 'ModelId')?.value ?? '';
    const place = { logicalId, location: `${location}.Dimensions` };
    if (isRetired(modelId) || CATALOG.profiles.get(modelId)?.lifecycle === 'past-eol') {
      return [{ ...place, message: `AWS has retired the model of ${modelId} (catalog of ${CATALOG.date}), so nothing is counted under it`, remedy: 'give the ID of the profile that is called now' }];
    }
    const through = model.grants.filter(({ call }) => splitId(call.inferenceProfileId)[1] === modelId);
    const isOnDemand = onDemandIn(modelId, model.environment.region);
    // Every principal that may call through a profile, and none that may call the model itself.
    if (isOnDemand !== false && (through.length === 0 || model.subjects.some((subject) => {
      const statements = subject.documents.flatMap((document) => document.statements);
      const { call } = through[0];
      return directCalls(modelId, call.action, call.source, [call.source.region, ...destinationsOf(call)]).some((direct) => decide(statements, subject.complete, direct) !== 'not-allowed');
    }))) return [];
    const named = [...new Set([...through.filter(({ single }) => single).map(({ call }) => call.inferenceProfileId), ...calledProfiles(model, modelId)])];
    const offered = [...CATALOG.prefixes].map((prefix) => `${prefix}.${modelId}`).filter((id) => CATALOG.profiles.get(id)?.sourceRegions?.includes(model.environment.region));
    return [{
      ...place,
      message: `calls through ${named.length > 0 ? some(named) : 'a profile'} are counted under its ID, not under ${modelId}${isOnDemand === false ? ', which can be called through a profile only' : ''}`,
      remedy: `give the dimension ModelId the ID of the profile that is called${named.length + offered.length > 0 ? `: ${some(named.length > 0 ? named : offered)}` : ''}`,
    }];
  }),
};

function calledProfiles({ callers }: Model, foundationModelId: string): string[] {
  return callers.filter(({ isProfile }) => isProfile).map(({ modelId }) => parseBedrockArn(modelId)?.id ?? modelId).filter((id) => splitId(id)[1] === foundationModelId);
}

/** A metric of Amazon Bedrock that an alarm watches, as far as the template tells it. */
interface AlarmMetric {
  readonly logicalId: string;
  readonly location: string;
  readonly name: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
}

function alarmMetrics(model: Model): AlarmMetric[] {
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
