import { Duration, Names, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IConstruct } from 'constructs';
import { EXCLUDABLE_EVENT_SOURCES, inferenceDataEventSelectors, managementEventSelector, TrailSelector } from './patterns/trail-selectors';
import { letTrailEncrypt, letTrailWrite, trailKey, trailLogRole } from './trail-resources';
import { partitionOf } from '../bedrock/regions';
import { addToApp, inApp, outermostStack } from '../private/app';
import { fail, warn, WARNING_IDS, show } from '../private/errors';
import { checkRetention, failRepeated, failToken } from '../private/inputs';
import { letLogsEncrypt, recordBucket } from '../private/record-storage';
import { checkShape, DURATION, FLAG, KEY, listOf, memberOf, oneOf, S3_BUCKET } from '../private/shape';
import { checkSamePlace } from '../private/source';
import { isToken, literal } from '../private/tokens';

/**
 * Properties of a trail.
 */
export interface CrisTrailProps {
  /**
   * Whether the trail records every Region of the account, and the events of global services like IAM.
   *
   * The metrics of this library count the source Region only. Security standards such as CIS AWS Foundations ask for a trail of all Regions.
   *
   * @default false
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
   */
  readonly multiRegion?: boolean;

  /**
   * An existing bucket for the records, in the Region of the stack, of this account or of another.
   *
   * Its policy gets the statements that CloudTrail needs. The policy of a bucket that is only referenced, like `Bucket.fromBucketName`, cannot be
   * changed: you get a warning, and the policy must contain the statements of the AWS page. If the bucket has an S3 Bucket Key, the policy of the
   * encryption key must also allow CloudTrail `kms:Decrypt`.
   *
   * @default - a new one: encrypted, versioned, TLS only, without public access, with access logs
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
   */
  readonly bucket?: s3.IBucket;

  /**
   * The key for the bucket and the log group, in the Region of the stack.
   *
   * Its policy gets the statements that CloudTrail and CloudWatch Logs need. For a key that is only referenced you get a warning, and its policy must
   * contain them.
   *
   * @default - a new one, rotated
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * An existing bucket for the server access logs of the new bucket, in the account and Region of the stack.
   *
   * It must be encrypted with S3 managed keys. Not together with `bucket`.
   *
   * @default - a new one
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * How long the new buckets keep records and access logs, in whole days.
   *
   * A version that was deleted or replaced stays for another week, and the parts of an incomplete upload stay for a week. Not together with `bucket`,
   * whose lifecycle is yours. The default is the year that security standards ask for as a minimum, and some weeks for an audit of that year.
   *
   * @default Duration.days(400)
   */
  readonly recordRetention?: Duration;

  /**
   * The event sources that are not recorded: `kms.amazonaws.com`, `rdsdata.amazonaws.com`, or none with an empty list.
   *
   * A trail can exclude no others. If AWS KMS is excluded, you are not notified when the key of the trail is disabled or deleted.
   *
   * @default ['kms.amazonaws.com', 'rdsdata.amazonaws.com']
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
   */
  readonly excludedEventSources?: string[];

  /**
   * How long the log group keeps records.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Whether CloudWatch Logs refuses to delete the log group.
   *
   * To delete it, deploy `false` first. Not together with `RemovalPolicy.DESTROY`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/protecting-log-groups-from-deletion.html
   */
  readonly deletionProtection?: boolean;

  /**
   * Whether asynchronous and bidirectional inference is recorded too.
   *
   * CloudTrail has these as data events only, at a price of their own.
   *
   * @default false
   */
  readonly dataEvents?: boolean;

