import { App, CfnElement, CfnResource, Duration, Environment, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { alarmsOf, minutesInAlarm, MODELS } from './alarm-evaluation';
import { dashboardBodies } from './dashboard-body';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, AuditSource, CrisMonitoring, CrisMonitoringProps, CrisWorkload, CrisWorkloadProps,
  IInferenceProfile, InferenceProfile, InferenceQuota, LogGroupAuditOptions,
} from '../../src';
import { warningsOf } from '../profile/stack-warnings';
import { propertyRuns } from '../support/property-runs';

const ACCOUNT = '111122223333';
const HERE = { region: 'eu-west-1', account: ACCOUNT };
const SONNET = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const HAIKU = 'global.anthropic.claude-haiku-4-5-20251001-v1:0';
const EU = 'eu.anthropic.claude-sonnet-4-6';
const profile = (id = SONNET) => InferenceProfile.fromInferenceProfileId(id);
const stackIn = (env: Environment = HERE, app: Construct = new App(), id = 'Stack') => new Stack(app, id, { env });
const workload = (scope: Construct, id = 'Workload', props: Partial<CrisWorkloadProps> = {}) => new CrisWorkload(scope, id, { inferenceProfiles: [profile()], ...props });
const monitoring = (stack: Stack, props?: CrisMonitoringProps) => new CrisMonitoring(stack, 'Monitoring', props);
const action = (stack: Stack, id = 'Topic') => new SnsAction(new sns.Topic(stack, id));
const idOf = (alarm?: cloudwatch.Alarm) => alarm && Stack.of(alarm).getLogicalId(alarm.node.defaultChild as CfnElement);
const idsOf = (stack: Stack) => warningsOf(stack).map(({ id }) => id.replace('cdk-bedrock-cris::', ''));
const NO_ACTIONS = 'noAlarmActions';
const TWICE = 'watchedTwice';

/** What a stack has, by type. */
function counts(stack: Stack): Record<string, number> {
  const resources = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>);
  return resources.reduce<Record<string, number>>((all, { Type }) => ({ ...all, [Type]: (all[Type] ?? 0) + 1 }), {});
}
const MONITORING_TYPES = [
  'AWS::CloudWatch::Alarm', 'AWS::Logs::MetricFilter', 'AWS::Logs::QueryDefinition', 'AWS::CloudWatch::Dashboard', 'AWS::Events::Rule', 'AWS::Logs::LogGroup',
  'AWS::Logs::ResourcePolicy',
];
const monitoringOnly = (stack: Stack) => Object.fromEntries(MONITORING_TYPES.map((type) => [type, counts(stack)[type] ?? 0]));

