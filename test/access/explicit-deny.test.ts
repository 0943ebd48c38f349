import { App, CfnOutput, CfnParameter, Environment, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, CrisDenyPolicy, DataRetentionMode, ExplicitDeny, Geography, InferenceProfile, InferenceProfileGrants } from '../../src';
import { stackIn, warningsOf } from '../profile/stack-warnings';
import { applicationEvaluations, CONDITION_VALUES } from '../support/application-calls';
import { ACCOUNT } from '../support/catalog-profiles';
import { directModelCall, evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { AuthorizationRequest, decide, PolicyDocumentJson } from '../support/iam-evaluator';
import { policiesOf, resolveIntrinsics } from '../support/template-policies';

const MODEL = 'anthropic.claude-sonnet-4-6';
const OTHER_MODEL = 'amazon.nova-2-lite-v1:0';
const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'bedrock:*', Resource: '*' }] };
const DESTINATIONS = ['us-east-1', 'us-east-2', 'us-west-2'];

type Action = typeof INVOKE_ACTIONS[number];
type Call = (action: Action) => AuthorizationRequest[];

/** Calls that a deny may or may not stop, each as the evaluations that all have to pass. */
const CALLS: Record<string, Call> = {
  'global from us-east-1': through(`global.${MODEL}`, 'us-east-1'),
  'global of another model': through(`global.${OTHER_MODEL}`, 'us-east-1'),
  'global from eu-west-1': through(`global.${MODEL}`, 'eu-west-1'),
  'us from us-east-1': through(`us.${MODEL}`, 'us-east-1'),
  'us from us-west-2': through(`us.${MODEL}`, 'us-west-2'),
  'direct in us-east-1': (action) => [directModelCall({ region: 'us-east-1', modelId: MODEL, action })],
  'direct in eu-west-1': (action) => [directModelCall({ region: 'eu-west-1', modelId: MODEL, action })],
  ...Object.fromEntries(['first', 'second'].flatMap((id) => [
    ...['global', 'us'].flatMap((scope) => CONDITION_VALUES.map((value) => [`${id} application over ${scope} (key: ${value})`, throughApplication(id, value, scope)])),
    [`${id} application over a model (key: application)`, throughApplication(id, 'application')],
    // Should the key not be there where a model is called through an application profile.
    [`${id} application over a model (no key)`, (action: Action) => throughApplication(id, 'application')(action)
      .map((request) => ({ ...request, context: { ...request.context, 'bedrock:InferenceProfileArn': undefined } }))],
  ])) as Record<string, Call>,
  'prompt router': (action) => [{ action, resource: arnOf('prompt-router/a1b2c3d4e5f6'), context: IN_US_EAST_1 }],
  'make an application over global': make(arnOf(`inference-profile/global.${MODEL}`)),
  'make an application over us': make(arnOf(`inference-profile/us.${MODEL}`)),
  'make an application over a model': make(`arn:aws:bedrock:us-east-1::foundation-model/${MODEL}`),
  'move throughput to the model': moveThroughput(MODEL),
  'move throughput to another model': moveThroughput(OTHER_MODEL),
};
const IN_US_EAST_1 = { 'aws:RequestedRegion': 'us-east-1' };

function arnOf(resource: string): string {
  return `arn:aws:bedrock:us-east-1:${ACCOUNT}:${resource}`;
}

function through(inferenceProfileId: string, sourceRegion: string): Call {
  return (action) => evaluations({ account: ACCOUNT, sourceRegion, inferenceProfileId, destinationRegions: inferenceProfileId.startsWith('us.') ? DESTINATIONS : undefined, action });
}

function throughApplication(id: string, value: typeof CONDITION_VALUES[number], scope?: string): Call {
  return (action) => applicationEvaluations({
    sourceRegion: 'us-east-1',
    arn: arnOf(`application-inference-profile/${id}`),
    modelId: MODEL,
    ...(scope !== undefined && { systemProfileId: `${scope}.${MODEL}` }),
    ...(scope === 'us' && { destinationRegions: DESTINATIONS }),
  }, value, action);
}

/** Authorized on what is made and on what that is over (Service Authorization Reference). */
function make(over: string): Call {
  return () => [arnOf('application-inference-profile/*'), over].map((resource) => ({ action: 'bedrock:CreateInferenceProfile', resource, context: IN_US_EAST_1 }));
}

