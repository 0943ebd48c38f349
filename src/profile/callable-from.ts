import { IConstruct } from 'constructs';
import { IInferenceProfile } from './inference-profile';
import { calledAs, labelOf } from './names';
import { APPLICATION_PROFILE_ARN } from '../bedrock/arns';
import { CATALOG, dataRetentionOf, isRetired } from '../bedrock/catalog';
import { hasGlobalProfiles, partitionOf } from '../bedrock/regions';
import { fail, show, warn, WARNING_IDS } from '../private/errors';
import { checkForm, checkPolicyText, failEmpty, failRepeated } from '../private/inputs';
import { Source } from '../private/source';
import { differ, literal } from '../private/tokens';

/** Compares profiles with the catalog for every source Region. Throws for an empty list and for a profile that is given twice. */
export function checkProfiles(scope: IConstruct, profiles: readonly IInferenceProfile[], sources: readonly Source[]): void {
  checkDistinct(scope, profiles);
  for (const profile of profiles) checkTexts(scope, profile);
  for (const source of sources) checkPartition(scope, source);
  checkCalled(scope, profiles, sources);
  for (const profile of profiles) {
    for (const source of sources.filter(({ region }) => isCalledFrom(profile, region))) checkSource(scope, profile, source);
  }
}

// A profile may be anybody's implementation of the interface, and its texts reach an allow.
function checkTexts(scope: IConstruct, { inferenceProfileId, foundationModelId, application, geography }: IInferenceProfile): void {
  const { inferenceProfileArn, systemProfileId } = application ?? {};
  for (const text of [inferenceProfileId, foundationModelId, inferenceProfileArn, systemProfileId, geography?.prefix]) {
    if (text !== undefined) checkPolicyText(scope, 'inferenceProfiles', text);
  }
  checkForm(scope, 'inferenceProfiles', inferenceProfileArn, APPLICATION_PROFILE_ARN,
    'is not the ARN of an application inference profile; give one like "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6"');
}

/** Throws for an application inference profile that is certainly called from none of the source Regions. */
export function checkCalled(scope: IConstruct, profiles: readonly IInferenceProfile[], sources: readonly Source[], prop = 'inferenceProfiles'): void {
  const elsewhere = profiles.find((profile) => !sources.some(({ region }) => isCalledFrom(profile, region)));
  if (!elsewhere) return;
  const regions = sources.map(({ region }) => literal(region) ?? 'the Region of the stack').join(', ');
  fail(`${prop}: ${show(labelOf(elsewhere))} is called in its own Region only, ${elsewhere.sourceRegions!.join(', ')}, which is not among the source Regions (${regions});` +
    ' define an application inference profile in each source Region, or call this one from its own', scope);
}

/** Throws unless there is at least one profile and none is given twice. */
export function checkDistinct(scope: IConstruct | undefined, profiles: readonly IInferenceProfile[], prop = 'inferenceProfiles'): void {
  if (profiles.length === 0) failEmpty(scope, prop, 'give at least one');
  const names = profiles.map(calledAs);
  const repeated = profiles.find((_, index) => names.indexOf(names[index]) !== index);
  if (repeated !== undefined) failRepeated(scope, prop, labelOf(repeated));
}

/** Whether a profile may be called from a source Region. An application inference profile is in one Region, and called there. */
export function isCalledFrom({ application, sourceRegions }: IInferenceProfile, region: string): boolean {
  return !application || !sourceRegions || sourceRegions.some((own) => !differ(own, region));
}

/** Warns of Regions that the catalog has not heard of, which may be new and may be a slip. */
export function warnOfUnknownRegions(scope: IConstruct, prop: string, regions: readonly string[]): void {
  for (const region of regions.filter((name) => literal(name) && !CATALOG.regions.has(name))) {
    warn(scope, WARNING_IDS.unknownRegion, `${prop}: the catalog of ${CATALOG.date} knows no Region ${region}; check its name`);
  }
}

/** The Regions that the catalog has not heard of. Of partitions that it has nothing of, it has nothing to say. */
export function unknownRegions(regions: readonly string[]): string[] {
  const partitions = new Set([...CATALOG.regions.values()].map(({ partition }) => partition));
  return regions.filter((region) => literal(region) !== undefined && !CATALOG.regions.has(region) && partitions.has(partitionOf(region)));
}

// An account is in one partition, so its roles call from there only.
function checkPartition(scope: IConstruct, { region, partition }: Source): void {
  if (!literal(region) || !differ(partitionOf(region), partition)) return;
  fail(`sourceRegions: ${show(region)} is not in the partition of this stack, ${show(partition)}; define the role in an account of the partition of ${show(region)}`, scope);
}

/** Compares a profile with the catalog for one source Region: an error for what cannot be, a warning for what the catalog may be behind on. */
function checkSource(scope: IConstruct, profile: IInferenceProfile, source: Source): void {
  // What an application inference profile is over was looked at where it was defined or imported.
  if (!profile.application) checkSystemProfile(scope, 'inferenceProfiles', profile, source);
  const destinations = profile.destinationRegions(source.region);
  warnOfUnknownRegions(scope, 'destinationRegions', destinations ?? []);
  if (profile.geography !== undefined && destinations === undefined) warnOfUnknownDestinations(scope, profile, source);
}

