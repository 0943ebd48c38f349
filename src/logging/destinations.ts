import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IDependable } from 'constructs';
import { deliveredKeys, LOG_STREAM } from './patterns/logging-configuration';
import { addToBucketPolicy, addToKeyPolicy, recordBucket } from '../private/record-storage';

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

const PAGE = 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html#setup-s3-destination';

/** Lets Amazon Bedrock encrypt what it writes to a bucket. */
export function letBedrockEncrypt(scope: Construct, prop: string, key: kms.IKey): void {
  addToKeyPolicy(scope, prop, key, [new iam.PolicyStatement({
    principals: [bedrock()],
    actions: ['kms:GenerateDataKey'],
    resources: ['*'],
    conditions: fromHere(scope),
  })], `let it allow bedrock.amazonaws.com kms:GenerateDataKey, see ${PAGE}`);
}

/** A bucket for what is delivered, with a bucket for its access logs. */
export function deliveryBucket(scope: Construct, encryptionKey: kms.IKey, retention: logs.RetentionDays, removalPolicy: RemovalPolicy): s3.Bucket {
  return recordBucket(scope, {
    encryptionKey,
    removalPolicy,
    expiration: retention === logs.RetentionDays.INFINITE ? undefined : Duration.days(retention),
  });
}

/** Lets Amazon Bedrock write to a bucket, and returns what has to exist before it may. */
export function letBedrockWrite(scope: Construct, bucket: s3.IBucket, prefix: string | undefined): IDependable[] {
  const keys = deliveredKeys(Stack.of(scope).account, prefix);
  return addToBucketPolicy(scope, 'bucket', bucket, [new iam.PolicyStatement({
    principals: [bedrock()],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(keys)],
    conditions: fromHere(scope),
  })], `let it allow bedrock.amazonaws.com s3:PutObject, see ${PAGE}`);
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
