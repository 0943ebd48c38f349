import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogStreamCommand, FilterLogEventsCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Stack } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { clientOf, README_ACCOUNT, REGION } from './accounts';
import { synthesize } from './assembly';
import { cdkOrThrow, deployArgs } from './cdk-cli';
import { decided } from './decisions';
import { DeployedResource, resourcesOf } from './deployed-stack';
import { canBeLookedUp, exists } from './existence';
import { policiesOfRole } from './role-policies';
import { count, readState } from './state';
import { CrisWorkload, ExplicitDeny, InferenceProfile } from '../../src';
import { evaluations } from '../support/cris-requests';
import { Decision, PolicyDocumentJson } from '../support/iam-evaluator';

const NAME = 'lifecycle';
const SONNET = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const OPUS = 'global.anthropic.claude-opus-5';
const STATEFUL = ['AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket'];
const PLACE = { account: README_ACCOUNT, region: REGION };
const sonnet = InferenceProfile.globalProfile(FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0);
const opus = InferenceProfile.fromInferenceProfileId(OPUS);

/** The workload first, and as it is after a change: a profile more, a deny, another threshold. */
const VERSIONS = {
  first: { inferenceProfiles: [sonnet] },
  changed: { inferenceProfiles: [sonnet, opus], explicitDeny: ExplicitDeny.outsideSourceRegions([REGION]), alarms: { throttles: 10 } },
};

function assembly(version: keyof typeof VERSIONS) {
  const define = (stack: Stack) => new CrisWorkload(stack, 'Assistant', VERSIONS[version]);
  return synthesize(`${readState().folder}/${NAME}-${version}`, { [NAME]: { region: REGION, define } });
}

const idsOf = (resources: readonly DeployedResource[], types: readonly string[]) =>
  Object.fromEntries(resources.filter(({ type }) => types.includes(type)).map(({ logicalId, physicalId }) => [logicalId, physicalId]));
const idOf = (resources: readonly DeployedResource[], type: string, part: string) =>
  resources.find((resource) => resource.type === type && resource.logicalId.includes(part))!.physicalId;
const decisions = (documents: readonly PolicyDocumentJson[], inferenceProfileId: string, sourceRegion = REGION): Decision[] =>
  evaluations({ account: README_ACCOUNT, sourceRegion, inferenceProfileId }).map((request) => decided(documents, request));
const throttleThresholds = async (resources: readonly DeployedResource[]) => {
  const AlarmNames = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm').map(({ physicalId }) => physicalId);
  const { MetricAlarms = [] } = await new CloudWatchClient(clientOf()).send(new DescribeAlarmsCommand({ AlarmNames }));
  return MetricAlarms.filter(({ MetricName }) => MetricName === 'InvocationThrottles').map(({ Threshold }) => Threshold);
};

const logs = new CloudWatchLogsClient(clientOf());
const s3 = new S3Client({ ...clientOf(), forcePathStyle: true });
let before: DeployedResource[];
let after: DeployedResource[];
let changed: ReturnType<typeof assembly>;

beforeAll(async () => {
  await cdkOrThrow(deployArgs(assembly('first').folder, NAME));
  before = await resourcesOf(NAME, PLACE);
  const stream = { logGroupName: idOf(before, 'AWS::Logs::LogGroup', 'LogGroup'), logStreamName: 'trail' };
  await logs.send(new CreateLogStreamCommand(stream));
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message: 'kept' }] }));
  await s3.send(new PutObjectCommand({ Bucket: idOf(before, 'AWS::S3::Bucket', 'CrisTrailBucket'), Key: 'digest', Body: 'kept' }));
});

/** What was written before the change is still where it was written. */
async function expectDataKept(): Promise<void> {
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: idOf(before, 'AWS::Logs::LogGroup', 'LogGroup') }));
  expect(events.map(({ message }) => message)).toEqual(['kept']);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: idOf(before, 'AWS::S3::Bucket', 'CrisTrailBucket'), Key: 'digest' }));
  expect(await Body!.transformToString()).toBe('kept');
}

test('an update adds the profile, the deny and the threshold', async () => {
  const policiesBefore = await policiesOfRole(idOf(before, 'AWS::IAM::Role', 'AssistantRole'));
  expect(decisions(policiesBefore, OPUS)).toEqual(['ImplicitDeny', 'ImplicitDeny', 'ImplicitDeny']);
  expect(await throttleThresholds(before)).toEqual([0]);

  changed = assembly('changed');
  await cdkOrThrow(deployArgs(changed.folder, NAME));
  after = await resourcesOf(NAME, PLACE);
  const policies = await policiesOfRole(idOf(after, 'AWS::IAM::Role', 'AssistantRole'));
  expect(decisions(policies, SONNET)).toEqual(['Allowed', 'Allowed', 'Allowed']);
  expect(decisions(policies, OPUS)).toEqual(['Allowed', 'Allowed', 'Allowed']);
  expect(decisions(policiesBefore, SONNET, 'us-east-1')).not.toContain('ExplicitDeny');
  expect(decisions(policies, SONNET, 'us-east-1')).toContain('ExplicitDeny');
  expect(await throttleThresholds(after)).toEqual([10, 10]);
  count('updates');
});

test('an update replaces nothing, and what is stored stays', async () => {
  expect(idsOf(after, STATEFUL)).toEqual(idsOf(before, STATEFUL));
  expect(Object.keys(idsOf(before, STATEFUL))).toHaveLength(4);
  const ids = Object.fromEntries(after.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  expect(before.filter(({ logicalId, physicalId }) => ids[logicalId] !== physicalId)).toEqual([]);
  await expectDataKept();
});

test('after destroy the retained resources remain, with their data, and the rest is gone', async () => {
  await cdkOrThrow(['destroy', '--app', changed.folder, NAME, '--force']);
  const [{ template }] = changed.stacks;
  const lookedUp = after.filter(canBeLookedUp);
  const remaining: DeployedResource[] = [];
  for (const resource of lookedUp) if (await exists(resource, clientOf())) remaining.push(resource);
  const retained = lookedUp.filter(({ logicalId }) => template.Resources[logicalId].DeletionPolicy === 'Retain');
  expect(remaining.map(({ logicalId }) => logicalId)).toEqual(retained.map(({ logicalId }) => logicalId));
  expect(idsOf(remaining, STATEFUL)).toEqual(idsOf(before, STATEFUL));
  expect(lookedUp.length).toBeGreaterThan(remaining.length);
  await expectDataKept();
  count('resources retained', remaining.length);
});
