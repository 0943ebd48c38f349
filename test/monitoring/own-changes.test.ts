import { App, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AuditSource, CrisMonitoring, CrisMonitoringHub, CrisMonitoringProps } from '../../src';
import { DEFAULT_PATTERN_QUOTA } from '../../src/audit/patterns/residency-event';
import { Audit, AUDITED, AUDITS, KEY_ID, OTHER_ACCOUNT, OTHER_REGION, STACK_NAME } from '../audit/audited-records';
import { AUDIT_SOURCES, ENV, MetricFilter, published, Rule } from '../audit/deployed-audit';
import { CloudTrailRecord, cloudTrailRecord, toEventBridgeEvent } from '../support/cloudtrail-records';
import { matchesEventPattern } from '../support/event-pattern';
import { resolveIntrinsics } from '../support/template-intrinsics';

const HUB = '999988887777';

interface Built { readonly audit?: (stack: Stack) => AuditSource; readonly props?: CrisMonitoringProps; readonly hub?: boolean; readonly stackProps?: StackProps }

function monitored({ audit = AUDIT_SOURCES.eventBridge, props, hub = true, stackProps = { env: ENV } }: Built = {}): Stack {
  const stack = new Stack(new App(), 'Stack', { stackName: STACK_NAME, ...stackProps });
  const ofHub = hub ? CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: HUB, sinkArn: `arn:aws:oam:eu-west-1:${HUB}:sink/a1` }) : undefined;
  new CrisMonitoring(stack, 'Monitoring', { hub: ofHub, allowedRegions: ['eu-west-1'], audit: audit(stack), ...props });
  return stack;
}

/** The resources of a type by their logical IDs, which are their names here. */
function deployed<T>(stack: Stack, type: string): Record<string, T> {
  const template = Template.fromStack(stack);
  const place = { partition: 'aws', region: ENV.region, accountId: ENV.account, stackName: STACK_NAME };
  return Object.fromEntries(Object.entries(template.findResources(type)).map(([id, { Properties }]) => (
    [id, resolveIntrinsics(Properties, template.toJSON(), place) as T]
  )));
}

const ruleOf = (stack: Stack, start: string) => Object.keys(deployed<Rule>(stack, 'AWS::Events::Rule')).find((id) => id.startsWith(start))!;
const auditRule = (stack: Stack) => deployed<Rule>(stack, 'AWS::Events::Rule')[ruleOf(stack, 'MonitoringAuditRule')];

/** How often an audit counts a record as a change. */
function counts(stack: Stack, audit: Audit, record: CloudTrailRecord): number {
  const event = toEventBridgeEvent(record);
  if (audit === 'eventBridge' && !matchesEventPattern(auditRule(stack).EventPattern, event)) return 0;
  const filters = Object.values(deployed<MetricFilter>(stack, 'AWS::Logs::MetricFilter'));
  return published(filters, audit === 'eventBridge' ? event : record).filter((metric) => metric === 'AuditChanges').length;
}

const change = (service: string, eventName: string, requestParameters: object, overrides: object = {}): CloudTrailRecord => (
  cloudTrailRecord({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters, readOnly: false, tlsDetails: undefined, ...overrides })
);
const ofRule = (rule: string) => [
  ...['DisableRule', 'DeleteRule', 'PutRule'].map((name) => change('events', name, { name: rule })),
  ...['RemoveTargets', 'PutTargets'].map((name) => change('events', name, { rule })),
  change('events', 'DisableRule', { name: rule }, { errorCode: 'AccessDenied' }),
];
const OF_LINK = ['DeleteLink', 'UpdateLink'].map((name) => change('oam', name, { identifier: `arn:aws:oam:${ENV.region}:${ENV.account}:link/a1` }));
const ofLogGroup = (logGroupName: string) => ['DeleteLogGroup', 'DeleteMetricFilter', 'PutMetricFilter', 'PutRetentionPolicy'].map((name) => change('logs', name, { logGroupName }));
const NO_CHANGES = [change('oam', 'CreateLink', {}), change('oam', 'GetLink', {}), change('logs', 'CreateLogStream', { logGroupName: 'trail-logs' })];
const times = (stack: Stack, audit: Audit, records: readonly CloudTrailRecord[]) => [...new Set(records.map((record) => counts(stack, audit, record)))];

