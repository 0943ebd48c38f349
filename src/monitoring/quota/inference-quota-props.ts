import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IInferenceProfile } from '../../profile/inference-profile';

/**
 * Properties of a quota. At least one of `tokensPerMinute` and `requestsPerMinute` is needed.
 */
export interface InferenceQuotaProps {
  /** The profile whose calls take from the quota. */
  readonly inferenceProfile: IInferenceProfile;

  /**
   * The applied quota in tokens per minute, as Service Quotas shows it: a whole number. No metric holds it. It is that of one class of requests: models
   * with a 1M context window have a quota of their own for it.
   *
   * @default - tokens are not watched
   */
  readonly tokensPerMinute?: number;

  /**
   * The applied quota in requests per minute, as Service Quotas shows it: a whole number. Some models have none, Claude Opus 4.7 and 4.8 for example.
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
   * The Region that requests are sent to. It must be the Region of the stack, because an alarm is in the Region of its metric.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegion?: string;

  /**
   * The Region whose Service Quotas holds the quota. AWS's launch post named `us-east-1` for global profiles, its user guide names the source Region.
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
 * What AWS is asked for, in the Region of the quota and once for each value.
 *
 * AWS reviews requests, large ones by hand: the deployment does not wait, and the answer may be a lower value, or no. Requests of accounts that do not use
 * what they have are denied. Where a request is open already, or the quota is that high, nothing happens; nothing ever lowers a quota, and deleting the
 * stack neither withdraws a request nor gives anything back. Once AWS has agreed, raise `tokensPerMinute` and leave this out.
 *
 * @see https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html
 */
export interface QuotaIncreaseOptions {
  /**
   * Tokens per minute: a whole number above `tokensPerMinute`, at most 10,000,000,000. A literal, because it stands in a logical ID.
   *
   * @default - more is not requested
   */
  readonly desiredTokensPerMinute?: number;

  /**
   * Requests per minute: a whole number above `requestsPerMinute`, at most 10,000,000,000. A literal, because it stands in a logical ID.
   *
   * @default - more are not requested
   */
  readonly desiredRequestsPerMinute?: number;
}
