import { App, Aws, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CrisMonitoring, CrisWorkload, CrisWorkloadProps, ExplicitDeny, Geography, InferenceProfile, InferenceProfileGrants } from '../src';
import { ACCOUNT } from './support/catalog-profiles';
import { callIsAllowed } from './support/cris-requests';
import { policiesOf } from './support/template-policies';

const OPUS = 'global.anthropic.claude-opus-5';
const SONNET = 'global.anthropic.claude-sonnet-5';
const profile = InferenceProfile.fromInferenceProfileId(OPUS);

const agnostic = () => new Stack(new App(), 'Stack');
const inIreland = () => new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });

function define(props: Partial<CrisWorkloadProps> = {}, stack = inIreland()) {
  return { stack, workload: new CrisWorkload(stack, 'Workload', { inferenceProfiles: [profile], ...props }) };
}

function roleCalls(stack: Stack, role: iam.IRole, sourceRegion: string, inferenceProfileId = OPUS): boolean {
  const { inline, managed } = policiesOf(Template.fromStack(stack).toJSON(), stack.getLogicalId(role.node.defaultChild as iam.CfnRole),
    { partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT });
  return callIsAllowed([...inline, ...managed], { account: ACCOUNT, sourceRegion, inferenceProfileId });
}

describe('with only inference profiles', () => {
  test('there is a role for Lambda that may call, and the monitoring of the stack watches the profile', () => {
    const { stack, workload } = define();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] } });
    expect(roleCalls(stack, workload.role, 'eu-west-1')).toBe(true);
    expect(workload.monitoring).toBe(CrisMonitoring.of(stack));
    expect(workload.monitoring!.alarmsOf(profile)!.alarms).toHaveLength(5);
    expect(workload.denyPolicy).toBeUndefined();
  });

  test('it defines a role and its policy, and a second workload no more than that', () => {
    const { stack } = define();
    new CrisWorkload(stack, 'Second', { inferenceProfiles: [profile] });
    const own = (id: string) => stack.node.findChild(id).node.findAll().filter((construct) => (construct as { cfnResourceType?: string }).cfnResourceType !== undefined).length;
    expect([own('Workload'), own('Second')]).toEqual([2, 2]);
  });

  test('the environment names what is granted', () => {
    const { workload } = define({ inferenceProfiles: [profile, InferenceProfile.fromInferenceProfileId(SONNET)] });
    expect(workload.environment).toEqual({
      BEDROCK_INFERENCE_PROFILE_ID: OPUS, BEDROCK_INFERENCE_PROFILE_IDS: `${OPUS},${SONNET}`, BEDROCK_SOURCE_REGION: 'eu-west-1',
    });
  });

  test('an environment-agnostic stack has the same parts, and no warning but that nobody is told', () => {
    const { stack, workload } = define({}, agnostic());
    const resources = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map((resource) => resource.Type).sort();
    const known = Object.values(Template.fromStack(define().stack).toJSON().Resources as Record<string, { Type: string }>).map((resource) => resource.Type).sort();
    expect(resources).toEqual(known);
    expect(stack.resolve(workload.environment).BEDROCK_SOURCE_REGION).toEqual({ Ref: 'AWS::Region' });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
    expect(warnings).toEqual([expect.stringContaining('cdk-bedrock-cris::noAlarmActions')]);
  });
});

