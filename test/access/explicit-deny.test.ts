import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApplicationInferenceProfile, CrisDenyPolicy, ExplicitDeny, InferenceProfile } from '../../src';
import { stackIn, warningsOf } from '../profile/stack-warnings';
import { applicationProfileEvaluations, directModelCall, evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { AuthorizationRequest, decide, PolicyDocumentJson } from '../support/iam-evaluator';
import { policiesOf } from '../support/template-policies';

const ACCOUNT = '111122223333';
const MODEL = 'anthropic.claude-sonnet-4-6';
const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'bedrock:*', Resource: '*' }] };
const DESTINATIONS = ['us-east-1', 'us-east-2', 'us-west-2'];

/** Calls that a deny may or may not stop, each as the evaluations that all have to pass. */
const CALLS: Record<string, (action: typeof INVOKE_ACTIONS[number]) => AuthorizationRequest[]> = {
  'global from us-east-1': (action) => evaluations({ account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}`, action }),
  'global of another model': (action) => evaluations({ account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: 'global.amazon.nova-2-lite-v1:0', action }),
  'global from eu-west-1': (action) => evaluations({ account: ACCOUNT, sourceRegion: 'eu-west-1', inferenceProfileId: `global.${MODEL}`, action }),
  'us from us-east-1': (action) => evaluations({ account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `us.${MODEL}`, destinationRegions: DESTINATIONS, action }),
  'us from us-west-2': (action) => evaluations({ account: ACCOUNT, sourceRegion: 'us-west-2', inferenceProfileId: `us.${MODEL}`, destinationRegions: DESTINATIONS, action }),
  'direct in us-east-1': (action) => [directModelCall({ region: 'us-east-1', modelId: MODEL, action })],
  'direct in eu-west-1': (action) => [directModelCall({ region: 'eu-west-1', modelId: MODEL, action })],
  'application over global (key: application)': (action) => application(`global.${MODEL}`, 'application', action),
  'application over global (key: system)': (action) => application(`global.${MODEL}`, 'system', action),
  'application over us (key: application)': (action) => application(`us.${MODEL}`, 'application', action),
  'application over us (key: system)': (action) => application(`us.${MODEL}`, 'system', action),
};

function application(systemProfileId: string, conditionValue: 'application' | 'system', action: typeof INVOKE_ACTIONS[number]): AuthorizationRequest[] {
  return applicationProfileEvaluations({
    account: ACCOUNT,
    sourceRegion: 'us-east-1',
    systemProfileId,
    applicationInferenceProfileArn: `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`,
    conditionValue,
    destinationRegions: systemProfileId.startsWith('us.') ? DESTINATIONS : undefined,
    action,
  });
}

function denyDocuments(deny: ExplicitDeny, region?: string): PolicyDocumentJson[] {
  const stack = new Stack(new App(), 'Stack', { env: { region } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  new CrisDenyPolicy(stack, 'Deny', { deny, roles: [role] });
  return policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT }).managed;
}

function stopped(deny: ExplicitDeny, region?: string): string[] {
  const documents = [ALLOW_ALL, ...denyDocuments(deny, region)];
  return Object.entries(CALLS)
    .filter(([, call]) => {
      const outcomes = INVOKE_ACTIONS.map((action) => call(action).some((request) => decide(documents, request) !== 'Allowed'));
      expect(outcomes[0]).toBe(outcomes[1]);
      return outcomes[0];
    })
    .map(([name]) => name);
}

const EVERY_GLOBAL = ['global from us-east-1', 'global of another model', 'global from eu-west-1', 'application over global (key: application)', 'application over global (key: system)'];
const usOnly = ExplicitDeny.outsideProfiles([InferenceProfile.fromInferenceProfileId(`us.${MODEL}`)]);

test('without a deny every call passes', () => {
  const outcomes = Object.values(CALLS).flatMap((call) => INVOKE_ACTIONS.flatMap((action) => call(action).map((request) => decide([ALLOW_ALL], request))));
  expect(new Set(outcomes)).toEqual(new Set(['Allowed']));
});

test.each<[string, ExplicitDeny, string[]]>([
  ['globalInference stops global calls, through application profiles too, and nothing else', ExplicitDeny.globalInference(), EVERY_GLOBAL],
  ['outsideProfiles stops every other profile, and no direct call', usOnly, [...EVERY_GLOBAL, 'application over us (key: application)']],
  ['outsideSourceRegions stops profiles in other Regions, whatever the destinations', ExplicitDeny.outsideSourceRegions(['us-east-1']), ['global from eu-west-1', 'us from us-west-2']],
  ['all stops what any of them stops', ExplicitDeny.all(ExplicitDeny.globalInference(), ExplicitDeny.outsideSourceRegions(['us-east-1'])), [...EVERY_GLOBAL, 'us from us-west-2']],
  ['all of two allow-lists leaves what both leave', ExplicitDeny.all(usOnly, ExplicitDeny.outsideProfiles([InferenceProfile.fromInferenceProfileId(`global.${MODEL}`)])),
    ['global from us-east-1', 'global of another model', 'global from eu-west-1', 'us from us-east-1', 'us from us-west-2',
      'application over global (key: application)', 'application over global (key: system)', 'application over us (key: application)', 'application over us (key: system)']],
])('%s', (_, deny, expected) => {
  expect(stopped(deny).sort()).toEqual([...expected].sort());
  expect(stopped(deny, 'us-east-1').sort()).toEqual([...expected].sort());
});

test('a global call is refused on the profile itself, so that the error names it', () => {
  const documents = [ALLOW_ALL, ...denyDocuments(ExplicitDeny.globalInference())];
  const [profile, regional, regionless] = CALLS['global from us-east-1']('bedrock:InvokeModel').map((request) => decide(documents, request));
  expect([profile, regional, regionless]).toEqual(['ExplicitDeny', 'Allowed', 'ExplicitDeny']);
});

test('actions outside of inference are never denied', () => {
  const documents = [ALLOW_ALL, ...denyDocuments(ExplicitDeny.all(ExplicitDeny.globalInference(), usOnly, ExplicitDeny.outsideSourceRegions(['us-east-1'])))];
  for (const action of ['bedrock:ListInferenceProfiles', 'bedrock:GetInferenceProfile', 'bedrock:CreateModelInvocationJob']) {
    expect(decide(documents, { action, resource: '*', context: { 'aws:RequestedRegion': 'eu-west-1' } })).toBe('Allowed');
  }
});

test('the deny wins over the grants of a workload that was given the same profile', () => {
  const documents = [...denyDocuments(ExplicitDeny.globalInference())];
  expect(documents.flatMap((document) => document.Statement)).toHaveLength(2);
  expect(documents.flatMap((document) => document.Statement).every((statement) => statement.Effect === 'Deny')).toBe(true);
});

test('the statements can be composed into a policy of your own', () => {
  const stack = new Stack(new App(), 'Stack');
  const statements = ExplicitDeny.globalInference().toPolicyStatements(stack);
  const boundary = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: ['*'] }), ...statements] });
  const resolved = stack.resolve(boundary) as PolicyDocumentJson;
  expect(resolved.Statement).toHaveLength(3);
});

describe('application inference profiles that stay usable', () => {
  const deny = (over: { inferenceProfile?: InferenceProfile; model?: { modelId: string } }) => ExplicitDeny.outsideProfiles([
    ApplicationInferenceProfile.fromInferenceProfileArn(new Stack(), 'Application', { inferenceProfileArn: `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`, ...over }),
  ]);
  const OTHERS = ['global from us-east-1', 'global of another model', 'global from eu-west-1', 'us from us-east-1', 'us from us-west-2'];

  test('are left alone under both values of the key, and with them what they are over', () => {
    const us = stopped(deny({ inferenceProfile: InferenceProfile.fromInferenceProfileId(`us.${MODEL}`) }));
    // The calls of this test all go through one application profile, so where the key holds its ARN they pass whatever it is over.
    expect(us.sort()).toEqual([...OTHERS.slice(0, 3), 'application over global (key: system)'].sort());
  });

  test('over a model leave no other profile alone', () => {
    expect(stopped(deny({ model: { modelId: MODEL } })).sort()).toEqual([...OTHERS, 'application over global (key: system)', 'application over us (key: system)'].sort());
  });

  test('are measured by the longest ARN that they may have', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
    const profiles = [...Array(40).keys()].map((index) => new ApplicationInferenceProfile(stack, `P${index}`, { model: { modelId: MODEL } }));
    expect(() => new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.outsideProfiles(profiles) })).toThrow(/^deny: the policy has 6\d{3} characters, and a managed policy holds 6144; /);
  });
});

describe('roles that exist', () => {
  const region = 'us-east-1';

  test('in another stack get the deny from this one, without a cycle', () => {
    const app = new App();
    const there = new Stack(app, 'There', { env: { region } });
    const here = new Stack(app, 'Here', { env: { region } });
    const role = new iam.Role(there, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new CrisDenyPolicy(here, 'Deny', { deny: ExplicitDeny.globalInference(), roles: [role] });
    new CfnOutput(here, 'Uses', { value: role.roleArn });
    Template.fromStack(here).hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: [{ 'Fn::ImportValue': Match.stringLikeRegexp('^There:') }] });
  });

  test.each([true, false])('only referenced, with mutable: %s, get the deny', (mutable) => {
    const stack = new Stack(new App(), 'Stack', { env: { region, account: ACCOUNT } });
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/developers`, { mutable });
    new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.globalInference(), roles: [role] });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: ['developers'] });
  });

  test('in another account are refused, because the deny would bind nobody', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region, account: ACCOUNT } });
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::999988887777:role/developers');
    expect(() => new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.globalInference(), roles: [role] })).toThrow(new Error(
      'roles: the role is in the account "999988887777", where a policy of this stack, in "111122223333", cannot be attached;' +
      ' define this in a stack in the account of the role [at Stack/Deny]'));
  });
});

