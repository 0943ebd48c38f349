/** What earlier scans leave to later ones: how often in a row a profile was absent from a Region that is a source of it. */
export interface ScanState {
  readonly regions: Readonly<Record<string, RegionState>>;
}

export interface RegionState {
  /** The last clean scan that changed something; a clean scan without a change is not written down, so that it changes no byte. */
  readonly lastCleanScan: string;
  /** Clean scans in a row, on different days, that did not list the profile. */
  readonly misses: Readonly<Record<string, number>>;
}

export const NO_STATE: ScanState = { regions: {} };

/** The text of scan-state.json: a line for each Region. */
export function stateText(state: ScanState): string {
  const lines = entries(state.regions).map(([region, { lastCleanScan, misses }]) =>
    `${JSON.stringify(region)}:${JSON.stringify({ lastCleanScan, misses: Object.fromEntries(entries(misses)) })}`);
  return lines.length === 0 ? '{"regions":{}}\n' : `{"regions":{\n${lines.join(',\n')}\n}}\n`;
}

/** The state with other misses; the clean Regions get the date too, so that a second scan of the day counts nothing twice. */
export function stateAfter(state: ScanState, misses: ReadonlyMap<string, Record<string, number>>, date: string): ScanState {
  const clean = [...misses].map(([region, counts]): [string, RegionState] => [region, { lastCleanScan: date, misses: counts }]);
  return { regions: { ...state.regions, ...Object.fromEntries(clean) } };
}

/** Whether two Regions' counts are the same, whatever their order. */
export function sameCounts(one: RegionState['misses'], other: RegionState['misses']): boolean {
  return JSON.stringify(entries(one)) === JSON.stringify(entries(other));
}

function entries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
