import { CloudTrailClient, GetEventSelectorsCommand, GetTrailCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import {
  CloudWatchLogsClient, CreateLogStreamCommand, DescribeLogGroupsCommand, DescribeResourcePoliciesCommand, FilterLogEventsCommand, PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand, PutEventsCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketVersioningCommand, GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { README_ACCOUNT, REGION } from './accounts';
import { EXISTING_LOG_GROUP } from './deploy-scenarios';
import { DeployedStack } from './deployed-stack';
import { metricFiltersOf } from './existence';
import { makeTrail } from './made-by-api';
import { resolvedProperties } from './resolved-properties';
import { count } from './state';
import { CLOUDTRAIL_RECORDS, CloudTrailRecordName, toEventBridgeEvent } from '../support/cloudtrail-records';
import { matchesEventPattern, ruleReceives } from '../support/event-pattern';
import { matchesFilterPattern } from '../support/filter-pattern';
import { decide } from '../support/iam-evaluator';
import { PolicyStatementJson } from '../support/iam-policy';
import { TrailSelector, trailRecords } from '../support/trail-selectors';

const names = Object.keys(CLOUDTRAIL_RECORDS) as CloudTrailRecordName[];

test('the trail is in the source Region, encrypted, and its selectors record inference', async () => {
  const stack = await DeployedStack.of('own trail');
  const [[, resource]] = stack.removed('AWS::CloudTrail::Trail');
  const properties = resolvedProperties<Parameters<typeof makeTrail>[0]>(stack, resource);
  const arn = await makeTrail(properties, stack.state);
  const client = new CloudTrailClient(stack.client);
  const { Trail } = await client.send(new GetTrailCommand({ Name: arn }));
  expect(Trail).toMatchObject({ HomeRegion: 'eu-west-1', IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false, LogFileValidationEnabled: true });
  expect(Trail!.S3BucketName).toBe(properties.S3BucketName);
  expect(stack.ids('AWS::S3::Bucket')).toContain(Trail!.S3BucketName);
  expect(Trail!.KmsKeyId).toContain(stack.id('AWS::KMS::Key'));
  expect((await client.send(new GetTrailStatusCommand({ Name: arn }))).IsLogging).toBe(true);

  const { AdvancedEventSelectors } = await client.send(new GetEventSelectorsCommand({ TrailName: arn }));
  const recorded = names.filter((name) => trailRecords(AdvancedEventSelectors as TrailSelector[], { ...CLOUDTRAIL_RECORDS[name] }));
  expect(names.filter((name) => !recorded.includes(name))).toEqual(['responseStreamReroutedDataCopy', 'responseStreamCompletedDataCopy', 'startAsyncInvoke']);
  count('trails made by the API');
});

test('the log group is encrypted, the key rotates, and the buckets are versioned and closed to the public', async () => {
  const stack = await DeployedStack.of('own trail');
  const key = stack.id('AWS::KMS::Key');
  const { logGroups } = await new CloudWatchLogsClient(stack.client).send(new DescribeLogGroupsCommand({ logGroupNamePrefix: stack.id('AWS::Logs::LogGroup') }));
  expect(logGroups).toMatchObject([{ kmsKeyId: expect.stringContaining(key) as string, retentionInDays: 365 }]);
  expect((await new KMSClient(stack.client).send(new GetKeyRotationStatusCommand({ KeyId: key }))).KeyRotationEnabled).toBe(true);

  const s3 = new S3Client({ ...stack.client, forcePathStyle: true });
  for (const Bucket of stack.ids('AWS::S3::Bucket')) {
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(PublicAccessBlockConfiguration).toEqual({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
  }
});

const REROUTED: CloudTrailRecordName[] = [
  'invokeModelRerouted', 'invokeModelByProfileArn', 'converseRerouted', 'converseStreamRerouted', 'invokeModelApplicationProfile', 'invokeModelGeographicRerouted', 'invokeModelOtherModelRerouted',
];
const NOT_REROUTED: CloudTrailRecordName[] = ['invokeModelNotRerouted', 'invokeModelServedInSource', 'invokeModelWithTokenCounts'];
const FAILED: CloudTrailRecordName[] = ['invokeModelThrottled', 'invokeModelAccessDenied'];
const CHANGES: CloudTrailRecordName[] = ['putModelInvocationLogging', 'deleteModelInvocationLogging'];
/** Copies of what is recorded already, calls of another source Region, and what is no call and no change. */
const NEVER: CloudTrailRecordName[] = [
  'responseStreamReroutedDataCopy', 'startAsyncInvoke', 'invokeModelOtherSourceRegion', 'getModelInvocationLogging', 'listFoundationModels', 's3GetBucketAcl',
];

/** What each filter counts, and what it does not, by the name of its metric and its dimensions. */
const COUNTED: Readonly<Record<string, readonly [counts: readonly CloudTrailRecordName[], not: readonly CloudTrailRecordName[]]>> = {
  'RecordedInvocations by SourceRegion': [[...REROUTED, ...NOT_REROUTED, ...FAILED, 'invokeModelInRegion'], ['converseStreamCompleted', ...CHANGES]],
  'ReroutedInvocations by SourceRegion by InferenceRegion by ModelId': [REROUTED, [...NOT_REROUTED, ...FAILED, 'invokeModelInRegion', 'converseStreamCompleted']],
  'NotReroutedInvocations by SourceRegion by ModelId': [NOT_REROUTED, [...REROUTED, ...FAILED, 'invokeModelInRegion', 'converseStreamCompleted']],
  'CompletedStreams by SourceRegion by InferenceRegion': [['converseStreamCompleted', 'responseStreamCompleted'], [...REROUTED, ...NOT_REROUTED, ...FAILED]],
  'FailedInvocations by SourceRegion by ErrorCode': [FAILED, [...REROUTED, ...NOT_REROUTED]],
  'AuditChanges': [CHANGES, [...REROUTED, ...NOT_REROUTED, ...FAILED, 'converseStreamCompleted']],
};

/** Puts messages into a log group, reads them back, and decides them with the filters that came back. */
async function expectCounted(stack: DeployedStack, logGroupName: string, messages: Readonly<Partial<Record<CloudTrailRecordName, object>>>): Promise<void> {
  const client = new CloudWatchLogsClient(stack.client);
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'records' }));
  const timestamp = Date.now();
  await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'records', logEvents: Object.values(messages).map((message) => ({ timestamp, message: JSON.stringify(message) })) }));
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
  expect(events.map(({ message }) => JSON.parse(message!) as unknown)).toEqual(JSON.parse(JSON.stringify(Object.values(messages))));

  const filters = (await metricFiltersOf(stack.client)).filter((filter) => filter.logGroupName === logGroupName);
  const put = Object.keys(messages) as CloudTrailRecordName[];
  const counted = Object.fromEntries(filters.map(({ filterPattern, metricTransformations }) => {
    const [{ metricName, dimensions = {} }] = metricTransformations!;
    return [[metricName, ...Object.keys(dimensions)].join(' by '), put.filter((_, index) => matchesFilterPattern(filterPattern!, JSON.parse(events[index].message!)))] as const;
  }));
  expect(Object.keys(counted).sort()).toEqual(Object.keys(COUNTED).sort());
  for (const [metric, [counts, not]] of Object.entries(COUNTED)) {
    expect([metric, counted[metric]]).toEqual([metric, expect.arrayContaining([...counts])]);
    expect([metric, counted[metric].filter((name) => [...not, ...NEVER].includes(name))]).toEqual([metric, []]);
  }
  count('CloudTrail records', events.length);
}

