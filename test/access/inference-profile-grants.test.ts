import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Geography, InferenceProfile, InferenceProfileGrants } from '../../src';
import { ACCOUNT, profilesFrom } from '../support/catalog-profiles';
import { callIsAllowed, INVOKE_ACTIONS } from '../support/cris-requests';
import { deniedRequests, GrantedProfile } from '../support/denied-requests';
import { allows } from '../support/iam-evaluator';
import { AttachedPolicies, assertWithinIamLimits, policiesOf } from '../support/template-policies';

const PSEUDO = { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT };
const OPUS = 'global.anthropic.claude-opus-5';

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', { env: { region } });
}

function profileOf({ inferenceProfileId }: GrantedProfile): InferenceProfile {
  return InferenceProfile.fromInferenceProfileId(inferenceProfileId);
}

function all({ inline, managed }: AttachedPolicies) {
  return [...inline, ...managed];
}

function lambdaRole(stack: Stack, id = 'Role'): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

function expectExactly(policies: AttachedPolicies, granted: GrantedProfile[]): void {
  for (const profile of granted) {
    for (const action of INVOKE_ACTIONS) expect([profile.inferenceProfileId, callIsAllowed(all(policies), { ...profile, action })]).toEqual([profile.inferenceProfileId, true]);
    expect(deniedRequests(profile).filter(([, request]) => allows(all(policies), request)).map(([name]) => [profile.inferenceProfileId, name])
      .filter(([id, name]) => !grantedBesides(id, name, granted))).toEqual([]);
  }
}

/** "Another scope of the same model" is no excess where that scope is granted to the role as well. */
function grantedBesides(id: string, name: string, granted: GrantedProfile[]): boolean {
  const model = id.slice(id.indexOf('.'));
  return /another scope/.test(name) && !id.startsWith('global.') && granted.some((other) => other.inferenceProfileId === `global${model}`);
}

describe.each(['us-east-1', 'eu-west-1', 'ap-southeast-2'])('on a role, from %s', (region) => {
  test.each(region === 'us-east-1' ? [1, 8, 20, 60] : [1, 8, 20])('%d profiles are allowed, nothing else is, within the limits of IAM', (wanted) => {
    const granted = profilesFrom(region, wanted);
    const stack = stackIn(region);
    const role = lambdaRole(stack);
    const grant = InferenceProfileGrants.of(stack, granted.map(profileOf)).invoke(role);
    grant.assertSuccess();

    const template = Template.fromStack(stack).toJSON();
    const policies = policiesOf(template, stack.getLogicalId(role.node.defaultChild as iam.CfnRole), { ...PSEUDO, region });
    expectExactly(policies, granted);
    assertWithinIamLimits(policies);
  });
});

describe('several source Regions', () => {
  test('each Region calls its own profile, and no other Region does', () => {
    const stack = stackIn('eu-west-1');
    const role = lambdaRole(stack);
    InferenceProfileGrants.of(stack, [InferenceProfile.fromInferenceProfileId(OPUS)], { sourceRegions: ['eu-west-1', 'eu-central-1'] }).invoke(role);
    const policies = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { ...PSEUDO, region: 'eu-west-1' });
    const from = (sourceRegion: string) => callIsAllowed(all(policies), { account: ACCOUNT, sourceRegion, inferenceProfileId: OPUS });
    expect([from('eu-west-1'), from('eu-central-1'), from('eu-north-1')]).toEqual([true, true, false]);
  });

  test('30 profiles from three Regions stay within the limits of IAM', () => {
    const stack = stackIn('us-east-1');
    const role = lambdaRole(stack);
    const profiles = profilesFrom('us-east-1', 30).map(profileOf);
    InferenceProfileGrants.of(stack, profiles, { sourceRegions: ['us-east-1', 'us-east-2', 'us-west-2'] }).invoke(role);
    const policies = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', PSEUDO);
    expect(policies.managed.length).toBeGreaterThan(6);
    assertWithinIamLimits(policies);
  });
});

test('small policies of several source Regions share managed policies', () => {
  const stack = stackIn('us-east-1');
  const role = lambdaRole(stack);
  const sourceRegions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1'];
  InferenceProfileGrants.of(stack, [OPUS, 'global.anthropic.claude-sonnet-5', 'global.amazon.nova-2-lite-v1:0'].map((id) => InferenceProfile.fromInferenceProfileId(id)), { sourceRegions }).invoke(role);
  const policies = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', PSEUDO);
  assertWithinIamLimits(policies);
  expect(policies.managed.length).toBeLessThan(sourceRegions.length);
  for (const sourceRegion of sourceRegions) expect(callIsAllowed(all(policies), { account: ACCOUNT, sourceRegion, inferenceProfileId: OPUS })).toBe(true);
});

