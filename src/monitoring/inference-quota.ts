import { Duration, PhysicalName, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { evaluationOf } from './evaluation';
import { InferenceProfileMetrics } from './inference-profile-metrics';
import { QuotaIncreaseOptions, requestIncreases } from './quota-increase';
import { knownBurndownRate, knownQuotaCode } from '../bedrock/quotas';
import { checkAlarmActions } from '../private/alarm-actions';
import { fail } from '../private/errors';
import { checkForm, checkLength, checkNumber, failToken } from '../private/inputs';
import { ALARM_ACTION, checkShape, checkValue, DASHBOARD, KEY, listOf, NUMBER, OPTIONS, PROFILE, TEXT } from '../private/shape';
import { sourcesOf, validateRegions } from '../private/source';
import { isToken } from '../private/tokens';
import { checkCalled } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { titleOf } from '../profile/names';

/**
 * Properties of a quota. At least one of `tokensPerMinute` and `requestsPerMinute` is needed.
 */
export interface InferenceQuotaProps {
  /** The profile whose calls take from the quota. */
  readonly inferenceProfile: IInferenceProfile;

  /**
   * The applied quota in tokens per minute, as Service Quotas shows it.
   *
   * A whole number. No metric has it. It is that of one class of requests: models
   * with a 1M context window have a quota of their own for it.
   *
   * @default - tokens are not watched
   */
  readonly tokensPerMinute?: number;

  /**
   * The applied quota in requests per minute, as Service Quotas shows it.
   *
   * A whole number. Some models have none, Claude Opus 4.7 and 4.8 for example.
   *
   * @default - requests are not watched
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-runtime.html
   */
  readonly requestsPerMinute?: number;

  /**
   * The share of the quota above which there is an alarm: more than 0, at most 1.
   *
   * @default 0.8
   */
  readonly share?: number;

  /**
   * The name of the alarm on tokens: 1 to 255 characters. Only with `tokensPerMinute`.
   *
   * @default - one that CloudFormation makes
   */
  readonly tokensAlarmName?: string;

  /**
   * The name of the alarm on requests: 1 to 255 characters. Only with `requestsPerMinute`.
   *
   * @default - one that CloudFormation makes
   */
  readonly requestsAlarmName?: string;

  /**
   * The Region whose Service Quotas has the quota.
   *
   * AWS's launch post named `us-east-1` for global profiles, its user guide names the source Region.
   *
   * @default - the source Region
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  readonly quotaRegion?: string;

  /**
   * The code of the quota on tokens per minute, for example `L-27C57EE8`.
   *
   * @default - what this library knows (2026-11-22), which is not every profile: AWS publishes no list by profile
   */
  readonly quotaCode?: string;

  /**
   * The code of the quota on requests per minute, for example `L-DB84CE56`.
   *
   * @default - what this library knows (2026-11-22), which is not every profile
   */
  readonly requestsQuotaCode?: string;

  /**
   * How many tokens of the quota one output token takes: at least 1.
   *
   * @default - what AWS's page says of the model (2026-11-22); unknown for models that it does not name
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
   */
  readonly burndownRate?: number;

  /**
   * How many of the latest minutes are looked at.
   *
   * @default 3
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of these the share must be exceeded.
   *
   * @default 2
   */
  readonly datapointsToAlarm?: number;

  /**
   * What happens when an alarm goes off.
   *
   * Throws for an action in another Region than the alarm, which Amazon CloudWatch refuses.
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

  /**
   * A request to AWS to raise the quota.
   *
   * @default - none
   */
  readonly requestIncrease?: QuotaIncreaseOptions;
}

/**
 * The quota of an inference profile: alarms at a share of it, metrics of what is left, and a row for a dashboard. On request, it asks AWS to raise it. No
 * metric has the quota, so you give it.
 *
 * Usage is what CloudWatch shows under the ID of the profile; a quota is that of the account, model and Region. So application inference profiles over the
 * same profile, and calls that pass an ARN, take from it too and have metrics of their own. Usage of tokens is an estimate by AWS, of calls that have
 * ended. A call also reserves its `max_tokens` when it starts, so calls may be throttled before the quota is reached.
 *
 * Throws if neither quota is given, and for a quota that is not a whole number of at least 1. A new account may have one of 0: then there is nothing to
 * watch until AWS has raised it. Throws for an invalid share, rate, evaluation or code, and for an application inference profile of another Region. Throws
 * for an increase that is no increase, or whose quota has no known code.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
 *
 * @example
 * const quota = new InferenceQuota(this, 'Quota', {
 *   inferenceProfile: InferenceProfile.globalProfile(sonnet),
 *   tokensPerMinute: 2_000_000,
 *   requestsPerMinute: 500,
 *   alarmActions: [new SnsAction(topic)],
 * });
 * CrisMonitoring.of(this).dashboard!.addQuota(quota);
 */
export class InferenceQuota extends Construct {
  /** The alarms: on tokens, then on requests, for those of the two that are given. */
  public readonly alarms: cloudwatch.Alarm[];
  /** The code of the quota on tokens per minute, or undefined where it is neither given nor known. */
  public readonly quotaCode?: string;
  /** The code of the quota on requests per minute, or undefined where it is neither given nor known. */
  public readonly requestsQuotaCode?: string;
  /**
   * How many tokens of the quota one output token takes.
   *
   * 10 means that 1,000 output tokens take 10,000 from the tokens per minute (they are billed as 1,000). Input tokens and
   * tokens written to the prompt cache take 1, tokens read from it 0. Undefined where it is neither given nor known.
   */
  public readonly burndownRate?: number;

  private readonly tokens?: PerMinuteQuota;
  private readonly requests?: PerMinuteQuota;
  private readonly title: string;
  private readonly region: string;

  /** Creates the alarms of the quota, and the request to raise it. */
  constructor(scope: Construct, id: string, props: InferenceQuotaProps) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfile': PROFILE,
      'tokensPerMinute?': NUMBER,
      'requestsPerMinute?': NUMBER,
      'share?': NUMBER,
      'tokensAlarmName?': TEXT,
      'requestsAlarmName?': TEXT,
      'quotaRegion?': TEXT,
      'quotaCode?': TEXT,
      'requestsQuotaCode?': TEXT,
      'burndownRate?': NUMBER,
      'evaluationPeriods?': NUMBER,
      'datapointsToAlarm?': NUMBER,
      'alarmActions?': listOf(ALARM_ACTION),
      'okActions?': listOf(ALARM_ACTION),
      'requestIncrease?': OPTIONS,
    });
    if (props.requestIncrease) checkShape(this, props.requestIncrease, { 'desiredTokensPerMinute?': NUMBER, 'desiredRequestsPerMinute?': NUMBER, 'logEncryptionKey?': KEY }, 'requestIncrease');
    checkQuotaProps(this, props);
    const sources = sourcesOf(this);
    checkCalled(this, [props.inferenceProfile], sources, 'inferenceProfile');

    const { foundationModelId, isGlobal, geography } = props.inferenceProfile;
    this.title = titleOf(props.inferenceProfile);
    this.region = sources[0].region;
    // An application inference profile over a model has the quota of calls in one Region.
    const known = (counted: 'tokens' | 'requests') => isGlobal || geography ? knownQuotaCode(foundationModelId, isGlobal ? 'global' : 'geographic', counted) : undefined;
    this.quotaCode = props.quotaCode ?? known('tokens');
    this.requestsQuotaCode = props.requestsQuotaCode ?? known('requests');
    this.burndownRate = props.burndownRate ?? knownBurndownRate(foundationModelId);

    const metrics = InferenceProfileMetrics.of(this, props.inferenceProfile);
    const period = Duration.minutes(1);
    if (props.tokensPerMinute !== undefined) {
      this.tokens = { unit: 'tokens', perMinute: props.tokensPerMinute, usage: metrics.metricEstimatedTpmQuotaUsage({ period }) };
    }
    if (props.requestsPerMinute !== undefined) {
      this.requests = { unit: 'requests', perMinute: props.requestsPerMinute, usage: metrics.metricInvocations({ period }) };
    }
    this.alarms = [
      ...(this.tokens ? [quotaAlarm(this, 'TokensPerMinute', this.tokens, props, props.tokensAlarmName)] : []),
      ...(this.requests ? [quotaAlarm(this, 'RequestsPerMinute', this.requests, props, props.requestsAlarmName)] : []),
    ];
    checkAlarmActions(this, () => this.alarms);
    if (props.requestIncrease) {
      requestIncreases(this, props.requestIncrease, foundationModelId, props.quotaRegion ?? this.region, { tokens: this.quotaCode, requests: this.requestsQuotaCode });
    }
  }

  /**
   * Tokens per minute that are left: the quota less the estimated usage.
   *
   * The default period is one minute. A longer one is averaged. Throws if `tokensPerMinute` was not given.
   *
   * @param options options of the expression, in place of label, color and period; the value is per minute at any period
   */
  public metricTokensHeadroom(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return headroom(this.tokens ?? this.notGiven('tokensPerMinute'), options);
  }

  /**
   * The estimated usage in percent of the tokens per minute.
   *
   * The default period is one minute. A longer one is averaged. Throws if `tokensPerMinute` was not given.
   *
   * @param options options of the expression, in place of label, color and period; the value is per minute at any period
   */
  public metricTokensUtilization(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return utilization(this.tokens ?? this.notGiven('tokensPerMinute'), options);
  }

  /**
   * Requests per minute that are left.
   *
   * The default period is one minute. A longer one is averaged. Throws if `requestsPerMinute` was not given.
   *
   * @param options options of the expression, in place of label, color and period; the value is per minute at any period
   */
  public metricRequestsHeadroom(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return headroom(this.requests ?? this.notGiven('requestsPerMinute'), options);
  }

  /**
   * The requests in percent of the requests per minute.
   *
   * The default period is one minute. A longer one is averaged. Throws if `requestsPerMinute` was not given.
   *
   * @param options options of the expression, in place of label, color and period; the value is per minute at any period
   */
  public metricRequestsUtilization(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return utilization(this.requests ?? this.notGiven('requestsPerMinute'), options);
  }

  /**
   * A row of graphs for a dashboard.
   *
   * They show the usage with the quota as a line, what is left of the tokens, and the requests with their quota, for the quotas that are given.
   */
  public widgets(): cloudwatch.IWidget[] {
    return quotaWidgets(this.region, this.tokens, this.requests);
  }

  /**
   * Adds a heading and the row of graphs to a dashboard, for example to `crisDashboard.dashboard`.
   *
   * @param dashboard the dashboard
   */
  public addToDashboard(dashboard: cloudwatch.Dashboard): void {
    checkValue(this, 'dashboard', dashboard, DASHBOARD);
    dashboard.addWidgets(quotaHeading(this.title, this.region, this.burndownRate));
    dashboard.addWidgets(...this.widgets());
  }

  /**
   * What is used of what was given, for a graph with other quotas, whose metrics have other numbers.
   *
   * @internal
   */
  public _utilization(number: number): cloudwatch.IMetric[] {
    const line = (quota: PerMinuteQuota) => utilization(quota, { label: `${this.title}, ${quota.unit}` }, `${quota.unit}${number}`);
    return [...this.tokens ? [line(this.tokens)] : [], ...this.requests ? [line(this.requests)] : []];
  }

  private notGiven(prop: string): never {
    return fail(`${prop}: it was not given, and what is left or used of it is not known without; give it`, this);
  }
}


