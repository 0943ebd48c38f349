import { readFileSync } from 'fs';
import { join } from 'path';
import { catalogText } from '../../scripts/catalog/build';

/** One row of scripts/catalog/profiles.json, as far as the catalog takes it. */
export interface SourceProfile {
  readonly id: string;
  readonly scope: string;
  readonly modelId: string;
  readonly asOf: string;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly lifecycle?: 'active' | 'legacy' | 'past-eol';
  readonly sourceRegions?: string[];
  readonly sources?: Record<string, string[] | null>;
  readonly origin?: string[];
  readonly profileOnlyOnBedrockRuntime?: boolean;
  readonly alsoOnDemandIn?: string[];
  readonly disputedOnDemandIn?: string[];
  readonly dataRetention?: string;
}

/** One row of scripts/catalog/regions.json, as far as the catalog takes it. */
export interface SourceRegion {
  readonly region: string;
  readonly partition: string;
  readonly bedrock: string;
  readonly canBeGlobalCrisSource: boolean;
  readonly geographyPrefixes: string[];
  readonly geoPrefixesSeenAsSource: string[];
}

export const sourceProfiles = read<SourceProfile[]>('profiles.json');
export const { asOf: sourceDate, regions: sourceRegions } = read<{ asOf: string; regions: SourceRegion[] }>('regions.json');

export const furtherSources = read<{ name: string; date: string; regions: string[] }[]>('sources.json');

/** The profiles that the catalog is to hold. */
export const trustedProfiles = sourceProfiles.filter((profile) => profile.confidence !== 'low');

/** What the build script writes for the sources as they are now. */
export const textOfSources = (): string => catalogText(sourceProfiles, sourceRegions, sourceDate, furtherSources);

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'scripts', 'catalog', name), 'utf8')) as T;
}
