import { App, Aws, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CrisTrail, CrisWorkload, CrisWorkloadProps, ExplicitDeny, InferenceProfile, InferenceProfileGrants } from '../src';
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
  test('there is a role for Lambda that may call, a dashboard, alarms, and filters on the trail of the stack', () => {
    const { stack, workload } = define();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] } });
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
    template.resourceCountIs('AWS::CloudTrail::Trail', 1);
    template.resourceCountIs('AWS::Logs::MetricFilter', 4);
    expect(roleCalls(stack, workload.role, 'eu-west-1')).toBe(true);
    expect(workload.trail).toBe(CrisTrail.shared(stack));
    expect(workload.denyPolicy).toBeUndefined();
    expect(workload.trailFilters?.node.path).toBe('Stack/Workload/TrailFilters');
  });

  test('it defines at most 20 resources of its own', () => {
    const { stack, workload } = define();
    const own = workload.node.findAll().filter((construct) => Stack.of(construct).resolve((construct as { cfnResourceType?: string }).cfnResourceType) !== undefined);
    expect(own.length).toBe(14);
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources).length).toBeLessThanOrEqual(22);
  });

  test('a second workload shares the trail, and counts in a namespace of its own', () => {
    const { stack, workload } = define();
    const second = new CrisWorkload(stack, 'Second', { inferenceProfiles: [profile] });
    Template.fromStack(stack).resourceCountIs('AWS::CloudTrail::Trail', 1);
    expect(second.trail).toBe(workload.trail);
    expect(second.trailFilters!.metricNamespace).not.toBe(workload.trailFilters!.metricNamespace);
  });

  test('the environment names what is granted', () => {
    const { workload } = define({ inferenceProfiles: [profile, InferenceProfile.fromInferenceProfileId(SONNET)] });
    expect(workload.environment).toEqual({
      BEDROCK_INFERENCE_PROFILE_ID: OPUS, BEDROCK_INFERENCE_PROFILE_IDS: `${OPUS},${SONNET}`, BEDROCK_SOURCE_REGION: 'eu-west-1',
    });
  });

  test('an environment-agnostic stack has the same parts, and no warning', () => {
    const { stack, workload } = define({}, agnostic());
    const resources = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map((resource) => resource.Type).sort();
    const known = Object.values(Template.fromStack(define().stack).toJSON().Resources as Record<string, { Type: string }>).map((resource) => resource.Type).sort();
    expect(resources).toEqual(known);
    expect(stack.resolve(workload.environment).BEDROCK_SOURCE_REGION).toEqual({ Ref: 'AWS::Region' });
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
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

  test('by another service that assumes the role', () => {
    const { stack } = define({ assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'ecs-tasks.amazonaws.com' } }] } });
  });

  test('by a dashboard that exists', () => {
    const stack = inIreland();
    const dashboard = new cloudwatch.Dashboard(stack, 'Own');
    const { workload } = define({ dashboard: { dashboard } }, stack);
    expect(workload.dashboard!.dashboard).toBe(dashboard);
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  test('by a trail that exists', () => {
    const stack = inIreland();
    const trail = CrisTrail.fromLogGroup(stack, 'Trail', logs.LogGroup.fromLogGroupName(stack, 'Logs', 'organization-trail'));
    define({ trail }, stack);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudTrail::Trail', 0);
    template.allResourcesProperties('AWS::Logs::MetricFilter', { LogGroupName: 'organization-trail' });
  });

  test('and thresholds by the user\'s own', () => {
    const { stack } = define({ alarms: { throttles: 25, evaluationPeriods: 1 } });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'InvocationThrottles', Threshold: 25, EvaluationPeriods: 1 });
  });
});

describe('every part can be switched off', () => {
  test('the dashboard, the alarms and the trail, which leaves the role', () => {
    const { stack, workload } = define({ dashboard: { enabled: false }, alarms: { enabled: false }, trail: CrisTrail.none() });
    const types = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map((resource) => resource.Type).sort();
    expect(types).toEqual(['AWS::IAM::Policy', 'AWS::IAM::Role']);
    expect([workload.dashboard, workload.alarms, workload.trail, workload.trailFilters]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('without a trail the dashboard says that inference Regions are not shown', () => {
    const body = JSON.stringify(Template.fromStack(define({ trail: CrisTrail.none() }).stack).findResources('AWS::CloudWatch::Dashboard'));
    expect(body).toContain('no filters on a trail were given');
    expect(body).not.toContain('Requests by inference Region');
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
  test('are all granted and shown; alarms and filters are for the Region of the stack', () => {
    const { stack, workload } = define({ sourceRegions: ['eu-central-1', 'eu-west-1'] });
    expect([roleCalls(stack, workload.role, 'eu-west-1'), roleCalls(stack, workload.role, 'eu-central-1'), roleCalls(stack, workload.role, 'eu-north-1')]).toEqual([true, true, false]);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'))).toContain('from eu-central-1');
    expect(workload.environment.BEDROCK_SOURCE_REGION).toBe('eu-west-1');
  });

  test('a stack in none of them warns that nothing can be watched from there', () => {
    const { stack, workload } = define({ sourceRegions: ['us-east-1'] });
    expect([workload.alarms, workload.trailFilters]).toEqual([undefined, undefined]);
    expect(workload.environment.BEDROCK_SOURCE_REGION).toBe('us-east-1');
    Annotations.fromStack(stack).hasWarning('/Stack/Workload', Match.stringLikeRegexp('cdk-bedrock-cris::sourceRegionNotMonitored'));
    Template.fromStack(stack).resourceCountIs('AWS::CloudTrail::Trail', 0);
  });

  test('in a stack whose Region is a token warn that alarms and filters are for wherever it is deployed', () => {
    const { stack, workload } = define({ sourceRegions: ['eu-west-1', 'us-east-1'] }, agnostic());
    expect(workload.alarms).toBeDefined();
    Annotations.fromStack(stack).hasWarning('/Stack/Workload', Match.stringLikeRegexp('the Region of Stack is a token.*sourceRegionNotMonitored'));
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'))).toContain('no filters on a trail were given');
  });

  test('a token among them is taken for the Region of the stack', () => {
    const { workload } = define({ sourceRegions: [Aws.REGION] }, agnostic());
    expect(workload.alarms).toBeDefined();
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
    ['a dashboard in place of options', (stack) => ({ dashboard: new cloudwatch.Dashboard(stack, 'Own') }),
      /^dashboard: the construct [\w/]+ is not a set of options, like \{ … \}; give one, or leave it out$/],
    ['alarms for other Regions', () => ({ sourceRegions: ['us-east-1'], alarms: { throttles: 5 } }),
      'alarms: sourceRegions ["us-east-1"] do not hold "eu-west-1", the Region of this stack, where the metrics and events would have to be;' +
      ' define the workload in a stack in a source Region, or leave alarms out'],
    ['a trail of another Region', (stack) => ({ sourceRegions: ['us-east-1'], trail: CrisTrail.fromLogGroup(stack, 'Trail', new logs.LogGroup(stack, 'Logs')) }),
      'trail: sourceRegions ["us-east-1"] do not hold "eu-west-1", the Region of this stack, where the metrics and events would have to be;' +
      ' define the workload in a stack in a source Region, or leave trail out'],
  ])('%s', (_, propsOf, message) => {
    const stack = new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Stack', { env: { region: 'eu-west-1', account: ACCOUNT } });
    expect(() => define(propsOf(stack), stack)).toThrow(expect.objectContaining({ message: message instanceof RegExp ? expect.stringMatching(message) : message, constructPath: 'Stack/Workload' }));
  });
});
