import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { NAG_VERSION, nagFindings, nagFindingsOfScenarios, nagLooked } from './nag';
import { report } from './named-findings';
import { BatchInferenceRole, CrisPermissionsBoundary, InferenceProfile } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';
import { CONSTRUCTS_ALONE } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';

const pack = new AwsSolutionsChecks();

test('the scenarios have no findings, and none is named', () => {
  const findings = nagFindingsOfScenarios(pack);
  report(`cdk-nag ${NAG_VERSION}, AwsSolutions`, 'AwsSolutionsChecks.validateScope', nagLooked(pack), findings);
  expect(findings).toEqual([]);
});

test('buckets of the stack, and of another one, have no findings', () => {
  const app = new App();
  const [one, other] = ['One', 'Other'].map((id) => new Stack(app, id, { env: { account: '111122223333', region: 'eu-west-1' } }));
  const inputBucket = new s3.Bucket(one, 'Input');
  const outputBucket = new s3.Bucket(other, 'Output');
  const role = new BatchInferenceRole(one, 'X', { inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5')], inputBucket, outputBucket });
  app.synth();
  const ofRole = pack.validateScope(role).violations.map(({ ruleName }) => ruleName);
  expect(ofRole).toEqual([]);
});

test.each([[17, false], [17, true], [2, true]])('a boundary of %d Regions, any application inference profile: %p, has no findings, because its wildcards are acknowledged', (regions, applicationInferenceProfiles) => {
  const stack = new Stack(new App(), 'Stack');
  const sourceRegions = CATALOG.profiles.get('global.anthropic.claude-opus-5')!.sourceRegions!.slice(0, regions);
  const inferenceProfiles = [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5')];
  const { managedPolicy } = new CrisPermissionsBoundary(stack, 'X', { sourceRegions, inferenceProfiles, applicationInferenceProfiles });
  expect(nagFindings(pack, stack)).toEqual([]);
  const bare = new Stack(new App(), 'Bare');
  new iam.ManagedPolicy(bare, 'X', { statements: managedPolicy.document.toJSON().Statement.map((statement: unknown) => iam.PolicyStatement.fromJson(statement)) });
  expect(nagFindings(pack, bare)).not.toEqual([]);
});

test('a bucket without anything has findings, so the check can fail', () => {
  const stack = new Stack(new App(), 'Stack');
  new s3.CfnBucket(stack, 'Bucket');
  expect(nagFindings(pack, stack)).not.toEqual([]);
});

// What IAM takes only as a wildcard is acknowledged in the open, with a reason; nothing else is.
test('the acknowledgements', () => {
  const reasons = Object.entries(CONSTRUCTS_ALONE).flatMap(([name, scenario]) => stackOf(scenario).node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => /acknowledge|suppress/i.test(type)).flatMap(({ data }) => Object.entries(data as object).map(([id, reason]) => `${name}: ${id}: ${String(reason)}`)));
  expect([...new Set(reasons)]).toEqual([
    'BatchInferenceRole: AwsSolutions-IAM5[Resource::arn:aws:s3:::batch-data/*]: ' +
      'Objects are named by the beginning of their keys; only those of the input and the output of batch jobs',
    'InvocationLogging: AwsSolutions-IAM5[Resource::*]: The three actions have no resource type, so "*" is all that IAM takes; only in the Region of the stack',
  ]);
});
