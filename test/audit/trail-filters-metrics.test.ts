import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AUDITED, AUDITS, OTHER_ACCOUNT } from './audited-records';
import { AUDIT_SOURCES, deployed, deployedFilters, ENV, filtersWith, MetricFilter, publishedBy } from './deployed-audit';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, AuditSource, CrisTrailFilters, InferenceProfile, RecordMetricOptions } from '../../src';
import { ACCOUNT, APPLICATION_PROFILE_ARN, CloudTrailRecord, GEOGRAPHIC_PROFILE, GLOBAL_PROFILE, SOURCE_REGION } from '../support/cloudtrail-records';
import { resolveIntrinsics } from '../support/template-intrinsics';

const profile = InferenceProfile.fromInferenceProfileId(GLOBAL_PROFILE);
const inLogGroup = (scope: Construct, id = 'Logs') => AuditSource.logGroup(logs.LogGroup.fromLogGroupName(scope, id, 'trail-logs'));

/** A metric as `publishedBy` shows it, once its stack is deployed. */
function shown(stack: Stack, metric: cloudwatch.Metric): string {
  const { metricName, dimensions = {} } = resolveIntrinsics(
    stack.resolve({ metricName: metric.metricName, dimensions: metric.dimensions }),
    Template.fromStack(stack).toJSON(), { partition: 'aws', region: SOURCE_REGION, accountId: ACCOUNT },
  ) as { metricName: string; dimensions?: Record<string, string> };
  return [metricName, ...Object.entries(dimensions).map((dimension) => dimension.join('='))].join(' ');
}

type MetricOf = (filters: CrisTrailFilters, options?: RecordMetricOptions) => cloudwatch.Metric;
/** Each metric, and a record that it counts. */
const METRICS: Readonly<Record<string, readonly [MetricOf, CloudTrailRecord]>> = {
  metricRecorded: [(filters, options) => filters.metricRecorded(options), AUDITED.invokeModelInRegion.record],
  metricRerouted: [(filters, options) => filters.metricRerouted(profile, 'eu-north-1', options), AUDITED.invokeModelRerouted.record],
  metricNotRerouted: [(filters, options) => filters.metricNotRerouted(profile, options), AUDITED.invokeModelNotRerouted.record],
  metricCompletedStreams: [(filters, options) => filters.metricCompletedStreams('eu-north-1', options), AUDITED.converseStreamCompleted.record],
  metricFailed: [(filters, options) => filters.metricFailed('AccessDenied', options), AUDITED.invokeModelAccessDenied.record],
  metricAuditChanges: [(filters, options) => filters.metricAuditChanges(options), AUDITED.stopLogging.record],
};
const NAMES = Object.keys(METRICS);

// A metric whose name or dimensions differ from the published ones is empty for ever, and so is its alarm.
describe.each(AUDITS.flatMap((audit) => [[audit, 'with an environment', { env: ENV }], [audit, 'without', {}]] as const))('by %s, in a stack %s', (audit, _, stackProps) => {
  const { stack, filters } = filtersWith(AUDIT_SOURCES[audit], {}, stackProps);
  const application = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Application', {
    inferenceProfileArn: APPLICATION_PROFILE_ARN, modelSource: ApplicationInferenceProfileSource.inferenceProfile(profile),
  });
  const publish = publishedBy(stack);

  test.each(NAMES)('%s is what the filters publish', (name) => {
    const [metricOf, record] = METRICS[name];
    expect(publish(record).filter((metric) => metric === shown(stack, metricOf(filters)))).toHaveLength(1);
    expect(metricOf(filters).namespace).toBe(filters.metricNamespace);
  });

  test('the metrics of a profile are those of calls by its ID, or by its ARN, and not those of another one', () => {
    const counted = (record: CloudTrailRecord) => publish(record).filter((metric) => metric.startsWith('NotRerouted'));
    const geographic = InferenceProfile.fromInferenceProfileId(GEOGRAPHIC_PROFILE);
    const throughGeographic = { ...AUDITED.invokeModelNotRerouted.record, requestParameters: { modelId: GEOGRAPHIC_PROFILE } };
    expect([shown(stack, filters.metricNotRerouted(profile))]).toEqual(counted(AUDITED.invokeModelNotRerouted.record));
    expect([shown(stack, filters.metricNotRerouted(profile, { byArn: true }))]).toEqual(counted(AUDITED.systemProfileByArnNotRerouted.record));
    expect([shown(stack, filters.metricNotRerouted(geographic))]).toEqual(counted(throughGeographic));
  });

  test('those of an application inference profile are by its ARN always, and not those of what it is over', () => {
    for (const byArn of [false, true]) {
      expect(publish(AUDITED.applicationProfileNotRerouted.record)).toContain(shown(stack, filters.metricNotRerouted(application, { byArn })));
      expect(publish(AUDITED.invokeModelApplicationProfile.record)).toContain(shown(stack, filters.metricRerouted(application, 'eu-north-1', { byArn })));
    }
  });
});

