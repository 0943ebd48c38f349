/**
 * Writes src/profile/catalog/data.ts from profiles.json and regions.json beside this file.
 *
 * Region lists repeat a lot between profiles (every Claude profile of a geography routes alike), so each distinct list
 * becomes a numbered Region set and each distinct "source Region -> destination Regions" table a numbered route.
 */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';

interface SourceProfile {
  readonly id: string;
  readonly scope: string;
  readonly asOf: string;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly lifecycle?: string;
  readonly sourceRegions?: string[];
  readonly sources?: Record<string, string[] | null>;
}

interface SourceRegion {
  readonly region: string;
  readonly partition: string;
  readonly bedrock: string;
  readonly canBeGlobalCrisSource: boolean;
  readonly geographyPrefixes: string[];
  readonly geoPrefixesSeenAsSource: string[];
}

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
export function catalogText(profiles: SourceProfile[], regions: SourceRegion[], date: string): string {
  const regionSets = new Pool<string[]>();
  const routes = new Pool<Record<string, number | null>>();

  const rows = profiles
    .filter((profile) => profile.confidence !== 'low')
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((profile) => ({
      id: profile.id,
      ...(profile.scope === 'global' ? (profile.sourceRegions && { sources: regionSets.numberOf(sorted(profile.sourceRegions)) })
        : (profile.sources && { routes: routes.numberOf(routeOf(profile.sources, regionSets)) })),
      asOf: profile.asOf,
      confidence: profile.confidence,
      ...(profile.lifecycle && profile.lifecycle !== 'active' && { lifecycle: profile.lifecycle }),
    }));

  const regionRows = [...regions].sort((a, b) => (a.region < b.region ? -1 : 1)).map((region) => ({
    region: region.region,
    partition: region.partition,
    bedrock: region.bedrock.startsWith('yes'),
    global: region.canBeGlobalCrisSource,
    geographies: sorted([...new Set([...region.geographyPrefixes, ...region.geoPrefixesSeenAsSource])]),
  }));

  return [
    '{',
    `"date": ${JSON.stringify(date)},`,
    block('regionSets', regionSets.values),
    block('routes', routes.values),
    block('regions', regionRows),
    block('profiles', rows).slice(0, -1),
    '}',
  ].join('\n');
}

function routeOf(sources: Record<string, string[] | null>, regionSets: Pool<string[]>): Record<string, number | null> {
  return Object.fromEntries(sorted(Object.keys(sources)).map((source) => {
    const destinations = sources[source];
    return [source, destinations ? regionSets.numberOf(sorted(destinations)) : null];
  }));
}

function block(name: string, rows: readonly unknown[]): string {
  return `"${name}": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n],`;
}

function sorted(values: string[]): string[] {
  return [...values].sort();
}

function main(): void {
  const profiles = JSON.parse(readFileSync(join(__dirname, 'profiles.json'), 'utf8')) as SourceProfile[];
  const regions = JSON.parse(readFileSync(join(__dirname, 'regions.json'), 'utf8')) as { asOf: string; regions: SourceRegion[] };
  const text = catalogText(profiles, regions.regions, regions.asOf);
  const file = join(__dirname, '..', '..', 'src', 'profile', 'catalog', 'data.ts');
  writeFileSync(file, `/** Written by scripts/catalog/build.ts ("npm run catalog"); do not edit. */\nexport const CATALOG_JSON = \`${text}\`;\n`);
  process.stdout.write(`${profiles.length} profiles, ${text.length} bytes -> src/profile/catalog/data.ts\n`);
}

if (require.main === module) main();
