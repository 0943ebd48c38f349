import { furtherSources, sourceDate, sourceProfiles, SourceRegion, sourceRegions, textOfSources, trustedProfiles } from './catalog-sources';
import { CATALOG, CatalogProfile, dataRetentionOf, isRetired, onDemandIn } from '../../src/bedrock/catalog';
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
    origin: source.origin,
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

describe('further sources', () => {
  test('are named with their dates, and every row that is from one names one of them', () => {
    expect(CATALOG.sources).toEqual(furtherSources.map(({ name, date }) => ({ name, date })));
    expect(CATALOG.sources).toContainEqual({ name: 'bedrock-usage-analyzer', date: '2026-10-09' });
    const named = profiles.flatMap(({ origin = [] }) => origin);
    expect(named.length).toBeGreaterThan(25);
    expect([...new Set(named)]).toEqual(furtherSources.map(({ name }) => name));
  });
});

describe('whether a model can be called without a profile', () => {
  test.each([
    // Through profiles only: in every Region, one of tomorrow too.
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 'us-east-1', false],
    ['anthropic.claude-opus-5', 'eu-west-1', false],
    ['anthropic.claude-opus-5', 'xx-new-1', false],
    // The sources contradict each other there.
    ['anthropic.claude-opus-5', 'ap-northeast-2', undefined],
    // On demand in some Regions.
    ['amazon.nova-lite-v1:0', 'us-east-1', true],
    ['amazon.nova-lite-v1:0', 'us-gov-west-1', true],
    ['cohere.embed-v4:0', 'eu-west-1', true],
    // Listed there, and through a profile only.
    ['amazon.nova-lite-v1:0', 'us-west-1', false],
    ['anthropic.claude-sonnet-4-6', 'us-east-1', false],
    // Not listed there.
    ['amazon.nova-lite-v1:0', 'af-south-1', undefined],
    ['someone.model-1', 'us-east-1', undefined],
    ['anthropic.claude-opus-4-20250514-v1:0', 'us-east-1', undefined],
  ])('%s in %s: %s', (model, region, expected) => {
    expect(onDemandIn(model, region)).toBe(expected);
  });

  test.each(trustedProfiles.filter(({ profileOnlyOnBedrockRuntime, alsoOnDemandIn }) => profileOnlyOnBedrockRuntime ?? alsoOnDemandIn))(
    'is for the model of $id as its row has it', ({ modelId, alsoOnDemandIn = [], disputedOnDemandIn = [], profileOnlyOnBedrockRuntime, sourceRegions: regions = [] }) => {
      expect(alsoOnDemandIn.filter((region) => onDemandIn(modelId, region) !== true)).toEqual([]);
      expect(disputedOnDemandIn.filter((region) => onDemandIn(modelId, region) !== undefined)).toEqual([]);
      const others = regions.filter((region) => !alsoOnDemandIn.includes(region) && !disputedOnDemandIn.includes(region));
      expect(others.filter((region) => onDemandIn(modelId, region) !== false)).toEqual([]);
      expect(profileOnlyOnBedrockRuntime ?? false).toBe(alsoOnDemandIn.length === 0);
    });
});

test('models that need a data retention mode, and those that AWS has retired', () => {
  expect(['anthropic.claude-fable-5', 'anthropic.claude-fable-5-1'].map(dataRetentionOf)).toEqual(['aws_review', 'aws_review']);
  expect(['anthropic.claude-fable-5-2', 'anthropic.claude-opus-5', 'someone.model-1'].map(dataRetentionOf)).toEqual([undefined, undefined, undefined]);
  for (const model of ['anthropic.claude-sonnet-4-20250514-v1:0', 'anthropic.claude-opus-4-20250514-v1:0', 'meta.llama3-2-90b-instruct-v1:0', 'amazon.nova-premier-v1:0']) expect([model, isRetired(model)]).toEqual([model, true]);
  // Retired in some Regions, and offered in others.
  for (const model of ['anthropic.claude-3-7-sonnet-20250219-v1:0', 'anthropic.claude-3-haiku-20240307-v1:0', 'anthropic.claude-opus-5', 'someone.model-1']) expect([model, isRetired(model)]).toEqual([model, false]);
});

describe('data.ts', () => {
  test('is exactly what the build script writes for the sources', () => {
    expect(CATALOG_JSON).toBe(textOfSources());
  });

  test('takes less than 45 kB, which every user of the library loads', () => {
    expect(Buffer.byteLength(CATALOG_JSON)).toBeLessThan(45_000);
  });

  test('holds no text that a template literal would change', () => {
    expect(CATALOG_JSON).not.toMatch(/[`\\]|\$\{/);
  });
});
