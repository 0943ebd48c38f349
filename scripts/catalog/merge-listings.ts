import { Change } from './changes';
import { Draft, keep } from './draft';
import { CatalogFiles, dated, Merged, mergeAnswers } from './merge';
import { listedRegionsOf, mergeOnDemand } from './on-demand';
import { inOrder, ProfileRow, sorted, SourceRow } from './rows';
import { RegionScan } from './scan';

/** Where a folder of listings is from. */
export interface ListingSource {
  readonly name: string;
  readonly date: string;
}

export interface MergedListings extends Merged {
  /** Where the listings and the catalog contradict each other, which changed nothing. */
  readonly differences: readonly Change[];
}

/**
 * The catalog after the listings of another source, taken on a date of the past. A function of its arguments only, whatever their order.
 *
 * What is listed is taken, as from a scan. What is not listed is reported and never removed or counted: nobody knows what the account of another source could see.
 */
export function mergeListings(catalog: CatalogFiles, scans: readonly RegionScan[], source: ListingSource, today: string): MergedListings {
  const draft: Draft = { rows: new Map(catalog.profiles.map((row) => [row.id, row])), changes: [], today: source.date, missesUntilRemoval: Infinity };
  const answered = scans.filter(({ profiles, onDemand }) => profiles.length > 0 || onDemand);
  const listing = answered.filter(({ profiles }) => profiles.length > 0);
  const regions = mergeAnswers(draft, catalog, listing, trusted);
  const differences = [...listing.flatMap((scan) => absent(catalog.profiles, scan)), ...mergeOnDemand(draft, answered)];

  for (const before of catalog.profiles) agree(draft, before, listing, source);
  for (const row of [...draft.rows.values()]) {
    if (regionsOf(row) !== regionsOf(catalog.profiles.find(({ id }) => id === row.id))) {
      draft.rows.set(row.id, inOrder({ ...row, origin: sorted([...row.origin ?? [], source.name]) }));
    }
  }
  const profiles = [...draft.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const changed = JSON.stringify([profiles, regions]) !== JSON.stringify([catalog.profiles, catalog.regions]);
  const sources = changed ? withSource(catalog.sources ?? [], source, answered) : catalog.sources;
  return { ...dated({ ...catalog, profiles, regions, sources }, catalog, draft.changes, today), differences: sortedChanges(differences) };
}

// One source more does not settle what AWS's pages say otherwise: agree() looks at all of its Regions.
const trusted = ({ confidence }: ProfileRow) => (confidence === 'low' ? 'medium' : confidence);

/** What the catalog has of a Region beside its listing. */
function absent(rows: readonly ProfileRow[], { region, profiles }: RegionScan): Change[] {
  const listed = new Map(profiles.map((profile) => [profile.id, profile]));
  return rows.flatMap((row): Change[] => {
    const profile = listed.get(row.id);
    if (!profile) return row.sourceRegions?.includes(region) && row.lifecycle !== 'past-eol' ? [{ kind: 'not-listed', id: row.id, region }] : [];
    const retired: Change[] = row.lifecycle === 'past-eol' ? [{ kind: 'listed-retired', id: row.id, region }] : [];
    const disputed: Change[] = row.disputedSourceRegions?.includes(region) ? [{ kind: 'listed-disputed', id: row.id, region }] : [];
    const lacking = profile.destinationRegions ? (row.sources?.[region] ?? []).filter((name) => !profile.destinationRegions!.includes(name)) : [];
    return [...retired, ...disputed, ...lacking.map((name): Change => ({ kind: 'destination-not-listed', id: row.id, region, note: `to ${name}` }))];
  });
}

/** Two independent sources that name the same Regions, of those that both asked, make the confidence high. */
function agree(draft: Draft, before: ProfileRow, listing: readonly RegionScan[], { name }: ListingSource): void {
  const row = draft.rows.get(before.id)!;
  const asked = listing.map(({ region }) => region);
  const here = listing.filter(({ profiles }) => profiles.some(({ id }) => id === row.id)).map(({ region }) => region);
  const same = here.length > 0 && sorted(here).join() === (before.sourceRegions ?? []).filter((region) => asked.includes(region)).join();
  if (!same || row.confidence !== 'medium' || row.origin?.includes(name)) return;
  keep(draft, row.id, { row: { ...row, confidence: 'high' }, changes: [{ kind: 'confidence', id: row.id, note: 'medium to high' }] });
}

function regionsOf(row?: ProfileRow): string {
  return JSON.stringify([row?.sourceRegions, row?.sources]);
}

function withSource(sources: readonly SourceRow[], { name, date }: ListingSource, scans: readonly RegionScan[]): SourceRow[] {
  const known = sources.find((one) => one.name === name);
  const regions = sorted([...known?.regions ?? [], ...listedRegionsOf(scans)]);
  const row = { ...known, name, date: known && known.date > date ? known.date : date, regions };
  return [...sources.filter((one) => one !== known), row].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sortedChanges(changes: readonly Change[]): Change[] {
  const key = ({ kind, id, region = '', note = '' }: Change) => [kind, id, region, note].join(' ');
  return [...changes].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