describe('the monitoring of a stack', () => {
  test('is one, that of its nested stacks too, and the one that every workload registers with', () => {
    const stack = stackIn();
    const nested = new NestedStack(new NestedStack(stack, 'Nested'), 'Inner');
    const [inside, outside] = [workload(nested), workload(stack)];
    expect(inside.monitoring).toBe(outside.monitoring);
    expect(CrisMonitoring.of(nested)).toBe(inside.monitoring);
    expect(CrisMonitoring.of(stack).node.path).toBe('Stack/CrisMonitoring');
  });

  test.each(['Monitoring', 'CrisMonitoring', 'X'])('is the one that is defined there with the id %s', (id) => {
    const stack = stackIn();
    const own = new CrisMonitoring(new Construct(stack, 'Platform'), id);
    expect([CrisMonitoring.of(stack), workload(stack).monitoring]).toEqual([own, own]);
    expect(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard')).not.toEqual({});
  });

  test('is another one in another stack of the app', () => {
    const app = new App();
    expect(CrisMonitoring.of(stackIn(HERE, app, 'One'))).not.toBe(CrisMonitoring.of(stackIn(HERE, app, 'Other')));
  });

  test('that is defined in a nested stack serves the whole', () => {
    const stack = stackIn();
    const own = new CrisMonitoring(new NestedStack(stack, 'Nested'), 'Monitoring');
    expect(workload(stack).monitoring).toBe(own);
  });

  test.each<[string, (stack: Stack) => void]>([['a workload', (stack) => void workload(new NestedStack(stack, 'Nested'))], ['CrisMonitoring.of', (stack) => void CrisMonitoring.of(stack)]])(
    'cannot be defined after %s has made it', (_what, make) => {
      const stack = stackIn();
      make(stack);
      expect(() => monitoring(stack)).toThrow(expect.objectContaining({
        message: 'CrisMonitoring: a workload of this stack, or CrisMonitoring.of, has made "Stack/CrisMonitoring" already; define this one before the first CrisWorkload of the stack',
      }));
    });

  test('cannot be defined twice', () => {
    const stack = stackIn();
    monitoring(stack);
    expect(() => new CrisMonitoring(new NestedStack(stack, 'Nested'), 'Second')).toThrow(expect.objectContaining({
      message: 'CrisMonitoring: a stack has one, for everything that is called in its account and Region, and "Stack/Monitoring" is it; use that one', constructPath: 'Stack/Nested/Second',
    }));
  });
});

describe('adding a profile', () => {
  test('again is nothing, and options that are left out agree', () => {
    const stack = stackIn();
    const own = monitoring(stack);
    const options = { sourceRegions: ['us-east-1', 'eu-west-1'], alarms: { latencyP99: { threshold: Duration.seconds(30) } } };
    own.addInferenceProfile(profile(), options);
    const before = own.alarmsOf(profile());
    own.addInferenceProfile(profile(), { sourceRegions: ['eu-west-1', 'us-east-1'], alarms: { latencyP99: { threshold: Duration.seconds(30) } } });
    own.addInferenceProfile(profile());
    workload(stack);
    expect(own.alarmsOf(profile())).toBe(before);
    expect(counts(stack)['AWS::CloudWatch::Alarm']).toBe(6);
  });

  test.each<[string, object, object, string]>([
    ['alarms', {}, { alarms: { throttles: { enabled: false } } }, 'with other alarms'],
    ['alarms', { alarms: { throttles: { threshold: 5 } } }, { alarms: { throttles: { threshold: 6 } } }, 'with other alarms'],
    ['sourceRegions', { sourceRegions: ['eu-west-1', 'us-east-1'] }, { sourceRegions: ['eu-west-1'] }, 'with ["eu-west-1","us-east-1"]'],
    ['sourceRegions', {}, { sourceRegions: ['eu-west-1', 'us-east-1'] }, 'with ["the Region of the stack"]'],
  ])('with other %s names the first', (prop, first, second, says) => {
    const own = monitoring(stackIn());
    own.addInferenceProfile(profile(), first);
    expect(() => own.addInferenceProfile(profile(), second)).toThrow(expect.objectContaining({
      message: `${prop}: "${SONNET}" is monitored already, ${says}; give it the same options wherever it is added, or leave them out after the first`,
    }));
  });

  test('that is called elsewhere is refused', () => {
    expect(() => monitoring(stackIn()).addInferenceProfile(profile(), { sourceRegions: ['us-east-1'] })).toThrow(
      'sourceRegions: ["us-east-1"] do not hold "eu-west-1", the Region of this monitoring, where the metrics and records would have to be; define a CrisMonitoring in a stack of a source Region');
    const existing = (stack: Stack) => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Existing', {
      inferenceProfileArn: `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`, modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile()),
    });
    const stack = stackIn();
    expect(() => monitoring(stack).addInferenceProfile(existing(stack))).toThrow(/^inferenceProfile: "k7m2p9q4r1s8" is called in its own Region only, us-east-1/);
  });

  test('has options of its own, which replace the same ones of the monitoring', () => {
    const stack = stackIn();
    const own = monitoring(stack, { alarms: { throttles: { threshold: 10, evaluationPeriods: 4 }, latencyP99: { enabled: false } } });
    own.addInferenceProfile(profile());
    own.addInferenceProfile(profile(HAIKU), { alarms: { throttles: { alarmName: 'Throttled' }, latencyP99: { enabled: true, threshold: Duration.seconds(5), alarmName: 'Haiku' }, serverErrors: { enabled: false } } });
    const all = alarmsOf(stack);
    const found = (id: string) => {
      const { throttles, serverErrors, latencyP99 } = own.alarmsOf(profile(id))!;
      return [throttles, serverErrors, latencyP99].map((alarm) => alarm && [all[idOf(alarm)!].Threshold, all[idOf(alarm)!].EvaluationPeriods, all[idOf(alarm)!].AlarmName]);
    };
    expect(found(SONNET)).toEqual([[10, 4, undefined], [0, 3, undefined], undefined]);
    expect(found(HAIKU)).toEqual([[10, 4, 'Throttled'], undefined, [5000, 3, 'Haiku']]);
  });

  test('that is not monitored has no alarms to return, nor has one without', () => {
    const own = monitoring(stackIn(), { alarms: { enabled: false }, inferenceProfiles: [profile()] });
    expect([own.alarmsOf(profile()), own.alarmsOf(profile(HAIKU))]).toEqual([undefined, undefined]);
  });
});

