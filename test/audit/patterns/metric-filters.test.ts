import { counted, Outcome, SOURCE } from './counted-records';
import { DIMENSION_FIELDS, notReroutedPattern, reroutedPattern } from '../../../src/audit/patterns/metric-filters';
import { CATALOG } from '../../../src/bedrock/catalog';
import {
  CLOUDTRAIL_RECORDS, cloudTrailRecord, CloudTrailRecordName, FOUNDATION_MODEL, GEOGRAPHIC_PROFILE, GLOBAL_PROFILE, GLOBAL_PROFILE_ARN,
  recordsWhere, SOURCE_REGION,
} from '../../support/cloudtrail-records';
import { filterDimensions, matchesFilterPattern, selectorsOf } from '../../support/filter-pattern';

describe('one global profile in eu-west-1', () => {
  const EXPECTED: Record<CloudTrailRecordName, Outcome[]> = {
    invokeModelRerouted: ['rerouted'],
    invokeModelNotRerouted: ['notRerouted'],
    invokeModelServedInSource: ['notRerouted'],
    invokeModelWithTokenCounts: ['notRerouted'],
    invokeModelByProfileArn: ['rerouted'],
    invokeModelInRegion: [],
    invokeModelThrottled: [],
    invokeModelAccessDenied: [],
    invokeModelAccessDeniedException: [],
    converseRerouted: ['rerouted'],
    converseStreamRerouted: ['rerouted'],
    converseStreamCompleted: [],
    converseStreamCompletedUncategorized: [],
    responseStreamRerouted: ['rerouted'],
    responseStreamCompleted: [],
    responseStreamReroutedDataCopy: [],
    responseStreamCompletedDataCopy: [],
    invokeModelOtherSourceRegion: [],
    invokeModelApplicationProfile: [],
    invokeModelGeographicRerouted: [],
    invokeModelOtherModelRerouted: [],
    putModelInvocationLogging: ['loggingChanged'],
    deleteModelInvocationLogging: ['loggingChanged'],
    getModelInvocationLogging: [],
    listFoundationModels: [],
    startAsyncInvoke: [],
    s3GetBucketAcl: [],
  };

  test('the table holds every record, and no other', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(CLOUDTRAIL_RECORDS));
  });

  test.each(recordsWhere(() => true))('counts %s as it should, and at most once', (name) => {
    expect(counted(CLOUDTRAIL_RECORDS[name], [GLOBAL_PROFILE])).toEqual(EXPECTED[name]);
  });

  // The trail of an organization delivers the records of its other accounts to the same log group.
  test.each(recordsWhere(() => true))('counts %s of another account never, and for that account as it should', (name) => {
    const record = { ...CLOUDTRAIL_RECORDS[name], recipientAccountId: '444455556666' };
    expect(counted(record, [GLOBAL_PROFILE])).toEqual([]);
    expect(counted(record, [GLOBAL_PROFILE], { ...SOURCE, account: '444455556666' })).toEqual(EXPECTED[name]);
  });

  test('counts by the account that records a call, whatever account the caller is of', () => {
    const record = cloudTrailRecord({ userIdentity: { type: 'AWSAccount', accountId: '444455556666' } });
    expect(counted(record, [GLOBAL_PROFILE])).toEqual(['notRerouted']);
    expect(counted(record, [GLOBAL_PROFILE], { ...SOURCE, account: '444455556666' })).toEqual([]);
  });

  test.each(['ConverseStream', 'InvokeModelWithResponseStream'])('counts a stream once, not its completion or its data event copies: %s', (eventName) => {
    const records = Object.values(CLOUDTRAIL_RECORDS).filter((record) => record.eventName === eventName);
    expect(records.length).toBeGreaterThan(2);
    expect(records.flatMap((record) => counted(record, [GLOBAL_PROFILE]))).toEqual(['rerouted']);
  });

  // What is told from a call by a missing field today must stay uncounted if AWS adds that field.
  test.each([
    ['the completion of a stream, if it names the profile', { eventType: 'AwsServiceEvent' }],
    ['another operation of Bedrock with the profile', { eventName: 'CountTokens' }],
    ['another service with the profile', { eventSource: 'bedrock-mantle.amazonaws.com' }],
  ])('does not count %s', (_, overrides) => {
    const { converseStreamRerouted: call } = CLOUDTRAIL_RECORDS;
    expect(counted({ ...call, ...overrides }, [GLOBAL_PROFILE])).toEqual([]);
    expect(counted({ ...call, ...overrides, additionalEventData: undefined }, [GLOBAL_PROFILE])).toEqual([]);
  });

  test('does not count a change to the logging of another service', () => {
    expect(counted({ ...CLOUDTRAIL_RECORDS.putModelInvocationLogging, eventSource: 'bedrock-mantle.amazonaws.com' }, [GLOBAL_PROFILE])).toEqual([]);
  });

  test('asks for the processing Region of a re-routed call, because AWS does not document how != treats a missing field', () => {
    expect(reroutedPattern(SOURCE, [GLOBAL_PROFILE])).toContain(`(${DIMENSION_FIELDS.InferenceRegion} = "*") && `);
  });

  // No documented pattern has doubled parentheses.
  test('has parentheses around each condition, and no others around a single profile', () => {
    const conditions = notReroutedPattern(SOURCE, [GLOBAL_PROFILE]).split(' && ');
    expect(conditions).toContain(`(${DIMENSION_FIELDS.ModelId} = "*${GLOBAL_PROFILE}")`);
  });

  test('counts a call that is recorded as a write, as the older sample of AWS has it', () => {
    expect(counted(cloudTrailRecord({ readOnly: false }), [GLOBAL_PROFILE])).toEqual(['notRerouted']);
  });

  test('counts a refused change to the logging too, and none of another Region', () => {
    const change = CLOUDTRAIL_RECORDS.deleteModelInvocationLogging;
    expect(counted({ ...change, errorCode: 'AccessDenied' }, [GLOBAL_PROFILE])).toEqual(['loggingChanged']);
    expect(counted({ ...change, awsRegion: 'eu-north-1' }, [GLOBAL_PROFILE])).toEqual([]);
  });
});