function moveThroughput(model: string): Call {
  return () => [arnOf('provisioned-model/a1b2c3d4e5f6'), `arn:aws:bedrock:us-east-1::foundation-model/${model}`]
    .map((resource) => ({ action: 'bedrock:UpdateProvisionedModelThroughput', resource, context: IN_US_EAST_1 }));
}

function denyDocuments(deny: ExplicitDeny, region?: string): PolicyDocumentJson[] {
  const stack = new Stack(new App(), 'Stack', { env: { region } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  new CrisDenyPolicy(stack, 'Deny', { deny, roles: [role] });
  return policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT }).managed;
}

function stopped(deny: ExplicitDeny, region?: string): string[] {
  return stoppedBy([ALLOW_ALL, ...denyDocuments(deny, region)]);
}

function stoppedBy(documents: readonly PolicyDocumentJson[]): string[] {
  return Object.entries(CALLS)
    .filter(([, call]) => {
      const outcomes = INVOKE_ACTIONS.map((action) => call(action).some((request) => decide(documents, request) !== 'Allowed'));
      expect(outcomes[0]).toBe(outcomes[1]);
      return outcomes[0];
    })
    .map(([name]) => name);
}

const named = (...patterns: RegExp[]) => Object.keys(CALLS).filter((name) => patterns.some((pattern) => pattern.test(name)));
const EVERY_GLOBAL = named(/^global/, /^(first|second) application over global/);
const profile = (scope: string) => InferenceProfile.fromInferenceProfileId(`${scope}.${MODEL}`);
const application = (id: string, modelSource: ApplicationInferenceProfileSource) => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(new Stack(), 'Application', {
  inferenceProfileArn: arnOf(`application-inference-profile/${id}`), modelSource,
});
const firstOver = (scope?: string) => application('first', scope === undefined
  ? ApplicationInferenceProfileSource.foundationModel({ modelId: MODEL })
  : ApplicationInferenceProfileSource.inferenceProfile(profile(scope)));

/** What a role has that may call all of these profiles, from two Regions. */
function grantDocuments(): PolicyDocumentJson[] {
  const stack = stackIn('us-east-1');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const global = [profile('global'), InferenceProfile.fromInferenceProfileId(`global.${OTHER_MODEL}`)];
  InferenceProfileGrants.of(stack, global, { sourceRegions: ['us-east-1', 'eu-west-1'] }).invoke(role);
  InferenceProfileGrants.of(stack, [profile('us')], { sourceRegions: ['us-east-1', 'us-west-2'] }).invoke(role);
  for (const scope of ['global', 'us']) InferenceProfileGrants.of(stack, [firstOver(scope)]).invoke(role);
  const { inline, managed } = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT });
  return [...inline, ...managed];
}

test('without a deny every call passes', () => {
  const outcomes = Object.values(CALLS).flatMap((call) => INVOKE_ACTIONS.flatMap((action) => call(action).map((request) => decide([ALLOW_ALL], request))));
  expect(new Set(outcomes)).toEqual(new Set(['Allowed']));
});

