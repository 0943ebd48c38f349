import { App, Aws, CfnParameter, RemovalPolicy, Stack, StackProps, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AUDITED, KEY_ID, OTHER_ACCOUNT, OTHER_REGION, SIBLING_RULE, STACK_NAME } from './audited-records';
import { AUDIT_SOURCES, deployed, ENV, filtersWith, KEY_ARN, publishedBy, Rule } from './deployed-audit';
import { AuditSource, CrisMonitoring, CrisMonitoringProps, CrisTrail, CrisTrailFilters, EventBridgeAuditOptions, InferenceProfile } from '../../src';
import { warningsOf } from '../profile/stack-warnings';
import { ACCOUNT, SOURCE_REGION, toEventBridgeEvent } from '../support/cloudtrail-records';
import { matchesEventPattern } from '../support/event-pattern';

const LOG_GROUP = 'AWS::Logs::LogGroup';
const POLICY = 'AWS::Logs::ResourcePolicy';
const RULE = 'AWS::Events::Rule';
const KEY = 'AWS::KMS::Key';

const eventBridge = (options?: (stack: Stack) => EventBridgeAuditOptions, stackProps?: StackProps) => (
  filtersWith((stack) => AuditSource.eventBridge(options?.(stack)), {}, stackProps)
);
const logGroupIn = (stack: Construct, { account = ACCOUNT, region = SOURCE_REGION, name = 'bedrock-records' } = {}) =>
  logs.LogGroup.fromLogGroupArn(stack, name, `arn:aws:logs:${region}:${account}:log-group:${name}`);
const elsewhere = (prop: string, what: string, given: string, own: string) => `${prop}: it is in the ${what} "${given}", and this stack is in "${own}"; give one of the same ${what}`;

