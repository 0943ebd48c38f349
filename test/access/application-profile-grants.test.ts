import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApplicationInferenceProfile, Geography, IInferenceProfile, InferenceProfile, InferenceProfileGrants, InferenceProfileGrantsOptions, ApplicationInferenceProfileSource } from '../../src';
import { applicationEvaluations, CONDITION_VALUES, deniedBesides, everyEvaluation, GrantedApplication, systemProfileEvaluations } from '../support/application-calls';
import { ACCOUNT, profilesFrom } from '../support/catalog-profiles';
import { callIsAllowed, INVOKE_ACTIONS } from '../support/cris-requests';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../support/iam-evaluator';
import { assertWithinIamLimits, policiesOf } from '../support/template-policies';

const MODEL = { modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0' };
const global = InferenceProfile.globalProfile(MODEL);
const us = InferenceProfile.geographicProfile(Geography.US, MODEL);
const eu = InferenceProfile.geographicProfile(Geography.EU, MODEL);

interface Case { readonly region: string; readonly over?: InferenceProfile }
const CASES: Record<string, Case> = {
  'global from eu-west-1': { region: 'eu-west-1', over: global },
  'us from us-east-1': { region: 'us-east-1', over: us },
  'eu from eu-west-2': { region: 'eu-west-2', over: eu },
  'a model in eu-central-1': { region: 'eu-central-1' },
};

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', { env: { region } });
}

function defineProfile(stack: Stack, over?: InferenceProfile, id = 'Profile'): ApplicationInferenceProfile {
  return new ApplicationInferenceProfile(stack, id, {
    modelSource: over ? ApplicationInferenceProfileSource.inferenceProfile(over) : ApplicationInferenceProfileSource.foundationModel(MODEL),
  });
}

function policies(stack: Stack, region: string): PolicyDocumentJson[] {
  const attached = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region, accountId: ACCOUNT });
  assertWithinIamLimits(attached);
  return [...attached.inline, ...attached.managed];
}

function granted(stack: Stack, profile: ApplicationInferenceProfile, region: string, over?: InferenceProfile): GrantedApplication {
  return {
    sourceRegion: region,
    arn: `arn:aws:bedrock:${region}:${ACCOUNT}:application-inference-profile/${stack.getLogicalId(profile.node.defaultChild as iam.CfnRole)}`,
    systemProfileId: over?.inferenceProfileId,
    modelId: MODEL.modelId,
    destinationRegions: over?.destinationRegions(region),
  };
}

