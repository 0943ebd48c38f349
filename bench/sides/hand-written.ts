import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { allowProfile, define as roles } from './hand-written-role';
import { HandWrittenTrail } from './hand-written-trail';
import type { BenchedProfile, Define } from '../side';

/** What the library is measured against: the same resources for one global profile, with aws-cdk-lib alone. */
class HandWrittenWorkload extends Construct {
  constructor(scope: Construct, id: string, profile: BenchedProfile, logGroup: logs.ILogGroup) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Calls Amazon Bedrock through cross-Region inference profiles',
    });
    allowProfile(role, profile);

    const namespace = `Bedrock/${Stack.of(this).stackName}-${id}`;
    traceRouting(this, profile.inferenceProfileId, namespace, logGroup);
    handWrittenDashboard(this, profile.inferenceProfileId, namespace);
    handWrittenAlarms(this, profile.inferenceProfileId);
  }
}

function traceRouting(scope: Construct, inferenceProfileId: string, metricNamespace: string, logGroup: logs.ILogGroup): void {
  const { account, region } = Stack.of(scope);
  const call = '($.eventSource = "bedrock.amazonaws.com") && ($.eventType = "AwsApiCall") && ($.eventCategory = "Management")'
    + ' && (($.eventName = "InvokeModel*") || ($.eventName = "Converse*"))'
    + ` && ($.recipientAccountId = "${account}") && ($.awsRegion = "${region}") && ($.requestParameters.modelId = "*${inferenceProfileId}")`;
  const inferenceRegion = '$.additionalEventData.inferenceRegion';
  const rerouted = `{ ${call} && (${inferenceRegion} = "*") && (${inferenceRegion} != "${region}") }`;
  const notRerouted = `{ ${call} && ($.errorCode NOT EXISTS) && ((${inferenceRegion} NOT EXISTS) || (${inferenceRegion} = "${region}")) }`;
  const loggingChanges = `{ ($.eventSource = "bedrock.amazonaws.com") && ($.recipientAccountId = "${account}") && ($.awsRegion = "${region}")`
    + ' && (($.eventName = "PutModelInvocationLoggingConfiguration") || ($.eventName = "DeleteModelInvocationLoggingConfiguration")) }';

  const filter = (id: string, metricName: string, pattern: string, dimensions?: Record<string, string>) => new logs.MetricFilter(scope, id, {
    logGroup,
    filterPattern: logs.FilterPattern.literal(pattern),
    metricNamespace,
    metricName,
    metricValue: '1',
    dimensions,
  });
  const SourceRegion = '$.awsRegion';
  const ModelId = '$.requestParameters.modelId';
  filter('Rerouted', 'ReroutedInvocations', rerouted, { SourceRegion, ModelId });
  filter('ReroutedByRegion', 'ReroutedInvocations', rerouted, { SourceRegion, InferenceRegion: inferenceRegion, ModelId });
  filter('NotRerouted', 'NotReroutedInvocations', notRerouted, { SourceRegion, ModelId });
  filter('LoggingChanges', 'InvocationLoggingChanges', loggingChanges);

  const calls = [
    'filter eventSource = "bedrock.amazonaws.com" and eventType = "AwsApiCall" and eventCategory = "Management"',
    'filter eventName in ["InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream"]',
  ];
  const query = (id: string, name: string, ...commands: string[]) => new logs.CfnQueryDefinition(scope, id, {
    name: `${metricNamespace}/${name}`,
    queryString: commands.join('\n| '),
    logGroupNames: [logGroup.logGroupName],
  });
  query('ProcessingRegions', 'Calls by processing Region',
    ...calls,
    'fields coalesce(additionalEventData.inferenceRegion, awsRegion) as processedIn',
    'stats count(*) as calls, sum(ispresent(errorCode)) as errors by requestParameters.modelId as modelId, awsRegion as sourceRegion, processedIn',
    'sort calls desc');
  query('StreamedCalls', 'Streamed calls by processing Region',
    'filter eventSource = "bedrock.amazonaws.com" and eventType = "AwsServiceEvent"',
    'filter eventName in ["InvokeModelWithResponseStream", "ConverseStream"]',
    'filter eventCategory = "Management" or not ispresent(eventCategory)',
    'fields coalesce(serviceEventDetails.AdditionalEventData.additionalEntries.inferenceRegion, awsRegion) as processedIn',
    'stats count(*) as calls by resources.0.ARN as model, awsRegion as sourceRegion, processedIn',
    'sort calls desc');
  query('FailedCalls', 'Throttled and denied calls',
    ...calls,
    'filter ispresent(errorCode)',
    'fields @timestamp, errorCode, errorMessage, requestParameters.modelId as modelId, userIdentity.arn as caller, awsRegion as sourceRegion',
    'sort @timestamp desc',
    'limit 100');
}

type MetricOf = (metricName: string, label?: string, options?: cloudwatch.MetricOptions) => cloudwatch.Metric;

