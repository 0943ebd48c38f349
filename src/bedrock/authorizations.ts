import { foundationModelArn, inferenceProfileArn, Place } from './arns';

/** Both actions that inference is authorized with. Converse and ConverseStream have no action of their own. */
export const INVOKE_ACTIONS: readonly string[] = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

/** The actions for callers that may stream, and for those that may not. */
export function invokeActions(streaming: boolean): readonly string[] {
  return streaming ? INVOKE_ACTIONS : INVOKE_ACTIONS.slice(0, 1);
}

/** The condition keys that tell the authorizations of a call apart. */
export const REQUESTED_REGION = 'aws:RequestedRegion';
export const INFERENCE_PROFILE_ARN = 'bedrock:InferenceProfileArn';

/**
 * The value of `aws:RequestedRegion` when the model without a Region is authorized, and nowhere else.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export const REGIONLESS_REQUESTED_REGION = 'unspecified';

/** A profile that is called from one source Region. Neither global nor of a geography: over a model, which is in the source Region alone. */
export interface InvocationTarget {
  readonly inferenceProfileId: string;
  readonly foundationModelId: string;
  readonly isGlobal: boolean;
  /** Prefix of the geography; undefined for any other profile. */
  readonly geographyPrefix?: string;
  /** Destinations of a geographic profile; undefined where they are not known. */
  readonly destinationRegions?: readonly string[];
  /** What an application inference profile adds; undefined for a system-defined one. */
  readonly application?: ApplicationTarget;
}

export interface ApplicationTarget {
  readonly arn: string;
  /** The system-defined profile that it is over; undefined over a model. */
  readonly systemProfileId?: string;
  /** Whether the system-defined profile may be called itself. */
  readonly systemProfileToo: boolean;
}

/** One of the authorizations that a call needs. */
export interface Authorization {
  readonly of: 'profile' | 'source-region-model' | 'regionless-model' | 'destination-model';
  readonly resource: string;
  /** The value of `aws:RequestedRegion`; `*` where the destinations are not known. */
  readonly requestedRegion: string;
}

/**
 * Everything that Amazon Bedrock authorizes for one call, for each of the two actions. All must pass: a single destination that is not allowed
 * denies the call. `bedrock:InferenceProfileArn` is present where a model is authorized, and absent where the profile is.
 *
 * Where destinations are not known, the model is in any Region.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 */
export function authorizationsOf(target: InvocationTarget, source: Place): Authorization[] {
  const onModel = (of: Authorization['of'], region: string, requestedRegion: string): Authorization =>
    ({ of, resource: foundationModelArn({ ...source, region }, target.foundationModelId), requestedRegion });
  const destinations = target.geographyPrefix === undefined ? [] : target.destinationRegions?.filter((region) => region !== source.region) ?? ['*'];
  return [
    ...profileArns(target, source).map((resource): Authorization => ({ of: 'profile', resource, requestedRegion: source.region })),
    onModel('source-region-model', source.region, source.region),
    ...(target.isGlobal ? [onModel('regionless-model', '', REGIONLESS_REQUESTED_REGION)] : []),
    ...destinations.map((region) => onModel('destination-model', region, region)),
  ];
}

/** What is called: an application inference profile, not the system-defined one that it is over, unless that is to be called too. */
export function profileArns({ inferenceProfileId, application }: InvocationTarget, source: Place): string[] {
  if (!application) return [inferenceProfileArn(source, inferenceProfileId)];
  return [application.arn, ...(application.systemProfileToo ? systemProfileArns(application, source) : [])];
}

/**
 * The values that `bedrock:InferenceProfileArn` may have in a call. AWS does not document which ARN it has in a call through an application
 * inference profile, so either is possible.
 */
export function keyValues(target: InvocationTarget, source: Place): string[] {
  return [...profileArns(target, source), ...(target.application ? systemProfileArns(target.application, source) : [])];
}

function systemProfileArns({ systemProfileId }: ApplicationTarget, source: Place): string[] {
  return systemProfileId === undefined ? [] : [inferenceProfileArn(source, systemProfileId)];
}
