import { readFileSync } from 'fs';
import { join } from 'path';
import { App, AppProps, Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CrisDenyPolicy, CrisMonitoring, CrisWorkload, ExplicitDeny, InferenceProfile, InferenceProfileGrants } from '../../src';
import { everyEvaluation } from '../support/application-calls';
import { ACCOUNT, profilesFrom } from '../support/catalog-profiles';
import { callIsAllowed, evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { GrantedProfile } from '../support/denied-requests';
import { allows, decide, PolicyDocumentJson, PolicyStatementJson } from '../support/iam-evaluator';
import { AttachedPolicies, assertWithinIamLimits, policiesOf, resolveIntrinsics } from '../support/template-policies';

const REGION = 'us-east-1';
const PSEUDO = { partition: 'aws', region: REGION, accountId: ACCOUNT };
const OTHER_ACCOUNT = '999988887777';
const SONNET = 'anthropic.claude-sonnet-4-6';
const global = InferenceProfile.fromInferenceProfileId(`global.${SONNET}`);
const us = InferenceProfile.fromInferenceProfileId(`us.${SONNET}`);
const ENV: Environment = { region: REGION, account: ACCOUNT };
const usCall: GrantedProfile = { account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: us.inferenceProfileId, destinationRegions: us.destinationRegions(REGION) };
const QUIET = { monitoring: CrisMonitoring.none() };

function lambdaRole(scope: Construct, id = 'Role'): iam.Role {
  return new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

function profileOf({ inferenceProfileId }: GrantedProfile): InferenceProfile {
  return InferenceProfile.fromInferenceProfileId(inferenceProfileId);
}

/** The template of a stack, in which an import from another one is what that exports: of two stacks of one class, the ARNs differ. */
function templateOf(stack: Stack): Record<string, unknown> {
  const stacks = stack.node.root.node.children.filter(Stack.isStack);
  const exported = new Map(stacks.flatMap((one) => {
    const template = Template.fromStack(one).toJSON();
    const outputs = Object.values((template.Outputs ?? {}) as Record<string, { Value: unknown; Export?: { Name: string } }>);
    return outputs.flatMap(({ Value, Export }) => (Export ? [[Export.Name, `${String(resolveIntrinsics(Value, template, PSEUDO))}${one.stackName}`] as const] : []));
  }));
  return JSON.parse(JSON.stringify(Template.fromStack(stack).toJSON()), (_, value: { 'Fn::ImportValue'?: string } | null) => {
    const name = value?.['Fn::ImportValue'];
    return name === undefined ? value : exported.get(name);
  }) as Record<string, unknown>;
}

/** The policies of a role, within IAM's limits by exact count, in which no Sid and no statement stands twice. */
function policiesOfRole(stack: Stack, id = 'Role1ABCC5F0'): AttachedPolicies {
  const policies = policiesOf(templateOf(stack), id, PSEUDO);
  assertWithinIamLimits(policies);
  // An update holds the former ones and the new ones.
  expect(policies.managed.length).toBeLessThanOrEqual(10);
  const statements = all(policies).flatMap(({ Statement }) => Statement);
  const sids = statements.flatMap(({ Sid }) => Sid ?? []);
  expect([sids, statements.map((statement) => JSON.stringify(statement))].map((list) => list.filter((one, index) => list.indexOf(one) !== index))).toEqual([[], []]);
  return policies;
}

function all({ inline, managed }: AttachedPolicies): PolicyDocumentJson[] {
  return [...inline, ...managed];
}

function refusedCalls(documents: PolicyDocumentJson[], granted: readonly GrantedProfile[]): string[] {
  return granted.filter((call) => INVOKE_ACTIONS.some((action) => !callIsAllowed(documents, { ...call, action }))).map(({ inferenceProfileId }) => inferenceProfileId);
}

function warningIds(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => /\[ack: (.+)\]$/.exec(String(entry.data))?.[1] ?? String(entry.data));
}

const CONTEXTS: [string, AppProps['context']][] = [['', {}], [', merged', { '@aws-cdk/aws-iam:minimizePolicies': true }]];

describe.each(CONTEXTS)('many grants to one role%s', (_, context) => {
  const stackIn = () => new Stack(new App({ context }), 'Stack', { env: ENV });
  const limited = (documents: PolicyDocumentJson[], granted: GrantedProfile[]) => expect(refusedCalls(documents, granted)).toEqual([]);

  test.each([3, 10, 25, 40])('of %d profiles, by a facade each', (count) => {
    const stack = stackIn();
    const role = lambdaRole(stack);
    const granted = profilesFrom(REGION, count);
    for (const one of granted) InferenceProfileGrants.of(stack, [profileOf(one)]).invoke(role).assertSuccess();
    limited(all(policiesOfRole(stack)), granted);
  });

  test('of 60 profiles, by one facade', () => {
    const stack = stackIn();
    const granted = profilesFrom(REGION, 60);
    InferenceProfileGrants.of(stack, granted.map(profileOf)).invoke(lambdaRole(stack)).assertSuccess();
    limited(all(policiesOfRole(stack)), granted);
  });

  test.each([1, 20])('of the same %d profiles, five times by five facades: one copy', (count) => {
    const granted = profilesFrom(REGION, count);
    const documents = (times: number) => {
      const stack = stackIn();
      const role = lambdaRole(stack);
      for (let time = 0; time < times; time++) InferenceProfileGrants.of(stack, granted.map(profileOf)).invoke(role).assertSuccess();
      return all(policiesOfRole(stack));
    };
    expect(documents(5)).toEqual(documents(1));
    limited(documents(5), granted);
  });

  test('of overlapping profiles, and of other actions besides', () => {
    const stack = stackIn();
    const role = lambdaRole(stack);
    const granted = profilesFrom(REGION, 30);
    for (const [from, to] of [[0, 5], [3, 20], [0, 30], [3, 20]]) {
      const grants = InferenceProfileGrants.of(stack, granted.slice(from, to).map(profileOf));
      grants.invoke(role).assertSuccess();
      grants.getInferenceProfile(role).assertSuccess();
      grants.listInferenceProfiles(role).assertSuccess();
    }
    limited(all(policiesOfRole(stack)), granted);
  });
});

test('a grant waits for the policy that holds its statements, wherever they were placed first', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const role = lambdaRole(stack);
  const profiles = profilesFrom(REGION, 30).map(profileOf);
  const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') });
  InferenceProfileGrants.of(stack, profiles).invoke(role);
  InferenceProfileGrants.of(stack, profiles).invoke(role).applyBefore(fn);
  const template = Template.fromStack(stack);
  const [{ DependsOn }] = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources('AWS::IAM::ManagedPolicy'))));
});