describe('bad input', () => {
  const profile = InferenceProfile.fromInferenceProfileId(`us.${MODEL}`);

  test.each<[string, () => ExplicitDeny, string | RegExp]>([
    ['no denies', () => ExplicitDeny.all(), 'denies: the list is empty; give at least one'],
    ['no profiles', () => ExplicitDeny.outsideProfiles([]), 'ExplicitDeny.outsideProfiles: the list is empty; give at least one [at Stack/Deny]'],
    ['a profile twice', () => ExplicitDeny.outsideProfiles([profile, profile]), `ExplicitDeny.outsideProfiles: "us.${MODEL}" is given twice; leave one out [at Stack/Deny]`],
    ['no Regions', () => ExplicitDeny.outsideSourceRegions([]), 'ExplicitDeny.outsideSourceRegions: the list is empty; give the Regions that stay usable [at Stack/Deny]'],
    ['no Region', () => ExplicitDeny.outsideSourceRegions(['global']), 'ExplicitDeny.outsideSourceRegions: "global" is not a Region; give a name like "eu-west-1" [at Stack/Deny]'],
    ['more than a policy holds', () => ExplicitDeny.outsideProfiles([...Array(80).keys()].map((index) => InferenceProfile.fromInferenceProfileId(`us.vendor.model-${index}`))),
      /^deny: the policy has \d+ characters, and a managed policy holds 6144; name fewer profiles or Regions, or define several CrisDenyPolicy \[at Stack\/Deny\]$/],
  ])('%s is refused', (_, deny, message) => {
    expect(() => denyDocuments(deny())).toThrow(message instanceof RegExp ? message : new Error(message));
  });
});

test('a Region that the catalog does not know is a warning: a slip would deny every other one', () => {
  const stack = stackIn('eu-west-1');
  new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.outsideSourceRegions(['eu-west-1', 'eu-wast-2']) });
  expect(warningsOf(stack).map(({ id, message }) => [id, message.split(';')[0]])).toEqual([
    ['cdk-bedrock-cris:unknownRegion', expect.stringMatching(/^ExplicitDeny\.outsideSourceRegions: the catalog of [\d-]+ knows no Region eu-wast-2$/)],
  ]);
});
