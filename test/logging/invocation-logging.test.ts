import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { deployedLogging } from './deployed-logging';
import { InvocationLogDestination, InvocationLoggingOnDelete } from '../../src';
import { HANDLER_CODE } from '../../src/logging/handler/code-data';

const { BUCKET, LOG_GROUP, LOG_GROUP_AND_BUCKET } = InvocationLogDestination;
const all = {
  textDataDeliveryEnabled: true, imageDataDeliveryEnabled: true, embeddingDataDeliveryEnabled: true, videoDataDeliveryEnabled: true, audioDataDeliveryEnabled: true,
};

describe('by default', () => {
  const { logging, resource, configuration, custom, resources } = deployedLogging();
  const bucket = resource('AWS::S3::Bucket', 'LoggingBucket');
  const logGroup = resource('AWS::Logs::LogGroup', 'LoggingLogGroup');

  test('records go to a log group, large data to a bucket, of every kind', () => {
    expect(configuration()).toEqual({
      cloudWatchConfig: {
        logGroupName: logGroup.logicalId,
        roleArn: expect.stringMatching(/^arn:aws:iam::111122223333:role\/LoggingDeliveryRole/),
        largeDataDeliveryS3Config: { bucketName: bucket.logicalId },
      },
      ...all,
    });
  });

  test('nothing is overwritten, and nothing is undone', () => {
    expect([custom().OverwriteExisting, custom().OnDelete]).toEqual(['false', 'LEAVE']);
  });

  test('all that logging goes on with is retained, encrypted with a rotated key, and kept for a year', () => {
    const stateful = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::Logs::LogGroup', 'AWS::KMS::Key'].flatMap(resources).concat(resource('AWS::IAM::Role', 'DeliveryRole'));
    expect(stateful).toHaveLength(8);
    expect(stateful.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
    const key = resource('AWS::KMS::Key');
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(logGroup.Properties).toMatchObject({ KmsKeyId: expect.stringContaining(key.logicalId), RetentionInDays: 365 });
    expect(bucket.Properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: expect.stringContaining(key.logicalId) } }] },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 365, NoncurrentVersionExpiration: { NoncurrentDays: 7 } }] },
    });
  });

  test('both buckets are versioned, private and without ACLs, and the access of one is logged in the other', () => {
    for (const { Properties } of resources('AWS::S3::Bucket')) {
      expect(Properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
    }
    expect(bucket.Properties.LoggingConfiguration).toEqual({ DestinationBucketName: resource('AWS::S3::Bucket', 'AccessLogs').logicalId });
  });

  test('the configuration is put after the bucket policy, by a function that may do it by then', () => {
    const handler = resource('AWS::Lambda::Function');
    expect(resource('Custom::BedrockInvocationLogging').DependsOn).toContain(resource('AWS::S3::BucketPolicy', 'LoggingBucket').logicalId);
    expect(handler.DependsOn).toContain(resource('AWS::IAM::Policy').logicalId);
    expect(handler.Properties).toMatchObject({ Code: { ZipFile: HANDLER_CODE }, Handler: 'index.handler', LoggingConfig: { LogGroup: resource('AWS::Logs::LogGroup', 'HandlerLogs').logicalId } });
    // The handler keeps half a minute for its answer, and CloudFormation waits longer than the handler runs.
    expect(Number(custom().ServiceTimeout)).toBeGreaterThan(Number(handler.Properties.Timeout));
  });

  test('what is made is there for others', () => {
    expect([logging.logGroup, logging.bucket, logging.encryptionKey, logging.deliveryRole].map((part) => part?.node.id)).toEqual(['LogGroup', 'Bucket', 'Key', 'DeliveryRole']);
    expect(logging.alarms).toHaveLength(2);
  });
});

describe('destinations', () => {
  test('a bucket alone takes records and large data, and no role is needed', () => {
    const { configuration, logging, resources } = deployedLogging({ destination: BUCKET, bucketPrefix: 'team/bedrock' });
    expect(configuration()).toEqual({ s3Config: { bucketName: expect.stringMatching(/^LoggingBucket/), keyPrefix: 'team/bedrock' }, ...all });
    expect([logging.logGroup, logging.deliveryRole]).toEqual([undefined, undefined]);
    expect(resources('AWS::Logs::QueryDefinition')).toEqual([]);
  });

  test('a log group alone, where large data is not kept', () => {
    const { configuration, logging, resources } = deployedLogging({ largePayloads: false });
    expect(configuration()).toEqual({ cloudWatchConfig: { logGroupName: expect.any(String), roleArn: expect.any(String) }, ...all });
    expect([logging.bucket, ...resources('AWS::S3::Bucket')]).toEqual([undefined]);
  });

  test('both', () => {
    const { configuration } = deployedLogging({ destination: LOG_GROUP_AND_BUCKET });
    const place = { bucketName: expect.stringMatching(/^LoggingBucket/) };
    expect(configuration()).toMatchObject({ cloudWatchConfig: { largeDataDeliveryS3Config: place }, s3Config: place });
  });

  test('that exist: nothing is made, and their names are used', () => {
    const { configuration, logging, resources } = deployedLogging((stack) => ({
      destination: LOG_GROUP_AND_BUCKET, logGroup: logs.LogGroup.fromLogGroupName(stack, 'L', 'given-logs'), bucket: s3.Bucket.fromBucketName(stack, 'B', 'given-bucket'),
    }));
    expect(configuration()).toMatchObject({ cloudWatchConfig: { logGroupName: 'given-logs' }, s3Config: { bucketName: 'given-bucket' } });
    expect(['AWS::S3::Bucket', 'AWS::KMS::Key'].flatMap(resources)).toEqual([]);
    expect([logging.encryptionKey, resources('AWS::Logs::LogGroup').length]).toEqual([undefined, 1]);
  });

  test('the kinds of data are those that are asked for', () => {
    const { configuration } = deployedLogging({ modalities: { image: false, audio: false } });
    expect(configuration()).toMatchObject({ ...all, imageDataDeliveryEnabled: false, audioDataDeliveryEnabled: false });
    const none = deployedLogging({ modalities: { text: false, image: false, embedding: false, video: false, audio: false } });
    expect(Object.values(none.configuration()).filter((value) => value === true)).toEqual([]);
  });
});

