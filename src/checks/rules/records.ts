import { CALLS, STATE_WITH_READ_ONLY_EVENTS, STREAMED_CALLS } from '../../bedrock/cloudtrail';
import { ANY, matchesRecord, RecordFields } from '../model/filter-pattern';
import { TYPES } from '../model/model';
import { Found, PAGES, Rule } from '../model/rule';
import { matches } from '../policy/match';
import { isOpaque, textOf } from '../read/opaque';
import { asList, isRecord, Json, Resource } from '../read/template';

export const trailMissesInference: Rule = {
  id: 'trailMissesInference',
  severity: 'warning',
  summary: 'The trails record no read-only management events, so they miss inference, which is recorded as such',
  symptom: 'no call stands in the trail, though calls are made',
  cure: 'record read events too: ReadWriteType All, or no field selector on readOnly',
  wrong: '"ReadWriteType": "WriteOnly"',
  right: '"ReadWriteType": "All"',
  page: PAGES.cloudTrail,
  check: (model, { usesInference, trails }) => {
    // Another trail may record what this one leaves out.
    if (!usesInference || trails.some(recordsReads)) return [];
    return model.resources.filter((resource) => resource.type === TYPES.trail && missesReads(resource)).map(({ logicalId }) => ({
      logicalId,
      location: 'Properties',
      message: 'the trail records no read-only management events, and InvokeModel, Converse and their streaming forms are recorded as read-only',
      remedy: 'record read events too (ReadWriteType All, or no field selector on readOnly), or say in an acknowledgement where they are recorded',
    }));
  },
};

// A trail that records no management events at all is for data events by intent.
function missesReads({ properties }: Resource): boolean {
  const [basic, advanced] = [properties.EventSelectors, properties.AdvancedEventSelectors].map((selectors) => asList(selectors));
  if (![...basic, ...advanced].every(isRecord)) return false;
  const basicOnes = basic.filter(isRecord).filter(({ IncludeManagementEvents }) => IncludeManagementEvents !== false);
  const management = [...basicOnes, ...advanced.filter(isRecord).filter(isOnManagementEvents)];
  return management.length > 0 && management.every((selector) => selector.ReadWriteType === 'WriteOnly' || asList(selector.FieldSelectors).some((field) => leavesOut(field, 'readOnly', 'true')));
}

function isOnManagementEvents({ FieldSelectors }: Json): boolean {
  return !asList(FieldSelectors).some((field) => leavesOut(field, 'eventCategory', 'Management'));
}

function leavesOut(field: unknown, name: string, value: string): boolean {
  if (!isRecord(field) || field.Field !== name) return false;
  const values = asList(field.Equals).map(textOf);
  return values.length > 0 && !values.some(isOpaque) && !values.includes(value);
}

// What is not known may record them.
function recordsReads(trail: Resource): boolean {
  return !missesReads(trail) && !recordsDataEventsOnly(trail);
}

function recordsDataEventsOnly({ properties }: Resource): boolean {
  const [basic, advanced] = [properties.EventSelectors, properties.AdvancedEventSelectors].map((selectors) => asList(selectors).filter(isRecord));
  return basic.length + advanced.length > 0 && basic.every(({ IncludeManagementEvents }) => IncludeManagementEvents === false) && !advanced.some(isOnManagementEvents);
}

export const ruleMissesInference: Rule = {
  id: 'ruleMissesInference',
  severity: 'error',
  summary: 'An EventBridge rule on inference calls is in a state that receives no read-only management events, so it misses them (a warning where it is on all calls of Amazon Bedrock)',
  symptom: 'the rule never matches a call, though CloudTrail records it',
  cure: 'set State to ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS, on the L1 of the rule',
  wrong: '"State": "ENABLED"',
  right: '"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"',
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
    && (asList(its.eventName).some(isInference) || (its.eventName === undefined && asksForCall(its))));
}

// Of the management events of Amazon Bedrock, calls alone have additional data; with the ID of a model come requests for agreements too, which are not read.
function asksForCall({ additionalEventData, requestParameters }: Json): boolean {
  const given = [additionalEventData, isRecord(requestParameters) && requestParameters.modelId];
  return given.some((asked) => (isRecord(asked) && Object.keys(asked).length > 0) || Array.isArray(asked));
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

export const filterCountsTwice: Rule = {
  id: 'filterCountsTwice',
  severity: 'warning',
  summary: 'A metric filter that matches streamed calls does not ask for `eventType`, so it counts the record of the call and that of its completion',
  symptom: 'the metric counts twice as many streamed calls as there were',
  cure: 'add ($.eventType = "AwsApiCall") && ($.eventCategory = "Management") to the pattern',
  wrong: '$.eventName = "ConverseStream") }',
  right: '$.eventName = "ConverseStream") && ($.eventType = "AwsApiCall") && ($.eventCategory = "Management") }',
  page: PAGES.cloudTrail,
  check: (model) => model.resources.filter(({ type, properties }) => type === TYPES.metricFilter && countsTwice(properties.FilterPattern)).map(({ logicalId }) => ({
    logicalId,
    location: 'Properties.FilterPattern',
    message: 'a streamed call has two records with the same event name, AwsApiCall and AwsServiceEvent, and the pattern matches both',
    remedy: 'add ($.eventType = "AwsApiCall") && ($.eventCategory = "Management") to the pattern',
  })),
};

function countsTwice(pattern: unknown): boolean {
  if (typeof pattern !== 'string' || isOpaque(pattern)) return false;
  // What matches the records of other services too is no count of inference.
  return !matchesRecord(pattern, OTHER_SERVICE)
    && STREAMED_CALLS.some((eventName) => [CALL, COMPLETION].every((record) => matchesRecord(pattern, new Map([...record, ['eventName', eventName]]))));
}

/** What every record of a call that succeeds carries; of a streamed one, both have the same. */
const COMMON: RecordFields = new Map([
  ...['awsRegion', 'recipientAccountId', 'userIdentity', 'sourceIPAddress', 'userAgent'].map((field): [string, string] => [field, ANY]),
  ['readOnly', 'true'], ['errorCode', undefined], ['errorMessage', undefined],
]);

const CALL: RecordFields = new Map([
  ...COMMON, ['eventSource', 'bedrock.amazonaws.com'], ['eventType', 'AwsApiCall'], ['eventCategory', 'Management'], ['requestParameters.modelId', ANY],
]);

/** The sample on AWS's page tells no category. */
const COMPLETION: RecordFields = new Map([...COMMON, ['eventSource', 'bedrock.amazonaws.com'], ['eventType', 'AwsServiceEvent'], ['requestParameters', undefined]]);

const OTHER_SERVICE: RecordFields = new Map([...COMMON, ['eventSource', 'sts.amazonaws.com'], ['eventName', 'AssumeRole'], ['eventType', 'AwsApiCall']]);
