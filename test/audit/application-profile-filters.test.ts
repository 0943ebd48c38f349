import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { deployedFilters, published } from './synthesized-filters';
import { ApplicationInferenceProfile, CrisTrail, CrisTrailFilters, IInferenceProfile, InferenceProfile, ApplicationInferenceProfileSource } from '../../src';
import { MAX_PATTERN_LENGTH } from '../../src/audit/patterns/metric-filters';
import { APPLICATION_PROFILE_ARN, cloudTrailRecord, GLOBAL_PROFILE, SOURCE_REGION } from '../support/cloudtrail-records';
import { resolveIntrinsics } from '../support/template-intrinsics';

const over = InferenceProfile.fromInferenceProfileId(GLOBAL_PROFILE);

function filtersOn(profiles: (stack: Stack) => IInferenceProfile[]) {
  const stack = new Stack(new App(), 'Stack', { env: { region: SOURCE_REGION } });
  const trail = CrisTrail.fromLogGroup(stack, 'Trail', logs.LogGroup.fromLogGroupName(stack, 'Logs', 'trail-logs'));
  const inferenceProfiles = profiles(stack);
  return { stack, inferenceProfiles, filters: new CrisTrailFilters(stack, 'Filters', { trail, inferenceProfiles }) };
}
const existing = (stack: Stack, inferenceProfileArn = APPLICATION_PROFILE_ARN) =>
  ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Existing', { inferenceProfileArn, modelSource: ApplicationInferenceProfileSource.inferenceProfile(over) });
const record = (modelId: string, inferenceRegion?: string) =>
  cloudTrailRecord({ requestParameters: { modelId }, additionalEventData: inferenceRegion ? { inferenceRegion } : undefined });

test('calls by its ARN are counted, re-routed or not, and calls of what it is over are not', () => {
  const { stack } = filtersOn((scope) => [existing(scope)]);
  const filters = deployedFilters(stack);
  const dimensions = `SourceRegion=${SOURCE_REGION}`;
  expect(published(filters, record(APPLICATION_PROFILE_ARN, 'eu-north-1')).sort()).toEqual([
    `ReroutedInvocations ${dimensions} InferenceRegion=eu-north-1 ModelId=${APPLICATION_PROFILE_ARN}`,
    `ReroutedInvocations ${dimensions} ModelId=${APPLICATION_PROFILE_ARN}`,
  ]);
  expect(published(filters, record(APPLICATION_PROFILE_ARN))).toEqual([`NotReroutedInvocations ${dimensions} ModelId=${APPLICATION_PROFILE_ARN}`]);
  expect(published(filters, record(GLOBAL_PROFILE, 'eu-north-1'))).toEqual([]);
});

test('the metrics are those that the filters publish: by its ARN', () => {
  const { stack, filters, inferenceProfiles: [profile] } = filtersOn((scope) => [existing(scope)]);
  const [, notRerouted] = published(deployedFilters(stack), record(APPLICATION_PROFILE_ARN))[0].split('ModelId=');
  for (const metric of [filters.metricRerouted(profile), filters.metricNotRerouted(profile)]) {
    expect(resolveIntrinsics(stack.resolve(metric.dimensions), {}, { partition: 'aws', region: SOURCE_REGION, accountId: '111122223333' })).toEqual({ SourceRegion: SOURCE_REGION, ModelId: notRerouted });
  }
});

test('one of the same app is named by the ID that its ARN ends with', () => {
  const { stack } = filtersOn((scope) => [new ApplicationInferenceProfile(scope, 'Profile', { modelSource: ApplicationInferenceProfileSource.inferenceProfile(over) }), over]);
  const [id] = Object.keys(Template.fromStack(stack).findResources('AWS::Bedrock::ApplicationInferenceProfile'));
  const patterns = deployedFilters(stack).map(({ FilterPattern }) => FilterPattern).filter((pattern) => pattern.includes('modelId'));
  expect(patterns).toHaveLength(3);
  for (const pattern of patterns) expect(pattern).toContain(`($.requestParameters.modelId = "*${id}.InferenceProfileId") || ($.requestParameters.modelId = "*${GLOBAL_PROFILE}")`);
});

test('with as many as they take, every pattern stays within its limit however long the IDs are', () => {
  const { stack } = filtersOn((scope) => [...Array(12).keys()].map((index) => new ApplicationInferenceProfile(scope, `Profile${index}`, { modelSource: ApplicationInferenceProfileSource.inferenceProfile(over) })));
  const patterns = deployedFilters(stack).map(({ FilterPattern }) => FilterPattern.replace(/\*Profile[^"]+/g, `*${'x'.repeat(64)}`));
  expect(patterns.length).toBeGreaterThan(4);
  expect(patterns.filter((pattern) => pattern.length > MAX_PATTERN_LENGTH)).toEqual([]);
});

test('one of another Region is refused', () => {
  expect(() => filtersOn((scope) => [existing(scope, APPLICATION_PROFILE_ARN.replace(SOURCE_REGION, 'us-east-1'))])).toThrow(
    /^inferenceProfiles: "[a-z0-9]+" is called in its own Region only, us-east-1, which is not among the source Regions \(eu-west-1\); .*$/);
});
