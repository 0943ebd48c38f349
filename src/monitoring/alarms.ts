import { Duration, PhysicalName } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { evaluationOf } from './evaluation';
import { InferenceProfileMetrics } from './inference-profile-metrics';
import { CrisTrailFilters } from '../audit/trail-filters';
import { CALL_METRICS } from '../bedrock/metrics';
import { checkAlarmActions } from '../private/alarm-actions';
import { fail } from '../private/errors';
import { checkNumber } from '../private/inputs';
import { ALARM_ACTION, checkShape, DURATION, FLAG, instanceOf, listOf, NUMBER, OPTIONS, PROFILE, TEXT } from '../private/shape';
import { sourcesOf } from '../private/source';
import { isToken } from '../private/tokens';
import { checkCalled } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { titleOf } from '../profile/names';

/**
 * An alarm: whether it is there, its name and its evaluation.
 */
export interface CrisAlarmOptions {
  /**
   * Whether this alarm exists.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The name of the alarm, which is unique in its account and Region.
   *
   * @default - chosen by CloudFormation
   */
  readonly alarmName?: string;

  /**
   * The period of each datapoint: 10 or 30 seconds, or whole minutes.
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
}

/**
 * An alarm on a count.
 */
export interface CrisCountAlarmOptions extends CrisAlarmOptions {
  /**
   * The count in a period above which there is an alarm: 0 or more.
   *
   * @default 0
   */
  readonly threshold?: number;
}

/**
 * An alarm on a duration.
 */
export interface CrisDurationAlarmOptions extends CrisAlarmOptions {
  /**
   * The 99th percentile in a period above which there is an alarm.
   *
   * It depends on the model and on the length of input and output: set your own.
   *
   * @default - 60 seconds for the latency, 10 seconds for the time to first token
   */
  readonly threshold?: Duration;

  /**
   * Whether the alarm is on calls by the ARN of a system-defined profile instead of its ID.
   *
   * AWS Step Functions calls by ARN, for example. Such calls have percentiles of their own. Counts need no choice: they include both.
   *
   * @default false
   */
  readonly byArn?: boolean;
}

/**
 * The alarms of a profile, and what happens when one goes off.
 */
export interface CrisAlarmsOptions {
  /**
   * The alarm on throttled requests, where each retry of an SDK counts.
   *
   * @default - more than 0 in 2 of 3 periods of 5 minutes
   */
  readonly throttles?: CrisCountAlarmOptions;

  /**
   * The alarm on calls that failed on the side of AWS.
   *
   * @default - more than 0 in 2 of 3 periods of 5 minutes
   */
  readonly serverErrors?: CrisCountAlarmOptions;

  /**
   * The alarm on the time from the call to the last token.
   *
   * @default - a 99th percentile of more than 60 seconds in 2 of 3 periods of 5 minutes
   */
  readonly latencyP99?: CrisDurationAlarmOptions;

  /**
   * The alarm on the time from the call to the first token, of streamed calls.
   *
   * @default - a 99th percentile of more than 10 seconds in 2 of 3 periods of 5 minutes
   */
  readonly timeToFirstTokenP99?: CrisDurationAlarmOptions;

  /**
   * The alarm on calls through the profile while the audit records no call at all.
   *
   * There is no trail, or it records no read-only events or another Region. Or the trail or the rule is switched off. This alarm needs filters on what is
   * recorded.
   *
   * Records come minutes after their calls, and may count in a later period. With as many datapoints to alarm as evaluation periods, 3 or more, and periods
   * that are longer than the delay, a late record raises no alarm. It waits for as many periods after it was made or changed. A profile that is not called
   * in each of these periods is not judged: set a longer `period` for one that is called rarely.
   *
   * @default - calls and no record in 3 of 3 periods of 1 hour
   */
  readonly unrecordedCalls?: CrisAlarmOptions;

  /**
   * What happens when an alarm goes off, for example `new SnsAction(topic)`.
   *
   * Throws for an action in another Region than the alarm, which Amazon CloudWatch refuses.
   *
   * @default - nothing
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What happens when an alarm is over.
   *
   * @default - nothing
   */
  readonly okActions?: cloudwatch.IAlarmAction[];
}

/**
 * Properties of the alarms of a profile.
 */
export interface CrisAlarmsProps extends CrisAlarmsOptions {
  /** The profile that is watched, in the account and Region of the stack. */
  readonly inferenceProfile: IInferenceProfile;

