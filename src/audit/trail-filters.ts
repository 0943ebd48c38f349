import { Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  DIMENSION_FIELDS, loggingChangedPattern, MAX_METRIC_FILTERS, notReroutedPattern, reroutedPattern, splitByPatternLength,
} from './patterns/metric-filters';
import { addToApp, inApp } from '../private/app';
import { failedCallsQuery, processingRegionsQuery, streamedCallsQuery } from './patterns/queries';
import { ICrisTrail, TRAIL } from './trail';
import { fail, show } from '../private/errors';
import { checkShape, checkValue, listOf, PROFILE, TEXT } from '../private/shape';
import { sourcesOf, widest } from '../private/source';
import { differ, isToken, literal } from '../private/tokens';
import { checkCalled, checkDistinct } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { calledAs } from '../profile/names';
import { IRoutingMetrics } from '../profile/routing-metrics';

/**
 * Properties of trail filters.
 */
export interface CrisTrailFiltersProps {
  /** The trail whose log group is filtered. */
  readonly trail: ICrisTrail;

  /** The profiles whose calls are counted. */
  readonly inferenceProfiles: IInferenceProfile[];

  /**
   * The source Region whose records are counted; records of other Regions in the log group are not.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegion?: string;

  /**
   * The namespace of the metrics. Two filters with one namespace count a call twice.
   *
   * @default - `BedrockCris/` and a name that is unique to this construct
   */
  readonly metricNamespace?: string;
}

