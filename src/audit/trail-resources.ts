import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IDependable } from 'constructs';
import { addToBucketPolicy, addToKeyPolicy } from '../private/record-storage';

const cloudTrail = () => new iam.ServicePrincipal('cloudtrail.amazonaws.com');

/** A new key for the bucket and the log group of a trail. */
export function trailKey(scope: Construct, removalPolicy: RemovalPolicy): kms.Key {
  return new kms.Key(scope, 'Key', { description: 'CloudTrail records of Amazon Bedrock cross-Region inference', enableKeyRotation: true, removalPolicy });
}

/**
 * Lets CloudTrail encrypt with a key. Without kms:Decrypt, which a bucket with a bucket key would need.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export function letTrailEncrypt(scope: Construct, trailName: string, trailArn: string, key: kms.IKey): void {
  const { partition, account } = Stack.of(scope);
  addToKeyPolicy(scope, 'encryptionKey', key, [
    new iam.PolicyStatement({
      principals: [cloudTrail()],
      actions: ['kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'aws:SourceArn': trailArn },
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${partition}:cloudtrail:*:${account}:trail/*` },
      },
    }),
    new iam.PolicyStatement({ principals: [cloudTrail()], actions: ['kms:DescribeKey'], resources: ['*'], conditions: { StringEquals: { 'aws:SourceArn': trailArn } } }),
  ], `let it allow cloudtrail.amazonaws.com kms:GenerateDataKey* and kms:DescribeKey for the trail ${trailName},` +
    ' see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html');
}

/**
 * Lets CloudTrail write to a bucket, and returns what the trail has to wait for.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
export function letTrailWrite(scope: Construct, trailName: string, trailArn: string, bucket: s3.IBucket): IDependable[] {
  const fromTrail = { 'aws:SourceArn': trailArn };
  return addToBucketPolicy(scope, 'bucket', bucket, [
    new iam.PolicyStatement({ principals: [cloudTrail()], actions: ['s3:GetBucketAcl'], resources: [bucket.bucketArn], conditions: { StringEquals: fromTrail } }),
    new iam.PolicyStatement({
      principals: [cloudTrail()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${Stack.of(scope).account}/*`)],
      conditions: { StringEquals: { ...fromTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    }),
  ], `let it allow cloudtrail.amazonaws.com s3:GetBucketAcl and s3:PutObject for the trail ${trailName},` +
    ' see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html');
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
