import { AGENT_METRICS, CALL_METRICS, DELIVERY_METRICS, FORMER_METRICS } from '../../bedrock/metrics';
import { alarmMetrics } from '../model/alarm-metrics';
import { PAGES, Rule } from '../model/rule';
import { isOpaque } from '../read/opaque';

const BEDROCK_METRICS: readonly string[] = [...Object.values(CALL_METRICS), ...Object.values(DELIVERY_METRICS), ...FORMER_METRICS].sort();

export const unknownMetric: Rule = {
  id: 'unknownMetric',
  severity: 'error',
  summary: 'An alarm watches a metric that Amazon Bedrock does not publish, so it never has data (a warning for one that may be newer than this library)',
  page: PAGES.metrics,
  check: (model) => alarmMetrics(model).filter(({ name }) => !isOpaque(name) && !BEDROCK_METRICS.includes(name)).map(({ logicalId, location, name }) => ({
    ...(!AGENT_METRICS.includes(name) && { severity: 'warning' as const }),
    logicalId,
    location: `${location}.MetricName`,
    message: `AWS/Bedrock has no metric ${name}${AGENT_METRICS.includes(name) ? ', AWS/Bedrock/Agents has' : ', as far as this library knows'}`,
    remedy: name === 'InvocationCount' ? 'give Invocations' : `give one of ${BEDROCK_METRICS.join(', ')}`,
  })),
};
