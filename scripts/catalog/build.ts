/**
 * Writes src/bedrock/catalog-data.ts from profiles.json, regions.json and sources.json beside this file.
 *
 * Region lists repeat a lot between profiles (every Claude profile of a geography routes alike), so each distinct list
 * becomes a numbered Region set and each distinct "source Region -> destination Regions" table a numbered route.
 */
import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ProfileRow, RegionRow, sorted, SourceRow } from './rows';

type BuiltProfile = Pick<ProfileRow, 'id' | 'scope' | 'modelId' | 'asOf' | 'confidence' | 'lifecycle' | 'sourceRegions' | 'sources' | 'origin'
| 'profileOnlyOnBedrockRuntime' | 'alsoOnDemandIn' | 'disputedOnDemandIn' | 'dataRetention'>;
type BuiltRegion = Pick<RegionRow, 'region' | 'partition' | 'bedrock' | 'canBeGlobalCrisSource' | 'geographyPrefixes' | 'geoPrefixesSeenAsSource'>;

/** Gives equal values the same number, in order of first appearance. */
class Pool<T> {
  readonly values: T[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(value: T): number {
    const key = JSON.stringify(value);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.values.push(value) - 1);
    return this.values.length - 1;
  }
}

/** The catalog as text: one line a profile, so that a refresh is a readable diff. */
export function catalogText(
  profiles: readonly BuiltProfile[], regions: readonly BuiltRegion[], date: string, sources: readonly Pick<SourceRow, 'name' | 'date'>[] = [],
): string {
  const regionSets = new Pool<string[]>();
  const routes = new Pool<Record<string, number | null>>();

  const published = profiles.filter((profile) => profile.confidence !== 'low').sort((a, b) => (a.id < b.id ? -1 : 1));
  const rows = published
    .map((profile) => ({
      id: profile.id,
      ...(profile.scope === 'global' ? (profile.sourceRegions && { sources: regionSets.numberOf(sorted(profile.sourceRegions)) })
        : (profile.sources && { routes: routes.numberOf(routeOf(profile.sources, regionSets)) })),
      asOf: profile.asOf,
      confidence: profile.confidence,
      ...(profile.lifecycle && profile.lifecycle !== 'active' && { lifecycle: profile.lifecycle }),
      ...(profile.origin && { origin: profile.origin.map((name) => sources.findIndex((source) => source.name === name)) }),
    }));
  const models = sorted(published.map(({ modelId }) => modelId)).map((id) => modelRow(id, published.filter(({ modelId }) => modelId === id), regionSets));

  const regionRows = [...regions].sort((a, b) => (a.region < b.region ? -1 : 1)).map((region) => ({
    region: region.region,
    partition: region.partition,
    bedrock: region.bedrock.startsWith('yes'),
    global: region.canBeGlobalCrisSource,
    geographies: sorted([...region.geographyPrefixes, ...region.geoPrefixesSeenAsSource]),
  }));

  return [
    '{',
    `"date": ${JSON.stringify(date)},`,
    ...(sources.length > 0 ? [block('sources', sources.map((source) => ({ name: source.name, date: source.date })))] : []),
    block('regionSets', regionSets.values),
    block('routes', routes.values),
    block('regions', regionRows),
    block('models', models.filter((row) => Object.keys(row).length > 1)),
    block('profiles', rows).slice(0, -1),
    '}',
  ].join('\n');
}

function routeOf(sources: NonNullable<BuiltProfile['sources']>, regionSets: Pool<string[]>): Record<string, number | null> {
  return Object.fromEntries(sorted(Object.keys(sources)).map((source) => {
    const destinations = sources[source];
    return [source, destinations ? regionSets.numberOf(sorted(destinations)) : null];
  }));
}

/** What is known of a model, whatever profile it is called through. `onDemand` is null where no Region offers it without a profile. */
function modelRow(id: string, rows: readonly BuiltProfile[], regionSets: Pool<string[]>): object {
  const all = (lists: readonly (readonly string[] | undefined)[]) => sorted(lists.flatMap((list) => list ?? []));
  const regions = all(rows.map(({ alsoOnDemandIn }) => alsoOnDemandIn));
  const disputed = all(rows.map(({ disputedOnDemandIn }) => disputedOnDemandIn));
  const retention = rows.find(({ dataRetention }) => dataRetention !== undefined)?.dataRetention;
  return {
    id,
    ...(regions.length > 0 ? { onDemand: regionSets.numberOf(regions) } : rows.some((row) => row.profileOnlyOnBedrockRuntime) && { onDemand: null }),
    ...(disputed.length > 0 && { disputed: regionSets.numberOf(disputed) }),
    ...(retention !== undefined && { retention }),
  };
}

function block(name: string, rows: readonly unknown[]): string {
  return `"${name}": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n],`;
}

/** The text of catalog-data.ts. */
export function dataFile(text: string): string {
  return `/** Written by scripts/catalog/build.ts ("npm run catalog"); do not edit. */\nexport const CATALOG_JSON = \`${text}\`;\n`;
}

function main(): void {
  const profiles = JSON.parse(readFileSync(join(__dirname, 'profiles.json'), 'utf8')) as ProfileRow[];
  const regions = JSON.parse(readFileSync(join(__dirname, 'regions.json'), 'utf8')) as { asOf: string; regions: RegionRow[] };
  const sources = join(__dirname, 'sources.json');
  const further = existsSync(sources) ? JSON.parse(readFileSync(sources, 'utf8')) as SourceRow[] : [];
  const text = catalogText(profiles, regions.regions, regions.asOf, further);
  writeFileSync(join(__dirname, '..', '..', 'src', 'bedrock', 'catalog-data.ts'), dataFile(text));
  process.stdout.write(`${profiles.length} profiles, ${text.length} bytes, parsed in ${parseTime(text).toFixed(2)} ms -> src/bedrock/catalog-data.ts\n`);
}

/** The median of many runs. Only printed: a timed assertion would fail on a busy machine. */
function parseTime(text: string): number {
  const times = Array.from({ length: 101 }, () => {
    const start = process.hrtime.bigint();
    JSON.parse(text);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return times.sort((a, b) => a - b)[50];
}

if (require.main === module) main();
