import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** How a bucket for records is encrypted, how long it keeps them, and whether it stays. */
export interface RecordBucketProps {
  readonly encryptionKey: kms.IKey;
  readonly bucketKeyEnabled: boolean;
  readonly lifecycleRules?: s3.LifecycleRule[];
  readonly removalPolicy: RemovalPolicy;
}

/** A bucket for records: encrypted, versioned, TLS only, without public access, with a bucket for its access logs. */
export function recordBucket(scope: Construct, props: RecordBucketProps): s3.Bucket {
  const { encryptionKey, bucketKeyEnabled, lifecycleRules, removalPolicy } = props;
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
  const bucket = new s3.Bucket(scope, 'Bucket', { ...secured, encryption: s3.BucketEncryption.KMS, encryptionKey, bucketKeyEnabled, lifecycleRules });
  logAccess(bucket, accessLogs);
  // A bucket that is kept keeps what protects it.
  for (const { policy } of [bucket, accessLogs]) policy!.applyRemovalPolicy(removalPolicy);
  return bucket;
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

/** Lets CloudWatch Logs use a key for the log groups of the stack. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function letLogsEncrypt(scope: Construct, key: kms.IKey): void {
  const stack = Stack.of(scope);
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'LogsEncrypt',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    // CloudFormation names the log group, beginning with the name of the stack.
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: `log-group:${stack.stackName}-*` }) } },
  }));
}
