import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { configurationResource } from './configuration-resource';
import { deliveryBucket, deliveryKey, deliveryRole, letBedrockEncrypt, letBedrockWrite } from './destinations';
import { InvocationLoggingMetrics } from './invocation-logging-metrics';
import { loggingConfiguration } from './patterns/logging-configuration';
import { callersQuery, invocationsQuery, joinedQuery, metadataQuery, tokensQuery } from './patterns/queries';
import { SavedQuery } from '../audit/patterns/queries';
import { checkAlarmActions } from '../private/alarm-actions';
import { addToApp, inApp, outermostStack } from '../private/app';
import { fail, show } from '../private/errors';
import { checkForm, checkKeyPrefix, checkList, failEmpty } from '../private/inputs';
import { letLogsEncrypt } from '../private/record-storage';
import { isPlaceholder } from '../private/roles';
import { ALARM_ACTION, S3_BUCKET, checkShape, FLAG, instanceOf, KEY, having, listOf, LOGS_GROUP, memberOf, oneOf, OPTIONS, ROLE, TEXT } from '../private/shape';
import { checkSamePlace } from '../private/source';
import { literal } from '../private/tokens';

/** The destination of model invocation records. */
export enum InvocationLogDestination {
  /** A log group, and a bucket for what is too large for it: binary data, and bodies of more than 100 KB. */
  LOG_GROUP = 'LOG_GROUP',

  /** A bucket, for records and large data. CloudWatch Logs Insights cannot query it. */
  BUCKET = 'BUCKET',

  /** A log group and a bucket, each with all records. Large data is in the bucket. */
  LOG_GROUP_AND_BUCKET = 'LOG_GROUP_AND_BUCKET',
}

/** What happens to the logging of model invocations when the construct is deleted. */
export enum InvocationLoggingOnDelete {
  /** Logging stays on, to the retained destinations. */
  LEAVE = 'LEAVE',

  /**
   * The former configuration is put back, or logging is switched off if there was none.
   *
   * Neither happens if others have changed the configuration since.
   */
  RESTORE = 'RESTORE',
}