describe('every part can be replaced', () => {
  test('by a role that exists', () => {
    const stack = inIreland();
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    const { workload } = define({ role }, stack);
    expect(workload.role).toBe(role);
    expect(workload.grantPrincipal).toBe(role.grantPrincipal);
    expect(roleCalls(stack, role, 'eu-west-1')).toBe(true);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] } }, 0);
  });

  // As `fn.role` of a function that is only referenced.
  test('by one that is undefined, which is a warning beside the new role', () => {
    const { stack, workload } = define({ role: undefined });
    expect(roleCalls(stack, workload.role, 'eu-west-1')).toBe(true);
    Annotations.fromStack(stack).hasWarning('/Stack/Workload', Match.stringLikeRegexp('^role: undefined was given, .*Role\\.fromRoleArn.* \\[ack: cdk-bedrock-cris::roleUndefined\\]$'));
    Annotations.fromStack(define().stack).hasNoWarning('/Stack/Workload', Match.anyValue());
  });

  test('by another service that assumes the role', () => {
    const { stack } = define({ assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'ecs-tasks.amazonaws.com' } }] } });
  });

  test('by a monitoring of the user\'s own', () => {
    const stack = inIreland();
    const monitoring = new CrisMonitoring(stack, 'Own', { alarms: { throttles: { threshold: 25, evaluationPeriods: 1 } } });
    expect(define({}, stack).workload.monitoring).toBe(monitoring);
    const alarm = monitoring.alarmsOf(profile)!.throttles!.node.defaultChild as CfnAlarm;
    expect([alarm.threshold, alarm.evaluationPeriods]).toEqual([25, 1]);
  });

  test('by that of another stack of the same account and Region, which then watches both', () => {
    const app = new App();
    const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id, { env: { region: 'eu-west-1', account: ACCOUNT } }));
    const one = new CrisWorkload(first, 'Workload', { inferenceProfiles: [profile] });
    const other = new CrisWorkload(second, 'Workload', { inferenceProfiles: [InferenceProfile.fromInferenceProfileId(SONNET)], monitoring: one.monitoring });
    expect(other.monitoring).toBe(one.monitoring);
    expect(one.monitoring!.alarmsOf(other.inferenceProfiles[0])!.alarms).toHaveLength(5);
    const types = Object.values(Template.fromStack(second).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type).sort();
    expect(types).toEqual(['AWS::IAM::Policy', 'AWS::IAM::Role']);
    expect(second.dependencies).toEqual([]);
  });

  test('by none, which leaves the role', () => {
    const { stack, workload } = define({ monitoring: CrisMonitoring.none() });
    const types = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map((resource) => resource.Type).sort();
    expect(types).toEqual(['AWS::IAM::Policy', 'AWS::IAM::Role']);
    expect([workload.monitoring!.dashboard, workload.monitoring!.trailFilters, workload.monitoring!.alarmsOf(profile)]).toEqual([undefined, undefined, undefined]);
  });
});

describe('an explicit deny', () => {
  const regional = InferenceProfile.fromInferenceProfileId('eu.anthropic.claude-sonnet-4-5-20250929-v1:0');

  test('is attached to the role and stops what it names', () => {
    const { stack, workload } = define({ inferenceProfiles: [regional], explicitDeny: ExplicitDeny.globalInference() });
    InferenceProfileGrants.of(stack, [profile]).invoke(workload);
    expect(workload.denyPolicy).toBeDefined();
    expect(roleCalls(stack, workload.role, 'eu-west-1')).toBe(false);
  });

  test.each<[string, ExplicitDeny]>([
    ['global calls', ExplicitDeny.globalInference()],
    ['other profiles', ExplicitDeny.outsideProfiles([regional])],
    ['other source Regions', ExplicitDeny.outsideSourceRegions(['us-east-1'])],
    ['several things, one of them this', ExplicitDeny.all(ExplicitDeny.outsideSourceRegions(['eu-west-1']), ExplicitDeny.globalInference())],
  ])('of %s is refused where it stops what the workload is for', (_, explicitDeny) => {
    expect(() => define({ explicitDeny })).toThrow(expect.objectContaining({
      constructPath: 'Stack/Workload',
      message: `explicitDeny: it denies "${OPUS}" from the source Region "eu-west-1", which inferenceProfiles is there to allow; leave the profile out, or the deny`,
    }));
  });

  test('of other geographies is refused for a profile of one of them only', () => {
    const explicitDeny = ExplicitDeny.outsideGeographies([Geography.US]);
    expect(() => define({ inferenceProfiles: [regional], explicitDeny })).toThrow(/^explicitDeny: it denies "eu\./);
    expect(() => define({ inferenceProfiles: [regional], explicitDeny: ExplicitDeny.outsideGeographies([Geography.EU]) })).not.toThrow();
  });

  test('is refused in an environment-agnostic stack too', () => {
    expect(() => define({ explicitDeny: ExplicitDeny.globalInference() }, agnostic())).toThrow(/from the source Region "the Region of the stack"/);
  });

  test('that is too large is refused for its size, not for what it would deny', () => {
    const many = Array.from({ length: 60 }, (_, index) => InferenceProfile.fromInferenceProfileId(`eu.anthropic.${'m'.repeat(40)}${index}`));
    expect(() => define({ explicitDeny: ExplicitDeny.outsideProfiles(many) })).toThrow(expect.objectContaining({
      constructPath: 'Stack/Workload/Deny', message: expect.stringMatching(/^deny: the policy has \d+ characters, and a managed policy holds 6144; /),
    }));
  });

  test('that leaves the profiles is accepted, also where the Region is a token', () => {
    const explicitDeny = ExplicitDeny.all(ExplicitDeny.outsideProfiles([profile]), ExplicitDeny.outsideSourceRegions(['eu-west-1']));
    expect(define({ explicitDeny }).workload.denyPolicy).toBeDefined();
    expect(define({ explicitDeny }, agnostic()).workload.denyPolicy).toBeDefined();
  });

  test('of a role of another stack is in the stack of the role, one for each workload', () => {
    const app = new App();
    const [home, first, second] = ['Home', 'First', 'Second'].map((id) => new Stack(app, id, { env: { region: 'eu-west-1', account: ACCOUNT } }));
    const role = new iam.Role(home, 'Own', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    const denies = [first, second].map((stack) => define({ role, inferenceProfiles: [regional], explicitDeny: ExplicitDeny.globalInference() }, stack).workload.denyPolicy!);
    expect(denies.map((deny) => Stack.of(deny))).toEqual([home, home]);
    // Short, so that names of policies stay within what IAM takes.
    expect(denies.map(({ node }) => node.id)).toEqual([expect.stringMatching(/^Deny-\w{8}$/), expect.stringMatching(/^Deny-\w{8}$/)]);
    InferenceProfileGrants.of(home, [profile]).invoke(role);
    expect(roleCalls(home, role, 'eu-west-1')).toBe(false);
  });

  test.each([undefined, '999988887777'])('of a role that a stack of another account imports warns as its grants do, in a stack for the account %s', (account) => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account } });
    const importing = new Stack(stack.node.root as App, 'Importing', { env: { region: 'eu-west-1', account: ACCOUNT } });
    const role = iam.Role.fromRoleArn(importing, 'Own', 'arn:aws:iam::999988887777:role/own');
    const { workload } = define({ role, inferenceProfiles: [regional], explicitDeny: ExplicitDeny.globalInference() }, stack);
    expect(Stack.of(workload.denyPolicy!)).toBe(stack);
    Annotations.fromStack(stack).hasWarning('/Stack/Workload', Match.stringLikeRegexp('^grantee: .+ takes no policy updates'));
    Annotations.fromStack(stack).hasWarning('/Stack/Workload/Deny', Match.stringLikeRegexp('^roles: .+ takes no policy updates'));
  });
});