describe('workloads of several stacks with one role', () => {
  /** Two stacks of one class, and a third one with the role. */
  function app(props: { explicitDeny?: ExplicitDeny; costTags?: { team: string } }, env: Environment = ENV) {
    const root = new App();
    const home = new Stack(root, 'Home', { env });
    const role = lambdaRole(home);
    const stacks = ['First', 'Second'].map((id) => new Stack(root, id, { env }));
    const workloads = stacks.map((stack) => new CrisWorkload(stack, 'Assistant', { role, inferenceProfiles: [us], ...QUIET, ...props }));
    return { root, home, stacks, workloads };
  }
  const applicationOf = (stack: Stack) => {
    const [id] = Object.keys(Template.fromStack(stack).findResources('AWS::Bedrock::ApplicationInferenceProfile'));
    return `arn:aws:bedrock:${REGION}:${ACCOUNT}:application-inference-profile/${id}${stack.stackName}`;
  };

  test.each<[string, Environment]>([['of a known account', ENV], ['of any account', { region: REGION }]])('with cost tags, %s: each calls its application profile', (_, env) => {
    const { root, home, stacks } = app({ costTags: { team: 'search' } }, env);
    expect(() => root.synth()).not.toThrow();
    const documents = all(policiesOfRole(home));
    for (const stack of stacks) {
      const call = { sourceRegion: REGION, arn: applicationOf(stack), systemProfileId: us.inferenceProfileId, modelId: SONNET, destinationRegions: usCall.destinationRegions };
      expect(everyEvaluation(call).filter((request) => !allows(documents, request))).toEqual([]);
    }
    expect(refusedCalls(documents, [usCall])).toEqual([us.inferenceProfileId]);
  });

  test('without cost tags: the same statements stand there once', () => {
    const documents = all(policiesOfRole(app({}).home));
    expect(documents.flatMap(({ Statement }) => Statement)).toHaveLength(2);
    expect(refusedCalls(documents, [usCall])).toEqual([]);
  });

  test.each<[string, Environment]>([['of a known account', ENV], ['of any account', { region: REGION }]])('with cost tags and a deny, %s: no cycle, and the deny holds', (_, env) => {
    const { root, home } = app({ costTags: { team: 'search' }, explicitDeny: ExplicitDeny.globalInference() }, env);
    expect(() => root.synth()).not.toThrow();
    const template = templateOf(home);
    const { inline, managed } = policiesOf(template, 'Role1ABCC5F0', PSEUDO);
    const allowed: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const call = evaluations({ account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: global.inferenceProfileId });
    expect(call.map((request) => decide([...inline, ...managed, allowed], request))).toEqual(['ExplicitDeny', 'Allowed', 'ExplicitDeny']);
  });

  test('a role of one of them, with cost tags and a deny in the other', () => {
    const root = new App();
    const [home, here] = ['Home', 'Here'].map((id) => new Stack(root, id, { env: ENV }));
    const role = lambdaRole(home);
    const workload = new CrisWorkload(here, 'Assistant', { role, inferenceProfiles: [us], costTags: { team: 'search' }, explicitDeny: ExplicitDeny.outsideSourceRegions([REGION]), ...QUIET });
    expect(() => root.synth()).not.toThrow();
    expect(workload.denyPolicy).toBeDefined();
    const call = { sourceRegion: REGION, arn: applicationOf(here), systemProfileId: us.inferenceProfileId, modelId: SONNET, destinationRegions: usCall.destinationRegions };
    expect(everyEvaluation(call).filter((request) => !allows(all(policiesOfRole(home)), request))).toEqual([]);
  });

  test('one stack with two workloads of one role', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const role = lambdaRole(stack);
    for (const id of ['First', 'Second']) new CrisWorkload(stack, id, { role, inferenceProfiles: [us], ...QUIET, costTags: { team: id }, explicitDeny: ExplicitDeny.globalInference() });
    const { inline, managed } = policiesOf(templateOf(stack), 'Role1ABCC5F0', PSEUDO);
    assertWithinIamLimits({ inline, managed });
    expect(inline).toHaveLength(1);
  });
});

