import { App, Aws, CfnMapping, CfnParameter, Environment, ScopedAws, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { alarmsOf } from './alarm-evaluation';
import { AuditSource, CrisMonitoring, CrisMonitoringHub, CrisMonitoringHubAttributes, CrisMonitoringProps, InferenceProfile } from '../../src';
import { warningsOf } from '../profile/stack-warnings';
import { allows, PolicyDocumentJson } from '../support/iam-evaluator';
import { resolveIntrinsics } from '../support/template-policies';

const MONITORING_ACCOUNT = '111122223333';
const MEMBER = '444455556666';
const SINK = `arn:aws:oam:eu-west-1:${MONITORING_ACCOUNT}:sink/11111111-2222-3333-4444-555555555555`;
const SONNET = InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6');

function baseline(
  props: Partial<CrisMonitoringProps> = {}, env: Environment = {}, attrs: Partial<CrisMonitoringHubAttributes> = {}, id = 'Baseline',
): { readonly stack: Stack; readonly monitoring: CrisMonitoring } {
  const stack = new Stack(new App(), id, { env });
  const hub = CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: MONITORING_ACCOUNT, sinkArn: SINK, ...attrs });
  return { stack, monitoring: new CrisMonitoring(stack, 'Monitoring', { hub, ...props }) };
}

const types = (stack: Stack) => Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
function resolved(stack: Stack, type: string, accountId = MEMBER): Record<string, unknown>[] {
  const template = Template.fromStack(stack);
  return Object.values(template.findResources(type)).map(({ Properties }) => (
    resolveIntrinsics(Properties, template.toJSON(), { partition: 'aws', region: 'eu-west-1', accountId }) as Record<string, unknown>
  ));
}

test('the metrics of calls and of their records are shared with the hub, and nothing else', () => {
  const [link, ...others] = resolved(baseline().stack, 'AWS::Oam::Link');
  expect(others).toEqual([]);
  expect(link).toMatchObject({ SinkIdentifier: SINK, ResourceTypes: ['AWS::CloudWatch::Metric'] });
  const { Filter } = (link.LinkConfiguration as { MetricConfiguration: { Filter: string } }).MetricConfiguration;
  const shared = (namespace: string) => Filter.split(' OR ').some((condition) => {
    const [, operator, value] = /^Namespace (=|LIKE) '([^']+)'$/.exec(condition)!;
    return operator === '=' ? namespace === value : namespace.startsWith(value.replace('%', ''));
  });
  const { trailFilters } = baseline().monitoring;
  const namespaces = ['AWS/Bedrock', trailFilters!.metricNamespace, 'BedrockCris/Other', 'AWS/Bedrock/Agents', 'AWS/EC2', 'Payments'];
  expect(namespaces.filter(shared)).toEqual(['AWS/Bedrock', 'BedrockCris/Organization', 'BedrockCris/Other']);
});

describe('in the monitoring account', () => {
  const conditionOf = (stack: Stack) => {
    const template = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string; Condition?: string }>; Conditions?: Record<string, unknown> };
    const [link] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Oam::Link');
    return link && { ...link, condition: link.Condition === undefined ? undefined : template.Conditions![link.Condition] };
  };

  test('a template for all accounts makes no link, which would be one to itself', () => {
    expect(conditionOf(baseline().stack).condition).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, MONITORING_ACCOUNT] }] });
  });

  test('a stack that knows its account needs no condition', () => {
    expect(conditionOf(baseline({}, { account: MEMBER, region: 'eu-west-1' }).stack).condition).toBeUndefined();
    expect(conditionOf(baseline({}, { account: MONITORING_ACCOUNT, region: 'eu-west-1' }).stack)).toBeUndefined();
  });

  test('what is forwarded goes to the bus there all the same', () => {
    expect(types(baseline({}, { account: MONITORING_ACCOUNT, region: 'eu-west-1' }).stack)).toContain('AWS::Events::Rule');
  });
});

test('an account that is linked by other means has no link', () => {
  expect(types(baseline({}, {}, { sinkArn: undefined }).stack)).not.toContain('AWS::Oam::Link');
});

