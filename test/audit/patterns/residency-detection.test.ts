import { outside, WATCHED } from './watched-calls';
import { WatchedCall } from '../../../src/audit/patterns/residency-event';
import { CLOUDTRAIL_RECORDS, CloudTrailRecord, cloudTrailRecord, SOURCE_REGION } from '../../support/cloudtrail-records';

const STREAMS = ['ConverseStream', 'InvokeModelWithResponseStream'];
const ALLOWED = [SOURCE_REGION, 'eu-north-1'];
const INSIDE = 'eu-north-1';
const OUTSIDE = 'us-east-1';
const DATA_EVENT = { eventCategory: 'Data', managementEvent: false };

const reported = (inferenceRegion?: string) => (inferenceRegion === undefined ? undefined : { inferenceRegion });

/** The record of a call, which may tell the Region that processed it. */
function callRecord(eventName: string, inferenceRegion?: string, awsRegion = SOURCE_REGION): CloudTrailRecord {
  return cloudTrailRecord({ eventName, awsRegion, additionalEventData: reported(inferenceRegion) });
}

/** The two records of a streamed call, each of which may tell the Region that processed it. */
function streamRecords(eventName: string, onCall?: string, onCompletion?: string, awsRegion = SOURCE_REGION): CloudTrailRecord[] {
  const serviceEventDetails = { AdditionalEventData: { additionalEntries: { ...reported(onCompletion), inputTokens: 1874 } } };
  return [
    callRecord(eventName, onCall, awsRegion),
    { ...CLOUDTRAIL_RECORDS.converseStreamCompleted, eventName, awsRegion, serviceEventDetails },
  ];
}

// A rule that detects must not miss a call, so a streamed one that reports its Region twice is matched twice. For streams AWS documents the Region
// on the completion only. https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
describe.each<[string, WatchedCall[] | undefined]>([
  ['any profile', undefined],
  ['one profile', [WATCHED.global]],
  ['two profiles of one model', [WATCHED.geographic, WATCHED.global]],
])('with %s', (_, calls) => {
  const matches = (records: CloudTrailRecord[]) => records.filter((record) => outside(record, ALLOWED, calls)).length;

  describe.each(STREAMS)('%s', (eventName) => {
    test.each([
      ['on its completion only', undefined, OUTSIDE, 1],
      ['on its own record only', OUTSIDE, undefined, 1],
      ['on both records', OUTSIDE, OUTSIDE, 2],
    ])('is matched at least once if it was processed outside, as told %s', (__, onCall, onCompletion, times) => {
      expect(matches(streamRecords(eventName, onCall, onCompletion))).toBe(times);
    });

    test.each([
      ['on its completion only', undefined, INSIDE],
      ['on its own record only', INSIDE, undefined],
      ['on both records', INSIDE, INSIDE],
      ['nowhere, which means in the source Region', undefined, undefined],
    ])('is never matched if it was processed inside, as told %s', (__, onCall, onCompletion) => {
      expect(matches(streamRecords(eventName, onCall, onCompletion))).toBe(0);
    });

    test('is matched if it was sent to a Region outside and not re-routed', () => {
      expect(matches(streamRecords(eventName, undefined, undefined, OUTSIDE))).toBe(1);
    });

    test('is not matched if it was sent to a Region outside, and both records tell that it was processed inside', () => {
      expect(matches(streamRecords(eventName, INSIDE, INSIDE, OUTSIDE))).toBe(0);
    });

    // Its own record is taken for one of a call that was not re-routed, because it does not tell the Region.
    test('is not matched if it was sent to a Region outside, and only its completion tells that it was processed inside', () => {
      expect(matches(streamRecords(eventName, undefined, INSIDE, OUTSIDE))).toBe(0);
    });

    // With the data events of Bedrock a trail has a copy of each of the two.
    test('is not matched by the data event copy of its own record, nor missed by a completion without a category', () => {
      const [call, completion] = streamRecords(eventName, OUTSIDE, OUTSIDE);
      expect(matches([{ ...call, ...DATA_EVENT }])).toBe(0);
      expect(matches([{ ...completion, eventCategory: undefined, managementEvent: undefined }])).toBe(1);
    });
  });

  describe.each(['InvokeModel', 'Converse'])('%s', (eventName) => {
    test.each([
      ['exactly once if it was processed outside', OUTSIDE, SOURCE_REGION, 1],
      ['exactly once if it was sent to a Region outside and not re-routed', undefined, OUTSIDE, 1],
      ['never if it was processed inside', INSIDE, SOURCE_REGION, 0],
      ['never if it was sent to a Region outside and processed inside', INSIDE, OUTSIDE, 0],
      ['never if it was not re-routed', undefined, SOURCE_REGION, 0],
    ])('is matched %s, whether or not there are data event copies', (__, inferenceRegion, awsRegion, times) => {
      const call = callRecord(eventName, inferenceRegion, awsRegion);
      expect(matches([call, { ...call, ...DATA_EVENT }])).toBe(times);
    });
  });

  // No AWS page tells under which names the Responses, Chat Completions and Messages APIs are recorded.
  describe('an API that nobody knows yet', () => {
    test('is matched if its call, or the completion of its stream, reports a Region outside', () => {
      expect(matches([callRecord('CreateResponse', OUTSIDE)])).toBe(1);
      expect(matches(streamRecords('CreateResponse', undefined, OUTSIDE))).toBe(1);
    });

    test('is never matched if it was processed inside', () => {
      expect(matches([callRecord('CreateResponse', INSIDE), ...streamRecords('CreateResponse', INSIDE, INSIDE), ...streamRecords('CreateResponse')])).toBe(0);
    });
  });
});
