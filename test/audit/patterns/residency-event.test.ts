import { ALLOW_LISTS, EXPECTED, LISTS } from './residency-expected';
import { outside, WATCHED } from './watched-calls';
import { arrivedRecordPattern, patternLength, WatchedCall } from '../../../src/audit/patterns/residency-event';
import { CATALOG } from '../../../src/bedrock/catalog';
import { STATE_WITH_READ_ONLY_EVENTS } from '../../../src/bedrock/cloudtrail';
import {
  CLOUDTRAIL_RECORDS, cloudTrailRecord, CloudTrailRecordName, recordsWhere, SOURCE_REGION, toEventBridgeEvent,
} from '../../support/cloudtrail-records';
import { matchesEventPattern, ruleReceives } from '../../support/event-pattern';

const COMPLETED = recordsWhere((record) => record.eventType === 'AwsServiceEvent' && record.eventCategory !== 'Data');

describe('which calls were processed outside of which allow-list', () => {
  test('the table holds every record, and no other', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(CLOUDTRAIL_RECORDS));
  });

  test.each(recordsWhere(() => true))('%s', (name) => {
    const record = CLOUDTRAIL_RECORDS[name];
    expect({
      anyProfile: LISTS.filter((list) => outside(record, ALLOW_LISTS[list])),
      globalProfile: LISTS.filter((list) => outside(record, ALLOW_LISTS[list], [WATCHED.global])),
    }).toEqual(EXPECTED[name]);
  });
});

// What is told from a call by another field today must stay outside of the pattern if AWS changes that field.
test.each([
  ['a service event with the fields of a call', 'converseStreamRerouted', { eventType: 'AwsServiceEvent' }],
  ['a call with the fields of a completion', 'converseStreamCompleted', { eventType: 'AwsApiCall' }],
  ['another operation of Bedrock', 'converseStreamRerouted', { eventName: 'CountTokens' }],
  ['the service event of another operation', 'converseStreamCompleted', { eventName: 'CountTokens' }],
  ['another event source of Bedrock', 'converseStreamRerouted', { eventSource: 'bedrock.runtime.amazonaws.com' }],
  ['the service event of another event source', 'converseStreamCompleted', { eventSource: 'bedrock.runtime.amazonaws.com' }],
] as const)('does not match %s', (_, name, overrides) => {
  // From an allowed Region, so that only the reported one decides.
  const allowed = [SOURCE_REGION, 'ca-central-1'];
  expect(outside(CLOUDTRAIL_RECORDS[name], allowed)).toBe(true);
  expect(outside({ ...CLOUDTRAIL_RECORDS[name], ...overrides }, allowed)).toBe(false);
});

describe('profiles', () => {
  const elsewhere = (calls: WatchedCall[]) => recordsWhere((record) => outside(record, ['ca-central-1'], calls));

  // The completion of a stream names the model only, so it is matched for every profile of the model.
  test.each<[WatchedCall, CloudTrailRecordName[]]>([
    [WATCHED.geographic, [...COMPLETED, 'invokeModelGeographicRerouted']],
    // Recorded as the ARN, which ends with the ID.
    [WATCHED.application, [...COMPLETED, 'invokeModelApplicationProfile']],
    [WATCHED.otherModel, ['invokeModelOtherModelRerouted']],
  ])('%j matches its own calls, and completed streams of its model', (call, names) => {
    expect(elsewhere([call])).toEqual(names);
  });

  test('two profiles match the calls through either', () => {
    const { global, otherModel } = WATCHED;
    expect(new Set(elsewhere([global, otherModel]))).toEqual(new Set([...elsewhere([global]), 'invokeModelOtherModelRerouted']));
  });

  test('the completed stream of a model is not taken for one of another model', () => {
    const models = [...new Set([...CATALOG.profiles.keys()].map((id) => id.slice(id.indexOf('.') + 1)))];
    const confused = models.filter((model) => {
      const resources = [{ type: 'AWS::Bedrock::Model', ARN: `arn:aws:bedrock:eu-west-1::foundation-model/${model}` }];
      const record = { ...CLOUDTRAIL_RECORDS.converseStreamCompleted, resources };
      const matching = (watched: string) => outside(record, ['ca-central-1'], [{ modelId: `global.${watched}`, foundationModelId: watched }]);
      // Only what shares a part of the text can be confused, so only that is evaluated.
      return !matching(model) || models.some((other) => other !== model && (other.includes(model) || model.includes(other)) && matching(other));
    });
    expect(confused).toEqual([]);
  });
});

describe('what a rule with the pattern receives', () => {
  const received = (state: string) => recordsWhere((record) => ruleReceives(state, toEventBridgeEvent(record)) && outside(record, ['ca-central-1']));

  test('read-only management events, which inference is recorded as, arrive in the chosen state and in no other', () => {
    const calls = recordsWhere((record) => outside(record, ['ca-central-1']));
    expect(calls).toEqual(expect.arrayContaining(['invokeModelRerouted', 'converseStreamCompleted', 'converseStreamCompletedUncategorized']));
    expect(received(STATE_WITH_READ_ONLY_EVENTS)).toEqual(calls);
    // Data events are offered in this state too.
    expect(received('ENABLED')).toEqual([]);
    expect(received('DISABLED')).toEqual([]);
  });

  test('a call that is recorded as a write arrives too, as the older sample of AWS has it', () => {
    const record = cloudTrailRecord({ readOnly: false });
    expect(ruleReceives(STATE_WITH_READ_ONLY_EVENTS, toEventBridgeEvent(record)) && outside(record, ['ca-central-1'])).toBe(true);
  });
});

test('of what other accounts forward, both kinds of records of Amazon Bedrock arrive, and nothing else', () => {
  const { detailType, ...parts } = arrivedRecordPattern();
  const arrives = (event: object) => matchesEventPattern({ ...parts, 'detail-type': detailType }, event);
  expect(recordsWhere((record) => !arrives(toEventBridgeEvent(record)))).toEqual(['s3GetBucketAcl']);
  const event = toEventBridgeEvent(CLOUDTRAIL_RECORDS.invokeModelRerouted);
  expect([{ source: 'aws.s3' }, { 'detail-type': 'Something else' }, { detail: { eventSource: 's3.amazonaws.com' } }].map((other) => arrives({ ...event, ...other }))).toEqual([false, false, false]);
});

test('the length of a pattern is that of its JSON, as EventBridge takes it', () => {
  const json = '{"source":["aws.bedrock"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["Converse"]}}';
  expect(patternLength({ source: ['aws.bedrock'], detailType: ['AWS API Call via CloudTrail'], detail: { eventName: ['Converse'] } })).toBe(json.length);
});