test('only the alarms on the audit are on, no dashboard, and what is given wins', () => {
  const props = { inferenceProfiles: [SONNET], allowedRegions: ['eu-west-1'] };
  const names = (stack: Stack) => Object.keys(alarmsOf(stack)).map((id) => id.replace(/[0-9A-F]{8}$/, '').replace(/^Monitoring(globalanthropicclaudesonnet46)?/, '')).sort();
  const { stack, monitoring } = baseline(props);
  expect(names(stack)).toEqual(['AuditChanges', 'ProcessedElsewhere', 'UnrecordedCalls']);
  expect(monitoring.dashboard).toBeUndefined();
  const given = baseline({ ...props, alarms: { throttles: { threshold: 10 }, unrecordedCalls: { enabled: false } }, dashboard: {} });
  expect(names(given.stack)).toEqual(['AuditChanges', 'ProcessedElsewhere', 'Throttles']);
  expect(given.monitoring.dashboard).toBeDefined();
});

test('the hub is told of the alarms on the audit, so they need no action; others do', () => {
  const props = { inferenceProfiles: [SONNET], allowedRegions: ['eu-west-1'] };
  const silent = (more: Partial<CrisMonitoringProps>) => warningsOf(baseline({ ...props, ...more }).stack).map(({ id }) => id);
  expect(silent({})).toEqual([]);
  expect(silent({ alarms: { throttles: {} } })).toEqual(['cdk-bedrock-cris::noAlarmActions']);
  const { stack } = baseline();
  const own = new Stack(stack.node.root as App, 'Own');
  new CrisMonitoring(own, 'Monitoring', { ...props, alarms: { throttles: {}, alarmActions: [new SnsAction(new sns.Topic(own, 'Topic'))] } });
  expect(warningsOf(own).map(({ id }) => id)).not.toContain('cdk-bedrock-cris::noAlarmActions');
});

describe('a baseline without allowedRegions', () => {
  const told = (props: Partial<CrisMonitoringProps>) => Annotations.fromStack(baseline(props).stack)
    .findInfo('*', Match.stringLikeRegexp('cdk-bedrock-cris::residencyNotForwarded')).map(({ entry }) => String(entry.data).replace(/ \[ack: .*/, ''));
  const NO_RULE = 'there are no allowedRegions, so there is no residency rule, and calls that are processed elsewhere are not forwarded to the hub';

  test('tells what is forwarded without them', () => {
    expect(told({})).toEqual([`${NO_RULE}: the state of the alarms on the audit is; give the Regions that calls may be processed in (allowedRegions: ['eu-west-1']), or acknowledge this`]);
    for (const props of [{ audit: AuditSource.none() }, { alarms: { enabled: false } }]) {
      expect(told(props)).toEqual([`${NO_RULE}, and nothing else is; give the Regions that calls may be processed in (allowedRegions: ['eu-west-1']), or acknowledge this`]);
    }
  });

  test('is told of nothing with them, and neither is a monitoring without a hub', () => {
    expect(told({ allowedRegions: ['eu-west-1'] })).toEqual([]);
    expect(told({ hub: undefined })).toEqual([]);
  });
});

test('every rule that forwards has a role that may put events on the bus of the hub, and nothing else', () => {
  for (const eventBusName of [undefined, 'Security']) {
    const { stack } = baseline({ allowedRegions: ['eu-west-1'] }, {}, { eventBusName });
    const bus = `arn:aws:events:eu-west-1:${MONITORING_ACCOUNT}:event-bus/${eventBusName ?? 'BedrockCris'}`;
    const forwarding = resolved(stack, 'AWS::Events::Rule').flatMap(({ Targets }) => Targets as { Arn: string; RoleArn?: string }[]).filter(({ Arn }) => Arn === bus);
    expect(forwarding).toHaveLength(2);
    expect(new Set(forwarding.map(({ RoleArn }) => RoleArn)).size).toBe(1);
    const [{ Policies, AssumeRolePolicyDocument }] = resolved(stack, 'AWS::IAM::Role') as [{ Policies: { PolicyDocument: PolicyDocumentJson }[]; AssumeRolePolicyDocument: unknown }];
    const documents = Policies.map(({ PolicyDocument }) => PolicyDocument);
    const may = (action: string, resource: string) => allows(documents, { action, resource, context: {} });
    expect([may('events:PutEvents', bus), may('events:PutEvents', bus.replace(MONITORING_ACCOUNT, MEMBER)), may('events:PutRule', bus)]).toEqual([true, false, false]);
    expect(JSON.stringify(AssumeRolePolicyDocument)).toContain('events.amazonaws.com');
  }
});

test('the monitoring account forwards to its own bus, although a hub for other accounts does not name it', () => {
  const app = new App();
  const here = { account: MONITORING_ACCOUNT, region: 'eu-west-1' };
  const hub = new CrisMonitoringHub(new Stack(app, 'Hub', { env: here }), 'Hub', { organizationId: 'o-a1b2c3d4e5', organizationalUnitIds: ['ou-a1b2-c3d4e5f6'], accounts: [MEMBER] });
  const stack = new Stack(app, 'Own', { env: here });
  new CrisMonitoring(stack, 'Monitoring', { hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: MONITORING_ACCOUNT }), allowedRegions: ['eu-west-1'] });
  const [{ Policies }] = resolved(stack, 'AWS::IAM::Role', MONITORING_ACCOUNT) as [{ Policies: { PolicyDocument: PolicyDocumentJson }[] }];
  // In one account, what the role allows is enough, unless something denies it.
  const bus = `arn:aws:events:eu-west-1:${MONITORING_ACCOUNT}:event-bus/BedrockCris`;
  expect(allows(Policies.map(({ PolicyDocument }) => PolicyDocument), { action: 'events:PutEvents', resource: bus, context: {} })).toBe(true);
  const policies = resolved(Stack.of(hub), 'AWS::Events::EventBusPolicy', MONITORING_ACCOUNT) as { Statement: { Effect: string } }[];
  expect(policies.map(({ Statement }) => Statement.Effect)).toEqual(['Allow', 'Allow']);
});

