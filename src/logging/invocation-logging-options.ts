import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * Where the records of model invocations are delivered.
 */
export enum InvocationLogDestination {
  /** A log group, and a bucket for what is too large for it: binary data, and bodies of more than 100 KB. */
  LOG_GROUP = 'LOG_GROUP',

  /** A bucket, for records and large data. Nothing can be queried with CloudWatch Logs Insights. */
  BUCKET = 'BUCKET',

  /** A log group and a bucket, each with all records; large data in the bucket. */
  LOG_GROUP_AND_BUCKET = 'LOG_GROUP_AND_BUCKET',
}

/**
 * What happens to the logging of model invocations when the construct is deleted.
 */
export enum InvocationLoggingOnDelete {
  /** It stays on as it is, to the destinations that are retained. */
  LEAVE = 'LEAVE',

  /** What was there before is put back, or logging is switched off if there was nothing; not if somebody else has changed it since. */
  RESTORE = 'RESTORE',
}

/**
 * The kinds of data that are delivered. Without any, records hold who called which model when, and token counts, but no content.
 */
export interface InvocationLogModalities {
  /**
   * Whether text is delivered: prompts and responses.
   *
   * @default true
   */
  readonly text?: boolean;

  /**
   * Whether images are delivered.
   *
   * @default true
   */
  readonly image?: boolean;

  /**
   * Whether embeddings are delivered.
   *
   * @default true
   */
  readonly embedding?: boolean;

  /**
   * Whether video is delivered.
   *
   * @default true
   */
  readonly video?: boolean;

  /**
   * Whether audio is delivered.
   *
   * @default true
   */
  readonly audio?: boolean;
}

/**
 * Properties of the logging of model invocations.
 */
export interface InvocationLoggingProps {
  /**
   * Where records are delivered.
   *
   * @default InvocationLogDestination.LOG_GROUP
   */
  readonly destination?: InvocationLogDestination;

  /**
   * A log group that exists, in the account and Region of the stack.
   *
   * @default - a new one, encrypted
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * A bucket that exists, in the account and Region of the stack, with ACLs disabled. Its policy gets the statement that Amazon Bedrock needs;
   * where the bucket is only referenced, or encrypted with a key that is, add the statements of the AWS page yourself.
   *
   * @default - a new one, encrypted, versioned, TLS only, without public access, with access logs
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html#setup-s3-destination
   */
  readonly bucket?: s3.IBucket;

  /**
   * What the keys of the objects begin with, without a slash at the end.
   *
   * @default - none; keys begin with `AWSLogs/`
   */
  readonly bucketPrefix?: string;

  /**
   * Whether what is too large for the log group is delivered to the bucket. If not, it is not kept anywhere, and with the destination
   * `LOG_GROUP` there is no bucket.
   *
   * @default true
   */
  readonly largePayloads?: boolean;

  /**
   * The kinds of data that are delivered.
   *
   * @default - all
   */
  readonly modalities?: InvocationLogModalities;

  /**
   * The key of the new log group and the new bucket. It gets the statements that Amazon Bedrock and CloudWatch Logs need.
   *
   * @default - a new one, rotated
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long the new log group and the new bucket keep what is delivered. In the bucket, a version that was deleted or replaced stays for another week.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;

  /**
   * What CloudWatch Logs finds and masks in the new log group. It does not reach the bucket.
   *
   * @default - nothing is masked
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
   */
  readonly dataProtectionPolicy?: logs.DataProtectionPolicy;

  /**
   * Whether a configuration that is there already, and was put by somebody else, is replaced. If not, the deployment fails and names its destinations.
   *
   * @default false
   */
  readonly overwriteExisting?: boolean;

  /**
   * What happens to the logging of model invocations when the construct is deleted.
   *
   * @default InvocationLoggingOnDelete.LEAVE
   */
  readonly onDelete?: InvocationLoggingOnDelete;

  /**
   * What happens when a delivery fails.
   *
   * @default - nothing but the state of the alarms
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * The log group of a trail in the same account and Region, for the saved query that puts invocations beside their CloudTrail records.
   *
   * @default - no such query
   */
  readonly trailLogGroup?: logs.ILogGroup;

  /**
   * What happens to the log groups, the buckets, the key and the delivery role when they are removed from the stack. CloudFormation cannot delete a
   * bucket that holds objects: empty it first.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
