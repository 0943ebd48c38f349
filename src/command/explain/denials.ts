import { Facts, isProfile } from './facts';
import { BedrockArn, parseBedrockArn, Place } from '../../bedrock/arns';
import { INVOKE_ACTIONS, InvocationTarget } from '../../bedrock/authorizations';
import { CATALOG, CatalogProfile, onDemandIn } from '../../bedrock/catalog';
import { partitionOf } from '../../bedrock/regions';

/** A denied authorization, and the call that it was one of. */
export interface Denial {
  /** The ID of its cause. */
  readonly cause: string;
  /** What was denied, if it has an ARN of Amazon Bedrock. */
  readonly arn?: BedrockArn;
  /** Where the call was sent from, with names for people where that is not known. */
  readonly source: Place;
  /** What was called through a profile; undefined where that is not known, or no profile was called. */
  readonly target?: InvocationTarget;
  /** Whether a call through a profile or of a model was denied, and not something around it. */
  readonly isInvocation: boolean;
}

/** Placeholders for what a message lacks. Each is explained where it is printed. */
export const UNKNOWN = { region: '<source-region>', account: '<account>', model: '<model-id>', resource: '<resource>' } as const;

/** Which authorization was denied. */
export function denialOf(facts: Facts): Denial {
  const { action = '', resource } = facts;
  const arn = resource === undefined ? undefined : parseBedrockArn(resource);
  const isInvocation = INVOKE_ACTIONS.some((one) => one.toLowerCase() === action.toLowerCase());
  const isModel = isInvocation && arn?.type === 'foundation-model';
  const profile = isInvocation ? calledProfile(facts, arn) : undefined;
  // Only in its source Region is a model authorized for a global profile.
  const source = facts.sourceRegion ?? (isModel && arn.region !== '' && profile?.startsWith('global.') ? arn.region : undefined);
  const place = {
    partition: arn?.partition || partitionOf(source ?? ''),
    region: source ?? UNKNOWN.region,
    account: facts.account ?? UNKNOWN.account,
  };
  const target = profile === undefined ? undefined : targetOf(profile, arn, place);
  return {
    cause: isInvocation ? causeOfInvocation(facts, arn, source, profile) : causeOfAction(action, arn),
    ...(arn && { arn }),
    source: place,
    ...(target && { target }),
    isInvocation: isInvocation && ['foundation-model', 'inference-profile', 'application-inference-profile'].includes(arn?.type ?? ''),
  };
}

/** The profile that was called, as far as the message shows: a system-defined one by its ID, an application inference profile by its ARN. */
function calledProfile({ called, resource, sourceRegion }: Facts, arn: BedrockArn | undefined): string | undefined {
  if (arn?.type === 'inference-profile') return arn.id;
  if (arn?.type === 'application-inference-profile') return resource;
  if (called?.startsWith('arn:') && parseBedrockArn(called)?.type === 'application-inference-profile') return called;
  // Nothing but a call through a global profile, or an application inference profile over one, is authorized there.
  if (arn?.type === 'foundation-model' && arn.region === '') return `global.${arn.id}`;
  const isOfModel = arn?.type !== 'foundation-model' || called?.endsWith(`.${arn.id}`);
  if (called !== undefined && isProfile(called) && isOfModel) return called;
  // Of the profiles that can be called from there, one reaches the Region that was denied.
  if (arn?.type !== 'foundation-model' || sourceRegion === undefined || sourceRegion === arn.region) return undefined;
  const reaching = profilesOf(arn.id, sourceRegion).filter(({ destinations }) => destinations?.get(sourceRegion)?.includes(arn.region));
  return reaching.length === 1 ? reaching[0].id : undefined;
}

