import { App, Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApplicationInferenceProfile, CrisMonitoring, CrisPermissionsBoundary, CrisPermissionsBoundaryProps, CrisWorkload, ExplicitDeny, IInferenceProfile, InferenceProfile, InferenceProfileGrants, ApplicationInferenceProfileSource } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';
import { ALL_CALLS, stopped } from '../organization/service-control-calls';
import { applicationEvaluations, deniedBesides, everyEvaluation, systemProfileEvaluations } from '../support/application-calls';
import { ACCOUNT, profilesFrom } from '../support/catalog-profiles';
import { callIsAllowed, INVOKE_ACTIONS } from '../support/cris-requests';
import { deniedRequests } from '../support/denied-requests';
import { allows, PolicyDocumentJson } from '../support/iam-evaluator';
import { policiesOf, policySize, resolveIntrinsics } from '../support/template-policies';

const MODEL = 'anthropic.claude-sonnet-4-6';
const CALL = { account: ACCOUNT, sourceRegion: 'us-east-1', inferenceProfileId: `global.${MODEL}` };
const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const profile = InferenceProfile.fromInferenceProfileId(`global.${MODEL}`);
const everything = () => new iam.PolicyStatement({ actions: ['*'], resources: ['*'] });
const logs = () => new iam.PolicyStatement({ actions: ['logs:PutLogEvents'], resources: ['*'] });

function stackWith(props: Partial<CrisPermissionsBoundaryProps> = {}, env: Environment = { region: 'us-east-1', account: ACCOUNT }): Stack {
  const stack = new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Stack', { env });
  new CrisPermissionsBoundary(stack, 'Boundary', { inferenceProfiles: [profile], ...props });
  return stack;
}

function boundaryOf(stack: Stack, region = 'us-east-1'): PolicyDocumentJson {
  const template = Template.fromStack(stack);
  const [policy] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
  return resolveIntrinsics(policy.Properties.PolicyDocument, template.toJSON(), { partition: 'aws', region, accountId: ACCOUNT }) as PolicyDocumentJson;
}

test.each([1, 8])('within a boundary of %d profiles an administrator calls these and does nothing else', (count) => {
  const granted = profilesFrom('us-east-1', count);
  const boundary = boundaryOf(stackWith({ inferenceProfiles: granted.map((one) => InferenceProfile.fromInferenceProfileId(one.inferenceProfileId)) }));
  for (const one of granted) {
    for (const action of INVOKE_ACTIONS) expect(callIsAllowed([boundary], { ...one, action })).toBe(true);
    const others = granted.map((other) => other.inferenceProfileId.split('.')[0]);
    expect(deniedRequests(one).filter(([name, request]) => allows([boundary], request) && !(others.includes('global') && /another scope/.test(name)))).toEqual([]);
  }
  expect(allows([boundary], { action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key', context: {} })).toBe(false);
});

test('what our grants give passes the boundary, and what others give does not', () => {
  const stack = stackWith();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  InferenceProfileGrants.of(stack, [profile, InferenceProfile.fromInferenceProfileId(`us.${MODEL}`)]).invoke(role);
  iam.PermissionsBoundary.of(role).apply(stack.node.findChild('Boundary').node.findChild('Resource') as iam.ManagedPolicy);
  const template = Template.fromStack(stack);
  const { inline } = policiesOf(template.toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT });
  const boundary = boundaryOf(stack);
  // Both have to allow: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  const isAllowed = (call: typeof CALL & { destinationRegions?: string[] }) => callIsAllowed(inline, call) && callIsAllowed([boundary], call);
  const us = { ...CALL, inferenceProfileId: `us.${MODEL}`, destinationRegions: ['us-east-1', 'us-east-2', 'us-west-2'] };
  expect(callIsAllowed(inline, us)).toBe(true);
  expect([isAllowed(CALL), isAllowed(us)]).toEqual([true, false]);
  template.hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: { Ref: Object.keys(template.findResources('AWS::IAM::ManagedPolicy'))[0] } });
});

