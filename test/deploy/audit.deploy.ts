import { CloudTrailClient, GetEventSelectorsCommand, GetTrailCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, CreateLogStreamCommand, DescribeLogGroupsCommand, FilterLogEventsCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketVersioningCommand, GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { EXISTING_LOG_GROUP } from './deploy-scenarios';
import { DeployedStack } from './deployed-stack';
import { metricFiltersOf } from './existence';
import { makeTrail } from './made-by-api';
import { resolvedProperties } from './resolved-properties';
import { count } from './state';
import { CLOUDTRAIL_RECORDS, CloudTrailRecordName } from '../support/cloudtrail-records';
import { matchesFilterPattern } from '../support/filter-pattern';
import { TrailSelector, trailRecords } from '../support/trail-selectors';

const names = Object.keys(CLOUDTRAIL_RECORDS) as CloudTrailRecordName[];

test('the trail is in the source Region, encrypted, and its selectors record inference', async () => {
  const stack = await DeployedStack.of('quick start');
  const [[, resource]] = stack.removed('AWS::CloudTrail::Trail');
  const arn = await makeTrail(resolvedProperties(stack, resource), stack.state);
  const client = new CloudTrailClient(stack.client);
  const { Trail } = await client.send(new GetTrailCommand({ Name: arn }));
  expect(Trail).toMatchObject({ HomeRegion: 'eu-west-1', IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false, LogFileValidationEnabled: true });
  expect(Trail!.S3BucketName).toBe(stack.id('AWS::S3::Bucket', 'Bucket2'));
  expect(Trail!.KmsKeyId).toContain(stack.id('AWS::KMS::Key'));
  expect((await client.send(new GetTrailStatusCommand({ Name: arn }))).IsLogging).toBe(true);

  const { AdvancedEventSelectors } = await client.send(new GetEventSelectorsCommand({ TrailName: arn }));
  const recorded = names.filter((name) => trailRecords(AdvancedEventSelectors as TrailSelector[], { ...CLOUDTRAIL_RECORDS[name] }));
  expect(names.filter((name) => !recorded.includes(name))).toEqual(['responseStreamReroutedDataCopy', 'responseStreamCompletedDataCopy', 'startAsyncInvoke']);
  count('trails made by the API');
});

test('the log group is encrypted, the key rotates, and the buckets are versioned and closed to the public', async () => {
  const stack = await DeployedStack.of('quick start');
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

const REROUTED: CloudTrailRecordName[] = ['invokeModelRerouted', 'invokeModelByProfileArn', 'converseRerouted', 'converseStreamRerouted', 'responseStreamRerouted'];
/** The records that each filter counts, by the name of its metric and its dimensions. */
const COUNTED: Record<string, CloudTrailRecordName[]> = {
  'ReroutedInvocations by SourceRegion by ModelId': REROUTED,
  'ReroutedInvocations by SourceRegion by InferenceRegion by ModelId': REROUTED,
  'NotReroutedInvocations by SourceRegion by ModelId': ['invokeModelNotRerouted', 'invokeModelServedInSource', 'invokeModelWithTokenCounts'],
  'InvocationLoggingChanges': ['putModelInvocationLogging', 'deleteModelInvocationLogging'],
};

test('of the records in the log group, the filters that came back count those that they should', async () => {
  const stack = await DeployedStack.of('existing trail');
  const client = new CloudWatchLogsClient(stack.client);
  await client.send(new CreateLogStreamCommand({ logGroupName: EXISTING_LOG_GROUP, logStreamName: 'trail' }));
  const timestamp = Date.now();
  await client.send(new PutLogEventsCommand({
    logGroupName: EXISTING_LOG_GROUP, logStreamName: 'trail', logEvents: names.map((name) => ({ timestamp, message: JSON.stringify(CLOUDTRAIL_RECORDS[name]) })),
  }));
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: EXISTING_LOG_GROUP }));
  expect(events.map(({ message }) => JSON.parse(message!) as unknown)).toEqual(names.map((name) => JSON.parse(JSON.stringify(CLOUDTRAIL_RECORDS[name])) as unknown));

  const filters = (await metricFiltersOf(stack.client)).filter(({ logGroupName }) => logGroupName === EXISTING_LOG_GROUP);
  expect(filters).toHaveLength(4);
  const counted = filters.map(({ filterPattern, metricTransformations }) => {
    const matching = names.filter((_, index) => matchesFilterPattern(filterPattern!, JSON.parse(events[index].message!)));
    const [{ metricName, dimensions = {} }] = metricTransformations!;
    return [[metricName, ...Object.keys(dimensions)].join(' by '), matching] as const;
  });
  expect(Object.fromEntries(counted)).toEqual(COUNTED);
  count('CloudTrail records', events.length);
});
