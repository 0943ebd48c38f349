import { App, Stack, Stage } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Audit, AUDITED, AUDITS, changed, countedBy, OTHER_ACCOUNT, OTHER_REGION, recorded } from './audited-records';
import { AUDIT_SOURCES, deployedFilters, ENV, filtersWith, publishedBy } from './deployed-audit';
import { AuditSource, CrisTrail, CrisTrailFilters } from '../../src';
import { ACCOUNT, CLOUDTRAIL_RECORDS, CloudTrailRecord, cloudTrailRecord, GLOBAL_PROFILE, SOURCE_REGION } from '../support/cloudtrail-records';
import { selectorsOf } from '../support/filter-pattern';

const NAMES = Object.keys(AUDITED);

test('the table begins with every record of the kit', () => {
  expect(NAMES.slice(0, Object.keys(CLOUDTRAIL_RECORDS).length)).toEqual(Object.keys(CLOUDTRAIL_RECORDS));
});

test('where audits do not count a record alike, the table says why', () => {
  expect(Object.entries(AUDITED).filter(([, { by, why }]) => (by === undefined) !== (why === undefined))).toEqual([]);
});

describe.each(AUDITS)('by %s', (audit) => {
  const publish = publishedBy(filtersWith(AUDIT_SOURCES[audit]).stack);

  test.each(NAMES)('%s', (name) => {
    expect(publish(AUDITED[name].record)).toEqual(countedBy(audit, AUDITED[name]));
  });
});

describe.each(AUDITS)('the stack of %s without an environment', (audit) => {
  const { stack } = filtersWith(AUDIT_SOURCES[audit], {}, {});

  test('counts the same once it is deployed there', () => {
    const publish = publishedBy(stack);
    expect(NAMES.map((name) => [name, publish(AUDITED[name].record)])).toEqual(NAMES.map((name) => [name, countedBy(audit, AUDITED[name])]));
  });

  test.each([
    ['account', { account: OTHER_ACCOUNT, region: SOURCE_REGION }, ['otherAccount', 'completedInOtherAccount', 'stopLoggingOtherAccount']],
    ['Region', { account: ACCOUNT, region: OTHER_REGION },
      ['invokeModelOtherSourceRegion', 'otherRegion', 'completedInOtherRegion', 'stopLoggingOtherRegion', 'deleteLoggingOtherRegion']],
  ])('counts the records of the other %s alone once it is deployed there', (_, env, names) => {
    const publish = publishedBy(stack, env);
    expect(NAMES.filter((name) => publish(AUDITED[name].record).length > 0)).toEqual(names);
  });
});

/** The metrics of a record, as they are where the audit tells accounts apart: three dimensions at most, so without the profile. */
const ofAccount = (metrics: readonly string[], account: string) => metrics.map((metric) => metric.replace(/ ModelId=.*$/, '').replace(' SourceRegion', ` Account=${account} SourceRegion`));

describe('accounts', () => {
  const inLogGroup = (accounts: string[]) => publishedBy(filtersWith((stack) => AUDIT_SOURCES.logGroup(stack, { accounts })).stack);
  const of = (name: string, recipientAccountId: string) => ({ ...AUDITED[name].record, recipientAccountId });

  test.each([
    ['all', ['*'], [ACCOUNT, OTHER_ACCOUNT, '777788889999']],
    ['listed', [ACCOUNT, OTHER_ACCOUNT], [ACCOUNT, OTHER_ACCOUNT]],
    ['only another one', [OTHER_ACCOUNT], [OTHER_ACCOUNT]],
  ])('%s: each is counted for itself, and no other', (_, accounts, counted) => {
    const publish = inLogGroup(accounts);
    for (const name of NAMES.filter((each) => AUDITED[each].record.recipientAccountId === ACCOUNT)) {
      for (const account of [ACCOUNT, OTHER_ACCOUNT, '777788889999']) {
        expect([name, account, publish(of(name, account))]).toEqual([name, account, counted.includes(account) ? ofAccount(countedBy('logGroup', AUDITED[name]), account) : []]);
      }
    }
  });
});