/** The alarms of one profile, written by hand. */
function handWrittenAlarms(scope: Construct, inferenceProfileId: string): void {
  const bedrock = metricsOf('AWS/Bedrock', { ModelId: inferenceProfileId });
  const alarm = (id: string, metric: cloudwatch.Metric, threshold: number, what: string) => new cloudwatch.Alarm(scope, id, {
    metric,
    threshold,
    alarmDescription: `Requests to Amazon Bedrock through ${inferenceProfileId} ${what}`,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm('Throttles', bedrock('InvocationThrottles'), 0, 'are throttled: look at the quota of the source Region, then at the retries of the caller');
  alarm('ServerErrors', bedrock('InvocationServerErrors'), 0, 'fail on the side of AWS');
  alarm('Latency', bedrock('InvocationLatency', undefined, { statistic: 'p99' }), 60_000, 'are slow to finish (99th percentile)');
  alarm('TimeToFirstToken', bedrock('TimeToFirstToken', undefined, { statistic: 'p99' }), 10_000, 'are slow to start streaming (99th percentile)');
}

/** The dashboard of one profile, written by hand: the same widgets. */
function handWrittenDashboard(scope: Construct, inferenceProfileId: string, namespace: string): void {
  const region = Stack.of(scope).region;
  const bedrock = metricsOf('AWS/Bedrock', { ModelId: inferenceProfileId });
  const routing = metricsOf(namespace, { SourceRegion: region, ModelId: inferenceProfileId });
  const percentiles = (metricName: string) => ['p50', 'p90', 'p99'].map((statistic) => bedrock(metricName, statistic, { statistic }));
  const median = { statistic: 'p50' };
  const graph = (title: string, label: string, left: cloudwatch.IMetric[], width = 6, max?: number) => new cloudwatch.GraphWidget({
    title, left, width, height: 6, region, leftYAxis: { min: 0, max, label, showUnits: false },
  });

  const dashboard = new cloudwatch.Dashboard(scope, 'Dashboard');
  dashboard.addWidgets(text('## Global inference profiles', 1));
  dashboard.addWidgets(text(`### ${inferenceProfileId} from ${region}`, 1));
  dashboard.addWidgets(
    graph('Invocations', 'requests', [bedrock('Invocations', 'invocations')]),
    graph('Throttle rate', '%', [new cloudwatch.MathExpression({
      expression: '100*FILL(throttles,0)/(FILL(invocations,0)+FILL(throttles,0))',
      label: 'throttled',
      usingMetrics: { throttles: bedrock('InvocationThrottles'), invocations: bedrock('Invocations') },
    })]),
    graph('Errors', 'requests', [
      bedrock('InvocationClientErrors', 'client'),
      bedrock('InvocationServerErrors', 'server'),
      bedrock('InvocationThrottles', 'throttled'),
    ]),
    graph('Latency', 'ms', percentiles('InvocationLatency')),
  );
  dashboard.addWidgets(
    graph('Time to first token (streaming)', 'ms', percentiles('TimeToFirstToken')),
    graph('Output tokens per second (streaming)', 'tokens/s', [new cloudwatch.MathExpression({
      expression: 'IF(firstToken>0 AND latency>firstToken,1000*tokens/(latency-firstToken))',
      label: 'p50',
      usingMetrics: {
        tokens: bedrock('OutputTokenCount', undefined, median),
        latency: bedrock('InvocationLatency', undefined, median),
        firstToken: bedrock('TimeToFirstToken', undefined, median),
      },
    })]),
    graph('Tokens', 'tokens', [
      bedrock('InputTokenCount', 'input'),
      bedrock('OutputTokenCount', 'output'),
      bedrock('CacheReadInputTokenCount', 'cache read'),
      bedrock('CacheWriteInputTokenCount', 'cache write'),
    ]),
    graph('Estimated quota usage (tokens per minute)', 'tokens', [bedrock('EstimatedTPMQuotaUsage', 'estimated', { period: Duration.minutes(1) })]),
  );
  dashboard.addWidgets(
    graph('Requests by inference Region (CloudTrail)', 'requests', [
      routing('NotReroutedInvocations', 'source Region or not reported'),
      new cloudwatch.MathExpression({
        expression: `SEARCH('{"${namespace}",SourceRegion,InferenceRegion,ModelId} MetricName="ReroutedInvocations" ModelId="${inferenceProfileId}"', 'Sum')`,
        label: '',
        usingMetrics: {},
      }),
    ], 12),
    graph('Share not reported as re-routed (CloudTrail)', '%', [new cloudwatch.MathExpression({
      expression: '100*FILL(here,0)/(FILL(here,0)+FILL(elsewhere,0))',
      label: 'source Region or not reported',
      usingMetrics: { here: routing('NotReroutedInvocations'), elsewhere: routing('ReroutedInvocations') },
    })], 12, 100),
  );
  dashboard.addWidgets(text(NOT_VISIBLE, 7));
}

const NOT_VISIBLE = `### What is not visible here

- No Amazon Bedrock metric tells which Region processed a request: these are the metrics of the source Region, wherever it was processed.
- Inference Regions come from CloudTrail: all calls of the account through the profile, not only those of one role; a call whose Region was not reported counts as not re-routed.
- Estimated quota usage is in tokens and an approximation; what share of your quota it is depends on the quota, which no metric holds.
- Time to first token and output tokens per second exist for streaming calls only. Every retry of an SDK is a throttled request of its own.
- Calls through an application inference profile, to a model without a profile, and to the endpoint bedrock-mantle have metrics of their own.`;

function metricsOf(namespace: string, dimensionsMap: Record<string, string>): MetricOf {
  return (metricName, label, options) => new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic: 'Sum', label, ...options });
}

function text(markdown: string, height: number): cloudwatch.TextWidget {
  return new cloudwatch.TextWidget({ markdown, width: 24, height });
}

export const define: Define = {
  ...roles,
  workloads(stack, ids, profile) {
    const { logGroup } = new HandWrittenTrail(stack, 'Trail');
    for (const id of ids) new HandWrittenWorkload(stack, id, profile, logGroup);
  },
};
