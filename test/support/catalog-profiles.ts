import { GrantedProfile } from './denied-requests';
import { CATALOG } from '../../src/bedrock/catalog';

export const ACCOUNT = '111122223333';

/** Every profile of the catalog from every source Region from which its destinations are known. */
export function knownProfiles(): GrantedProfile[] {
  return [...CATALOG.profiles.values()].flatMap((profile) => (profile.sourceRegions ?? []).flatMap((sourceRegion): GrantedProfile[] => {
    const shared = { account: ACCOUNT, sourceRegion, inferenceProfileId: profile.id, partition: CATALOG.regions.get(sourceRegion)!.partition };
    if (!profile.destinations) return [shared];
    const destinationRegions = profile.destinations.get(sourceRegion);
    return destinationRegions ? [{ ...shared, destinationRegions }] : [];
  }));
}

/** The first profiles that can be called from a source Region, global and geographic mixed as the catalog has them. */
export function profilesFrom(sourceRegion: string, count: number): GrantedProfile[] {
  const profiles = knownProfiles().filter((profile) => profile.sourceRegion === sourceRegion).slice(0, count);
  if (profiles.length < count) throw new Error(`the catalog has ${profiles.length} profiles from ${sourceRegion}, not ${count}`);
  return profiles;
}