describe('grantees', () => {
  const granted = { account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: OPUS };

  test.each([1, 3, 8, 20])('a user, a group, a function and a referenced role take %d profiles', (count) => {
    const stack = stackIn('us-east-1');
    const profiles = profilesFrom('us-east-1', count);
    const grants = InferenceProfileGrants.of(stack, profiles.map(profileOf));
    const user = new iam.User(stack, 'User');
    const group = new iam.Group(stack, 'Group');
    const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') });
    const referenced = iam.Role.fromRoleArn(stack, 'Referenced', `arn:aws:iam::${ACCOUNT}:role/existing-role`);
    const referencedUser = iam.User.fromUserName(stack, 'ReferencedUser', 'existing-user');
    for (const grantee of [user, group, fn, referenced, referencedUser]) expect(grants.invoke(grantee).success).toBe(true);

    const template = Template.fromStack(stack);
    for (const construct of [user, group, fn.role!]) {
      const id = stack.getLogicalId(construct.node.defaultChild as iam.CfnRole);
      const policies = policiesOf(template.toJSON(), id, PSEUDO);
      expectExactly(policies, profiles);
      assertWithinIamLimits(policies);
    }
    for (const name of ['existing-role', 'existing-user']) expectExactly(policiesOf(template.toJSON(), name, PSEUDO), profiles);
  });

  test.each([1, 20])('a role that takes no policy updates is left alone by %d profiles', (count) => {
    const stack = stackIn('us-east-1');
    InferenceProfileGrants.of(stack, profilesFrom('us-east-1', count).map(profileOf)).invoke(lambdaRole(stack).withoutPolicyUpdates());
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('a service principal has no policy to grant in, and the grant says so', () => {
    const stack = stackIn('us-east-1');
    const grant = InferenceProfileGrants.of(stack, [InferenceProfile.fromInferenceProfileId(OPUS)]).invoke(new iam.ServicePrincipal('lambda.amazonaws.com'));
    expect(grant.success).toBe(false);
  });

  test('the same grant twice leaves one copy, whether from one facade or from two', () => {
    const stack = stackIn('us-east-1');
    const role = lambdaRole(stack);
    const profiles = [InferenceProfile.fromInferenceProfileId(OPUS)];
    const grants = InferenceProfileGrants.of(stack, profiles);
    for (const facade of [grants, grants, InferenceProfileGrants.of(stack, profiles)]) facade.invoke(role).assertSuccess();
    const policies = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', PSEUDO);
    expect(policies.inline.flatMap((document) => document.Statement)).toHaveLength(3);
    expect(callIsAllowed(all(policies), granted)).toBe(true);
  });

  test('grants of several facades on one role stay within the limits of IAM', () => {
    const stack = stackIn('us-east-1');
    const role = lambdaRole(stack);
    const profiles = profilesFrom('us-east-1', 40);
    for (const start of [0, 5, 10, 15, 20, 25, 30, 35]) InferenceProfileGrants.of(stack, profiles.slice(start, start + 5).map(profileOf)).invoke(role);
    const policies = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', PSEUDO);
    assertWithinIamLimits(policies);
    expectExactly(policies, profiles);
  });
});

describe('options', () => {
  test('streaming off denies streaming', () => {
    const stack = stackIn('us-east-1');
    const role = lambdaRole(stack);
    InferenceProfileGrants.of(stack, [InferenceProfile.fromInferenceProfileId(OPUS)], { streaming: false }).invoke(role);
    const policies = all(policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', PSEUDO));
    const call = { account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: OPUS };
    expect(callIsAllowed(policies, call)).toBe(true);
    expect(callIsAllowed(policies, { ...call, action: 'bedrock:InvokeModelWithResponseStream' })).toBe(false);
  });

  test('an environment-agnostic stack grants with pseudo parameters', () => {
    const stack = stackIn();
    const role = lambdaRole(stack);
    InferenceProfileGrants.of(stack, [InferenceProfile.fromInferenceProfileId(OPUS)]).invoke(role);
    const template = Template.fromStack(stack).toJSON();
    for (const region of ['ap-southeast-6', 'sa-east-1']) {
      const policies = policiesOf(template, 'Role1ABCC5F0', { ...PSEUDO, region });
      expectExactly(policies, [{ account: ACCOUNT, sourceRegion: region, inferenceProfileId: OPUS }]);
    }
    expect(template.Mappings).toBeUndefined();
  });

  test('an overridden list of destinations is granted whole', () => {
    const stack = stackIn('us-east-1');
    const role = lambdaRole(stack);
    const profile = InferenceProfile.geographicProfile(Geography.of('us'), { modelId: 'vendor.new-v1:0' }, { destinationRegions: ['us-west-2', 'mx-central-1'] });
    InferenceProfileGrants.of(stack, [profile]).invoke(role);
    const policies = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', PSEUDO);
    expectExactly(policies, [{ account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: 'us.vendor.new-v1:0', destinationRegions: ['us-west-2', 'mx-central-1'] }]);
  });
});

describe('managed policies', () => {
  const many = profilesFrom('us-east-1', 20).map(profileOf);

  test.each(['us-east-1', 'eu-west-1'])('of a role in another stack, in %s, are in that stack, without a cycle', (region) => {
    const app = new App();
    const there = new Stack(app, 'There', { env: { region, account: ACCOUNT } });
    const here = new Stack(app, 'Here', { env: { region: 'us-east-1', account: ACCOUNT }, crossRegionReferences: true });
    const role = lambdaRole(there);
    InferenceProfileGrants.of(here, many).invoke(role);
    new CfnOutput(here, 'Uses', { value: role.assumeRoleAction });
    const policies = policiesOf(Template.fromStack(there).toJSON(), 'Role1ABCC5F0', { ...PSEUDO, region });
    expectExactly(policies, profilesFrom('us-east-1', 20));
    Template.fromStack(here).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('say what they are for', () => {
    const stack = stackIn('us-east-1');
    InferenceProfileGrants.of(stack, many).invoke(lambdaRole(stack));
    Template.fromStack(stack).allResourcesProperties('AWS::IAM::ManagedPolicy', { Description: 'Calls to Amazon Bedrock through cross-Region inference profiles' });
  });

  test('of one identity keep their logical IDs whatever is granted to others', () => {
    const idsOfB = (...names: string[]) => {
      const stack = stackIn('us-east-1');
      const grants = InferenceProfileGrants.of(stack, many);
      for (const name of names) grants.invoke(new lambda.Function(stack, name, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') }));
      return Object.keys(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).filter((id) => id.startsWith('B'));
    };
    expect(idsOfB('A', 'B')).toEqual(idsOfB('B', 'A'));
    expect(idsOfB('A', 'B')).toEqual(idsOfB('B'));
    expect(idsOfB('B')).toHaveLength(2);
  });
});

describe('bad input', () => {
  const profile = InferenceProfile.fromInferenceProfileId(OPUS);

  test.each<[string, InferenceProfile[], string[] | undefined, string]>([
    ['no profiles', [], undefined, 'inferenceProfiles: the list is empty; give at least one'],
    ['a profile twice', [profile, InferenceProfile.fromInferenceProfileId(OPUS)], undefined, `inferenceProfiles: "${OPUS}" is given twice; leave one out`],
    ['no source Regions', [profile], [], 'sourceRegions: the list is empty; leave it out to take the Region of the stack'],
    ['a source Region twice', [profile], ['us-east-1', 'us-east-1'], 'sourceRegions: "us-east-1" is given twice; leave one out'],
    ['no Region', [profile], ['Ireland'], 'sourceRegions: "Ireland" is not a Region; give a name like "eu-west-1"'],
  ])('%s is refused', (_, profiles, sourceRegions, message) => {
    expect(() => InferenceProfileGrants.of(stackIn('us-east-1'), profiles, { sourceRegions })).toThrow(new Error(message));
  });

  test('more profiles than fit on one principal are refused with what to do', () => {
    const stack = stackIn('us-east-1');
    const many = [...Array(260).keys()].map((index) => InferenceProfile.fromInferenceProfileId(`global.vendor.a-model-with-a-name-of-some-length-${index}-v1:0`));
    const tooMany = (kind: string, limit: number) => new Error(
      `inferenceProfiles: the profiles and source Regions that are granted to one ${kind} need more than ${limit / 2} managed policies; ` +
      `IAM attaches ${limit} to a ${kind}, and an update holds the former and the new ones; grant several profiles in one call, which takes less room, or spread them over several ${kind}s`);
    const grants = (profiles: InferenceProfile[]) => InferenceProfileGrants.of(stack, profiles);
    const role = lambdaRole(stack);
    expect(() => grants(many).invoke(role)).toThrow(tooMany('role', 20));
    expect(() => grants(many.slice(0, 150)).invoke(new iam.User(stack, 'User'))).toThrow(tooMany('user', 10));
    expect(() => grants(many.slice(0, 150)).invoke(new iam.Group(stack, 'Group'))).toThrow(tooMany('group', 10));

    const other = lambdaRole(stack, 'Other');
    grants(many.slice(0, 100)).invoke(other);
    expect(() => grants(many.slice(100)).invoke(other)).toThrow(tooMany('role', 20));
  });

  test('a profile with more destinations than a policy holds is refused with what to do', () => {
    const stack = stackIn('us-east-1');
    const destinationRegions = [...Array(90).keys()].map((index) => `us-somewhere${'x'.repeat(index)}-1`);
    const huge = InferenceProfile.geographicProfile(Geography.US, { modelId: 'vendor.new-v1:0' }, { destinationRegions });
    expect(() => InferenceProfileGrants.of(stack, [huge]).invoke(lambdaRole(stack)))
      .toThrow(/^inferenceProfiles: the policy of "us.vendor.new-v1:0" has \d+ characters, and a managed policy holds 6144; give fewer destinationRegions$/);
  });
});