/**
 * Filters on a trail's log group that show where requests were processed: metrics for re-routed and not re-routed calls, a metric for changes
 * to the logging of model invocations, and saved CloudWatch Logs Insights queries.
 *
 * A trail cannot select Bedrock or a Region among management events, so the selection happens here. What is counted are the calls of the whole
 * account of the stack in the source Region through the profiles, whoever makes them. The metrics are custom metrics and cost as such.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export class CrisTrailFilters extends Construct implements IRoutingMetrics {
  public readonly metricNamespace: string;
  public readonly reroutedMetricName = 'ReroutedInvocations';
  public readonly notReroutedMetricName = 'NotReroutedInvocations';

  /** Name of the metric of changes to the logging of model invocations; no dimensions. */
  public readonly loggingChangesMetricName = 'InvocationLoggingChanges';

  private readonly sourceRegion: string;
  private readonly count: number;
  private readonly place: string;

  /**
   * Throws for an empty or repeated list of profiles, for `CrisTrail.none()`, for a log group or an application inference profile of another Region,
   * for more filters than a log group holds, and for a namespace that CloudWatch does not take.
   */
  constructor(scope: Construct, id: string, props: CrisTrailFiltersProps) {
    super(scope, id);
    checkShape(this, props, { 'trail': TRAIL, 'inferenceProfiles': listOf(PROFILE), 'sourceRegion?': TEXT, 'metricNamespace?': TEXT });
    const { logGroup } = props.trail;
    if (differ(logGroup.env.region, Stack.of(this).region)) fail(`trail: its log group is in ${show(logGroup.env.region)}, and a metric filter in this stack, in ${show(Stack.of(this).region)}, cannot read it; define the filters in a stack in ${show(logGroup.env.region)}`, this);
    checkDistinct(this, props.inferenceProfiles);
    const [source] = sourcesOf(this, props.sourceRegion === undefined ? undefined : [props.sourceRegion], 'sourceRegion');
    this.sourceRegion = source.region;
    checkCalled(this, props.inferenceProfiles, [source]);
    const uniqueName = Names.uniqueResourceName(this, { maxLength: 200, separator: '-' });
    this.metricNamespace = props.metricNamespace ?? `BedrockCris/${uniqueName}`;
    if (!isToken(this.metricNamespace) && !/^(?!AWS\/|:)[A-Za-z0-9.\-_/#:]{1,255}$/.test(this.metricNamespace)) {
      fail(`metricNamespace: ${show(this.metricNamespace)} is not a metric namespace; give 1 to 255 letters, digits and . - _ / # : that do not start with "AWS/" or ":"`, this);
    }

    // The end of an ARN too: the ID of an application inference profile, which may be a token.
    const ids = props.inferenceProfiles.map((profile) => profile.inferenceProfileId);
    const groups = splitByPatternLength(widest(source), ids, (modelId) => (isToken(modelId) ? WIDEST_ID : modelId));
    this.count = 3 * groups.length + 1;
    this.place = placeOf(logGroup);
    this.checkCount();

    const { SourceRegion, InferenceRegion, ModelId } = DIMENSION_FIELDS;
    groups.forEach((modelIds, index) => {
      const number = index === 0 ? '' : `${index + 1}`;
      const rerouted = reroutedPattern(source, modelIds);
      this.filter(logGroup, `Rerouted${number}`, this.reroutedMetricName, rerouted, { SourceRegion, ModelId });
      this.filter(logGroup, `ReroutedByRegion${number}`, this.reroutedMetricName, rerouted, { SourceRegion, InferenceRegion, ModelId });
      this.filter(logGroup, `NotRerouted${number}`, this.notReroutedMetricName, notReroutedPattern(source, modelIds),
        { SourceRegion, ModelId });
    });
    this.filter(logGroup, 'LoggingChanges', this.loggingChangesMetricName, loggingChangedPattern(source));

    Object.entries({ ProcessingRegions: processingRegionsQuery(), StreamedCalls: streamedCallsQuery(), FailedCalls: failedCallsQuery() }).forEach(([queryId, saved]) => {
      new logs.CfnQueryDefinition(this, queryId, {
        name: `${uniqueName}/${saved.name}`,
        queryString: saved.query,
        logGroupNames: [logGroup.logGroupName],
      });
    });
  }

  /**
   * Calls through a profile, by its ID (an application inference profile: by its ARN), that were processed outside of the source Region. Sum, a count.
   *
   * @param inferenceProfile one of the profiles that are filtered
   * @param options what overrides statistic and period
   */
  public metricRerouted(inferenceProfile: IInferenceProfile, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    checkValue(this, 'inferenceProfile', inferenceProfile, PROFILE);
    return this.metric(this.reroutedMetricName, options, inferenceProfile);
  }

  /**
   * Calls through a profile, by its ID (an application inference profile: by its ARN), that were processed in the source Region, or whose Region was not reported. Sum, a count.
   *
   * @param inferenceProfile one of the profiles that are filtered
   * @param options what overrides statistic and period
   */
  public metricNotRerouted(inferenceProfile: IInferenceProfile, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    checkValue(this, 'inferenceProfile', inferenceProfile, PROFILE);
    return this.metric(this.notReroutedMetricName, options, inferenceProfile);
  }

  /**
   * Changes to the logging of model invocations in the source Region, refused ones too. Alarm on any: it is how an audit is switched off.
   * Sum, a count.
   *
   * @param options what overrides statistic and period
   */
  public metricLoggingChanges(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric(this.loggingChangesMetricName, options);
  }

  private checkCount(): void {
    const others = inApp<CrisTrailFilters>(this, KIND).filter(({ place }) => place === this.place);
    const needed = others.reduce((sum, { count }) => sum + count, this.count);
    if (needed > MAX_METRIC_FILTERS) {
      fail(`inferenceProfiles: the workloads on one trail need ${needed} metric filters, and a log group holds ${MAX_METRIC_FILTERS}; give fewer profiles, or switch the trail of some workloads off with CrisTrail.none()`, this);
    }
    addToApp(this, KIND);
  }

  private metric(metricName: string, options: cloudwatch.MetricOptions, profile?: IInferenceProfile): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: this.metricNamespace,
      metricName,
      statistic: cloudwatch.Stats.SUM,
      ...(profile && { dimensionsMap: { SourceRegion: this.sourceRegion, ModelId: calledAs(profile) } }),
      ...options,
    }).attachTo(this);
  }

  private filter(logGroup: logs.ILogGroup, id: string, metricName: string, pattern: string, dimensions?: Record<string, string>): void {
    // No default value: CloudWatch refuses one together with dimensions.
    new logs.MetricFilter(this, id, {
      logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: this.metricNamespace,
      metricName,
      metricValue: '1',
      dimensions,
    });
  }
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_InferenceProfileSummary.html */
const WIDEST_ID = 'x'.repeat(64);

const KIND = Symbol.for('cdk-bedrock-cris.CrisTrailFilters');

// A log group that exists may be referenced more than once, by its name.
function placeOf({ logGroupName, env, node }: logs.ILogGroup): string {
  return [env.account, env.region, literal(logGroupName)].every((value) => value !== undefined && !isToken(value)) ? [env.account, env.region, logGroupName].join(' ') : node.path;
}
