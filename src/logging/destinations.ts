import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { deliveredKeys, LOG_STREAM } from './patterns/logging-configuration';
import { recordBucket } from '../private/record-storage';

const bedrock = () => new iam.ServicePrincipal('bedrock.amazonaws.com');

/** Deliveries for this account, from this Region: the conditions on every permission of https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html */
function fromHere(scope: Construct): Record<string, Record<string, string>> {
  const stack = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: { 'aws:SourceArn': `arn:${stack.partition}:bedrock:${stack.region}:${stack.account}:*` },
  };
}

/** A key that what is delivered is encrypted with. */
export function deliveryKey(scope: Construct, removalPolicy: RemovalPolicy): kms.Key {
  return new kms.Key(scope, 'Key', { description: 'Logs of Amazon Bedrock model invocations', enableKeyRotation: true, removalPolicy });
}

/** Lets Amazon Bedrock encrypt what it writes to a bucket. */
export function letBedrockEncrypt(scope: Construct, key: kms.IKey): void {
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'BedrockEncrypts',
    principals: [bedrock()],
    actions: ['kms:GenerateDataKey'],
    resources: ['*'],
    conditions: fromHere(scope),
  }));
}

/** A bucket for what is delivered, with a bucket for its access logs. */
export function deliveryBucket(scope: Construct, encryptionKey: kms.IKey, retention: logs.RetentionDays, removalPolicy: RemovalPolicy): s3.Bucket {
  return recordBucket(scope, {
    encryptionKey,
    removalPolicy,
    // Without a bucket key: with one S3 may decrypt too, and AWS documents kms:GenerateDataKey alone.
    bucketKeyEnabled: false,
    lifecycleRules: [{
      ...(retention !== logs.RetentionDays.INFINITE && { expiration: Duration.days(retention) }),
      noncurrentVersionExpiration: Duration.days(7),
      abortIncompleteMultipartUploadAfter: Duration.days(7),
    }],
  });
}

/** Lets Amazon Bedrock write to a bucket. */
export function letBedrockWrite(scope: Construct, bucket: s3.IBucket, prefix: string | undefined): iam.AddToResourcePolicyResult {
  return bucket.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'AmazonBedrockLogsWrite',
    principals: [bedrock()],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(deliveredKeys(Stack.of(scope).account, prefix))],
    conditions: fromHere(scope),
  }));
}

/** The role with which Amazon Bedrock writes to the log group. */
export function deliveryRole(scope: Construct, logGroup: logs.ILogGroup, removalPolicy: RemovalPolicy): iam.Role {
  const role = new iam.Role(scope, 'DeliveryRole', {
    description: 'Amazon Bedrock delivers the logs of model invocations',
    assumedBy: bedrock().withConditions(fromHere(scope)),
    inlinePolicies: {
      WriteLogs: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          // By its name: logGroupArn ends with ":*", after which no log stream can stand.
          resources: [Stack.of(scope).formatArn({
            service: 'logs', resource: 'log-group', resourceName: `${logGroup.logGroupName}:log-stream:${LOG_STREAM}`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          })],
        })],
      }),
    },
  });
  role.applyRemovalPolicy(removalPolicy);
  return role;
}