test('a key of one\'s own is used and gets the statements', () => {
  const { resources } = deployedLogging((stack) => ({ encryptionKey: new kms.Key(stack, 'Own') }));
  const [key, ...others] = resources('AWS::KMS::Key');
  expect(others).toEqual([]);
  expect((key.Properties.KeyPolicy as { Statement: { Principal: { Service?: string } }[] }).Statement.map(({ Principal }) => Principal.Service)).toEqual([undefined, 'bedrock.amazonaws.com', 'logs.eu-west-1.amazonaws.com']);
});

test('how long it is kept and what becomes of it can be said', () => {
  const { resources, custom } = deployedLogging({
    retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY, onDelete: InvocationLoggingOnDelete.RESTORE, overwriteExisting: true,
  });
  expect(resources('AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays)).toEqual([30, 30]);
  expect(resources('AWS::S3::Bucket').filter(({ DeletionPolicy }) => DeletionPolicy !== 'Delete')).toEqual([]);
  expect([custom().OverwriteExisting, custom().OnDelete]).toEqual(['true', 'RESTORE']);
});

test('kept for good, objects do not expire', () => {
  const { resource } = deployedLogging({ retention: logs.RetentionDays.INFINITE });
  const { Rules } = resource('AWS::S3::Bucket', 'LoggingBucket').Properties.LifecycleConfiguration as { Rules: object[] };
  expect(Rules).toEqual([expect.not.objectContaining({ ExpirationInDays: expect.anything() })]);
});

test('a data protection policy is that of the log group', () => {
  const { template } = deployedLogging({ dataProtectionPolicy: new logs.DataProtectionPolicy({ identifiers: [logs.DataIdentifier.EMAILADDRESS] }) });
  template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue(), DataProtectionPolicy: Match.objectLike({ Name: Match.anyValue() }) });
});

describe('alarms on deliveries that fail', () => {
  test.each([
    [LOG_GROUP, true, ['LargeDataS3DeliveryFailure', 'LogsCloudWatchDeliveryFailure']],
    [LOG_GROUP, false, ['LogsCloudWatchDeliveryFailure']],
    [LOG_GROUP_AND_BUCKET, true, ['LargeDataS3DeliveryFailure', 'LogsCloudWatchDeliveryFailure', 'LogsS3DeliveryFailure']],
    [BUCKET, undefined, ['LargeDataS3DeliveryFailure', 'LogsS3DeliveryFailure']],
  ])('%s, large data %s: one for each way', (destination, largePayloads, metrics) => {
    const { resources } = deployedLogging({ destination, largePayloads });
    const alarms = resources('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.map(({ MetricName }) => String(MetricName).replace('ModelInvocation', '')).sort()).toEqual(metrics);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ Namespace: 'AWS/Bedrock', Statistic: 'Sum', Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' });
    }
  });

  test('do what they are told', () => {
    const { resources } = deployedLogging((stack) => ({ alarmActions: [new SnsAction(new sns.Topic(stack, 'Topic'))] }));
    expect(resources('AWS::CloudWatch::Alarm').map(({ Properties }) => (Properties.AlarmActions as string[]).length)).toEqual([1, 1]);
  });
});

test('saved queries are on the log group, and with a trail on both', () => {
  const { resources, resource } = deployedLogging((stack) => ({ trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail-logs') }));
  const logGroup = resource('AWS::Logs::LogGroup', 'LoggingLogGroup').logicalId;
  expect(resources('AWS::Logs::QueryDefinition').map(({ Properties }) => [String(Properties.Name).split('/')[1], Properties.LogGroupNames])).toEqual([
    ['Invocations with their inference Region', [logGroup]],
    ['Tokens by inference Region', [logGroup]],
    ['Tokens by caller', [logGroup]],
    ['Invocations with their CloudTrail records', [logGroup, 'trail-logs']],
  ]);
});

test('with keys of request metadata there is a query by these', () => {
  const { resources, resource } = deployedLogging({ queryRequestMetadata: ['team', 'cost-center'] });
  const [query] = resources('AWS::Logs::QueryDefinition').filter(({ Properties }) => String(Properties.Name).endsWith('/Tokens by request metadata'));
  expect(query.Properties).toMatchObject({
    LogGroupNames: [resource('AWS::Logs::LogGroup', 'LoggingLogGroup').logicalId],
    QueryString: expect.stringContaining('by requestMetadata.team, `requestMetadata.cost-center`, modelId'),
  });
});

test('the function runs no longer than its answer is waited for', () => {
  const { resource } = deployedLogging();
  expect(resource('AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({ MaximumEventAgeInSeconds: Duration.minutes(10).toSeconds() });
});
