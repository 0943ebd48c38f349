import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApplicationInferenceProfile, Geography, IInferenceProfile, InferenceEndpointPolicy, InferenceEndpointPolicyOptions, InferenceProfile, ApplicationInferenceProfileSource } from '../../src';
import { ALL_CALLS, MODEL, stopped } from '../organization/service-control-calls';
import { ACCOUNT, profilesFrom } from '../support/catalog-profiles';
import { CrisCall, evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { decide, PolicyDocumentJson } from '../support/iam-evaluator';
import { resolveIntrinsics } from '../support/template-policies';

const profile = (scope: string) => InferenceProfile.fromInferenceProfileId(`${scope}.${MODEL}`);

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', { env: { region } });
}

const OURS = { 'aws:PrincipalAccount': ACCOUNT, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' };

/** The policy of an endpoint as it is deployed in a Region, for an evaluator that knows no principals: this one allows all of them. */
function deployed(profiles: IInferenceProfile[], options?: InferenceEndpointPolicyOptions, stack = stackIn('us-east-1'), region = 'us-east-1'): PolicyDocumentJson {
  const endpoint = new ec2.InterfaceVpcEndpoint(stack, 'Endpoint', {
    vpc: new ec2.Vpc(stack, 'Vpc'), service: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
  });
  InferenceEndpointPolicy.of(stack, profiles, options).addTo(endpoint);
  const template = Template.fromStack(stack).toJSON();
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
  const document = resolveIntrinsics(resource.Properties.PolicyDocument, template, { partition: 'aws', region, accountId: ACCOUNT }) as { Statement: { Principal: unknown }[] };
  return {
    ...document,
    Statement: document.Statement.map(({ Principal, ...statement }) => {
      expect(Principal).toBe('*');
      return statement;
    }),
  } as unknown as PolicyDocumentJson;
}

function passes(document: PolicyDocumentJson, call: CrisCall, caller: Record<string, string> = OURS): boolean {
  return INVOKE_ACTIONS.every((action) => evaluations({ ...call, action })
    .every((request) => decide([document], { ...request, context: { ...request.context, ...caller } }) === 'Allowed'));
}

function passing(documents: PolicyDocumentJson[]): string[] {
  const without = stopped(documents);
  // A model that a router leads to is a model like any other to what names no router.
  return ALL_CALLS.filter((name) => !without.includes(name) && name !== 'model behind a router');
}

test('lets calls through the profiles pass, and no other profile, model, Region or service', () => {
  // The model in the source Region is among the resources of its profiles, and an endpoint policy does not ask how it was reached.
  expect(passing([deployed([profile('global'), profile('us')])])).toEqual(['global', 'us', 'direct']);
});

describe('through profiles only', () => {
  const throughProfilesOnly = true;

  test.each([
    [['global']], [['us']], [['global', 'us']],
  ])('of %j lets these pass, and no direct call', (scopes) => {
    expect(passing([deployed(scopes.map(profile), { throughProfilesOnly })])).toEqual(scopes);
  });

  test.each(['global', 'us'])('lets an application profile over %s pass under both values of the key', (scope) => {
    const stack = stackIn('us-east-1');
    const application = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Application', {
      inferenceProfileArn: `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`, modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile(scope)),
    });
    expect(passing([deployed([application], { throughProfilesOnly }, stack)])).toEqual([`AIP over ${scope}, key: AIP`, `AIP over ${scope}, key: system`]);
  });

  test.each(['us-east-1', 'eu-west-1'])('lets every profile of the catalog that is called from %s pass', (region) => {
    const granted = profilesFrom(region, 10);
    const profiles = granted.map(({ inferenceProfileId }) => InferenceProfile.fromInferenceProfileId(inferenceProfileId));
    const document = deployed(profiles, { throughProfilesOnly }, stackIn(region), region);
    expect(granted.filter((one) => !passes(document, one)).map((one) => one.inferenceProfileId)).toEqual([]);
  });

  test('asks the models for the caller as well', () => {
    const document = deployed([profile('global')], { throughProfilesOnly });
    const outcomes = [ACCOUNT, '999988887777'].map((account) => evaluations({ account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}` })
      .map((request) => decide([document], { ...request, context: { ...request.context, 'aws:PrincipalAccount': account } })));
    expect(outcomes).toEqual([['Allowed', 'Allowed', 'Allowed'], ['ImplicitDeny', 'ImplicitDeny', 'ImplicitDeny']]);
  });

  test('in an environment-agnostic stack is for the Region of the deployment', () => {
    const document = deployed([profile('global')], { throughProfilesOnly }, stackIn(), 'sa-east-1');
    const call = { account: ACCOUNT, inferenceProfileId: `global.${MODEL}` };
    expect([passes(document, { ...call, sourceRegion: 'sa-east-1' }), passes(document, { ...call, sourceRegion: 'us-east-1' })]).toEqual([true, false]);
  });
});

test.each([
  ['global', ['direct', 'AIP over global, key: AIP', 'AIP over global, key: system']],
  ['us', ['direct', 'AIP over us, key: AIP', 'AIP over us, key: system']],
])('of an application profile over %s lets that pass, and not what it is over', (scope, expected) => {
  const stack = stackIn('us-east-1');
  const application = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Application', {
    inferenceProfileArn: `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`, modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile(scope)),
  });
  expect(passing([deployed([application], {}, stack)]).sort()).toEqual([...expected].sort());
});

test('of an application profile over a model lets no profile pass that routes elsewhere', () => {
  const stack = stackIn('us-east-1');
  const application = new ApplicationInferenceProfile(stack, 'Application', { modelSource: ApplicationInferenceProfileSource.foundationModel({ modelId: MODEL }) });
  const document = deployed([application], {}, stack);
  expect(passing([document])).toEqual(['direct']);
  expect(decide([document], { action: 'bedrock:InvokeModel', resource: `arn:aws:bedrock:::foundation-model/${MODEL}`, context: OURS })).toBe('ImplicitDeny');
});

test.each([
  ['global', ['global', 'direct']],
  ['us', ['us', 'direct']],
])('of a %s profile alone does not let the other scope pass', (scope, expected) => {
  expect(passing([deployed([profile(scope)])])).toEqual(expected);
});

test.each(['us-east-1', 'eu-west-1', 'ap-northeast-1'])('lets every profile of the catalog that is called from %s pass, with all its destinations', (region) => {
  const granted = profilesFrom(region, 10);
  const document = deployed(granted.map(({ inferenceProfileId }) => InferenceProfile.fromInferenceProfileId(inferenceProfileId)), {}, stackIn(region), region);
  expect(granted.filter((one) => !passes(document, one)).map((one) => one.inferenceProfileId)).toEqual([]);
});

test('in an environment-agnostic stack is for the Region of the deployment', () => {
  const document = deployed([profile('global')], {}, stackIn(), 'sa-east-1');
  const call = { account: ACCOUNT, inferenceProfileId: `global.${MODEL}` };
  expect([passes(document, { ...call, sourceRegion: 'sa-east-1' }), passes(document, { ...call, sourceRegion: 'us-east-1' })]).toEqual([true, false]);
});

test('with unknown destinations lets the model pass in any Region', () => {
  const document = deployed([InferenceProfile.geographicProfile(Geography.US, { modelId: 'vendor.new-v1:0' })]);
  expect(passes(document, { account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: 'us.vendor.new-v1:0', destinationRegions: ['us-west-2', 'mx-central-1'] })).toBe(true);
});

test('without streaming stops streaming', () => {
  const document = deployed([profile('global')], { streaming: false });
  const outcomes = INVOKE_ACTIONS.map((action) => evaluations({ account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}`, action })
    .map((request) => decide([document], { ...request, context: { ...request.context, ...OURS } })));
  expect(outcomes).toEqual([['Allowed', 'Allowed', 'Allowed'], ['ImplicitDeny', 'ImplicitDeny', 'ImplicitDeny']]);
});

