import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RECORD_METRICS } from '../audit/patterns/metric-filters';
import { CALL_METRICS, NAMESPACE } from '../bedrock/metrics';
import { fail } from '../private/errors';

interface HubDashboard {
  readonly sourceRegions: readonly string[];
  readonly dashboardName?: string;
  /** The namespace of the metrics of recorded calls in every account. */
  readonly namespace: string;
  readonly alarms: readonly cloudwatch.IAlarm[];
}

/** What a dashboard allows, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_WIDGETS = 500;
const MAX_ALARMS = 100;
const WIDTH = 6;
const HEIGHT = 6;

/**
 * The dashboard over accounts and Regions. Each graph is one query in one Region, because a graph takes one query, and a query sees one Region: the ten
 * highest accounts, profiles or Regions.
 */
export function hubDashboard(scope: Construct, { sourceRegions, dashboardName, namespace, alarms }: HubDashboard): cloudwatch.Dashboard {
  const rows = [
    [text(`# Amazon Bedrock inference profiles, all accounts\nCalled in ${sourceRegions.join(', ')} · [Alarms](#alarmsV2:) · ${DOCUMENTATION}`, 2)],
    ...alarms.length === 0 ? [] : [[new cloudwatch.AlarmStatusWidget({
      title: alarms.length > MAX_ALARMS ? `Alarms of ${Stack.of(scope).region}: ${MAX_ALARMS} of ${alarms.length}` : `Alarms of ${Stack.of(scope).region}`,
      alarms: alarms.slice(0, MAX_ALARMS),
      width: 24,
      height: 3,
      sortBy: cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
    })]],
    ...sourceRegions.flatMap((region) => ofRegion(scope, region, namespace)),
  ];
  const widgets = rows.flat().length;
  if (widgets > MAX_WIDGETS) {
    const perRegion = ofRegion(scope, sourceRegions[0], namespace).flat().length;
    fail(`dashboard.sourceRegions: ${sourceRegions.length} Regions take ${widgets} widgets, and a dashboard holds ${MAX_WIDGETS}; give at most` +
      ` ${Math.floor((MAX_WIDGETS - 2) / perRegion)} here, and the others to the hub of another Region`, scope);
  }
  const dashboard = new cloudwatch.Dashboard(scope, 'Dashboard', { dashboardName, defaultInterval: Duration.days(1), periodOverride: cloudwatch.PeriodOverride.INHERIT });
  for (const row of rows) dashboard.addWidgets(...row);
  return dashboard;
}

function ofRegion(scope: Construct, region: string, namespace: string): cloudwatch.IWidget[][] {
  const own = Stack.of(scope).region;
  const graph = (title: string, expression: string, label = '') => new cloudwatch.GraphWidget({
    title,
    left: [new cloudwatch.MathExpression({ expression, usingMetrics: {}, label, period: Duration.minutes(5), searchRegion: region })],
    width: WIDTH,
    height: HEIGHT,
    region: own,
    leftYAxis: { min: 0 },
  });
  const calls = `SCHEMA("${NAMESPACE}", ModelId)`;
  const top = (title: string, metricName: string, from: string, by: string) => graph(title, `SELECT SUM(${metricName}) FROM ${from} GROUP BY ${by} ORDER BY SUM() DESC LIMIT 10`);
  const recorded = `"${namespace}"`;
  return [
    [text(`## ${region}`, 1)],
    [
      top('Calls by account', CALL_METRICS.invocations, calls, ACCOUNT),
      top('Recorded calls by account', RECORD_METRICS.recorded, recorded, ACCOUNT),
      top('Throttled calls by account', CALL_METRICS.throttles, calls, ACCOUNT),
      top('Quota tokens by account', CALL_METRICS.estimatedQuotaUsage, calls, ACCOUNT),
    ],
    [
      top('Calls by model', CALL_METRICS.invocations, calls, 'ModelId'),
      top('Re-routed calls by Region', RECORD_METRICS.rerouted, recorded, 'InferenceRegion'),
      top('Completed streams by Region', RECORD_METRICS.streams, recorded, 'InferenceRegion'),
      // A query cannot ask for the beginning of a value. A search can, over 500 series at most.
      graph('Global profiles by account', `SLICE(SORT(SEARCH('{${NAMESPACE},ModelId} MetricName="${CALL_METRICS.invocations}" ModelId=global', 'Sum'),SUM,DESC),0,10)`,
        "${PROP('AccountLabel')} ${PROP('Dim.ModelId')}"),
    ],
  ];
}

const ACCOUNT = 'AWS.AccountId';
const DOCUMENTATION = '[What is shown, what is not](https://github.com/cdk-bedrock-cris/cdk-bedrock-cris/blob/main/docs/organization.md)';

function text(markdown: string, height: number): cloudwatch.TextWidget {
  return new cloudwatch.TextWidget({ markdown, width: 24, height });
}
