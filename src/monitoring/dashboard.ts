import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { InferenceProfileMetrics } from './inference-profile-metrics';
import { profileWidgets, routingWidgets } from './profile-widgets';
import { fail, messages } from '../private/messages';
import { regionOf, Source, sourcesOf } from '../private/source-of';
import { IInferenceProfile } from '../profile/inference-profile';
import { calledAs, titleOf } from '../profile/names';
import { IRoutingMetrics } from '../profile/routing-metrics';
import { checkCalled, checkDistinct, isCalledFrom } from '../profile/source-check';

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
    checkDistinct(this, props.inferenceProfiles);
    if (props.dashboard && props.dashboardName !== undefined) fail(messages.dashboardNameAndDashboard(), this);
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
    if (widgets > MAX_WIDGETS) fail(messages.dashboardTooLarge(widgets, MAX_WIDGETS), this);

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
