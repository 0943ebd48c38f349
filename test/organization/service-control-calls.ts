import { applicationProfileEvaluations, directModelCall, evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../support/iam-evaluator';

export const ACCOUNT = '111122223333';
export const MODEL = 'anthropic.claude-sonnet-4-6';
const OTHER_MODEL = 'amazon.nova-2-lite-v1:0';
// "zz" stands for a second geography that a Region belongs to, as ap-northeast-1 belongs to apac and jp.
const DESTINATIONS: Record<string, string[]> = { us: ['us-east-1', 'us-east-2', 'us-west-2'], eu: ['eu-west-1', 'eu-central-1'], zz: ['us-east-1', 'mx-central-1'] };

type Action = typeof INVOKE_ACTIONS[number];
type Call = (action: Action) => AuthorizationRequest[];

/** What an organization may or may not want, each as the evaluations that all have to pass. Sent to us-east-1, "elsewhere" to eu-west-1. */
export const CALLS: Record<string, Call> = {
  'global': through(`global.${MODEL}`, 'us-east-1'),
  'global, other model': through(`global.${OTHER_MODEL}`, 'us-east-1'),
  'global elsewhere': through(`global.${MODEL}`, 'eu-west-1'),
  'us': through(`us.${MODEL}`, 'us-east-1'),
  'zz': through(`zz.${MODEL}`, 'us-east-1'),
  'eu elsewhere': through(`eu.${MODEL}`, 'eu-west-1'),
  'direct': (action) => [directModelCall({ region: 'us-east-1', modelId: MODEL, action })],
  'direct, other model': (action) => [directModelCall({ region: 'us-east-1', modelId: OTHER_MODEL, action })],
  'direct elsewhere': (action) => [directModelCall({ region: 'eu-west-1', modelId: MODEL, action })],
  // The two values that bedrock:InferenceProfileArn may have in a call through an application inference profile.
  'AIP over global, key: AIP': throughApplication(`global.${MODEL}`, 'us-east-1', 'application'),
  'AIP over global, key: system': throughApplication(`global.${MODEL}`, 'us-east-1', 'system'),
  'AIP over us, key: AIP': throughApplication(`us.${MODEL}`, 'us-east-1', 'application'),
  'AIP over us, key: system': throughApplication(`us.${MODEL}`, 'us-east-1', 'system'),
  'AIP over zz, key: AIP': throughApplication(`zz.${MODEL}`, 'us-east-1', 'application'),
  'AIP over zz, key: system': throughApplication(`zz.${MODEL}`, 'us-east-1', 'system'),
  'AIP over eu elsewhere, key: AIP': throughApplication(`eu.${MODEL}`, 'eu-west-1', 'application'),
  'AIP over eu elsewhere, key: system': throughApplication(`eu.${MODEL}`, 'eu-west-1', 'system'),
  'make AIP over global': make('us-east-1', `${ACCOUNT}:inference-profile/global.${MODEL}`),
  'make AIP over us': make('us-east-1', `${ACCOUNT}:inference-profile/us.${MODEL}`),
  'make AIP over eu elsewhere': make('eu-west-1', `${ACCOUNT}:inference-profile/eu.${MODEL}`),
  'make AIP of a model': make('us-east-1', `:foundation-model/${MODEL}`),
  'provisioned model': (action) => [request(action, 'us-east-1', `arn:aws:bedrock:us-east-1:${ACCOUNT}:provisioned-model/abcdefghijkl`)],
  'prompt router': (action) => [request(action, 'us-east-1', `arn:aws:bedrock:us-east-1:${ACCOUNT}:prompt-router/abcdefghijkl`)],
  'default prompt router': (action) => [request(action, 'us-east-1', `arn:aws:bedrock:us-east-1:${ACCOUNT}:default-prompt-router/meta.llama:1`)],
  // Should AWS authorize the models alone, with the router in the key.
  'model behind a router': (action) => [directModelCall({ region: 'us-east-1', modelId: MODEL, action })].map((one) => ({
    ...one, context: { ...one.context, 'bedrock:PromptRouterArn': `arn:aws:bedrock:us-east-1:${ACCOUNT}:prompt-router/abcdefghijkl` },
  })),
  'make router': () => [request('bedrock:CreatePromptRouter', 'us-east-1', `arn:aws:bedrock:us-east-1:${ACCOUNT}:prompt-router/*`)],
  'Responses API': (action) => [request(action, 'us-east-1', `arn:aws:bedrock:us-east-1:${ACCOUNT}:project/default`), ...through(`us.${MODEL}`, 'us-east-1')(action)],
  'batch job, other model': () => [
    request('bedrock:CreateModelInvocationJob', 'us-east-1', `arn:aws:bedrock:us-east-1::foundation-model/${OTHER_MODEL}`),
    request('bedrock:CreateModelInvocationJob', 'us-east-1', `arn:aws:bedrock:us-east-1:${ACCOUNT}:model-invocation-job/abcdefghijkl`),
  ],
  'batch job': () => [
    request('bedrock:CreateModelInvocationJob', 'us-east-1', `arn:aws:bedrock:us-east-1::foundation-model/${MODEL}`),
    request('bedrock:CreateModelInvocationJob', 'us-east-1', `arn:aws:bedrock:us-east-1:${ACCOUNT}:model-invocation-job/abcdefghijkl`),
  ],
  'buy throughput': buy(`:foundation-model/${MODEL}`),
  'buy throughput, other model': buy(`:foundation-model/${OTHER_MODEL}`),
  'buy throughput, custom model': buy(`${ACCOUNT}:custom-model/${MODEL}/abcdefghijkl`),
  'move throughput': move(MODEL),
  'move throughput, other model': move(OTHER_MODEL),
  // Authorized besides what is called with the key.
  'API key, short-term': withKey('bedrock', 'SHORT_TERM'),
  'API key, long-term': withKey('bedrock', 'LONG_TERM'),
  'account retention none': retain('bedrock:PutAccountDataRetention', 'none'),
  'account retention default': retain('bedrock:PutAccountDataRetention', 'default'),
  'account retention aws_review': retain('bedrock:PutAccountDataRetention', 'aws_review'),
  'account retention inherit': retain('bedrock:PutAccountDataRetention', 'inherit'),
  'read account retention': retain('bedrock:GetAccountDataRetention'),
  'mantle: API key, short-term': withKey('bedrock-mantle', 'SHORT_TERM'),
  'mantle: API key, long-term': withKey('bedrock-mantle', 'LONG_TERM'),
  'mantle: account retention none': retain('bedrock-mantle:PutAccountDataRetention', 'none'),
  'mantle: account retention default': retain('bedrock-mantle:PutAccountDataRetention', 'default'),
  'mantle: account retention aws_review': retain('bedrock-mantle:PutAccountDataRetention', 'aws_review'),
  'mantle: make project, retention none': retain('bedrock-mantle:CreateProject', 'none', `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/*`),
  'mantle: make project, retention default': retain('bedrock-mantle:CreateProject', 'default', `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/*`),
  'mantle: make project, retention not set': retain('bedrock-mantle:CreateProject', undefined, `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/*`),
  'mantle: update project, retention none': retain('bedrock-mantle:UpdateProject', 'none', `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/abc`),
  'mantle: update project, retention aws_review': retain('bedrock-mantle:UpdateProject', 'aws_review', `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/abc`),
  'mantle: update project, retention not set': retain('bedrock-mantle:UpdateProject', undefined, `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/abc`),
  'mantle': () => [request('bedrock-mantle:CreateInference', 'us-east-1', `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/default`)],
  'RunInstances': () => [request('ec2:RunInstances', 'us-east-1', `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`)],
  'RunInstances elsewhere': () => [request('ec2:RunInstances', 'eu-west-1', `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/*`)],
  // A global service: its requests are sent to us-east-1 from everywhere.
  'make a long-term API key': makeCredential('bedrock.amazonaws.com'),
  'make a credential of another service': makeCredential('codecommit.amazonaws.com'),
  'CreateRole': () => [request('iam:CreateRole', 'us-east-1', `arn:aws:iam::${ACCOUNT}:role/new`)],
};

export const ALL_CALLS = Object.keys(CALLS);
/** Everything that ends in a global profile. */
export const GLOBAL = ALL_CALLS.filter((name) => /^(AIP over )?global/.test(name));
/** Everything that is sent elsewhere. */
export const ELSEWHERE = ALL_CALLS.filter((name) => name.includes('elsewhere'));
/** Everything that the endpoint bedrock-mantle authorizes. */
export const MANTLE = ALL_CALLS.filter((name) => name.startsWith('mantle'));
/** Everything that IAM authorizes. */
export const IAM = ['make a long-term API key', 'make a credential of another service', 'CreateRole'];
/** Everything that Amazon Bedrock authorizes. */
export const BEDROCK = ALL_CALLS.filter((name) => ![...MANTLE, ...IAM, 'RunInstances', 'RunInstances elsewhere'].includes(name));

/** The calls that fail if all documents are evaluated together, by either action; both must fare alike. */
export function stopped(documents: readonly PolicyDocumentJson[], principalArn = `arn:aws:iam::${ACCOUNT}:role/developer`): string[] {
  const principal = { 'aws:PrincipalArn': principalArn, 'aws:PrincipalAccount': principalArn.split(':')[4] };
  return ALL_CALLS.filter((name) => {
    const outcomes = INVOKE_ACTIONS.map((action) => CALLS[name](action)
      .every((one) => allows(documents, { ...one, context: { ...one.context, ...principal } })));
    if (outcomes[0] !== outcomes[1]) throw new Error(`${name}: the two actions fare differently`);
    return !outcomes[0];
  });
}

function request(action: string, region: string, resource: string): AuthorizationRequest {
  return { action, resource, context: { 'aws:RequestedRegion': region } };
}

/** The action has no resource type, and the key tells the types of API keys apart (Service Authorization Reference). */
function withKey(prefix: 'bedrock' | 'bedrock-mantle', type: 'SHORT_TERM' | 'LONG_TERM'): Call {
  return () => [{ ...request(`${prefix}:CallWithBearerToken`, 'us-east-1', '*'), context: { 'aws:RequestedRegion': 'us-east-1', [`${prefix}:BearerTokenType`]: type } }];
}

/** Those of accounts have no resource type. Where no mode is set, the key is absent. */
function retain(action: string, mode?: string, resource = '*'): Call {
  return () => [{ ...request(action, 'us-east-1', resource), context: { 'aws:RequestedRegion': 'us-east-1', [`${action.split(':')[0]}:DataRetentionMode`]: mode } }];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
function makeCredential(service: string): Call {
  return () => [{
    ...request('iam:CreateServiceSpecificCredential', 'us-east-1', `arn:aws:iam::${ACCOUNT}:user/somebody`),
    context: { 'aws:RequestedRegion': 'us-east-1', 'iam:ServiceSpecificCredentialServiceName': service },
  }];
}

/** Of Provisioned Throughput, authorized on the model that it is of (Service Authorization Reference). */
function buy(resource: string): Call {
  return () => [request('bedrock:CreateProvisionedModelThroughput', 'us-east-1', `arn:aws:bedrock:us-east-1:${resource}`)];
}

/** To a model, authorized on that too. */
function move(modelId: string): Call {
  return () => [`${ACCOUNT}:provisioned-model/abcdefghijkl`, `:foundation-model/${modelId}`]
    .map((resource) => request('bedrock:UpdateProvisionedModelThroughput', 'us-east-1', `arn:aws:bedrock:us-east-1:${resource}`));
}

function through(inferenceProfileId: string, sourceRegion: string): Call {
  return (action) => evaluations({ account: ACCOUNT, sourceRegion, inferenceProfileId, destinationRegions: DESTINATIONS[inferenceProfileId.split('.')[0]], action });
}

function throughApplication(systemProfileId: string, sourceRegion: string, conditionValue: 'application' | 'system'): Call {
  return (action) => applicationProfileEvaluations({
    account: ACCOUNT,
    sourceRegion,
    systemProfileId,
    applicationInferenceProfileArn: `arn:aws:bedrock:${sourceRegion}:${ACCOUNT}:application-inference-profile/abcdefghijkl`,
    conditionValue,
    destinationRegions: DESTINATIONS[systemProfileId.split('.')[0]],
    action,
  });
}

/** Authorized on the profile that is made and on what it is made over (Service Authorization Reference). */
function make(region: string, source: string): Call {
  return () => [`${ACCOUNT}:application-inference-profile/*`, source].map((resource) => request('bedrock:CreateInferenceProfile', region, `arn:aws:bedrock:${region}:${resource}`));
}
