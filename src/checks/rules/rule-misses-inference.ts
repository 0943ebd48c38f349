import { CALLS, STATE_WITH_READ_ONLY_EVENTS } from '../../bedrock/cloudtrail';
import { TYPES } from '../model/model';
import { PAGES, Rule, Found } from '../model/rule';
import { matches } from '../policy/match';
import { asList, isRecord, Json } from '../read/template';

export const ruleMissesInference: Rule = {
  id: 'ruleMissesInference',
  severity: 'error',
  summary: 'An EventBridge rule on inference calls is in a state that receives no read-only management events, so it misses them (a warning where it is on all calls of Amazon Bedrock)',
  page: PAGES.readOnlyEvents,
  check: (model) => model.resources.filter(({ type, properties }) => type === TYPES.rule && isPlainlyEnabled(properties)).flatMap(({ logicalId, properties }) =>
    missed(properties.EventPattern).map((found) => ({ logicalId, location: 'Properties.State', ...found }))),
};

function missed(pattern: unknown): Found[] {
  if (!isRecord(pattern)) return [];
  const detail = isRecord(pattern.detail) ? pattern.detail : {};
  if (!asList(pattern.source).includes('aws.bedrock') && !asList(detail.eventSource).includes('bedrock.amazonaws.com')) return [];
  if (namesInference(detail)) {
    return [{ message: `inference calls are read-only management events, which a rule receives only in the state ${STATE_WITH_READ_ONLY_EVENTS}`, remedy: `set State to ${STATE_WITH_READ_ONLY_EVENTS}, on the L1 of the rule` }];
  }
  return isOnEveryCall(pattern, detail) ? [{
    severity: 'warning',
    message: `of the calls of Amazon Bedrock, those that only read are received only in the state ${STATE_WITH_READ_ONLY_EVENTS}; inference is among them`,
    remedy: `set State to ${STATE_WITH_READ_ONLY_EVENTS}, on the L1 of the rule, or name the calls that are meant in detail.eventName`,
  }] : [];
}

function isPlainlyEnabled({ State }: Json): boolean {
  return State === undefined || State === 'ENABLED';
}

/** Whether nothing but the service, and whose calls they are, is asked for. */
function isOnEveryCall(pattern: Json, detail: Json): boolean {
  return asList(pattern['detail-type']).includes('AWS API Call via CloudTrail')
    && Object.keys(pattern).every((key) => ['source', 'detail-type', 'detail', 'account', 'region'].includes(key))
    && Object.keys(detail).every((key) => ['eventSource', 'eventType', 'awsRegion', 'recipientAccountId', 'userIdentity'].includes(key));
}

function namesInference(detail: Json): boolean {
  return [detail, ...asList(detail.$or)].some((its) => isRecord(its)
    && (asList(its.eventName).some(isInference) || (isRecord(its.additionalEventData) && its.additionalEventData.inferenceRegion !== undefined)));
}

// Calls that are management events. Bidirectional streams, asynchronous calls and those of agents are data events, which every state receives.
function isInference(name: unknown): boolean {
  if (typeof name === 'string') return CALLS.includes(name);
  if (!isRecord(name)) return false;
  const { prefix, suffix, wildcard, 'equals-ignore-case': anyCase } = name;
  if (typeof anyCase === 'string') return CALLS.some((known) => known.toLowerCase() === anyCase.toLowerCase());
  const glob = typeof prefix === 'string' ? `${prefix}*` : typeof suffix === 'string' ? `*${suffix}` : wildcard;
  return typeof glob === 'string' && CALLS.some((known) => matches(glob, known) === 'yes');
}
