import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { inferenceProfileArn } from '../bedrock/arns';
import { CALL_METRICS, NAMESPACE } from '../bedrock/metrics';
import { partitionOf } from '../bedrock/regions';
import { checkScope, checkShape, checkValue, FLAG, PROFILE, TEXT } from '../private/shape';
import { regionOf, sourcesOf } from '../private/source';
import { isToken } from '../private/tokens';
import { checkCalled } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';

/**
 * Options of the metrics of an inference profile.
 */
export interface InferenceProfileMetricsOptions {
  /**
   * The Region that calls are sent to.
   *
   * The metrics of a cross-Region call are there, wherever it is processed.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegion?: string;

  /**
   * Whether the metrics are those of calls by the ARN of a system-defined profile instead of its ID.
   *
   * AWS Step Functions and agents call by ARN. Amazon Bedrock is expected to count such calls apart, under the ARN, but no AWS page says it. Calls of an
   * application inference profile are always under its ID.
   *
   * @default false
   */
  readonly byArn?: boolean;
}

/**
 * The metrics that Amazon Bedrock publishes for calls through an inference profile, by their official names.
 *
 * They are in the namespace `AWS/Bedrock`. The dimension `ModelId` is the ID of the profile, also of an application inference profile, which is called by its
 * ARN. The default period is 5 minutes.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 *
 * @example
 * const profile = InferenceProfile.globalProfile(sonnet);
 * const metrics = InferenceProfileMetrics.of(this, profile);
 * metrics.metricOutputTokenCount().createAlarm(this, 'ManyTokens', {
 *   threshold: 1_000_000,
 *   evaluationPeriods: 3,
 * });
 */
export class InferenceProfileMetrics {
  /**
   * The metrics of a profile.
   *
   * Throws if the source Region is not a Region, and for an application inference profile of another Region.
   *
   * @param scope a construct of the stack that uses the metrics
   * @param inferenceProfile the profile
   * @param options the source Region
   */
  public static of(scope: Construct, inferenceProfile: IInferenceProfile, options: InferenceProfileMetricsOptions = {}): InferenceProfileMetrics {
    checkScope(scope);
    checkValue(scope, 'inferenceProfile', inferenceProfile, PROFILE);
    checkShape(scope, options, { 'sourceRegion?': TEXT, 'byArn?': FLAG }, 'options');
    return new InferenceProfileMetrics(scope, inferenceProfile, options);
  }

  /**
   * Metrics for a widget of the stack itself. An attached metric puts tokens for a foreign Region and account into the widget. To resolve them is a tenth of
   * the synth.
   *
   * @internal
   */
  public static _unattached(scope: Construct, inferenceProfile: IInferenceProfile, options: InferenceProfileMetricsOptions): InferenceProfileMetrics {
    return new InferenceProfileMetrics(scope, inferenceProfile, options, false);
  }

  private readonly dimensionsMap: { [name: string]: string };
  private readonly region?: string;

  private constructor(private readonly scope: Construct, profile: IInferenceProfile, options: InferenceProfileMetricsOptions, private readonly attached = true) {
    const [source] = sourcesOf(scope, options.sourceRegion === undefined ? undefined : [options.sourceRegion], 'sourceRegion');
    checkCalled(scope, [profile], [source], 'inferenceProfile');
    const { inferenceProfileId, application } = profile;
    const partition = isToken(source.region) ? source.partition : partitionOf(source.region);
    this.dimensionsMap = { ModelId: options.byArn && !application ? inferenceProfileArn({ ...source, partition }, inferenceProfileId) : inferenceProfileId };
    // Left out where it is the stack's own: a metric of another Region cannot have an alarm.
    this.region = source.region === regionOf(scope) ? undefined : source.region;
  }

  /**
   * Any metric of the profile by its name, also one that is younger than this library.
   *
   * @param metricName the official name, for example `InvocationLatency`
   * @param options options of the metric, in place of the statistic `Sum` and the period
   */
  public metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    checkValue(this.scope, 'metricName', metricName, TEXT);
    const metric = new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName,
      statistic: cloudwatch.Stats.SUM,
      region: this.region,
      ...options,
      dimensionsMap: { ...this.dimensionsMap, ...options.dimensionsMap },
    });
    return this.attached && this.region === undefined ? metric.attachTo(this.scope) : metric;
  }

  /**
   * Calls that Amazon Bedrock accepted, without throttled ones.
   *
   * Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricInvocations(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.invocations, options);
  }

  /**
   * Time from the call to the last token.
   *
   * p50 by default, in milliseconds.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricInvocationLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.latency, { statistic: cloudwatch.Stats.p(50), ...options });
  }

  /**
   * Calls that failed on the caller's side.
   *
   * Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricInvocationClientErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.clientErrors, options);
  }

  /**
   * Calls that failed on AWS's side.
   *
   * Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricInvocationServerErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.serverErrors, options);
  }

  /**
   * Calls that were throttled.
   *
   * They are counted neither as accepted calls nor as errors. Each retry of an SDK counts. Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricInvocationThrottles(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.throttles, options);
  }

  /**
   * Input tokens, without those read from or written to the prompt cache.
   *
   * Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricInputTokenCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.inputTokens, options);
  }

  /**
   * Output tokens.
   *
   * Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricOutputTokenCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.outputTokens, options);
  }

  /**
   * Input tokens read from the prompt cache, which do not count against the quota.
   *
   * Older AWS texts name it `CacheReadInputTokens`. Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricCacheReadInputTokenCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.cacheReadTokens, options);
  }

  /**
   * Input tokens written to the prompt cache, which count against the quota.
   *
   * Older AWS texts name it `CacheWriteInputTokens`. Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricCacheWriteInputTokenCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.cacheWriteTokens, options);
  }

  /**
   * Time from the call to the first token, for streaming calls only.
   *
   * p50 by default, in milliseconds.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricTimeToFirstToken(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.timeToFirstToken, { statistic: cloudwatch.Stats.p(50), ...options });
  }

  /**
   * Tokens counted against the quota of tokens per minute, as AWS estimates them.
   *
   * Tokens, not a percentage. Sum over 1 minute by default.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricEstimatedTpmQuotaUsage(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.estimatedQuotaUsage, { period: Duration.minutes(1), ...options });
  }

  /**
   * Calls of models that AWS has marked as legacy.
   *
   * Sum, a count.
   *
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricLegacyModelInvocations(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(CALL_METRICS.legacyInvocations, options);
  }

  /**
   * Generated images of one size and quality.
   *
   * Sum, a count.
   *
   * @param imageSize value of the dimension `ImageSize`
   * @param bucketedStepSize value of the dimension `BucketedStepSize`
   * @param options options of the metric, in place of the statistic and the period
   */
  public metricOutputImageCount(imageSize: string, bucketedStepSize: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    checkValue(this.scope, 'imageSize', imageSize, TEXT);
    checkValue(this.scope, 'bucketedStepSize', bucketedStepSize, TEXT);
    return this.metric(CALL_METRICS.outputImages, { ...options, dimensionsMap: { ImageSize: imageSize, BucketedStepSize: bucketedStepSize } });
  }
}
