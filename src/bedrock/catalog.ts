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
  /** The further sources that Regions of this profile are from, by their names in `Catalog.sources`. */
  readonly origin?: readonly string[];
}

/** What is known of a foundation model, whatever profile it is called through. */
interface CatalogModel {
  readonly id: string;
  /** Regions where it can be called without a profile: none where profiles are the only way, and undefined where that is not known. */
  readonly onDemand?: ReadonlySet<string>;
  /** Regions where the sources contradict each other on that. */
  readonly disputed: ReadonlySet<string>;
  /** The data retention mode that it needs, for example `aws_review`. */
  readonly retention?: string;
}

/** A source of the catalog besides scans and AWS's pages. */
interface CatalogSource {
  readonly name: string;
  readonly date: string;
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
  readonly sources: readonly CatalogSource[];
  readonly profiles: ReadonlyMap<string, CatalogProfile>;
  readonly models: ReadonlyMap<string, CatalogModel>;
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
  readonly origin?: readonly number[];
}

interface ModelRow {
  readonly id: string;
  readonly onDemand?: number | null;
  readonly disputed?: number;
  readonly retention?: string;
}

interface CatalogData {
  readonly date: string;
  readonly sources?: CatalogSource[];
  readonly models?: ModelRow[];
  readonly regionSets: string[][];
  readonly routes: Record<string, number | null>[];
  readonly regions: CatalogRegion[];
  readonly profiles: ProfileRow[];
}

function parse(data: CatalogData): Catalog {
  return {
    date: data.date,
    sources: data.sources ?? [],
    models: new Map((data.models ?? []).map((row) => [row.id, modelOf(row, data)])),
    profiles: new Map(data.profiles.map((row) => [row.id, profileOf(row, data)])),
    regions: new Map(data.regions.map((region) => [region.region, region])),
    prefixes: new Set(data.profiles.map((row) => row.id.split('.')[0])),
    providers: new Set(data.profiles.map((row) => row.id.split('.')[1])),
  };
}

function profileOf(row: ProfileRow, data: CatalogData): CatalogProfile {
  const { id, asOf, confidence, lifecycle } = row;
  const origin = row.origin?.map((number) => data.sources![number].name);
  const known = { id, asOf, confidence, ...(lifecycle && { lifecycle }), ...(origin && { origin }) };
  if (row.sources !== undefined) return { ...known, sourceRegions: data.regionSets[row.sources] };
  if (row.routes === undefined) return known;

  const route = Object.entries(data.routes[row.routes]);
  return {
    ...known,
    sourceRegions: route.map(([source]) => source),
    destinations: new Map(route.map(([source, set]) => [source, set === null ? null : data.regionSets[set]])),
  };
}

function modelOf({ id, onDemand, disputed, retention }: ModelRow, data: CatalogData): CatalogModel {
  const regions = (set?: number | null) => new Set(typeof set === 'number' ? data.regionSets[set] : []);
  return { id, ...(onDemand !== undefined && { onDemand: regions(onDemand) }), disputed: regions(disputed), ...(retention && { retention }) };
}

/** The catalog. The file loads with the first profile, so a stack without one does not parse it. */
export const CATALOG: Catalog = parse(JSON.parse(CATALOG_JSON) as CatalogData);

/**
 * Whether a model can be called in a Region without a profile; undefined where the catalog does not know.
 *
 * It knows this of a model that is offered through profiles alone. It also knows it of a model that the Region lists: on demand, or only through a profile.
 */
export function onDemandIn(foundationModelId: string, region: string): boolean | undefined {
  const { onDemand, disputed } = CATALOG.models.get(foundationModelId) ?? {};
  if (!onDemand || disputed!.has(region)) return undefined;
  if (onDemand.size === 0) return false;
  if (onDemand.has(region)) return true;
  return profilesOf(foundationModelId).some(({ sourceRegions }) => sourceRegions?.includes(region)) ? false : undefined;
}

/** The data retention mode without which Amazon Bedrock refuses the calls of a model; undefined where none is known. */
export function dataRetentionOf(foundationModelId: string): string | undefined {
  return CATALOG.models.get(foundationModelId)?.retention;
}

/** Whether AWS has retired a model: it has in every profile of the catalog. In some Regions a model lives longer than in others. */
export function isRetired(foundationModelId: string): boolean {
  const profiles = profilesOf(foundationModelId);
  return profiles.length > 0 && profiles.every(({ lifecycle }) => lifecycle === 'past-eol');
}

function profilesOf(foundationModelId: string): readonly CatalogProfile[] {
  return BY_MODEL.get(foundationModelId) ?? [];
}

const BY_MODEL: ReadonlyMap<string, readonly CatalogProfile[]> = byModel(CATALOG);

function byModel({ profiles }: Catalog): Map<string, CatalogProfile[]> {
  const found = new Map<string, CatalogProfile[]>();
  for (const profile of profiles.values()) {
    const model = profile.id.slice(profile.id.indexOf('.') + 1);
    const its = found.get(model);
    if (its) its.push(profile);
    else found.set(model, [profile]);
  }
  return found;
}
