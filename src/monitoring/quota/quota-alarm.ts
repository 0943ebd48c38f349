import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { InferenceQuotaProps } from './inference-quota-props';
import { PerMinuteQuota, text, usedShare } from './quota-math';
import { isToken } from '../../private/source-of';
import { titleOf } from '../../profile/names';

const DEFAULT_SHARE = 0.8;
const DEFAULT_PERIODS = 3;
const DEFAULT_DATAPOINTS = 2;

/** The evaluation as it is used. */
export function evaluationOf(props: InferenceQuotaProps): { readonly evaluationPeriods: number; readonly datapointsToAlarm: number } {
  const evaluationPeriods = props.evaluationPeriods ?? DEFAULT_PERIODS;
  return { evaluationPeriods, datapointsToAlarm: props.datapointsToAlarm ?? Math.min(DEFAULT_DATAPOINTS, evaluationPeriods) };
}

/** An alarm at a share of a quota, on sums of a minute. */
export function quotaAlarm(scope: Construct, id: string, quota: PerMinuteQuota, props: InferenceQuotaProps): cloudwatch.Alarm {
  const share = props.share ?? DEFAULT_SHARE;
  // A token cannot be multiplied at synth, so CloudWatch divides.
  const literal = !isToken(share) && !isToken(quota.perMinute);
  const shown = isToken(share) ? 'the share that was set' : `${rounded(100 * share)} %`;
  const alarm = new cloudwatch.Alarm(scope, id, {
    ...literal ? { metric: quota.usage, threshold: Math.floor(rounded(share * quota.perMinute)) } : { metric: usedShare(quota), threshold: share },
    alarmDescription: `Requests to Amazon Bedrock through ${titleOf(props.inferenceProfile)} use more than ${shown} of the quota of`
      + ` ${text(quota.perMinute)} ${quota.unit} per minute; beyond it they are throttled`,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    ...evaluationOf(props),
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
