import { App, Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, CrisMonitoringHub, CrisMonitoringHubProps, IInferenceProfile, InferenceProfile,
} from '../../src';
import { CATALOG, dataRetentionOf } from '../../src/bedrock/catalog';
import { alarmsOf, minutesInAlarm, MODELS } from '../monitoring/alarm-evaluation';
import { widgetsOf } from '../monitoring/dashboard-body';
import { AccountMetric, insightsQuery } from '../monitoring/metrics-insights';
import { warningsOf } from '../profile/stack-warnings';
import { allows, PolicyDocumentJson } from '../support/iam-evaluator';
import { resolveIntrinsics } from '../support/template-policies';

const ACCOUNT = '111122223333';
const HERE = { region: 'eu-west-1', account: ACCOUNT };
const ORGANIZATION = 'o-a1b2c3d4e5';
const UNIT = 'ou-a1b2-c3d4e5f6';
const MEMBER = '444455556666';
const OTHER = '777788889999';
const MANAGEMENT = '999988887777';
const SONNET = 'global.anthropic.claude-sonnet-4-6';
const EU = 'eu.anthropic.claude-sonnet-4-6';
const profile = (id = SONNET) => InferenceProfile.fromInferenceProfileId(id);

function hubStack(props: Partial<CrisMonitoringHubProps> = {}, env: Environment = HERE): Stack {
  const stack = new Stack(new App(), 'Stack', { env });
  new CrisMonitoringHub(stack, 'Hub', { organizationId: ORGANIZATION, ...props });
  return stack;
}

function resources(stack: Stack, type: string): Record<string, unknown>[] {
  const template = Template.fromStack(stack);
  const place = { partition: 'aws', region: 'eu-west-1', accountId: ACCOUNT };
  return Object.values(template.findResources(type)).map(({ Properties }) => resolveIntrinsics(Properties, template.toJSON(), place) as Record<string, unknown>);
}

const BUS = `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/BedrockCris`;