describe('the order of profiles and workloads', () => {
  // Each is added by a workload of its own, or by the user.
  type Step = (stack: Stack, applications: readonly IInferenceProfile[]) => void;
  const steps: readonly Step[] = [
    ...[SONNET, HAIKU, EU].map((id): Step => (stack) => CrisMonitoring.of(stack).addInferenceProfile(profile(id))),
    ...[0, 1, 2].map((index): Step => (stack, applications) => CrisMonitoring.of(stack).addInferenceProfile(applications[index])),
    (stack) => void workload(stack, 'First', { inferenceProfiles: [profile(HAIKU), profile(EU)] }),
    (stack) => void workload(stack, 'Second', { inferenceProfiles: [profile(SONNET), profile(HAIKU)] }),
    (stack) => void workload(stack, 'Third', { costTags: { team: 'search' } }),
    (stack, applications) => void workload(stack, 'Fourth', { inferenceProfiles: [...applications] }),
  ];

  function template(order: readonly Step[], region: string | undefined): Record<string, unknown> {
    const stack = stackIn(region ? HERE : {});
    const applications = ['One', 'Other'].map((id): IInferenceProfile => new ApplicationInferenceProfile(stack, id, { modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile()) }));
    const imported = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Imported', {
      inferenceProfileArn: `arn:aws:bedrock:eu-west-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`, modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile()),
    });
    for (const step of order) step(stack, [...applications, imported]);
    return Template.fromStack(stack).toJSON().Resources as Record<string, unknown>;
  }

  test.each(['eu-west-1', undefined])('changes no logical id and no resource, in %s', (region) => {
    const sorted = template(steps, region);
    expect(Object.values(sorted).filter((one) => (one as { Type: string }).Type === 'AWS::CloudWatch::Alarm')).toHaveLength(7 * 5 + 1);
    fc.assert(fc.property(fc.shuffledSubarray([...steps], { minLength: steps.length }), (order) => {
      expect(template(order, region)).toEqual(sorted);
    }), propertyRuns(15));
  });
});

