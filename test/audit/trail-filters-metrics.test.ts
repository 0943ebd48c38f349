import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { deployedFilters, filtersFor, MetricFilter, published } from './synthesized-filters';
import { CrisTrailFilters } from '../../src/audit/trail-filters';
import { InferenceProfile } from '../../src/profile/inference-profile';
import { IRoutingMetrics } from '../../src/profile/routing-metrics';
import { CLOUDTRAIL_RECORDS, cloudTrailRecord, GEOGRAPHIC_PROFILE, GLOBAL_PROFILE, SOURCE_REGION } from '../support/cloudtrail-records';
import { resolveIntrinsics } from '../support/template-intrinsics';

const profile = InferenceProfile.fromInferenceProfileId(GLOBAL_PROFILE);

/** A metric as `published` shows it, with its namespace, once its stack is deployed. */
function shown(stack: Stack, metric: cloudwatch.Metric): string {
  const { namespace, metricName, dimensions = {} } = resolveIntrinsics(
    stack.resolve({ namespace: metric.namespace, metricName: metric.metricName, dimensions: metric.dimensions }),
    Template.fromStack(stack).toJSON(), { partition: 'aws', region: SOURCE_REGION, accountId: '111122223333' },
  ) as { namespace: string; metricName: string; dimensions?: Record<string, string> };
  return [namespace, metricName, ...Object.entries(dimensions).map((dimension) => dimension.join('='))].join(' ');
}

/** What the filters publish for a record, each with its namespace. */
function publishedIn(filters: readonly MetricFilter[], record: unknown): string[] {
  return filters.flatMap((filter) => published([filter], record).map((metric) => `${filter.MetricTransformations[0].MetricNamespace} ${metric}`));
}

type MetricOf = (filters: CrisTrailFilters, options?: cloudwatch.MetricOptions) => cloudwatch.Metric;
const METRICS: Array<[string, MetricOf]> = [
  ['metricRerouted', (filters, options) => filters.metricRerouted(profile, options)],
  ['metricNotRerouted', (filters, options) => filters.metricNotRerouted(profile, options)],
  ['metricLoggingChanges', (filters, options) => filters.metricLoggingChanges(options)],
];
const [REROUTED, NOT_REROUTED, LOGGING_CHANGES] = METRICS.map(([, metricOf]) => metricOf);

// A metric whose namespace, name or dimensions differ from the published ones is empty for ever, and so is its alarm.
describe.each<[string, Parameters<typeof filtersFor>[1], Parameters<typeof filtersFor>[2]]>([
  ['in its own namespace', {}, { env: { region: SOURCE_REGION } }],
  ['in a given namespace', { metricNamespace: 'MyTeam/Bedrock' }, { env: { region: SOURCE_REGION } }],
  ['in a stack without env', {}, {}],
  ['with a source Region that is given', { sourceRegion: SOURCE_REGION }, { env: { region: 'us-east-1' } }],
])('the metrics are those that the filters publish, %s', (_, props, stackProps) => {
  const { stack, filters } = filtersFor([GEOGRAPHIC_PROFILE, GLOBAL_PROFILE], props, stackProps);
  const synthesized = deployedFilters(stack);

  test.each([
    ['re-routed calls', REROUTED, CLOUDTRAIL_RECORDS.invokeModelRerouted],
    ['calls that were not re-routed', NOT_REROUTED, CLOUDTRAIL_RECORDS.invokeModelNotRerouted],
    ['changes to the logging', LOGGING_CHANGES, CLOUDTRAIL_RECORDS.putModelInvocationLogging],
  ])('of %s: once for a record', (__, metricOf, record) => {
    expect(publishedIn(synthesized, record).filter((metric) => metric === shown(stack, metricOf(filters)))).toHaveLength(1);
    for (const [, other] of METRICS.filter(([, candidate]) => candidate !== metricOf)) {
      expect(publishedIn(synthesized, record)).not.toContain(shown(stack, other(filters)));
    }
  });

  test('of a profile are not those of another one', () => {
    const geographic = cloudTrailRecord({ requestParameters: { modelId: GEOGRAPHIC_PROFILE } });
    expect(publishedIn(synthesized, geographic)).toEqual([shown(stack, filters.metricNotRerouted(InferenceProfile.fromInferenceProfileId(GEOGRAPHIC_PROFILE)))]);
    expect(publishedIn(synthesized, geographic)).not.toContain(shown(stack, NOT_REROUTED(filters)));
  });

  // What CrisDashboard shows is made of these names and dimensions only.
  test('are told by IRoutingMetrics', () => {
    const routing: IRoutingMetrics = filters;
    const inSource = `SourceRegion=${SOURCE_REGION}`;
    const { namespace } = stack.resolve({ namespace: routing.metricNamespace }) as { namespace: string };
    expect(publishedIn(synthesized, CLOUDTRAIL_RECORDS.invokeModelRerouted)).toEqual([
      `${namespace} ${routing.reroutedMetricName} ${inSource} ModelId=${GLOBAL_PROFILE}`,
      `${namespace} ${routing.reroutedMetricName} ${inSource} InferenceRegion=eu-north-1 ModelId=${GLOBAL_PROFILE}`,
    ]);
    expect(publishedIn(synthesized, CLOUDTRAIL_RECORDS.invokeModelNotRerouted)).toEqual([
      `${namespace} ${routing.notReroutedMetricName} ${inSource} ModelId=${GLOBAL_PROFILE}`,
    ]);
  });
});

describe.each(METRICS)('%s', (_, metricOf) => {
  test('is a sum in the Region of the stack, and an alarm on it synthesizes', () => {
    const { stack, filters } = filtersFor([GLOBAL_PROFILE]);
    const metric = metricOf(filters);
    expect(metric).toMatchObject({ region: SOURCE_REGION, statistic: 'Sum' });
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
    const { filters } = filtersFor([GLOBAL_PROFILE]);
    const metric = metricOf(filters, { label: 'Mine', statistic: cloudwatch.Stats.MAXIMUM });
    expect(metric).toMatchObject({ label: 'Mine', statistic: 'Maximum', metricName: metricOf(filters).metricName, dimensions: metricOf(filters).dimensions });
  });

  test('is in the account and Region of the filters, also in a dashboard of another stack', () => {
    const { stack, filters } = filtersFor([GLOBAL_PROFILE], {}, { env: { account: '111122223333', region: SOURCE_REGION } });
    const elsewhere = new Stack(stack.node.root as App, 'Elsewhere', { env: { account: '111122223333', region: 'us-east-1' } });
    new cloudwatch.Dashboard(elsewhere, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: [metricOf(filters)] })]] });
    expect(JSON.stringify(Template.fromStack(elsewhere).toJSON())).toContain(`\\"region\\":\\"${SOURCE_REGION}\\"`);
  });
});