describe('other profiles and Regions', () => {
  const rerouted = (modelIds: string[], source = SOURCE) => recordsWhere((record) => counted(record, modelIds, source).includes('rerouted'));

  test('two profiles in one pattern count the calls through either', () => {
    const both = rerouted([GLOBAL_PROFILE, GEOGRAPHIC_PROFILE]);
    expect(rerouted([GEOGRAPHIC_PROFILE])).toEqual(['invokeModelGeographicRerouted']);
    expect(new Set(both)).toEqual(new Set([...rerouted([GLOBAL_PROFILE]), 'invokeModelGeographicRerouted']));
    expect(recordsWhere((record) => counted(record, [GLOBAL_PROFILE, GEOGRAPHIC_PROFILE]).includes('notRerouted')))
      .toEqual(['invokeModelNotRerouted', 'invokeModelServedInSource', 'invokeModelWithTokenCounts']);
  });

  test('an application profile is recognised by its ID, which ends the ARN that is recorded', () => {
    expect(rerouted(['k3x9q7v2m1ab'])).toEqual(['invokeModelApplicationProfile']);
  });

  test('another source Region counts its own records only', () => {
    expect(rerouted([GLOBAL_PROFILE], { ...SOURCE, region: 'us-east-1' })).toEqual(['invokeModelOtherSourceRegion']);
  });

  // The pattern is loose at the front for the sake of ARNs, so that it must not take one prefix for another is not self-evident.
  const prefixes = [...CATALOG.prefixes];
  test.each(prefixes)('the profile with the prefix "%s" is not taken for one with another prefix or with none', (prefix) => {
    const calls = [FOUNDATION_MODEL, ...prefixes.map((other) => `${other}.${FOUNDATION_MODEL}`)];
    const hits = calls.filter((modelId) => counted(cloudTrailRecord({ requestParameters: { modelId } }), [`${prefix}.${FOUNDATION_MODEL}`]).length > 0);
    expect(hits).toEqual([`${prefix}.${FOUNDATION_MODEL}`]);
  });

  test('no profile of the catalog is taken for another one', () => {
    const ids = [...CATALOG.profiles.keys()];
    const confused = ids.filter((id) => {
      const pattern = notReroutedPattern(SOURCE, [id]);
      // Only what shares a part of the text can be confused, so only that is evaluated.
      return ids.some((other) => other !== id && (other.includes(id) || id.includes(other))
        && matchesFilterPattern(pattern, cloudTrailRecord({ requestParameters: { modelId: other } })));
    });
    expect(confused).toEqual([]);
    expect(ids.some((id) => ids.some((other) => other !== id && other.startsWith(id)))).toBe(true);
  });
});

describe('dimensions', () => {
  const { SourceRegion, ModelId } = DIMENSION_FIELDS;

  // CloudWatch takes only fields of the pattern as dimensions, and publishes only what it finds in the record.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
  test.each([
    ['re-routed', reroutedPattern, DIMENSION_FIELDS],
    ['not re-routed', notReroutedPattern, { SourceRegion, ModelId }],
  ])('of %s calls are fields of the pattern, and are in every record that it counts', (_, patternOf, dimensions) => {
    const pattern = patternOf(SOURCE, [GLOBAL_PROFILE]);
    expect(selectorsOf(pattern)).toEqual(expect.arrayContaining(Object.values(dimensions)));
    const names = recordsWhere((record) => matchesFilterPattern(pattern, record));
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      expect(filterDimensions(dimensions, CLOUDTRAIL_RECORDS[name])).toMatchObject({
        SourceRegion: SOURCE_REGION,
        ModelId: name === 'invokeModelByProfileArn' ? GLOBAL_PROFILE_ARN : GLOBAL_PROFILE,
      });
    }
  });

  test('the processing Region is missing from a record of a call that was not re-routed, so it is no dimension there', () => {
    expect(filterDimensions(DIMENSION_FIELDS, CLOUDTRAIL_RECORDS.invokeModelRerouted)).toMatchObject({ InferenceRegion: 'eu-north-1' });
    expect(filterDimensions(DIMENSION_FIELDS, CLOUDTRAIL_RECORDS.invokeModelNotRerouted)).toBeUndefined();
  });
});