function role(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

function refused(documents: PolicyDocumentJson[], requests: AuthorizationRequest[]): AuthorizationRequest[] {
  return requests.filter((request) => !allows(documents, request));
}

describe.each(Object.entries(CASES))('over %s', (_, { region, over }) => {
  function grant(options: InferenceProfileGrantsOptions = {}, stack = stackIn(region)) {
    const profile = defineProfile(stack, over);
    InferenceProfileGrants.of(stack, [profile], options).invoke(role(stack)).assertSuccess();
    return { documents: policies(stack, region), call: granted(stack, profile, region, over) };
  }

  test.each([undefined, false, true])('every evaluation is allowed under both values of the key, with systemProfiles: %s', (systemProfiles) => {
    const { documents, call } = grant({ systemProfiles });
    expect(refused(documents, everyEvaluation(call))).toEqual([]);
  });

  test('nothing else is allowed', () => {
    const { documents, call } = grant();
    expect(deniedBesides(call).filter(([, request]) => allows(documents, request)).map(([name]) => name)).toEqual([]);
  });

  test('with systemProfiles the system-defined profile is allowed besides, with its calls, and nothing else', () => {
    const { documents, call } = grant({ systemProfiles: true });
    const excess = deniedBesides(call).filter(([, request]) => allows(documents, request)).map(([name]) => name);
    expect(new Set(excess)).toEqual(new Set(over ? ['the system-defined profile'] : []));
    if (!over) return;
    expect(refused(documents, systemProfileEvaluations(call))).toEqual([]);
    const direct = { account: ACCOUNT, sourceRegion: region, inferenceProfileId: over.inferenceProfileId, destinationRegions: over.isGlobal ? undefined : call.destinationRegions };
    for (const action of INVOKE_ACTIONS) expect(callIsAllowed(documents, { ...direct, action })).toBe(true);
  });

  test('without systemProfiles the system-defined profile cannot be called', () => {
    const { documents, call } = grant();
    expect(refused(documents, over ? systemProfileEvaluations(call) : [])).toHaveLength(over ? 2 : 0);
  });

  test('without streaming, streaming is denied on every evaluation', () => {
    const { documents, call } = grant({ streaming: false });
    for (const value of CONDITION_VALUES) {
      expect(refused(documents, applicationEvaluations(call, value, 'bedrock:InvokeModel'))).toEqual([]);
      const streaming = applicationEvaluations(call, value, 'bedrock:InvokeModelWithResponseStream');
      expect(refused(documents, streaming)).toEqual(streaming);
    }
  });

  test('in an environment-agnostic stack it works wherever that is deployed', () => {
    const { documents, call } = grant({}, stackIn());
    expect(refused(documents, everyEvaluation(call))).toEqual([]);
    const unknownDestinations = over?.geography ? ['the model in any Region'] : [];
    const excess = deniedBesides(call).filter(([, request]) => allows(documents, request)).map(([name]) => name);
    expect(new Set(excess.map((name) => (over?.geography && /Region/.test(name) ? 'the model in any Region' : name)))).toEqual(new Set(unknownDestinations));
  });
});

test('beside the system-defined profile itself, and another over it, each has its own statements in one policy', () => {
  const stack = stackIn('eu-west-1');
  const [first, second] = ['First', 'Second'].map((id) => defineProfile(stack, global, id));
  const model = defineProfile(stack, undefined, 'Model');
  InferenceProfileGrants.of(stack, [first, global, second, model, eu]).invoke(role(stack));
  const documents = policies(stack, 'eu-west-1');
  const calls = [granted(stack, first, 'eu-west-1', global), granted(stack, second, 'eu-west-1', global), granted(stack, model, 'eu-west-1')];
  for (const call of calls) expect(refused(documents, everyEvaluation(call))).toEqual([]);
  expect(callIsAllowed(documents, { account: ACCOUNT, sourceRegion: 'eu-west-1', inferenceProfileId: global.inferenceProfileId })).toBe(true);
});

test.each([20, 40])('%d of them stay within the limits of IAM, with the longest ARN that each may have', (count) => {
  const stack = stackIn('us-east-1');
  const profiles = profilesFrom('us-east-1', count).map(({ inferenceProfileId }) => InferenceProfile.fromInferenceProfileId(inferenceProfileId));
  const applications = profiles.map((over, index) => defineProfile(stack, over, `Profile${index}-${'x'.repeat(200)}`));
  InferenceProfileGrants.of(stack, applications).invoke(role(stack));
  // Logical ids of up to 255 characters stand for IDs of at most 64.
  const attached = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT });
  const deployed = (document: PolicyDocumentJson) => JSON.parse(JSON.stringify(document).replace(/application-inference-profile\/[A-Za-z0-9]+/g, `application-inference-profile/${'x'.repeat(64)}`)) as PolicyDocumentJson;
  assertWithinIamLimits({ inline: attached.inline.map(deployed), managed: attached.managed.map(deployed) });
});