  /**
   * The removal policy of the new buckets, the log group and the new key.
   *
   * CloudFormation cannot delete a bucket that contains records: empty it first.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A trail in the Region of the stack that delivers encrypted, validated management events to a bucket and a log group.
 *
 * A trail cannot select Amazon Bedrock among management events: it records all services of its Region, and `CrisTrailFilters` selects the calls.
 *
 * Define one only if no other trail records the Region. The first copy of management events in a Region is free. Each further trail costs $2.00 per
 * 100,000 events, for all services. The key costs $1.00 to $3.00 a month; storage and ingestion come on top. With an existing trail, use
 * `AuditSource.eventBridge()` or `AuditSource.logGroup(…)`.
 *
 * Throws if the stack, or a stack that it is nested with, already has a CrisTrail. Throws for a bucket or key of another place, and for props of a
 * new bucket together with `bucket`. Warns if another trail of the app records the same account and Region.
 *
 * @stateful
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 *
 * @example
 * const trail = new CrisTrail(this, 'Trail', {
 *   multiRegion: true,
 *   logRetention: logs.RetentionDays.FIVE_YEARS,
 * });
 * new CrisMonitoring(this, 'Monitoring', { audit: AuditSource.trail(trail) });
 */
export class CrisTrail extends Construct {
  /**
   * Whether the app has a trail that records the account and Region of a scope.
   *
   * @internal
   */
  public static _recordsPlaceOf(scope: IConstruct): boolean {
    const { account, region } = Stack.of(scope);
    return inApp<CrisTrail>(scope, KIND).some((trail) => {
      const own = Stack.of(trail);
      if (own.account !== account || !(trail.multiRegion || own.region === region)) return false;
      // Stacks without an environment go to the same one, as far as their stage tells.
      return Stage.of(trail) === Stage.of(scope) || [account, ...trail.multiRegion ? [] : [region]].every((value) => literal(value) !== undefined);
    });
  }

  /** The log group that the trail delivers to. */
  public readonly logGroup: logs.ILogGroup;
  /** The bucket that the trail delivers to. */
  public readonly bucket: s3.IBucket;
  /** The key that the bucket and the log group are encrypted with. */
  public readonly encryptionKey: kms.IKey;
  /** The ARN of the trail. */
  public readonly trailArn: string;

  private readonly multiRegion: boolean;

  /** Defines the trail, its bucket, its log group and its key. */
  constructor(scope: Construct, id: string, props: CrisTrailProps = {}) {
    super(scope, id);
    const stack = Stack.of(this);
    checkTrailProps(this, props);
    const owner = outermostStack(this);
    const other = trailOf(owner);
    if (other) fail(`CrisTrail: a stack holds at most one, because each further trail in a Region costs money, and ${show(other.node.path)} is one; use it`, this);
    this.multiRegion = props.multiRegion ?? false;
    this.warnOfFurtherTrail();
    addToApp(this, KIND);

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    // The policies of the bucket and the key name the trail before it exists, so its name is chosen here, unique to this construct.
    // CloudTrail takes no two hyphens in a row: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
    const trailName = Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }).replace(/-+/g, '-');
    this.trailArn = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });

    this.encryptionKey = props.encryptionKey ?? trailKey(this, removalPolicy);
    letTrailEncrypt(this, trailName, this.trailArn, this.encryptionKey);
    this.bucket = props.bucket ?? recordBucket(this, {
      encryptionKey: this.encryptionKey,
      expiration: props.recordRetention ?? Duration.days(400),
      accessLogsBucket: props.accessLogsBucket,
      removalPolicy,
    });
    const policies = letTrailWrite(this, trailName, this.trailArn, this.bucket);
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      encryptionKey: this.encryptionKey,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      deletionProtectionEnabled: props.deletionProtection,
      removalPolicy,
    });
    letLogsEncrypt(this, 'encryptionKey', logGroup, this.encryptionKey);
    this.logGroup = logGroup;

    const trail = new cloudtrail.CfnTrail(this, 'Resource', {
      trailName,
      isLogging: true,
      isMultiRegionTrail: this.multiRegion,
      includeGlobalServiceEvents: this.multiRegion,
      enableLogFileValidation: true,
      s3BucketName: this.bucket.bucketName,
      kmsKeyId: this.encryptionKey.keyArn,
      cloudWatchLogsLogGroupArn: this.logGroup.logGroupArn,
      cloudWatchLogsRoleArn: trailLogRole(this, this.logGroup).roleArn,
      advancedEventSelectors: [managementEventSelector(props.excludedEventSources), ...(props.dataEvents ? inferenceDataEventSelectors() : [])].map(rendered),
    });
    trail.node.addDependency(...policies);
  }

  // A Region holds five trails, and each after the first is billed for all management events.
  private warnOfFurtherTrail(): void {
    const first = inApp<CrisTrail>(this, KIND).find((other) => this.recordsTheSameAs(other));
    if (!first) return;
    const stack = Stack.of(first);
    const costs = 'each further trail is billed for all of its management events';
    if (Stack.of(this).region !== stack.region) {
      warn(this, WARNING_IDS.furtherTrail,
        `the stack ${stack.node.path} has a trail in ${stack.region}, and one of the two is multiRegion: ${costs}; set multiRegion of one trail and leave the others out, or set it of none`);
      return;
    }
    warn(this, WARNING_IDS.furtherTrail,
      `the stack ${stack.node.path} has a trail of the same Region, and ${costs}; leave this one out: AuditSource.eventBridge() works with any trail, AuditSource.logGroup(…) with the log group of that one`);
  }

  private recordsTheSameAs(other: CrisTrail): boolean {
    const [one, two] = [Stack.of(this), Stack.of(other)];
    if (one.account !== two.account) return false;
    // Stacks without an environment go to the same one, as far as their stage tells.
    if (!literal(one.region) || !literal(two.region)) return one.region === two.region && Stage.of(this) === Stage.of(other);
    return one.region === two.region || ((this.multiRegion || other.multiRegion) && partitionOf(one.region) === partitionOf(two.region));
  }
}

