import { processedOutsidePattern, STATE_WITH_READ_ONLY_EVENTS } from '../../../src/audit/patterns/residency-event';
import {
  CLOUDTRAIL_RECORDS, CloudTrailRecord, cloudTrailRecord, CloudTrailRecordName, FOUNDATION_MODEL, GEOGRAPHIC_PROFILE, GLOBAL_PROFILE,
  recordsWhere, SOURCE_REGION, toEventBridgeEvent,
} from '../../support/cloudtrail-records';
import { matchesEventPattern, ruleReceives } from '../../support/event-pattern';

/** Where the records are from and where they were processed: eu-west-1, eu-north-1, eu-central-1, us-east-1 and ap-northeast-1. */
const ALLOW_LISTS = {
  source: [SOURCE_REGION],
  sourceAndNorth: [SOURCE_REGION, 'eu-north-1'],
  central: ['eu-central-1'],
  all: [SOURCE_REGION, 'eu-north-1', 'eu-central-1', 'us-east-1', 'ap-northeast-1'],
};
type AllowList = keyof typeof ALLOW_LISTS;
const LISTS = Object.keys(ALLOW_LISTS) as AllowList[];

function outside(record: CloudTrailRecord, allowedRegions: string[], modelIds?: string[]): boolean {
  const { source, detailType, detail } = processedOutsidePattern(allowedRegions, modelIds);
  return matchesEventPattern({ source, 'detail-type': detailType, detail }, toEventBridgeEvent(record));
}

describe('which calls were processed outside of which allow-list', () => {
  interface Expectation {
    readonly anyProfile: AllowList[];
    readonly globalProfile: AllowList[];
  }
  const both = (...lists: AllowList[]): Expectation => ({ anyProfile: lists, globalProfile: lists });
  const otherProfile = (...lists: AllowList[]): Expectation => ({ anyProfile: lists, globalProfile: [] });
  const never = both();
  const EXPECTED: Record<CloudTrailRecordName, Expectation> = {
    invokeModelRerouted: both('source', 'central'),
    invokeModelNotRerouted: both('central'),
    invokeModelServedInSource: both('central'),
    invokeModelWithTokenCounts: both('central'),
    invokeModelByProfileArn: both('source', 'central'),
    invokeModelInRegion: otherProfile('central'),
    invokeModelThrottled: never,
    invokeModelAccessDenied: never,
    invokeModelAccessDeniedException: never,
    converseRerouted: both('source', 'central'),
    converseStreamRerouted: both('source', 'central'),
    converseStreamCompleted: never,
    converseStreamCompletedUncategorized: never,
    responseStreamRerouted: both('source', 'central'),
    responseStreamCompleted: never,
    responseStreamReroutedDataCopy: never,
    responseStreamCompletedDataCopy: never,
    invokeModelOtherSourceRegion: both('source', 'sourceAndNorth', 'central'),
    invokeModelApplicationProfile: otherProfile('source', 'central'),
    invokeModelGeographicRerouted: otherProfile('source', 'sourceAndNorth'),
    invokeModelOtherModelRerouted: otherProfile('source', 'central'),
    putModelInvocationLogging: never,
    deleteModelInvocationLogging: never,
    getModelInvocationLogging: never,
    listFoundationModels: never,
    startAsyncInvoke: never,
    s3GetBucketAcl: never,
  };

  test('the table holds every record, and no other', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(CLOUDTRAIL_RECORDS));
  });

  test.each(recordsWhere(() => true))('%s', (name) => {
    const record = CLOUDTRAIL_RECORDS[name];
    expect({
      anyProfile: LISTS.filter((list) => outside(record, ALLOW_LISTS[list])),
      globalProfile: LISTS.filter((list) => outside(record, ALLOW_LISTS[list], [GLOBAL_PROFILE])),
    }).toEqual(EXPECTED[name]);
  });
});

// What is told from a call by another field today must stay outside of the pattern if AWS changes that field.
test.each([
  ['the completion of a stream with the fields of its call', { eventType: 'AwsServiceEvent' }],
  ['another operation of Bedrock', { eventName: 'CountTokens' }],
  ['another event source of Bedrock', { eventSource: 'bedrock.runtime.amazonaws.com' }],
])('does not match %s', (_, overrides) => {
  const { converseStreamRerouted: call } = CLOUDTRAIL_RECORDS;
  expect(outside(call, ['ca-central-1'])).toBe(true);
  expect(outside({ ...call, ...overrides }, ['ca-central-1'])).toBe(false);
});

describe('profiles', () => {
  const elsewhere = (modelIds: string[]) => recordsWhere((record) => outside(record, ['ca-central-1'], modelIds));

  test.each([
    [GEOGRAPHIC_PROFILE, 'invokeModelGeographicRerouted'],
    // Recorded as the ARN, which ends with the ID.
    ['k3x9q7v2m1ab', 'invokeModelApplicationProfile'],
    [FOUNDATION_MODEL, 'invokeModelInRegion'],
  ])('%s matches its own calls only', (modelId, name) => {
    expect(elsewhere([modelId])).toEqual([name]);
  });

  test('two profiles match the calls through either', () => {
    expect(new Set(elsewhere([GLOBAL_PROFILE, GEOGRAPHIC_PROFILE]))).toEqual(new Set([...elsewhere([GLOBAL_PROFILE]), 'invokeModelGeographicRerouted']));
  });
});

describe('what a rule with the pattern receives', () => {
  const received = (state: string) => recordsWhere((record) => ruleReceives(state, toEventBridgeEvent(record)) && outside(record, ['ca-central-1']));

  test('read-only management events, which inference is recorded as, arrive in the chosen state and in no other', () => {
    const calls = recordsWhere((record) => outside(record, ['ca-central-1']));
    expect(calls).toContain('invokeModelRerouted');
    expect(received(STATE_WITH_READ_ONLY_EVENTS)).toEqual(calls);
    expect(received('ENABLED')).toEqual([]);
    expect(received('DISABLED')).toEqual([]);
  });

  test('a call that is recorded as a write arrives too, as the older sample of AWS has it', () => {
    const record = cloudTrailRecord({ readOnly: false });
    expect(ruleReceives(STATE_WITH_READ_ONLY_EVENTS, toEventBridgeEvent(record)) && outside(record, ['ca-central-1'])).toBe(true);
  });

  test.each([
    ['ConverseStream', 'converseStreamRerouted'],
    ['InvokeModelWithResponseStream', 'responseStreamRerouted'],
  ])('%s arrives once: neither its completion nor data event copies double it', (eventName, name) => {
    expect(recordsWhere((record) => record.eventName === eventName).length).toBeGreaterThan(2);
    expect(received(STATE_WITH_READ_ONLY_EVENTS).filter((found) => CLOUDTRAIL_RECORDS[found].eventName === eventName)).toEqual([name]);
  });
});
