import { InvokeAction, INVOKE_ACTIONS } from './cris-requests';
import { AuthorizationRequest } from './iam-evaluator';

/** One profile that a policy grants, from one source Region. */
export interface GrantedProfile {
  readonly account: string;
  readonly sourceRegion: string;
  readonly inferenceProfileId: string;
  readonly destinationRegions?: readonly string[];
  readonly partition?: string;
}

const OTHER_ACCOUNT = '999988887777';

/** Requests that a policy for the profiles must refuse, each with a name that says what would be granted beyond the profile. */
export function deniedRequests(granted: GrantedProfile, otherModel = 'example.not-granted-v1:0'): [string, AuthorizationRequest][] {
  return INVOKE_ACTIONS.flatMap((action) => deniedFor(granted, action, otherModel))
    .concat(['bedrock:CreateModelInvocationJob', 'bedrock:InvokeAgent', 'bedrock:GetFoundationModel'].flatMap((action) => otherActions(granted, action)));
}

function deniedFor(granted: GrantedProfile, action: InvokeAction, otherModel: string): [string, AuthorizationRequest][] {
  const { account, sourceRegion } = granted;
  const partition = granted.partition ?? 'aws';
  const [scope, ...rest] = granted.inferenceProfileId.split('.');
  const model = rest.join('.');
  const elsewhere = elsewhereThan(granted);
  const profileArn = (region: string, owner: string, id: string) => `arn:${partition}:bedrock:${region}:${owner}:inference-profile/${id}`;
  const modelArn = (region: string, id = model) => `arn:${partition}:bedrock:${region}::foundation-model/${id}`;
  const request = (resource: string, region: string, through?: string): AuthorizationRequest =>
    ({ action, resource, context: { 'aws:RequestedRegion': region, 'bedrock:InferenceProfileArn': through } });
  const ours = profileArn(sourceRegion, account, granted.inferenceProfileId);
  const otherScope = `${scope === 'global' ? 'zz' : 'global'}.${model}`;
  const applicationProfile = `arn:${partition}:bedrock:${sourceRegion}:${account}:application-inference-profile/abcdefghijkl`;

  return [
    ['the model directly in the source Region', request(modelArn(sourceRegion), sourceRegion)],
    ['the model directly elsewhere', request(modelArn(elsewhere), elsewhere)],
    ['the Region-less model without a profile', request(modelArn(''), 'unspecified')],
    ['the profile from another Region', request(profileArn(elsewhere, account, granted.inferenceProfileId), elsewhere)],
    ['the profile of another account', request(profileArn(sourceRegion, OTHER_ACCOUNT, granted.inferenceProfileId), sourceRegion)],
    ['the model through the profile of another account', request(modelArn(sourceRegion), sourceRegion, profileArn(sourceRegion, OTHER_ACCOUNT, granted.inferenceProfileId))],
    ['another scope of the same model', request(profileArn(sourceRegion, account, otherScope), sourceRegion)],
    ['the model through another scope', request(modelArn(sourceRegion), sourceRegion, profileArn(sourceRegion, account, otherScope))],
    ['the Region-less model through another scope', request(modelArn(''), 'unspecified', profileArn(sourceRegion, account, otherScope))],
    ['another model through the profile', request(modelArn(sourceRegion, otherModel), sourceRegion, ours)],
    ['another Region-less model through the profile', request(modelArn('', otherModel), 'unspecified', ours)],
    ['an application profile over the model', request(applicationProfile, sourceRegion)],
    ['the model through an application profile', request(modelArn(sourceRegion), sourceRegion, applicationProfile)],
    ['the Region-less model through an application profile', request(modelArn(''), 'unspecified', applicationProfile)],
    ['a Region outside of the scope', request(modelArn(elsewhere), elsewhere, ours)],
    ['the default project', request(`arn:${partition}:bedrock:${sourceRegion}:${account}:project/default`, sourceRegion)],
    ...(scope === 'global' ? [] : [['the Region-less model through a geographic profile', request(modelArn(''), 'unspecified', ours)] as [string, AuthorizationRequest]]),
  ];
}

function otherActions(granted: GrantedProfile, action: string): [string, AuthorizationRequest][] {
  const { account, sourceRegion } = granted;
  const partition = granted.partition ?? 'aws';
  const model = granted.inferenceProfileId.split('.').slice(1).join('.');
  const context = { 'aws:RequestedRegion': sourceRegion };
  return [
    [`${action} on the model`, { action, resource: `arn:${partition}:bedrock:${sourceRegion}::foundation-model/${model}`, context }],
    [`${action} on the profile`, { action, resource: `arn:${partition}:bedrock:${sourceRegion}:${account}:inference-profile/${granted.inferenceProfileId}`, context }],
  ];
}

/** A Region that the profile does not reach from its source Region, as far as the policy goes. */
function elsewhereThan({ sourceRegion, destinationRegions = [] }: GrantedProfile): string {
  return ['me-west-1', 'sa-west-1'].find((region) => region !== sourceRegion && !destinationRegions.includes(region))!;
}