describe('where the audit tells accounts and Regions apart', () => {
  const { stack, filters } = filtersWith((scope) => AUDIT_SOURCES.logGroup(scope, { accounts: ['*'], sourceRegions: [SOURCE_REGION, 'eu-north-1'] }));
  const publish = publishedBy(stack);
  const options = { sourceAccount: OTHER_ACCOUNT, sourceRegion: 'eu-north-1' };
  // What is processed in a source Region is not re-routed.
  const from = (record: CloudTrailRecord): CloudTrailRecord => JSON.parse(JSON.stringify({ ...record, recipientAccountId: OTHER_ACCOUNT, awsRegion: 'eu-north-1' })
    .replace('"inferenceRegion":"eu-north-1"', '"inferenceRegion":"eu-central-1"')) as CloudTrailRecord;

  test.each(NAMES.filter((name) => name !== 'metricAuditChanges'))('%s is that of the stack, or of a given account and source Region', (name) => {
    const [metricOf, record] = METRICS[name];
    expect(publish(record)).toContain(shown(stack, metricOf(filters)));
    const there = shown(stack, metricOf(filters, options)).replace('InferenceRegion=eu-north-1', 'InferenceRegion=eu-central-1');
    expect(publish(from(record))).toContain(there);
    expect(publish(record)).not.toContain(there);
  });
});

describe.each(NAMES)('%s', (name) => {
  const [metricOf] = METRICS[name];

  test('is a sum in the Region of the stack, and an alarm on it synthesizes', () => {
    const { stack, filters } = filtersWith(inLogGroup);
    const metric = metricOf(filters);
    expect(metric).toMatchObject({ region: SOURCE_REGION, account: ACCOUNT, statistic: 'Sum' });
    new cloudwatch.Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
    const dimensions = Object.entries(metric.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value: Value as string }));
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: filters.metricNamespace,
      MetricName: metric.metricName,
      Dimensions: dimensions.length > 0 ? Match.arrayWith(dimensions.sort((one, other) => one.Name.localeCompare(other.Name))) : Match.absent(),
      Statistic: 'Sum',
      Period: 300,
    });
  });

  test('takes options, and keeps what they do not name', () => {
    const { filters } = filtersWith(inLogGroup);
    const metric = metricOf(filters, { label: 'Mine', statistic: cloudwatch.Stats.MAXIMUM });
    expect(metric).toMatchObject({ label: 'Mine', statistic: 'Maximum', metricName: metricOf(filters).metricName, dimensions: metricOf(filters).dimensions });
  });

  test('is in the account and Region of the filters, also in a dashboard of another stack', () => {
    const { stack, filters } = filtersWith(inLogGroup);
    const elsewhere = new Stack(stack.node.root as App, 'Elsewhere', { env: { account: ACCOUNT, region: 'us-east-1' } });
    new cloudwatch.Dashboard(elsewhere, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: [metricOf(filters)] })]] });
    expect(JSON.stringify(Template.fromStack(elsewhere).toJSON())).toContain(`\\"region\\":\\"${SOURCE_REGION}\\"`);
  });
});

test.each<[string, (filters: CrisTrailFilters) => unknown, RegExp]>([
  ['a profile', (filters) => filters.metricRerouted('global.x' as never, 'eu-north-1'), /^inferenceProfile: /],
  ['a Region', (filters) => filters.metricRerouted(profile, undefined as never), /^inferenceRegion: /],
  ['a Region of streams', (filters) => filters.metricCompletedStreams(null as never), /^inferenceRegion: /],
  ['an error', (filters) => filters.metricFailed(404 as never), /^errorCode: /],
  ['an option', (filters) => filters.metricRecorded({ byArn: 'yes' as never }), /^options\.byArn: |^byArn: /],
])('what is not %s is refused, also from JavaScript', (_, metric, message) => {
  expect(() => metric(filtersWith(inLogGroup).filters)).toThrow(message);
});