describe('one monitoring for workloads of several stacks', () => {
  test('is asked for by these, and no stack depends on another for it', () => {
    const app = new App();
    const stacks = ['One', 'Two', 'Three'].map((id) => stackIn(HERE, app, id));
    const first = workload(stacks[0], 'Workload', { inferenceProfiles: [profile(), profile(HAIKU)] });
    const others = stacks.slice(1).map((stack) => workload(stack, 'Workload', { inferenceProfiles: [profile(), profile(EU)], monitoring: first.monitoring }));
    expect(others.map((one) => one.monitoring)).toEqual([first.monitoring, first.monitoring]);
    expect(stacks.map((stack) => counts(stack)['AWS::CloudWatch::Alarm'] ?? 0)).toEqual([3 * 5 + 1, 0, 0]);
    for (const stack of stacks.slice(1)) expect(monitoringOnly(stack)).toEqual(Object.fromEntries(MONITORING_TYPES.map((type) => [type, 0])));
    expect(stacks.flatMap(({ dependencies }) => dependencies)).toEqual([]);
    expect(stacks.map(idsOf)).toEqual([[NO_ACTIONS], [], []]);
  });

  test.each<[string, Environment, string]>([
    ['account', { ...HERE, account: '444455556666' }, 'monitoring: it is in the account "111122223333", and this stack is in "444455556666"; give one of the same account'],
    ['Region', { ...HERE, region: 'eu-north-1' }, 'monitoring: it is in the Region "eu-west-1", and this stack is in "eu-north-1"; give one of the same Region'],
  ])('is refused in another %s', (_what, env, message) => {
    const app = new App();
    const first = workload(stackIn(HERE, app, 'One'));
    expect(() => workload(stackIn(env, app, 'Other'), 'Workload', { monitoring: first.monitoring })).toThrow(expect.objectContaining({ message, constructPath: 'Other/Workload' }));
  });

  test.each<[string, (app: App) => Construct]>([['from the app', (app) => app], ['from another stage', (app) => new Stage(app, 'First', { env: HERE })]])('is refused in a stage, %s', (_what, from) => {
    const app = new App();
    const first = workload(new Stack(from(app), 'One', { env: HERE }));
    const second = new Stack(new Stage(app, 'Second', { env: HERE }), 'Other');
    expect(() => workload(second, 'Workload', { monitoring: first.monitoring })).toThrow(
      /^monitoring: the construct .*One\/CrisMonitoring is in another stage than this workload, and references do not cross stages; define a CrisMonitoring in a stack of this stage, or leave it out$/);
  });

  describe('with cost tags', () => {
    const costTags = { team: 'search' };
    const two = () => {
      const app = new App();
      const [central, team] = ['Central', 'Team'].map((id) => stackIn(HERE, app, id));
      return { app, central, team, shared: monitoring(central) };
    };

    test('has its stack depend on that of the profiles, and the alarms look at these', () => {
      const { central, team, shared } = two();
      const { inferenceProfiles: [called] } = workload(team, 'Workload', { costTags, monitoring: shared });
      expect(shared.alarmsOf(called)!.alarms).toHaveLength(5);
      expect(shared.alarmsOf(profile())).toBeUndefined();
      const { Resources } = Template.fromStack(central).toJSON() as { Resources: Record<string, CfnResource> };
      const latency = JSON.stringify(Resources[idOf(shared.alarmsOf(called)!.latencyP99)!]);
      const [exported] = Object.keys(Template.fromStack(team).findOutputs('*'));
      expect(latency).toContain(`{"Name":"ModelId","Value":{"Fn::ImportValue":"Team:${exported}"}}`);
      expect([central.dependencies, team.dependencies].map((stacks) => stacks.map(({ node }) => node.id))).toEqual([['Team'], []]);
    });

    test.each<[string, (stacks: { app: App; central: Stack; team: Stack }) => void]>([
      ['depends on it', ({ central, team }) => team.addDependency(central)],
      ['depends on one that depends on it', ({ app, central, team }) => {
        const middle = stackIn(HERE, app, 'Middle');
        middle.addDependency(central);
        team.addDependency(middle);
      }],
    ])('is refused where the stack of the profiles %s', (_what, depend) => {
      const all = two();
      depend(all);
      workload(all.team, 'Workload', { costTags, monitoring: all.shared });
      expect(() => all.app.synth()).toThrow(expect.objectContaining({
        message: expect.stringMatching(
          /^monitoring: "Team-Workload-CostProf[^"]*" is an application inference profile of the stack Team, whose resources use those of Central, .* a cycle; define a CrisMonitoring in Team, or leave costTags out$/),
      }));
    });
  });
});

describe('no monitoring', () => {
  test('is wanted by a workload that says so', () => {
    const stack = stackIn();
    const none = CrisMonitoring.none();
    const { monitoring: given } = workload(stack, 'Workload', { monitoring: none });
    expect(given).toBe(none);
    expect([none.dashboard, none.trailFilters, none.alarmsOf(profile())]).toEqual([undefined, undefined, undefined]);
    expect(counts(stack)).toEqual({ 'AWS::IAM::Role': 1, 'AWS::IAM::Policy': 1 });
    expect(idsOf(stack)).toEqual([]);
  });

  test('is not that of other workloads', () => {
    const stack = stackIn();
    workload(stack, 'Quiet', { monitoring: CrisMonitoring.none() });
    expect(workload(stack).monitoring).toBe(CrisMonitoring.of(stack));
  });
});