test('an application profile is called within a boundary of it, and what it is over is not', () => {
  const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`;
  const application = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(new Stack(), 'Application', { inferenceProfileArn: arn, modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile) });
  const call = { sourceRegion: 'us-east-1', arn, systemProfileId: profile.inferenceProfileId, modelId: MODEL };
  const boundary = boundaryOf(stackWith({ inferenceProfiles: [application], sourceRegions: ['eu-west-1', 'us-east-1'] }));
  expect(everyEvaluation(call).filter((request) => !allows([boundary], request))).toEqual([]);
  expect(deniedBesides(call).filter(([, request]) => allows([boundary], request)).map(([name]) => name)).toEqual([]);
});

test('application profiles of the same app are measured by the longest ARN that they may have', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1', account: ACCOUNT } });
  const applications = [...Array(12).keys()].map((index) => new ApplicationInferenceProfile(stack, `P${index}`, { modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile) }));
  expect(() => new CrisPermissionsBoundary(stack, 'Boundary', { inferenceProfiles: applications })).toThrow(/^inferenceProfiles: the permissions boundary has \d{4} characters, /);
  const longest = (document: PolicyDocumentJson) => policySize(document) + (JSON.stringify(document).match(/application-inference-profile\/[A-Za-z0-9]+/g) ?? []).reduce((sum, arn) => sum + 64 - arn.split('/')[1].length, 0);
  new CrisPermissionsBoundary(stack, 'Fits', { inferenceProfiles: applications.slice(0, 7) });
  expect(longest(boundaryOf(stack))).toBeLessThanOrEqual(6144);
});

test('several source Regions each call the profile, and no other Region does', () => {
  const boundary = boundaryOf(stackWith({ sourceRegions: ['us-east-1', 'eu-west-1'] }));
  expect(['us-east-1', 'eu-west-1', 'eu-north-1'].map((sourceRegion) => callIsAllowed([boundary], { ...CALL, sourceRegion }))).toEqual([true, true, false]);
});

test('in an environment-agnostic stack is for the Region of the deployment', () => {
  const boundary = boundaryOf(stackWith({}, {}), 'sa-east-1');
  expect(['sa-east-1', 'us-east-1'].map((sourceRegion) => callIsAllowed([boundary], { ...CALL, sourceRegion }))).toEqual([true, false]);
});

test('without streaming stops streaming', () => {
  const boundary = boundaryOf(stackWith({ streaming: false }));
  expect(INVOKE_ACTIONS.map((action) => callIsAllowed([boundary], { ...CALL, action }))).toEqual([true, false]);
});

describe('whatever statements allow', () => {
  // Not calls of models, or calls that Amazon Bedrock makes under a role of their own.
  const OTHERS = ALL_CALLS.filter((name) => /^(make|batch job|buy|move|RunInstances|CreateRole|API key|(read )?account retention)/.test(name));
  const us = InferenceProfile.fromInferenceProfileId(`us.${MODEL}`);
  const passing = (document: PolicyDocumentJson) => {
    const without = stopped([document]);
    return ALL_CALLS.filter((name) => !without.includes(name)).sort();
  };

  test.each<[string, IInferenceProfile[], string[] | undefined, string[]]>([
    ['the global profile', [profile], undefined, ['global']],
    ['the global profile from two Regions', [profile], ['us-east-1', 'eu-west-1'], ['global', 'global elsewhere']],
    // The project of the Responses API is no model, and the profile that it names is authorized too.
    ['a geographic profile', [us], undefined, ['us', 'Responses API']],
    ['both', [profile, us], undefined, ['global', 'us', 'Responses API']],
  ])('%s is called, no other profile, and no model in another way', (_, inferenceProfiles, sourceRegions, expected) => {
    const boundary = boundaryOf(stackWith({ inferenceProfiles, sourceRegions, statements: [everything()] }));
    expect(passing(boundary)).toEqual([...expected, ...OTHERS].sort());
  });

  test.each(['bedrock:*', 'bedrock:Invoke*', 'bedrock:InvokeModel'])('%s opens no model', (action) => {
    const boundary = boundaryOf(stackWith({ statements: [new iam.PolicyStatement({ actions: [action, 'bedrock:InvokeModelWithResponseStream'], resources: ['*'] })] }));
    expect(passing(boundary).filter((name) => !OTHERS.includes(name))).toEqual(['global']);
  });

  test.each([
    ['custom-model/anthropic.x/abcdefghijkl'], ['custom-model-deployment/abcdefghijkl'], ['imported-model/abcdefghijkl'], ['provisioned-model/abcdefghijkl'],
    ['prompt-router/abcdefghijkl'], ['default-prompt-router/anthropic.claude:1'], ['marketplace/model-endpoint/all-access'],
  ])('%s is not called', (resource) => {
    const boundary = boundaryOf(stackWith({ statements: [everything()] }));
    for (const action of INVOKE_ACTIONS) {
      expect(allows([boundary], { action, resource: `arn:aws:bedrock:us-east-1:${ACCOUNT}:${resource}`, context: { 'aws:RequestedRegion': 'us-east-1' } })).toBe(false);
    }
  });

  test.each(['global', 'us'])('an application profile over %s is called, and what it is over is not', (scope) => {
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`;
    const inferenceProfile = InferenceProfile.fromInferenceProfileId(`${scope}.${MODEL}`);
    const application = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(new Stack(), 'Application', { inferenceProfileArn: arn, modelSource: ApplicationInferenceProfileSource.inferenceProfile(inferenceProfile) });
    const boundary = boundaryOf(stackWith({ inferenceProfiles: [application], statements: [everything()] }));
    const call = {
      sourceRegion: 'us-east-1',
      arn,
      systemProfileId: inferenceProfile.inferenceProfileId,
      modelId: MODEL,
      ...(scope === 'us' && { destinationRegions: ['us-east-1', 'us-east-2', 'us-west-2'] }),
    };
    expect(everyEvaluation(call).filter((request) => !allows([boundary], request))).toEqual([]);
    expect(systemProfileEvaluations(call).filter((request) => allows([boundary], request))).toEqual([]);
    expect(passing(boundary)).toEqual(OTHERS.sort());
  });

  test('in an environment-agnostic stack the same holds', () => {
    const boundary = boundaryOf(stackWith({ statements: [everything()] }, {}));
    expect(passing(boundary)).toEqual(['global', ...OTHERS].sort());
  });

  test('nothing is streamed where that is switched off', () => {
    const boundary = boundaryOf(stackWith({ streaming: false, statements: [everything()] }));
    expect(INVOKE_ACTIONS.map((action) => callIsAllowed([boundary], { ...CALL, action }))).toEqual([true, false]);
  });

  test('statements allow the rest, and an explicit deny holds against them', () => {
    const boundary = boundaryOf(stackWith({ inferenceProfiles: [us], statements: [everything(), logs()], explicitDeny: ExplicitDeny.globalInference() }));
    expect(allows([boundary, ALLOW_ALL], { action: 'logs:PutLogEvents', resource: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:a`, context: {} })).toBe(true);
    expect(callIsAllowed([boundary], CALL)).toBe(false);
    expect(callIsAllowed([boundary], { ...CALL, inferenceProfileId: us.inferenceProfileId, destinationRegions: ['us-east-1', 'us-east-2', 'us-west-2'] })).toBe(true);
  });
});

test('statements are copied, and stay changeable', () => {
  const statement = logs();
  const stack = stackWith({ statements: [statement] });
  statement.addActions('iam:CreateRole');
  expect(allows([boundaryOf(stack)], { action: 'iam:CreateRole', resource: `arn:aws:iam::${ACCOUNT}:role/new`, context: {} })).toBe(false);
});

describe('application inference profiles that are not in the list', () => {
  const us = InferenceProfile.fromInferenceProfileId(`us.${MODEL}`);
  const destinationRegions = ['us-east-1', 'us-east-2', 'us-west-2'];
  const called = (systemProfileId: string | undefined, sourceRegion = 'us-east-1', account = ACCOUNT) => ({
    sourceRegion,
    arn: `arn:aws:bedrock:${sourceRegion}:${account}:application-inference-profile/k7m2p9q4r1s8`,
    systemProfileId,
    modelId: systemProfileId === undefined ? MODEL : systemProfileId.replace(/^[^.]+\./, ''),
    ...(systemProfileId?.startsWith('us.') && { destinationRegions }),
  });
  const create = (source: string) => ['application-inference-profile/*', `inference-profile/${source}`]
    .map((resource) => ({ action: 'bedrock:CreateInferenceProfile', resource: `arn:aws:bedrock:us-east-1:${ACCOUNT}:${resource}`, context: { 'aws:RequestedRegion': 'us-east-1' } }));
  const pad = (length: number) => new iam.PolicyStatement({ actions: [`pad:${'a'.repeat(length)}`], resources: ['*'] });

  test('do not work by default, although what they are over is in the list', () => {
    const boundary = boundaryOf(stackWith({ statements: [everything()] }));
    expect(everyEvaluation(called(profile.inferenceProfileId)).every((request) => allows([boundary], request))).toBe(false);
    expect(callIsAllowed([boundary], CALL)).toBe(true);
  });

  describe.each<[string, Partial<CrisPermissionsBoundaryProps>, boolean]>([
    ['with source Regions in ARNs', {}, false], ['with everything else allowed', { statements: [everything()] }, false],
    ['with source Regions in a condition', { statements: [pad(2_550)] }, true], ['with both', { statements: [everything(), pad(2_500)] }, true],
  ])('%s', (_, props, inCondition) => {
    const boundaryWith = (...inferenceProfiles: IInferenceProfile[]) => boundaryOf(stackWith({ inferenceProfiles, applicationInferenceProfiles: true, sourceRegions: ['us-east-1', 'us-west-2'], ...props }));
    const boundary = boundaryWith(profile);
    const fails = (document: PolicyDocumentJson, call: ReturnType<typeof called>) => everyEvaluation(call).some((request) => !allows([document], request));

    test('work if the option is on, from each source Region, over the models of the list', () => {
      expect(JSON.stringify(boundary).includes(`:bedrock:*:${ACCOUNT}:inference-profile/`)).toBe(inCondition);
      for (const call of [called(profile.inferenceProfileId), called(profile.inferenceProfileId, 'us-west-2'), called(undefined)]) expect(fails(boundary, call)).toBe(false);
      expect(fails(boundaryWith(profile, us), called(us.inferenceProfileId))).toBe(false);
      expect(['us-east-1', 'us-west-2', 'us-east-2'].map((sourceRegion) => callIsAllowed([boundary], { ...CALL, sourceRegion }))).toEqual([true, true, false]);
    });

    test('do not work from another Region or account, over another model, nor over a global profile where none is in the list', () => {
      const arnOnly = (call: ReturnType<typeof called>) => INVOKE_ACTIONS.filter((action) => allows([boundary], { action, resource: call.arn, context: { 'aws:RequestedRegion': call.sourceRegion } }));
      expect([called(profile.inferenceProfileId, 'us-east-2'), called(profile.inferenceProfileId, 'us-east-1', '999988887777')].flatMap(arnOnly)).toEqual([]);
      for (const value of ['application', 'system'] as const) {
        const other = called('global.anthropic.claude-opus-5');
        const requests = INVOKE_ACTIONS.flatMap((action) => applicationEvaluations(other, value, action)).filter(({ resource }) => resource.includes(':foundation-model/'));
        expect(requests.filter((request) => allows([boundary], request))).toEqual([]);
        const throughGlobal = INVOKE_ACTIONS.map((action) => applicationEvaluations(called(profile.inferenceProfileId), value, action));
        expect(throughGlobal.filter((evaluations) => evaluations.every((request) => allows([boundaryWith(us)], request)))).toEqual([]);
      }
    });

    test('open no other profile, and no model in another way', () => {
      const without = boundaryOf(stackWith({ sourceRegions: ['us-east-1', 'us-west-2'], ...props }));
      const nowStopped = stopped([boundary]);
      // Of one over another profile of a model in the list, a policy sees only the key, and where its model is processed.
      const overOthers = props.statements?.length === 1 && inCondition ? [] : ['AIP over us, key: AIP', 'AIP over zz, key: AIP'];
      expect(stopped([without]).filter((name) => !nowStopped.includes(name)).sort()).toEqual(['AIP over global, key: AIP', 'AIP over global, key: system', ...overOthers]);
      expect([profile, us].map((one) => create(one.inferenceProfileId).every((request) => allows([boundary, ALLOW_ALL], request)))).toEqual([true, false]);
    });
  });

  test('in a boundary, cost tags of a workload work', () => {
    const stack = stackWith({ applicationInferenceProfiles: true });
    const workload = new CrisWorkload(stack, 'Workload', { inferenceProfiles: [profile], costTags: { team: 'search' }, monitoring: CrisMonitoring.none() });
    iam.PermissionsBoundary.of(workload.role).apply(stack.node.findChild('Boundary').node.findChild('Resource') as iam.ManagedPolicy);
    const template = Template.fromStack(stack);
    const roleId = stack.getLogicalId(workload.role.node.defaultChild as iam.CfnRole);
    const { inline } = policiesOf(template.toJSON(), roleId, { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT });
    const [arn] = JSON.stringify(inline).match(/arn:aws:bedrock:us-east-1:\d+:application-inference-profile\/\w+/)!;
    const evaluations = everyEvaluation({ ...called(profile.inferenceProfileId), arn });
    expect(evaluations.filter((request) => !allows(inline, request) || !allows([boundaryOf(stack)], request))).toEqual([]);
  });
});

describe('enforced guardrails', () => {
  const MANAGEMENT = '999988887777';
  const enforced = `arn:aws:bedrock:us-east-1:${MANAGEMENT}:guardrail/a1b2c3d4e5f6`;
  const route = (region: string) => `arn:aws:bedrock:${region}:${MANAGEMENT}:guardrail-profile/us.guardrail.v1:0`;
  const mayApply = (boundary: PolicyDocumentJson, resource: string) => allows([boundary], { action: 'bedrock:ApplyGuardrail', resource, context: { 'aws:RequestedRegion': 'us-east-1' } });

  test('may be applied by a role that has the grants, which is otherwise refused', () => {
    const stack = stackWith({ enforcedGuardrails: [enforced] });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    InferenceProfileGrants.of(stack, [profile], { enforcedGuardrails: [enforced] }).invoke(role);
    const { inline } = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT });
    const apply = { action: 'bedrock:ApplyGuardrail', resource: enforced, context: { 'aws:RequestedRegion': 'us-east-1' } };
    expect(allows(inline, apply)).toBe(true);
    expect([boundaryOf(stackWith()), boundaryOf(stack)].map((boundary) => allows([boundary], apply))).toEqual([false, true]);
  });

  test.each<[string, Partial<CrisPermissionsBoundaryProps>]>([
    ['in ARNs', {}], ['in a condition', { statements: [new iam.PolicyStatement({ actions: [`pad:${'a'.repeat(3_800)}`], resources: ['*'] })], sourceRegions: ['us-east-1', 'us-east-2', 'us-west-2'] }],
  ])('with source Regions %s, are the only ones, in the Regions of their profile, and open no model', (_, props) => {
    const boundary = boundaryOf(stackWith({ enforcedGuardrails: [enforced, route('us-east-1')], ...props }));
    expect([enforced, ...['us-east-1', 'us-east-2', 'us-west-2'].map(route)].filter((arn) => !mayApply(boundary, arn))).toEqual([]);
    expect([`${enforced}x`, enforced.replace(MANAGEMENT, ACCOUNT), route('us-west-1')].filter((arn) => mayApply(boundary, arn))).toEqual([]);
    expect(callIsAllowed([boundary], CALL)).toBe(true);
    expect(deniedRequests(CALL).filter(([, request]) => allows([boundary], request)).map(([name]) => name)).toEqual([]);
  });

  test('count for the size, and are checked like those of a workload', () => {
    const many = [...Array(90).keys()].map((index) => `${enforced.slice(0, -3)}${String(index).padStart(3, '0')}`);
    expect(() => stackWith({ enforcedGuardrails: many })).toThrow('not even one profile fits: give fewer statements, denies or enforced guardrails');
    expect(() => stackWith({ enforcedGuardrails: [] })).toThrow(new Error('enforcedGuardrails: the list is empty; give at least one, or leave it out'));
    expect(() => stackWith({ enforcedGuardrails: [enforced.replace('us-east-1', 'eu-west-1')] })).toThrow(/^enforcedGuardrails: .* is in the Region "eu-west-1"/);
  });
});

test('takes a name', () => {
  Template.fromStack(stackWith({ managedPolicyName: 'cris-boundary' })).hasResourceProperties('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'cris-boundary' });
});

test('a name is there once in an account, whatever the Region and its case', () => {
  const app = new App();
  const define = (id: string, region: string, managedPolicyName?: string, account: string | undefined = ACCOUNT) =>
    new CrisPermissionsBoundary(new Stack(app, id, { env: { region, account: account || undefined } }), 'Boundary', { inferenceProfiles: [profile], managedPolicyName });
  define('First', 'us-east-1', 'cris-boundary');
  expect(() => define('Second', 'eu-west-1', 'Cris-Boundary')).toThrow(new Error(
    'managedPolicyName: "Cris-Boundary" is the name of First/Boundary already, and IAM has one policy of a name in an account, for all Regions; ' +
    'give another name, or leave it out, or give one boundary several sourceRegions'));
  expect(() => [define('Third', 'eu-west-1', 'other'), define('None', 'eu-west-1'), define('Again', 'us-east-1'), define('Account', 'us-east-1', 'cris-boundary', '999988887777'),
    define('Unknown', 'us-east-1', 'cris-boundary', '')]).not.toThrow();
});

describe('source Regions that do not fit into each ARN', () => {
  const offered = [...CATALOG.profiles.get(`global.${MODEL}`)!.sourceRegions!].sort((one, other) => Number(other === 'us-east-1') - Number(one === 'us-east-1'));
  const [REGIONS, others] = [offered.slice(0, 17), offered.slice(17)];
  const us = InferenceProfile.fromInferenceProfileId(`us.${MODEL}`);
  const few = ['us-east-1', 'us-east-2', 'us-west-2'];
  const padding = new iam.PolicyStatement({ actions: [`pad:${'a'.repeat(4_000)}`], resources: ['*'] });
  // The padding is what makes the one form too long, so both forms are of the same profiles and Regions.
  const inArns = boundaryOf(stackWith({ inferenceProfiles: [profile, us], sourceRegions: few.slice(0, 2), statements: [everything()] }));
  const inCondition = boundaryOf(stackWith({ inferenceProfiles: [profile, us], sourceRegions: few.slice(0, 2), statements: [everything(), padding] }));
  const isInCondition = (document: PolicyDocumentJson) => JSON.stringify(document).includes(`:bedrock:*:${ACCOUNT}:inference-profile/`);

  test('are named by a condition, and each call is decided alike', () => {
    expect([inArns, inCondition].map(isInCondition)).toEqual([false, true]);
    expect(stopped([inCondition])).toEqual(stopped([inArns]));
    for (const sourceRegion of few) {
      for (const call of [{ ...CALL, sourceRegion }, { ...CALL, sourceRegion, inferenceProfileId: us.inferenceProfileId, destinationRegions: few }]) {
        expect([sourceRegion, call.inferenceProfileId, callIsAllowed([inCondition], call)]).toEqual([sourceRegion, call.inferenceProfileId, sourceRegion !== 'us-west-2']);
        expect(callIsAllowed([inArns], call)).toBe(sourceRegion !== 'us-west-2');
      }
    }
  });

  test.each<[string, iam.PolicyStatement[]]>([['nothing', []], ['logs', [logs()]]])('with statements that allow %s, the same calls are allowed, and no other', (_, statements) => {
    const boundary = boundaryOf(stackWith({ inferenceProfiles: [profile], sourceRegions: REGIONS, statements }));
    expect(isInCondition(boundary)).toBe(true);
    const allowedFrom = [...REGIONS, ...others].filter((sourceRegion) => callIsAllowed([boundary], { ...CALL, sourceRegion }));
    expect(allowedFrom).toEqual(REGIONS);
    for (const sourceRegion of REGIONS) expect(deniedRequests({ ...CALL, sourceRegion }).filter(([, request]) => allows([boundary], request)).map(([name]) => name)).toEqual([]);
  });

  test('an application profile is called from its Region', () => {
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`;
    const application = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(new Stack(), 'Application', { inferenceProfileArn: arn, modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile) });
    const call = { sourceRegion: 'us-east-1', arn, systemProfileId: profile.inferenceProfileId, modelId: MODEL };
    const boundary = boundaryOf(stackWith({ inferenceProfiles: [application, us], sourceRegions: REGIONS }));
    expect(isInCondition(boundary)).toBe(true);
    expect(everyEvaluation(call).filter((request) => !allows([boundary], request))).toEqual([]);
    expect(systemProfileEvaluations(call).filter((request) => allows([boundary], request))).toEqual([]);
  });

  test('of one source Region are a condition too, where more profiles do not fit otherwise', () => {
    const granted = profilesFrom('us-east-1', 24);
    const inferenceProfiles = granted.map((one) => InferenceProfile.fromInferenceProfileId(one.inferenceProfileId));
    for (const statements of [[logs()], [everything()]]) {
      const boundary = boundaryOf(stackWith({ inferenceProfiles, statements }));
      expect(isInCondition(boundary)).toBe(true);
      expect(granted.filter((one) => !callIsAllowed([boundary], one))).toEqual([]);
      expect(granted.filter((one) => callIsAllowed([boundary], { ...one, sourceRegion: 'eu-north-1' }))).toEqual([]);
      const ids = granted.map((one) => one.inferenceProfileId);
      const unlisted = [...CATALOG.profiles.keys()].filter((id) => !ids.includes(id) && /^(us|global)\./.test(id));
      expect(unlisted.length).toBeGreaterThan(0);
      const destinationRegions = ['us-east-1', 'us-east-2', 'us-west-2'];
      expect(unlisted.filter((inferenceProfileId) => callIsAllowed([boundary], { ...CALL, inferenceProfileId, ...(!inferenceProfileId.startsWith('global.') && { destinationRegions }) }))).toEqual([]);
    }
  });

  test('in an environment-agnostic stack the one is that of the deployment', () => {
    const granted = profilesFrom('us-east-1', 40).filter((one) => one.inferenceProfileId.startsWith('global.')).slice(0, 14);
    const boundary = boundaryOf(stackWith({ inferenceProfiles: granted.map((one) => InferenceProfile.fromInferenceProfileId(one.inferenceProfileId)), statements: [everything()] }, {}), 'us-east-1');
    expect(isInCondition(boundary)).toBe(true);
    expect(granted.filter((one) => !callIsAllowed([boundary], one))).toEqual([]);
    expect(granted.filter((one) => callIsAllowed([boundary], { ...one, sourceRegion: 'us-west-2' }))).toEqual([]);
  });

  test.each([[17, 20]])('%d Regions and %d profiles fit', (regions, profiles) => {
    const inferenceProfiles = [...CATALOG.profiles.keys()].filter((id) => id.startsWith('global.')).slice(0, profiles).map((id) => InferenceProfile.fromInferenceProfileId(id));
    const boundary = boundaryOf(stackWith({ inferenceProfiles, sourceRegions: REGIONS.slice(0, regions), statements: [logs()] }));
    expect(policySize(boundary)).toBeLessThanOrEqual(6144);
  });
});