describe('a role of another account', () => {
  const definitions: [string, (stack: Stack, role: iam.IRole) => unknown, string][] = [
    ['granted to', (stack, role) => InferenceProfileGrants.of(stack, [us]).invoke(role), 'grantee'],
    ['granted to read', (stack, role) => InferenceProfileGrants.of(stack, [us]).getInferenceProfile(role), 'grantee'],
    ['denied', (stack, role) => new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.globalInference(), roles: [role] }), 'roles'],
    ['of a workload', (stack, role) => new CrisWorkload(stack, 'Assistant', { role, inferenceProfiles: [us] }), 'grantee'],
  ];
  const roles: [string, (stack: Stack) => iam.IRole][] = [
    ['by ARN', (stack) => iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${OTHER_ACCOUNT}:role/developers`)],
    ['by ARN, not mutable', (stack) => iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${OTHER_ACCOUNT}:role/developers`, { mutable: false })],
    ['of another stack', (stack) => lambdaRole(new Stack(stack.node.root as App, 'There', { env: { region: REGION, account: OTHER_ACCOUNT } }))],
  ];

  test.each(definitions.flatMap(([what, define, prop]) => roles.map(([how, roleOf]) => [what, how, define, roleOf, prop] as const)))('%s, %s, is an error', (_, __, define, roleOf, prop) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    expect(() => define(stack, roleOf(stack))).toThrow(new Error(
      `${prop}: it is in the account "${OTHER_ACCOUNT}", where this stack, in "${ACCOUNT}", cannot write policies;` +
      ' define this in a stack in that account, or give toDocument() to whoever manages the policies there'));
  });

  test('takes the document by other means', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const document = resolveIntrinsics(stack.resolve(InferenceProfileGrants.of(stack, [us, global]).toDocument()), {}, PSEUDO) as PolicyDocumentJson;
    expect(refusedCalls([document], [usCall, { account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: global.inferenceProfileId }])).toEqual([]);
  });
});

