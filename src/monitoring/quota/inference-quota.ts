import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { InferenceProfileMetrics } from '../inference-profile-metrics';
import { InferenceQuotaProps } from './inference-quota-props';
import { PerMinuteQuota } from './quota-math';
import { fail, messages } from '../../private/messages';
import { differ, regionOf, sourcesOf } from '../../private/source-of';
import { titleOf } from '../../profile/names';

/**
 * The quota of an inference profile, which no metric holds and which is therefore given: alarms at a share of it, how much is left, a row for a dashboard
 * and, if wanted, a request to raise it.
 *
 * Usage is what CloudWatch shows under the ID of the profile; a quota is that of the account, model and Region. So application inference profiles over the
 * same profile, and calls that pass an ARN, take from it too and have metrics of their own. Of tokens the usage is an estimate by AWS, of requests that have
 * ended: a request also reserves its `max_tokens` when it starts, so calls may be throttled before the quota is reached.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
 */
export class InferenceQuota extends Construct {
  /** The alarms: on tokens, then on requests, for those of the two that are given. */
  public readonly alarms: cloudwatch.Alarm[];
  /** The code of the quota on tokens per minute; undefined where it is neither given nor known. */
  public readonly quotaCode?: string;
  /** The code of the quota on requests per minute; undefined where it is neither given nor known. */
  public readonly requestsQuotaCode?: string;
  /**
   * How many tokens of the quota one output token takes: 10 means that 1,000 output tokens take 10,000 from the tokens per minute (they are billed as
   * 1,000). Input tokens and tokens written to the prompt cache take 1, tokens read from it 0. Undefined where it is neither given nor known.
   */
  public readonly burndownRate?: number;

  private readonly tokens?: PerMinuteQuota;
  private readonly requests?: PerMinuteQuota;
  private readonly title: string;
  private readonly region: string;

  /**
   * Throws if neither quota is given, for a quota that is not a whole number of at least 1 (a new account may have one of 0: then there is nothing to
   * watch until AWS has raised it), for a share, rate, evaluation or code that is not one, for a source Region other than the stack's, and for an
   * increase that is no increase or whose quota has no known code.
   */
  constructor(scope: Construct, id: string, props: InferenceQuotaProps) {
    super(scope, id);
    parts().checkQuotaProps(this, props);
    const [source] = sourcesOf(this, props.sourceRegion === undefined ? undefined : [props.sourceRegion], 'sourceRegion');
    if (differ(source.region, regionOf(this))) fail(messages.alarmRegion(source.region, regionOf(this)), this);

    const { foundationModelId, isGlobal, geography } = props.inferenceProfile;
    this.title = titleOf(props.inferenceProfile);
    this.region = source.region;
    // An application inference profile over a model has the quota of calls in one Region.
    const known = (counted: 'tokens' | 'requests') => isGlobal || geography ? parts().knownQuotaCode(foundationModelId, isGlobal ? 'global' : 'geographic', counted) : undefined;
    this.quotaCode = props.quotaCode ?? known('tokens');
    this.requestsQuotaCode = props.requestsQuotaCode ?? known('requests');
    this.burndownRate = props.burndownRate ?? parts().knownBurndownRate(foundationModelId);

    const metrics = InferenceProfileMetrics.of(this, props.inferenceProfile);
    const period = Duration.minutes(1);
    if (props.tokensPerMinute !== undefined) {
      this.tokens = { unit: 'tokens', perMinute: props.tokensPerMinute, usage: metrics.metricEstimatedTpmQuotaUsage({ period }) };
    }
    if (props.requestsPerMinute !== undefined) {
      this.requests = { unit: 'requests', perMinute: props.requestsPerMinute, usage: metrics.metricInvocations({ period }) };
    }
    this.alarms = [
      ...(this.tokens ? [parts().quotaAlarm(this, 'TokensPerMinute', this.tokens, props)] : []),
      ...(this.requests ? [parts().quotaAlarm(this, 'RequestsPerMinute', this.requests, props)] : []),
    ];
    parts().requestIncreases(this, props, { tokens: this.quotaCode, requests: this.requestsQuotaCode }, this.region);
  }

  /**
   * Tokens of the quota that are left, by minute: the quota less the estimated usage. Throws if `tokensPerMinute` was not given.
   *
   * @param options what overrides label and color; the period is always one minute, that of the quota
   */
  public metricTokensHeadroom(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return parts().headroom(this.tokens ?? this.notGiven('tokensPerMinute'), options);
  }

  /**
   * The estimated usage in percent of the tokens per minute. Throws if `tokensPerMinute` was not given.
   *
   * @param options what overrides label and color; the period is always one minute, that of the quota
   */
  public metricTokensUtilization(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return parts().utilization(this.tokens ?? this.notGiven('tokensPerMinute'), options);
  }

  /**
   * Requests that are left, by minute. Throws if `requestsPerMinute` was not given.
   *
   * @param options what overrides label and color; the period is always one minute, that of the quota
   */
  public metricRequestsHeadroom(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return parts().headroom(this.requests ?? this.notGiven('requestsPerMinute'), options);
  }

  /**
   * The requests in percent of the requests per minute. Throws if `requestsPerMinute` was not given.
   *
   * @param options what overrides label and color; the period is always one minute, that of the quota
   */
  public metricRequestsUtilization(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return parts().utilization(this.requests ?? this.notGiven('requestsPerMinute'), options);
  }

  /**
   * A row of graphs: the usage with the quota as a line, what is left of the tokens, and the requests with their quota, for what is given.
   */
  public widgets(): cloudwatch.IWidget[] {
    return parts().quotaWidgets(this.region, this.tokens, this.requests);
  }

  /**
   * Adds a heading and the row of graphs to a dashboard, for example to `crisDashboard.dashboard`.
   *
   * @param dashboard the dashboard
   */
  public addToDashboard(dashboard: cloudwatch.Dashboard): void {
    dashboard.addWidgets(parts().quotaHeading(this.title, this.region, this.burndownRate));
    dashboard.addWidgets(...this.widgets());
  }

  private notGiven(prop: string): never {
    return fail(messages.quotaNotGiven(prop), this);
  }
}

// Loaded with the first construct: who defines none does not wait for it.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const parts = () => require('./inference-quota-parts') as typeof import('./inference-quota-parts');