describe('callers', () => {
  const call = { account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}` };
  const sister = { ...OURS, 'aws:PrincipalAccount': '999988887777' };
  const stranger = { 'aws:PrincipalAccount': '999988887777', 'aws:PrincipalOrgID': 'o-z9y8x7w6v5' };

  test.each<[string, InferenceEndpointPolicyOptions, boolean[]]>([
    ['the account by default', {}, [true, false, false, false]],
    ['the organization', { organizationId: 'o-a1b2c3d4e5' }, [true, true, false, false]],
    ['anybody', { anyPrincipal: true }, [true, true, true, true]],
    ['the account, where anyPrincipal is off', { anyPrincipal: false }, [true, false, false, false]],
  ])('%s may call', (_, options, expected) => {
    for (const throughProfilesOnly of [false, true]) {
      const document = deployed([profile('global')], { ...options, throughProfilesOnly });
      expect([OURS, sister, stranger, {}].map((caller) => passes(document, call, caller))).toEqual(expected);
    }
  });

  test('in an environment-agnostic stack are those of the account of the deployment', () => {
    const document = deployed([profile('global')], {}, stackIn(), 'us-east-1');
    expect([OURS, sister].map((caller) => passes(document, call, caller))).toEqual([true, false]);
  });
});

describe('the document', () => {
  const statements = (document: unknown) => (document as { Statement: { Sid?: string }[] }).Statement;

  test('is what is added to an endpoint', () => {
    const stack = stackIn('us-east-1');
    const policy = InferenceEndpointPolicy.of(stack, [profile('global')]);
    const endpoint = new ec2.InterfaceVpcEndpoint(stack, 'Endpoint', { vpc: new ec2.Vpc(stack, 'Vpc'), service: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME });
    policy.addTo(endpoint);
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', { PolicyDocument: { Statement: statements(stack.resolve(policy.toDocument())) } });
  });

  test('of another Region is no policy for an endpoint, whose ARNs it does not have', () => {
    const app = new App();
    const [here, there] = ['us-east-1', 'eu-west-1'].map((region) => new Stack(app, region, { env: { region, account: ACCOUNT } }));
    const endpoint = new ec2.InterfaceVpcEndpoint(there, 'Endpoint', { vpc: new ec2.Vpc(there, 'Vpc'), service: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME });
    expect(() => InferenceEndpointPolicy.of(here, [profile('global')]).addTo(endpoint)).toThrow(/^endpoint: it is in the Region "eu-west-1", and this stack is in "us-east-1"; /);
  });

  test('has no Sid twice, if two policies are added to one endpoint', () => {
    const stack = stackIn('us-east-1');
    const endpoint = new ec2.InterfaceVpcEndpoint(stack, 'Endpoint', { vpc: new ec2.Vpc(stack, 'Vpc'), service: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME });
    for (const scope of ['global', 'us']) InferenceEndpointPolicy.of(stack, [profile(scope)]).addTo(endpoint);
    const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
    const sids = statements(resource.Properties.PolicyDocument).flatMap(({ Sid }) => Sid ?? []);
    expect(new Set(sids).size).toBe(sids.length);
  });

  test('is another one each time, so that a change of one does not change the next', () => {
    const stack = stackIn('us-east-1');
    const policy = InferenceEndpointPolicy.of(stack, [profile('global')]);
    policy.toDocument().addStatements(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'], principals: [new iam.AnyPrincipal()] }));
    expect(statements(stack.resolve(policy.toDocument()))).toHaveLength(1);
  });
});

describe('bad input', () => {
  const wide = [InferenceProfile.geographicProfile(Geography.US, { modelId: 'v.m' }, { destinationRegions: [...Array(200).keys()].map((index) => `us-${'x'.repeat(index + 1)}-1`) })];

  test.each<[string, InferenceProfile[], InferenceEndpointPolicyOptions, string | RegExp]>([
    ['no profiles', [], {}, 'inferenceProfiles: the list is empty; give at least one'],
    ['a profile twice', [profile('us'), profile('us')], {}, `inferenceProfiles: "us.${MODEL}" is given twice; leave one out`],
    ['no organization', [profile('us')], { organizationId: 'ou-ab12-c3d4e5f6' },
      'organizationId: "ou-ab12-c3d4e5f6" is not the ID of an organization; give one like "o-a1b2c3d4e5"'],
    ['anybody of an organization', [profile('us')], { organizationId: 'o-a1b2c3d4e5', anyPrincipal: true }, 'anyPrincipal: the prop "organizationId" is given too; leave one of the two out'],
    ['more than a policy holds', wide, {},
      /^inferenceProfiles: the policy has \d+ characters, and that of a VPC endpoint holds 20480; give fewer profiles, or divide them over endpoints in several VPCs$/],
  ])('%s is refused', (_, profiles, options, message) => {
    expect(() => InferenceEndpointPolicy.of(stackIn('us-east-1'), profiles, options)).toThrow(message instanceof RegExp ? message : new Error(message));
  });

  test.each([true, false])('a policy of 20480 characters is accepted, and one of 20481 refused; with partition literals: %s', (literals) => {
    const sizeOf = (padding: number) => {
      const stack = new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': literals } }), 'Stack', { env: { region: 'us-east-1', account: ACCOUNT } });
      const destinationRegions = [`us-${'x'.repeat(padding)}-1`];
      const policy = InferenceEndpointPolicy.of(stack, [InferenceProfile.geographicProfile(Geography.US, { modelId: 'v.m' }, { destinationRegions })]);
      return JSON.stringify(resolveIntrinsics(stack.resolve(policy.toDocument()), {}, { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT })).length;
    };
    const free = 20480 - sizeOf(1) + 1;
    expect(sizeOf(free)).toBe(20480);
    expect(() => sizeOf(free + 1)).toThrow('inferenceProfiles: the policy has 20481 characters');
  });

  test('an organization that is a token is accepted', () => {
    const stack = stackIn('us-east-1');
    expect(() => InferenceEndpointPolicy.of(stack, [profile('us')], { organizationId: new CfnParameter(stack, 'Organization').valueAsString })).not.toThrow();
  });
});
