import { Names, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { inferenceDataEventSelectors, managementEventSelector, TrailSelector } from './patterns/trail-selectors';
import { trailBuckets, trailKey, trailLogRole } from './trail-resources';
import { addToApp, inApp, outermostStack } from '../private/app';
import { fail, warn, WARNING_IDS, show } from '../private/errors';
import { checkScope, checkShape, checkValue, FLAG, LOGS_GROUP, memberOf } from '../private/shape';
import { literal } from '../private/tokens';

/**
 * A trail whose records can be filtered.
 */
export interface ICrisTrail {
  /** The log group that the trail delivers to. */
  readonly logGroup: logs.ILogGroup;
}

/**
 * Properties of a trail.
 */
export interface CrisTrailProps {
  /**
   * What happens to the buckets, the log group and the key when the trail is removed from the stack. CloudFormation cannot delete a bucket that
   * holds records: empty it first.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long the log group keeps records. The bucket keeps them for good.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Whether asynchronous and bidirectional inference is recorded, which CloudTrail has as data events only, at a price of their own.
   *
   * @default false
   */
  readonly dataEvents?: boolean;
}

/**
 * A trail in the Region of the stack: management events, encrypted, validated, delivered to a bucket and a log group.
 *
 * A trail cannot select Amazon Bedrock or a Region among management events; that it is in the source Region is the selection, and
 * `CrisTrailFilters` does the rest. The first copy of management events in a Region is free; this trail is a further, paid copy where another
 * trail records that Region already. Then use `CrisTrail.fromLogGroup`.
 *
 * @stateful
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
export class CrisTrail extends Construct implements ICrisTrail {
  /**
   * A trail that exists and delivers to a log group.
   *
   * It must record management events of the source Region, read-only ones included.
   *
   * @param scope the scope
   * @param id the ID in the scope
   * @param logGroup the log group that the trail delivers to
   */
  public static fromLogGroup(scope: Construct, id: string, logGroup: logs.ILogGroup): ICrisTrail {
    checkValue(scope, 'logGroup', logGroup, LOGS_GROUP);
    return new ReferencedTrail(scope, id, logGroup);
  }

  /**
   * The trail of a stack and its nested stacks, defined when it is first asked for.
   *
   * @param scope any construct of the stack
   */
  public static shared(scope: Construct): CrisTrail {
    checkScope(scope);
    const stack = outermostStack(scope);
    return trailOf(stack) ?? new CrisTrail(stack, 'CrisTrail');
  }

  /**
   * No trail: nothing is filtered, and a dashboard does not show where requests were processed.
   */
  public static none(): ICrisTrail {
    return NO_TRAIL;
  }

  /** The log group that the trail delivers to. */
  public readonly logGroup: logs.ILogGroup;
  /** The bucket that the trail delivers to. */
  public readonly bucket: s3.IBucket;
  /** The key that the bucket and the log group are encrypted with. */
  public readonly encryptionKey: kms.IKey;
  /** The ARN of the trail. */
  public readonly trailArn: string;

  /**
   * Throws if the stack, or one that it is nested with, has a CrisTrail already; warns if another stack of the app has one in the same account and Region.
   */
  constructor(scope: Construct, id: string, props: CrisTrailProps = {}) {
    super(scope, id);
    const stack = Stack.of(this);
    checkShape(this, props, {
      'removalPolicy?': memberOf('RemovalPolicy', RemovalPolicy), 'logRetention?': memberOf('RetentionDays', logs.RetentionDays), 'dataEvents?': FLAG,
    });
    const owner = outermostStack(this);
    const other = trailOf(owner);
    if (other) fail(`CrisTrail: a stack holds at most one, because each further trail in a Region costs money, and ${show(other.node.path)} is one; use it, or define this one before the first CrisWorkload`, this);
    warnOfFurtherTrail(this);
    addToApp(this, KIND);

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    // The policies of the bucket and the key name the trail before it exists, so its name is chosen here, unique to this construct.
    // CloudTrail takes no two hyphens in a row: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
    const trailName = Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }).replace(/-+/g, '-');
    this.trailArn = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });

    const key = trailKey(this, this.trailArn, removalPolicy);
    const { bucket, policy } = trailBuckets(this, this.trailArn, key, removalPolicy);
    this.encryptionKey = key;
    this.bucket = bucket;
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      encryptionKey: key,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy,
    });

    const trail = new cloudtrail.CfnTrail(this, 'Resource', {
      trailName,
      isLogging: true,
      isMultiRegionTrail: false,
      includeGlobalServiceEvents: false,
      enableLogFileValidation: true,
      s3BucketName: bucket.bucketName,
      kmsKeyId: key.keyArn,
      cloudWatchLogsLogGroupArn: this.logGroup.logGroupArn,
      cloudWatchLogsRoleArn: trailLogRole(this, this.logGroup).roleArn,
      advancedEventSelectors: [managementEventSelector(), ...(props.dataEvents ? inferenceDataEventSelectors() : [])].map(rendered),
    });
    trail.node.addDependency(policy);
  }
}

const KIND = Symbol.for('cdk-bedrock-cris.CrisTrail');

/** The trail of a stack: a second one would record, and cost, everything again. */
function trailOf(stack: Stack): CrisTrail | undefined {
  return inApp<CrisTrail>(stack, KIND).find((trail) => outermostStack(trail) === stack);
}

// A Region holds five trails, and each after the first is billed for all management events.
function warnOfFurtherTrail(trail: CrisTrail): void {
  const { account, region } = Stack.of(trail);
  const others = inApp(trail, KIND);
  const first = others.map((other) => Stack.of(other)).find((stack) => literal(region) && stack.account === account && stack.region === region);
  if (!first) return;
  warn(trail, WARNING_IDS.furtherTrail,
    `the stack ${first.node.path} has a trail of the same Region, and each further trail is billed for all of its management events; give the workloads of this stack ` +
    (Stage.of(first) === Stage.of(trail)
      ? `{ trail: other.trail }, where other is a workload of the stack ${first.node.path}, or the CrisTrail of that stack itself`
      : '{ trail: CrisTrail.fromLogGroup(…) } with the log group of that trail, by its name, because references do not cross stages'));
}

class ReferencedTrail extends Construct implements ICrisTrail {
  constructor(scope: Construct, id: string, public readonly logGroup: logs.ILogGroup) {
    super(scope, id);
  }
}

function rendered(selector: TrailSelector): cloudtrail.CfnTrail.AdvancedEventSelectorProperty {
  return {
    name: selector.name,
    fieldSelectors: selector.fieldSelectors.map(({ field, equalTo, notEquals }) => ({ field, equalTo, notEquals })),
  };
}

class NoTrail implements ICrisTrail {
  public get logGroup(): logs.ILogGroup {
    return fail('trail: CrisTrail.none() has no log group to filter; give a CrisTrail or CrisTrail.fromLogGroup');
  }
}

/**
 * Stands for no trail: one object, so that it can be recognised.
 *
 * @internal
 */
export const NO_TRAIL: ICrisTrail = new NoTrail();

/**
 * A trail of this library, or one with a log group: a trail of aws-cloudtrail may have none.
 *
 * @internal
 */
export const TRAIL = {
  what: 'a trail with a log group, like CrisTrail.fromLogGroup(…)',
  is: (value: unknown): boolean => value === NO_TRAIL || (typeof value === 'object' && value !== null && typeof (value as Partial<ICrisTrail>).logGroup === 'object'),
};