/** Filters with the same ID in two scopes of one stack, and in a stack of another name. */
function threeFilters(): CrisTrailFilters[] {
  const app = new App();
  const stacks = [new Stack(app, 'One'), new Stack(app, 'Two')];
  return [new Construct(stacks[0], 'A'), new Construct(stacks[0], 'B'), new Construct(stacks[1], 'A')]
    .map((scope) => new CrisTrailFilters(scope, 'Filters', { audit: inLogGroup(scope) }));
}

describe('the namespace', () => {
  test('is one of its own for every construct, because two filters with one namespace count a call twice', () => {
    const namespaces = threeFilters().map((filters) => filters.metricNamespace);
    expect(new Set(namespaces).size).toBe(3);
    namespaces.forEach((namespace) => expect(namespace).toMatch(/^BedrockCris\/[A-Za-z0-9-]+$/));
  });

  test('is in the range of CloudWatch however long the path of the construct is', () => {
    const scope = new Construct(new Stack(new App(), 'S'.repeat(120)), 'x'.repeat(300));
    expect(new CrisTrailFilters(scope, 'Filters', { audit: inLogGroup(scope) }).metricNamespace.length).toBeLessThanOrEqual(255);
  });

  test.each(['MyTeam/Bedrock', 'a', 'a:b#c_d-e.f/g', 'AWSomeTeam', 'x'.repeat(255)])('can be given, and all metrics are in it: %s', (metricNamespace) => {
    const { stack, filters } = filtersWith(inLogGroup, { metricNamespace });
    expect(filters.metricNamespace).toBe(metricNamespace);
    const namespaces = deployedFilters(stack).flatMap(({ MetricTransformations }: MetricFilter) => MetricTransformations.map(({ MetricNamespace }) => MetricNamespace));
    expect(new Set(namespaces)).toEqual(new Set([metricNamespace]));
  });

  test('can be known at deployment only', () => {
    const stack = new Stack(new App(), 'Stack');
    new CrisTrailFilters(stack, 'Filters', { audit: inLogGroup(stack), metricNamespace: new CfnParameter(stack, 'Namespace').valueAsString });
    Template.fromStack(stack).allResourcesProperties('AWS::Logs::MetricFilter', { MetricTransformations: [Match.objectLike({ MetricNamespace: { Ref: 'Namespace' } })] });
  });

  test.each(['', 'AWS/Bedrock', ':team', 'my team', 'équipe', 'x'.repeat(256)])('fails where CloudWatch does not take it: "%s"', (metricNamespace) => {
    expect(() => filtersWith(inLogGroup, { metricNamespace })).toThrow(
      `metricNamespace: "${metricNamespace}" is not a metric namespace; give 1 to 255 letters, digits and . - _ / # : that do not start with "AWS/" or ":"`);
  });
});

describe('saved queries', () => {
  const QUERY = 'AWS::Logs::QueryDefinition';
  const namesOf = (stack: Stack) => deployed<{ Name: string }>(stack, QUERY).map(({ Name }) => Name);

  test.each(AUDITS)('by %s are two, for the log group that is filtered', (audit) => {
    const { stack, filters } = filtersWith(AUDIT_SOURCES[audit]);
    Template.fromStack(stack).resourceCountIs(QUERY, 2);
    Template.fromStack(stack).allResourcesProperties(QUERY, { LogGroupNames: [stack.resolve(filters.logGroup.logGroupName) as unknown] });
  });

  test('have names of their own for every construct, because names are unique in a Region', () => {
    const [one, , two] = threeFilters().map((filters) => Stack.of(filters));
    const names = [one, two].flatMap(namesOf);
    expect(names).toHaveLength(6);
    expect(new Set(names).size).toBe(6);
    expect(names.filter((name) => name.endsWith('/Calls by processing Region, streams included'))).toHaveLength(3);
  });
});
