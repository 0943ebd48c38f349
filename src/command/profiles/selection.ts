import { ProfilesOptions } from './options';
import { CATALOG, CatalogProfile } from '../../bedrock/catalog';

/** The profiles of the catalog that the options select, by ID. */
export function selectedProfiles(options: ProfilesOptions): CatalogProfile[] {
  const selects = idSelector(options);
  return [...CATALOG.profiles.values()].filter((profile) => selects(profile.id) && calledFrom(profile, options.sourceRegion));
}

/** Whether `--scope` and `--model` select an ID. */
export function idSelector({ scope, model }: ProfilesOptions): (id: string) => boolean {
  const pattern = model === undefined ? undefined : modelPattern(model);
  return (id) => {
    const [prefix, ...rest] = id.split('.');
    return (scope === undefined || prefix === scope) && (pattern?.test(rest.join('.')) ?? true);
  };
}

/** Where no source lists the source Regions of a profile, any Region from which others of its scope are called may be one. */
function calledFrom({ id, sourceRegions }: CatalogProfile, region?: string): boolean {
  if (region === undefined) return true;
  if (sourceRegions) return sourceRegions.includes(region);
  const { global, geographies } = CATALOG.regions.get(region)!;
  const prefix = id.split('.')[0];
  return prefix === 'global' ? global : geographies.includes(prefix);
}

function modelPattern(text: string): RegExp {
  const escaped = text.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(/[*?]/.test(text) ? `^${escaped}$` : escaped, 'i');
}