/** Throws for props of the wrong shape, and for those that contradict each other. */
function checkTrailProps(scope: CrisTrail, props: CrisTrailProps): void {
  checkShape(scope, props, {
    'multiRegion?': FLAG,
    'bucket?': S3_BUCKET,
    'encryptionKey?': KEY,
    'accessLogsBucket?': S3_BUCKET,
    'recordRetention?': DURATION,
    'excludedEventSources?': listOf(oneOf(EXCLUDABLE_EVENT_SOURCES)),
    'logRetention?': memberOf('RetentionDays', logs.RetentionDays),
    'deletionProtection?': FLAG,
    'dataEvents?': FLAG,
    'removalPolicy?': memberOf('RemovalPolicy', RemovalPolicy),
  });
  const { bucket, accessLogsBucket, recordRetention, encryptionKey, excludedEventSources = [] } = props;
  if (isToken(excludedEventSources) || excludedEventSources.some(isToken)) failToken(scope, 'excludedEventSources', 'an event source');
  const repeated = excludedEventSources.find((source, index) => excludedEventSources.indexOf(source) !== index);
  if (repeated !== undefined) failRepeated(scope, 'excludedEventSources', repeated);
  checkRetention(scope, 'recordRetention', recordRetention);
  if (bucket) {
    for (const [prop, value] of Object.entries({ accessLogsBucket, recordRetention })) {
      if (value !== undefined) fail(`${prop}: no bucket is made here that it could be for, because bucket is given; leave one of the two out`, scope);
    }
    checkSamePlace(scope, 'bucket', { account: Stack.of(scope).account, region: bucket.env.region });
  }
  if (accessLogsBucket) checkSamePlace(scope, 'accessLogsBucket', accessLogsBucket.env);
  if (encryptionKey) checkSamePlace(scope, 'encryptionKey', { account: Stack.of(scope).account, region: encryptionKey.env.region });
  if (props.deletionProtection && props.removalPolicy === RemovalPolicy.DESTROY) {
    fail('deletionProtection: true, and removalPolicy is DESTROY, which CloudWatch Logs would refuse; leave one of the two out', scope);
  }
}

const KIND = Symbol.for('cdk-bedrock-cris.CrisTrail');

/** The trail of a stack: a second one would record, and cost, everything again. */
function trailOf(stack: Stack): CrisTrail | undefined {
  return inApp<CrisTrail>(stack, KIND).find((trail) => outermostStack(trail) === stack);
}

function rendered(selector: TrailSelector): cloudtrail.CfnTrail.AdvancedEventSelectorProperty {
  return {
    name: selector.name,
    fieldSelectors: selector.fieldSelectors.map(({ field, equalTo, notEquals }) => ({ field, equalTo, notEquals })),
  };
}
