import { ProfilesOptions } from './options';
import { table } from './table';
import { CATALOG, CatalogProfile } from '../../bedrock/catalog';

/** The profiles as a table, under a line with the date of the catalog. */
export function profilesTable(profiles: readonly CatalogProfile[], { sourceRegion }: ProfilesOptions, columns?: number): string {
  const headings = ['inference profile', sourceRegion === undefined ? 'source Regions' : `destinations from ${sourceRegion}`, 'as of', 'confidence', 'lifecycle'];
  const rows = profiles.map((profile) => [
    profile.id,
    sourceRegion === undefined ? String(profile.sourceRegions?.length ?? 'not known') : destinationsFrom(profile, sourceRegion),
    profile.asOf,
    profile.confidence,
    profile.lifecycle ?? '-',
  ]);
  return `${catalogName()}, ${profiles.length} of ${CATALOG.profiles.size} inference profiles\n\n${table(headings, rows, 1, columns)}`;
}

/** The profiles as JSON; null is what no source lists. */
export function profilesJson(profiles: readonly CatalogProfile[], { sourceRegion }: ProfilesOptions): string {
  return json({
    catalogDate: CATALOG.date,
    catalogSources: CATALOG.sources,
    ...(sourceRegion !== undefined && { sourceRegion }),
    profiles: profiles.map(({ id, sourceRegions, destinations, asOf, confidence, lifecycle, origin }) => ({
      inferenceProfileId: id,
      sourceRegions: sourceRegions ?? null,
      ...(!id.startsWith('global.') && (sourceRegion === undefined
        ? { destinationRegions: destinations ? Object.fromEntries(destinations) : null }
        : { destinationRegions: destinations?.get(sourceRegion) ?? null })),
      asOf,
      confidence,
      lifecycle: lifecycle ?? null,
      origin: origin ?? [],
    })),
  });
}

/** The catalog with its date, and its further sources with theirs. */
function catalogName(): string {
  const sources = CATALOG.sources.map(({ name, date }) => `${name} of ${date}`);
  return `catalog of ${CATALOG.date}${sources.length > 0 ? ` (with ${sources.join(', ')})` : ''}`;
}

export function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function destinationsFrom({ id, sourceRegions, destinations }: CatalogProfile, region: string): string {
  if (!sourceRegions) return 'source Regions not known';
  if (id.startsWith('global.')) return 'all commercial Regions';
  return destinations?.get(region)?.join(', ') ?? 'not known';
}
