import { loggingChangedPattern, notReroutedPattern, RecordSource, reroutedPattern } from '../../../src/audit/patterns/metric-filters';
import { ACCOUNT, CloudTrailRecord, SOURCE_REGION } from '../../support/cloudtrail-records';
import { matchesFilterPattern } from '../../support/filter-pattern';

export type Outcome = 'rerouted' | 'notRerouted' | 'loggingChanged';

/** Where the records of the kit are from, unless they say otherwise. */
export const SOURCE: RecordSource = { account: ACCOUNT, region: SOURCE_REGION };

/** Every pattern that counts a record. */
export function counted(record: CloudTrailRecord, modelIds: readonly string[], source = SOURCE): Outcome[] {
  const patterns: Record<Outcome, string> = {
    rerouted: reroutedPattern(source, modelIds),
    notRerouted: notReroutedPattern(source, modelIds),
    loggingChanged: loggingChangedPattern(source),
  };
  return (Object.keys(patterns) as Outcome[]).filter((name) => matchesFilterPattern(patterns[name], record));
}
