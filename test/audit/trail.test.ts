import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { deployedTrail, statementsOf } from './deployed-trail';
import { CloudTrailRecordName, recordsWhere } from '../support/cloudtrail-records';
import { TrailSelector, trailRecords, validateTrailSelectors } from '../support/trail-selectors';

describe('the trail', () => {
  const { resource, arn } = deployedTrail();
  const { Properties } = resource('AWS::CloudTrail::Trail');

  test('is in one Region, logs, and is validated', () => {
    expect(Properties).toMatchObject({ IsLogging: true, IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false, EnableLogFileValidation: true });
  });

  test('delivers to its bucket and its log group, encrypted with its key', () => {
    expect(Properties).toMatchObject({
      S3BucketName: resource('AWS::S3::Bucket', 'TrailBucket').logicalId,
      KMSKeyId: arn('kms', `key/${resource('AWS::KMS::Key').logicalId}`),
      CloudWatchLogsLogGroupArn: arn('logs', `log-group:${resource('AWS::Logs::LogGroup').logicalId}:*`),
      CloudWatchLogsRoleArn: `arn:aws:iam::111122223333:role/${resource('AWS::IAM::Role').logicalId}`,
    });
  });

  test('waits for the policy of its bucket, without which CloudTrail refuses it', () => {
    const policy = resource('AWS::S3::BucketPolicy', 'TrailBucket');
    expect(policy.Properties.Bucket).toBe(Properties.S3BucketName);
    expect(resource('AWS::CloudTrail::Trail').DependsOn).toContain(policy.logicalId);
  });

  test.each<[boolean | undefined, CloudTrailRecordName[]]>([
    [undefined, []],
    [false, []],
    [true, ['startAsyncInvoke']],
  ])('with dataEvents %s it has advanced selectors only, and records the data events %j', (dataEvents, recorded) => {
    const trail = deployedTrail({ dataEvents }).resource('AWS::CloudTrail::Trail').Properties;
    const selectors = trail.AdvancedEventSelectors as TrailSelector[];
    expect(trail).not.toHaveProperty('EventSelectors');
    expect(validateTrailSelectors(selectors)).toEqual([]);
    expect(recordsWhere((record) => record.eventCategory === 'Data' && trailRecords(selectors, record))).toEqual(recorded);
    expect(recordsWhere((record) => record.eventCategory !== 'Data' && !trailRecords(selectors, record))).toEqual([]);
  });
});

describe('what is stored', () => {
  // The policies too: a bucket that is kept keeps what protects it.
  const STORES = [['AWS::S3::Bucket', 2], ['AWS::S3::BucketPolicy', 2], ['AWS::Logs::LogGroup', 1], ['AWS::KMS::Key', 1]] as const;

  test.each([
    [undefined, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
  ])('with removalPolicy %s every bucket with its policy, the log group and the key have the deletion policy %s', (removalPolicy, DeletionPolicy) => {
    const { template } = deployedTrail({ removalPolicy });
    for (const [type, count] of STORES) {
      template.resourceCountIs(type, count);
      const UpdateReplacePolicy = DeletionPolicy === 'Delete' ? 'Delete' : 'Retain';
      template.allResources(type, { DeletionPolicy, UpdateReplacePolicy });
    }
  });

  test.each([[undefined, 365], [logs.RetentionDays.ONE_MONTH, 30]])('with logRetention %s the log group keeps records for %i days', (logRetention, days) => {
    expect(deployedTrail({ logRetention }).resource('AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(days);
  });

  const { template, resource, arn } = deployedTrail();
  const keyArn = arn('kms', `key/${resource('AWS::KMS::Key').logicalId}`);

  test('the bucket and the log group are encrypted with the key, which rotates', () => {
    expect(resource('AWS::KMS::Key').Properties.EnableKeyRotation).toBe(true);
    expect(resource('AWS::Logs::LogGroup').Properties.KmsKeyId).toBe(keyArn);
    expect(resource('AWS::S3::Bucket', 'TrailBucket').Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } }],
      },
    });
  });

  test('the bucket of access logs is encrypted with the keys of S3, the only ones that S3 delivers them with', () => {
    expect(JSON.stringify(resource('AWS::S3::Bucket', 'AccessLogs').Properties.BucketEncryption)).toContain('"SSEAlgorithm":"AES256"');
  });

  test('both buckets are versioned and closed to the public', () => {
    const blocked = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
    template.allResourcesProperties('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' }, PublicAccessBlockConfiguration: blocked });
  });

  test.each(['TrailBucket', 'AccessLogs'])('%s refuses everyone without TLS 1.2', (idPart) => {
    const bucketArn = `arn:aws:s3:::${resource('AWS::S3::Bucket', idPart).logicalId.toLowerCase()}`;
    const denied = statementsOf(resource('AWS::S3::BucketPolicy', idPart), 'PolicyDocument').filter(({ Effect }) => Effect === 'Deny');
    const everything = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: [bucketArn, `${bucketArn}/*`] };
    expect(denied).toEqual([
      { ...everything, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...everything, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
    ]);
  });
});
