import { rowsOf } from './insights';
import { recordQueries } from '../../../src/audit/patterns/queries';
import { CLOUDTRAIL_RECORDS, CloudTrailRecord, cloudTrailRecord, FOUNDATION_MODEL, GLOBAL_PROFILE, requestId, SOURCE_REGION, toEventBridgeEvent } from '../../support/cloudtrail-records';
import { arrives, AUDITED, Audit, countedBy } from '../audited-records';

const SHAPES = [
  ['in the log group of a trail', '', 'logGroup', (record: CloudTrailRecord) => record],
  ['as EventBridge delivers them', 'detail.', 'eventBridge', toEventBridgeEvent],
] as const;

// A number that Insights has as another one is what a reader would believe.
describe.each(SHAPES)('records %s', (_, path, audit: Audit, shaped) => {
  const { ProcessingRegions, FailedCalls } = recordQueries(path);
  const rows = (query: { readonly query: string }, ...records: CloudTrailRecord[]) => rowsOf(query.query, records.map((record) => shaped(record)));
  /** The records that the metric counts. */
  const counted = (metric: string) => Object.values(AUDITED).filter((each) => countedBy(audit, each).some((one) => one.startsWith(`${metric} `))).map(({ record }) => record);

  /** What is in the log group: a rule delivers what it selects. */
  const inLogGroup = Object.values(AUDITED).filter((each) => path === '' || arrives(each)).map(({ record }) => record);

  describe('calls by processing Region', () => {
    let requests = 100;
    /** The two records of a streamed call, each of which may tell the Region that processed it. */
    function stream(onCall: string | undefined, onCompletion: string | undefined, modelId = GLOBAL_PROFILE): CloudTrailRecord[] {
      requests += 1;
      const call = cloudTrailRecord({ eventName: 'ConverseStream', requestID: requestId(requests), requestParameters: { modelId }, additionalEventData: onCall ? { inferenceRegion: onCall } : undefined });
      const additionalEntries = { outputTokens: 12, ...onCompletion && { inferenceRegion: onCompletion } };
      const completion = { ...CLOUDTRAIL_RECORDS.converseStreamCompleted, serviceEventDetails: { parentRequestId: call.requestID, AdditionalEventData: { additionalEntries } } };
      return [call, completion];
    }
    const row = (processedIn: string, calls: number, modelId = GLOBAL_PROFILE, errors = 0) => ({ calls, errors, modelId, sourceRegion: SOURCE_REGION, processedIn });

    test.each([
      ['on both records', 'eu-north-1', 'eu-north-1', 'eu-north-1'],
      ['on its completion only', undefined, 'eu-north-1', 'eu-north-1'],
      ['on its own record only', 'eu-north-1', undefined, 'eu-north-1'],
      ['nowhere, so it was the source Region', undefined, undefined, SOURCE_REGION],
    ])('a stream is one call, where it is reported %s', (__, onCall, onCompletion, processedIn) => {
      const records = stream(onCall, onCompletion);
      expect(rows(ProcessingRegions, ...records)).toEqual([row(processedIn, 1)]);
      expect(rows(ProcessingRegions, ...records.reverse())).toEqual([row(processedIn, 1)]);
    });

    test('a record that came twice, and a data event copy, make no second call', () => {
      const records = stream(undefined, 'eu-north-1');
      const copies = records.map((record) => ({ ...record, eventCategory: 'Data' }));
      expect(rows(ProcessingRegions, ...records, ...records, ...copies)).toEqual([row('eu-north-1', 1)]);
    });

    test('are counted by profile and Region, most first, those that failed among them', () => {
      const denied = cloudTrailRecord({ requestID: requestId(1), errorCode: 'AccessDenied' });
      const plain = [2, 3].map((index) => cloudTrailRecord({ requestID: requestId(index) }));
      expect(rows(ProcessingRegions, ...stream('eu-north-1', 'eu-north-1', 'eu.x'), denied, ...plain)).toEqual([row(SOURCE_REGION, 3, GLOBAL_PROFILE, 1), row('eu-north-1', 1, 'eu.x')]);
    });

    test('are those that the metrics count, and name a model', () => {
      const named = counted('RecordedInvocations').filter(({ requestParameters }) => (requestParameters as { modelId?: string } | null | undefined)?.modelId);
      const distinct = named.map((record, index) => ({ ...record, requestID: requestId(index) }));
      const others = inLogGroup.filter((record) => record.eventType === 'AwsApiCall' && !counted('RecordedInvocations').includes(record))
        .filter(({ awsRegion, recipientAccountId }) => awsRegion === SOURCE_REGION && recipientAccountId === named[0].recipientAccountId);
      expect(rows(ProcessingRegions, ...distinct).reduce((sum, { calls }) => sum + Number(calls), 0)).toBe(named.length);
      expect(named.length).toBeGreaterThan(20);
      expect(rows(ProcessingRegions, ...others)).toEqual([]);
    });
  });

  describe('throttled and denied calls', () => {
    test('are those that the metric counts as failed', () => {
      const failed = counted('FailedInvocations');
      expect(failed.length).toBeGreaterThan(4);
      expect(rows(FailedCalls, ...inLogGroup).map(({ error }) => error).sort()).toEqual(failed.map(({ errorCode }) => errorCode).sort());
    });

    test('show who called through which profile and what Bedrock answered', () => {
      const { invokeModelAccessDenied: record } = CLOUDTRAIL_RECORDS;
      expect(rows(FailedCalls, record)).toEqual([expect.objectContaining({
        operation: 'InvokeModel',
        error: 'AccessDenied',
        message: record.errorMessage,
        modelId: GLOBAL_PROFILE,
        caller: expect.stringMatching(/assumed-role\/assistant-role/),
        sourceRegion: SOURCE_REGION,
      })]);
    });

    test('are limited, newest first', () => {
      expect(FailedCalls.query.split('\n| ').slice(-2)).toEqual(['sort @timestamp desc', 'limit 100']);
    });
  });
});

test('in the log group of a trail, what fails and is no call is not shown', () => {
  const record = cloudTrailRecord({ eventName: 'ListFoundationModels', errorCode: 'AccessDenied', requestParameters: null });
  expect(rowsOf(recordQueries('').FailedCalls.query, [record])).toEqual([]);
});

test('each query has a name of its own, by which the console shows it', () => {
  const names = Object.values(recordQueries('')).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('');
});

describe('the evaluator of queries', () => {
  test.each([
    'parse @message "*" as x', 'filter a = 1', 'filter a = "b" and c = "d" or e = "f"', 'stats avg(a) by b', 'sort a asc', 'fields concat(a, b) as c',
  ])('refuses what it does not model: %s', (command) => {
    expect(() => rowsOf(command, [{ a: 'b', b: 1, c: 'd' }])).toThrow(/not understood|without parentheses/);
  });

  test('finds fields by their path, those of a list by number', () => {
    expect(rowsOf('fields list.0.name as x', [cloudTrailRecord({ list: [{ name: FOUNDATION_MODEL }] })])[0].x).toBe(FOUNDATION_MODEL);
  });
});
