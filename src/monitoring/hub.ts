/**
 * The hub of an organization, in its monitoring account and the Region of the stack: a `CrisMonitoringHub`, or
 * `CrisMonitoringHub.fromCrisMonitoringHubAttributes`.
 */
export interface ICrisMonitoringHub {
  /** The ID of the monitoring account. */
  readonly account: string;

  /** The ARN of the sink that accounts link to, or `Aws.NO_VALUE` where accounts are linked by other means. */
  readonly sinkArn: string;

  /** The ARN of the event bus that accounts forward events to. */
  readonly eventBusArn: string;
}
