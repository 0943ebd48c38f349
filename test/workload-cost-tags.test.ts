import { App, Aws, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ApplicationInferenceProfile, CrisWorkload, CrisWorkloadProps, ExplicitDeny, Geography, InferenceProfile, ApplicationInferenceProfileSource } from '../src';
import { warningsOf } from './profile/stack-warnings';
import { deniedBesides, everyEvaluation, GrantedApplication } from './support/application-calls';
import { ACCOUNT } from './support/catalog-profiles';
import { allows } from './support/iam-evaluator';
import { policiesOf, resolveIntrinsics } from './support/template-policies';

const MODEL = { modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0' };
const global = InferenceProfile.globalProfile(MODEL);
const eu = InferenceProfile.geographicProfile(Geography.EU, MODEL);
const costTags = { team: 'search', stage: 'prod' };
const PROFILE = 'AWS::Bedrock::ApplicationInferenceProfile';
const PSEUDO = { partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT };

function define(props: Partial<CrisWorkloadProps> = {}, region: string | undefined = 'eu-west-1') {
  const stack = new Stack(new App(), 'Stack', { env: { region } });
  return { stack, workload: new CrisWorkload(stack, 'Workload', { inferenceProfiles: [global, eu], costTags, ...props }) };
}

function applicationIds(stack: Stack): string[] {
  return Object.keys(Template.fromStack(stack).findResources(PROFILE));
}

const arnOf = (id: string) => `arn:aws:bedrock:eu-west-1:${ACCOUNT}:application-inference-profile/${id}`;

test('each system-defined profile gets an application inference profile with the tags, and so does the role', () => {
  const { stack } = define();
  const template = Template.fromStack(stack);
  const tags = [{ Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'search' }];
  template.resourceCountIs(PROFILE, 2);
  template.allResourcesProperties(PROFILE, { Tags: tags });
  template.hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] }, Tags: tags });
  expect(applicationIds(stack).map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
    'WorkloadCostProfilesglobalanthropicclaudesonnet4520250929v10', 'WorkloadCostProfileseuanthropicclaudesonnet4520250929v10',
  ]);
  expect(warningsOf(stack).map(({ id }) => id)).toEqual(['cdk-bedrock-cris::noAlarmActions']);
});

test('the role may call these and nothing else, the system-defined profiles included', () => {
  const { stack, workload } = define();
  const attached = policiesOf(Template.fromStack(stack).toJSON(), stack.getLogicalId(workload.role.node.defaultChild as iam.CfnRole), PSEUDO);
  const documents = [...attached.inline, ...attached.managed];
  for (const [index, over] of [global, eu].entries()) {
    const call: GrantedApplication = {
      sourceRegion: 'eu-west-1', arn: arnOf(applicationIds(stack)[index]), modelId: MODEL.modelId, systemProfileId: over.inferenceProfileId, destinationRegions: over.destinationRegions('eu-west-1'),
    };
    expect(everyEvaluation(call).filter((request) => !allows(documents, request))).toEqual([]);
    // The other one is over the other scope of the same model.
    const excess = deniedBesides(call).filter(([, request]) => allows(documents, request)).map(([name]) => name);
    expect(excess.filter((name) => !/through another scope/.test(name))).toEqual([]);
  }
});

test('the environment names what is called by its ARN', () => {
  const { stack, workload } = define();
  const ids = applicationIds(stack);
  expect(resolveIntrinsics(stack.resolve(workload.environment), Template.fromStack(stack).toJSON(), PSEUDO)).toEqual({
    BEDROCK_INFERENCE_PROFILE_ID: arnOf(ids[0]), BEDROCK_INFERENCE_PROFILE_IDS: ids.map(arnOf).join(','), BEDROCK_SOURCE_REGION: 'eu-west-1',
  });
});

