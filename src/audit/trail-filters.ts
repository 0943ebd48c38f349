import { Names } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  DIMENSION_FIELDS, loggingChangedPattern, MAX_METRIC_FILTERS, notReroutedPattern, reroutedPattern, splitByPatternLength,
} from './patterns/metric-filters';
import { failedCallsQuery, processingRegionsQuery } from './patterns/queries';
import { ICrisTrail } from './trail';
import { fail, messages } from '../private/messages';
import { isToken, sourcesOf, widest } from '../private/source-of';
import { IInferenceProfile } from '../profile/inference-profile';
import { checkDistinct } from '../profile/source-check';

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
 * account in the source Region through the profiles, whoever makes them. The metrics are custom metrics and cost as such.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export class CrisTrailFilters extends Construct {
  /** The namespace of the metrics. */
  public readonly metricNamespace: string;

  /**
   * Name of the metric of calls processed outside of the source Region: once with the dimensions `SourceRegion` and `ModelId`, once with
   * `SourceRegion`, `InferenceRegion` and `ModelId`.
   */
  public readonly reroutedMetricName = 'ReroutedInvocations';

  /** Name of the metric of calls processed in the source Region, or whose Region was not reported; dimensions `SourceRegion`, `ModelId`. */
  public readonly notReroutedMetricName = 'NotReroutedInvocations';

  /** Name of the metric of changes to the logging of model invocations; no dimensions. */
  public readonly loggingChangesMetricName = 'InvocationLoggingChanges';

  /**
   * Throws for an empty or repeated list of profiles, for `CrisTrail.none()`, and for a namespace that CloudWatch does not take.
   */
  constructor(scope: Construct, id: string, props: CrisTrailFiltersProps) {
    super(scope, id);
    const { logGroup } = props.trail;
    checkDistinct(this, props.inferenceProfiles);
    const [source] = sourcesOf(this, props.sourceRegion === undefined ? undefined : [props.sourceRegion], 'sourceRegion');
    const uniqueName = Names.uniqueResourceName(this, { maxLength: 200, separator: '-' });
    this.metricNamespace = props.metricNamespace ?? `BedrockCris/${uniqueName}`;
    if (!isToken(this.metricNamespace) && !/^(?!AWS\/|:)[A-Za-z0-9.\-_/#:]{1,255}$/.test(this.metricNamespace)) {
      fail(messages.metricNamespace(this.metricNamespace), this);
    }

    const groups = splitByPatternLength(widest(source).region, props.inferenceProfiles.map((profile) => profile.inferenceProfileId));
    const needed = 3 * groups.length + 1;
    if (needed > MAX_METRIC_FILTERS) fail(messages.tooManyFilters(needed, MAX_METRIC_FILTERS), this);

    const { SourceRegion, InferenceRegion, ModelId } = DIMENSION_FIELDS;
    groups.forEach((modelIds, index) => {
      const number = index === 0 ? '' : `${index + 1}`;
      const rerouted = reroutedPattern(source.region, modelIds);
      this.filter(logGroup, `Rerouted${number}`, this.reroutedMetricName, rerouted, { SourceRegion, ModelId });
      this.filter(logGroup, `ReroutedByRegion${number}`, this.reroutedMetricName, rerouted, { SourceRegion, InferenceRegion, ModelId });
      this.filter(logGroup, `NotRerouted${number}`, this.notReroutedMetricName, notReroutedPattern(source.region, modelIds),
        { SourceRegion, ModelId });
    });
    this.filter(logGroup, 'LoggingChanges', this.loggingChangesMetricName, loggingChangedPattern(source.region));

    Object.entries({ ProcessingRegions: processingRegionsQuery(), FailedCalls: failedCallsQuery() }).forEach(([queryId, saved]) => {
      new logs.CfnQueryDefinition(this, queryId, {
        name: `${uniqueName}/${saved.name}`,
        queryString: saved.query,
        logGroupNames: [logGroup.logGroupName],
      });
    });
  }

  /**
   * Changes to the logging of model invocations in the source Region, refused ones too. Alarm on any: it is how an audit is switched off.
   *
   * @param options what overrides the statistic `Sum` and the period of 5 minutes
   */
  public metricLoggingChanges(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: this.metricNamespace,
      metricName: this.loggingChangesMetricName,
      statistic: cloudwatch.Stats.SUM,
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
