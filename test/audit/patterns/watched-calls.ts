import { processedOutsidePattern, WatchedCall } from '../../../src/audit/patterns/residency-event';
import {
  CloudTrailRecord, FOUNDATION_MODEL, GEOGRAPHIC_PROFILE, GLOBAL_PROFILE, OTHER_GLOBAL_PROFILE, toEventBridgeEvent,
} from '../../support/cloudtrail-records';
import { matchesEventPattern } from '../../support/event-pattern';

/** The profiles of the records. */
export const WATCHED = {
  global: { modelId: GLOBAL_PROFILE, foundationModelId: FOUNDATION_MODEL },
  geographic: { modelId: GEOGRAPHIC_PROFILE, foundationModelId: FOUNDATION_MODEL },
  application: { modelId: 'k3x9q7v2m1ab', foundationModelId: FOUNDATION_MODEL },
  otherModel: { modelId: OTHER_GLOBAL_PROFILE, foundationModelId: OTHER_GLOBAL_PROFILE.slice('global.'.length) },
} satisfies Record<string, WatchedCall>;

/** Whether the pattern matches a record as it arrives on the event bus. */
export function outside(record: CloudTrailRecord, allowedRegions: string[], calls?: WatchedCall[]): boolean {
  const { source, detailType, detail } = processedOutsidePattern(allowedRegions, calls);
  return matchesEventPattern({ source, 'detail-type': detailType, detail }, toEventBridgeEvent(record));
}