  /**
   * Filters that count what is recorded, for the alarm `unrecordedCalls`.
   *
   * @default - no such alarm
   */
  readonly trailFilters?: CrisTrailFilters;
}

/**
 * Alarms on an inference profile: throttles, server errors, latency, time to first token, and calls that the audit did not record.
 *
 * They watch all calls of the account and Region through the profile. Amazon Bedrock counts calls by ARN, as those of AWS Step Functions, apart from calls by
 * ID. Alarms on counts look at both, alarms on durations at those by ID. Missing data is not breaching: the series of throttles and errors begin with the
 * first one.
 *
 * Throws for an application inference profile of another Region, and for a threshold, a period or an evaluation that is invalid.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 *
 * @example
 * new CrisAlarms(this, 'Alarms', {
 *   inferenceProfile: InferenceProfile.globalProfile(sonnet),
 *   latencyP99: { threshold: Duration.seconds(30) },
 *   timeToFirstTokenP99: { enabled: false },
 *   alarmActions: [new SnsAction(topic)],
 * });
 */
export class CrisAlarms extends Construct {
  /** The alarm on throttled requests, or undefined if it is switched off. */
  public readonly throttles?: cloudwatch.Alarm;
  /** The alarm on errors of AWS, or undefined if it is switched off. */
  public readonly serverErrors?: cloudwatch.Alarm;
  /** The alarm on the latency, or undefined if it is switched off. */
  public readonly latencyP99?: cloudwatch.Alarm;
  /** The alarm on the time to first token, or undefined if it is switched off. */
  public readonly timeToFirstTokenP99?: cloudwatch.Alarm;
  /** The alarm on calls that were not recorded, or undefined if it is switched off or there are no filters. */
  public readonly unrecordedCalls?: cloudwatch.Alarm;
  /** All alarms that are not switched off. */
  public readonly alarms: cloudwatch.Alarm[];

  /**
   * The thresholds of the alarms on durations that there are, in milliseconds, by the name of the metric.
   *
   * @internal
   */
  public readonly _thresholds = new Map<string, number>();

  private readonly profile: IInferenceProfile;

  /** Creates the alarms of one profile. */
  constructor(scope: Construct, id: string, props: CrisAlarmsProps) {
    super(scope, id);
    checkShape(this, props, { 'inferenceProfile': PROFILE, 'trailFilters?': instanceOf(() => CrisTrailFilters) });
    checkAlarmsOptions(this, props);
    this.profile = props.inferenceProfile;
    checkCalled(this, [this.profile], sourcesOf(this), 'inferenceProfile');

    const statistic = cloudwatch.Stats.p(99);
    const latency = (props.latencyP99?.threshold ?? DEFAULT_LATENCY).toMilliseconds();
    const timeToFirstToken = (props.timeToFirstTokenP99?.threshold ?? DEFAULT_TIME_TO_FIRST_TOKEN).toMilliseconds();
    this.throttles = this.alarm('Throttles', 'are throttled: see quota and retries', props, props.throttles, {
      metric: this.count((metrics, options) => metrics.metricInvocationThrottles(options), props.throttles),
      threshold: props.throttles?.threshold ?? 0,
    });
    this.serverErrors = this.alarm('ServerErrors', 'fail on the side of AWS', props, props.serverErrors, {
      metric: this.count((metrics, options) => metrics.metricInvocationServerErrors(options), props.serverErrors),
      threshold: props.serverErrors?.threshold ?? 0,
    });
    this.latencyP99 = this.alarm('Latency', 'are slow to finish', props, props.latencyP99, {
      metric: this.metrics(props.latencyP99).metricInvocationLatency({ statistic, period: props.latencyP99?.period ?? DEFAULT_PERIOD }),
      threshold: latency,
    });
    this.timeToFirstTokenP99 = this.alarm('TimeToFirstToken', 'are slow to start streaming', props, props.timeToFirstTokenP99, {
      metric: this.metrics(props.timeToFirstTokenP99).metricTimeToFirstToken({ statistic, period: props.timeToFirstTokenP99?.period ?? DEFAULT_PERIOD }),
      threshold: timeToFirstToken,
    });
    if (props.trailFilters) this.unrecordedCalls = this.unrecordedCallsAlarm(props, props.trailFilters);
    if (this.latencyP99) this._thresholds.set(CALL_METRICS.latency, latency);
    if (this.timeToFirstTokenP99) this._thresholds.set(CALL_METRICS.timeToFirstToken, timeToFirstToken);
    const all = [this.throttles, this.serverErrors, this.latencyP99, this.timeToFirstTokenP99, this.unrecordedCalls];
    this.alarms = all.filter((alarm): alarm is cloudwatch.Alarm => alarm !== undefined);
    checkAlarmActions(this, () => this.alarms);
  }

  private metrics({ byArn }: { readonly byArn?: boolean } = {}): InferenceProfileMetrics {
    return InferenceProfileMetrics.of(this, this.profile, { byArn });
  }

  // Callers that pass the ARN of a system-defined profile have series of their own; those of application inference profiles are under the ID.
  private count(
    metric: (metrics: InferenceProfileMetrics, options: cloudwatch.MetricOptions) => cloudwatch.Metric, { period = DEFAULT_PERIOD }: CrisAlarmOptions = {},
  ): cloudwatch.IMetric {
    const a = metric(this.metrics(), { period });
    if (this.profile.application) return a;
    return new cloudwatch.MathExpression({ expression: 'SUM([a,b])', usingMetrics: { a, b: metric(this.metrics({ byArn: true }), { period }) }, period });
  }

