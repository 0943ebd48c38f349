/** One inference profile in profiles.json; fields that are not named here are kept as they are. */
export interface ProfileRow {
  readonly id: string;
  readonly scope: string;
  readonly modelId: string;
  readonly provider: string;
  readonly sourceRegions?: readonly string[];
  /** Source Regions of a geographic profile, with its destinations from there; null where no source lists them. */
  readonly sources?: Readonly<Record<string, readonly string[] | null>>;
  /** What AWS says of a global profile. */
  readonly destinations?: string;
  /** Those of the source Regions that only AWS's pages name. */
  readonly unverifiedSourceRegions?: readonly string[];
  /** Regions that AWS's pages name and the API does not; they are not among the source Regions. */
  readonly disputedSourceRegions?: readonly string[];
  readonly sourceRegionsUnknown?: boolean;
  /** The model cannot be called without a profile, in no Region. */
  readonly profileOnlyOnBedrockRuntime?: boolean;
  /** Regions where the model can be called without a profile too. */
  readonly alsoOnDemandIn?: readonly string[];
  /** Regions where the sources contradict each other on that. */
  readonly disputedOnDemandIn?: readonly string[];
  /** The data retention mode that the model needs. */
  readonly dataRetention?: string;
  readonly lifecycle?: string;
  /** When the Regions of this row last changed. */
  readonly asOf: string;
  readonly lastSeen?: string;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly idInferred?: boolean;
  /** The further sources, by their names in sources.json, that Regions of this row are from. */
  readonly origin?: readonly string[];
}

/** One further source in sources.json; fields that are not named here are kept as they are. */
export interface SourceRow {
  /** What the source is called publicly. */
  readonly name: string;
  /** When it asked AWS. */
  readonly date: string;
  /** The Regions that it asked. */
  readonly regions: readonly string[];
}

/** One AWS Region in regions.json. */
export interface RegionRow {
  readonly region: string;
  readonly name: string;
  readonly partition: string;
  readonly optIn: boolean | null;
  /** Starts with "yes" where Bedrock is offered. */
  readonly bedrock: string;
  readonly canBeGlobalCrisSource: boolean;
  readonly geographyPrefixes: readonly string[];
  readonly geoPrefixesSeenAsSource: readonly string[];
}

const PROFILE_FIELDS = [
  'id', 'scope', 'modelId', 'provider', 'sourceRegions', 'sources', 'destinations', 'unverifiedSourceRegions', 'disputedSourceRegions', 'sourceRegionsUnknown',
  'profileOnlyOnBedrockRuntime', 'alsoOnDemandIn', 'disputedOnDemandIn', 'dataRetention', 'lifecycle', 'asOf', 'lastSeen', 'confidence', 'idInferred', 'origin',
];

/** The row with its fields in the order of the file, those it does not know at the end. */
export function inOrder(row: ProfileRow): ProfileRow {
  const place = (field: string) => (PROFILE_FIELDS.includes(field) ? PROFILE_FIELDS.indexOf(field) : PROFILE_FIELDS.length);
  const fields = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields.sort(([a], [b]) => place(a) - place(b))) as unknown as ProfileRow;
}

/** The text of profiles.json: a line for each profile, so that a change is a readable diff. */
export function profilesText(rows: readonly ProfileRow[]): string {
  return `[\n${lines(rows)}\n]\n`;
}

/** The text of regions.json. */
export function regionsText(asOf: string, rows: readonly RegionRow[]): string {
  return `{"asOf":${JSON.stringify(asOf)},"regions":[\n${lines(rows)}\n]}\n`;
}

/** The text of sources.json. */
export function sourcesText(rows: readonly SourceRow[]): string {
  return `[\n${lines(rows)}\n]\n`;
}

export function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

export function sortedRecord<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function lines(rows: readonly object[]): string {
  return rows.map((row) => JSON.stringify(row)).join(',\n');
}
