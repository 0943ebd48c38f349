import { Change } from './changes';
import { RegionRow, sorted } from './rows';
import { ListedProfile } from '../../src/command/profiles/listing';

export interface RegionsAfter {
  readonly rows: readonly RegionRow[];
  readonly changes: readonly Change[];
}

/** What the profiles that one Region lists say about Regions. A row only gains: a Region that was a source of a geography stays one. */
export function mergeRegion(rows: readonly RegionRow[], region: string, profiles: readonly ListedProfile[]): RegionsAfter {
  const row = rows.find((candidate) => candidate.region === region)!;
  const scopes = new Set(profiles.map(({ scope }) => scope));
  const geographies = [...scopes].filter((scope) => scope !== 'global');
  const changes: Change[] = [];
  const note = (text: string) => changes.push({ kind: 'region', id: region, note: text });

  if (row.bedrock !== 'yes') note(`answers (it was "${row.bedrock}")`);
  if (scopes.has('global') && !row.canBeGlobalCrisSource) note('is a source Region of global profiles');
  for (const prefix of sorted(geographies.filter((scope) => !row.geoPrefixesSeenAsSource.includes(scope)))) note(`is a source Region of the geography "${prefix}"`);
  const merged = {
    ...row,
    bedrock: 'yes',
    canBeGlobalCrisSource: row.canBeGlobalCrisSource || scopes.has('global'),
    geoPrefixesSeenAsSource: sorted([...row.geoPrefixesSeenAsSource, ...geographies]),
  };
  const known = changes.length === 0 ? rows : rows.map((candidate) => (candidate === row ? merged : candidate));

  const destinations = sorted(profiles.flatMap(({ destinationRegions }) => destinationRegions ?? []));
  const strangers = destinations.filter((name) => !rows.some((candidate) => candidate.region === name));
  return {
    rows: strangers.reduce((all, name) => inserted(all, newRegion(name, row.partition)), known),
    changes: [...changes, ...strangers.map((name): Change => ({ kind: 'region', id: name, note: 'is new, as a destination; its name and whether it is opt-in are for a person to add' }))],
  };
}

function newRegion(region: string, partition: string): RegionRow {
  return {
    region,
    name: region,
    partition,
    optIn: null,
    bedrock: 'yes (a destination of inference profiles)',
    canBeGlobalCrisSource: false,
    geographyPrefixes: [],
    geoPrefixesSeenAsSource: [],
  };
}

/** The file is sorted within each partition. */
function inserted(rows: readonly RegionRow[], row: RegionRow): readonly RegionRow[] {
  const before = rows.reduce((last, { partition, region }, index) => (partition === row.partition && region < row.region ? index : last), -1);
  return [...rows.slice(0, before + 1), row, ...rows.slice(before + 1)];
}
