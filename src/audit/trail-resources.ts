import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

// Made when it is needed: a principal at the top would load aws-iam together with the library.
const cloudTrail = () => new iam.ServicePrincipal('cloudtrail.amazonaws.com');

/**
 * The key of a trail's bucket and log group, with the statements that CloudTrail and CloudWatch Logs need.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function trailKey(scope: Construct, trailArn: string, removalPolicy: RemovalPolicy): kms.Key {
  const stack = Stack.of(scope);
  const key = new kms.Key(scope, 'Key', {
    description: 'CloudTrail records of Amazon Bedrock cross-Region inference',
    enableKeyRotation: true,
    removalPolicy,
  });
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'CloudTrailEncrypts',
    principals: [cloudTrail()],
    actions: ['kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:SourceArn': trailArn },
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${stack.partition}:cloudtrail:*:${stack.account}:trail/*` },
    },
  }));
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'CloudTrailDescribesKey',
    principals: [cloudTrail()],
    actions: ['kms:DescribeKey'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceArn': trailArn } },
  }));
  // Because the bucket uses a bucket key. The page has no condition on it: S3 makes the call on behalf of CloudTrail.
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'CloudTrailUsesBucketKey',
    principals: [cloudTrail()],
    actions: ['kms:Decrypt'],
    resources: ['*'],
  }));
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'LogsEncrypt',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    // CloudFormation names the log group, beginning with the name of the stack.
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: `log-group:${stack.stackName}-*` }) } },
  }));
  return key;
}

/** The bucket of a trail, with the bucket of its access logs, and the policy that must be there before the trail. */
export function trailBuckets(scope: Construct, trailArn: string, key: kms.IKey, removalPolicy: RemovalPolicy) {
  const secured = {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy,
  };
  // S3 delivers access logs only to a bucket that is encrypted with S3 managed keys.
  const accessLogs = new s3.Bucket(scope, 'AccessLogs', { ...secured, encryption: s3.BucketEncryption.S3_MANAGED });
  const bucket = new s3.Bucket(scope, 'Bucket', {
    ...secured,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
  });
  logAccess(bucket, accessLogs);

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
  const fromTrail = { 'aws:SourceArn': trailArn };
  bucket.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'CloudTrailReadsAcl',
    principals: [cloudTrail()],
    actions: ['s3:GetBucketAcl'],
    resources: [bucket.bucketArn],
    conditions: { StringEquals: fromTrail },
  }));
  bucket.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'CloudTrailWrites',
    principals: [cloudTrail()],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(`AWSLogs/${Stack.of(scope).account}/*`)],
    conditions: { StringEquals: { ...fromTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
  }));
  // A bucket that is kept keeps what protects it.
  for (const { policy } of [bucket, accessLogs]) policy!.applyRemovalPolicy(removalPolicy);
  return { bucket, policy: bucket.policy! };
}

/**
 * Server access logs by bucket policy. The L2 does so only under a feature flag, and otherwise by an ACL, which many organizations deny.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
function logAccess(bucket: s3.Bucket, accessLogs: s3.Bucket): void {
  (bucket.node.defaultChild as s3.CfnBucket).loggingConfiguration = { destinationBucketName: accessLogs.bucketName };
  accessLogs.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'AccessLogsDelivery',
    principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [accessLogs.arnForObjects('*')],
    conditions: { ArnLike: { 'aws:SourceArn': bucket.bucketArn }, StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account } },
  }));
}

/**
 * The role with which CloudTrail writes to the log group of a trail.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
 */
export function trailLogRole(scope: Construct, logGroup: logs.ILogGroup): iam.Role {
  return new iam.Role(scope, 'LogRole', {
    // Without aws:SourceArn: AWS documents the key for the bucket and the KMS key, not for this role.
    assumedBy: cloudTrail(),
    inlinePolicies: {
      WriteLogs: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
        })],
      }),
    },
  });
}
