import { allows, AuthorizationRequest, PolicyDocumentJson } from './iam-evaluator';

export const INVOKE_ACTIONS = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'] as const;
export type InvokeAction = typeof INVOKE_ACTIONS[number];

export interface CrisCall {
  /** @default 'aws' */
  readonly partition?: string;
  readonly account: string;
  readonly sourceRegion: string;
  readonly inferenceProfileId: string;
  /** Every candidate destination of a geographic profile from this source Region; a global profile has none. */
  readonly destinationRegions?: readonly string[];
  /** @default 'bedrock:InvokeModel' */
  readonly action?: InvokeAction;
}

export interface ApplicationProfileCall extends Omit<CrisCall, 'inferenceProfileId'> {
  readonly applicationInferenceProfileArn: string;
  /** The cross-Region profile that the application profile was copied from. */
  readonly systemProfileId: string;
  /** AWS does not document which ARN `bedrock:InferenceProfileArn` holds in such a call, so a policy must work with both. */
  readonly conditionValue: 'application' | 'system';
}

export interface DirectModelCall {
  /** @default 'aws' */
  readonly partition?: string;
  readonly region: string;
  readonly modelId: string;
  /** @default 'bedrock:InvokeModel' */
  readonly action?: InvokeAction;
}

/**
 * The authorizations that Bedrock requires for ONE call through a cross-Region profile; all of them must pass.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html and geographic-cross-region-inference.html
 */
export function evaluations(call: CrisCall): AuthorizationRequest[] {
  const profileArn = systemProfileArn(call, call.inferenceProfileId);
  return [profileEvaluation(call, profileArn), ...modelEvaluations(call, call.inferenceProfileId, profileArn)];
}

/** The same for a call through an application inference profile over a cross-Region profile. */
export function applicationProfileEvaluations(call: ApplicationProfileCall): AuthorizationRequest[] {
  const applicationArn = call.applicationInferenceProfileArn;
  const conditionValue = call.conditionValue === 'application' ? applicationArn : systemProfileArn(call, call.systemProfileId);
  return [profileEvaluation(call, applicationArn), ...modelEvaluations(call, call.systemProfileId, conditionValue)];
}

/** An on-demand call of the model itself, in one Region and through no profile. */
export function directModelCall(call: DirectModelCall): AuthorizationRequest {
  const resource = modelArn(call.partition, call.region, call.modelId);
  return { action: call.action ?? 'bedrock:InvokeModel', resource, context: { 'aws:RequestedRegion': call.region } };
}

export function callIsAllowed(documents: readonly PolicyDocumentJson[], call: CrisCall): boolean {
  return evaluations(call).every((request) => allows(documents, request));
}

type AnyCall = Omit<CrisCall, 'inferenceProfileId'>;

/** "bedrock:InferenceProfileArn" is absent here, and the Region is the source Region (global-cross-region-inference.html). */
function profileEvaluation(call: AnyCall, resource: string): AuthorizationRequest {
  return { action: call.action ?? 'bedrock:InvokeModel', resource, context: { 'aws:RequestedRegion': call.sourceRegion } };
}

function modelEvaluations(call: AnyCall, systemProfileId: string, conditionValue: string): AuthorizationRequest[] {
  const { scope, modelId } = splitProfileId(systemProfileId);
  const evaluation = (resourceRegion: string, requestedRegion: string): AuthorizationRequest => ({
    action: call.action ?? 'bedrock:InvokeModel',
    resource: modelArn(call.partition, resourceRegion, modelId),
    context: { 'aws:RequestedRegion': requestedRegion, 'bedrock:InferenceProfileArn': conditionValue },
  });
  if (scope === 'global') {
    if (call.destinationRegions) throw new Error('A global profile has no list of destination Regions');
    // The second ARN has no Region, and its aws:RequestedRegion is the literal "unspecified".
    return [evaluation(call.sourceRegion, call.sourceRegion), evaluation('', 'unspecified')];
  }
  if (!call.destinationRegions?.length) throw new Error(`The geographic profile ${systemProfileId} needs its destination Regions`);
  return [...new Set([call.sourceRegion, ...call.destinationRegions])].map((region) => evaluation(region, region));
}

function splitProfileId(inferenceProfileId: string): { scope: string; modelId: string } {
  const [, scope, modelId] = /^([a-z-]+)\.([^.]+\..+)$/.exec(inferenceProfileId) ?? [];
  if (scope === undefined) throw new Error(`Not the id of a cross-Region inference profile: ${inferenceProfileId}`);
  return { scope, modelId };
}

function systemProfileArn(call: AnyCall, inferenceProfileId: string): string {
  return `arn:${call.partition ?? 'aws'}:bedrock:${call.sourceRegion}:${call.account}:inference-profile/${inferenceProfileId}`;
}

function modelArn(partition: string | undefined, region: string, modelId: string): string {
  return `arn:${partition ?? 'aws'}:bedrock:${region}::foundation-model/${modelId}`;
}