/** A profile as what calls are authorized for. Of an application inference profile it is not known what it is over. */
export function targetOf(profile: string, arn: BedrockArn | undefined, { region }: Place): InvocationTarget {
  if (profile.startsWith('arn:')) {
    const model = arn?.type === 'foundation-model' ? arn.id : undefined;
    const application = { arn: profile, systemProfileToo: false };
    if (arn?.region === '') {
      return { inferenceProfileId: profile, foundationModelId: arn.id, isGlobal: true, application: { ...application, systemProfileId: `global.${arn.id}` } };
    }
    // In any Region, and without one: `*` matches both.
    return { inferenceProfileId: profile, foundationModelId: model ?? UNKNOWN.model, isGlobal: false, geographyPrefix: '', application };
  }
  const dot = profile.indexOf('.');
  const [prefix, foundationModelId] = [profile.slice(0, dot), profile.slice(dot + 1)];
  const isGlobal = prefix === 'global';
  const destinationRegions = CATALOG.profiles.get(profile)?.destinations?.get(region) ?? undefined;
  return { inferenceProfileId: profile, foundationModelId, isGlobal, ...(!isGlobal && { geographyPrefix: prefix, ...(destinationRegions && { destinationRegions }) }) };
}

function causeOfInvocation({ called, resource }: Facts, arn: BedrockArn | undefined, source: string | undefined, profile: string | undefined): string {
  switch (arn?.type) {
    case 'inference-profile': return 'profileDenied';
    case 'application-inference-profile': return 'applicationProfileDenied';
    case 'project': return 'projectDenied';
    case 'foundation-model': break;
    default: return resource === undefined ? 'accessDenied' : 'otherActionDenied';
  }
  if (arn.region === '') return 'regionlessModelDenied';
  if (profile === undefined && called === arn.id) return 'directModelDenied';
  if (source === undefined) return 'modelInRegionDenied';
  if (arn.region !== source) return 'destinationModelDenied';
  return profile === undefined ? 'modelInRegionDenied' : 'sourceRegionModelDenied';
}

const ACTIONS: readonly (readonly [RegExp, string])[] = [
  [/^aws-marketplace:/i, 'marketplaceDenied'],
  [/^bedrock(-mantle)?:CallWithBearerToken$/i, 'apiKeyDenied'],
  [/^bedrock:(Get|List)InferenceProfiles?$/i, 'profileNotReadable'],
  [/^bedrock:CreateInferenceProfile$/i, 'profileNotCreatable'],
  [/^bedrock:CreateModelInvocationJob$/i, 'batchJobDenied'],
  [/^iam:PassRole$/i, 'passRoleDenied'],
  [/^bedrock-mantle:/i, 'mantleDenied'],
  [/^kms:/i, 'keyDenied'],
];

function causeOfAction(action: string, arn: BedrockArn | undefined): string {
  if (action === '') return 'accessDenied';
  if (/^bedrock:ApplyGuardrail$/i.test(action)) return arn?.type === 'guardrail-profile' ? 'guardrailProfileDenied' : 'guardrailDenied';
  return ACTIONS.find(([pattern]) => pattern.test(action))?.[1] ?? 'otherActionDenied';
}

/** The profiles of a model that the catalog lists and AWS has not retired, geographic ones first: in a Region, those that can be called there. */
export function profilesOf(foundationModelId: string, sourceRegion?: string): CatalogProfile[] {
  return [...CATALOG.prefixes].sort((one, other) => Number(one === 'global') - Number(other === 'global'))
    .flatMap((prefix) => CATALOG.profiles.get(`${prefix}.${foundationModelId}`) ?? [])
    .filter(({ lifecycle, sourceRegions }) => lifecycle !== 'past-eol' && (sourceRegion === undefined || sourceRegions?.includes(sourceRegion) !== false));
}

/** What may have been called where a model was denied in a Region: profiles that reach it, and the model itself. */
export function mayHaveCalled({ id, region }: BedrockArn): { readonly profiles: readonly string[]; readonly model: boolean } {
  const routesTo = ({ destinations }: CatalogProfile) => [...destinations?.values() ?? []].some((regions) => regions?.includes(region));
  const reaches = (profile: CatalogProfile) => profile.sourceRegions?.includes(region) || routesTo(profile);
  return { profiles: profilesOf(id).filter(reaches).map((profile) => profile.id), model: onDemandIn(id, region) !== false };
}