/**
 * The kinds of data that are delivered.
 *
 * Without any, records have the caller, the model, the time and token counts, but no content.
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
   * The destination of the records.
   *
   * @default InvocationLogDestination.LOG_GROUP
   */
  readonly destination?: InvocationLogDestination;

  /**
   * An existing log group, in the account and Region of the stack.
   *
   * @default - a new one, encrypted
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * An existing bucket with ACLs disabled, in the account and Region of the stack.
   *
   * Its policy, and that of its key, get the statements that Amazon Bedrock needs. For a bucket or a key that is only referenced you get a warning:
   * add the statements of the AWS page yourself.
   *
   * @default - a new one, encrypted, versioned, TLS only, without public access, with access logs
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html#setup-s3-destination
   */
  readonly bucket?: s3.IBucket;

  /**
   * The prefix of the object keys, without a slash at the end.
   *
   * @default - none; keys begin with `AWSLogs/`
   */
  readonly bucketPrefix?: string;

  /**
   * Whether data that is too large for the log group is delivered to the bucket.
   *
   * If not, it is not kept anywhere, and with the destination `LOG_GROUP` there is no bucket.
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
   * The key for the new log groups and the new bucket.
   *
   * Its policy gets the statements that Amazon Bedrock and CloudWatch Logs need. For a key that is only referenced you get a warning, and its policy
   * must contain them.
   *
   * @default - a new one, rotated; none if both the log group and the bucket are given
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long the new log groups and the new buckets keep their data.
   *
   * That includes the log group of the function that configures the logging, and the bucket for access logs. In the buckets, a version that was
   * deleted or replaced stays for another week.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;

  /**
   * The policy with which CloudWatch Logs finds and masks sensitive data in the new log group.
   *
   * It does not apply to the bucket.
   *
   * @default - nothing is masked
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
   */
  readonly dataProtectionPolicy?: logs.DataProtectionPolicy;

  /**
   * Whether the existing configuration of another owner is replaced.
   *
   * If not, the deployment fails and lists its destinations.
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
   * The actions of the alarms on failed deliveries.
   *
   * Throws for an action in another Region than the alarm, which Amazon CloudWatch refuses.
   *
   * @default - none; nobody is notified
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * A log group with CloudTrail records, for a saved query that shows logged calls beside their records.
   *
   * Give the log group of a trail, or `trailFilters.logGroup` of a `CrisMonitoring`, in the account and Region of the stack.
   *
   * @default - no such query
   */
  readonly trailLogGroup?: logs.ILogGroup;

  /**
   * Keys of request metadata, for a saved query of calls and tokens by their values, for example `['team', 'feature']`.
   *
   * The code that calls sets the values: `requestMetadata` of `Converse`, or the header `X-Amzn-Bedrock-Request-Metadata` of `InvokeModel`.
   *
   * 1 to 16, each of 1 to 256 letters, digits and `_ - : / @ + =`. Throws for an empty or repeated list, for a key that a query cannot name, and with
   * the destination `BUCKET`.
   *
   * @default - no such query
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-request-metadata.html
   */
  readonly queryRequestMetadata?: string[];

  /**
   * An existing role for the function that configures the logging, in the account of the stack.
   *
   * It must trust `lambda.amazonaws.com`. It gets the permissions that the function needs. A role that takes no policy updates must already have
   * them: you get a warning that lists them.
   *
   * @default - a new one
   */
  readonly handlerRole?: iam.IRole;

  /**
   * The VPC of the function that configures the logging.
   *
   * The function must reach the endpoints `bedrock` and `cloudformation`, and the S3 buckets that CloudFormation receives its answer in. Without a
   * NAT gateway, that needs the interface endpoints of both and a gateway endpoint of Amazon S3. If the function cannot answer, the deployment waits
   * for ten minutes and fails.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the function, in `vpc`.
   *
   * @default - the private subnets, as for any Lambda function of the CDK
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the function, in `vpc`.
   *
   * @default - a new one
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The removal policy of the log groups, the buckets, the key and the delivery role.
   *
   * CloudFormation cannot delete a bucket that contains objects: empty it first.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The logging of model invocations: caller, model, prompt and answer of every call in the account and Region of the stack.
 *
 * It covers every caller of the endpoint `bedrock-runtime`; AWS does not log calls of `bedrock-mantle`. Prompts and answers are copied into your
 * account: everybody who may read the log group and the bucket may read them. They stay in the source Region, wherever calls are processed.
 *
 * An account has one configuration in each Region. If another configuration exists, the deployment fails and lists its destinations, unless
 * `overwriteExisting` is set. When the construct is deleted, logging stays on, unless `onDelete` is `RESTORE`.
 *
 * It costs a key, 2 or 3 alarms, and the storage and ingestion of everything that is logged.
 *
 * Throws for a second one in the same stack, or in the same account and Region if both are known. Throws for a log group or bucket that nothing is
 * delivered to, or that is in another account or Region. Throws for settings of a new log group together with `logGroup`, and for keys of request
 * metadata that a query cannot name. Throws for `vpcSubnets` or `securityGroups` without `vpc`, and for a prefix with slashes at its ends. Throws for a
 * `removalPolicy` or `onDelete` that cannot be carried out. Warns if the policy of a given bucket, key or role cannot be changed.
 *
 * @stateful
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
 *
 * @example
 * const alerts = new sns.Topic(this, 'Alerts');
 * new InvocationLogging(this, 'InvocationLogging', {
 *   modalities: { image: false, video: false },
 *   retention: logs.RetentionDays.SIX_MONTHS,
 *   alarmActions: [new SnsAction(alerts)],
 * });
 */