test('without an audit, or without alarms, there is no state of alarms to forward', () => {
  expect(resolved(baseline({ alarms: { enabled: false } }).stack, 'AWS::Events::Rule')).toHaveLength(1);
});

describe('one template for every account and Region', () => {
  const profiles = Array.from({ length: 20 }, (_, index) => InferenceProfile.fromInferenceProfileId(`global.anthropic.claude-sonnet-4-6-${index}`));
  const { stack } = baseline({ inferenceProfiles: profiles, allowedRegions: ['eu-west-1', 'eu-central-1'] });
  const template = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>; Transform?: unknown };

  test('fits into a StackSet with 20 profiles', () => {
    const { Parameters: _, Rules: __, ...rest } = template as Record<string, unknown>;
    expect(JSON.stringify(rest).length).toBeLessThan(51_200);
  });

  test('has no asset, no nested stack, no transform', () => {
    expect(template.Transform).toBeUndefined();
    expect(types(stack)).not.toContain('AWS::CloudFormation::Stack');
    expect(JSON.stringify(template)).not.toMatch(/cdk-hnb659fds-assets|"S3Key"|"Code"/);
  });

  test('has no name that another account or Region, or another stack, could have already', () => {
    const named = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => (
      Object.entries(Properties).filter(([key, value]) => /Name$/.test(key) && key !== 'MetricName' && typeof value === 'string').map(([key]) => `${id} ${Type} ${key}`)
    ));
    // A saved query is known by its ID, and its name may be there twice.
    expect(named.filter((name) => !name.includes('AWS::Logs::QueryDefinition'))).toEqual([]);
  });

  test('knows nothing of the account and Region that it is deployed to', () => {
    const found = JSON.stringify(template).replaceAll(SINK, '').replaceAll(MONITORING_ACCOUNT, '').match(/\b\d{12}\b/g);
    expect(found).toBeNull();
  });
});