/** The same for the profile itself, wherever its requests are processed. */
export function checkSystemProfile(scope: IConstruct, prop: string, profile: IInferenceProfile, source: Source): void {
  checkOffered(scope, prop, profile, source);
  const region = literal(source.region);
  warnOfDataRetention(scope, profile.inferenceProfileId, profile.foundationModelId, region);
  if (region) warnOfOtherDestinations(scope, profile, region);
}

/** Compares a profile that others call, whose calls are seen here: whether there is such a profile in the source Region. */
export function checkOffered(scope: IConstruct, prop: string, profile: IInferenceProfile, source: Source): void {
  const id = profile.inferenceProfileId;
  const known = CATALOG.profiles.get(id);
  const region = literal(source.region);

  if (region && profile.isGlobal && !hasGlobalProfiles(partitionOf(region))) {
    fail(`${prop}: the global profile ${show(id)} cannot be called from the source Region ${show(region)}: global profiles exist in commercial Regions only;` +
      ' use InferenceProfile.geographicProfile, or another source Region', scope);
  }
  if (!known) {
    warn(scope, WARNING_IDS.unknownInferenceProfile,
      `${id} is not in this library's catalog of ${CATALOG.date}; its ID and Regions are not checked; "aws bedrock list-inference-profiles" in the source Region shows whether it exists;` +
      ` Validations.of(…).acknowledge({ id: '${WARNING_IDS.unknownInferenceProfile}', reason: … }) silences this`);
  }
  if (known?.lifecycle === 'past-eol') warnOfRetiredModel(scope, `the model of ${id}`);
  if (!region || profile.sourceRegions?.includes(region) !== false) return;
  // Destinations that were given speak for a Region that the catalog does not know yet.
  if (!profile.isGlobal && profile.destinationRegions(region) !== undefined) return;
  warn(scope, WARNING_IDS.sourceRegionNotInCatalog,
    `the catalog of ${CATALOG.date} does not list ${region} as a source Region of ${id} (it lists ${profile.sourceRegions.join(', ')}); if AWS does not offer the profile there, calls to it fail`);
}

/** The same for a foundation model that is called through an application inference profile of its own. */
export function checkModel(scope: IConstruct, foundationModelId: string, source: Source): void {
  if (isRetired(foundationModelId)) warnOfRetiredModel(scope, foundationModelId);
  warnOfDataRetention(scope, foundationModelId, foundationModelId, literal(source.region));
}

function warnOfRetiredModel(scope: IConstruct, what: string): void {
  warn(scope, WARNING_IDS.retiredModel,
    `AWS has retired ${what}, as the catalog of ${CATALOG.date} has it; calls to it fail; give the profile of a newer model: "npx cdk-bedrock-cris profiles" lists them`);
}

// Amazon Bedrock refuses such a call with a ValidationException, which looks like a fault of the request or of IAM.
// https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html
function warnOfDataRetention(scope: IConstruct, id: string, foundationModelId: string, region: string | undefined): void {
  const mode = dataRetentionOf(foundationModelId);
  if (mode === undefined) return;
  warn(scope, WARNING_IDS.dataRetentionRequired,
    `${id} is called in accounts with the data retention mode ${mode} only, as the catalog of ${CATALOG.date} has it; elsewhere calls fail with a ValidationException, whatever IAM allows; ` +
    `set the mode of the account in ${region ?? 'each Region that the stack is deployed to'}: "aws bedrock put-account-data-retention --mode ${mode}${region ? ` --region ${region}` : ''}", ` +
    'for which the caller is allowed bedrock:PutAccountDataRetention (its condition key is bedrock:DataRetentionMode); AWS then keeps prompts and answers, and may review them; ' +
    `Validations.of(…).acknowledge({ id: '${WARNING_IDS.dataRetentionRequired}', reason: … }) silences this`);
}

// The catalog informs: what was given is used. A destination that is left out fails calls under load; one that is added is allowed for nothing.
function warnOfOtherDestinations(scope: IConstruct, profile: IInferenceProfile, region: string): void {
  const { inferenceProfileId } = profile;
  const known = CATALOG.profiles.get(inferenceProfileId)?.destinations?.get(region);
  const given = profile.destinationRegions(region);
  if (!known || !given) return;
  const missing = known.filter((one) => !given.includes(one));
  const added = given.filter((one) => !known.includes(one));
  const parts = [...(missing.length > 0 ? [`leaves out ${missing.join(', ')}`] : []), ...(added.length > 0 ? [`adds ${added.join(', ')}`] : [])];
  if (parts.length === 0) return;
  warn(scope, WARNING_IDS.destinationRegionsDiffer,
    `destinationRegions of ${inferenceProfileId} ${parts.join(' and ')}, beside what the catalog of ${CATALOG.date} lists for the source Region ${region};` +
    ' calls that are routed to a Region that is left out are denied; "aws bedrock get-inference-profile" in the source Region shows which are right');
}

function warnOfUnknownDestinations(scope: IConstruct, profile: IInferenceProfile, source: Source): void {
  const region = literal(source.region);
  const id = profile.application?.systemProfileId ?? profile.inferenceProfileId;
  warn(scope, WARNING_IDS.destinationRegionsUnknown,
    `the destination Regions of ${id} are not known${region ? ` for the source Region ${region}` : ', because the source Region is a token'}, so its model is allowed in any Region, ` +
    `still only through this profile; set destinationRegions of the profile${region ? '' : ', or the Region of the stack'} to name them`);
}