describe.each(AUDITS)('an audit of the kind %s', (audit) => {
  const stack = monitored({ audit: AUDIT_SOURCES[audit] });
  const [residency, forwarding] = [ruleOf(stack, 'MonitoringResidency'), ruleOf(stack, 'MonitoringHubAuditAlarms')];

  test('counts a change to the residency rule, to the rule that forwards, and to the link once', () => {
    expect(times(stack, audit, [...ofRule(residency), ...ofRule(forwarding), ...OF_LINK])).toEqual([1]);
  });

  test('counts what it counts without them as before', () => {
    const plain = monitored({ audit: AUDIT_SOURCES[audit], hub: false, props: { allowedRegions: undefined } });
    expect(Object.keys(deployed(plain, 'AWS::Logs::MetricFilter'))).toHaveLength(6);
    const differing = Object.entries(AUDITED).filter(([, { record }]) => counts(stack, audit, record) !== counts(plain, audit, record)).map(([name]) => name);
    expect(differing).toEqual([]);
  });

  test('counts no change to another rule, of another account or Region, and nothing else', () => {
    const others = [...OF_LINK, ...ofRule(residency)].flatMap((record) => [{ ...record, awsRegion: OTHER_REGION }, { ...record, recipientAccountId: OTHER_ACCOUNT }]);
    expect(times(stack, audit, [...others, ...ofRule('nightly-report'), ...NO_CHANGES, change('events', 'EnableRule', { name: residency })])).toEqual([0]);
  });

  test('without a hub counts changes to the residency rule, and none to links, which are of others', () => {
    const own = monitored({ audit: AUDIT_SOURCES[audit], hub: false });
    expect([times(own, audit, ofRule(ruleOf(own, 'MonitoringResidency'))), times(own, audit, OF_LINK)]).toEqual([[1], [0]]);
  });

  test('has one filter more, within the length of a pattern, with the longest names', () => {
    const { FilterPattern } = Object.entries(deployed<MetricFilter>(stack, 'AWS::Logs::MetricFilter')).find(([id]) => id.includes('OwnChanges'))![1];
    const widest = [residency, forwarding].reduce((pattern, name) => pattern.replaceAll(name, 'x'.repeat(64)), FilterPattern);
    expect(widest.length).toBeLessThanOrEqual(1024);
  });
});

describe('the log group of an audit by EventBridge', () => {
  const nameOf = (stack: Stack) => Object.keys(deployed(stack, 'AWS::Logs::LogGroup'))[0];

  test('is watched: a change to it, to its filters or to its retention is counted once, and none to another', () => {
    const stack = monitored();
    expect(times(stack, 'eventBridge', ofLogGroup(nameOf(stack)))).toEqual([1]);
    // They do not even reach it.
    const { EventPattern } = auditRule(stack);
    expect(ofLogGroup('application-logs').filter((record) => matchesEventPattern(EventPattern, toEventBridgeEvent(record)))).toEqual([]);
    expect(times(stack, 'eventBridge', NO_CHANGES.map((record) => ({ ...record, requestParameters: { logGroupName: nameOf(stack) } })))).toEqual([0]);
  });

  test('that is given is watched by its name, as long as the event pattern has room for it', () => {
    const given = (name: string) => monitored({ audit: (stack) => AuditSource.eventBridge({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Given', name) }) });
    const long = 'n'.repeat(512);
    expect([times(given('records'), 'eventBridge', ofLogGroup('records')), times(given(long), 'eventBridge', ofLogGroup(long))]).toEqual([[1], [0]]);
    expect(JSON.stringify(auditRule(given(long)).EventPattern).length).toBeLessThanOrEqual(DEFAULT_PATTERN_QUOTA);
    expect(times(given(long), 'eventBridge', OF_LINK)).toEqual([1]);
  });

  test('leaves the event pattern within what every account takes, with a key and the longest name of a stack', () => {
    const audit = (stack: Stack) => AuditSource.eventBridge({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${ENV.region}:${ENV.account}:key/${KEY_ID}`) });
    const stack = monitored({ audit });
    const logGroup = nameOf(stack);
    const pattern = JSON.stringify(auditRule(stack).EventPattern).replace(logGroup, `${'s'.repeat(128)}-${logGroup}-XAMPLE012345`);
    expect(pattern).toContain(logGroup);
    expect(pattern.length).toBeLessThanOrEqual(DEFAULT_PATTERN_QUOTA);
  });
});