describe('a role that takes no policy updates', () => {
  const roles: [string, (stack: Stack) => iam.IRole][] = [
    ['withoutPolicyUpdates', (stack) => lambdaRole(stack).withoutPolicyUpdates()],
    ['mutable: false', (stack) => iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/developers`, { mutable: false })],
  ];

  test.each(roles)('%s: neither what is allowed nor what is denied is attached, with a warning', (_, roleOf) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const role = roleOf(stack);
    const workload = new CrisWorkload(stack, 'Assistant', { role, inferenceProfiles: [us], explicitDeny: ExplicitDeny.globalInference(), ...QUIET });
    const template = Template.fromStack(stack);
    const policies = [...Object.values(template.findResources('AWS::IAM::Policy')), ...Object.values(template.findResources('AWS::IAM::ManagedPolicy'))];
    // The deny is a policy of its own, attached to nothing.
    expect(policies.map(({ Properties }) => Properties.Roles as unknown)).toEqual([undefined]);
    expect(workload.denyPolicy).toBeDefined();
    expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('ManagedPolicyArns');
    expect(new Set(warningIds(stack))).toEqual(new Set(['cdk-bedrock-cris::policiesManagedElsewhere']));
  });

  test.each(roles)('%s: a grant says so', (_, roleOf) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    InferenceProfileGrants.of(stack, [us]).invoke(roleOf(stack));
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    expect(warningIds(stack)).toEqual(['cdk-bedrock-cris::policiesManagedElsewhere']);
  });
});

test('a role that a stack of another account imports takes nothing: a workload of its own account says so', () => {
  const app = new App();
  const [there, here] = [new Stack(app, 'There', { env: { region: REGION, account: OTHER_ACCOUNT } }), new Stack(app, 'Here', { env: ENV })];
  const role = iam.Role.fromRoleArn(there, 'Role', `arn:aws:iam::${ACCOUNT}:role/developers`);
  new CrisWorkload(here, 'Assistant', { role, inferenceProfiles: [us], explicitDeny: ExplicitDeny.globalInference(), ...QUIET });
  expect(new Set(warningIds(here))).toEqual(new Set(['cdk-bedrock-cris::policiesManagedElsewhere']));
  expect(Template.fromStack(there).toJSON()).not.toHaveProperty('Resources');
});

describe('a source Region that is a token, of a role in another stack', () => {
  const granted = (home: Environment | undefined, sourceRegions?: string[]) => {
    const app = new App();
    const [there, here] = [new Stack(app, 'There', { env: home }), new Stack(app, 'Here')];
    const role = lambdaRole(there);
    const grants = InferenceProfileGrants.of(here, [global], { sourceRegions });
    grants.invoke(role);
    grants.listInferenceProfiles(role);
    return { here, documents: all(policiesOfRole(there)) };
  };
  const call: GrantedProfile = { account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: global.inferenceProfileId };

  test('is the Region of that stack, with a warning', () => {
    const { here, documents } = granted(ENV);
    expect(refusedCalls(documents, [call])).toEqual([]);
    Annotations.fromStack(here).hasWarning('/Here', 'grantee: the Region of the stack Here is a token, so the source Region of these grants is us-east-1, the Region of the stack There, which has the policies;' +
      ' calls from another Region are denied; give sourceRegions, or the stack Here a Region [ack: cdk-bedrock-cris::sourceRegionOfRole]');
    expect(warningIds(here)).toHaveLength(1);
  });

  test.each<[string, Environment | undefined, string[] | undefined]>([
    ['that has no Region either', undefined, undefined], ['by the name of a Region', ENV, ['eu-west-1']],
  ])('%s: no warning', (_, home, sourceRegions) => {
    const { here, documents } = granted(home, sourceRegions);
    expect(refusedCalls(documents, [{ ...call, sourceRegion: sourceRegions?.[0] ?? REGION }])).toEqual([]);
    expect(warningIds(here)).toEqual([]);
  });
});

describe('a role that is looked up', () => {
  test('is let through on the first pass, where the CDK knows nothing of it yet', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const role = iam.Role.fromLookup(stack, 'Role', { roleName: 'developers' });
    new CrisWorkload(stack, 'Assistant', { role, inferenceProfiles: [us], costTags: { team: 'search' }, explicitDeny: ExplicitDeny.globalInference() });
    new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.globalInference(), roles: [role] });
    expect(app.synth().manifest.missing).toHaveLength(1);
  });

  test('gets what is allowed and what is denied on the second', () => {
    const define = (context: Record<string, unknown>) => {
      const app = new App({ context });
      const stack = new Stack(app, 'Stack', { env: ENV });
      const role = iam.Role.fromLookup(stack, 'Role', { roleName: 'developers' });
      new CrisWorkload(stack, 'Assistant', { role, inferenceProfiles: [us], explicitDeny: ExplicitDeny.globalInference(), ...QUIET });
      return { app, stack };
    };
    const [{ key }] = define({}).app.synth().manifest.missing!;
    const { stack } = define({ [key]: [{ Arn: `arn:aws:iam::${ACCOUNT}:role/developers` }] });
    const policies = policiesOfRole(stack, 'developers');
    expect(refusedCalls(all(policies), [usCall])).toEqual([]);
    expect(policies.managed).toHaveLength(2);
  });
});

describe('one existing identity, granted to by a stack in each of three Regions', () => {
  const REGIONS = ['us-east-1', 'eu-west-1', 'ap-northeast-1'];
  const identities: [string, (stack: Stack) => iam.IGrantable][] = [
    ['a role', (stack) => iam.Role.fromRoleName(stack, 'Existing', 'existing')],
    ['a user', (stack) => iam.User.fromUserName(stack, 'Existing', 'existing')],
    ['a group', (stack) => iam.Group.fromGroupName(stack, 'Existing', 'existing') as unknown as iam.IGrantable],
  ];

  // An inline policy is known by its name: the last deployment would have replaced the others, and the first deletion would end all.
  test.each(identities)('%s: no policy takes the place of another', (_, existing) => {
    const app = new App();
    const stacks = REGIONS.map((region) => new Stack(app, `Stack-${region}`, { env: { region, account: ACCOUNT } }));
    for (const stack of stacks) InferenceProfileGrants.of(stack, [global]).invoke(existing(stack));
    for (const [index, stack] of stacks.entries()) {
      const template = Template.fromStack(stack);
      template.resourceCountIs('AWS::IAM::Policy', 0);
      const [policy, ...others] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
      expect([others, policy.Properties.ManagedPolicyName]).toEqual([[], undefined]);
      const { managed } = policiesOf(template.toJSON(), 'existing', { ...PSEUDO, region: REGIONS[index] });
      expect(refusedCalls(managed, [{ account: ACCOUNT, sourceRegion: REGIONS[index], inferenceProfileId: global.inferenceProfileId }])).toEqual([]);
    }
  });
});

describe('an inline policy that is filled by others', () => {
  const filled = (count: number, grant: boolean) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const role = lambdaRole(stack);
    for (let index = 0; index < count; index++) {
      role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'b'.repeat(40)}${index}/*`], conditions: { StringEquals: { 'aws:PrincipalTag/a': `${index}` } } }));
    }
    if (grant) InferenceProfileGrants.of(stack, [global]).invoke(role);
    return () => (stack.node.root as App).synth();
  };

  test('is an error beyond what IAM takes', () => {
    expect(filled(60, true)).toThrow(/grantee: the inline policies of this role have 10\d{3} characters or more, and IAM takes 10240/);
  });

  test('and none within, or without a grant', () => {
    expect(filled(40, true)).not.toThrow();
    expect(filled(60, false)).not.toThrow();
  });
});