test.each<[string, ExplicitDeny, string[]]>([
  ['globalInference stops global calls, through application profiles too, and nothing else', ExplicitDeny.globalInference(), EVERY_GLOBAL],
  ['outsideProfiles stops every other profile, application profiles and routers too, and no direct call', ExplicitDeny.outsideProfiles([profile('us')]),
    named(/^global/, /^(first|second) application/, /^prompt router/)],
  // All calls of the first go through one application profile, so they pass whatever it is over.
  ['outsideProfiles of an application profile leaves that usable, with what it is over, whatever the key holds', ExplicitDeny.outsideProfiles([firstOver('us')]),
    named(/^global/, /^second application/, /^prompt router/)],
  ['outsideProfiles of an application profile over a model leaves no other usable', ExplicitDeny.outsideProfiles([firstOver()]),
    named(/^global/, /^us/, /^second application/, /^prompt router/)],
  ['outsideProfiles with application profiles leaves those over listed profiles usable, and over models',
    ExplicitDeny.outsideProfiles([profile('us')], { applicationInferenceProfiles: true }), [...EVERY_GLOBAL, 'prompt router', 'make an application over global']],
  ['outsideProfiles of a global profile, with application profiles, leaves those over it usable',
    ExplicitDeny.outsideProfiles([profile('global')], { applicationInferenceProfiles: true }),
    // Over another profile, one that exists is told by the key only if that holds the system-defined profile.
    ['global of another model', ...named(/^us/, /over us \(key: system\)$/, /^prompt router/), 'make an application over us']],
  ['outsideGeographies stops those of others, and global ones', ExplicitDeny.outsideGeographies([Geography.US]), [...EVERY_GLOBAL, 'prompt router', 'make an application over global']],
  ['outsideModels stops other models, moving throughput to them too, and routers', ExplicitDeny.outsideModels([{ modelId: MODEL }]),
    ['global of another model', 'prompt router', 'move throughput to another model']],
  ['outsideProviders stops other providers alike', ExplicitDeny.outsideProviders(['anthropic']), ['global of another model', 'prompt router', 'move throughput to another model']],
  ['outsideSourceRegions stops profiles in other Regions, whatever the destinations', ExplicitDeny.outsideSourceRegions(['us-east-1']), ['global from eu-west-1', 'us from us-west-2']],
  ['mantle stops none of these', ExplicitDeny.mantle(), []],
  ['promptRouters stops routers, and no model or profile', ExplicitDeny.promptRouters(), ['prompt router']],
  ['apiKeys stops no call with AWS credentials', ExplicitDeny.all(ExplicitDeny.apiKeys(), ExplicitDeny.longTermApiKeys()), []],
  ['outsideDataRetentionModes stops no call', ExplicitDeny.outsideDataRetentionModes([DataRetentionMode.NONE]), []],
  ['all stops what any of them stops', ExplicitDeny.all(ExplicitDeny.globalInference(), ExplicitDeny.outsideSourceRegions(['us-east-1'])), [...EVERY_GLOBAL, 'us from us-west-2']],
  ['all of different lists stops what any of them stops', ExplicitDeny.all(ExplicitDeny.outsideGeographies([Geography.US]), ExplicitDeny.outsideModels([{ modelId: OTHER_MODEL }])),
    named(/^(?!make an application over (us|a model)|move throughput to another)/)],
])('%s', (_, deny, expected) => {
  expect(stopped(deny).sort()).toEqual([...expected].sort());
  expect(stopped(deny, 'us-east-1').sort()).toEqual([...expected].sort());

  // Over what this library grants: of that, the same.
  const granted = grantDocuments();
  const beyond = stoppedBy(granted);
  expect(Object.keys(CALLS).length - beyond.length).toBe(10);
  expect(stoppedBy([...granted, ...denyDocuments(deny)]).sort()).toEqual([...new Set([...beyond, ...expected])].sort());
});

test('a global call is refused on the profile itself, so that the error names it', () => {
  const documents = [ALLOW_ALL, ...denyDocuments(ExplicitDeny.globalInference())];
  expect(CALLS['global from us-east-1']('bedrock:InvokeModel').map((request) => decide(documents, request))).toEqual(['ExplicitDeny', 'Allowed', 'ExplicitDeny']);
});

test('actions outside of inference are never denied', () => {
  const documents = [ALLOW_ALL, ...denyDocuments(ExplicitDeny.all(ExplicitDeny.globalInference(), ExplicitDeny.outsideProfiles([profile('us')]), ExplicitDeny.outsideSourceRegions(['us-east-1'])))];
  for (const action of ['bedrock:ListInferenceProfiles', 'bedrock:GetInferenceProfile', 'bedrock:CreateModelInvocationJob']) {
    expect(decide(documents, { action, resource: '*', context: { 'aws:RequestedRegion': 'eu-west-1' } })).toBe('Allowed');
  }
});

test('the deny wins over the grants of a workload that was given the same profile', () => {
  const documents = [...denyDocuments(ExplicitDeny.globalInference())];
  expect(documents.flatMap((document) => document.Statement)).toHaveLength(2);
  expect(documents.flatMap((document) => document.Statement).every((statement) => statement.Effect === 'Deny')).toBe(true);
});

test('the document can be composed into a policy of your own', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
  const document = ExplicitDeny.globalInference().toDocument(stack);
  document.addStatements(new iam.PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: ['*'] }));
  const resolved = resolveIntrinsics(stack.resolve(document), {}, { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT }) as PolicyDocumentJson;
  const decisions = ['global from us-east-1', 'us from us-east-1'].map((name) => CALLS[name]('bedrock:InvokeModel').every((request) => decide([resolved], request) === 'Allowed'));
  expect(decisions).toEqual([false, true]);
});