export class InvocationLogging extends Construct {
  /**
   * The log group that records are delivered to.
   *
   * Undefined with the destination `BUCKET`.
   */
  public readonly logGroup?: logs.ILogGroup;
  /**
   * The bucket that records or large data are delivered to.
   *
   * Undefined with the destination `LOG_GROUP` and without `largePayloads`.
   */
  public readonly bucket?: s3.IBucket;
  /**
   * The key of the new log groups and the new bucket.
   *
   * Undefined if log group and bucket are given, and no key.
   */
  public readonly encryptionKey?: kms.IKey;
  /**
   * The role with which Amazon Bedrock writes to the log group.
   *
   * Undefined without a log group.
   */
  public readonly deliveryRole?: iam.IRole;
  /** The alarms on failed deliveries. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly savedQueryPrefix: string;

  /** Defines the logging and its destinations. */
  constructor(scope: Construct, id: string, props: InvocationLoggingProps = {}) {
    super(scope, id);
    checkShape(this, props, {
      'destination?': oneOf(Object.values(InvocationLogDestination)),
      'logGroup?': LOGS_GROUP,
      'bucket?': S3_BUCKET,
      'bucketPrefix?': TEXT,
      'largePayloads?': FLAG,
      'modalities?': OPTIONS,
      'encryptionKey?': KEY,
      'retention?': memberOf('RetentionDays', logs.RetentionDays),
      'dataProtectionPolicy?': instanceOf(() => logs.DataProtectionPolicy),
      'overwriteExisting?': FLAG,
      'onDelete?': oneOf(Object.values(InvocationLoggingOnDelete)),
      'alarmActions?': listOf(ALARM_ACTION),
      'trailLogGroup?': LOGS_GROUP,
      'queryRequestMetadata?': listOf(TEXT),
      'handlerRole?': ROLE,
      'vpc?': having('a VPC', 'vpcId'),
      'vpcSubnets?': OPTIONS,
      'securityGroups?': listOf(having('a security group', 'securityGroupId')),
      'removalPolicy?': memberOf('RemovalPolicy', RemovalPolicy),
    });
    if (props.modalities) checkShape(this, props.modalities, { 'text?': FLAG, 'image?': FLAG, 'embedding?': FLAG, 'video?': FLAG, 'audio?': FLAG }, 'modalities');
    const { toLogGroup, toBucket, recordsToBucket } = destinationsOf(this, props);
    onePerRegion(this);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const retention = props.retention ?? logs.RetentionDays.ONE_YEAR;

    const storesHere = (toLogGroup && !props.logGroup) || (toBucket && !props.bucket);
    const key = props.encryptionKey ?? (storesHere ? deliveryKey(this, removalPolicy) : undefined);
    this.encryptionKey = key;
    if (toBucket) {
      this.bucket = props.bucket ?? deliveryBucket(this, key!, retention, removalPolicy);
      const bucketKey = this.bucket.encryptionKey;
      if (bucketKey) letBedrockEncrypt(this, props.bucket ? 'bucket' : 'encryptionKey', bucketKey);
    }
    if (toLogGroup) {
      this.logGroup = props.logGroup ?? this.newLogGroup({ encryptionKey: key, retention, removalPolicy, dataProtectionPolicy: props.dataProtectionPolicy });
      this.deliveryRole = deliveryRole(this, this.logGroup, removalPolicy);
    }

    const { text = true, image = true, embedding = true, video = true, audio = true } = props.modalities ?? {};
    const resource = configurationResource(this, {
      configuration: loggingConfiguration({
        logGroup: this.logGroup && { name: this.logGroup.logGroupName, roleArn: this.deliveryRole!.roleArn },
        bucket: this.bucket && { name: this.bucket.bucketName, prefix: props.bucketPrefix },
        recordsToBucket,
        modalities: { text, image, embedding, video, audio },
      }),
      overwriteExisting: props.overwriteExisting ?? false,
      onDelete: props.onDelete ?? InvocationLoggingOnDelete.LEAVE,
      deliveryRole: this.deliveryRole,
      role: props.handlerRole,
      network: props.vpc && { vpc: props.vpc, vpcSubnets: props.vpcSubnets, securityGroups: props.securityGroups },
      encryptionKey: key,
      retention,
      removalPolicy,
    });
    if (this.bucket) resource.node.addDependency(...letBedrockWrite(this, this.bucket, props.bucketPrefix));

    this.alarms = this.deliveryAlarms(recordsToBucket, props.alarmActions ?? []);
    checkAlarmActions(this, () => this.alarms);
    this.savedQueryPrefix = Names.uniqueResourceName(this, { maxLength: 200, separator: '-' });
    if (this.logGroup) {
      this.save('Invocations', invocationsQuery(), [this.logGroup]);
      this.save('Tokens', tokensQuery(), [this.logGroup]);
      this.save('Callers', callersQuery(), [this.logGroup]);
      if (props.queryRequestMetadata) this.save('RequestMetadata', metadataQuery(props.queryRequestMetadata), [this.logGroup]);
      if (props.trailLogGroup) this.save('TrailRecords', joinedQuery(), [this.logGroup, props.trailLogGroup]);
    }
  }

