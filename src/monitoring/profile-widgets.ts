import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { InferenceProfileMetrics } from './inference-profile-metrics';
import { IRoutingMetrics } from '../profile/routing-metrics';

const HALF = 12;
const QUARTER = 6;
const HEIGHT = 6;

/** A record need not tell the Region: for a streamed call AWS documents it on the record of the completion only, which names no profile. */
const NOT_REROUTED = 'source Region or not reported';

/** The graphs of one profile in one source Region: two lines of four. */
export function profileWidgets(metrics: InferenceProfileMetrics, region: string): cloudwatch.IWidget[][] {
  return [
    [
      graph('Invocations', 'requests', region, [metrics.metricInvocations({ label: 'invocations' })]),
      graph('Throttle rate', '%', region, [throttleRate(metrics)]),
      graph('Errors', 'requests', region, [
        metrics.metricInvocationClientErrors({ label: 'client' }),
        metrics.metricInvocationServerErrors({ label: 'server' }),
        metrics.metricInvocationThrottles({ label: 'throttled' }),
      ]),
      graph('Latency', 'ms', region, percentiles((statistic, label) => metrics.metricInvocationLatency({ statistic, label }))),
    ],
    [
      graph('Time to first token (streaming)', 'ms', region, percentiles((statistic, label) => metrics.metricTimeToFirstToken({ statistic, label }))),
      graph('Output tokens per second (streaming)', 'tokens/s', region, [outputTokensPerSecond(metrics)]),
      graph('Tokens', 'tokens', region, [
        metrics.metricInputTokenCount({ label: 'input' }),
        metrics.metricOutputTokenCount({ label: 'output' }),
        metrics.metricCacheReadInputTokenCount({ label: 'cache read' }),
        metrics.metricCacheWriteInputTokenCount({ label: 'cache write' }),
      ]),
      graph('Estimated quota usage (tokens per minute)', 'tokens', region, [metrics.metricEstimatedTpmQuotaUsage({ label: 'estimated' })]),
    ],
  ];
}

/** Where the requests of one profile were processed. The inference Regions are not known beforehand, so one graph searches for them. */
export function routingWidgets(routing: IRoutingMetrics, modelId: string, sourceRegion: string): cloudwatch.IWidget[] {
  const metric = (metricName: string, label?: string) => new cloudwatch.Metric({
    namespace: routing.metricNamespace,
    metricName,
    dimensionsMap: { SourceRegion: sourceRegion, ModelId: modelId },
    statistic: cloudwatch.Stats.SUM,
    label,
  });
  const elsewhere = `{"${routing.metricNamespace}",SourceRegion,InferenceRegion,ModelId} MetricName="${routing.reroutedMetricName}" ModelId="${modelId}"`;
  return [
    graph('Requests by inference Region (CloudTrail)', 'requests', sourceRegion, [
      metric(routing.notReroutedMetricName, NOT_REROUTED),
      new cloudwatch.MathExpression({ expression: `SEARCH('${elsewhere}', 'Sum')`, label: '', usingMetrics: {} }),
    ], { width: HALF }),
    graph('Share not reported as re-routed (CloudTrail)', '%', sourceRegion, [
      new cloudwatch.MathExpression({
        expression: '100*FILL(here,0)/(FILL(here,0)+FILL(elsewhere,0))',
        label: NOT_REROUTED,
        usingMetrics: { here: metric(routing.notReroutedMetricName), elsewhere: metric(routing.reroutedMetricName) },
      }),
    ], { width: HALF, max: 100 }),
  ];
}

// Throttled requests are not among the invocations, so the requests are both together.
function throttleRate(metrics: InferenceProfileMetrics): cloudwatch.IMetric {
  return new cloudwatch.MathExpression({
    expression: '100*FILL(throttles,0)/(FILL(invocations,0)+FILL(throttles,0))',
    label: 'throttled',
    usingMetrics: { throttles: metrics.metricInvocationThrottles(), invocations: metrics.metricInvocations() },
  });
}

// https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-otps.html
function outputTokensPerSecond(metrics: InferenceProfileMetrics): cloudwatch.IMetric {
  const statistic = cloudwatch.Stats.p(50);
  return new cloudwatch.MathExpression({
    // A missing series counts as 0 in a comparison, and without streaming there is no first token.
    expression: 'IF(firstToken>0 AND latency>firstToken,1000*tokens/(latency-firstToken))',
    label: 'p50',
    usingMetrics: {
      tokens: metrics.metricOutputTokenCount({ statistic }),
      latency: metrics.metricInvocationLatency({ statistic }),
      firstToken: metrics.metricTimeToFirstToken({ statistic }),
    },
  });
}

function percentiles(metricOf: (statistic: string, label: string) => cloudwatch.Metric): cloudwatch.Metric[] {
  return [50, 90, 99].map((percentile) => metricOf(cloudwatch.Stats.p(percentile), `p${percentile}`));
}

function graph(title: string, label: string, region: string, left: cloudwatch.IMetric[], { width = QUARTER, max }: { width?: number; max?: number } = {}): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width, height: HEIGHT, region, leftYAxis: { min: 0, max, label, showUnits: false } });
}