describe('source Regions', () => {
  const publish = publishedBy(filtersWith((stack) => AUDIT_SOURCES.logGroup(stack, { sourceRegions: [SOURCE_REGION, 'eu-north-1'] })).stack);
  const call = (awsRegion: string, inferenceRegion?: string) => cloudTrailRecord({ awsRegion, additionalEventData: inferenceRegion ? { inferenceRegion } : undefined });
  const streamed = (awsRegion: string) => ({ ...CLOUDTRAIL_RECORDS.converseStreamCompleted, awsRegion });
  const from = (region: string, ...metrics: string[]) => metrics.map((metric) => `${metric.split(' ')[0]} SourceRegion=${region}${metric.slice(metric.split(' ')[0].length)}`);
  const ROUTED = ` InferenceRegion=eu-central-1 ModelId=${GLOBAL_PROFILE}`;

  // A Region that is a source of its own is another Region for the calls of the other one.
  test.each<[string, CloudTrailRecord, string[]]>([
    ['re-routed from the first', call(SOURCE_REGION, 'eu-central-1'), from(SOURCE_REGION, 'RecordedInvocations', `ReroutedInvocations${ROUTED}`)],
    ['re-routed from the second', call('eu-north-1', 'eu-central-1'), from('eu-north-1', 'RecordedInvocations', `ReroutedInvocations${ROUTED}`)],
    ['re-routed from the first to the second', call(SOURCE_REGION, 'eu-north-1'),
      from(SOURCE_REGION, 'RecordedInvocations', `ReroutedInvocations InferenceRegion=eu-north-1 ModelId=${GLOBAL_PROFILE}`)],
    ['re-routed from the second to the first', call('eu-north-1', SOURCE_REGION),
      from('eu-north-1', 'RecordedInvocations', `ReroutedInvocations InferenceRegion=${SOURCE_REGION} ModelId=${GLOBAL_PROFILE}`)],
    ['not re-routed', call('eu-north-1', 'eu-north-1'), from('eu-north-1', 'RecordedInvocations', `NotReroutedInvocations ModelId=${GLOBAL_PROFILE}`)],
    ['not reported', call('eu-north-1'), from('eu-north-1', 'RecordedInvocations', `NotReroutedInvocations ModelId=${GLOBAL_PROFILE}`)],
    ['a stream from the second', streamed('eu-north-1'), from('eu-north-1', 'CompletedStreams InferenceRegion=eu-north-1')],
    ['a trail of the second that is stopped', { ...AUDITED.stopLogging.record, awsRegion: 'eu-north-1' }, [changed]],
    ['from a third', call('eu-central-1', 'eu-north-1'), []],
    ['a stream from a third', streamed('eu-central-1'), []],
    ['a trail of a third that is stopped', { ...AUDITED.stopLogging.record, awsRegion: 'eu-central-1' }, []],
    ['of another account', { ...call(SOURCE_REGION), recipientAccountId: OTHER_ACCOUNT }, []],
  ])('%s', (_, record, expected) => {
    expect(publish(record)).toEqual(expected);
  });

  test('with accounts, each account in each Region is counted for itself', () => {
    const audit = (stack: Stack) => AUDIT_SOURCES.logGroup(stack, { accounts: ['*'], sourceRegions: [SOURCE_REGION, 'eu-north-1'] });
    const record = { ...call('eu-north-1', 'eu-central-1'), recipientAccountId: OTHER_ACCOUNT };
    expect(publishedBy(filtersWith(audit).stack)(record)).toEqual([
      `RecordedInvocations Account=${OTHER_ACCOUNT} SourceRegion=eu-north-1`,
      `ReroutedInvocations Account=${OTHER_ACCOUNT} SourceRegion=eu-north-1 InferenceRegion=eu-central-1`,
    ]);
  });

  test('may be another Region than that of the stack', () => {
    const audit = (stack: Stack) => AUDIT_SOURCES.logGroup(stack, { sourceRegions: [OTHER_REGION] });
    const counted = publishedBy(filtersWith(audit).stack);
    expect([call(OTHER_REGION), call(SOURCE_REGION)].map(counted)).toEqual([
      [`RecordedInvocations SourceRegion=${OTHER_REGION}`, `NotReroutedInvocations SourceRegion=${OTHER_REGION} ModelId=${GLOBAL_PROFILE}`], [],
    ]);
  });
});