describe('the Region that it is called in', () => {
  const importedIn = (stack: Stack, region: string, over: InferenceProfile = global) => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, `Imported-${region}`, {
    inferenceProfileArn: `arn:aws:bedrock:${region}:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`, modelSource: ApplicationInferenceProfileSource.inferenceProfile(over),
  });
  const call = (region: string): GrantedApplication => ({
    sourceRegion: region, arn: `arn:aws:bedrock:${region}:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`, systemProfileId: global.inferenceProfileId, modelId: MODEL.modelId,
  });

  test('is its own, and a grant for others is refused with what to do', () => {
    const stack = stackIn('eu-west-1');
    const profile = defineProfile(stack, global);
    expect(() => InferenceProfileGrants.of(stack, [profile], { sourceRegions: ['us-east-1', 'eu-central-1'] })).toThrow(new RegExp(
      '^inferenceProfiles: "Stack-Profile-[0-9A-F]{8}-[0-9a-f]{6}" is called in its own Region only, eu-west-1, which is not among the source Regions \\(us-east-1, eu-central-1\\);' +
      ' define an application inference profile in each source Region, or call this one from its own$'));
  });

  test('is the one of the several source Regions of a grant that gets its statements', () => {
    const stack = stackIn('eu-west-1');
    const profiles: IInferenceProfile[] = [importedIn(stack, 'us-east-1'), importedIn(stack, 'eu-west-1')];
    const grants = InferenceProfileGrants.of(stack, profiles, { sourceRegions: ['eu-west-1', 'us-east-1'] });
    const grantee = role(stack);
    grants.invoke(grantee);
    grants.listInferenceProfiles(grantee).assertSuccess();
    const documents = policies(stack, 'eu-west-1');
    for (const [region, other] of [['eu-west-1', 'us-east-1'], ['us-east-1', 'eu-west-1']]) {
      const { arn } = call(other);
      const through = { 'aws:RequestedRegion': region, 'bedrock:InferenceProfileArn': arn };
      expect(allows(documents, { action: 'bedrock:InvokeModel', resource: arn, context: { 'aws:RequestedRegion': region } })).toBe(false);
      expect(allows(documents, { action: 'bedrock:InvokeModel', resource: `arn:aws:bedrock:${region}::foundation-model/${MODEL.modelId}`, context: through })).toBe(false);
      expect(refused(documents, everyEvaluation(call(region)))).toEqual([]);
      expect(deniedBesides(call(region)).filter(([, request]) => allows(documents, request)).map(([name]) => name)).toEqual([]);
    }
  });

  test('is never judged where it is a token', () => {
    const stack = stackIn('eu-west-1');
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    const profile = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Imported', { inferenceProfileArn: arn, modelSource: ApplicationInferenceProfileSource.inferenceProfile(global) });
    expect(InferenceProfileGrants.of(stack, [profile], { sourceRegions: ['us-east-1'] }).invoke(role(stack)).success).toBe(true);
    expect(InferenceProfileGrants.of(stackIn(), [defineProfile(stackIn(), global)], { sourceRegions: ['us-east-1'] })).toBeDefined();
  });
});

describe('the other grants', () => {
  const request = (action: string, resource: string): AuthorizationRequest => ({ action, resource, context: { 'aws:RequestedRegion': 'eu-west-1' } });

  test('read the profile by its ARN, count tokens on its model, and submit batches of its model', () => {
    const stack = stackIn('eu-west-1');
    const profile = defineProfile(stack, global);
    const grants = InferenceProfileGrants.of(stack, [profile]);
    const grantee = role(stack);
    grants.getInferenceProfile(grantee);
    grants.countTokens(grantee);
    grants.submitBatchInference(grantee, iam.Role.fromRoleName(stack, 'Service', 'service'));
    const documents = policies(stack, 'eu-west-1');
    const { arn } = granted(stack, profile, 'eu-west-1', global);
    const model = `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL.modelId}`;
    const wanted = [request('bedrock:GetInferenceProfile', arn), request('bedrock:CountTokens', model), request('bedrock:CreateModelInvocationJob', model)];
    expect(refused(documents, wanted)).toEqual([]);
    expect(allows(documents, request('bedrock:GetInferenceProfile', `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/${global.inferenceProfileId}`))).toBe(false);
    expect(allows(documents, request('bedrock:InvokeModel', arn))).toBe(false);
  });

  test('refuse the Responses API where there is nothing that it takes', () => {
    const stack = stackIn('eu-west-1');
    const profile = defineProfile(stack, global);
    expect(() => InferenceProfileGrants.of(stack, [profile]).useResponsesApi(role(stack))).toThrow(new Error(
      'inferenceProfiles: the Responses API refuses application inference profiles, and there are no others; give grants on the system-defined profile'));
    expect(InferenceProfileGrants.of(stack, [profile, global]).useResponsesApi(stack.node.findChild('Role') as iam.Role).success).toBe(true);
  });
});

test('one profile twice is refused by its name', () => {
  const stack = stackIn('eu-west-1');
  const profile = defineProfile(stack, global);
  expect(() => InferenceProfileGrants.of(stack, [profile, profile])).toThrow(/^inferenceProfiles: "Stack-Profile-[0-9A-F]{8}-[0-9a-f]{6}" is given twice; leave one out$/);
});