describe('what is no identity', () => {
  const grants = (stack: Stack) => InferenceProfileGrants.of(stack, [us]);

  test.each<[string, (stack: Stack) => iam.IGrantable]>([
    ['an ARN', () => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/app`)],
    ['a service', () => new iam.ServicePrincipal('lambda.amazonaws.com')],
    ['an account', () => new iam.AccountPrincipal(ACCOUNT)],
    ['a function that is imported by its name', (stack) => lambda.Function.fromFunctionName(stack, 'Named', 'legacy')],
    ['a function that is imported by its ARN', (stack) => lambda.Function.fromFunctionArn(stack, 'Fn', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:assistant`)],
    ['two roles at once', (stack) => new iam.CompositePrincipal(lambdaRole(stack, 'A'), lambdaRole(stack, 'B'))],
  ])('%s gets nothing, with a warning', (_, granteeOf) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    expect(grants(stack).invoke(granteeOf(stack)).success).toBe(false);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    expect(warningIds(stack)).toEqual(['cdk-bedrock-cris::granteeWithoutPolicies']);
  });

  test.each<[string, (role: iam.IRole) => iam.IPrincipal]>([
    ['session tags', (role) => new iam.SessionTagsPrincipal(role)],
    ['conditions', (role) => new iam.PrincipalWithConditions(role, { Bool: { 'aws:MultiFactorAuthPresent': true } })],
  ])('%s around a role are looked through', (_, around) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const call = { account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: global.inferenceProfileId };
    InferenceProfileGrants.of(stack, [global]).invoke(around(lambdaRole(stack)));
    expect(refusedCalls(all(policiesOfRole(stack)), [call])).toEqual([]);
    InferenceProfileGrants.of(stack, [global]).invoke(around(lambdaRole(stack, 'Other').withoutPolicyUpdates()));
    expect(warningIds(stack)).toEqual(['cdk-bedrock-cris::policiesManagedElsewhere']);
  });

  test('a function that is imported with its role has the grants of that', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/assistant`);
    const fn = lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:assistant`, role });
    grants(stack).invoke(fn).assertSuccess();
    expect(refusedCalls(all(policiesOfRole(stack, 'assistant')), [usCall])).toEqual([]);
  });

  test('an app that only reports what its roles need synthesizes', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    iam.Role.customizeRoles(stack, { preventSynthesis: false });
    InferenceProfileGrants.of(stack, profilesFrom(REGION, 30).map(profileOf)).invoke(lambdaRole(stack));
    expect(() => app.synth()).not.toThrow();
  });

  test('the report of roles that are made elsewhere has what is allowed and what is denied', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    iam.Role.customizeRoles(stack);
    const role = lambdaRole(stack);
    const granted = profilesFrom(REGION, 30);
    InferenceProfileGrants.of(stack, granted.map(profileOf)).invoke(role);
    new CrisWorkload(stack, 'Assistant', { role, inferenceProfiles: [us], ...QUIET });
    new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.outsideSourceRegions(['eu-west-1']), roles: [role] });
    const assembly = app.synth();
    const [denied, ...allowed] = reported(assembly.directory);
    expect(refusedCalls(allowed, [...granted, usCall])).toEqual([]);
    expect(evaluations(usCall).map((request) => decide([denied, ...allowed], request))).toContain('ExplicitDeny');
    expect(assembly.getStackByName('Stack').template).not.toHaveProperty('Resources');
  });
});

/** The statements of the only role in CDK's policy report: first those that deny. */
function reported(directory: string): PolicyDocumentJson[] {
  const { roles: [role, ...others] } = JSON.parse(readFileSync(join(directory, 'iam-policy-report.json'), 'utf8').replaceAll('(PARTITION)', 'aws')) as {
    readonly roles: { readonly managedPolicyStatements: PolicyStatementJson[]; readonly identityPolicyStatements: PolicyStatementJson[] }[];
  };
  expect(others).toEqual([]);
  const statements = [...role.managedPolicyStatements, ...role.identityPolicyStatements];
  return ['Deny', 'Allow'].map((effect) => ({ Version: '2012-10-17', Statement: statements.filter(({ Effect }) => Effect === effect) }));
}
