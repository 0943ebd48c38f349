import { App, CfnCondition, Environment, Fn, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as cr from 'aws-cdk-lib/custom-resources';
import { CrisDenyPolicy, ExplicitDeny, Geography } from '../../src';
import { ACCOUNT } from '../support/catalog-profiles';
import { callIsAllowed, evaluations } from '../support/cris-requests';
import { decide, PolicyDocumentJson } from '../support/iam-evaluator';
import { policiesOf } from '../support/template-policies';

const GLOBAL = 'global.anthropic.claude-sonnet-4-6';
const EU = 'eu.anthropic.claude-sonnet-4-6';
const EUROPE = ['eu-central-1', 'eu-north-1', 'eu-west-1'];
const OTHER_ACCOUNT = '444455556666';
const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const inEurope = ExplicitDeny.outsideGeographies([Geography.EU]);

const called = (inferenceProfileId: string) => ({ inferenceProfileId, ...inferenceProfileId.startsWith('global.') ? {} : { destinationRegions: EUROPE } });
const role = (stack: Stack, id = 'Role') => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** The ids of all roles and users of a template, with whether each calls through a profile, were it an administrator. */
function calls(stack: Stack, env: Required<Environment>, inferenceProfileId: string): Record<string, boolean> {
  const template = Template.fromStack(stack).toJSON();
  const principals = Object.entries(template.Resources as Record<string, { Type: string }>).filter(([, { Type }]) => /^AWS::IAM::(Role|User)$/.test(Type));
  return Object.fromEntries(principals.map(([id]) => {
    const { managed } = policiesOf(template, id, { partition: 'aws', region: env.region, accountId: env.account });
    return [id, callIsAllowed([ALLOW_ALL, ...managed], { account: env.account, sourceRegion: env.region, ...called(inferenceProfileId) })];
  }));
}

/** An app as people have it: stacks of two accounts and three Regions, one of them in a stage, one nested, and providers of the CDK's own. */
function appOfStacks() {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
  const place = (region: string, account = ACCOUNT) => ({ env: { region, account } });
  const stage = new Stage(app, 'Production');
  const stacks = {
    plain: new Stack(app, 'Plain', place('eu-west-1')),
    providers: new Stack(app, 'Providers', place('eu-west-1')),
    staged: new Stack(stage, 'Staged', place('eu-central-1', OTHER_ACCOUNT)),
    producer: new Stack(app, 'Producer', { ...place('eu-north-1'), crossRegionReferences: true }),
    consumer: new Stack(app, 'Consumer', { ...place('eu-west-1'), crossRegionReferences: true }),
    empty: new Stack(app, 'Empty', place('eu-west-1')),
  };
  return { app, stage, stacks };
}

describe('below an app', () => {
  const { app, stacks } = appOfStacks();
  CrisDenyPolicy.applyTo(app, inEurope);
  role(stacks.plain);
  new iam.User(stacks.plain, 'User');
  new s3.Bucket(stacks.providers, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
  const call = { service: 'S3', action: 'ListBuckets', physicalResourceId: cr.PhysicalResourceId.of('buckets') };
  new cr.AwsCustomResource(stacks.providers, 'Call', { onUpdate: call, policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }) });
  const nested = new NestedStack(stacks.providers, 'Nested');
  role(nested, 'NestedRole');
  role(stacks.staged);
  // Between Regions the CDK adds providers with roles of their own, after every Aspect.
  role(stacks.producer);
  role(stacks.consumer);
  const topic = new s3.Bucket(stacks.producer, 'Bucket', { bucketName: 'produced' });
  new ssm.StringParameter(stacks.consumer, 'Parameter', { stringValue: Fn.join('/', [topic.bucketArn, 'x']) });
  new ssm.StringParameter(stacks.consumer, 'Name', { stringValue: topic.bucketRegionalDomainName });
  app.synth();

  const places: [string, Stack, Required<Environment>, number][] = [
    ['a role and a user', stacks.plain, { region: 'eu-west-1', account: ACCOUNT }, 2],
    ['the providers of CDK', stacks.providers, { region: 'eu-west-1', account: ACCOUNT }, 2],
    ['a nested stack', nested, { region: 'eu-west-1', account: ACCOUNT }, 1],
    ['another account, in a stage', stacks.staged, { region: 'eu-central-1', account: OTHER_ACCOUNT }, 1],
    ['the writer of a reference between Regions', stacks.producer, { region: 'eu-north-1', account: ACCOUNT }, 2],
    ['its reader', stacks.consumer, { region: 'eu-west-1', account: ACCOUNT }, 2],
  ];

  test.each(places)('%s', (_, stack, env, count) => {
    const denied = calls(stack, env, GLOBAL);
    expect(Object.keys(denied)).toHaveLength(count);
    expect(Object.values(denied)).toEqual(Object.keys(denied).map(() => false));
    expect(Object.values(calls(stack, env, EU))).toEqual(Object.keys(denied).map(() => true));
  });

  test('a stack without roles has no policy', () => {
    expect(Template.fromStack(stacks.empty).toJSON().Resources).toBeUndefined();
  });
});

