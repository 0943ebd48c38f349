import { Change, ChangeKind } from './changes';
import { MISSES_UNTIL_REMOVAL } from './merge';
import { ListingSource, MergedListings } from './merge-listings';
import { RegionScan } from './scan';

const HEADINGS: Record<ChangeKind, string> = {
  'profile-added': 'New inference profiles',
  'source-added': 'New source Regions',
  'destinations': 'Other destination Regions',
  'region': 'Regions',
  'on-demand': 'Callable without a profile',
  'confidence': 'Confidence',
  'confirmed': 'Confirmed: known from AWS\'s pages so far, now listed',
  'profile-removed': 'Removed inference profiles',
  'source-removed': 'Removed source Regions',
  'disputed': 'Disputed source Regions: on AWS\'s pages, but not listed',
  'absent': 'Absent: counts towards removal',
  'back': 'Listed again: counts no longer towards removal',
  'destination-absent': 'Absent destination Regions: counts towards removal',
  'destination-back': 'Destination Regions listed again: counts no longer towards removal',
  'not-listed': 'The sources differ: in the catalog, and not listed',
  'destination-not-listed': 'The sources differ: destination Regions in the catalog, and not listed',
  'listed-retired': 'The sources differ: retired in the catalog, and listed',
  'listed-disputed': 'The sources differed: on AWS\'s pages and not listed so far, and listed here',
  'on-demand-differs': 'The sources differ: callable without a profile',
};

const RULE = `A profile leaves a Region after ${MISSES_UNTIL_REMOVAL} clean scans in a row, on different days, that do not list it there, and a destination after as many that list the profile without it.`;

/** What a scan did, as the Markdown text of a pull request. */
export function report(today: string, partition: string, scans: readonly RegionScan[], changes: readonly Change[]): string {
  const failed = scans.filter(({ failure }) => failure !== undefined);
  const sections = (Object.keys(HEADINGS) as ChangeKind[]).flatMap((kind) => section(HEADINGS[kind], lines(changes.filter((change) => change.kind === kind))));
  return [
    `Scan of ${today}, partition \`${partition}\`: ${scans.length - failed.length} of ${scans.length} Regions answered.`,
    changes.length === 0 ? '\nNo changes.' : `\n${RULE}`,
    ...sections,
    ...section('Skipped: not as documented', scans.flatMap(({ region, odd }) => odd.map(({ id, why }) => `- \`${id}\` in ${region}: ${why}. Absences in ${region} were not counted.`))),
    ...section('Regions that changed nothing', failed.map(({ region, failure }) => `- ${region}: ${failure}`)),
  ].join('\n') + '\n';
}

/** What the listings of another source did, and where they and the catalog differ. */
export function listingReport(source: ListingSource, scans: readonly RegionScan[], { changes, differences }: MergedListings): string {
  const regions = scans.filter(({ profiles }) => profiles.length > 0);
  const all = [...changes, ...differences];
  return [
    `Listings of ${source.name}, ${source.date}: ${regions.length} Regions, ${new Set(regions.flatMap(({ profiles }) => profiles.map(({ id }) => id))).size} profiles.`,
    changes.length === 0 ? '\nNo changes.' : '',
    ...(differences.length === 0 ? [] : ['Nothing is removed where the sources differ.']),
    ...(Object.keys(HEADINGS) as ChangeKind[]).flatMap((kind) => section(HEADINGS[kind], lines(all.filter((change) => change.kind === kind)))),
    ...section('Skipped: not as documented', scans.flatMap(({ region, odd }) => odd.map(({ id, why }) => `- \`${id}\` in ${region}: ${why}.`))),
  ].join('\n') + '\n';
}

/** A line for each profile, with the Regions to which the same happened. */
function lines(changes: readonly Change[]): string[] {
  const regions = new Map<string, string[]>();
  for (const { id, region, note } of changes) {
    const key = JSON.stringify([id, note ?? '']);
    regions.set(key, [...regions.get(key) ?? [], ...region ? [region] : []]);
  }
  const text = [...regions].map(([key, names]) => {
    const [id, note] = JSON.parse(key) as [string, string];
    return `- \`${id}\`: ${[names.join(', '), note].filter((part) => part !== '').join(': ')}`.replace(/: $/, '');
  });
  return text.sort();
}

function section(heading: string, content: readonly string[]): string[] {
  return content.length === 0 ? [] : ['', `## ${heading}`, '', ...content];
}
