import { Construct } from 'constructs';
import { IInferenceProfile } from './inference-profile';
import { calledAs, labelOf } from './names';
import { catalog } from '../bedrock/catalog';
import { fail, messages, warn, WARNING_IDS } from '../private/messages';
import { differ, literal, partitionOf, Source } from '../private/source-of';

/** Holds profiles against the catalog for every source Region; throws for an empty list and for a profile that is given twice. */
export function checkProfiles(scope: Construct, profiles: readonly IInferenceProfile[], sources: readonly Source[]): void {
  checkDistinct(scope, profiles);
  for (const source of sources) checkPartition(scope, source);
  checkCalled(scope, profiles, sources);
  for (const profile of profiles) {
    for (const source of sources.filter(({ region }) => isCalledFrom(profile, region))) checkSource(scope, profile, source);
  }
}

/** Throws for an application inference profile that is certainly called from none of the source Regions. */
export function checkCalled(scope: Construct, profiles: readonly IInferenceProfile[], sources: readonly Source[]): void {
  const elsewhere = profiles.find((profile) => !sources.some(({ region }) => isCalledFrom(profile, region)));
  if (elsewhere) fail(messages.applicationProfileRegion(labelOf(elsewhere), elsewhere.sourceRegions!, sources.map(({ region }) => literal(region) ?? 'the Region of the stack')), scope);
}

/** Throws unless there is at least one profile and none is given twice. */
export function checkDistinct(scope: Construct, profiles: readonly IInferenceProfile[], prop = 'inferenceProfiles'): void {
  if (profiles.length === 0) fail(messages.emptyList(prop, 'give at least one'), scope);
  const names = profiles.map(calledAs);
  const repeated = profiles.find((_, index) => names.indexOf(names[index]) !== index);
  if (repeated !== undefined) fail(messages.duplicate(prop, labelOf(repeated)), scope);
}

/** Whether a profile may be called from a source Region: an application inference profile is in one Region, and called there. */
export function isCalledFrom({ application, sourceRegions }: IInferenceProfile, region: string): boolean {
  return !application || !sourceRegions || sourceRegions.some((own) => !differ(own, region));
}

/** Warns of Regions that the catalog has not heard of, which may be new and may be a slip. */
export function warnOfUnknownRegions(scope: Construct, prop: string, regions: readonly string[]): void {
  for (const region of regions.filter((name) => literal(name) && !catalog().regions.has(name))) {
    warn(scope, WARNING_IDS.unknownRegion, `${prop}: the catalog of ${catalog().date} knows no Region ${region}; check its name`);
  }
}

// An account is in one partition, so its roles call from there only.
function checkPartition(scope: Construct, { region, partition }: Source): void {
  if (literal(region) && differ(partitionOf(region), partition)) fail(messages.otherPartition(region, partition), scope);
}

/**
 * Holds a profile against the catalog for one source Region: an error for what cannot be, a warning for what the catalog may be behind on.
 */
function checkSource(scope: Construct, profile: IInferenceProfile, source: Source): void {
  // What an application inference profile is over was looked at where it was made.
  if (!profile.application) checkSystemProfile(scope, profile, source);
  warnOfUnknownRegions(scope, 'destinationRegions', profile.destinationRegions(source.region) ?? []);
  if (profile.geography !== undefined && profile.destinationRegions(source.region) === undefined) warnOfUnknownDestinations(scope, profile, source);
}

/** The same for the profile itself, wherever its requests are processed. `errors` words what cannot be. */
export function checkSystemProfile(scope: Construct, profile: IInferenceProfile, source: Source, errors: SourceErrors = messages): void {
  const id = profile.inferenceProfileId;
  const known = catalog().profiles.get(id);
  const region = literal(source.region);

  if (region && profile.isGlobal && /^aws-(us-gov|cn|iso)/.test(partitionOf(region))) fail(errors.noGlobalInPartition(id, region), scope);
  if (!known) {
    warn(scope, WARNING_IDS.unknownInferenceProfile,
      `${id} is not in this library's catalog of ${catalog().date}; its ID and Regions are not checked; "aws bedrock list-inference-profiles" in the source Region shows whether it exists;` +
      ` Annotations.of(…).acknowledgeWarning('${WARNING_IDS.unknownInferenceProfile}') silences this`);
  }
  if (known?.lifecycle === 'past-eol') {
    warn(scope, WARNING_IDS.retiredModel, `AWS has retired the model of ${id}, as the catalog of ${catalog().date} has it; calls to it fail`);
  }
  if (!region || profile.sourceRegions?.includes(region) !== false) return;
  // Destinations that were given speak for a Region that the catalog does not know yet.
  if (!profile.isGlobal && profile.destinationRegions(region) !== undefined) return;

  // Every profile of a geography is called from the Regions of that geography, so elsewhere is a mistake and not a stale catalog.
  const regionKnown = catalog().regions.get(region);
  if (profile.geography && regionKnown && !regionKnown.geographies.includes(profile.geography.prefix)) {
    fail(errors.notOfGeography(id, region, [...profile.sourceRegions], catalog().date), scope);
  }
  warn(scope, WARNING_IDS.sourceRegionNotInCatalog, `the catalog of ${catalog().date} does not list ${region} as a source Region of ${id}`);
}

/** How the errors are worded: a grant has source Regions, an application inference profile has the Region of its stack. */
type SourceErrors = Pick<typeof messages, 'noGlobalInPartition' | 'notOfGeography'>;

function warnOfUnknownDestinations(scope: Construct, profile: IInferenceProfile, source: Source): void {
  const region = literal(source.region);
  const id = profile.application?.systemProfileId ?? profile.inferenceProfileId;
  warn(scope, WARNING_IDS.destinationRegionsUnknown,
    `the destination Regions of ${id} are not known${region ? ` for the source Region ${region}` : ', because the source Region is a token'}, so its model is allowed in any Region, ` +
    'still only through this profile; set destinationRegions in InferenceProfile.geographic' + (region ? '' : ', or the Region of the stack') + ' to name them');
}

/** The Regions that the catalog has not heard of. Of partitions that it holds nothing of, it has nothing to say. */
export function unknownRegions(regions: readonly string[]): string[] {
  const known = catalog().regions;
  const partitions = new Set([...known.values()].map(({ partition }) => partition));
  return regions.filter((region) => literal(region) !== undefined && !known.has(region) && partitions.has(partitionOf(region)));
}

/** Whether profiles begin with it, so that no foundation model does. */
export function isProfilePrefix(prefix: string): boolean {
  return catalog().prefixes.has(prefix);
}

export function catalogDate(): string {
  return catalog().date;
}
