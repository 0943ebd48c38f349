import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { InferenceProfileMetrics } from './inference-profile-metrics';
import { fail } from '../private/errors';
import { checkShape, DASHBOARD, having, listOf, PROFILE, TEXT } from '../private/shape';
import { regionOf, Source, sourcesOf } from '../private/source';
import { checkCalled, checkDistinct, isCalledFrom } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { calledAs, titleOf } from '../profile/names';
import { IRoutingMetrics } from '../profile/routing-metrics';

/** Widgets that a dashboard holds, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_WIDGETS = 500;

/**
 * Properties of a dashboard.
 */
export interface CrisDashboardProps {
  /** The profiles that are shown: global ones first, then geographic ones, then application inference profiles over a model. */
  readonly inferenceProfiles: IInferenceProfile[];

  /**
   * The Regions that requests are sent to; each profile is shown once for each.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];

  /**
   * Metrics that count where requests were processed, as `CrisTrailFilters` publishes them in the Region of the stack.
   *
   * @default - where requests were processed is not shown
   */
  readonly routing?: IRoutingMetrics;

  /**
   * A dashboard that exists in the app: the rows are added to it.
   *
   * @default - a new one
   */
  readonly dashboard?: cloudwatch.Dashboard;

  /**
   * The name of a new dashboard. Names are account-wide, so include the Region.
   *
   * @default - chosen by CloudFormation
   */
  readonly dashboardName?: string;
}

/**
 * A CloudWatch dashboard of inference profiles: a band of graphs for each profile and source Region, global profiles apart from geographic ones.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 */
export class CrisDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;

  /**
   * Throws for an empty or repeated list of profiles or Regions, for an application inference profile of another Region, and for more graphs than a
   * dashboard holds.
   */
  constructor(scope: Construct, id: string, props: CrisDashboardProps) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles': listOf(PROFILE), 'sourceRegions?': listOf(TEXT), 'routing?': having('routing metrics, like CrisTrailFilters', 'reroutedMetricName'), 'dashboard?': DASHBOARD, 'dashboardName?': TEXT,
    });
    checkDistinct(this, props.inferenceProfiles);
    if (props.dashboard && props.dashboardName !== undefined) fail('dashboardName: the prop "dashboard" is given too, and it has a name of its own; leave one of the two out', this);
    const sources = sourcesOf(this, props.sourceRegions);
    checkCalled(this, props.inferenceProfiles, sources);
    this.dashboard = props.dashboard ?? new cloudwatch.Dashboard(this, 'Resource', { dashboardName: props.dashboardName });
    const rows = [
      ...this.section('Global inference profiles', props.inferenceProfiles.filter((profile) => profile.isGlobal), sources, props.routing),
      ...this.section('Geographic inference profiles', props.inferenceProfiles.filter((profile) => !profile.isGlobal && profile.geography), sources, props.routing),
      ...this.section('Models in one Region', props.inferenceProfiles.filter((profile) => !profile.isGlobal && !profile.geography), sources, props.routing),
      [text(notVisible(props.routing !== undefined && sources.some((source) => this.isRouted(source))), 7)],
    ];
    const widgets = rows.reduce((sum, row) => sum + row.length, 0);
    if (widgets > MAX_WIDGETS) fail(`inferenceProfiles: the dashboard needs ${widgets} widgets, and CloudWatch allows ${MAX_WIDGETS}; define several CrisDashboard with fewer profiles or source Regions each`, this);

    rows.forEach((row) => this.dashboard.addWidgets(...row));
  }

  private section(title: string, profiles: IInferenceProfile[], sources: Source[], routing?: IRoutingMetrics): cloudwatch.IWidget[][] {
    if (profiles.length === 0) return [];
    const bands = profiles.flatMap((profile) => sources.filter((source) => isCalledFrom(profile, source.region)).flatMap((source) => this.band(profile, source, routing)));
    return [[text(`## ${title}`, 1)], ...bands];
  }

  // The filters read the trail in the Region of the stack.
  private isRouted(source: Source): boolean {
    return source.region === regionOf(this);
  }

  private band(profile: IInferenceProfile, source: Source, routing?: IRoutingMetrics): cloudwatch.IWidget[][] {
    const metricsOf = Stack.of(this.dashboard) === Stack.of(this) ? InferenceProfileMetrics._unattached : InferenceProfileMetrics.of;
    const metrics = metricsOf(this, profile, { sourceRegion: source.region });
    return [
      [text(`### ${titleOf(profile)} from ${source.region}`, 1)],
      ...profileWidgets(metrics, source.region),
      ...(routing && this.isRouted(source) ? [routingWidgets(routing, calledAs(profile), source.region)] : []),
    ];
  }
}

function text(markdown: string, height: number): cloudwatch.TextWidget {
  return new cloudwatch.TextWidget({ markdown, width: 24, height });
}

function notVisible(routed: boolean): string {
  return [
    '### What is not visible here',
    '',
    '- No Amazon Bedrock metric tells which Region processed a request: these are the metrics of the source Region, wherever it was processed.',
    routed
      ? '- Inference Regions come from CloudTrail: all calls of the account through the profile, not only those of one role. A call whose Region was not reported counts as not re-routed, and for a streamed call AWS documents the Region on the record of its completion only: see the saved query "Streamed calls by processing Region".'
      : '- Inference Regions are in CloudTrail only, and no filters on a trail were given for a source Region that is shown.',
    '- Estimated quota usage is in tokens and an approximation; what share of your quota it is depends on the quota, which no metric holds.',
    '- Time to first token and output tokens per second exist for streaming calls only. Every retry of an SDK is a throttled request of its own.',
    '- Calls that pass the ARN of the profile instead of its ID, calls through an application inference profile, to a model without a profile, and to the endpoint bedrock-mantle have metrics of their own.',
  ].join('\n');
}

const HALF = 12;
const QUARTER = 6;
const HEIGHT = 6;

/** A record need not tell the Region: for a streamed call AWS documents it on the record of the completion only, which names no profile. */
const NOT_REROUTED = 'source Region or not reported';

/** The graphs of one profile in one source Region: two lines of four. */
function profileWidgets(metrics: InferenceProfileMetrics, region: string): cloudwatch.IWidget[][] {
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
function routingWidgets(routing: IRoutingMetrics, modelId: string, sourceRegion: string): cloudwatch.IWidget[] {
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