test('dashboard and alarms are about them', () => {
  const { stack } = define();
  const metricIds = applicationIds(stack).map((id) => `${id}.InferenceProfileId`);
  const template = Template.fromStack(stack);
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => JSON.stringify(resolveIntrinsics(Properties, template.toJSON(), PSEUDO)));
  expect(metricIds.map((id) => alarms.filter((alarm) => alarm.includes(`"ModelId","Value":"${id}"`)).length)).toEqual([5, 5]);
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = String(resolveIntrinsics(dashboard.Properties.DashboardBody, template.toJSON(), PSEUDO));
  const { variables } = JSON.parse(body) as { variables: { values: { value: string; label: string }[] }[] };
  // In the order of their names, which are those of what they are over.
  expect(variables[0].values.map(({ value }) => value)).toEqual([metricIds[1], metricIds[0]]);
  expect(variables[0].values[0].label).toMatch(/^Stack-Workload-\S+, \S+ \(application inference profile over eu\.anthropic\.\S+\)$/);
});

test('in several stacks with one monitoring, its stack depends on theirs, and on theirs nothing of it', () => {
  const app = new App();
  const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id, { env: { region: 'eu-west-1', account: ACCOUNT } }));
  const { monitoring } = new CrisWorkload(first, 'Workload', { inferenceProfiles: [global] });
  const tagged = new CrisWorkload(second, 'Workload', { inferenceProfiles: [global], costTags, monitoring });
  expect(monitoring!.alarmsOf(tagged.inferenceProfiles[0])!.alarms).toHaveLength(5);
  app.synth();
  expect([first.dependencies, second.dependencies]).toEqual([[second], []]);
});

test('in a stack that uses the one of the monitoring, it is refused, with a remedy', () => {
  const build = (uses: (first: Stack, second: Stack) => void, between = false) => {
    const app = new App();
    const [first, second, third] = ['First', 'Second', 'Third'].map((id) => new Stack(app, id, { env: { region: 'eu-west-1', account: ACCOUNT } }));
    const { monitoring } = new CrisWorkload(first, 'Workload', { inferenceProfiles: [global] });
    new CrisWorkload(second, 'Workload', { inferenceProfiles: [global], costTags, monitoring });
    if (between) second.addDependency(third);
    uses(first, between ? third : second);
    return app;
  };
  const parameter = (first: Stack, second: Stack) => void new ssm.StringParameter(second, 'Uses', { stringValue: new s3.Bucket(first, 'Bucket').bucketArn });
  const message = /^monitoring: "Second-Workload-\S+" is an application inference profile of the stack Second, .* of First, .*: a cycle; define a CrisMonitoring in Second, or leave costTags out$/;
  expect(() => build(parameter).synth()).toThrow(expect.objectContaining({ message: expect.stringMatching(message), constructPath: 'First/CrisMonitoring' }));
  expect(() => build((first, second) => second.addDependency(first)).synth()).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  expect(() => build((first, third) => third.addDependency(first), true).synth()).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  expect(() => build(() => undefined).synth()).not.toThrow();
});

test('an application inference profile that is given keeps its tags', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const own = new ApplicationInferenceProfile(stack, 'Own', { modelSource: ApplicationInferenceProfileSource.inferenceProfile(eu), tags: { team: 'other' } });
  new CrisWorkload(stack, 'Workload', { inferenceProfiles: [own, global], costTags });
  const tags = Object.values(Template.fromStack(stack).findResources(PROFILE)).map(({ Properties }) => Properties.Tags as unknown);
  expect(tags).toEqual([[{ Key: 'team', Value: 'other' }], [{ Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'search' }]]);
});

test('a role that is given is not tagged', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  Tags.of(role).add('team', 'platform');
  new CrisWorkload(stack, 'Workload', { inferenceProfiles: [global], costTags, role });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { Tags: [{ Key: 'team', Value: 'platform' }] });
});

test('they win over the tags of the stack', () => {
  const { stack } = define();
  Tags.of(stack).add('team', 'platform');
  Template.fromStack(stack).allResourcesProperties(PROFILE, { Tags: [{ Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'search' }] });
});