  private unrecordedCallsAlarm(props: CrisAlarmsProps, filters: CrisTrailFilters): cloudwatch.Alarm | undefined {
    const { enabled, alarmName, period = Duration.hours(1), evaluationPeriods = 3, datapointsToAlarm = evaluationPeriods } = props.unrecordedCalls ?? {};
    const calls = this.count((metrics, options) => metrics.metricInvocations(options), { period });
    // A series that is missing counts as 0 where another has data, in a comparison too; without calls there is no datapoint.
    const metric = new cloudwatch.MathExpression({ expression: 'IF(FILL(r,0)>0,0,c)', usingMetrics: { c: calls, r: filters.metricRecorded({ period }) }, period });
    const alarm = this.alarm('UnrecordedCalls', 'and no record of any: see the trail and the rule', props, { enabled, alarmName, period, evaluationPeriods, datapointsToAlarm }, { metric, threshold: 0 });
    if (alarm) filters._alarmsOnUnrecordedCalls();
    // Calls from before the deployment are not recorded. The L1 of aws-cdk-lib 2.257 does not have it yet:
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudwatch-alarm-warmupconfiguration.html
    if (!isToken(evaluationPeriods)) {
      (alarm?.node.defaultChild as cloudwatch.CfnAlarm | undefined)?.addPropertyOverride('WarmUpConfiguration', {
        WarmUpPeriodDurationInMinutes: Math.ceil(period.toMinutes({ integral: false }) * evaluationPeriods), OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
      });
    }
    return alarm;
  }

  private alarm(
    id: string, what: string, { alarmActions = [], okActions = [] }: CrisAlarmsOptions, options: CrisAlarmOptions = {},
    { metric, threshold }: { readonly metric: cloudwatch.IMetric; readonly threshold: number },
  ): cloudwatch.Alarm | undefined {
    if (options.enabled === false) return undefined;
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      threshold,
      // A dashboard of another account or Region can show the status of an alarm with a name only.
      alarmName: options.alarmName ?? PhysicalName.GENERATE_IF_NEEDED,
      alarmDescription: `Calls through ${titleOf(this.profile)} ${what}`,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      ...evaluationOf(this, options),
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (alarmActions.length > 0) alarm.addAlarmAction(...alarmActions);
    if (okActions.length > 0) alarm.addOkAction(...okActions);
    return alarm;
  }
}

const DEFAULT_PERIOD = Duration.minutes(5);
const DEFAULT_LATENCY = Duration.seconds(60);
const DEFAULT_TIME_TO_FIRST_TOKEN = Duration.seconds(10);

const ALARM = { 'enabled?': FLAG, 'alarmName?': TEXT, 'period?': DURATION, 'evaluationPeriods?': NUMBER, 'datapointsToAlarm?': NUMBER };

/**
 * Throws for options of alarms that are none.
 *
 * @internal
 */
export function checkAlarmsOptions(scope: Construct, options: CrisAlarmsOptions, whole = 'props'): void {
  checkShape(scope, options, {
    'throttles?': OPTIONS,
    'serverErrors?': OPTIONS,
    'latencyP99?': OPTIONS,
    'timeToFirstTokenP99?': OPTIONS,
    'unrecordedCalls?': OPTIONS,
    'alarmActions?': listOf(ALARM_ACTION),
    'okActions?': listOf(ALARM_ACTION),
  }, whole);
  const { throttles, serverErrors, latencyP99, timeToFirstTokenP99, unrecordedCalls } = options;
  for (const [prop, count] of Object.entries({ throttles, serverErrors })) {
    if (!count) continue;
    checkShape(scope, count, { ...ALARM, 'threshold?': NUMBER }, prop);
    checkNumber(scope, `${prop}.threshold`, count.threshold, (value) => Number.isFinite(value) && value >= 0, 'a count of 0 or more');
  }
  for (const [prop, duration] of Object.entries({ latencyP99, timeToFirstTokenP99 })) {
    if (!duration) continue;
    checkShape(scope, duration, { ...ALARM, 'threshold?': DURATION, 'byArn?': FLAG }, prop);
    checkNumber(scope, `${prop}.threshold`, duration.threshold?.toMilliseconds(), (value) => value > 0, 'a duration of more than 0');
  }
  if (unrecordedCalls) checkShape(scope, unrecordedCalls, ALARM, 'unrecordedCalls');
}

/**
 * Throws for the name of an alarm where the alarms of several profiles would have it.
 *
 * @internal
 */
export function checkUnnamed(scope: Construct, options: CrisAlarmsOptions): void {
  const { throttles, serverErrors, latencyP99, timeToFirstTokenP99, unrecordedCalls } = options;
  const named = Object.entries({ throttles, serverErrors, latencyP99, timeToFirstTokenP99, unrecordedCalls }).find(([, alarm]) => alarm?.alarmName !== undefined);
  if (named) fail(`alarms.${named[0]}.alarmName: the alarms of every profile would have this name; give it in addInferenceProfile(profile, { alarms: { ${named[0]}: { alarmName: … } } })`, scope);
}
