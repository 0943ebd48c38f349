import { Construct } from 'constructs';
import { catalog } from './catalog/catalog';
import { IInferenceProfile } from './inference-profile';
import { fail, messages, warn, WARNING_IDS } from '../private/messages';
import { differ, literal, partitionOf, Source } from '../private/source-of';

/** Holds profiles against the catalog for every source Region; throws for an empty list and for a profile that is given twice. */
export function checkProfiles(scope: Construct, profiles: readonly IInferenceProfile[], sources: readonly Source[]): void {
  checkDistinct(scope, profiles);
  for (const source of sources) checkPartition(scope, source);
  for (const profile of profiles) {
    for (const source of sources) checkSource(scope, profile, source);
  }
}

/** Throws unless there is at least one profile and none is given twice. */
export function checkDistinct(scope: Construct, profiles: readonly IInferenceProfile[], prop = 'inferenceProfiles'): void {
  if (profiles.length === 0) fail(messages.emptyList(prop, 'give at least one'), scope);
  const ids = profiles.map((profile) => profile.inferenceProfileId);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) fail(messages.duplicate(prop, repeated), scope);
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
  const id = profile.inferenceProfileId;
  const known = catalog().profiles.get(id);
  const region = literal(source.region);

  if (region && profile.isGlobal && /^aws-(us-gov|cn|iso)/.test(partitionOf(region))) fail(messages.noGlobalInPartition(id, region), scope);
  if (!known) {
    warn(scope, WARNING_IDS.unknownInferenceProfile,
      `${id} is not in this library's catalog of ${catalog().date}; its ID and Regions are not checked; "aws bedrock list-inference-profiles" in the source Region shows whether it exists;` +
      ` Annotations.of(…).acknowledgeWarning('${WARNING_IDS.unknownInferenceProfile}') silences this`);
  }
  if (known?.lifecycle === 'past-eol') {
    warn(scope, WARNING_IDS.retiredModel, `AWS has retired the model of ${id}, as the catalog of ${catalog().date} has it; calls to it fail`);
  }
  warnOfUnknownRegions(scope, 'destinationRegions', profile.destinationRegions(source.region) ?? []);
  if (!profile.isGlobal && profile.destinationRegions(source.region) === undefined) destinationsUnknown(scope, profile, source);
  else if (region && profile.isGlobal && profile.sourceRegions?.includes(region) === false) notInCatalog(scope, id, region);
}

function destinationsUnknown(scope: Construct, profile: IInferenceProfile, source: Source): void {
  const id = profile.inferenceProfileId;
  const region = literal(source.region);
  const known = profile.sourceRegions;

  if (region && known && !known.includes(region)) {
    // Every profile of a geography is called from the Regions of that geography, so elsewhere is a mistake and not a stale catalog.
    const regionKnown = catalog().regions.get(region);
    if (regionKnown && !regionKnown.geographies.includes(profile.geography!.prefix)) {
      fail(messages.notOfGeography(id, region, [...known], catalog().date), scope);
    }
    notInCatalog(scope, id, region);
  }
  warn(scope, WARNING_IDS.destinationRegionsUnknown,
    `the destination Regions of ${id} are not known${region ? ` for the source Region ${region}` : ', because the source Region is a token'}, so its model is allowed in any Region, ` +
    'still only through this profile; set destinationRegions in InferenceProfile.geographic' + (region ? '' : ', or the Region of the stack') + ' to name them');
}

function notInCatalog(scope: Construct, id: string, region: string): void {
  warn(scope, WARNING_IDS.sourceRegionNotInCatalog, `the catalog of ${catalog().date} does not list ${region} as a source Region of ${id}`);
}