test('a stage that is defined afterwards is an error', () => {
  const { app } = appOfStacks();
  CrisDenyPolicy.applyTo(app, inEurope);
  const later = new Stage(app, 'Later');
  role(new Stack(later, 'Stack'));
  expect(() => app.synth()).toThrow(/^scope: the stage "Later" was defined after CrisDenyPolicy.applyTo, or synthesized before it .*; call it between, or in the constructor of the stage$/);
});

test('so is one that was synthesized before, as a pipeline does', () => {
  const { app, stage, stacks: { staged } } = appOfStacks();
  role(staged);
  stage.synth();
  CrisDenyPolicy.applyTo(app, inEurope);
  expect(() => app.synth()).toThrow(/^scope: the stage "Production" was defined after CrisDenyPolicy.applyTo, or synthesized before it/);
});

test('below a construct, and not beside it', () => {
  const { stacks: { plain } } = appOfStacks();
  const inside = role(plain, 'Inside');
  role(plain, 'Outside');
  CrisDenyPolicy.applyTo(inside, inEurope);
  const answers = calls(plain, { region: 'eu-west-1', account: ACCOUNT }, GLOBAL);
  expect(Object.entries(answers).map(([id, isAllowed]) => [id.replace(/[0-9A-F]{8}$/, ''), isAllowed])).toEqual([['Inside', false], ['Outside', true]]);
});

test('nothing of the roles changes, their boundary for one', () => {
  const { stacks: { plain } } = appOfStacks();
  const own = role(plain);
  iam.PermissionsBoundary.of(own).apply(iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'));
  const template = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  CrisDenyPolicy.applyTo(plain, inEurope);
  expect(JSON.stringify(template(plain)[0].Properties.PermissionsBoundary)).toContain(':policy/PowerUserAccess');
  expect(template(plain)[0].Properties).not.toHaveProperty('ManagedPolicyArns');
});

test('a role that is there on a condition', () => {
  const { stacks: { plain } } = appOfStacks();
  const condition = new CfnCondition(plain, 'InProduction', { expression: Fn.conditionEquals(plain.region, 'eu-west-1') });
  (role(plain).node.defaultChild as iam.CfnRole).cfnOptions.condition = condition;
  CrisDenyPolicy.applyTo(plain, inEurope);
  Template.fromStack(plain).hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: [{ 'Fn::If': ['InProduction', { Ref: 'Role1ABCC5F0' }, { Ref: 'AWS::NoValue' }] }] });
});

describe('several', () => {
  test('of different kinds hold together', () => {
    const { app, stacks: { plain } } = appOfStacks();
    role(plain);
    CrisDenyPolicy.applyTo(app, inEurope);
    CrisDenyPolicy.applyTo(plain, ExplicitDeny.outsideProviders(['amazon']));
    CrisDenyPolicy.applyTo(plain, ExplicitDeny.mantle());
    const template = Template.fromStack(plain).toJSON();
    const { managed } = policiesOf(template, 'Role1ABCC5F0', { partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT });
    expect(managed).toHaveLength(3);
    const requests = [EU, GLOBAL].flatMap((inferenceProfileId) => evaluations({ account: ACCOUNT, sourceRegion: 'eu-west-1', ...called(inferenceProfileId) }));
    expect(new Set(requests.map((request) => decide([ALLOW_ALL, ...managed], request)))).toEqual(new Set(['ExplicitDeny', 'Allowed']));
    expect(callIsAllowed([ALLOW_ALL, ...managed], { account: ACCOUNT, sourceRegion: 'eu-west-1', ...called('eu.amazon.nova-lite-v1:0') })).toBe(true);
    expect(callIsAllowed([ALLOW_ALL, ...managed], { account: ACCOUNT, sourceRegion: 'eu-west-1', ...called(EU) })).toBe(false);
  });

  test.each(['above', 'below'])('of one kind are refused, the other one %s', (where) => {
    const { app, stacks: { plain } } = appOfStacks();
    const scopes = where === 'above' ? [app, plain] : [plain, app];
    CrisDenyPolicy.applyTo(scopes[0], inEurope);
    expect(() => CrisDenyPolicy.applyTo(scopes[1], ExplicitDeny.outsideGeographies([Geography.US])))
      .toThrow(/^deny: (the app|the construct Plain) has "outsideGeographies" with another list already, and what the one list leaves usable, the other denies; give both the same list$/);
  });

  test('beside one another are each for their own', () => {
    const { app, stacks: { plain, providers } } = appOfStacks();
    CrisDenyPolicy.applyTo(plain, inEurope);
    CrisDenyPolicy.applyTo(providers, ExplicitDeny.outsideGeographies([Geography.US]));
    expect(() => app.synth()).not.toThrow();
  });
});