describe('a second monitoring with a hub', () => {
  const second = (first: Environment, other: Environment, withHub = [true, true]) => () => {
    const app = new App();
    [first, other].forEach((env, index) => {
      const stack = new Stack(app, ['First', 'Second'][index], { env });
      const hub = withHub[index] ? CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: MONITORING_ACCOUNT }) : undefined;
      new CrisMonitoring(stack, 'Monitoring', { hub });
    });
  };
  const HERE = { account: MEMBER, region: 'eu-west-1' };

  test('of the same account and Region is an error', () => {
    expect(second(HERE, HERE)).toThrow('hub: the construct First/Monitoring has a hub already, in this account and Region, which have one link to it and one namespace of recorded calls;' +
      ' leave hub out here, or let the workloads share that one (monitoring: first.monitoring)');
  });

  test.each<[string, () => void]>([
    ['in another Region', second(HERE, { ...HERE, region: 'us-east-1' })],
    ['in another account', second(HERE, { ...HERE, account: '777788889999' })],
    ['in a stack that is known at deployment only', second(HERE, {})],
    ['in templates for several units of an organization', second({}, {})],
    ['beside one without a hub', second(HERE, HERE, [true, false])],
    ['after one without a hub', second(HERE, HERE, [false, true])],
  ])('is none %s', (_, define) => {
    expect(define).not.toThrow();
  });
});

test('the ARN of the sink may be a parameter, or a mapping by Region', () => {
  const stack = new Stack(new App(), 'Stack');
  const sinkArn = new CfnMapping(stack, 'Sinks', { mapping: { 'eu-west-1': { Arn: SINK } } }).findInMap(Aws.REGION, 'Arn');
  new CrisMonitoring(stack, 'Monitoring', { hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: MONITORING_ACCOUNT, sinkArn }) });
  Template.fromStack(stack).hasResourceProperties('AWS::Oam::Link', { SinkIdentifier: { 'Fn::FindInMap': ['Sinks', { Ref: 'AWS::Region' }, 'Arn'] } });
  const other = new Stack(new App(), 'Stack');
  const parameter = new CfnParameter(other, 'Sink').valueAsString;
  new CrisMonitoring(other, 'Monitoring', { hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(other, { account: MONITORING_ACCOUNT, sinkArn: parameter }) });
  Template.fromStack(other).hasResourceProperties('AWS::Oam::Link', { SinkIdentifier: { Ref: 'Sink' } });
});

test('a hub of the app is taken as it is, from another account and Region', () => {
  const app = new App();
  const hubs = ['eu-west-1', 'us-east-1'].map((region) => new CrisMonitoringHub(new Stack(app, `Hub-${region}`, { env: { account: MONITORING_ACCOUNT, region } }), 'Hub', { organizationId: 'o-a1b2c3d4e5' }));
  const here = new Stack(app, 'Here', { env: { account: MONITORING_ACCOUNT, region: 'eu-west-1' } });
  new CrisMonitoring(here, 'Monitoring', { hub: hubs[0] });
  expect(types(here)).not.toContain('AWS::Oam::Link');
});

test('a hub of the app that is in another Region is an error', () => {
  const app = new App();
  const hub = new CrisMonitoringHub(new Stack(app, 'Hub', { env: { account: MONITORING_ACCOUNT, region: 'eu-central-1' } }), 'Hub', { organizationId: 'o-a1b2c3d4e5' });
  const monitoringIn = (id: string, env: Environment) => () => new CrisMonitoring(new Stack(app, id, { env }), 'Monitoring', { hub });
  for (const account of [MONITORING_ACCOUNT, MEMBER]) {
    expect(monitoringIn(`Elsewhere${account}`, { account, region: 'eu-west-1' }))
      .toThrow('hub: the construct Hub/Hub is in the Region "eu-central-1", and this stack is in "eu-west-1"; give the hub of this Region');
  }
  expect(monitoringIn('SameRegion', { account: MONITORING_ACCOUNT, region: 'eu-central-1' })).not.toThrow();
  // Known at deployment only.
  expect(monitoringIn('AnyRegion', {})).not.toThrow();
});