/** Who asks, by where the account is in an organization. */
const CALLERS: Record<string, Record<string, string | string[]>> = {
  'the organization': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalAccount': OTHER, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/`] },
  'the unit': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalAccount': OTHER, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/${UNIT}/`] },
  'a unit below': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalAccount': OTHER, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/${UNIT}/ou-a1b2-11111111/`] },
  'the account': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalAccount': MEMBER, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/ou-a1b2-99999999/`] },
  'the account, after it left': { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz', 'aws:PrincipalAccount': MEMBER, 'aws:PrincipalOrgPaths': [`o-zzzzzzzzzz/r-a1b2/${UNIT}/`] },
  'the management account': { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalAccount': MANAGEMENT, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-a1b2/`] },
  'no organization': { 'aws:PrincipalAccount': MEMBER },
};

test.each<[string, Partial<CrisMonitoringHubProps>, string[]]>([
  ['an organization', {}, ['the organization', 'the unit', 'a unit below', 'the account', 'the management account']],
  ['a unit', { organizationalUnitIds: [UNIT] }, ['the unit', 'a unit below']],
  ['an account', { accounts: [MEMBER] }, ['the account']],
  // It is at the root of the organization, in no unit.
  ['a unit and the management account', { organizationalUnitIds: [UNIT], accounts: [MANAGEMENT] }, ['the unit', 'a unit below', 'the management account']],
])('a hub for %s takes links and events of these accounts, and of no other', (_, props, expected) => {
  for (const env of [HERE, {}]) {
    const stack = hubStack(props, env);
    const withoutPrincipal = ({ Principal, ...statement }: Record<string, unknown>) => {
      expect(Principal).toBe('*');
      return statement;
    };
    const [{ Policy }] = resources(stack, 'AWS::Oam::Sink') as [{ Policy: { Statement: Record<string, unknown>[] } }];
    const sink = { ...Policy, Statement: Policy.Statement.map(withoutPrincipal) } as unknown as PolicyDocumentJson;
    const policies = resources(stack, 'AWS::Events::EventBusPolicy') as { StatementId: string; Statement: Record<string, unknown> & { Sid: string } }[];
    // Each is one statement of the policy, by its id.
    expect(policies.map(({ Statement: { Sid } }) => Sid)).toEqual([...new Set(policies.map(({ StatementId }) => StatementId))]);
    const bus = { Version: '2012-10-17', Statement: policies.map(({ Statement }) => withoutPrincipal(Statement)) } as unknown as PolicyDocumentJson;

    const passing = (document: PolicyDocumentJson, action: string, resource: string, more: Record<string, string[]> = {}) => (
      Object.keys(CALLERS).filter((name) => allows([document], { action, resource, context: { ...CALLERS[name], ...more } }))
    );
    const link = (...types: string[]) => passing(sink, 'oam:CreateLink', 'arn:aws:oam:eu-west-1:111122223333:sink/a1', { 'oam:ResourceTypes': types });
    expect(link('AWS::CloudWatch::Metric')).toEqual(expected);
    expect(passing(sink, 'oam:UpdateLink', '*', { 'oam:ResourceTypes': ['AWS::CloudWatch::Metric'] })).toEqual(expected);
    // A link that asks for more fails whole.
    expect(link('AWS::Logs::LogGroup')).toEqual([]);
    expect(link('AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup')).toEqual([]);
    for (const action of ['oam:DeleteSink', 'oam:PutSinkPolicy', 'oam:ListAttachedLinks']) expect(passing(sink, action, '*')).toEqual([]);

    expect(passing(bus, 'events:PutEvents', resources(stack, 'AWS::Events::EventBus').length === 1 ? policies[0].Statement.Resource as string : '')).toEqual(expected);
    expect(passing(bus, 'events:PutEvents', BUS.replace('BedrockCris', 'default'))).toEqual([]);
    for (const action of ['events:PutRule', 'events:DeleteEventBus']) expect(passing(bus, action, BUS)).toEqual([]);
  }
});

test('what a hub has does not depend on how many accounts there are, but for the list that is given', () => {
  const sizes = [['o-a1b2c3d4e5'], ['o-zzzzzzzzzz']].map(([organizationId]) => JSON.stringify(Template.fromStack(hubStack({ organizationId, inferenceProfiles: [profile()] })).toJSON()).length);
  expect(sizes[0]).toBe(sizes[1]);
});

test('the sink of the account is used where there is one', () => {
  const sinkArn = `arn:aws:oam:eu-west-1:${ACCOUNT}:sink/11111111-2222-3333-4444-555555555555`;
  const stack = hubStack({ sinkArn });
  expect(resources(stack, 'AWS::Oam::Sink')).toEqual([]);
  const hub = stack.node.findChild('Hub') as CrisMonitoringHub;
  expect(hub.sinkArn).toBe(sinkArn);
});

test.each<[string, Environment, string | undefined]>([
  ['in another Region', { ...HERE, region: 'eu-central-1' }, 'is in the Region "eu-west-1", and this stack is in "eu-central-1"; give the sink of this Region'],
  ['in another account', { ...HERE, account: MEMBER }, `is in the account "${ACCOUNT}", and this stack is in "${MEMBER}"; give the sink of this account, or define the hub there`],
  ['here', HERE, undefined],
  ['somewhere, in a stack that is known at deployment only', {}, undefined],
])('a sink that is %s', (_, env, message) => {
  const define = () => hubStack({ sinkArn: `arn:aws:oam:eu-west-1:${ACCOUNT}:sink/11111111-2222-3333-4444-555555555555` }, env);
  if (message) expect(define).toThrow(message);
  else expect(define).not.toThrow();
});

test('targets receive what both rules match, and more can be added', () => {
  const stack = new Stack(new App(), 'Stack', { env: HERE });
  const topic = new sns.Topic(stack, 'Topic');
  const hub = new CrisMonitoringHub(stack, 'Hub', { organizationId: ORGANIZATION, targets: [new targets.SnsTopic(topic)] });
  hub.auditRule.addTarget(new targets.SnsTopic(new sns.Topic(stack, 'Further')));
  const rules = resources(stack, 'AWS::Events::Rule') as { Targets: unknown[]; State: string; EventBusName: unknown }[];
  expect(rules.map(({ Targets }) => Targets.length).sort()).toEqual([1, 2]);
  // Read-only events are matched only with this state, in the account that forwards and here.
  expect(rules.map(({ State }) => State).sort()).toEqual(['ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']);
  expect(hub.eventBusArn).toBe(hub.eventBus.eventBusArn);
});

describe('a hub whose rules have no target', () => {
  const warned = (define: (stack: Stack, hub: () => CrisMonitoringHub) => void, props: Partial<CrisMonitoringHubProps> = {}) => {
    const stack = new Stack(new App(), 'Stack', { env: HERE });
    define(stack, () => new CrisMonitoringHub(stack, 'Hub', { organizationId: ORGANIZATION, ...props }));
    return warningsOf(stack);
  };
  const withAction = (stack: Stack) => new CrisMonitoringHub(stack, 'Hub', {
    organizationId: ORGANIZATION, inferenceProfiles: [profile()], alarms: { alarmActions: [new SnsAction(new sns.Topic(stack, 'Topic'))] },
  });

  test('warns that nobody is notified, whatever its alarms do', () => {
    for (const define of [(_: Stack, hub: () => CrisMonitoringHub) => void hub(), (stack: Stack) => void withAction(stack)]) {
      expect(warned(define)).toEqual([{
        path: '/Stack/Hub',
        id: 'cdk-bedrock-cris::hubWithoutTargets',
        message: 'no rule has a target, so nobody is notified of calls that accounts report as processed elsewhere, or of alarms on their audit;' +
          ' give targets: [new SnsTopic(topic)], or call addTarget of residencyRule and auditRule',
      }]);
    }
  });

  test('does not warn with targets, or with one that is added later', () => {
    expect(warned((stack) => void new CrisMonitoringHub(stack, 'Hub', { organizationId: ORGANIZATION, targets: [new targets.SnsTopic(new sns.Topic(stack, 'Topic'))] }))).toEqual([]);
    expect(warned((stack, hub) => hub().auditRule.addTarget(new targets.SnsTopic(new sns.Topic(stack, 'Topic'))))).toEqual([]);
  });
});

describe('an alarm over accounts', () => {
  const published = (account: string, metricName: string, ModelId: string, at: readonly number[]) => (
    { account, namespace: 'AWS/Bedrock', metricName, dimensions: { ModelId }, samples: at.map((minute) => ({ at: minute })) }
  );
  /** The accounts for which an alarm is on at some minute: each is a series of its own. */
  function contributors(stack: Stack, id: RegExp, metrics: readonly ReturnType<typeof published>[]): string[][] {
    const [alarm] = Object.entries(alarmsOf(stack)).filter(([name]) => id.test(name)).map(([, each]) => each);
    const [{ Expression, Period }] = alarm.Metrics!;
    const { groupOf, metricName } = insightsQuery(Expression!);
    const accounts = [...new Set(metrics.map((metric) => groupOf(metric)).filter((group) => group !== undefined))].sort();
    return MODELS.map((model) => accounts.filter((account) => {
      const own = metrics.filter((metric) => groupOf(metric) === account);
      const single = {
        ...alarm, Metrics: undefined, Namespace: 'AWS/Bedrock', MetricName: metricName, Statistic: 'Sum', Period: Period!, Dimensions: [{ Name: 'ModelId', Value: own[0].dimensions.ModelId }],
      };
      return minutesInAlarm(single, own, 60, model).length > 0;
    }));
  }
  const inAll = (...accounts: string[]) => MODELS.map(() => accounts);

  test('goes off for each account that is throttled, and for no other', () => {
    const metrics = [
      published(MEMBER, 'InvocationThrottles', SONNET, [10, 16]),
      published(OTHER, 'InvocationThrottles', SONNET, [10]),
      published('000000000001', 'InvocationThrottles', EU, [10, 16]),
      published('000000000002', 'InvocationServerErrors', SONNET, [10, 16]),
      published('000000000003', 'Invocations', SONNET, [10, 16]),
      // A series by service tier beside that of the model is not counted twice.
      { ...published('000000000004', 'InvocationThrottles', SONNET, [10, 16]), dimensions: { ModelId: SONNET, ServiceTier: 'flex' } },
    ];
    const stack = hubStack({ inferenceProfiles: [profile(), profile(EU)] });
    expect(contributors(stack, /sonnet46Throttles/, metrics)).toEqual(inAll(MEMBER));
    expect(contributors(stack, /globalanthropicclaudesonnet46ServerErrors/, metrics)).toEqual(inAll('000000000002'));
    expect(contributors(stack, /euanthropicclaudesonnet46Throttles/, metrics)).toEqual(inAll('000000000001'));
  });

  test('has the threshold and evaluation that are given', () => {
    const stack = hubStack({ inferenceProfiles: [profile()], alarms: { throttles: { threshold: 2, evaluationPeriods: 1 }, serverErrors: { enabled: false } } });
    expect(Object.keys(alarmsOf(stack))).toHaveLength(1);
    const burst = published(MEMBER, 'InvocationThrottles', SONNET, [11, 12, 13]);
    const few = published(OTHER, 'InvocationThrottles', SONNET, [11, 12]);
    expect(contributors(stack, /Throttles/, [burst, few])).toEqual(inAll(MEMBER));
  });

  test('has the actions, and without any a warning tells', () => {
    const stack = new Stack(new App(), 'Stack', { env: HERE });
    const action = new SnsAction(new sns.Topic(stack, 'Topic'));
    new CrisMonitoringHub(stack, 'Hub', { organizationId: ORGANIZATION, inferenceProfiles: [profile()], alarms: { alarmActions: [action], okActions: [action] } });
    expect(Object.values(alarmsOf(stack)).map(({ AlarmActions, OKActions }) => [AlarmActions?.length, OKActions?.length])).toEqual([[1, 1], [1, 1]]);
    const silent = (of: Stack) => warningsOf(of).filter(({ id }) => id === 'cdk-bedrock-cris::noAlarmActions').length;
    expect([stack, hubStack({ inferenceProfiles: [profile()] }), hubStack()].map(silent)).toEqual([0, 1, 0]);
  });

  test('of 100 profiles with two signals each are the 200 that a Region holds; one profile more is an error', () => {
    const profiles = (count: number): IInferenceProfile[] => Array.from({ length: count }, (_, index) => profile(`global.example.model-${index}`));
    expect(Object.keys(alarmsOf(hubStack({ inferenceProfiles: profiles(100) })))).toHaveLength(200);
    expect(() => hubStack({ inferenceProfiles: profiles(101) })).toThrow('inferenceProfiles: 101 profiles with 2 alarms each are 202 alarms on queries, and an account has 200 in a Region');
    expect(Object.keys(alarmsOf(hubStack({ inferenceProfiles: profiles(200), alarms: { serverErrors: { enabled: false } } })))).toHaveLength(200);
  });
});

describe('the dashboard', () => {
  test('has the name that it is given, shows a day, and takes the period of each graph', () => {
    const template = Template.fromStack(hubStack({ dashboard: { sourceRegions: ['eu-west-1'], dashboardName: 'Bedrock-of-all' } }));
    const [{ Properties }] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(Properties.DashboardName).toBe('Bedrock-of-all');
    expect(JSON.stringify(Properties.DashboardBody)).toMatch(/\\"start\\":\\"-P1D\\",\\"periodOverride\\":\\"inherit\\"/);
  });

  const regions = ['eu-west-1', 'us-east-1', 'ap-northeast-1'];
  const metric = (account: string, metricName: string, dimensions: Record<string, string>, namespace = 'AWS/Bedrock'): AccountMetric => ({ account, metricName, dimensions, namespace });
  const recorded = (account: string, metricName: string, dimensions: Record<string, string>) => metric(account, metricName, { SourceRegion: 'eu-west-1', ...dimensions }, 'BedrockCris/Organization');

  test('has the same eight questions for each Region, each a query in that Region', () => {
    const graphs = widgetsOf(hubStack({ dashboard: { sourceRegions: regions } })).filter(({ type }) => type === 'metric');
    const byRegion = regions.map((region) => graphs.filter(({ lines }) => (lines[0].region ?? 'eu-west-1') === region).map(({ title }) => title));
    expect(byRegion[0]).toHaveLength(8);
    expect(byRegion).toEqual([byRegion[0], byRegion[0], byRegion[0]]);
    // A graph takes one query of Metrics Insights.
    expect(graphs.map(({ lines }) => lines.length)).toEqual(graphs.map(() => 1));
  });

  test('groups what accounts publish by what its title says', () => {
    const metrics = [
      metric(MEMBER, 'Invocations', { ModelId: SONNET }),
      metric(OTHER, 'Invocations', { ModelId: EU }),
      metric(OTHER, 'Invocations', { ModelId: EU, ServiceTier: 'flex' }),
      metric(OTHER, 'InvocationThrottles', { ModelId: EU }),
      metric(MEMBER, 'EstimatedTPMQuotaUsage', { ModelId: SONNET }),
      recorded(MEMBER, 'RecordedInvocations', {}),
      recorded(MEMBER, 'ReroutedInvocations', { InferenceRegion: 'eu-north-1', ModelId: SONNET }),
      recorded(OTHER, 'CompletedStreams', { InferenceRegion: 'eu-central-1' }),
    ];
    const graphs = widgetsOf(hubStack({ dashboard: { sourceRegions: ['eu-west-1'] } })).filter(({ lines }) => lines[0]?.expression?.startsWith('SELECT'));
    const found = Object.fromEntries(graphs.map(({ title, lines }) => {
      const { groupOf } = insightsQuery(lines[0].expression!);
      return [title, metrics.map(groupOf).filter((group) => group !== undefined)];
    }));
    expect(found).toEqual({
      'Calls by account': [MEMBER, OTHER],
      'Recorded calls by account': [MEMBER],
      'Throttled calls by account': [OTHER],
      'Quota tokens by account': [MEMBER],
      'Calls by model': [SONNET, EU],
      'Re-routed calls by Region': ['eu-north-1'],
      'Completed streams by Region': ['eu-central-1'],
    });
  });

  test('holds 55 Regions, and says how to divide more', () => {
    const many = (count: number) => ['eu', 'us', 'ap', 'sa', 'ca', 'me', 'af'].flatMap((area) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${area}-west-${number}`)).slice(0, count);
    expect(widgetsOf(hubStack({ dashboard: { sourceRegions: many(55) } }))).toHaveLength(496);
    expect(() => hubStack({ dashboard: { sourceRegions: many(56) } })).toThrow('dashboard.sourceRegions: 56 Regions take 505 widgets, and a dashboard holds 500; give at most 55 here, and the others to the hub of another Region');
  });

  test('shows the alarms of its Region, a hundred at most', () => {
    const profiles = Array.from({ length: 60 }, (_, index) => profile(`global.example.model-${index}`));
    const [status] = widgetsOf(hubStack({ inferenceProfiles: profiles, dashboard: { sourceRegions: ['eu-west-1'] } })).filter(({ type }) => type === 'alarm');
    expect([status.alarms?.length, status.title]).toEqual([100, 'Alarms of eu-west-1: 100 of 120']);
    expect(widgetsOf(hubStack({ dashboard: { sourceRegions: ['eu-west-1'] } })).filter(({ type }) => type === 'alarm')).toEqual([]);
  });
});

test.each<[string, Partial<CrisMonitoringHubProps>, string]>([
  ['no organization', { organizationId: 'my-organization' }, 'organizationId: "my-organization" is not the ID of an organization; give one like "o-a1b2c3d4e5"'],
  ['a pattern of organizations', { organizationId: 'o-*' }, 'organizationId: "o-*" has the character "*", which is more than text in a policy; leave it out'],
  ['a root', { organizationalUnitIds: ['r-a1b2'] }, 'organizationalUnitIds: "r-a1b2" is not the ID of an organizational unit; give one like "ou-a1b2-c3d4e5f6"'],
  ['a unit twice', { organizationalUnitIds: [UNIT, UNIT] }, `organizationalUnitIds: "${UNIT}" is given twice; leave one out`],
  ['no accounts', { accounts: [] }, 'accounts: the list is empty; leave it out to take all accounts of the organization'],
  ['no account', { accounts: ['12'] }, 'accounts: "12" is not an account; give 12 digits'],
  ...['1111222233334', 'x111122223333'].map((account): [string, Partial<CrisMonitoringHubProps>, string] => [`the account ${account}`, { accounts: [account] }, `accounts: "${account}" is not an account; give 12 digits`]),
  ['an action of alarms that is none', { inferenceProfiles: [profile()], alarms: { alarmActions: [{} as never] } }, 'alarms.alarmActions'],
  ['the default bus', { eventBusName: 'default' }, 'eventBusName: "default" is not the name of a custom event bus; give 1 to 256 letters, digits and . - _'],
  ['no sink', { sinkArn: 'sink' }, 'sinkArn: "sink" is not the ARN of a sink; give one like "arn:aws:oam:eu-west-1:111122223333:sink/…"'],
  ['no profile', { inferenceProfiles: [] }, 'inferenceProfiles: the list is empty; give at least one'],
  ['a profile twice', { inferenceProfiles: [profile(), profile()] }, `inferenceProfiles: "${SONNET}" is given twice; leave one out`],
  ['a negative threshold', { alarms: { throttles: { threshold: -1 } } }, 'alarms.throttles.threshold: -1 is out of range; give a count of 0 or more'],
  ['a name for two', { inferenceProfiles: [profile(), profile(EU)], alarms: { throttles: { alarmName: 'A' } } }, 'alarms.throttles.alarmName: "A" would be the name of 2 alarms; leave it out, or give one profile'],
  ['four hours', { inferenceProfiles: [profile()], alarms: { throttles: { evaluationPeriods: 48, datapointsToAlarm: 1 } } }, 'alarms.throttles.evaluationPeriods: 48 periods of 5 minutes are more than the 3 hours that a query of an alarm looks back'],
  ['no Regions', { dashboard: { sourceRegions: [] } }, 'dashboard.sourceRegions: the list is empty; give the Regions that have a hub'],
  ['a Region that is none', { dashboard: { sourceRegions: ['europe'] } }, 'dashboard.sourceRegions: "europe" is not a Region; give a name like "eu-west-1"'],
  ['400 units', { organizationalUnitIds: Array.from({ length: 400 }, (_, index) => `ou-a1b2-${10_000_000 + index}`) }, 'organizationalUnitIds: the policy of the event bus would have 15001 characters'],
  ['units and 700 accounts', { organizationalUnitIds: [UNIT], accounts: Array.from({ length: 700 }, (_, index) => String(100_000_000_000 + index)) }, 'accounts: the policy of the event bus would have 11679 characters'],
  ['700 accounts', { accounts: Array.from({ length: 700 }, (_, index) => String(100_000_000_000 + index)) }, 'accounts: the policy of the event bus would have 11'],
])('%s is an error', (_, props, message) => {
  expect(() => hubStack(props)).toThrow(message);
});

test.each<[string, string, Environment, string[], RegExp]>([
  ['a slip', 'global.anthropic.claude-sonet-4-6', HERE, ['unknownInferenceProfile'], /^global\.anthropic\.claude-sonet-4-6 is not in this library's catalog/],
  ['a profile of another geography', 'us.anthropic.claude-sonnet-4-6', HERE, ['sourceRegionNotInCatalog'], /does not list eu-west-1 as a source Region of us\.anthropic\.claude-sonnet-4-6/],
  ['a profile of this one', EU, HERE, [], /^$/],
  ['a Region that is known at deployment only', 'us.anthropic.claude-sonnet-4-6', {}, [], /^$/],
])('the profile of an alarm is compared with the catalog: %s', (_, id, env, ids, message) => {
  const found = warningsOf(hubStack({ inferenceProfiles: [profile(id)] }, env)).filter((warning) => !/noAlarmActions|hubWithoutTargets/.test(warning.id));
  expect(found.map((warning) => warning.id)).toEqual(ids.map((each) => `cdk-bedrock-cris::${each}`));
  expect(found[0]?.message ?? '').toMatch(message);
});

test('a model that calls need a mode of their account for is not warned of: the hub calls nothing', () => {
  const id = [...CATALOG.profiles.keys()].find((each) => each.startsWith('global.') && dataRetentionOf(each.replace('global.', '')) !== undefined)!;
  expect(id).toBeDefined();
  expect(warningsOf(hubStack({ inferenceProfiles: [profile(id)] })).map((warning) => warning.id)).not.toContain('cdk-bedrock-cris::dataRetentionRequired');
});

test('a global profile has no alarm in GovCloud, where none is called', () => {
  expect(() => hubStack({ inferenceProfiles: [profile()] }, { region: 'us-gov-west-1', account: ACCOUNT })).toThrow(`inferenceProfiles: the global profile "${SONNET}" cannot be called from the source Region "us-gov-west-1"`);
});

test('a hub is the only one of its account and Region', () => {
  const app = new App();
  const inPlace = (id: string, env: Environment) => () => new CrisMonitoringHub(new Stack(app, id, { env }), 'Hub', { organizationId: ORGANIZATION });
  inPlace('First', HERE)();
  inPlace('OtherRegion', { ...HERE, region: 'us-east-1' })();
  inPlace('OtherAccount', { ...HERE, account: MEMBER })();
  expect(inPlace('Second', HERE)).toThrow('CrisMonitoringHub: "First/Hub" is the hub of this account and Region already, which have one sink; use that one');
});

test('an application inference profile has no alarm over accounts', () => {
  const stack = new Stack(new App(), 'Stack', { env: HERE });
  const search = new ApplicationInferenceProfile(stack, 'Search', { modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile()) });
  expect(() => new CrisMonitoringHub(stack, 'Hub', { organizationId: ORGANIZATION, inferenceProfiles: [search] })).toThrow('which one account has; give the system-defined profile that the accounts call');
});