describe('parts', () => {
  const types = (props: CrisMonitoringProps) => {
    const stack = stackIn();
    const made = monitoring(stack, { inferenceProfiles: [profile()], ...props });
    return { made, stack, ...monitoringOnly(stack) };
  };

  test('are all there of themselves', () => {
    const { made, stack, ...found } = types({});
    expect(found).toEqual({
      'AWS::CloudWatch::Alarm': 6,
      'AWS::Logs::MetricFilter': 6,
      'AWS::Logs::QueryDefinition': expect.any(Number),
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::Events::Rule': 1,
      'AWS::Logs::LogGroup': 1,
      'AWS::Logs::ResourcePolicy': 1,
    });
    expect([made.dashboard, made.trailFilters, made.auditChangesAlarm].filter((part) => part === undefined)).toEqual([]);
    expect([made.residencyRule, made.residencyAlarm]).toEqual([undefined, undefined]);
  });

  test('without an audit there is nothing that depends on it', () => {
    const { made, ...found } = types({ audit: AuditSource.none() });
    expect(found).toMatchObject({ 'AWS::CloudWatch::Alarm': 4, 'AWS::Logs::MetricFilter': 0, 'AWS::Events::Rule': 0, 'AWS::Logs::LogGroup': 0, 'AWS::CloudWatch::Dashboard': 1 });
    expect([made.trailFilters, made.auditChangesAlarm, made.alarmsOf(profile())!.unrecordedCalls]).toEqual([undefined, undefined, undefined]);
  });

  test.each<[string, CrisMonitoringProps, number, number]>([
    ['no alarms', { alarms: { enabled: false }, allowedRegions: ['eu-west-1'] }, 0, 1],
    ['no alarm on changes', { alarms: { auditChanges: false } }, 5, 1],
    ['no dashboard', { dashboard: { enabled: false } }, 6, 0],
  ])('%s', (_what, props, alarms, dashboards) => {
    expect(types(props)).toMatchObject({ 'AWS::CloudWatch::Alarm': alarms, 'AWS::CloudWatch::Dashboard': dashboards });
  });

  test('changes to what audits raise an alarm at once', () => {
    const { made, stack } = types({});
    const alarm = alarmsOf(stack)[idOf(made.auditChangesAlarm)!];
    const changes = (samples: number[]) => [{ namespace: made.trailFilters!.metricNamespace, metricName: 'AuditChanges', dimensions: {}, samples: samples.map((at) => ({ at })) }];
    for (const model of MODELS) {
      expect(minutesInAlarm(alarm, changes([]), 60, model)).toEqual([]);
      const found = minutesInAlarm(alarm, changes([21]), 60, model);
      expect(found[0]).toBeLessThanOrEqual(26);
    }
  });

  test('allowed Regions have a rule, an alarm on what it matches, and targets', () => {
    const stack = stackIn();
    const topic = new sns.Topic(stack, 'Topic');
    const made = monitoring(stack, { allowedRegions: ['eu-west-1', 'eu-north-1'], residencyTargets: [new targets.SnsTopic(topic)] });
    const rules = Template.fromStack(stack).findResources('AWS::Events::Rule');
    const [[id, { Properties }], ...others] = Object.entries(rules).filter(([, rule]) => JSON.stringify(rule).includes('eu-north-1'));
    expect([others, Properties.Targets.map(({ Arn }: { Arn: unknown }) => Arn)]).toEqual([[], [{ Ref: Stack.of(topic).getLogicalId(topic.node.defaultChild as CfnElement) }]]);
    const alarm = alarmsOf(stack)[idOf(made.residencyAlarm)!];
    const matched = (RuleName: string) => [{ namespace: 'AWS/Events', metricName: 'MatchedEvents', dimensions: { RuleName }, samples: [{ at: 30 }] }];
    expect([id, 'Other'].map((name) => minutesInAlarm(alarm, matched(name), 60, MODELS[0]).length > 0)).toEqual([true, false]);
    expect(made.dashboard && dashboardBodies(stack)[0]).toContain('ProcessedElsewhere');
  });

  test('quotas given to it are on the dashboard', () => {
    const stack = stackIn();
    const quota = new InferenceQuota(stack, 'Quota', { inferenceProfile: profile(), tokensPerMinute: 1000 });
    monitoring(stack, { dashboard: { quotas: [quota], dashboardName: 'Mine' } });
    expect(dashboardBodies(stack)[0]).toContain('EstimatedTPMQuotaUsage');
    expect(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard', { Properties: { DashboardName: 'Mine' } })).not.toEqual({});
  });
});

describe('the warning that nobody is told', () => {
  test('is one, whatever the number of workloads', () => {
    const stack = stackIn();
    for (const id of ['One', 'Two', 'Three']) workload(stack, id);
    expect(idsOf(stack)).toEqual([NO_ACTIONS]);
    expect(warningsOf(stack)[0].message).toContain('alarms: { alarmActions: [new SnsAction(topic)] }');
  });

  test.each<[string, (stack: Stack) => void]>([
    ['the monitoring has an action', (stack) => void monitoring(stack, { alarms: { alarmActions: [action(stack)] } }).addInferenceProfile(profile())],
    ['one profile has one', (stack) => {
      const own = monitoring(stack);
      own.addInferenceProfile(profile());
      own.addInferenceProfile(profile(HAIKU), { alarms: { alarmActions: [action(stack)] } });
    }],
    ['the user adds one to an alarm later', (stack) => workload(stack).monitoring!.alarmsOf(profile())!.throttles!.addAlarmAction(action(stack))],
    ['an Aspect or the user adds one by L1', (stack) => {
      workload(stack);
      (CrisMonitoring.of(stack).auditChangesAlarm!.node.defaultChild as cloudwatch.CfnAlarm).alarmActions = ['arn:aws:sns:eu-west-1:111122223333:topic'];
    }],
    ['there is no alarm', (stack) => void monitoring(stack, { alarms: { enabled: false }, inferenceProfiles: [profile()] })],
  ])('is not there where %s', (_what, define) => {
    const stack = stackIn();
    define(stack);
    expect(idsOf(stack)).toEqual([]);
  });

  test('is there where only the end of an alarm has an action', () => {
    const stack = stackIn();
    monitoring(stack, { alarms: { okActions: [action(stack)] } });
    expect(idsOf(stack)).toEqual([NO_ACTIONS]);
  });
});

describe('the warning that a profile is watched twice', () => {
  const warned = (one: Environment, other: Environment, scopes: (app: App) => readonly [Construct, Construct] = (app) => [app, app]) => {
    const [first, second] = scopes(new App());
    const stacks = [new Stack(first, 'One', { env: one }), new Stack(second, 'Other', { env: other })];
    for (const stack of stacks) workload(stack);
    return stacks.map((stack) => idsOf(stack).filter((id) => id === TWICE).length);
  };

  test.each<[string, Environment, Environment, boolean]>([
    ['one account and Region', HERE, HERE, true],
    ['two accounts', HERE, { ...HERE, account: '444455556666' }, false],
    ['two Regions', HERE, { ...HERE, region: 'us-east-1' }, false],
    ['no environment', {}, {}, true],
    ['one Region, without an account', { region: 'eu-west-1' }, { region: 'eu-west-1' }, true],
    ['two Regions, without an account', { region: 'eu-west-1' }, { region: 'us-east-1' }, false],
  ])('for stacks of %s', (_what, one, other, expected) => {
    expect(warned(one, other)).toEqual([0, expected ? 1 : 0]);
  });

  test('for stacks of two stages, where these are in one account and Region', () => {
    const stages = (app: App) => [new Stage(app, 'First'), new Stage(app, 'Second')] as const;
    expect([warned(HERE, HERE, stages), warned({}, {}, stages)]).toEqual([[0, 1], [0, 0]]);
  });

  test('names the other, and what tells the calls of workloads apart', () => {
    const app = new App();
    const stacks = ['One', 'Other'].map((id) => stackIn(HERE, app, id));
    for (const stack of stacks) workload(stack);
    const [{ message }] = warningsOf(stacks[1]).filter(({ id }) => id.endsWith(TWICE));
    for (const part of [SONNET, 'One/CrisMonitoring', 'monitoring: first.monitoring', 'costTags']) expect(message).toContain(part);
  });

  test('is not there for other profiles, nor for workloads that have cost tags', () => {
    const app = new App();
    const [one, other, third] = ['One', 'Other', 'Third'].map((id) => stackIn(HERE, app, id));
    workload(one);
    workload(other, 'Workload', { inferenceProfiles: [profile(HAIKU)] });
    workload(third, 'Workload', { costTags: { team: 'search' } });
    expect([one, other, third].flatMap(idsOf)).toEqual([NO_ACTIONS, NO_ACTIONS, NO_ACTIONS]);
  });
});

describe('numbers', () => {
  test('of alarms, filters, queries and dashboards are the same for 1, 10 and 100 workloads on a profile', () => {
    const [one, ...more] = [1, 10, 100].map((count) => {
      const stack = stackIn();
      for (let index = 0; index < count; index++) workload(stack, `Workload${index}`);
      return { ...monitoringOnly(stack), widgets: (JSON.parse(dashboardBodies(stack)[0]) as { widgets: unknown[] }).widgets.length };
    });
    for (const found of more) expect(found).toEqual(one);
  });

  test('a default workload has what rule 8 allows', () => {
    const stack = stackIn({ region: 'eu-west-1' });
    workload(stack);
    const found = counts(stack);
    expect(['AWS::CloudTrail::Trail', 'AWS::S3::Bucket', 'AWS::KMS::Key'].filter((type) => type in found)).toEqual([]);
    expect(Object.values(found).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(24);
  });

  const size = (env: Environment, ids: readonly string[], withPolicies = true) => {
    const stack = stackIn(env);
    workload(stack, 'Workload', { inferenceProfiles: ids.map(profile) });
    const template = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string }> };
    const Resources = Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => withPolicies || Type !== 'AWS::IAM::Policy'));
    return { bytes: Buffer.byteLength(JSON.stringify({ ...template, Resources })), resources: Object.keys(Resources).length };
  };

  // References to the Region of the deployment are longer than a Region.
  test.each<[string, Environment, number, number]>([['a Region', { region: 'eu-west-1' }, 30_000, 6000], ['an environment', HERE, 30_000, 6000], ['no environment', {}, 30_000, 6144]])(
    'of bytes are small for a workload in a stack with %s, and for each further profile', (_what, env, most, mostFurther) => {
      const less = size(env, [SONNET]);
      expect(less.bytes).toBeLessThanOrEqual(most);
      // The policy for a geographic profile names all of its destinations, so that grows with them.
      for (const [id, withPolicies] of [[HAIKU, true], [EU, false]] as const) {
        const [before, after] = [size(env, [SONNET], withPolicies), size(env, [SONNET, id], withPolicies)];
        expect(after.resources - before.resources).toBeLessThanOrEqual(6);
        expect(after.bytes - before.bytes).toBeLessThanOrEqual(mostFurther);
      }
    });

  test('of 501 resources are an error that says how to divide', () => {
    const synth = (workloads: number) => {
      const stack = stackIn();
      for (let index = 0; index < workloads; index++) workload(stack, `Workload${index}`);
      const { length } = Object.keys((stack.node.root as App).synth().getStackArtifact('Stack').template.Resources as object);
      return length;
    };
    const fits = Math.floor((500 - synth(1)) / 2) + 1;
    expect(synth(fits)).toBeLessThanOrEqual(500);
    expect(() => synth(fits + 1)).toThrow(
      /CrisMonitoring: the stack Stack has 50[12] resources, and CloudFormation takes 500; 1 profiles? ha(s|ve) alarms here; move workloads to other stacks of the account and Region, and give them this monitoring \(monitoring: first\.monitoring\), or switch alarms off that you do not need/);
  });

  test('of 50 workloads over 5 stacks are over no quota, and four stacks are warned', () => {
    const app = new App();
    const stacks = Array.from({ length: 5 }, (_, index) => stackIn(HERE, app, `Stack${index}`));
    for (let index = 0; index < 50; index++) workload(stacks[index % 5], `Workload${index}`);
    expect(stacks.map((stack) => idsOf(stack).filter((id) => id === TWICE).length)).toEqual([0, 1, 1, 1, 1]);
    const sum = (type: string) => stacks.reduce((total, stack) => total + (counts(stack)[type] ?? 0), 0);
    expect([sum('AWS::Logs::ResourcePolicy'), sum('AWS::CloudWatch::Dashboard'), sum('AWS::CloudWatch::Alarm')]).toEqual([5, 5, 30]);
    for (const stack of stacks) expect(counts(stack)['AWS::Logs::MetricFilter']).toBeLessThanOrEqual(100);
  });

  test('of log resource policies beyond ten are an error that names the quota, and one monitoring for all is none', () => {
    const app = new App();
    const stacks = Array.from({ length: 11 }, (_, index) => stackIn(HERE, app, `Stack${index}`));
    for (const stack of stacks.slice(0, 10)) workload(stack);
    expect(() => workload(stacks[10])).toThrow(/^audit: the app makes 11 policies for log groups in the account 111122223333 and the Region eu-west-1, which holds 10 \(quota "Resource policies" of CloudWatch Logs/);
    const shared = new App();
    const first = workload(stackIn(HERE, shared, 'First'));
    for (let index = 0; index < 20; index++) workload(stackIn(HERE, shared, `Stack${index}`), 'Workload', { monitoring: first.monitoring });
    expect(shared.synth().stacks.filter(({ template }) => JSON.stringify(template).includes('AWS::Logs::ResourcePolicy'))).toHaveLength(1);
  });
});

