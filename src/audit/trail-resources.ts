import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { letLogsEncrypt, recordBucket } from '../private/record-storage';

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
  letLogsEncrypt(scope, key);
  return key;
}

/** The bucket of a trail, with the bucket of its access logs, and the policy that must be there before the trail. */
export function trailBuckets(scope: Construct, trailArn: string, key: kms.IKey, removalPolicy: RemovalPolicy) {
  const bucket = recordBucket(scope, { encryptionKey: key, bucketKeyEnabled: true, removalPolicy });
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
  return { bucket, policy: bucket.policy! };
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
