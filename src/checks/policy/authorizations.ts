import { Context, INFERENCE_PROFILE_ARN, REQUESTED_REGION } from './condition';
import { Request } from './decide';
import { INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION } from '../../bedrock/arns';
import { catalog } from '../../bedrock/catalog';
import { Environment } from '../read/template';

export { INVOKE_ACTIONS };

/** One call through a profile, sent to a source Region. */
export interface Call {
  readonly inferenceProfileId: string;
  readonly source: Environment;
  readonly action: string;
}

/** An authorization of a call, and which one it is. */
export interface Evaluation extends Request {
  readonly of: 'profile' | 'source-region-model' | 'destination-model' | 'regionless-model';
}

/**
 * Everything that Amazon Bedrock authorizes for one call; destinations as the catalog has them, none where it does not.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 */
export function evaluationsOf(call: Call): Evaluation[] {
  const { source, action, inferenceProfileId } = call;
  const [prefix, model] = splitId(inferenceProfileId);
  const through = profileArn(call);
  const onModel = (of: Evaluation['of'], region: string, requested: string): Evaluation =>
    ({ of, action, resource: modelArn(source, region, model), context: contextOf(requested, through) });
  return [
    { of: 'profile', action, resource: through, context: contextOf(source.region, undefined) },
    onModel('source-region-model', source.region, source.region),
    ...(prefix === 'global' ? [onModel('regionless-model', '', REGIONLESS_REQUESTED_REGION)] : []),
    ...destinationsOf(call).map((region) => onModel('destination-model', region, region)),
  ];
}

/** Calls of the model of a profile itself, through no profile, in the source Region and wherever the profile routes to. */
export function directCalls(call: Call): Request[] {
  const { source, action, inferenceProfileId } = call;
  const [, model] = splitId(inferenceProfileId);
  return [source.region, ...destinationsOf(call)].map((region) => ({ action, resource: modelArn(source, region, model), context: contextOf(region, undefined) }));
}

function destinationsOf({ source, inferenceProfileId }: Call): string[] {
  return (catalog().profiles.get(inferenceProfileId)?.destinations?.get(source.region) ?? []).filter((region) => region !== source.region);
}

export function profileArn({ source, inferenceProfileId }: Pick<Call, 'source' | 'inferenceProfileId'>): string {
  return `arn:${source.partition}:bedrock:${source.region}:${source.account}:inference-profile/${inferenceProfileId}`;
}

export function modelArn({ partition }: Environment, region: string, model: string): string {
  return `arn:${partition}:bedrock:${region}::foundation-model/${model}`;
}

export function contextOf(requestedRegion: string, through: string | undefined): Context {
  return new Map([
    [REQUESTED_REGION, requestedRegion], [INFERENCE_PROFILE_ARN, through],
    // The workload calls, not a service for it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    ['aws:viaawsservice', 'false'], ['aws:principalisawsservice', 'false'],
  ]);
}

/** Prefix and model: the ID is split on its first dot. */
export function splitId(inferenceProfileId: string): [string, string] {
  const dot = inferenceProfileId.indexOf('.');
  return [inferenceProfileId.slice(0, dot), inferenceProfileId.slice(dot + 1)];
}