test('of the records in the log group of a trail, the filters that came back count those that they should', async () => {
  const stack = await DeployedStack.of('existing trail');
  await expectCounted(stack, EXISTING_LOG_GROUP, CLOUDTRAIL_RECORDS);
});

describe('an audit by EventBridge', () => {
  let stack: DeployedStack;
  let rule: { readonly State?: string; readonly EventPattern?: string; readonly Arn?: string; readonly Name?: string };
  let logGroup: string;

  beforeAll(async () => {
    stack = await DeployedStack.of('quick start');
    rule = await new EventBridgeClient(stack.client).send(new DescribeRuleCommand({ Name: stack.id('AWS::Events::Rule').split('/').pop() }));
    logGroup = stack.id('AWS::Logs::LogGroup');
  });

  test('the rule is in the state that sees read-only events, and sends to the log group, which it alone may write to', async () => {
    expect(rule.State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
    const { Targets = [] } = await new EventBridgeClient(stack.client).send(new ListTargetsByRuleCommand({ Rule: rule.Name }));
    const logGroupArn = `arn:aws:logs:${REGION}:${README_ACCOUNT}:log-group:${logGroup}`;
    // Without ":*", which EventBridge refuses.
    expect(Targets.map(({ Arn }) => Arn)).toEqual([logGroupArn]);

    const { resourcePolicies = [] } = await new CloudWatchLogsClient(stack.client).send(new DescribeResourcePoliciesCommand({}));
    const { policyDocument } = resourcePolicies.find(({ policyName }) => policyName === stack.id('AWS::Logs::ResourcePolicy'))!;
    const { Version, Statement } = JSON.parse(policyDocument!) as { Version: string; Statement: (PolicyStatementJson & { Principal: unknown })[] };
    expect(Statement.map(({ Principal }) => Principal)).toEqual(Array(2).fill({ Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] }));
    // The evaluator decides for one principal, which is a service here.
    const document = { Version, Statement: Statement.map(({ Principal, ...statement }) => statement) };
    const put = (resource: string, sourceArn?: string) => decide([document], { action: 'logs:PutLogEvents', resource, context: { 'aws:SourceArn': sourceArn } });
    expect(put(`${logGroupArn}:log-stream:x`, rule.Arn)).toBe('Allowed');
    expect(put(`${logGroupArn}:log-stream:x`, `${rule.Arn}-other`)).toBe('ImplicitDeny');
    expect(put(`${logGroupArn}-other:log-stream:x`, rule.Arn)).toBe('ImplicitDeny');
    expect(decide([document], { action: 'logs:CreateLogStream', resource: `${logGroupArn}:log-stream:x`, context: {} })).toBe('Allowed');
  });

  // The emulator decides patterns, and delivers neither events of AWS services nor to log groups (below): what it picks is put by hand.
  test('what the pattern picks, by the emulator, comes to the log group, and the filters that came back count it as they should', async () => {
    const client = new EventBridgeClient(stack.client);
    const picked: [CloudTrailRecordName, object][] = [];
    for (const name of names) {
      // The service name is that of the event source; `resources` and `id` are what the API asks for.
      const event = toEventBridgeEvent(CLOUDTRAIL_RECORDS[name]);
      const { Result } = await client.send(new TestEventPatternCommand({ EventPattern: rule.EventPattern, Event: JSON.stringify(event) }));
      expect([name, matchesEventPattern(JSON.parse(rule.EventPattern!), event)]).toEqual([name, Result]);
      if (Result && ruleReceives(rule.State!, event)) picked.push([name, event]);
      count('events matched by the emulator');
    }
    const pickedNames = picked.map(([name]) => name);
    expect(pickedNames).toEqual(expect.arrayContaining([...REROUTED, ...NOT_REROUTED, ...FAILED, ...CHANGES, 'converseStreamCompleted', 'responseStreamCompleted']));
    expect(pickedNames.filter((name) => NEVER.includes(name))).toEqual([]);
    await expectCounted(stack, logGroup, Object.fromEntries(picked));
  });

  test('the emulator takes no events in the name of AWS: when it does, the test above can put them on the bus', async () => {
    const Entries = [{ Source: 'aws.bedrock', DetailType: 'AWS API Call via CloudTrail', Detail: JSON.stringify(CLOUDTRAIL_RECORDS.invokeModelRerouted) }];
    const answer = await new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries }));
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual(['NotAuthorizedForSourceException']);
  });
});
