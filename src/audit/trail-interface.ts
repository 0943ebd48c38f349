import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * A trail whose records can be filtered.
 */
export interface ICrisTrail {
  /** The log group that the trail delivers to. */
  readonly logGroup: logs.ILogGroup;
}
