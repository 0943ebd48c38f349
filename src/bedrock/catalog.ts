import { CATALOG_JSON } from './catalog-data';

/** One inference profile of the catalog. */
export interface CatalogProfile {
  readonly id: string;
  readonly asOf: string;
  readonly confidence: 'high' | 'medium';
  readonly lifecycle?: 'legacy' | 'past-eol';
  /** Source Regions of the profile; undefined where no source lists them. */
  readonly sourceRegions?: readonly string[];
  /** Destination Regions by source Region, geographic profiles only; null where no source lists them. */
  readonly destinations?: ReadonlyMap<string, readonly string[] | null>;
}

/** One AWS Region as the catalog knows it. */
interface CatalogRegion {
  readonly region: string;
  readonly partition: string;
  /** Whether Bedrock is offered there. */
  readonly bedrock: boolean;
  /** Whether a global profile can be called from there. */
  readonly global: boolean;
  /** Prefixes of the geographic profiles that can be called from there. */
  readonly geographies: readonly string[];
}

export interface Catalog {
  readonly date: string;
  readonly profiles: ReadonlyMap<string, CatalogProfile>;
  readonly regions: ReadonlyMap<string, CatalogRegion>;
  /** Every scope prefix that a profile carries: `global` and the geographies. */
  readonly prefixes: ReadonlySet<string>;
  /** Every model provider, the first label of a foundation model ID. */
  readonly providers: ReadonlySet<string>;
}

interface ProfileRow {
  readonly id: string;
  readonly asOf: string;
  readonly confidence: 'high' | 'medium';
  readonly lifecycle?: 'legacy' | 'past-eol';
  readonly sources?: number;
  readonly routes?: number;
}

interface CatalogData {
  readonly date: string;
  readonly regionSets: string[][];
  readonly routes: Record<string, number | null>[];
  readonly regions: CatalogRegion[];
  readonly profiles: ProfileRow[];
}

function parse(data: CatalogData): Catalog {
  return {
    date: data.date,
    profiles: new Map(data.profiles.map((row) => [row.id, profileOf(row, data)])),
    regions: new Map(data.regions.map((region) => [region.region, region])),
    prefixes: new Set(data.profiles.map((row) => row.id.split('.')[0])),
    providers: new Set(data.profiles.map((row) => row.id.split('.')[1])),
  };
}

function profileOf(row: ProfileRow, data: CatalogData): CatalogProfile {
  const { id, asOf, confidence, lifecycle } = row;
  const known = { id, asOf, confidence, ...(lifecycle && { lifecycle }) };
  if (row.sources !== undefined) return { ...known, sourceRegions: data.regionSets[row.sources] };
  if (row.routes === undefined) return known;

  const route = Object.entries(data.routes[row.routes]);
  return {
    ...known,
    sourceRegions: route.map(([source]) => source),
    destinations: new Map(route.map(([source, set]) => [source, set === null ? null : data.regionSets[set]])),
  };
}

/** The catalog. The file loads with the first profile, so a stack without one does not parse it. */
export const CATALOG: Catalog = parse(JSON.parse(CATALOG_JSON) as CatalogData);