/** The largest `DesiredValue`, https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html */
const MAX_DESIRED = 10_000_000_000;

/** Throws for what is no quota, share, rate, evaluation, code or increase; a token is never judged, but where it would be in a logical ID. */
function checkQuotaProps(scope: Construct, props: InferenceQuotaProps): void {
  const { tokensPerMinute, requestsPerMinute, share, burndownRate, quotaRegion } = props;
  if (tokensPerMinute === undefined && requestsPerMinute === undefined) fail('tokensPerMinute: neither it nor requestsPerMinute is given; give at least one, as Service Quotas shows it, because no metric holds it', scope);
  checkQuota(scope, 'tokensPerMinute', tokensPerMinute);
  checkQuota(scope, 'requestsPerMinute', requestsPerMinute);
  checkNumber(scope, 'share', share, (value) => value > 0 && value <= 1, 'a share of more than 0 and at most 1, like 0.8');
  checkNumber(scope, 'burndownRate', burndownRate, (value) => Number.isFinite(value) && value >= 1, 'a number of at least 1');
  checkCode(scope, 'quotaCode', props.quotaCode);
  checkCode(scope, 'requestsQuotaCode', props.requestsQuotaCode);
  if (quotaRegion !== undefined) validateRegions('quotaRegion', [quotaRegion], 'leave it out to take the source Region', scope);
  checkAlarmName(scope, 'tokensAlarmName', props.tokensAlarmName, 'tokensPerMinute', tokensPerMinute);
  checkAlarmName(scope, 'requestsAlarmName', props.requestsAlarmName, 'requestsPerMinute', requestsPerMinute);
  evaluationOf(scope, props);
  checkIncrease(scope, props);
}

