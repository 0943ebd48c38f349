import * as logs from 'aws-cdk-lib/aws-logs';
import { OwnResources } from './patterns/recorded-event';

/** A log group with records, and how they are written in it. */
export interface BoundAudit {
  readonly logGroup: logs.ILogGroup;
  readonly path: '' | 'detail.';
  readonly accounts?: string[];
  readonly sourceRegions?: string[];
  readonly ruleName?: string;
  readonly keyId?: string;
  /** Whether the records come through a trail that is not known here. */
  readonly needsTrail?: boolean;
  /** Records changes to these things besides, and returns those that the rule has room for. */
  readonly recordAlso?: (own: OwnResources) => OwnResources;
}