test('grants reach further principals, and the workload is a grantee', () => {
  const { stack, workload } = define();
  const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') });
  workload.grants.invoke(fn);
  new logs.LogGroup(stack, 'Logs').grantWrite(workload);
  expect(roleCalls(stack, fn.role!, 'eu-west-1')).toBe(true);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] })]) } });
});

describe('several source Regions', () => {
  test('are all granted and shown; alarms are for the Region of the stack', () => {
    const { stack, workload } = define({ sourceRegions: ['eu-central-1', 'eu-west-1'] });
    expect([roleCalls(stack, workload.role, 'eu-west-1'), roleCalls(stack, workload.role, 'eu-central-1'), roleCalls(stack, workload.role, 'eu-north-1')]).toEqual([true, true, false]);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 6);
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'))).toContain('eu-central-1');
    expect(workload.environment.BEDROCK_SOURCE_REGION).toBe('eu-west-1');
  });

  test('a stack in none of them warns that nothing can be watched from there', () => {
    const { stack, workload } = define({ sourceRegions: ['us-east-1', 'us-west-2'] });
    expect(workload.monitoring).toBeUndefined();
    expect(workload.environment.BEDROCK_SOURCE_REGION).toBe('us-east-1');
    Annotations.fromStack(stack).hasWarning('/Stack/Workload', Match.stringLikeRegexp('^Stack is in eu-west-1, .* \\(us-east-1, us-west-2\\).*cdk-bedrock-cris::sourceRegionNotMonitored'));
    Template.fromStack(stack).resourceCountIs('AWS::Logs::MetricFilter', 0);
  });

  test('elsewhere and no monitoring are no contradiction', () => {
    expect(() => define({ sourceRegions: ['us-east-1'], monitoring: CrisMonitoring.none() })).not.toThrow();
  });

  test('in a stack whose Region is a token warn that they are monitored wherever it is deployed', () => {
    const { stack, workload } = define({ sourceRegions: ['eu-west-1', 'us-east-1'] }, agnostic());
    expect(workload.monitoring!.alarmsOf(profile)).toBeDefined();
    Annotations.fromStack(stack).hasWarning('/Stack/Workload', Match.stringLikeRegexp('the Region of Stack is a token.* \\(eu-west-1, us-east-1\\).*sourceRegionNotMonitored'));
  });

  test('a token among them is taken for the Region of the stack', () => {
    const { workload } = define({ sourceRegions: [Aws.REGION] }, agnostic());
    expect(workload.monitoring!.alarmsOf(profile)).toBeDefined();
  });

  test('a token among them may be the Region of the stack, so the profiles are monitored, with a warning', () => {
    const { stack, workload } = define({ sourceRegions: ['us-east-1', Aws.REGION] });
    expect(workload.monitoring!.alarmsOf(profile)).toBeDefined();
    Annotations.fromStack(stack).hasWarning('/Stack/Workload', Match.stringLikeRegexp('^a source Region of Stack is a token, .* \\(us-east-1, a token\\) \\[ack: cdk-bedrock-cris::sourceRegionNotMonitored\\]$'));
  });
});