describe('the size', () => {
  const padded = (length: number) => [new iam.PolicyStatement({ actions: [`pad:${'a'.repeat(length)}`], resources: ['*'] })];
  const inArns = 6144 - policySize(boundaryOf(stackWith({ statements: padded(1) }))) + 1;
  const free = inArns + 1 + 6144 - policySize(boundaryOf(stackWith({ statements: padded(inArns + 1) })));

  test('of 6144 characters is accepted, in ARNs and then by a condition, and of 6145 refused', () => {
    for (const length of [inArns, free]) expect(policySize(boundaryOf(stackWith({ statements: padded(length) })))).toBe(6144);
    expect(() => stackWith({ statements: padded(free + 1) })).toThrow(new Error(
      'inferenceProfiles: the permissions boundary has 6145 characters, and a managed policy holds 6144; ' +
      'not even one profile fits: give fewer statements, denies or enforced guardrails'));
    expect(() => stackWith({ statements: padded(free + 1), sourceRegions: ['us-east-1', 'us-west-2'] })).toThrow(
      'not even one profile fits: give fewer sourceRegions, statements, denies or enforced guardrails');
  });

  test('of an environment-agnostic stack is that of the longest partition and Region', () => {
    const tokens = (length: number) => stackWith({ statements: padded(length) }, {});
    expect(() => tokens(free)).toThrow('inferenceProfiles: the permissions boundary has');
    expect(() => tokens(free - 200)).not.toThrow();
  });

  test('says how many profiles are too many, and as many fewer fit', () => {
    const many = profilesFrom('us-east-1', 40).map((one) => InferenceProfile.fromInferenceProfileId(one.inferenceProfileId));
    const error = (() => {
      try {
        return String(stackWith({ inferenceProfiles: many }));
      } catch (thrown) {
        return (thrown as Error).message;
      }
    })();
    const [, size, over, fit] = /^inferenceProfiles: the permissions boundary has (\d+) characters, and a managed policy holds 6144; (\d+) of the 40 profiles are too many: give at most the first (\d+), or divide the roles over several boundaries$/.exec(error)!.map(Number);
    expect(size).toBeGreaterThan(6144);
    expect(over + fit).toBe(40);
    expect(() => stackWith({ inferenceProfiles: many.slice(0, fit) })).not.toThrow();
    expect(() => stackWith({ inferenceProfiles: many.slice(0, fit + 1) })).toThrow('1 of the');
  });
});

describe('bad input', () => {
  test.each<[string, Partial<CrisPermissionsBoundaryProps>, string]>([
    ['no profiles', { inferenceProfiles: [] }, 'inferenceProfiles: the list is empty; give at least one'],
    ['no Region', { sourceRegions: ['Ireland'] }, 'sourceRegions: "Ireland" is not a Region; give a name like "eu-west-1"'],
    ['a deny that stops its own profile', { explicitDeny: ExplicitDeny.globalInference() },
      `explicitDeny: it denies "global.${MODEL}" from the source Region "us-east-1", which inferenceProfiles is there to allow; leave the profile out, or the deny`],
  ])('%s is refused', (_, props, message) => {
    expect(() => stackWith(props)).toThrow(new Error(message));
  });
});
