/**
 * Metrics that count where requests through inference profiles were processed: what `CrisTrailFilters` publishes and `CrisDashboard` shows.
 *
 * Their dimension `ModelId` is what the caller passed: the ID of a system-defined profile, the ARN of an application inference profile.
 */
export interface IRoutingMetrics {
  /** The namespace of both metrics. */
  readonly metricNamespace: string;

  /**
   * Name of the metric of calls processed outside of the source Region: once with the dimensions `SourceRegion` and `ModelId`, once with
   * `SourceRegion`, `InferenceRegion` and `ModelId`.
   */
  readonly reroutedMetricName: string;

  /** Name of the metric of calls processed in the source Region, or whose Region was not reported; dimensions `SourceRegion` and `ModelId`. */
  readonly notReroutedMetricName: string;
}