test('application inference profiles that stay usable are measured by the longest ARN that they may have', () => {
  const sizeOf = (count: number): number => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1', account: ACCOUNT } });
    const modelSource = ApplicationInferenceProfileSource.foundationModel({ modelId: MODEL });
    const profiles = [...Array(count).keys()].map((index) => new ApplicationInferenceProfile(stack, `P${index}`, { modelSource }));
    new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.outsideProfiles(profiles) });
    const template = Template.fromStack(stack);
    const [policy] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const document = JSON.stringify(resolveIntrinsics(policy.Properties.PolicyDocument, template.toJSON(), { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT }));
    return document.replace(/application-inference-profile\/\w+/g, `application-inference-profile/${'x'.repeat(64)}`).length;
  };
  const one = sizeOf(2) - sizeOf(1);
  const fit = Math.floor((6144 - sizeOf(1)) / one) + 1;
  expect(sizeOf(fit)).toBeLessThanOrEqual(6144);
  expect(() => sizeOf(fit + 1)).toThrow(`deny: the policy has ${sizeOf(1) + fit * one} characters, and a managed policy holds 6144; `);
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

  const referenced = (account: string, options?: iam.FromRoleArnOptions, env: Environment = { region, account: ACCOUNT }) => {
    const stack = new Stack(new App(), 'Stack', { env });
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${account}:role/developers`, options);
    return { stack, define: () => new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.globalInference(), roles: [role] }) };
  };

  test('with one list cannot have another of its kind, which would deny all, and can have the same again', () => {
    const denied = (...denies: ExplicitDeny[]) => {
      const stack = stackIn('us-east-1');
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      denies.forEach((deny, index) => new CrisDenyPolicy(stack, `Deny${index}`, { deny, roles: [role] }));
    };
    const other = ExplicitDeny.all(ExplicitDeny.mantle(), ExplicitDeny.outsideProfiles([profile('global')]));
    expect(() => denied(ExplicitDeny.outsideProfiles([profile('us')]), other)).toThrow(new Error(
      'deny: the construct Stack/Role has "outsideProfiles" with another list already, and what the one list leaves usable, the other denies; give both the same list'));
    expect(() => denied(other, other, ExplicitDeny.outsideProviders(['anthropic']), ExplicitDeny.globalInference())).not.toThrow();
  });

  test('only referenced, get the deny', () => {
    const { stack, define } = referenced(ACCOUNT);
    define();
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: ['developers'] });
  });

  test('that take no policy updates do not, with a warning', () => {
    const { stack, define } = referenced(ACCOUNT, { mutable: false });
    define();
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: Match.absent() });
    expect(warningsOf(stack).map(({ path, id }) => [path, id])).toEqual([['/Stack/Deny', 'cdk-bedrock-cris::policiesManagedElsewhere']]);
  });

  test.each<[string, iam.FromRoleArnOptions]>([['', {}], [', mutable: false', { mutable: false }]])('in another account are refused, because the deny would bind nobody%s', (_, options) => {
    expect(referenced('999988887777', options).define).toThrow(new Error(
      'roles: it is in the account "999988887777", where this stack, in "111122223333", cannot write policies;' +
      ' define this in a stack in that account, or give toDocument() to whoever manages the policies there'));
  });

  test('of an account that is known at deployment only are not judged', () => {
    expect(referenced('999988887777', {}, { region }).define).not.toThrow();
  });
});

describe('bad input', () => {
  const twice = (kind: string) => `denies: "${kind}" is there twice, and what the one list leaves usable, the other denies; give one list`;
  const us = () => ExplicitDeny.outsideProfiles([profile('us')]);

  // Each is refused where it is made.
  test.each<[string, () => unknown, string]>([
    ['no denies', () => ExplicitDeny.all(), 'denies: the list is empty; give at least one'],
    ['two lists of profiles', () => ExplicitDeny.all(us(), ExplicitDeny.outsideProfiles([profile('global')])), twice('outsideProfiles')],
    ['two lists of profiles, one of them in another deny', () => ExplicitDeny.all(us(), ExplicitDeny.all(ExplicitDeny.globalInference(), us())), twice('outsideProfiles')],
    ['two lists of geographies', () => ExplicitDeny.all(ExplicitDeny.outsideGeographies([Geography.US]), ExplicitDeny.outsideGeographies([Geography.EU])), twice('outsideGeographies')],
    ['two lists of models', () => ExplicitDeny.all(...[MODEL, OTHER_MODEL].map((modelId) => ExplicitDeny.outsideModels([{ modelId }]))), twice('outsideModels')],
    ['two lists of providers', () => ExplicitDeny.all(...['amazon', 'meta'].map((provider) => ExplicitDeny.outsideProviders([provider]))), twice('outsideProviders')],
    ['two lists of Regions', () => ExplicitDeny.all(...['us-east-1', 'eu-west-1'].map((one) => ExplicitDeny.outsideSourceRegions([one]))), twice('outsideSourceRegions')],
    ['two lists of modes', () => ExplicitDeny.all(...[DataRetentionMode.NONE, DataRetentionMode.DEFAULT].map((mode) => ExplicitDeny.outsideDataRetentionModes([mode]))),
      twice('outsideDataRetentionModes')],
    ['no modes', () => ExplicitDeny.outsideDataRetentionModes([]), 'ExplicitDeny.outsideDataRetentionModes: the list is empty; give at least one'],
    ['a mode twice', () => ExplicitDeny.outsideDataRetentionModes([DataRetentionMode.NONE, DataRetentionMode.NONE]), 'ExplicitDeny.outsideDataRetentionModes: "none" is given twice; leave one out'],
    ['what is no mode', () => ExplicitDeny.outsideDataRetentionModes(['never' as DataRetentionMode]),
      'ExplicitDeny.outsideDataRetentionModes: ["never"] is not a list, each of which is one of none, default, aws_review, provider_data_share, inherit; give one'],
    ['no profiles', () => ExplicitDeny.outsideProfiles([]), 'ExplicitDeny.outsideProfiles: the list is empty; give at least one'],
    ['a profile twice', () => ExplicitDeny.outsideProfiles([profile('us'), profile('us')]), `ExplicitDeny.outsideProfiles: "us.${MODEL}" is given twice; leave one out`],
    ['no geographies', () => ExplicitDeny.outsideGeographies([]), 'ExplicitDeny.outsideGeographies: the list is empty; give at least one'],
    ['a geography twice', () => ExplicitDeny.outsideGeographies([Geography.US, Geography.of('us')]), 'ExplicitDeny.outsideGeographies: "us" is given twice; leave one out'],
    ['no models', () => ExplicitDeny.outsideModels([]), 'ExplicitDeny.outsideModels: the list is empty; give at least one'],
    ['a model twice', () => ExplicitDeny.outsideModels([{ modelId: MODEL }, { modelId: MODEL }]), `ExplicitDeny.outsideModels: "${MODEL}" is given twice; leave one out`],
    ['a profile as a model', () => ExplicitDeny.outsideModels([{ modelId: `us.${MODEL}` }]),
      `model: "us.${MODEL}" starts with the prefix of an inference profile; give "${MODEL}", or use InferenceProfile.fromInferenceProfileId`],
    ['no providers', () => ExplicitDeny.outsideProviders([]), 'ExplicitDeny.outsideProviders: the list is empty; give at least one'],
    ['a provider twice', () => ExplicitDeny.outsideProviders(['amazon', 'amazon']), 'ExplicitDeny.outsideProviders: "amazon" is given twice; leave one out'],
    ['a list of providers that is a token', () => ExplicitDeny.outsideProviders(new CfnParameter(new Stack(), 'List', { type: 'CommaDelimitedList' }).valueAsList),
      'ExplicitDeny.outsideProviders: the list is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
    // Each would deny every model: with the pattern of a profile, of a name, of a model.
    ...['us', 'global', 'Anthropic', 'anthropic.*', 'anthropic.claude-sonnet-4-6', '*', ''].map((provider): [string, () => unknown, string] => (
      [`"${provider}" as a provider`, () => ExplicitDeny.outsideProviders(['amazon', provider]),
        `ExplicitDeny.outsideProviders: "${provider}" is not a model provider; give one as foundation model IDs begin with it, like "anthropic"`]
    )),
    ['no Regions', () => ExplicitDeny.outsideSourceRegions([]), 'ExplicitDeny.outsideSourceRegions: the list is empty; give the Regions that stay usable'],
    ['no Region', () => ExplicitDeny.outsideSourceRegions(['global']), 'ExplicitDeny.outsideSourceRegions: "global" is not a Region; give a name like "eu-west-1"'],
  ])('%s: an error', (_, attempt, message) => {
    expect(attempt).toThrow(new Error(message));
  });

  test('the same deny without a list may be there twice, and stands there once', () => {
    const both = ExplicitDeny.all(ExplicitDeny.globalInference(), ExplicitDeny.globalInference());
    expect(denyDocuments(both)).toEqual(denyDocuments(ExplicitDeny.globalInference()));
  });

  const LISTS: Record<string, [whole: ExplicitDeny, halves: ExplicitDeny[]]> = {
    profiles: [ExplicitDeny.outsideProfiles([profile('us'), profile('global')]), [ExplicitDeny.outsideProfiles([profile('us')]), ExplicitDeny.outsideProfiles([profile('global')])]],
    geographies: [
      ExplicitDeny.outsideGeographies([Geography.US, Geography.EU]), [ExplicitDeny.outsideGeographies([Geography.US]), ExplicitDeny.outsideGeographies([Geography.EU])],
    ],
    models: [
      ExplicitDeny.outsideModels([{ modelId: MODEL }, { modelId: OTHER_MODEL }]),
      [ExplicitDeny.outsideModels([{ modelId: MODEL }]), ExplicitDeny.outsideModels([{ modelId: OTHER_MODEL }])],
    ],
    providers: [ExplicitDeny.outsideProviders(['anthropic', 'amazon']), [ExplicitDeny.outsideProviders(['anthropic']), ExplicitDeny.outsideProviders(['amazon'])]],
    regions: [
      ExplicitDeny.outsideSourceRegions(['us-east-1', 'eu-west-1']), [ExplicitDeny.outsideSourceRegions(['us-east-1']), ExplicitDeny.outsideSourceRegions(['eu-west-1'])],
    ],
  };

  test.each(Object.entries(LISTS))('a list of %s that is divided denies what the whole one leaves usable, as the error says', (_, [whole, halves]) => {
    const divided = stoppedBy([ALLOW_ALL, ...halves.flatMap((half) => denyDocuments(half))]);
    expect(divided).toEqual(expect.arrayContaining(stopped(whole)));
    expect(divided.length).toBeGreaterThan(stopped(whole).length);
  });

  test('denies of different kinds stop the same in a policy each as together, as the error says', () => {
    const denies = [...Object.values(LISTS).map(([whole]) => whole), ExplicitDeny.globalInference(), ExplicitDeny.mantle()];
    for (const one of denies) {
      for (const other of denies.filter((deny) => deny !== one)) {
        expect(stoppedBy([ALLOW_ALL, ...denyDocuments(one), ...denyDocuments(other)])).toEqual(stopped(ExplicitDeny.all(one, other)));
      }
    }
  });

  test('more than a policy holds is refused with what to do', () => {
    const many = [...Array(80).keys()].map((index) => InferenceProfile.fromInferenceProfileId(`us.vendor.model-${index}`));
    expect(() => denyDocuments(ExplicitDeny.outsideProfiles(many))).toThrow(
      /^deny: the policy has \d+ characters, and a managed policy holds 6144; name fewer profiles, models or Regions, or put denies of different kinds into a policy each\. /);
  });
});

test('what was given is copied', () => {
  const regions = ['us-east-1'];
  const profiles = [profile('us')];
  const deny = ExplicitDeny.all(ExplicitDeny.outsideSourceRegions(regions), ExplicitDeny.outsideProfiles(profiles));
  const before = denyDocuments(deny);
  regions.push('eu-west-1');
  profiles.push(profile('global'));
  expect(denyDocuments(deny)).toEqual(before);
});

test('a Region that the catalog does not know is a warning: a slip would deny every other one', () => {
  const stack = stackIn('eu-west-1');
  new CrisDenyPolicy(stack, 'Deny', { deny: ExplicitDeny.outsideSourceRegions(['eu-west-1', 'eu-wast-2']) });
  expect(warningsOf(stack).map(({ id, message }) => [id, message.split(';')[0]])).toEqual([
    ['cdk-bedrock-cris::unknownRegion', expect.stringMatching(/^ExplicitDeny\.outsideSourceRegions: the catalog of [\d-]+ knows no Region eu-wast-2$/)],
  ]);
});
