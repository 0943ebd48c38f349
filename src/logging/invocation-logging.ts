import { Names, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { InvocationLoggingOnDelete, InvocationLoggingProps } from './invocation-logging-options';
import { SavedQuery } from './patterns/queries';
import { InvocationLoggingMetrics } from '../monitoring/invocation-logging-metrics';

/**
 * The logging of model invocations: who called which model, with which prompt, and what it answered, of every call in the account and Region of
 * the stack, whoever makes it, through the endpoint `bedrock-runtime`.
 *
 * An account has one configuration of it in each Region. This construct reads what is there first: a configuration of somebody else stops the
 * deployment, unless `overwriteExisting` says otherwise, and when the construct is deleted logging stays on, unless `onDelete` says otherwise.
 *
 * Prompts and answers are copied into your account; who may read the log group and the bucket may read them. They stay in the source Region,
 * wherever the calls are processed.
 *
 * @stateful
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
 */
export class InvocationLogging extends Construct {
  /** The log group that records are delivered to; none with the destination `BUCKET`. */
  public readonly logGroup?: logs.ILogGroup;
  /** The bucket that records or large data are delivered to; none with the destination `LOG_GROUP` and without `largePayloads`. */
  public readonly bucket?: s3.IBucket;
  /** The key of the new log group and the new bucket; none if both are given. */
  public readonly encryptionKey?: kms.IKey;
  /** The role with which Amazon Bedrock writes to the log group; none without one. */
  public readonly deliveryRole?: iam.IRole;
  /** The alarms on deliveries that fail. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly savedQueryPrefix: string;

  /**
   * Throws for a second one in the same stack, or in the same account and Region where both are known; for a log group or bucket that is not
   * delivered to, or is in another account or Region; for settings of a log group, bucket or key that is given; for a prefix with slashes at its ends;
   * and for a `removalPolicy` or `onDelete` that could not be carried out.
   */
  constructor(scope: Construct, id: string, props: InvocationLoggingProps = {}) {
    super(scope, id);
    const { toLogGroup, toBucket, recordsToBucket } = parts().checkProps(this, props);
    parts().onePerRegion(this);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const retention = props.retention ?? logs.RetentionDays.ONE_YEAR;

    const key = (toLogGroup && !props.logGroup) || (toBucket && !props.bucket) ? props.encryptionKey ?? parts().deliveryKey(this, removalPolicy) : undefined;
    this.encryptionKey = key;
    if (toBucket) {
      this.bucket = props.bucket ?? parts().deliveryBucket(this, key!, retention, removalPolicy);
      const bucketKey = this.bucket.encryptionKey;
      if (bucketKey) parts().letBedrockEncrypt(this, bucketKey);
    }
    if (toLogGroup) {
      if (!props.logGroup) parts().letLogsEncrypt(this, key!);
      this.logGroup = props.logGroup ?? new logs.LogGroup(this, 'LogGroup', {
        encryptionKey: key, retention, removalPolicy, dataProtectionPolicy: props.dataProtectionPolicy,
      });
      this.deliveryRole = parts().deliveryRole(this, this.logGroup, removalPolicy);
    }

    const { text = true, image = true, embedding = true, video = true, audio = true } = props.modalities ?? {};
    const resource = parts().configurationResource(this, {
      configuration: parts().loggingConfiguration({
        logGroup: this.logGroup && { name: this.logGroup.logGroupName, roleArn: this.deliveryRole!.roleArn },
        bucket: this.bucket && { name: this.bucket.bucketName, prefix: props.bucketPrefix },
        recordsToBucket,
        modalities: { text, image, embedding, video, audio },
      }),
      overwriteExisting: props.overwriteExisting ?? false,
      onDelete: props.onDelete ?? InvocationLoggingOnDelete.LEAVE,
      deliveryRole: this.deliveryRole,
      removalPolicy,
    });
    if (this.bucket) {
      const { policyDependable } = parts().letBedrockWrite(this, this.bucket, props.bucketPrefix);
      if (policyDependable) resource.node.addDependency(policyDependable);
    }

    this.alarms = this.deliveryAlarms(recordsToBucket, props.alarmActions ?? []);
    this.savedQueryPrefix = Names.uniqueResourceName(this, { maxLength: 200, separator: '-' });
    if (this.logGroup) {
      this.save('Invocations', parts().invocationsQuery(), [this.logGroup]);
      this.save('Tokens', parts().tokensQuery(), [this.logGroup]);
      if (props.trailLogGroup) this.save('TrailRecords', parts().joinedQuery(), [this.logGroup, props.trailLogGroup]);
    }
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

// Loaded with the first construct: who defines none does not wait for it.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const parts = () => require('./invocation-logging-parts') as typeof import('./invocation-logging-parts');