// The profiles of GovCloud exist in its own partition only.
test.each([['us-gov-west-1', 1], [SOURCE_REGION, 0]])('a call through a profile of GovCloud in %s is counted as not re-routed %i times', (region, times) => {
  const publish = publishedBy(filtersWith(AUDIT_SOURCES.logGroup, {}, { env: { account: ACCOUNT, region } }).stack, { account: ACCOUNT, region });
  const record = cloudTrailRecord({ awsRegion: region, requestParameters: { modelId: 'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0' } });
  expect(publish(record).filter((metric) => metric.startsWith('NotRerouted'))).toHaveLength(times);
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
describe.each<[string, Audit, object | undefined]>([
  ...AUDITS.map((audit): [string, Audit, undefined] => [audit, audit, undefined]),
  ['logGroup for all accounts and two Regions', 'logGroup', { accounts: ['*'], sourceRegions: [SOURCE_REGION, OTHER_REGION] }],
])('CloudWatch takes the filters by %s', (_, audit, options) => {
  const { stack, filters } = filtersWith((scope) => AUDIT_SOURCES[audit](scope, options));
  const synthesized = deployedFilters(stack);

  test('six, however many profiles there are, all on the log group of the audit, each counting by one', () => {
    expect(synthesized).toHaveLength(6);
    for (const { LogGroupName, MetricTransformations } of synthesized) {
      expect(LogGroupName).toBe(audit === 'logGroup' ? 'trail-logs' : (stack.resolve(filters.logGroup.logGroupName) as { Ref: string }).Ref);
      expect(MetricTransformations.map(({ MetricValue, MetricNamespace }) => [MetricValue, MetricNamespace])).toEqual([['1', filters.metricNamespace]]);
    }
  });

  test('each has at most 3 dimensions, fields of its pattern, and no default value beside them', () => {
    for (const { FilterPattern, MetricTransformations: [{ Dimensions, DefaultValue }] } of synthesized) {
      // CloudFormation refuses an empty list.
      expect(Dimensions).not.toEqual([]);
      expect((Dimensions ?? []).length).toBeLessThanOrEqual(3);
      expect(selectorsOf(FilterPattern)).toEqual(expect.arrayContaining((Dimensions ?? []).map(({ Value }) => Value)));
      expect(DefaultValue).toBeUndefined();
    }
  });
});

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
describe('the 100 metric filters of a log group', () => {
  const audit = (stack: Stack, id: string, name = 'trail-logs') => AuditSource.logGroup(logs.LogGroup.fromLogGroupName(stack, `${id}Logs`, name));
  const fill = (stack: Stack, count: number, name?: string) => {
    for (let index = 0; index < count; index += 1) new CrisTrailFilters(stack, `Filters${name ?? ''}${index}`, { audit: audit(stack, `${name ?? ''}${index}`, name) });
  };
  const full = (constructPath: string) => expect.objectContaining({
    constructPath,
    message: 'audit: the filters on this log group would be 102, and a log group holds 100; let stacks share a CrisMonitoring (monitoring: other.monitoring)',
  });

  test('16 times six fit, and the next fails, in another stack too; another log group has its own', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env: ENV }));
    fill(one, 10);
    fill(two, 6);
    expect(() => fill(one, 1, 'other')).not.toThrow();
    expect(() => new CrisTrailFilters(two, 'More', { audit: audit(two, 'More') })).toThrow(full('Two/More'));
  });

  test('are shared by those on the trail of one stack', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env: ENV }));
    const source = AuditSource.trail(new CrisTrail(one, 'Trail'));
    for (let index = 0; index < 16; index += 1) new CrisTrailFilters([one, two][index % 2], `Filters${index}`, { audit: source });
    expect(() => new CrisTrailFilters(two, 'More', { audit: source })).toThrow(full('Two/More'));
  });

  // A pipeline deploys the same stacks to several accounts.
  test.each([
    ['accounts', [ACCOUNT, OTHER_ACCOUNT, '777788889999'].map((account) => ({ account, region: SOURCE_REGION }))],
    ['Regions', [SOURCE_REGION, OTHER_REGION, 'eu-central-1'].map((region) => ({ account: ACCOUNT, region }))],
  ])('do not add up over three stages in three %s', (_, environments) => {
    const app = new App();
    const define = () => environments.forEach((env, index) => fill(new Stack(new Stage(app, `Stage${index}`, { env }), 'Stack'), 10));
    expect(define).not.toThrow();
  });

  test('add up over two stages in one account and Region, and not over two apps', () => {
    const define = (app: App, id: string) => fill(new Stack(new Stage(app, id, { env: ENV }), 'Stack'), 10);
    const app = new App();
    define(app, 'One');
    expect(() => define(new App(), 'Two')).not.toThrow();
    expect(() => define(app, 'Two')).toThrow(full('Two/Stack/Filters6'));
  });
});

test('a record that arrives twice is counted twice, which the page of EventBridge warns of', () => {
  const publish = publishedBy(filtersWith(AUDIT_SOURCES.eventBridge).stack);
  const { record } = AUDITED.invokeModelInRegion;
  expect([record, record].flatMap(publish)).toEqual([recorded, recorded]);
});
