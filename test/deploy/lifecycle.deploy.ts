import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogStreamCommand, FilterLogEventsCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Stack } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { clientOf, README_ACCOUNT, REGION } from './accounts';
import { synthesize } from './assembly';
import { cdkOrThrow, deployArgs } from './cdk-cli';
import { decided } from './decisions';
import { DeployedResource, resourcesOf } from './deployed-stack';
import { canBeLookedUp, exists } from './existence';
import { policiesOfRole } from './role-policies';
import { count, readState } from './state';
import { CrisMonitoring, CrisTrail, CrisWorkload, ExplicitDeny, InferenceProfile } from '../../src';
import { evaluations } from '../support/cris-requests';
import { Decision, PolicyDocumentJson } from '../support/iam-evaluator';

const NAME = 'lifecycle';
const SONNET = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const OPUS = 'global.anthropic.claude-opus-5';
const ALARM = ['AWS::CloudWatch::Alarm'];
const STATEFUL = ['AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket'];
const PLACE = { account: README_ACCOUNT, region: REGION };
const sonnet = InferenceProfile.globalProfile(FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0);
const opus = InferenceProfile.fromInferenceProfileId(OPUS);
const nova = InferenceProfile.fromInferenceProfileId('global.amazon.nova-2-lite-v1:0');

/** The workload first, and as it is after a change: two profiles more, in another order, a deny, another threshold. Then as it was first. */
const VERSIONS = {
  first: { throttles: 0, inferenceProfiles: [sonnet] },
  changed: { throttles: 10, inferenceProfiles: [opus, sonnet, nova], explicitDeny: ExplicitDeny.outsideSourceRegions([REGION]) },
};

function assembly(version: keyof typeof VERSIONS) {
  const { throttles, ...workload } = VERSIONS[version];
  const define = (stack: Stack) => {
    const alarmActions = [new SnsAction(new sns.Topic(stack, 'Alerts'))];
    new CrisTrail(stack, 'Trail');
    new CrisMonitoring(stack, 'Monitoring', { alarms: { throttles: { threshold: throttles }, alarmActions } });
    new CrisWorkload(stack, 'Assistant', workload);
  };
  return synthesize(`${readState().folder}/${NAME}-${version}`, { [NAME]: { region: REGION, define } });
}

const idsOf = (resources: readonly DeployedResource[], types: readonly string[]) =>
  Object.fromEntries(resources.filter(({ type }) => types.includes(type)).map(({ logicalId, physicalId }) => [logicalId, physicalId]));
const idOf = (resources: readonly DeployedResource[], type: string, part: string) =>
  resources.find((resource) => resource.type === type && resource.logicalId.includes(part))!.physicalId;
const decisions = (documents: readonly PolicyDocumentJson[], inferenceProfileId: string, sourceRegion = REGION): Decision[] =>
  evaluations({ account: README_ACCOUNT, sourceRegion, inferenceProfileId }).map((request) => decided(documents, request));
const throttleThresholds = async (resources: readonly DeployedResource[]) => {
  const AlarmNames = resources.filter(({ type, logicalId }) => type === 'AWS::CloudWatch::Alarm' && logicalId.includes('Throttles')).map(({ physicalId }) => physicalId);
  const { MetricAlarms = [] } = await new CloudWatchClient(clientOf()).send(new DescribeAlarmsCommand({ AlarmNames }));
  return MetricAlarms.map(({ Threshold }) => Threshold);
};

/** Those of the audit and of the trail. */
const logGroupsOf = (resources: readonly DeployedResource[]) => resources.filter(({ type }) => type === 'AWS::Logs::LogGroup').map(({ physicalId }) => physicalId);

const logs = new CloudWatchLogsClient(clientOf());
const s3 = new S3Client({ ...clientOf(), forcePathStyle: true });
let before: DeployedResource[];
let after: DeployedResource[];
let changed: ReturnType<typeof assembly>;

beforeAll(async () => {
  await cdkOrThrow(deployArgs(assembly('first').folder, NAME));
  before = await resourcesOf(NAME, PLACE);
  for (const logGroupName of logGroupsOf(before)) {
    const stream = { logGroupName, logStreamName: 'records' };
    await logs.send(new CreateLogStreamCommand(stream));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message: 'kept' }] }));
  }
  await s3.send(new PutObjectCommand({ Bucket: idOf(before, 'AWS::S3::Bucket', 'TrailBucket'), Key: 'digest', Body: 'kept' }));
});

/** What was written before the change is still where it was written. */
async function expectDataKept(): Promise<void> {
  for (const logGroupName of logGroupsOf(before)) {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    expect(events.map(({ message }) => message)).toEqual(['kept']);
  }
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: idOf(before, 'AWS::S3::Bucket', 'TrailBucket'), Key: 'digest' }));
  expect(await Body!.transformToString()).toBe('kept');
}

test('an update adds the profiles, the deny and the threshold', async () => {
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
  expect(await throttleThresholds(after)).toEqual([10, 10, 10]);
  count('updates');
});

test('an update replaces nothing, renames no alarm, and what is stored stays', async () => {
  expect(idsOf(after, STATEFUL)).toEqual(idsOf(before, STATEFUL));
  expect(Object.keys(idsOf(before, STATEFUL))).toHaveLength(5);
  expect(Object.keys(idsOf(before, ALARM))).toHaveLength(6);
  expect(Object.keys(idsOf(after, ALARM))).toHaveLength(16);
  const ids = Object.fromEntries(after.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  expect(before.filter(({ logicalId, physicalId }) => ids[logicalId] !== physicalId)).toEqual([]);
  await expectDataKept();
});

test('an update back to one profile removes what the others had, and nothing else', async () => {
  await cdkOrThrow(deployArgs(assembly('first').folder, NAME));
  const back = await resourcesOf(NAME, PLACE);
  // A policy that has moved may come back under another name.
  const kept = (resources: readonly DeployedResource[]) => Object.fromEntries(resources.filter(({ type }) => type !== 'AWS::IAM::Policy').map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  expect(kept(back)).toEqual(kept(before));
  expect(await throttleThresholds(back)).toEqual([0]);
  const policies = await policiesOfRole(idOf(back, 'AWS::IAM::Role', 'AssistantRole'));
  expect(decisions(policies, SONNET)).toEqual(['Allowed', 'Allowed', 'Allowed']);
  expect(decisions(policies, OPUS)).toEqual(['ImplicitDeny', 'ImplicitDeny', 'ImplicitDeny']);
  expect(decisions(policies, SONNET, 'us-east-1')).not.toContain('ExplicitDeny');
  await expectDataKept();
  await cdkOrThrow(deployArgs(changed.folder, NAME));
  after = await resourcesOf(NAME, PLACE);
  count('updates', 2);
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
