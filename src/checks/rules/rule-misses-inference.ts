import { PAGES } from './pages';
import { Rule } from './rule';
import { TYPES } from '../model';
import { matches } from '../policy/match';
import { asList, isRecord, Resource } from '../template/template';

const STATE = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export const ruleMissesInference: Rule = {
  id: 'ruleMissesInference',
  severity: 'error',
  summary: 'An EventBridge rule on inference calls is in a state that receives no read-only management events, so it never matches',
  page: PAGES.readOnlyEvents,
  check: (model) => model.resources.filter((resource) => resource.type === TYPES.rule && missesInference(resource)).map(({ logicalId }) => ({
    logicalId,
    location: 'Properties.State',
    message: `inference calls are read-only management events, which a rule receives only in the state ${STATE}`,
    remedy: `set State to ${STATE}, on the L1 of the rule`,
  })),
};

function missesInference({ properties }: Resource): boolean {
  return isOnInference(properties.EventPattern) && isPlainlyEnabled(properties);
}

function isPlainlyEnabled({ State }: Resource['properties']): boolean {
  return State === undefined || State === 'ENABLED';
}

function isOnInference(pattern: unknown): boolean {
  if (!isRecord(pattern) || !isRecord(pattern.detail)) return false;
  const isBedrock = asList(pattern.source).includes('aws.bedrock') || asList(pattern.detail.eventSource).includes('bedrock.amazonaws.com');
  return isBedrock && [pattern.detail, ...asList(pattern.detail.$or)].some((detail) => isRecord(detail)
    && (asList(detail.eventName).some(namesInference) || (isRecord(detail.additionalEventData) && detail.additionalEventData.inferenceRegion !== undefined)));
}

/** Calls that are management events; bidirectional streams, asynchronous calls and those of agents are data events, which every state receives. */
const INFERENCE = ['InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream'];

function namesInference(name: unknown): boolean {
  if (typeof name === 'string') return INFERENCE.includes(name);
  const { prefix, wildcard } = isRecord(name) ? name : {};
  const glob = typeof prefix === 'string' ? `${prefix}*` : wildcard;
  return typeof glob === 'string' && INFERENCE.some((known) => matches(glob, known) === 'yes');
}
