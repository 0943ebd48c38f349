import { Context, OWNED_BY_AWS, UNTAGGED } from './condition';
import { Request } from './decide';
import { foundationModelArn, inferenceProfileArn } from '../../bedrock/arns';
import { Authorization, authorizationsOf, INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../../bedrock/authorizations';
import { CATALOG, CatalogProfile } from '../../bedrock/catalog';
import { isGuess } from '../read/environments';
import { Environment } from '../read/template';

/** One call through a profile, sent to a source Region. */
export interface Call {
  /** A system-defined profile, the one behind an application profile too. */
  readonly inferenceProfileId: string;
  readonly source: Environment;
  readonly action: string;
  /** What is called: the ARN of an application profile over it. */
  readonly applicationArn?: string;
}

/** An authorization of a call, and which one it is. */
export interface Evaluation extends Request {
  readonly of: Authorization['of'];
}

/**
 * Everything that Amazon Bedrock authorizes for one call. Destinations are those of the catalog, none where it knows none. From a Region that only
 * stands for others, a geographic profile reaches one more Region that no policy names.
 */
export function evaluationsOf(call: Call): Evaluation[] {
  const { source, action, inferenceProfileId, applicationArn } = call;
  const [prefix, foundationModelId] = splitId(inferenceProfileId);
  const isGlobal = prefix === 'global';
  const target = {
    inferenceProfileId,
    foundationModelId,
    isGlobal,
    ...(!isGlobal && { geographyPrefix: prefix, destinationRegions: destinationsOf(call) }),
    ...(applicationArn !== undefined && { application: { arn: applicationArn, systemProfileId: inferenceProfileId, systemProfileToo: false } }),
  };
  const through = applicationArn ?? inferenceProfileArn(source, inferenceProfileId);
  return authorizationsOf(target, source).map(({ of, resource, requestedRegion }) => ({
    of, action, resource, context: of === 'profile' ? contextOf(requestedRegion, undefined, applicationArn === undefined ? 'profile' : 'application') : contextOf(requestedRegion, through, 'model'),
  }));
}

/** The same evaluation if the key has the ARN behind an application profile: AWS does not document which it is. */
export function withSystemProfile(evaluation: Evaluation, { source, inferenceProfileId, applicationArn }: Call): Evaluation {
  if (applicationArn === undefined || evaluation.of === 'profile') return evaluation;
  return { ...evaluation, context: new Map(evaluation.context).set(INFERENCE_PROFILE_ARN.toLowerCase(), inferenceProfileArn(source, inferenceProfileId)) };
}

/** Calls of a model itself, through no profile. */
export function directCalls(foundationModelId: string, action: string, source: Environment, regions: readonly string[]): Request[] {
  return [...new Set(regions)].map((region) => ({ action, resource: foundationModelArn({ ...source, region }, foundationModelId), context: contextOf(region, undefined, 'model') }));
}

/** Where calls are routed to besides the source Region, as far as the catalog knows. */
export function destinationsOf({ source, inferenceProfileId }: Pick<Call, 'source' | 'inferenceProfileId'>): string[] {
  const known = CATALOG.profiles.get(inferenceProfileId);
  const listed = known?.destinations?.get(source.region);
  if (!listed && known && isGuess(source) && goesElsewhere(known)) return [ANOTHER_REGION];
  return (listed ?? []).filter((region) => region !== source.region);
}

/** Every Region that a profile is routed to, from whatever source Region. */
export function allDestinations(inferenceProfileId: string): string[] {
  return [...new Set([...CATALOG.profiles.get(inferenceProfileId)?.destinations?.values() ?? []].flatMap((regions) => regions ?? []))].sort();
}

// From wherever it is called, it reaches another Region too.
function goesElsewhere({ destinations }: CatalogProfile): boolean {
  return destinations !== undefined && [...destinations].every(([source, regions]) => regions?.some((region) => region !== source));
}

/** Stands for the Regions that a profile reaches, where it is not known from which it is called. */
export const ANOTHER_REGION = 'xx-other-1';

export type ResourceKind = 'model' | 'profile' | 'application';

/** Keys in lower case: they are not case-sensitive. */
export function contextOf(requestedRegion: string, through: string | undefined, kind: ResourceKind): Context {
  return new Map<string, string | undefined>([
    [REQUESTED_REGION.toLowerCase(), requestedRegion], [INFERENCE_PROFILE_ARN.toLowerCase(), through],
    // The workload calls, not a service for it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    ['aws:viaawsservice', 'false'], ['aws:principalisawsservice', 'false'],
    ...(kind === 'model' ? [[OWNED_BY_AWS, 'true'] as const] : []),
    ...(kind === 'application' ? [] : [[UNTAGGED, 'true'] as const]),
  ]);
}

/** Prefix and model: the ID is split on its first dot. */
export function splitId(inferenceProfileId: string): [string, string] {
  const dot = inferenceProfileId.indexOf('.');
  return [inferenceProfileId.slice(0, dot), inferenceProfileId.slice(dot + 1)];
}
