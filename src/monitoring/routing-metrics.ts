/**
 * Metrics that count where requests were processed, as `CrisTrailFilters` publishes them.
 */
export interface RoutingMetrics {
  /** The namespace of both metrics. */
  readonly metricNamespace: string;

  /**
   * Name of the metric of calls processed elsewhere: with the dimensions `SourceRegion` and `ModelId`, and with `SourceRegion`,
   * `InferenceRegion` and `ModelId`.
   */
  readonly reroutedMetricName: string;

  /** Name of the metric of calls processed in the source Region; dimensions `SourceRegion`, `ModelId`. */
  readonly notReroutedMetricName: string;
}
