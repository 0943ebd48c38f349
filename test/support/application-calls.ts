import { ACCOUNT } from './catalog-profiles';
import { applicationProfileEvaluations, evaluations, InvokeAction, INVOKE_ACTIONS } from './cris-requests';
import { deniedRequests } from './denied-requests';
import { AuthorizationRequest } from './iam-evaluator';

/** An application inference profile that a policy grants; over a model if there is no system-defined profile. */
export interface GrantedApplication {
  /** @default - that of the tests */
  readonly account?: string;
  readonly sourceRegion: string;
  readonly arn: string;
  readonly systemProfileId?: string;
  readonly modelId: string;
  readonly destinationRegions?: readonly string[];
}

export const CONDITION_VALUES = ['application', 'system'] as const;

/** Every authorization of a call, for one of the two values that the key may have; over a model there is one. */
export function applicationEvaluations(granted: GrantedApplication, conditionValue: typeof CONDITION_VALUES[number], action: InvokeAction): AuthorizationRequest[] {
  const { account = ACCOUNT, arn, sourceRegion, systemProfileId, destinationRegions } = granted;
  if (systemProfileId !== undefined) {
    return applicationProfileEvaluations({ account, sourceRegion, systemProfileId, applicationInferenceProfileArn: arn, conditionValue, destinationRegions, action });
  }
  const context = { 'aws:RequestedRegion': sourceRegion };
  return [
    { action, resource: arn, context },
    { action, resource: modelArn(granted), context: { ...context, 'bedrock:InferenceProfileArn': arn } },
  ];
}

/** All of them: both values of the key, both actions. */
export function everyEvaluation(granted: GrantedApplication): AuthorizationRequest[] {
  return CONDITION_VALUES.flatMap((value) => INVOKE_ACTIONS.flatMap((action) => applicationEvaluations(granted, value, action)));
}

/** The evaluation of the system-defined profile itself, as a call of it has it, and as a call through the application inference profile might. */
export function systemProfileEvaluations({ account = ACCOUNT, sourceRegion, systemProfileId }: GrantedApplication): AuthorizationRequest[] {
  const resource = `arn:aws:bedrock:${sourceRegion}:${account}:inference-profile/${systemProfileId}`;
  return INVOKE_ACTIONS.map((action) => ({ action, resource, context: { 'aws:RequestedRegion': sourceRegion } }));
}

/** What a grant on the application inference profile, and on nothing else, must refuse. */
export function deniedBesides(granted: GrantedApplication): [string, AuthorizationRequest][] {
  const { account = ACCOUNT, arn, sourceRegion, systemProfileId, destinationRegions } = granted;
  const others: [string, string, string][] = [
    ['another application profile', arn.replace(/[^/]+$/, 'zzzzzzzzzzzz'), sourceRegion],
    ['the application profile of another account', arn.replace(`:${account}:`, ':999988887777:'), sourceRegion],
    ['the application profile from another Region', arn, 'me-west-1'],
  ];
  const regionless = (action: InvokeAction): AuthorizationRequest =>
    ({ action, resource: `arn:aws:bedrock:::foundation-model/${granted.modelId}`, context: { 'aws:RequestedRegion': 'unspecified', 'bedrock:InferenceProfileArn': arn } });
  const otherProfile = arn.replace(/[^/]+$/, 'zzzzzzzzzzzz');
  return [
    ...INVOKE_ACTIONS.flatMap((action) => [
      ...others.map(([name, resource, region]): [string, AuthorizationRequest] => [name, { action, resource, context: { 'aws:RequestedRegion': region } }]),
      ['the model through another application profile', { action, resource: modelArn(granted), context: { 'aws:RequestedRegion': sourceRegion, 'bedrock:InferenceProfileArn': otherProfile } }] as [string, AuthorizationRequest],
    ]),
    ...(systemProfileId?.startsWith('global.') ? [] : INVOKE_ACTIONS.map((action): [string, AuthorizationRequest] => ['the Region-less model through it', regionless(action)])),
    ...(systemProfileId === undefined ? throughNoSystemProfile(granted) : systemProfileEvaluations(granted).map((request): [string, AuthorizationRequest] => ['the system-defined profile', request])),
    ...deniedRequests({ account, sourceRegion, inferenceProfileId: systemProfileId ?? `global.${granted.modelId}`, destinationRegions }),
  ];
}

// Over a model nothing is allowed through a profile that routes elsewhere, the model in the source Region included.
function throughNoSystemProfile({ account = ACCOUNT, sourceRegion, modelId }: GrantedApplication): [string, AuthorizationRequest][] {
  return INVOKE_ACTIONS.flatMap((action) => evaluations({ account, sourceRegion, inferenceProfileId: `global.${modelId}`, action }))
    .map((request) => ['the global profile of the model', request]);
}

function modelArn({ sourceRegion, modelId }: GrantedApplication): string {
  return `arn:aws:bedrock:${sourceRegion}::foundation-model/${modelId}`;
}
