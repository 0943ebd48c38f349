import { countAbsent } from './absence';
import { catalogText } from './build';
import { Change } from './changes';
import { Draft, keep } from './draft';
import { added, ConfidenceOf, listed } from './merge-profile';
import { mergeRegion } from './merge-region';
import { ProfileRow, RegionRow, SourceRow } from './rows';
import { RegionScan } from './scan';
import { sameCounts, ScanState, stateAfter } from './state';

/**
 * Clean scans in a row that must miss a profile in a Region, or one of its destinations from there, before it is taken away. Eight weekly scans are seven weeks
 * from the first to the last: lists of AWS have lacked what was there for six, and on and off for seven. Staying too long opens nothing but the profile itself.
 */
export const MISSES_UNTIL_REMOVAL = 8;

/** What the files hold. */
export interface CatalogFiles {
  readonly profiles: readonly ProfileRow[];
  readonly regions: readonly RegionRow[];
  /** The date of the catalog: of the last change to what users of the library get. */
  readonly date: string;
  readonly state: ScanState;
  /** Further sources besides scans, AWS's pages and lists of IDs; undefined where there are none. */
  readonly sources?: readonly SourceRow[];
}

export interface Merged extends CatalogFiles {
  readonly changes: readonly Change[];
}

/**
 * The catalog after a scan. A function of its arguments only, whatever the order of the answers.
 *
 * What Regions list is taken at once. What they do not list, profiles and destinations, is counted, in Regions that answered in full and without an odd
 * entry, and goes after `MISSES_UNTIL_REMOVAL` scans on different days. Rows of retired models stay: that they fail is what they are there to say.
 */
export function merge(catalog: CatalogFiles, scans: readonly RegionScan[], today: string, missesUntilRemoval = MISSES_UNTIL_REMOVAL): Merged {
  const draft: Draft = { rows: new Map(catalog.profiles.map((row) => [row.id, row])), changes: [], today, missesUntilRemoval };
  const answered = scans.filter(({ failure }) => failure === undefined).sort((a, b) => (a.region < b.region ? -1 : 1));
  const regions = mergeAnswers(draft, catalog, answered);
  const clean = answered.filter(({ odd }) => odd.length === 0);
  const misses = new Map(clean.map((scan) => [scan.region, countAbsent(draft, scan, catalog.state.regions[scan.region])]));

  const profiles = [...draft.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const after = dated({ ...catalog, profiles, regions }, catalog, draft.changes, today);
  const noteworthy = publishedText(after) !== publishedText(catalog)
    || [...misses].some(([region, counts]) => !sameCounts(counts, catalog.state.regions[region] ?? { misses: {} }));
  return { ...after, state: noteworthy ? stateAfter(catalog.state, misses, today) : catalog.state };
}

/** Takes what the Regions list into the draft, and answers the Regions with what they are now known for. */
export function mergeAnswers(draft: Draft, catalog: CatalogFiles, answered: readonly RegionScan[], confidenceOf?: ConfidenceOf): readonly RegionRow[] {
  return [...answered].sort((a, b) => (a.region < b.region ? -1 : 1)).reduce((regions, scan) => {
    takeListed(draft, scan, catalog.profiles, confidenceOf);
    const { rows, changes } = mergeRegion(regions, scan.region, scan.profiles);
    draft.changes.push(...changes);
    return rows;
  }, catalog.regions);
}

/** The catalog with its changes told, and the date of today if users of the library get something else. */
export function dated(after: CatalogFiles, before: CatalogFiles, changes: readonly Change[], today: string): Merged {
  return { ...after, date: publishedText(after) === publishedText(before) ? before.date : today, changes: told(changes) };
}

function publishedText({ profiles, regions, sources }: CatalogFiles): string {
  return catalogText(profiles, regions, '', sources);
}

function takeListed(draft: Draft, { region, profiles }: RegionScan, before: readonly ProfileRow[], confidenceOf?: ConfidenceOf): void {
  for (const profile of profiles) {
    const row = draft.rows.get(profile.id);
    keep(draft, profile.id, row ? listed(row, region, profile, draft.today, confidenceOf) : added(region, profile, providerOf(profile.modelId, before), draft.today));
  }
}

/** In an order of their own, and a new profile as new in each of its Regions rather than in the first. */
function told(changes: readonly Change[]): Change[] {
  const fresh = new Set(changes.filter(({ kind }) => kind === 'profile-added').map(({ id }) => id));
  const all = changes.map((change): Change => (change.kind === 'source-added' && fresh.has(change.id) ? { ...change, kind: 'profile-added' } : change));
  const key = ({ kind, id, region = '', note = '' }: Change) => [kind, id, region, note].join(' ');
  return all.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** As other rows spell it. */
function providerOf(modelId: string, rows: readonly ProfileRow[]): string {
  const label = modelId.split('.')[0];
  return rows.find((row) => row.modelId.split('.')[0] === label)?.provider ?? label;
}