describe('contradictory input is refused', () => {
  test.each<[string, (stack: Stack) => Partial<CrisWorkloadProps>, string | RegExp]>([
    ['no profiles', () => ({ inferenceProfiles: [] }), 'inferenceProfiles: the list is empty; give at least one'],
    ['a role and who assumes it', (stack) => ({
      role: iam.Role.fromRoleName(stack, 'Own', 'own'), assumedBy: new iam.AccountRootPrincipal(),
    }), 'assumedBy: the prop "role" is given too, and its trust policy is its own; leave one of the two out'],
    ['a role of another account', (stack) => ({ role: iam.Role.fromRoleArn(stack, 'Own', 'arn:aws:iam::999988887777:role/own') }),
      'grantee: it is in the account "999988887777", where this stack, in "111122223333", cannot write policies;' +
      ' define this in a stack in that account, or give toDocument() to whoever manages the policies there'],
    ['a source Region of another partition', () => ({ inferenceProfiles: [InferenceProfile.fromInferenceProfileId('us-gov.anthropic.claude-opus-5')], sourceRegions: ['us-gov-west-1'] }),
      'sourceRegions: "us-gov-west-1" is not in the partition of this stack, "aws"; define the role in an account of the partition of "us-gov-west-1"'],
    ['what is no monitoring', (stack) => ({ monitoring: stack as unknown as CrisMonitoring }),
      'monitoring: the construct Stack is not a monitoring, like other.monitoring or CrisMonitoring.none(); give one, or leave it out'],
    ['a monitoring, and other source Regions', (stack) => ({ sourceRegions: ['us-east-1'], monitoring: CrisMonitoring.of(stack) }),
      'monitoring: sourceRegions ["us-east-1"] do not hold "eu-west-1", the Region of this stack, where the metrics and records would have to be;' +
      ' define the workload in a stack in a source Region, or leave monitoring out'],
    ['a monitoring of another Region', (stack) => ({ monitoring: CrisMonitoring.of(new Stack(stack.node.root as App, 'Other', { env: { region: 'us-east-1', account: ACCOUNT } })) }),
      'monitoring: it is in the Region "us-east-1", and this stack is in "eu-west-1"; give one of the same Region'],
    ['a monitoring of another account', (stack) => ({ monitoring: CrisMonitoring.of(new Stack(stack.node.root as App, 'Other', { env: { region: 'eu-west-1', account: '999988887777' } })) }),
      `monitoring: it is in the account "999988887777", and this stack is in "${ACCOUNT}"; give one of the same account`],
    ['a monitoring of another stage', (stack) => ({ monitoring: CrisMonitoring.of(new Stack(new Stage(stack.node.root as App, 'Stage'), 'Other', { env: { region: 'eu-west-1', account: ACCOUNT } })) }),
      'monitoring: the construct Stage/Other/CrisMonitoring is in another stage than this workload, and references do not cross stages; define a CrisMonitoring in a stack of this stage, or leave it out'],
  ])('%s', (_, propsOf, message) => {
    const stack = new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Stack', { env: { region: 'eu-west-1', account: ACCOUNT } });
    expect(() => define(propsOf(stack), stack)).toThrow(expect.objectContaining({ message: message instanceof RegExp ? expect.stringMatching(message) : message, constructPath: 'Stack/Workload' }));
  });
});