  private newLogGroup(props: logs.LogGroupProps): logs.LogGroup {
    const logGroup = new logs.LogGroup(this, 'LogGroup', props);
    letLogsEncrypt(this, 'encryptionKey', logGroup, props.encryptionKey as kms.IKey);
    return logGroup;
  }

  private deliveryAlarms(recordsToBucket: boolean, actions: cloudwatch.IAlarmAction[]): cloudwatch.Alarm[] {
    const metrics = InvocationLoggingMetrics.of(this);
    const failures = {
      ...(this.logGroup && { LogGroupFailures: metrics.metricCloudWatchDeliveryFailure() }),
      ...(recordsToBucket && { BucketFailures: metrics.metricS3DeliveryFailure() }),
      ...(this.bucket && { LargeDataFailures: metrics.metricLargeDataS3DeliveryFailure() }),
    };
    return Object.entries(failures).map(([id, metric]) => {
      const alarm = metric.createAlarm(this, id, {
        alarmDescription: 'Logs of Amazon Bedrock model invocations could not be delivered: they are missing from the audit',
        threshold: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(...actions);
      return alarm;
    });
  }

  private save(id: string, { name, query }: SavedQuery, logGroups: logs.ILogGroup[]): void {
    new logs.CfnQueryDefinition(this, id, {
      name: `${this.savedQueryPrefix}/${name}`,
      queryString: query,
      logGroupNames: logGroups.map((logGroup) => logGroup.logGroupName),
    });
  }
}


/** What is delivered where. */
interface Destinations {
  readonly toLogGroup: boolean;
  readonly toBucket: boolean;
  /** Whether the bucket takes records, not only large data. */
  readonly recordsToBucket: boolean;
}

/** Throws for props that contradict each other, and returns what is delivered where. */
function destinationsOf(scope: Construct, props: InvocationLoggingProps): Destinations {
  const { destination = InvocationLogDestination.LOG_GROUP, bucket, logGroup, bucketPrefix } = props;
  const toLogGroup = destination !== InvocationLogDestination.BUCKET;
  const recordsToBucket = destination !== InvocationLogDestination.LOG_GROUP;
  const toBucket = recordsToBucket || (props.largePayloads ?? true);

  if (logGroup && !toLogGroup) fail(notDeliveredToText('logGroup', 'destination', 'BUCKET'), scope);
  if (!recordsToBucket && !toBucket) {
    if (bucket) fail(notDeliveredToText('bucket', 'largePayloads', 'false'), scope);
    if (bucketPrefix !== undefined) fail(notDeliveredToText('bucketPrefix', 'largePayloads', 'false'), scope);
  }
  if (destination === InvocationLogDestination.BUCKET && props.largePayloads === false) fail('largePayloads: false, and the destination is BUCKET, which takes them without being asked; leave it out, or use the destination LOG_GROUP', scope);
  if (props.trailLogGroup && !toLogGroup) fail(settingOfGivenText('trailLogGroup', 'log group'), scope);
  if (props.queryRequestMetadata) checkMetadataKeys(scope, props.queryRequestMetadata, toLogGroup);
  for (const [prop, place] of Object.entries({ logGroup, bucket, trailLogGroup: props.trailLogGroup })) {
    if (place) checkSamePlace(scope, prop, place.env);
  }
  // Amazon Bedrock puts a slash after the prefix, and the bucket policy names it.
  checkKeyPrefix(scope, 'bucketPrefix', bucketPrefix);
  if (props.dataProtectionPolicy && (logGroup || !toLogGroup)) fail(settingOfGivenText('dataProtectionPolicy', 'log group'), scope);
  checkHandler(scope, props);
  checkDeletion(scope, props, toLogGroup);
  return { toLogGroup, toBucket, recordsToBucket };
}

/** AWS takes a few characters more, which a query might read as something else: a dot as a nested field, `#` as a comment. */
function checkMetadataKeys(scope: Construct, keys: readonly string[], toLogGroup: boolean): void {
  checkList(scope, 'queryRequestMetadata', keys, 'give at least one key, or leave it out', 'the list of keys');
  if (keys.length > MAX_METADATA) fail(`queryRequestMetadata: ${keys.length} keys, and a call has at most ${MAX_METADATA}; give fewer`, scope);
  for (const key of keys) checkForm(scope, 'queryRequestMetadata', key, /^[\w:/@+=-]{1,256}$/, 'is not a key that a query can name; give 1 to 256 letters, digits and _ - : / @ + =');
  if (!toLogGroup) fail(settingOfGivenText('queryRequestMetadata', 'log group'), scope);
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-request-metadata.html */
const MAX_METADATA = 16;

/** Throws for a role of another account, and for a place in a VPC that is not given. */
function checkHandler(scope: Construct, { handlerRole, vpc, vpcSubnets, securityGroups }: InvocationLoggingProps): void {
  if (handlerRole && !isPlaceholder(handlerRole)) checkSamePlace(scope, 'handlerRole', { account: handlerRole.env.account });
  for (const [prop, value] of Object.entries({ vpcSubnets, securityGroups })) {
    if (value && !vpc) fail(`${prop}: no vpc is given, which they would be in; give it, or leave ${prop} out`, scope);
  }
  if (securityGroups?.length === 0) failEmpty(scope, 'securityGroups', 'give at least one, or leave it out');
}

function checkDeletion(scope: Construct, props: InvocationLoggingProps, toLogGroup: boolean): void {
  const restores = props.onDelete === InvocationLoggingOnDelete.RESTORE;
  if (props.removalPolicy === RemovalPolicy.DESTROY && !restores) fail('removalPolicy: DESTROY removes what logging delivers to, while onDelete leaves it switched on; set onDelete to InvocationLoggingOnDelete.RESTORE, or retain', scope);
  // The role is in the configuration, and a new bucket is, and each belongs to this construct alone; a bucket that is given may be in another's too.
  if (restores && !toLogGroup && props.bucket) fail('onDelete: RESTORE with a bucket that exists and no log group cannot tell this configuration from an equal one of another stack; use LEAVE, or a destination with a log group', scope);
}

const KIND = Symbol.for('cdk-bedrock-cris.InvocationLogging');

/**
 * Throws where an app defines the logging of model invocations twice for one account and Region: AWS has one configuration there. Where account or
 * Region of different stacks are only known at deployment, they may differ, and the deployment finds out.
 */
function onePerRegion(scope: Construct): void {
  const other = inApp(scope, KIND).find((one) => meet(Stack.of(one), Stack.of(scope)));
  if (other) fail(`InvocationLogging: an account has one configuration of it in each Region, and ${show(other.node.path)} defines it already; leave one of the two out`, scope);
  addToApp(scope, KIND);
}

function meet(one: Stack, other: Stack): boolean {
  if (outermostStack(one) === outermostStack(other)) return true;
  const known = [one, other].every(({ account, region }) => literal(account) !== undefined && literal(region) !== undefined);
  return known && one.account === other.account && one.region === other.region;
}

function notDeliveredToText(prop: string, other: string, value: string): string {
  return `${prop}: nothing is delivered there, because ${other} is ${value}; leave one of the two out`;
}

function settingOfGivenText(prop: string, what: string): string {
  return `${prop}: no ${what} is made here that it could be for; leave it out`;
}
