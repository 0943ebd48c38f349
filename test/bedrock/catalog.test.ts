import { sourceDate, sourceProfiles, SourceRegion, sourceRegions, textOfSources, trustedProfiles } from './catalog-sources';
import { CATALOG, CatalogProfile } from '../../src/bedrock/catalog';
import { CATALOG_JSON } from '../../src/bedrock/catalog-data';

const profiles = [...CATALOG.profiles.values()];
const partitionOf = (region: string) => sourceRegions.find((row) => row.region === region)?.partition;
const distinctAndSorted = (values: readonly string[]) => [...new Set(values)].sort();

/** The catalog's row in the shape of the source file. */
const asSource = (profile: CatalogProfile) => ({
  ...profile,
  destinations: profile.destinations && Object.fromEntries(profile.destinations),
});

test('holds every profile of high or medium confidence, and no other', () => {
  expect([...CATALOG.profiles.keys()].sort()).toEqual(trustedProfiles.map(({ id }) => id).sort());
  expect(trustedProfiles.length).toBeGreaterThan(150);
});

test.each(trustedProfiles)('holds $id exactly as its source has it', (source) => {
  const global = source.scope === 'global';
  // A profile whose Regions no source lists is known by its ID alone, so that nobody is refused a Region by it.
  const sources = global ? source.sourceRegions : source.sources && Object.keys(source.sources);
  expect(asSource(CATALOG.profiles.get(source.id)!)).toEqual({
    id: source.id,
    asOf: source.asOf,
    confidence: source.confidence,
    lifecycle: source.lifecycle === 'active' ? undefined : source.lifecycle,
    sourceRegions: sources && distinctAndSorted(sources),
    destinations: global || !source.sources ? undefined : Object.fromEntries(
      Object.entries(source.sources).map(([region, destinations]) => [region, destinations && distinctAndSorted(destinations)]),
    ),
  });
});

test.each(sourceRegions)('holds the Region $region as its source has it', (source: SourceRegion) => {
  expect(CATALOG.regions.get(source.region)).toEqual({
    region: source.region,
    partition: source.partition,
    bedrock: source.bedrock.startsWith('yes'),
    global: source.canBeGlobalCrisSource,
    geographies: distinctAndSorted([...source.geographyPrefixes, ...source.geoPrefixesSeenAsSource]),
  });
});

test('holds no Region besides, and the date of the sources', () => {
  expect(CATALOG.regions.size).toBe(sourceRegions.length);
  expect(CATALOG.date).toBe(sourceDate);
});

test('knows the prefixes and the providers that the profiles carry', () => {
  expect([...CATALOG.prefixes]).toEqual(expect.arrayContaining(['apac', 'au', 'ca', 'eu', 'global', 'in', 'jp', 'us', 'us-gov']));
  expect([...CATALOG.prefixes].sort()).toEqual([...new Set(trustedProfiles.map(({ scope }) => scope))].sort());
  expect([...CATALOG.providers].sort()).toEqual([...new Set(trustedProfiles.map(({ modelId }) => modelId.split('.')[0]))].sort());
  expect([...CATALOG.providers].filter((provider) => CATALOG.prefixes.has(provider))).toEqual([]);
});

describe.each(profiles)('$id', ({ id, sourceRegions: sources = [], destinations = new Map<string, readonly string[] | null>() }) => {
  test('is its prefix, a dot and the model ID', () => {
    const { scope, modelId } = sourceProfiles.find((source) => source.id === id)!;
    expect(id).toBe(`${scope}.${modelId}`);
  });

  test('has each Region once, sorted, known, and in one partition', () => {
    const lists = [sources, ...[...destinations.values()].filter((regions) => regions !== null)];
    for (const regions of lists) expect(regions).toEqual(distinctAndSorted(regions));
    const partitions = new Set(lists.flat().map(partitionOf));
    expect(partitions).not.toContain(undefined);
    expect(partitions.size).toBeLessThanOrEqual(1);
  });

  test('is called from Regions that are known as sources of its scope, where Bedrock is', () => {
    const rows = sources.map((region) => CATALOG.regions.get(region)!);
    expect(rows.filter(({ bedrock, global, geographies }) => !bedrock || !(id.startsWith('global.') ? global : geographies.includes(id.split('.')[0])))).toEqual([]);
  });

  test('routes from each source Region also to that Region', () => {
    const strangers = [...destinations].filter(([source, regions]) => regions && !regions.includes(source));
    expect(strangers).toEqual([]);
  });
});

test('lists profiles and Regions in order, each once', () => {
  for (const rows of [sourceProfiles.map(({ id }) => id), profiles.map(({ id }) => id), [...CATALOG.regions.keys()]]) expect(rows).toEqual(distinctAndSorted(rows));
  expect(new Set(sourceRegions.map(({ region }) => region)).size).toBe(sourceRegions.length);
});

describe('data.ts', () => {
  test('is exactly what the build script writes for the sources', () => {
    expect(CATALOG_JSON).toBe(textOfSources());
  });

  test('takes less than 40 kB, which every user of the library loads', () => {
    expect(Buffer.byteLength(CATALOG_JSON)).toBeLessThan(40_000);
  });

  test('holds no text that a template literal would change', () => {
    expect(CATALOG_JSON).not.toMatch(/[`\\]|\$\{/);
  });
});