describe('EventBridge', () => {
  const arn = (rest: string) => `arn:aws:logs:${SOURCE_REGION}:${ACCOUNT}:log-group:${rest}`;
  const logGroupOf = (stack: Stack) => Object.keys(Template.fromStack(stack).findResources(LOG_GROUP))[0];

  test('makes a log group, a rule and a policy, and neither bucket nor trail nor key', () => {
    const types = Object.values((Template.fromStack(eventBridge().stack).toJSON() as { Resources: Record<string, { Type: string }> }).Resources).map(({ Type }) => Type);
    expect(types.filter((type) => !['AWS::Logs::MetricFilter', 'AWS::Logs::QueryDefinition'].includes(type)).sort()).toEqual([RULE, LOG_GROUP, POLICY].sort());
  });

  test.each<[string, EventBridgeAuditOptions, number, string]>([
    ['by default', {}, 365, 'Retain'],
    ['as it is told', { logRetention: logs.RetentionDays.TEN_YEARS, removalPolicy: RemovalPolicy.DESTROY }, 3653, 'Delete'],
  ])('keeps records in the log group %s', (_, options, RetentionInDays, DeletionPolicy) => {
    const template = Template.fromStack(eventBridge(() => options).stack);
    template.allResources(LOG_GROUP, { Properties: { RetentionInDays, KmsKeyId: Match.absent() }, DeletionPolicy, UpdateReplacePolicy: DeletionPolicy });
  });

  test('sends records to its log group alone, by an ARN without ":*", in the state that sees read-only events', () => {
    const { stack } = eventBridge();
    const [rule] = deployed<Rule>(stack, RULE);
    expect(rule.State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
    expect(rule.Targets).toEqual([{ Id: 'LogGroup', Arn: arn(logGroupOf(stack)) }]);
    // On the default bus, the one where AWS services put events.
    expect(rule).not.toHaveProperty('EventBusName');
  });

  // Only where EventBridge puts records does it tell for which rule.
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
  test('is allowed to write to the streams of that log group for its rule, and to nothing else', () => {
    const { stack } = eventBridge();
    const [{ PolicyDocument, PolicyName }] = deployed<Record<'PolicyDocument' | 'PolicyName', string>>(stack, POLICY);
    const allow = { Effect: 'Allow', Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] }, Resource: `${arn(logGroupOf(stack))}:*` };
    const [ruleId] = Object.keys(Template.fromStack(stack).findResources(RULE));
    expect((JSON.parse(PolicyDocument) as { Statement: unknown }).Statement).toEqual([
      { ...allow, Action: 'logs:CreateLogStream' },
      { ...allow, Action: 'logs:PutLogEvents', Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:${SOURCE_REGION}:${ACCOUNT}:rule/${ruleId}` } } },
    ]);
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
    expect(PolicyDocument.length).toBeLessThanOrEqual(5120);
    expect(PolicyName).toMatch(new RegExp(`^${STACK_NAME}-[0-9a-f]{8}$`));
  });

  test('two audits of a stack have policies of two names, because an equal name replaces the other', () => {
    const { stack } = eventBridge();
    new CrisTrailFilters(stack, 'More', { audit: AuditSource.eventBridge() });
    expect(new Set(deployed<{ PolicyName: string }>(stack, POLICY).map(({ PolicyName }) => PolicyName)).size).toBe(2);
  });

  test('with a key the log group is encrypted with it, and CloudWatch Logs may use it for that log group', () => {
    const { stack } = eventBridge((scope) => ({ encryptionKey: new kms.Key(scope, 'Key') }));
    const [keyId] = Object.keys(Template.fromStack(stack).findResources(KEY));
    expect(deployed(stack, LOG_GROUP)).toEqual([expect.objectContaining({ KmsKeyId: `arn:aws:kms:${SOURCE_REGION}:${ACCOUNT}:key/${keyId}` })]);
    const [{ KeyPolicy }] = deployed<{ KeyPolicy: { Statement: unknown[] } }>(stack, KEY);
    expect(KeyPolicy.Statement).toContainEqual({
      Effect: 'Allow',
      Principal: { Service: `logs.${SOURCE_REGION}.amazonaws.com` },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn(`${STACK_NAME}-*`) } },
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('a key that is only referenced is warned of: its policy has to allow it', () => {
    const { stack } = filtersWith(AUDIT_SOURCES.eventBridge);
    expect(warningsOf(stack).map(({ path, id }) => `${path} ${id}`)).toEqual(['/Stack/Filters cdk-bedrock-cris::keyPolicyNotAdded']);
  });

  test('a given log group gets the records, and none is made', () => {
    const { stack, filters } = eventBridge((scope) => ({ logGroup: logGroupIn(scope) }));
    expect(deployed(stack, LOG_GROUP)).toEqual([]);
    expect(deployed<Rule>(stack, RULE)[0].Targets).toEqual([{ Id: 'LogGroup', Arn: arn('bedrock-records') }]);
    expect(deployed<{ PolicyDocument: string }>(stack, POLICY)[0].PolicyDocument).toContain(`"${arn('bedrock-records')}:*"`);
    expect(filters.logGroup.logGroupName).toBe('bedrock-records');
  });

  test('a log group of another stack in the same place is fine, and the app synthesizes', () => {
    const app = new App();
    const logGroup = new logs.LogGroup(new Stack(app, 'Central', { env: ENV }), 'LogGroup');
    new CrisTrailFilters(new Stack(app, 'Stack', { env: ENV }), 'Filters', { audit: AuditSource.eventBridge({ logGroup }) });
    expect(() => app.synth()).not.toThrow();
  });

  // Each rule delivers each record.
  test.each([
    ['two stacks', () => [1, 2].map((index) => `Stack${index}`)],
    ['one stack', () => ['Stack', 'Stack']],
  ])('a log group that another audit by EventBridge sends records to would count each twice: %s', (_, ids) => {
    const app = new App();
    const stacks = new Map<string, Stack>();
    const define = ids().map((id, index) => () => {
      const stack = stacks.get(id) ?? new Stack(app, id, { env: ENV });
      stacks.set(id, stack);
      new CrisTrailFilters(stack, `Filters${index}`, { audit: AuditSource.eventBridge({ logGroup: logGroupIn(new Construct(stack, `In${index}`)) }) });
    });
    expect(define[0]).not.toThrow();
    expect(define[1]).toThrow(`logGroup: ${JSON.stringify(`${ids()[0]}/Filters0`)} sends the records of EventBridge there already, and each call would be counted twice; ` +
      'leave it out for a log group of its own, or let stacks share a CrisMonitoring (monitoring: other.monitoring)');
  });

  test('log groups of one name in several accounts and Regions are several', () => {
    const app = new App();
    const define = () => [ENV, { ...ENV, account: OTHER_ACCOUNT }, { ...ENV, region: OTHER_REGION }].forEach((env, index) => {
      const stack = new Stack(new Stage(app, `Stage${index}`), 'Stack', { env });
      new CrisTrailFilters(stack, 'Filters', { audit: AuditSource.eventBridge({ logGroup: logGroupIn(stack, env) }) });
    });
    expect(define).not.toThrow();
  });

  test.each<[string, (stack: Stack) => EventBridgeAuditOptions, string]>([
    ['a log group of another account', (stack) => ({ logGroup: logGroupIn(stack, { account: OTHER_ACCOUNT }) }), elsewhere('logGroup', 'account', OTHER_ACCOUNT, ACCOUNT)],
    ['a log group of another Region', (stack) => ({ logGroup: logGroupIn(stack, { region: OTHER_REGION }) }), elsewhere('logGroup', 'Region', OTHER_REGION, SOURCE_REGION)],
    ['a key of another Region', (stack) => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${OTHER_REGION}:${ACCOUNT}:key/1`) }),
      elsewhere('encryptionKey', 'Region', OTHER_REGION, SOURCE_REGION)],
    ['a retention beside a log group', (stack) => ({ logGroup: logGroupIn(stack), logRetention: logs.RetentionDays.ONE_DAY }),
      'logRetention: the option "logGroup" is given too, and it has its own; leave one of the two out'],
    ['a key beside a log group', (stack) => ({ logGroup: logGroupIn(stack), encryptionKey: new kms.Key(stack, 'Key') }),
      'encryptionKey: the option "logGroup" is given too, and it has its own; leave one of the two out'],
    ['what is no retention', () => ({ logRetention: '30' as never }), 'logRetention: "30" is not a member of RetentionDays'],
  ])('refuses %s', (_, options, message) => {
    expect(() => eventBridge(options)).toThrow(message);
  });

  test('takes a key of another account, as central teams have them', () => {
    expect(() => eventBridge((stack) => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${SOURCE_REGION}:${OTHER_ACCOUNT}:key/1`) }))).not.toThrow();
  });

  test('a log group whose place is known at deployment only is taken', () => {
    expect(() => eventBridge((stack) => ({ logGroup: logGroupIn(stack) }), {})).not.toThrow();
    expect(() => eventBridge((stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Given', new CfnParameter(stack, 'Name').valueAsString) }))).not.toThrow();
  });
});

describe('the event pattern', () => {
  // "Event pattern size: 2,048" by default: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  test.each<[string, StackProps]>([
    ['with an environment', { env: { account: ACCOUNT, region: 'ap-northeast-1' }, stackName: 's'.repeat(128) }],
    ['without', { stackName: 's'.repeat(128) }],
  ])('is within what every account takes, with the longest names, in a stack %s', (_, stackProps) => {
    const encryptionKey = (scope: Stack) => kms.Key.fromKeyArn(scope, 'Key', `arn:aws:kms:ap-northeast-1:${ACCOUNT}:key/${KEY_ID}`);
    const { stack } = eventBridge((scope) => ({ encryptionKey: encryptionKey(scope) }), stackProps);
    const [{ EventPattern }] = deployed<Rule>(stack, RULE, { account: ACCOUNT, region: 'ap-northeast-1' });
    for (const part of ['"ap-northeast-1"', KEY_ID]) expect(JSON.stringify(EventPattern)).toContain(part);
    expect(JSON.stringify(EventPattern).length).toBeLessThanOrEqual(2048);
  });

  // The stack of a StackSet instance, and a nested stack, have names that the app does not know, and their rules after them.
  test('takes changes to every rule, and the filter counts those of its own', () => {
    const { stack } = eventBridge(undefined, { env: ENV, stackName: 'prod' });
    const [{ EventPattern }] = deployed<Rule>(stack, RULE);
    const disabled = (name: string) => matchesEventPattern(EventPattern, toEventBridgeEvent({ ...AUDITED.disableOwnRule.record, requestParameters: { name } }));
    expect(['prod-FiltersRule1A2B3C4D-X', 'StackSet-BedrockCrisRegional-1a2b-FiltersRule1A2B3C4D-X', SIBLING_RULE].map(disabled)).toEqual([true, true, true]);
    expect(matchesEventPattern(EventPattern, toEventBridgeEvent(AUDITED.enableOwnRule.record))).toBe(false);
  });
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
describe('ten policies for log groups in an account and Region', () => {
  const audits = (scope: Construct, count: number, env?: StackProps['env']) => {
    for (let index = 0; index < count; index += 1) new CrisMonitoring(new Stack(scope, `Stack${index}`, { env }), 'Monitoring');
  };
  const full = expect.objectContaining({
    message: `audit: the app makes 11 policies for log groups in the account ${ACCOUNT} and the Region ${SOURCE_REGION}, which holds 10` +
      ' (quota "Resource policies" of CloudWatch Logs, not adjustable); let stacks share a CrisMonitoring (monitoring: other.monitoring), or give AuditSource.logGroup(…) or AuditSource.none()',
  });

  test('are as many as an app may make there, in whatever stages its stacks are', () => {
    const app = new App();
    audits(app, 5, ENV);
    audits(new Stage(app, 'Stage', { env: ENV }), 5);
    expect(() => audits(new Stage(app, 'More'), 1, ENV)).toThrow(full);
  });

  test.each<[string, StackProps['env'][]]>([
    ['accounts', [ACCOUNT, OTHER_ACCOUNT, '777788889999'].map((account) => ({ account, region: SOURCE_REGION }))],
    ['Regions', [SOURCE_REGION, OTHER_REGION, 'eu-central-1'].map((region) => ({ account: ACCOUNT, region }))],
    ['environments that are known at deployment only', [undefined, undefined, undefined]],
  ])('do not add up over three stages of as many %s', (_, environments) => {
    const app = new App();
    expect(() => environments.forEach((env, index) => audits(new Stage(app, `Stage${index}`, { env }), 8))).not.toThrow();
  });

  test('are not needed by audits of other sources, and one monitoring that is shared needs one', () => {
    const app = new App();
    audits(app, 10, ENV);
    const stack = new Stack(app, 'Other', { env: ENV });
    expect(() => new CrisMonitoring(stack, 'Monitoring', { audit: AUDIT_SOURCES.logGroup(stack) })).not.toThrow();
    expect(() => new CrisMonitoring(new Stack(app, 'None', { env: ENV }), 'Monitoring', { audit: AuditSource.none() })).not.toThrow();
  });
});

describe('the notice that records need a trail', () => {
  const noticesOf = (stack: Stack) => Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('cdk-bedrock-cris::auditNeedsTrail')).map(({ id }) => id);
  const trailIn = (scope: Construct, multiRegion?: boolean) => new CrisTrail(scope, 'Trail', { multiRegion });

  test('prints the line that makes one', () => {
    const { stack } = eventBridge();
    expect(noticesOf(stack)).toEqual(['/Stack/Filters']);
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp("new CrisTrail\\(this, 'Trail'\\);"))).toHaveLength(1);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('says which alarms go off without one: those that there are', () => {
    const told = (props: CrisMonitoringProps, id?: string) => {
      const stack = new Stack(new App(), 'Stack', { env: ENV });
      const monitoring = new CrisMonitoring(stack, 'Monitoring', props);
      if (id) monitoring.addInferenceProfile(InferenceProfile.fromInferenceProfileId(id));
      return Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('auditNeedsTrail')).map(({ entry }) => /nothing is recorded, (.+?)\. This/.exec(String(entry.data))?.[1]);
    };
    const goOff = ['and the alarms UnrecordedCalls go off'];
    const none = ['and no alarm reports it: no profile is monitored here with an alarm on unrecorded calls'];
    const id = 'global.anthropic.claude-sonnet-4-6';
    expect(told({ inferenceProfiles: [InferenceProfile.fromInferenceProfileId(id)] })).toEqual(goOff);
    expect(told({}, id)).toEqual(goOff);
    expect(told({})).toEqual(none);
    expect(told({ alarms: { unrecordedCalls: { enabled: false } } }, id)).toEqual(none);
    expect(told({ alarms: { enabled: false } }, id)).toEqual(none);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['in the stack, defined later', (stack) => trailIn(stack)],
    ['in another stack of the account and Region, defined later', (stack) => trailIn(new Stack(stack.node.root, 'Security', { env: ENV }))],
    ['in another stage of the account and Region', (stack) => trailIn(new Stack(new Stage(stack.node.root, 'Security'), 'Stack', { env: ENV }))],
    ['in another Region, for all of them', (stack) => trailIn(new Stack(stack.node.root, 'Security', { env: { ...ENV, region: OTHER_REGION } }), true)],
  ])('is gone with one %s', (_, define) => {
    const { stack } = eventBridge();
    define(stack);
    expect(noticesOf(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['in another Region', (stack) => trailIn(new Stack(stack.node.root, 'Security', { env: { ...ENV, region: OTHER_REGION } }))],
    ['in another account', (stack) => trailIn(new Stack(stack.node.root, 'Security', { env: { ...ENV, account: OTHER_ACCOUNT } }), true)],
    ['in another app', () => trailIn(new Stack(new App(), 'Security', { env: ENV }), true)],
  ])('stays with one %s', (_, define) => {
    const { stack } = eventBridge();
    define(stack);
    expect(noticesOf(stack)).toEqual(['/Stack/Filters']);
  });

  // Where environments are known at deployment only, a stage is what tells places apart.
  test.each([['the same stage', true, 0], ['another stage', false, 1]])('with a trail of a stack without an environment in %s there are as many as expected', (_, same, count) => {
    const app = new App();
    const stages = ['Test', 'Live'].map((id) => new Stage(app, id));
    const audited = new Stack(stages[0], 'Audited');
    new CrisTrailFilters(audited, 'Filters', { audit: AuditSource.eventBridge() });
    trailIn(new Stack(stages[same ? 0 : 1], 'Security'));
    expect(noticesOf(audited)).toHaveLength(count);
  });

  test('is gone with a trail for all Regions in another stage of the account, whatever Region the stack is deployed to', () => {
    const { stack } = eventBridge(undefined, { env: { account: ACCOUNT } });
    trailIn(new Stack(new Stage(stack.node.root, 'Security'), 'Stack', { env: ENV }), true);
    expect(noticesOf(stack)).toEqual([]);
  });

  test.each(['trail', 'logGroup'] as const)('is not for an audit by %s', (audit) => {
    expect(noticesOf(filtersWith(AUDIT_SOURCES[audit]).stack)).toEqual([]);
  });
});

describe('a trail', () => {
  test.each([
    ['account', { ...ENV, account: OTHER_ACCOUNT }, OTHER_ACCOUNT, ACCOUNT],
    ['Region', { ...ENV, region: OTHER_REGION }, OTHER_REGION, SOURCE_REGION],
  ])('of a stack of another %s is refused', (what, env, given, own) => {
    const app = new App();
    const trail = new CrisTrail(new Stack(app, 'Security', { env }), 'Trail');
    expect(() => new CrisTrailFilters(new Stack(app, 'Stack', { env: ENV }), 'Filters', { audit: AuditSource.trail(trail) })).toThrow(elsewhere('trail', what, given, own));
  });

  test('of another stack in the same place is filtered there, and makes nothing new but filters and queries', () => {
    const app = new App();
    const trail = new CrisTrail(new Stack(app, 'Security', { env: ENV }), 'Trail');
    const stack = new Stack(app, 'Stack', { env: ENV });
    new CrisTrailFilters(stack, 'Filters', { audit: AuditSource.trail(trail) });
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string }> };
    expect([...new Set(Object.values(Resources).map(({ Type }) => Type))].sort()).toEqual(['AWS::Logs::MetricFilter', 'AWS::Logs::QueryDefinition']);
  });

  test('that is none is refused, also from JavaScript', () => {
    expect(() => AuditSource.trail({} as never)).toThrow(/^trail: /);
  });
});

describe('a log group that exists', () => {
  test.each([
    ['account', { account: OTHER_ACCOUNT }, OTHER_ACCOUNT, ACCOUNT],
    ['Region', { region: OTHER_REGION }, OTHER_REGION, SOURCE_REGION],
  ])('of another %s is refused', (what, place, given, own) => {
    expect(() => filtersWith((stack) => AuditSource.logGroup(logGroupIn(stack, place)))).toThrow(elsewhere('logGroup', what, given, own));
  });

  test.each<[string, object, string]>([
    ['no accounts', { accounts: [] }, 'accounts: the list is empty; leave it out for the account of the stack'],
    ['an account twice', { accounts: [ACCOUNT, ACCOUNT] }, `accounts: "${ACCOUNT}" is given twice; leave one out`],
    ['what is no account', { accounts: ['1234'] }, 'accounts: "1234" is not an account; give 12 digits, or ["*"] alone for all that the log group holds'],
    ['all accounts and one more', { accounts: ['*', ACCOUNT] }, 'accounts: "*" is not an account; give 12 digits, or ["*"] alone for all that the log group holds'],
    ['no Regions', { sourceRegions: [] }, 'sourceRegions: the list is empty; leave it out to take the Region of the stack'],
    ['a Region twice', { sourceRegions: [SOURCE_REGION, SOURCE_REGION] }, `sourceRegions: "${SOURCE_REGION}" is given twice; leave one out`],
    ['what is no Region', { sourceRegions: ['Ireland'] }, 'sourceRegions: "Ireland" is not a Region; give a name like "eu-west-1"'],
    ['a text for a list', { accounts: ACCOUNT }, `accounts: "${ACCOUNT}" is not a list, each of which is a text`],
  ])('refuses %s', (_, options, message) => {
    expect(() => AuditSource.logGroup(logGroupIn(new Stack()), options)).toThrow(message);
  });

  test('takes accounts that are known at deployment only', () => {
    expect(() => AuditSource.logGroup(logGroupIn(new Stack()), { accounts: [Aws.ACCOUNT_ID, OTHER_ACCOUNT] })).not.toThrow();
  });
});

test('no audit has no records to filter', () => {
  expect(() => filtersWith(() => AuditSource.none())).toThrow('audit: AuditSource.none() has no records to filter; give another one, or leave the filters out');
});

// A trail that leaves out AWS KMS, as a new one does by default, does not see what happens to its key.
test.each([[undefined, []], [['rdsdata.amazonaws.com'], ['AuditChanges']]])('changes to the key of a trail are counted if the trail records them: excludedEventSources %j', (excludedEventSources, counted) => {
  const { stack } = filtersWith((scope) => AuditSource.trail(new CrisTrail(scope, 'Trail', { excludedEventSources, encryptionKey: kms.Key.fromKeyArn(scope, 'Key', KEY_ARN) })));
  expect(publishedBy(stack)(AUDITED.disableKeyById.record)).toEqual(counted);
});
