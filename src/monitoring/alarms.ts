import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { evaluationOf } from './evaluation';
import { InferenceProfileMetrics } from './inference-profile-metrics';
import { checkNumber } from '../private/inputs';
import { ALARM_ACTION, checkShape, DURATION, listOf, NUMBER, PROFILE } from '../private/shape';
import { sourcesOf } from '../private/source';
import { isToken } from '../private/tokens';
import { checkCalled, checkDistinct } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { titleOf } from '../profile/names';

/**
 * Thresholds, evaluation and actions of alarms.
 */
export interface CrisAlarmsOptions {
  /**
   * Throttled requests in a period above which there is an alarm: a count.
   *
   * @default 0
   */
  readonly throttles?: number;

  /**
   * Server errors in a period above which there is an alarm: a count.
   *
   * @default 0
   */
  readonly serverErrors?: number;

  /**
   * The 99th percentile of the latency above which there is an alarm. It depends on model and output length: set your own.
   *
   * @default Duration.seconds(60)
   */
  readonly latencyP99?: Duration;

  /**
   * The 99th percentile of the time to first token above which there is an alarm, for streaming calls. It depends on model and input length: set your own.
   *
   * @default Duration.seconds(10)
   */
  readonly timeToFirstTokenP99?: Duration;

  /**
   * The period of each datapoint.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * How many of the latest periods are looked at.
   *
   * @default 3
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of these the threshold must be exceeded.
   *
   * @default 2
   */
  readonly datapointsToAlarm?: number;

  /**
   * What happens when an alarm goes off.
   *
   * @default - none
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What happens when an alarm is over.
   *
   * @default - none
   */
  readonly okActions?: cloudwatch.IAlarmAction[];
}

/**
 * Properties of alarms.
 */
export interface CrisAlarmsProps extends CrisAlarmsOptions {
  /** The profiles that are watched. */
  readonly inferenceProfiles: IInferenceProfile[];
}

/**
 * Alarms on each inference profile: throttles, server errors, latency and time to first token. Missing data is not breaching: the series of
 * throttles and errors begin with the first one.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 */
export class CrisAlarms extends Construct {
  /** The alarms, by profile in the order given: throttles, server errors, latency, time to first token. */
  public readonly alarms: cloudwatch.Alarm[];

  /**
   * Throws for an empty or repeated list of profiles, for an application inference profile of
   * another Region, and for a threshold or evaluation that is not one.
   */
  constructor(scope: Construct, id: string, props: CrisAlarmsProps) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles': listOf(PROFILE),
      'throttles?': NUMBER,
      'serverErrors?': NUMBER,
      'latencyP99?': DURATION,
      'timeToFirstTokenP99?': DURATION,
      'period?': DURATION,
      'evaluationPeriods?': NUMBER,
      'datapointsToAlarm?': NUMBER,
      'alarmActions?': listOf(ALARM_ACTION),
      'okActions?': listOf(ALARM_ACTION),
    });
    checkDistinct(this, props.inferenceProfiles);
    checkCalled(this, props.inferenceProfiles, sourcesOf(this));
    this.alarms = props.inferenceProfiles.flatMap((profile) => this.alarmsOf(profile, props));
  }

  private alarmsOf(profile: IInferenceProfile, props: CrisAlarmsProps): cloudwatch.Alarm[] {
    const metrics = InferenceProfileMetrics.of(this, profile);
    const home = new Construct(this, this.idOf(profile));
    const period = props.period ?? Duration.minutes(5);
    const statistic = cloudwatch.Stats.p(99);
    const alarm = (alarmId: string, metric: cloudwatch.Metric, threshold: number, what: string) => this.alarm(home, alarmId, metric, threshold, what, profile, props);
    return [
      alarm('Throttles', metrics.metricInvocationThrottles({ period }), count('throttles', props.throttles, this),
        'are throttled: look at the quota of the source Region, then at the retries of the caller'),
      alarm('ServerErrors', metrics.metricInvocationServerErrors({ period }), count('serverErrors', props.serverErrors, this),
        'fail on the side of AWS'),
      alarm('Latency', metrics.metricInvocationLatency({ period, statistic }), milliseconds('latencyP99', props.latencyP99 ?? Duration.seconds(60), this),
        'are slow to finish (99th percentile)'),
      alarm('TimeToFirstToken', metrics.metricTimeToFirstToken({ period, statistic }), milliseconds('timeToFirstTokenP99', props.timeToFirstTokenP99 ?? Duration.seconds(10), this),
        'are slow to start streaming (99th percentile)'),
    ];
  }

  // The ID of an application profile is a token, and several may be over one model.
  private idOf({ inferenceProfileId, foundationModelId, application }: IInferenceProfile): string {
    if (!isToken(inferenceProfileId)) return inferenceProfileId;
    const over = application?.inferenceProfileName ?? application?.systemProfileId ?? foundationModelId;
    let number = 1;
    while (this.node.tryFindChild(number === 1 ? over : `${over}-${number}`)) number++;
    return number === 1 ? over : `${over}-${number}`;
  }

  private alarm(home: Construct, id: string, metric: cloudwatch.Metric, threshold: number, what: string, profile: IInferenceProfile,
    options: CrisAlarmsOptions): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(home, id, {
      metric,
      threshold,
      alarmDescription: `Requests to Amazon Bedrock through ${titleOf(profile)} ${what}`,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      ...evaluationOf(this, options),
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...options.alarmActions ?? []);
    alarm.addOkAction(...options.okActions ?? []);
    return alarm;
  }
}

function count(prop: string, threshold: number | undefined, scope: Construct): number {
  checkNumber(scope, prop, threshold, (value) => Number.isFinite(value) && value >= 0, 'a count of 0 or more');
  return threshold ?? 0;
}

function milliseconds(prop: string, threshold: Duration, scope: Construct): number {
  const value = threshold.toMilliseconds();
  checkNumber(scope, prop, value, (duration) => duration > 0, 'a duration of more than 0');
  return value;
}
