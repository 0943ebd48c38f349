import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CrisAlarms, CrisMonitoring, CrisMonitoringHub, InferenceProfile, InferenceQuota, InvocationLogging } from '../../src';
import { warningsOf } from '../profile/stack-warnings';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const profile = () => InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5');
const REFUSES = 'cdk-bedrock-cris::topicRefusesAlarms';
const found = (stack: Stack) => warningsOf(stack).filter(({ id }) => id === REFUSES);
const stackIn = (app = new App(), id = 'Stack') => new Stack(app, id, { env: ENV });
const safe = (stack: Stack) => new sns.Topic(stack, 'Topic', { enforceSSL: true });

const USERS: [string, (stack: Stack, topic: sns.ITopic) => void][] = [
  ['CrisMonitoring', (stack, topic) => void new CrisMonitoring(stack, 'X', { inferenceProfiles: [profile()], alarms: { alarmActions: [new SnsAction(topic)] } })],
  ['the alarm on the audit alone', (stack, topic) => void new CrisMonitoring(stack, 'X', { alarms: { alarmActions: [new SnsAction(topic)] } })],
  ['CrisAlarms', (stack, topic) => void new CrisAlarms(stack, 'X', { inferenceProfile: profile(), alarmActions: [new SnsAction(topic)] })],
  ['CrisMonitoringHub', (stack, topic) => void new CrisMonitoringHub(stack, 'X', { organizationId: 'o-a1b2c3d4e5', inferenceProfiles: [profile()], alarms: { alarmActions: [new SnsAction(topic)] } })],
  ['InferenceQuota', (stack, topic) => void new InferenceQuota(stack, 'X', { inferenceProfile: profile(), tokensPerMinute: 1000, alarmActions: [new SnsAction(topic)] })],
  ['InvocationLogging', (stack, topic) => void new InvocationLogging(stack, 'X', { alarmActions: [new SnsAction(topic)] })],
];

describe.each(USERS)('alarms of %s', (_, define) => {
  test('with a topic whose policy leaves out Amazon CloudWatch: one warning, at the topic', () => {
    const stack = stackIn();
    define(stack, safe(stack));
    expect(found(stack)).toEqual([expect.objectContaining({ id: REFUSES, message: expect.stringContaining("topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com', {") as string })]);
  });

  test('with one that lets it publish, or that has no policy: none', () => {
    const [granted, plain] = [stackIn(), stackIn()];
    const topic = safe(granted);
    define(granted, topic);
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    define(plain, new sns.Topic(plain, 'Topic'));
    expect([found(granted), found(plain)]).toEqual([[], []]);
  });
});

describe.each(USERS)('alarms of %s', (_, define) => {
  const named = (stack: Stack, region: string) => sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${region}:111122223333:alarms`);

  test('with a topic of another Region, which Amazon CloudWatch refuses: an error', () => {
    const stack = stackIn();
    define(stack, named(stack, 'us-east-1'));
    expect(() => warningsOf(stack)).toThrow(/alarmActions: "arn:aws:sns:us-east-1:111122223333:alarms" is in another Region than the alarm, which is in "eu-west-1"; give an action of the same Region/);
  });

  test('with one of the same Region, or of one that is not known: none', () => {
    const [here, anywhere, token] = [stackIn(), new Stack(new App(), 'Stack'), stackIn()];
    define(here, named(here, 'eu-west-1'));
    define(anywhere, named(anywhere, 'us-east-1'));
    define(token, named(token, Fn.ref('AWS::Region')));
    for (const stack of [here, anywhere, token]) expect(() => warningsOf(stack)).not.toThrow();
  });
});

test('a rule with the same topic gives it such a policy', () => {
  const stack = stackIn();
  const topic = new sns.Topic(stack, 'Topic');
  new CrisMonitoring(stack, 'X', { allowedRegions: ['eu-west-1'], residencyTargets: [new targets.SnsTopic(topic)], alarms: { alarmActions: [new SnsAction(topic)] } });
  expect(found(stack)).toHaveLength(1);
});

test('a topic of another stack is warned of there', () => {
  const app = new App();
  const [topics, alarms] = ['Topics', 'Alarms'].map((id) => stackIn(app, id));
  new CrisMonitoring(alarms, 'X', { inferenceProfiles: [profile()], alarms: { alarmActions: [new SnsAction(safe(topics))], throttles: { period: Duration.minutes(1) } } });
  expect([found(topics).length, found(alarms).length]).toEqual([1, 0]);
});

test('a topic that is only referenced, and other actions, are not judged', () => {
  const stack = stackIn();
  const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts');
  new CrisAlarms(stack, 'X', { inferenceProfile: profile(), alarmActions: [new SnsAction(topic), { bind: () => ({ alarmActionArn: 'arn:aws:ssm:eu-west-1:111122223333:opsitem:1' }) }] });
  expect(found(stack)).toEqual([]);
});
