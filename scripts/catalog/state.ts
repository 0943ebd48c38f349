import { sortedRecord } from './rows';

/** What earlier scans leave to later ones: how often in a row something was absent from what a Region lists. */
export interface ScanState {
  readonly regions: Readonly<Record<string, RegionState>>;
}

export interface RegionState extends Misses {
  /** The last clean scan that changed something; a clean scan without a change is not written down, so that it changes no byte. */
  readonly lastCleanScan: string;
}

/** What the clean scans of a Region missed. */
export interface Misses {
  /** Clean scans in a row, on different days, that did not list the profile. */
  readonly misses: Counts;
  /** For each profile and destination: clean scans in a row, on different days, that listed the profile without the destination. Left out where there are none. */
  readonly destinationMisses?: Readonly<Record<string, Counts>>;
}

export type Counts = Readonly<Record<string, number>>;

export const NO_STATE: ScanState = { regions: {} };

/** The text of scan-state.json: a line for each Region. */
export function stateText(state: ScanState): string {
  const lines = Object.entries(sortedRecord(state.regions)).map(([region, { lastCleanScan, ...misses }]) => `${JSON.stringify(region)}:${JSON.stringify({ lastCleanScan, ...inOrder(misses) })}`);
  return lines.length === 0 ? '{"regions":{}}\n' : `{"regions":{\n${lines.join(',\n')}\n}}\n`;
}

/** The state with other misses; the clean Regions get the date too, so that a second scan of the day counts nothing twice. */
export function stateAfter(state: ScanState, misses: ReadonlyMap<string, Misses>, date: string): ScanState {
  const clean = [...misses].map(([region, counts]): [string, RegionState] => [region, { lastCleanScan: date, ...counts }]);
  return { regions: { ...state.regions, ...Object.fromEntries(clean) } };
}

/** Whether two Regions' counts are the same, whatever their order. */
export function sameCounts(one: Misses, other: Misses): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder({ misses, destinationMisses = {} }: Misses): Misses {
  const counted = Object.entries(destinationMisses).filter(([, counts]) => Object.keys(counts).length > 0);
  const ordered = sortedRecord(Object.fromEntries(counted.map(([id, counts]) => [id, sortedRecord(counts)])));
  return { misses: sortedRecord(misses), ...counted.length > 0 && { destinationMisses: ordered } };
}