describe('the event bus of a hub and a baseline in one app', () => {
  const HERE = { account: MONITORING_ACCOUNT, region: 'eu-west-1' };
  const synthesis = (ofHub: string | undefined, ofBaseline: string | undefined, { hubs = [HERE], env = { account: MEMBER, region: 'eu-west-1' } as Environment, hubFirst = false } = {}) => () => {
    const app = new App();
    const define = [
      () => {
        const stack = new Stack(app, 'Baseline', { env });
        new CrisMonitoring(stack, 'Monitoring', { hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: MONITORING_ACCOUNT, eventBusName: ofBaseline }), allowedRegions: ['eu-west-1'] });
      },
      () => hubs.forEach((place, index) => new CrisMonitoringHub(new Stack(app, `Hub${index}`, { env: place }), 'Hub', { organizationId: 'o-a1b2c3d4e5', eventBusName: ofHub })),
    ];
    for (const each of hubFirst ? define.reverse() : define) each();
    app.synth();
  };
  const differs = (own: string, ofHub: string) => (
    `eventBusName: this monitoring forwards to the event bus "${own}", and the hub of its account in this app, Hub0/Hub, has "${ofHub}"; give both the same`
  );

  test('must have one name, whichever is defined first', () => {
    for (const hubFirst of [true, false]) expect(synthesis('Security', undefined, { hubFirst })).toThrow(differs('BedrockCris', 'Security'));
    expect(synthesis(undefined, 'Security')).toThrow(differs('Security', 'BedrockCris'));
    // A template for all accounts and Regions.
    expect(synthesis('Security', undefined, { env: {}, hubs: [HERE, { ...HERE, region: 'us-east-1' }] })).toThrow(differs('BedrockCris', 'Security'));
  });

  test('may have the same name, or be of other accounts and Regions', () => {
    expect(synthesis('Security', 'Security')).not.toThrow();
    expect(synthesis('Security', undefined, { hubs: [{ ...HERE, region: 'us-east-1' }] })).not.toThrow();
    expect(synthesis('Security', undefined, { hubs: [{ ...HERE, account: MEMBER }] })).not.toThrow();
    expect(synthesis('Security', undefined, { hubs: [] })).not.toThrow();
  });
});

test.each([['Aws.ACCOUNT_ID', (_: Stack) => Aws.ACCOUNT_ID], ['the account of the stack', (stack: Stack) => stack.account], ['its reference', (stack: Stack) => new ScopedAws(stack).accountId]])(
  'a hub in %s, to which each account would forward by itself, is an error', (_, account) => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: account(stack) }))
      .toThrow('account: it is the account that the stack is deployed to, which would forward to itself; give the 12 digits of the monitoring account');
    expect(() => CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: new CfnParameter(stack, 'Account').valueAsString })).not.toThrow();
  },
);

test.each<[string, Environment, Partial<CrisMonitoringHubAttributes>, string]>([
  ['an account that is none', {}, { account: 'hub' }, 'account: "hub" is not an account; give the 12 digits of the monitoring account'],
  ['a sink that is none', {}, { sinkArn: 'arn:aws:oam:eu-west-1:111122223333:link/a' }, 'is not the ARN of a sink'],
  ['the sink of another account', {}, { account: '999988887777' }, `hub.sinkArn: "${SINK}" is in the account "111122223333", and hub.account is "999988887777"; give what the monitoring account has`],
  ['the sink of another Region', { region: 'us-east-1' }, {}, `hub.sinkArn: "${SINK}" is in the Region "eu-west-1", and this stack is in "us-east-1"; give the hub of this Region`],
  ['a bus with a wildcard', {}, { eventBusName: 'Bedrock*' }, 'eventBusName: "Bedrock*" has the character "*"'],
])('%s is an error', (_, env, attrs, message) => {
  expect(() => baseline({}, env, attrs)).toThrow(message);
});

test('what is no hub is an error', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(() => new CrisMonitoring(stack, 'Monitoring', { hub: {} as never })).toThrow('hub: {} is not a hub, like CrisMonitoringHub.fromCrisMonitoringHubAttributes(…)');
});