describe('fails for', () => {
  /** What plain JavaScript gives: anything. */
  const anything = (value: unknown) => value as CrisMonitoringProps;

  test.each<[string, CrisMonitoringProps, string | RegExp]>([
    ['a profile twice', { inferenceProfiles: [profile(), profile()] }, `inferenceProfiles: "${SONNET}" is given twice; leave one out`],
    ['targets without allowed Regions', { residencyTargets: [{ bind: () => ({ arn: 'x' }) }] },
      'residencyTargets: there are no allowedRegions, so nothing is sent to them; give allowedRegions, or leave them out'],
    ['what is no Region', { allowedRegions: ['Ireland'] }, 'allowedRegions: "Ireland" is not a Region; give a name like "eu-west-1"'],
    ['a name of an alarm of every profile', { alarms: { throttles: { alarmName: 'Mine' } } },
      'alarms.throttles.alarmName: the alarms of every profile would have this name; give it in addInferenceProfile(profile, { alarms: { throttles: { alarmName: … } } })'],
    ['a count below 0', { alarms: { throttles: { threshold: -1 } } }, 'throttles.threshold: -1 is out of range; give a count of 0 or more'],
    ['a dashboard and a name', { dashboard: { dashboard: new cloudwatch.Dashboard(new Stack(), 'D'), dashboardName: 'Mine' } },
      'dashboardName: the prop "dashboard" is given too, and it has a name of its own; leave one of the two out'],
    ['false for alarms', anything({ alarms: false }), 'alarms: false is not a set of options, like { … }; give one, or leave it out'],
    ['false for a dashboard', anything({ dashboard: false }), 'dashboard: false is not a set of options, like { … }; give one, or leave it out'],
    ['null for an audit', anything({ audit: null }), 'audit: null is not of the class AuditSource; give one, or leave it out'],
    ['a log group for an audit', anything({ audit: new logs.LogGroup(new Stack(), 'L') }), /^audit: .* is not of the class AuditSource; give one, or leave it out$/],
    ['a text for a list of Regions', anything({ allowedRegions: 'eu-west-1' }), 'allowedRegions: "eu-west-1" is not a list, each of which is a text; give one, or leave it out'],
    ['a text for a flag', anything({ alarms: { auditChanges: 'no' } }), 'alarms.auditChanges: "no" is not true or false; give one, or leave it out'],
    ['IDs for profiles', anything({ inferenceProfiles: [SONNET] }), /^inferenceProfiles: .* is not a list, each of which is an inference profile/],
    ['null for props', null as unknown as CrisMonitoringProps, 'props: null is not a set of options, like { … }; give them, or leave it out'],
  ])('%s', (_what, props, message) => {
    expect(() => monitoring(stackIn(), props)).toThrow(expect.objectContaining({ message: typeof message === 'string' ? message : expect.stringMatching(message) }));
  });

  test.each<[string, unknown]>([['false', false], ['null', null], ['a flag in a struct', { enabled: false }]])('%s for the monitoring of a workload', (_what, given) => {
    expect(() => workload(stackIn(), 'Workload', { monitoring: given as CrisWorkloadProps['monitoring'] })).toThrow(
      /^monitoring: .* is not a monitoring, like other\.monitoring or CrisMonitoring\.none\(\); give one/);
  });

  test.each([undefined, null, SONNET, {}])('%j for a profile that is added', (value) => {
    const own = monitoring(stackIn());
    for (const call of [() => own.addInferenceProfile(value as never), () => own.alarmsOf(value as never)]) expect(call).toThrow(/^inferenceProfile: .*give an? inference profile|^inferenceProfile: .* is not an inference profile/);
  });
});

