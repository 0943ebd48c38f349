import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IDependable } from 'constructs';
import { outermostStack } from './app';
import { warn, WARNING_IDS } from './errors';

/** How a bucket for records is encrypted, how long it keeps them, and whether it stays. */
export interface RecordBucketProps {
  readonly encryptionKey: kms.IKey;
  /** How long objects are kept, here and in the new bucket of access logs; for good if it is not given. */
  readonly expiration?: Duration;
  /** An existing bucket of access logs. */
  readonly accessLogsBucket?: s3.IBucket;
  readonly removalPolicy: RemovalPolicy;
}

/** A bucket for records: encrypted, versioned, TLS only, without public access, with a bucket for its access logs. */
export function recordBucket(scope: Construct, { encryptionKey, expiration, accessLogsBucket, removalPolicy }: RecordBucketProps): s3.Bucket {
  const secured = {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration, noncurrentVersionExpiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    removalPolicy,
  };
  // S3 delivers access logs only to a bucket that is encrypted with S3 managed keys.
  const newAccessLogs = accessLogsBucket ? undefined : new s3.Bucket(scope, 'AccessLogs', { ...secured, encryption: s3.BucketEncryption.S3_MANAGED });
  const bucket = new s3.Bucket(scope, 'Bucket', {
    ...secured,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey,
    // With a bucket key, the services that write here would need kms:Decrypt besides kms:GenerateDataKey.
    bucketKeyEnabled: false,
  });
  logAccess(scope, bucket, accessLogsBucket ?? newAccessLogs!);
  // A bucket that is kept keeps what protects it.
  for (const { policy } of [bucket, ...(newAccessLogs ? [newAccessLogs] : [])]) policy!.applyRemovalPolicy(removalPolicy);
  return bucket;
}

/**
 * Server access logs by bucket policy. The L2 does so only under a feature flag, and otherwise by an ACL, which many organizations deny.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
function logAccess(scope: Construct, bucket: s3.Bucket, accessLogs: s3.IBucket): void {
  const { account } = Stack.of(bucket);
  (bucket.node.defaultChild as s3.CfnBucket).loggingConfiguration = { destinationBucketName: accessLogs.bucketName };
  addToBucketPolicy(scope, 'accessLogsBucket', accessLogs, [new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [accessLogs.arnForObjects('*')],
    conditions: {
      // Not in another stack: the two stacks would depend on each other.
      ...(Stack.of(bucket) === Stack.of(accessLogs) && { ArnLike: { 'aws:SourceArn': bucket.bucketArn } }),
      StringEquals: { 'aws:SourceAccount': account },
    },
  })], 'let it allow logging.s3.amazonaws.com s3:PutObject, for this account');
}

/**
 * Adds statements to the policy of a bucket, and returns what has to exist before they apply. Warns if the bucket is only referenced, because then its
 * policy has to allow the same.
 *
 * The statements have no Sid: a bucket may be given to several constructs, and the CDK drops equal statements without one.
 */
export function addToBucketPolicy(scope: Construct, prop: string, bucket: s3.IBucket, statements: iam.PolicyStatement[], remedy: string): IDependable[] {
  const results = statements.map((statement) => bucket.addToResourcePolicy(statement));
  if (!results.every(({ statementAdded }) => statementAdded)) {
    warn(scope, WARNING_IDS.bucketPolicyNotAdded, `${prop}: the bucket is defined elsewhere, so its policy is not changed here; ${remedy}`);
  }
  return results.flatMap(({ policyDependable }) => (policyDependable ? [policyDependable] : []));
}

/** The same for the policy of a key. */
export function addToKeyPolicy(scope: Construct, prop: string, key: kms.IKey, statements: iam.PolicyStatement[], remedy: string): void {
  const results = statements.map((statement) => key.addToResourcePolicy(statement));
  if (results.every(({ statementAdded }) => statementAdded)) return;
  warn(scope, WARNING_IDS.keyPolicyNotAdded, `${prop}: the key is defined elsewhere, so its policy is not changed here; ${remedy}`);
}

/** Lets CloudWatch Logs use a key for a log group. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function letLogsEncrypt(scope: Construct, prop: string, logGroup: logs.LogGroup, key: kms.IKey): void {
  const stack = Stack.of(logGroup);
  addToKeyPolicy(scope, prop, key, [new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: `log-group:${nameOf(logGroup, key)}` }) } },
  })], 'let it allow CloudWatch Logs, see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html');
}

/**
 * The name of a log group, as far as its key may know it: the key exists before the log group. Without a name of its own, CloudFormation gives it one that
 * begins with the name of the stack. The name of a nested stack begins with the name of the stack around it.
 */
function nameOf(logGroup: logs.LogGroup, key: kms.IKey): string {
  // Only CloudFormation knows under which name the stack is deployed, but a reference to it is right only in that stack.
  const stackName = Stack.of(key) === Stack.of(logGroup) ? Aws.STACK_NAME : outermostStack(logGroup).stackName;
  const { logGroupName } = logGroup.node.defaultChild as logs.CfnLogGroup;
  // The CDK has a token for a name that is not given.
  return Stack.of(logGroup).resolve(logGroupName) === undefined ? `${stackName}-*` : logGroupName!;
}