function checkQuota(scope: Construct, prop: string, value: number | undefined): void {
  if (value === undefined || isToken(value) || isWhole(value)) return;
  fail(`${prop}: ${value} is not a quota; give the applied value, a whole number of at least 1, that Service Quotas shows in the Region of the quota;` +
    ' where that is 0, as it may be in a new account, every call is throttled, so have AWS raise it first', scope);
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_ALARM_NAME = 255;

function checkAlarmName(scope: Construct, prop: string, name: string | undefined, quotaProp: string, quota: number | undefined): void {
  if (name === undefined) return;
  if (quota === undefined) fail(`${prop}: ${quotaProp} is not given, so there is no such alarm; give it, or leave ${prop} out`, scope);
  checkLength(scope, prop, name, LONGEST_ALARM_NAME);
}

function checkCode(scope: Construct, prop: string, code: string | undefined): void {
  checkForm(scope, prop, code, /^L-[0-9A-Z]{8}$/, 'is not the code of a quota; give one like "L-27C57EE8", as Service Quotas shows it');
}

function checkIncrease(scope: Construct, { requestIncrease, tokensPerMinute, requestsPerMinute }: InferenceQuotaProps): void {
  if (requestIncrease === undefined) return;
  const { desiredTokensPerMinute, desiredRequestsPerMinute } = requestIncrease;
  if (desiredTokensPerMinute === undefined && desiredRequestsPerMinute === undefined) fail('requestIncrease: it asks for nothing; give desiredTokensPerMinute or desiredRequestsPerMinute, or leave it out', scope);
  checkDesired(scope, 'desiredTokensPerMinute', desiredTokensPerMinute, 'tokensPerMinute', tokensPerMinute);
  checkDesired(scope, 'desiredRequestsPerMinute', desiredRequestsPerMinute, 'requestsPerMinute', requestsPerMinute);
}

function checkDesired(scope: Construct, name: string, desired: number | undefined, quotaProp: string, quota: number | undefined): void {
  if (desired === undefined) return;
  const prop = `requestIncrease.${name}`;
  if (isToken(desired)) failToken(scope, prop, 'the value');
  checkNumber(scope, prop, desired, (value) => isWhole(value) && value <= MAX_DESIRED, 'a whole number of 1 to 10000000000');
  if (quota === undefined) fail(`${prop}: ${quotaProp} is not given, without which it may be no increase; give the applied value`, scope);
  if (!isToken(quota) && desired <= quota) fail(`${prop}: ${desired} is not more than ${quotaProp}, ${quota}; give more, or leave it out once AWS has raised the quota`, scope);
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

const DEFAULT_SHARE = 0.8;

/** An alarm at a share of a quota, on sums of a minute. */
function quotaAlarm(scope: Construct, id: string, quota: PerMinuteQuota, props: InferenceQuotaProps, alarmName: string | undefined): cloudwatch.Alarm {
  const share = props.share ?? DEFAULT_SHARE;
  // A token cannot be multiplied at synth, so CloudWatch divides.
  const literal = !isToken(share) && !isToken(quota.perMinute);
  const shown = isToken(share) ? 'the share that was set' : `${rounded(100 * share)} %`;
  const alarm = new cloudwatch.Alarm(scope, id, {
    // A dashboard of another account or Region can show the status of an alarm with a name only.
    alarmName: alarmName ?? PhysicalName.GENERATE_IF_NEEDED,
    ...literal ? { metric: quota.usage, threshold: Math.floor(rounded(share * quota.perMinute)) } : { metric: usedShare(quota), threshold: share },
    alarmDescription: `Requests to Amazon Bedrock through ${titleOf(props.inferenceProfile)} use more than ${shown} of the quota of`
      + ` ${text(quota.perMinute)} ${quota.unit} per minute; beyond it they are throttled`,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    ...evaluationOf(scope, props),
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(...props.alarmActions ?? []);
  alarm.addOkAction(...props.okActions ?? []);
  return alarm;
}

// 0.29 * 100 is 28.999… in binary, which would be a threshold of 28.
function rounded(value: number): number {
  return Number(value.toFixed(6));
}

/** A quota for each minute, and the metric of what is used of it. */
interface PerMinuteQuota {
  readonly unit: 'tokens' | 'requests';
  /** May be a token. */
  readonly perMinute: number;
  readonly usage: cloudwatch.Metric;
}

/**
 * The usage as a rate. A quota counts each minute, and a dashboard that shows weeks sums longer periods, whose sum is not what the quota is compared with.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (PERIOD)
 */
const perMinuteOf = (id: string) => `60*${id}/PERIOD(${id})`;

/** The id of the usage, where a graph has no other quota. */
const USAGE = 'usage';

/** What is used in a minute. */
function perMinute(quota: PerMinuteQuota, options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
  return expression(perMinuteOf(USAGE), quota, { label: 'used', ...options });
}

/** What is left. Without calls there is no usage, and all of it is left. */
function headroom(quota: PerMinuteQuota, options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
  return expression(`${text(quota.perMinute)}-60*FILL(usage,0)/PERIOD(usage)`, quota, { label: 'left', ...options });
}

/** The usage in percent: only where the quota is known. */
function utilization(quota: PerMinuteQuota, options?: cloudwatch.MathExpressionOptions, id = USAGE): cloudwatch.MathExpression {
  return expression(`100*${perMinuteOf(id)}/${text(quota.perMinute)}`, quota, { label: '% of the quota', ...options }, id);
}

/** The usage as a share of 1, for an alarm, whose period nothing changes. */
function usedShare(quota: PerMinuteQuota): cloudwatch.MathExpression {
  return expression(`usage/${text(quota.perMinute)}`, quota, { label: 'share of the quota' });
}

/** A number for a text; a number that is a token prints as another number otherwise. */
function text(value: number): string {
  return Tokenization.stringifyNumber(value);
}

// A period of an expression overrides that of its metrics.
function expression(math: string, quota: PerMinuteQuota, options: cloudwatch.MathExpressionOptions, id = USAGE): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({ period: Duration.minutes(1), ...options, expression: math, usingMetrics: { [id]: quota.usage } });
}

const FULL = 24;
const HEIGHT = 6;

/** The graphs of a row, as wide as there is room. */
function quotaWidgets(region: string, tokens?: PerMinuteQuota, requests?: PerMinuteQuota): cloudwatch.IWidget[] {
  const graphs = [
    ...(tokens ? [usage('Estimated quota usage', tokens, region), left(tokens, region)] : []),
    ...(requests ? [usage('Requests per minute', requests, region), ...(tokens ? [] : [left(requests, region)])] : []),
  ];
  return graphs.map((props) => new cloudwatch.GraphWidget({ ...props, width: FULL / graphs.length, height: HEIGHT, region }));
}

/** What is above the row. */
function quotaHeading(title: string, region: string, burndownRate?: number): cloudwatch.TextWidget {
  const burndown = burndownRate === undefined ? 'How many tokens of the quota an output token takes is not known here.' : `An output token takes ${burndownRate} of the quota.`;
  return new cloudwatch.TextWidget({
    markdown: [
      `### Quota of ${title} in ${region}`,
      '',
      `The lines are quotas as they were given at deployment. Usage is an estimate, and of this ID only: application inference profiles over it take from the same quota. ${burndown}`,
    ].join('\n'),
    width: FULL,
    height: 3,
  });
}

function usage(title: string, quota: PerMinuteQuota, region: string): cloudwatch.GraphWidgetProps {
  return {
    title: quota.unit === 'tokens' ? `${title} (tokens per minute)` : title,
    region,
    left: [perMinute(quota)],
    leftAnnotations: [{ value: quota.perMinute, label: 'quota', color: cloudwatch.Color.RED }],
    leftYAxis: { min: 0, label: quota.unit, showUnits: false },
  };
}

function left(quota: PerMinuteQuota, region: string): cloudwatch.GraphWidgetProps {
  return {
    title: `Headroom (${quota.unit} per minute)`,
    region,
    left: [headroom(quota)],
    right: [utilization(quota)],
    // Without bounds where usage above the quota is: below 0 on the left, above 100 on the right.
    leftYAxis: { label: quota.unit, showUnits: false },
    rightYAxis: { min: 0, label: '%', showUnits: false },
  };
}