describe('an audit whose log group counts other places', () => {
  const HOME = { account: '111122223333', region: 'eu-west-1' };
  const monitor = (options: LogGroupAuditOptions) => {
    const stack = new Stack(new App(), 'Stack', { env: HOME });
    return new CrisMonitoring(stack, 'Monitoring', { audit: AuditSource.logGroup(logs.LogGroup.fromLogGroupName(stack, 'Logs', 'organization-trail'), options) });
  };

  // The alarm on unrecorded calls compares the calls of this account and Region with their records.
  test.each<[string, LogGroupAuditOptions, string]>([
    ['Regions', { sourceRegions: ['eu-central-1'] }, 'audit: the sourceRegions ["eu-central-1"] of its log group do not hold "eu-west-1", the Region of this stack, whose calls would seem not to be recorded; add it'],
    ['accounts', { accounts: ['444455556666'] }, 'audit: the accounts of its log group do not hold "111122223333", the account of this stack, whose calls would seem not to be recorded; add it, or give ["*"]'],
  ])('only is refused: %s', (_, options, message) => {
    expect(() => monitor(options)).toThrow(expect.objectContaining({ message, constructPath: 'Stack/Monitoring' }));
  });

  test.each<LogGroupAuditOptions>([{ sourceRegions: ['eu-central-1', 'eu-west-1'] }, { accounts: ['*'] }, { accounts: ['444455556666', '111122223333'] }])('too is not: %j', (options) => {
    expect(() => monitor(options)).not.toThrow();
  });
});