test('an environment-agnostic stack has them too, and its own Region may be named', () => {
  Template.fromStack(define({ inferenceProfiles: [global] }, undefined).stack).resourceCountIs(PROFILE, 1);
  Template.fromStack(define({ inferenceProfiles: [global], sourceRegions: ['eu-west-1'] }).stack).resourceCountIs(PROFILE, 1);
  const agnostic = new Stack(new App(), 'Stack');
  expect(() => new CrisWorkload(agnostic, 'Workload', { inferenceProfiles: [global], costTags, sourceRegions: [Aws.REGION] })).not.toThrow();
  expect(() => new CrisWorkload(agnostic, 'Other', { inferenceProfiles: [global], costTags, sourceRegions: [Aws.REGION, 'eu-west-1'] }))
    .toThrow(/ are called in "the Region of the stack", the Region of this stack, only, and sourceRegions are \["the Region of the stack","eu-west-1"\];/);
});

test('without them the logical ids are those of before', () => {
  const plain = define({ costTags: undefined });
  expect(applicationIds(plain.stack)).toEqual([]);
  const withTags = Object.keys(Template.fromStack(define().stack).toJSON().Resources as object);
  const kept = Object.keys(Template.fromStack(plain.stack).toJSON().Resources as object).filter((id) => !id.startsWith('CrisMonitoringglobal') && !id.startsWith('CrisMonitoringeu'));
  expect(kept.filter((id) => !withTags.includes(id))).toEqual([]);
});

test('an application inference profile of another source Region is granted there, and not watched here', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const there = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'There', {
    inferenceProfileArn: `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`, modelSource: ApplicationInferenceProfileSource.inferenceProfile(global),
  });
  const other = InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5');
  const workload = new CrisWorkload(stack, 'Workload', { inferenceProfiles: [there, other], sourceRegions: ['eu-west-1', 'us-east-1'] });
  expect([there, other].map((profile) => workload.monitoring!.alarmsOf(profile)?.alarms.length)).toEqual([undefined, 5]);
  expect(workload.environment).toEqual({
    BEDROCK_INFERENCE_PROFILE_ID: there.inferenceProfileArn, BEDROCK_INFERENCE_PROFILE_IDS: `${there.inferenceProfileArn},${other.inferenceProfileId}`, BEDROCK_SOURCE_REGION: 'us-east-1',
  });
  const alone = new CrisWorkload(stack, 'Alone', { inferenceProfiles: [there], sourceRegions: ['eu-west-1', 'us-east-1'] });
  expect(alone.monitoring).toBeUndefined();
});

describe('contradictory input is refused', () => {
  test.each<[string, Partial<CrisWorkloadProps>, string | RegExp]>([
    ['empty tags', { costTags: {} }, 'costTags: the map is empty; give at least one tag, or leave it out'],
    ['a reserved key', { costTags: { 'aws:x': 'y' } }, /^costTags: "aws:x" is not the key of a tag; give 1 to 128 letters, .*$/],
    ['no profiles', { inferenceProfiles: [] }, 'inferenceProfiles: the list is empty; give at least one'],
    ['a profile twice', { inferenceProfiles: [global, InferenceProfile.globalProfile(MODEL)] }, `inferenceProfiles: "${global.inferenceProfileId}" is given twice; leave one out`],
    ...[['eu-west-1', 'eu-central-1'], ['us-east-1']].map((sourceRegions): [string, Partial<CrisWorkloadProps>, string] => [`source Regions ${sourceRegions}`, { sourceRegions },
      `costTags: the application inference profiles that carry the tags are called in "eu-west-1", the Region of this stack, only, and sourceRegions are ${JSON.stringify(sourceRegions)};` +
      ' define a workload in a stack in each source Region, or leave costTags out']),
    ['no source Regions', { sourceRegions: [] }, /^sourceRegions: the list is empty; /],
    ['a deny of all other profiles, which cannot name those made here', { explicitDeny: ExplicitDeny.outsideProfiles([global, eu]) },
      /^explicitDeny: it denies "Stack-Workload-CostProf[A-Za-z0-9-]+" from the source Region "eu-west-1", which inferenceProfiles is there to allow; leave the profile out, or the deny$/],
    ['a deny of global inference', { explicitDeny: ExplicitDeny.globalInference() }, /^explicitDeny: it denies "Stack-Workload-[A-Za-z0-9-]+" /],
  ])('%s', (_, props, message) => {
    expect(() => define(props)).toThrow(expect.objectContaining({ message: message instanceof RegExp ? expect.stringMatching(message) : message, constructPath: 'Stack/Workload' }));
  });
});
