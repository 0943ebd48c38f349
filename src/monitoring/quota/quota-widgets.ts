import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { headroom, PerMinuteQuota, utilization } from './quota-math';

const FULL = 24;
const HEIGHT = 6;

/** The graphs of a row, as wide as there is room. */
export function quotaWidgets(region: string, tokens?: PerMinuteQuota, requests?: PerMinuteQuota): cloudwatch.IWidget[] {
  const graphs = [
    ...(tokens ? [usage('Estimated quota usage', tokens, region), left(tokens, region)] : []),
    ...(requests ? [usage('Requests per minute', requests, region), ...(tokens ? [] : [left(requests, region)])] : []),
  ];
  return graphs.map((props) => new cloudwatch.GraphWidget({ ...props, width: FULL / graphs.length, height: HEIGHT, region }));
}

/** What is above the row. */
export function quotaHeading(title: string, region: string, burndownRate?: number): cloudwatch.TextWidget {
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
    left: [quota.usage.with({ label: 'used' })],
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
    leftYAxis: { min: 0, label: quota.unit, showUnits: false },
    rightYAxis: { min: 0, max: 100, label: '%', showUnits: false },
  };
}
