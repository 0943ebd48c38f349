import { Context } from './condition';
import { Request } from './decide';
import { foundationModelArn, inferenceProfileArn } from '../../bedrock/arns';
import { Authorization, authorizationsOf, INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { Environment } from '../read/template';

/** One call through a profile, sent to a source Region. */
export interface Call {
  readonly inferenceProfileId: string;
  readonly source: Environment;
  readonly action: string;
}

/** An authorization of a call, and which one it is. */
export interface Evaluation extends Request {
  readonly of: Authorization['of'];
}

/** Everything that Amazon Bedrock authorizes for one call. Destinations are those of the catalog, none where it knows none. */
export function evaluationsOf(call: Call): Evaluation[] {
  const { source, action, inferenceProfileId } = call;
  const [prefix, foundationModelId] = splitId(inferenceProfileId);
  const isGlobal = prefix === 'global';
  const target = { inferenceProfileId, foundationModelId, isGlobal, ...(!isGlobal && { geographyPrefix: prefix, destinationRegions: destinationsOf(call) }) };
  return authorizationsOf(target, source).map(({ of, resource, requestedRegion }) =>
    ({ of, action, resource, context: contextOf(requestedRegion, of === 'profile' ? undefined : inferenceProfileArn(source, inferenceProfileId)) }));
}

/** Calls of the model of a profile itself, through no profile, in the source Region and wherever the profile routes to. */
export function directCalls(call: Call): Request[] {
  const { source, action, inferenceProfileId } = call;
  const [, model] = splitId(inferenceProfileId);
  return [source.region, ...destinationsOf(call)].map((region) => ({ action, resource: foundationModelArn({ ...source, region }, model), context: contextOf(region, undefined) }));
}

function destinationsOf({ source, inferenceProfileId }: Call): string[] {
  return (CATALOG.profiles.get(inferenceProfileId)?.destinations?.get(source.region) ?? []).filter((region) => region !== source.region);
}

export function contextOf(requestedRegion: string, through: string | undefined): Context {
  return new Map([
    // Keys are not case-sensitive, and compared in lower case.
    [REQUESTED_REGION.toLowerCase(), requestedRegion], [INFERENCE_PROFILE_ARN.toLowerCase(), through],
    // The workload calls, not a service for it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    ['aws:viaawsservice', 'false'], ['aws:principalisawsservice', 'false'],
  ]);
}

/** Prefix and model: the ID is split on its first dot. */
export function splitId(inferenceProfileId: string): [string, string] {
  const dot = inferenceProfileId.indexOf('.');
  return [inferenceProfileId.slice(0, dot), inferenceProfileId.slice(dot + 1)];
}
