import { Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { deployedFilters, filtersFor, published } from './synthesized-filters';
import { MAX_METRIC_FILTERS, splitByPatternLength } from '../../src/audit/patterns/metric-filters';
import { CATALOG } from '../../src/bedrock/catalog';
import { InferenceProfile } from '../../src/profile/inference-profile';
import {
  ACCOUNT, APPLICATION_PROFILE_ARN, CLOUDTRAIL_RECORDS, cloudTrailRecord, CloudTrailRecordName, GEOGRAPHIC_PROFILE, GLOBAL_PROFILE,
  GLOBAL_PROFILE_ARN, OTHER_GLOBAL_PROFILE, recordsWhere, SOURCE_REGION,
} from '../support/cloudtrail-records';
import { selectorsOf } from '../support/filter-pattern';

const reroutedTo = (region: string, modelId = GLOBAL_PROFILE, source = SOURCE_REGION) => [
  `ReroutedInvocations SourceRegion=${source} ModelId=${modelId}`,
  `ReroutedInvocations SourceRegion=${source} InferenceRegion=${region} ModelId=${modelId}`,
];
const NOT_REROUTED = [`NotReroutedInvocations SourceRegion=${SOURCE_REGION} ModelId=${GLOBAL_PROFILE}`];
const LOGGING_CHANGE = ['InvocationLoggingChanges'];

describe('the metrics of a global profile', () => {
  const EXPECTED: Record<CloudTrailRecordName, string[]> = {
    invokeModelRerouted: reroutedTo('eu-north-1'),
    invokeModelNotRerouted: NOT_REROUTED,
    invokeModelServedInSource: NOT_REROUTED,
    invokeModelWithTokenCounts: NOT_REROUTED,
    invokeModelByProfileArn: reroutedTo('eu-north-1', GLOBAL_PROFILE_ARN),
    invokeModelInRegion: [],
    invokeModelThrottled: [],
    invokeModelAccessDenied: [],
    invokeModelAccessDeniedException: [],
    converseRerouted: reroutedTo('eu-north-1'),
    converseStreamRerouted: reroutedTo('eu-north-1'),
    converseStreamCompleted: [],
    converseStreamCompletedUncategorized: [],
    responseStreamRerouted: reroutedTo('eu-north-1'),
    responseStreamCompleted: [],
    responseStreamReroutedDataCopy: [],
    responseStreamCompletedDataCopy: [],
    invokeModelOtherSourceRegion: [],
    invokeModelApplicationProfile: [],
    invokeModelGeographicRerouted: [],
    invokeModelOtherModelRerouted: [],
    putModelInvocationLogging: LOGGING_CHANGE,
    deleteModelInvocationLogging: LOGGING_CHANGE,
    getModelInvocationLogging: [],
    listFoundationModels: [],
    startAsyncInvoke: [],
    s3GetBucketAcl: [],
  };
  const { stack, filters } = filtersFor([GLOBAL_PROFILE]);
  const synthesized = deployedFilters(stack);

  test('the table holds every record, and no other', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(CLOUDTRAIL_RECORDS));
  });

  test.each(recordsWhere(() => true))('%s', (name) => {
    expect(published(synthesized, CLOUDTRAIL_RECORDS[name]).sort()).toEqual([...EXPECTED[name]].sort());
  });

  test('have the names that the construct tells', () => {
    const names = synthesized.flatMap((filter) => filter.MetricTransformations.map((metric) => metric.MetricName));
    expect(new Set(names)).toEqual(new Set([filters.reroutedMetricName, filters.notReroutedMetricName, filters.loggingChangesMetricName]));
  });
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
describe.each([
  ['one profile', [GLOBAL_PROFILE]],
  ['so many profiles that they need several patterns', [...CATALOG.profiles.keys()].slice(0, 20)],
])('CloudWatch takes the filters of %s', (_, profileIds) => {
  const synthesized = deployedFilters(filtersFor(profileIds).stack);

  test('each is on the log group of the trail and counts by one', () => {
    expect(synthesized.length).toBeGreaterThanOrEqual(4);
    for (const { LogGroupName, MetricTransformations } of synthesized) {
      expect(LogGroupName).toBe('trail-logs');
      expect(MetricTransformations.map(({ MetricValue }) => MetricValue)).toEqual(['1']);
    }
  });

  test('each has at most 3 dimensions, fields of its pattern, and no default value beside them', () => {
    for (const { FilterPattern, MetricTransformations: [{ Dimensions = [], DefaultValue }] } of synthesized) {
      expect(Dimensions.length).toBeLessThanOrEqual(3);
      expect(selectorsOf(FilterPattern)).toEqual(expect.arrayContaining(Dimensions.map(({ Value }) => Value)));
      expect(DefaultValue).toBeUndefined();
    }
  });
});

describe('several profiles', () => {
  test('share their filters, and each has metrics of its own', () => {
    const synthesized = deployedFilters(filtersFor([GLOBAL_PROFILE, GEOGRAPHIC_PROFILE, OTHER_GLOBAL_PROFILE]).stack);
    expect(synthesized).toHaveLength(4);
    expect(published(synthesized, CLOUDTRAIL_RECORDS.invokeModelRerouted)).toEqual(reroutedTo('eu-north-1'));
    expect(published(synthesized, CLOUDTRAIL_RECORDS.invokeModelGeographicRerouted)).toEqual(reroutedTo('eu-central-1', GEOGRAPHIC_PROFILE));
    expect(published(synthesized, CLOUDTRAIL_RECORDS.invokeModelOtherModelRerouted)).toEqual(reroutedTo('eu-north-1', OTHER_GLOBAL_PROFILE));
    expect(published(synthesized, CLOUDTRAIL_RECORDS.invokeModelInRegion)).toEqual([]);
  });

  test('may have IDs that are known at deployment only, as those of application profiles are', () => {
    const inferenceProfileId = Lazy.string({ produce: () => 'k3x9q7v2m1ab' });
    const profile = { ...InferenceProfile.fromInferenceProfileId(GLOBAL_PROFILE), inferenceProfileId, destinationRegions: () => undefined };
    const synthesized = deployedFilters(filtersFor([], { inferenceProfiles: [profile] }).stack);
    expect(published(synthesized, CLOUDTRAIL_RECORDS.invokeModelApplicationProfile)).toEqual(reroutedTo('eu-north-1', APPLICATION_PROFILE_ARN));
    expect(published(synthesized, CLOUDTRAIL_RECORDS.invokeModelRerouted)).toEqual([]);
  });

  // The pattern of a stack without env grows with the name of the Region that it is deployed to.
  test.each([
    [{ env: { region: 'ap-northeast-1' } }],
    [{}],
  ])('60 of them stay within the filters of a log group, and a call through each is counted once: stack with %j', (stackProps) => {
    const ids = [...CATALOG.profiles.keys()].sort((one, other) => other.length - one.length).slice(0, 60);
    const synthesized = deployedFilters(filtersFor(ids, {}, stackProps).stack, 'ap-northeast-1');
    expect(synthesized.length).toBeLessThanOrEqual(MAX_METRIC_FILTERS);
    for (const modelId of ids) {
      const record = cloudTrailRecord({ awsRegion: 'ap-northeast-1', requestParameters: { modelId }, additionalEventData: { inferenceRegion: 'eu-west-1' } });
      expect(published(synthesized, record).sort()).toEqual(reroutedTo('eu-west-1', modelId, 'ap-northeast-1').sort());
      expect(published(synthesized, { ...record, additionalEventData: undefined })).toHaveLength(1);
    }
  });

  test.each([4, 8, 20, 60])('%i need no more filters in a stack without env than in the Region with the longest name', (count) => {
    const ids = [...CATALOG.profiles.keys()].slice(0, count);
    const inLongest = deployedFilters(filtersFor(ids, {}, { env: { region: 'ap-northeast-1' } }).stack);
    expect(deployedFilters(filtersFor(ids, {}, {}).stack)).toHaveLength(inLongest.length);
  });

  test('more than a log group holds fail, and as many as it holds do not', () => {
    const ids = Array.from({ length: 400 }, (_, index) => `global.anthropic.${'m'.repeat(44)}${index + 100}`);
    const perPattern = splitByPatternLength({ account: ACCOUNT, region: SOURCE_REGION }, ids)[0].length;
    Template.fromStack(filtersFor(ids.slice(0, 33 * perPattern)).stack).resourceCountIs('AWS::Logs::MetricFilter', MAX_METRIC_FILTERS);
    expect(() => filtersFor(ids.slice(0, 33 * perPattern + 1)))
      .toThrow(/^inferenceProfiles: the workloads on one trail need 103 metric filters, and a log group holds 100; /);
  });
});

describe('the source Region', () => {
  const counted = (synthesized: ReturnType<typeof deployedFilters>) => recordsWhere((record) => published(synthesized, record).length > 0);

  test('may be another one than that of the stack, and then only its records are counted', () => {
    const synthesized = deployedFilters(filtersFor([GLOBAL_PROFILE], { sourceRegion: 'us-east-1' }).stack);
    expect(counted(synthesized)).toEqual(['invokeModelOtherSourceRegion']);
    expect(published(synthesized, CLOUDTRAIL_RECORDS.invokeModelOtherSourceRegion)).toEqual(reroutedTo('ap-northeast-1', GLOBAL_PROFILE, 'us-east-1'));
    const change = { ...CLOUDTRAIL_RECORDS.putModelInvocationLogging, awsRegion: 'us-east-1' };
    expect(published(synthesized, change)).toEqual(LOGGING_CHANGE);
  });

  test('of a stack without env is the one that it is deployed to', () => {
    const { stack } = filtersFor([GLOBAL_PROFILE], {}, {});
    expect(counted(deployedFilters(stack, 'us-east-1'))).toEqual(['invokeModelOtherSourceRegion']);
    expect(counted(deployedFilters(stack))).toEqual(counted(deployedFilters(filtersFor([GLOBAL_PROFILE]).stack)));
  });
});

// The trail of an organization delivers the records of its other accounts to the same log group.
describe('the account', () => {
  test.each([
    ['with env', { env: { account: ACCOUNT, region: SOURCE_REGION } }],
    ['without env', {}],
  ])('is that of the stack, and records of another one are not counted: a stack %s', (_, stackProps) => {
    const synthesized = deployedFilters(filtersFor([GLOBAL_PROFILE], {}, stackProps).stack);
    for (const name of recordsWhere(() => true)) {
      expect(published(synthesized, { ...CLOUDTRAIL_RECORDS[name], recipientAccountId: '444455556666' })).toEqual([]);
    }
    expect(published(synthesized, CLOUDTRAIL_RECORDS.invokeModelNotRerouted)).toEqual(NOT_REROUTED);
  });
});
