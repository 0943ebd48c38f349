import { Duration, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** A quota for each minute, and the metric of what is used of it. */
export interface PerMinuteQuota {
  readonly unit: 'tokens' | 'requests';
  /** May be a token. */
  readonly perMinute: number;
  readonly usage: cloudwatch.Metric;
}

/** What is left. Without calls there is no usage, and all of it is left. */
export function headroom(quota: PerMinuteQuota, options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
  return expression(`${text(quota.perMinute)}-FILL(usage,0)`, quota, { label: 'left', ...options });
}

/** The usage in percent: only where the quota is known. */
export function utilization(quota: PerMinuteQuota, options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
  return expression(`100*usage/${text(quota.perMinute)}`, quota, { label: '% of the quota', ...options });
}

/** The usage as a share of 1. */
export function usedShare(quota: PerMinuteQuota): cloudwatch.MathExpression {
  return expression(`usage/${text(quota.perMinute)}`, quota, { label: 'share of the quota' });
}

/** A number for a text; a number that is a token prints as another number otherwise. */
export function text(value: number): string {
  return Tokenization.stringifyNumber(value);
}

// A period of an expression overrides that of its metrics, and the sum of five minutes is not what a minute's quota is compared with.
function expression(math: string, quota: PerMinuteQuota, options: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({ ...options, expression: math, usingMetrics: { usage: quota.usage }, period: Duration.minutes(1) });
}
