import { ArnFormat, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** The monitoring of one profile, written by hand: what records calls, filters and queries on it, alarms, dashboard. */
export class HandWrittenMonitoring extends Construct {
  private readonly namespace: string;
  private readonly region: string;
  private readonly alarms: cloudwatch.Alarm[] = [];

  constructor(scope: Construct, id: string, private readonly profileId: string, private readonly action?: cloudwatch.IAlarmAction) {
    super(scope, id);
    this.namespace = `Bedrock/${Stack.of(this).stackName}`;
    this.region = Stack.of(this).region;
    const { logGroup, rule } = this.recordCalls();
    this.filter(logGroup, rule);
    this.query(logGroup);
    this.alarm('AuditChanges', 'The audit of Amazon Bedrock was changed', this.custom('AuditChanges'), 0, { evaluationPeriods: 1 });
    this.alarmOnCalls();
    this.show();
  }

  private recordCalls() {
    const stack = Stack.of(this);
    const logGroup = new logs.LogGroup(this, 'LogGroup', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN });
    const arn = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    const bedrock = { eventSource: ['bedrock.amazonaws.com'] };
    const call = { ...bedrock, eventType: ['AwsApiCall'], eventCategory: ['Management'] };
    const rule = new events.CfnRule(this, 'Rule', {
      description: 'CloudTrail records of Amazon Bedrock calls',
      eventPattern: {
        'account': [stack.account],
        'region': [stack.region],
        'source': ['aws.bedrock', 'aws.cloudtrail', 'aws.events'],
        'detail-type': ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail'],
        'detail': {
          $or: [
            { ...call, eventName: [{ prefix: 'InvokeModel' }, { prefix: 'Converse' }] },
            {
              ...call,
              eventName: [{
                'anything-but': [
                  'CountTokens', 'CreateModelInvocationJob', 'GetFoundationModelAvailability', 'ListFoundationModelAgreementOffers', 'CreateFoundationModelAgreement',
                  'DeleteFoundationModelAgreement', 'CreateProvisionedModelThroughput',
                ],
              }],
              requestParameters: { modelId: [{ exists: true }] },
            },
            { ...bedrock, eventType: ['AwsServiceEvent'], eventCategory: ['Management', { exists: false }], serviceEventDetails: { parentRequestId: [{ exists: true }] } },
            { ...bedrock, eventName: ['PutModelInvocationLoggingConfiguration', 'DeleteModelInvocationLoggingConfiguration'] },
            { eventSource: ['cloudtrail.amazonaws.com'], eventName: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'] },
            { eventSource: ['events.amazonaws.com'], eventName: ['DisableRule', 'DeleteRule', 'PutRule', 'RemoveTargets', 'PutTargets'] },
          ],
        },
      },
      state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      targets: [{ id: 'LogGroup', arn }],
    });
    const allow = (Action: string, condition: object) => (
      { Effect: 'Allow', Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] }, Action, Resource: `${arn}:*`, ...condition }
    );
    new logs.CfnResourcePolicy(this, 'Policy', {
      policyName: `${Aws.STACK_NAME}-audit`,
      policyDocument: stack.toJsonString({
        Version: '2012-10-17',
        Statement: [allow('logs:CreateLogStream', {}), allow('logs:PutLogEvents', { Condition: { ArnEquals: { 'aws:SourceArn': rule.attrArn } } })],
      }),
    });
    return { logGroup, rule };
  }

  private filter(logGroup: logs.ILogGroup, rule: events.CfnRule): void {
    const call = '($.detail.eventSource = "bedrock.amazonaws.com") && ($.detail.eventType = "AwsApiCall") && ($.detail.eventCategory = "Management")'
      + ' && ($.detail.eventName != "CountTokens") && ($.detail.eventName != "CreateModelInvocationJob")';
    const anywhere = '($.detail.awsRegion = "*")';
    const modelId = '$.detail.requestParameters.modelId';
    const prefixes = ['apac', 'au', 'ca', 'eu', 'global', 'in', 'jp', 'us'].map((prefix) => `(${modelId} = "${prefix}.*")`).join(' || ');
    const profile = `(${prefixes} || (${modelId} = "*inference-profile/*"))`;
    const ofModel = `(($.detail.eventName = "InvokeModel*") || ($.detail.eventName = "Converse*") || (${modelId} = "*"))`;
    const inferenceRegion = '$.detail.additionalEventData.inferenceRegion';
    const streamRegion = '$.detail.serviceEventDetails.AdditionalEventData.additionalEntries.inferenceRegion';
    const isOneOf = (...names: string[]) => names.map((name) => `($.detail.eventName = "${name}")`).join(' || ');
    const changes = [
      `(($.detail.eventSource = "bedrock.amazonaws.com") && (${isOneOf('PutModelInvocationLoggingConfiguration', 'DeleteModelInvocationLoggingConfiguration')}))`,
      isOneOf('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'),
      `((${isOneOf('DisableRule', 'DeleteRule', 'PutRule')}) && ($.detail.requestParameters.name = "${rule.ref}"))`,
      `(${isOneOf('RemoveTargets')} && ($.detail.requestParameters.rule = "${rule.ref}"))`,
    ].join(' || ');
    const SourceRegion = '$.detail.awsRegion';
    const filters: [id: string, metricName: string, pattern: string, dimensions?: Record<string, string>][] = [
      ['Recorded', 'RecordedInvocations', `{ ${call} && ${anywhere} && ${ofModel} }`, { SourceRegion }],
      ['Rerouted', 'ReroutedInvocations', `{ ${call} && ${profile} && (${inferenceRegion} = "*") && ${anywhere} && (${inferenceRegion} != "${this.region}") }`,
        { SourceRegion, InferenceRegion: inferenceRegion, ModelId: modelId }],
      ['NotRerouted', 'NotReroutedInvocations',
        `{ ${call} && ${anywhere} && ${profile} && ($.detail.errorCode NOT EXISTS) && ((${inferenceRegion} NOT EXISTS) || (${inferenceRegion} = "${this.region}")) }`,
        { SourceRegion, ModelId: modelId }],
      ['Streams', 'CompletedStreams', `{ ($.detail.eventSource = "bedrock.amazonaws.com") && ($.detail.eventType = "AwsServiceEvent") && ${anywhere} && (${streamRegion} = "*") }`,
        { SourceRegion, InferenceRegion: streamRegion }],
      ['Failed', 'FailedInvocations', `{ ${call} && ${anywhere} && ${ofModel} && ($.detail.errorCode = "*") }`, { SourceRegion, ErrorCode: '$.detail.errorCode' }],
      ['Changes', 'AuditChanges', `{ ${anywhere} && (${changes}) }`],
    ];
    for (const [id, metricName, pattern, dimensions] of filters) {
      new logs.MetricFilter(this, id, { logGroup, filterPattern: logs.FilterPattern.literal(pattern), metricNamespace: this.namespace, metricName, metricValue: '1', dimensions });
    }
  }

  private query(logGroup: logs.ILogGroup): void {
    const query = (id: string, name: string, ...commands: string[]) => new logs.CfnQueryDefinition(this, id, {
      name: `${this.namespace}/${name}`, queryString: commands.join('\n| '), logGroupNames: [logGroup.logGroupName],
    });
    query('ProcessingRegions', 'Calls by processing Region, streams included',
      'filter detail.eventSource = "bedrock.amazonaws.com" and ((detail.eventType = "AwsApiCall" and detail.eventCategory = "Management" and ispresent(detail.requestParameters.modelId))'
        + ' or (detail.eventType = "AwsServiceEvent" and ispresent(detail.serviceEventDetails.parentRequestId)))',
      'fields coalesce(detail.serviceEventDetails.parentRequestId, detail.requestID) as request,'
        + ' coalesce(detail.serviceEventDetails.AdditionalEventData.additionalEntries.inferenceRegion, detail.additionalEventData.inferenceRegion) as reported',
      'stats max(detail.requestParameters.modelId) as modelId, max(detail.awsRegion) as sourceRegion, max(reported) as inferenceRegion, max(detail.errorCode) as error by request',
      'stats count(*) as calls, count(error) as errors by modelId, sourceRegion, coalesce(inferenceRegion, sourceRegion) as processedIn',
      'sort calls desc');
    query('FailedCalls', 'Throttled and denied calls',
      'filter detail.eventSource = "bedrock.amazonaws.com" and detail.eventType = "AwsApiCall" and detail.eventCategory = "Management" and ispresent(detail.errorCode)',
      'fields @timestamp, detail.eventName as operation, detail.errorCode as error, detail.errorMessage as message, detail.requestParameters.modelId as modelId,'
        + ' detail.userIdentity.arn as caller, detail.awsRegion as sourceRegion',
      'sort @timestamp desc',
      'limit 100');
  }

  private bedrock(metricName: string, options: cloudwatch.MetricOptions = {}, modelId = this.profileId): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/Bedrock', metricName, dimensionsMap: { ModelId: modelId }, statistic: 'Sum', ...options });
  }

  private custom(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: this.namespace, metricName, statistic: 'Sum', ...options });
  }

  private alarm(id: string, what: string, metric: cloudwatch.IMetric, threshold: number, evaluation: { evaluationPeriods: number; datapointsToAlarm?: number }): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      threshold,
      alarmDescription: what,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...evaluation,
    });
    if (this.action) alarm.addAlarmAction(this.action);
    this.alarms.push(alarm);
    return alarm;
  }

  private alarmOnCalls(): void {
    const { partition, account } = Stack.of(this);
    const arn = `arn:${partition}:bedrock:${this.region}:${account}:inference-profile/${this.profileId}`;
    const ofAllCallers = (metricName: string, period: Duration) => new cloudwatch.MathExpression({
      expression: 'SUM([a,b])', usingMetrics: { a: this.bedrock(metricName, { period }), b: this.bedrock(metricName, { period }, arn) }, period,
    });
    const [fiveMinutes, hour] = [Duration.minutes(5), Duration.hours(1)];
    const twoOfThree = { evaluationPeriods: 3, datapointsToAlarm: 2 };
    const calls = `Calls through ${this.profileId}`;
    this.alarm('Throttles', `${calls} are throttled`, ofAllCallers('InvocationThrottles', fiveMinutes), 0, twoOfThree);
    this.alarm('ServerErrors', `${calls} fail on the side of AWS`, ofAllCallers('InvocationServerErrors', fiveMinutes), 0, twoOfThree);
    this.alarm('Latency', `${calls} are slow to finish`, this.bedrock('InvocationLatency', { statistic: 'p99' }), 60_000, twoOfThree);
    this.alarm('TimeToFirstToken', `${calls} are slow to start streaming`, this.bedrock('TimeToFirstToken', { statistic: 'p99' }), 10_000, twoOfThree);
    const unrecorded = this.alarm('UnrecordedCalls', `${calls} and no record of any call`, new cloudwatch.MathExpression({
      expression: 'IF(FILL(r,0)>0,0,c)',
      usingMetrics: { c: ofAllCallers('Invocations', hour), r: this.custom('RecordedInvocations', { period: hour, dimensionsMap: { SourceRegion: this.region } }) },
      period: hour,
    }), 0, { evaluationPeriods: 3, datapointsToAlarm: 3 });
    (unrecorded.node.defaultChild as cloudwatch.CfnAlarm).addPropertyOverride('WarmUpConfiguration', {
      WarmUpPeriodDurationInMinutes: 180, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
    });
  }

  private show(): void {
    const { region } = this;
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { periodOverride: cloudwatch.PeriodOverride.INHERIT });
    dashboard.addVariable(new cloudwatch.DashboardVariable({
      id: 'profile',
      type: cloudwatch.VariableType.PROPERTY,
      value: 'ModelId',
      label: 'Profile',
      inputType: cloudwatch.VariableInputType.SELECT,
      values: cloudwatch.Values.fromValues({ value: this.profileId }),
      defaultValue: cloudwatch.DefaultValue.value(this.profileId),
      visible: true,
    }));
    const text = (markdown: string, height: number, width = 24) => new cloudwatch.TextWidget({ markdown, width, height });
    const math = (expression: string, usingMetrics: Record<string, cloudwatch.IMetric> = {}, options: cloudwatch.MathExpressionOptions = {}) => (
      new cloudwatch.MathExpression({ expression, usingMetrics, label: '', ...options })
    );
    const search = (metricName: string, statistic = 'Sum') => math(`SEARCH('{AWS/Bedrock,ModelId} MetricName=${metricName} ModelId=(global OR inference)', '${statistic}')`, {}, { label: undefined });
    const graph = (title: string, left: cloudwatch.IMetric[], width = 8, alarm?: number) => new cloudwatch.GraphWidget({
      title, left, width, height: 6, region, leftYAxis: { min: 0 }, leftAnnotations: alarm === undefined ? [] : [{ value: alarm, label: 'alarm', color: cloudwatch.Color.GREY }],
    });
    const number = (title: string, metric: cloudwatch.IMetric) => (
      new cloudwatch.SingleValueWidget({ title, metrics: [metric], width: 6, height: 3, region, setPeriodToTimeRange: true })
    );
    interface Ranked { statistic?: string; rate?: boolean; width?: number; alarm?: number }
    const highest = (title: string, metricName: string, { statistic = 'Sum', rate = false, width = 8, alarm }: Ranked = {}) => {
      const metrics = { s0: search(metricName, statistic), ...rate && { m0: this.bedrock('Invocations') } };
      const series = rate ? 's0/PERIOD(m0)*60' : 's0';
      const red = math(`SORT(${series},MAX,DESC,1)`, metrics, { color: cloudwatch.Color.RED });
      return graph(title, [red, math(`SLICE(SORT(${series},MAX,DESC),1,10)`, metrics)], width, alarm);
    };
    const grouped = (title: string, metricName: string, dimensions: string, by: string) => graph(title, [
      math(`SELECT SUM(${metricName}) FROM SCHEMA("${this.namespace}",${dimensions}) GROUP BY ${by} ORDER BY SUM() DESC LIMIT 10`),
    ]);
    const counted = (metricName: string, dimensions: string) => math(`SEARCH('{"${this.namespace}",${dimensions}} MetricName="${metricName}"', 'Sum')`, {}, { label: undefined });

    dashboard.addWidgets(text(`# Amazon Bedrock in ${region}\n[Alarms](#alarmsV2:) · [Queries](#logsV2:logs-insights) · [Service Quotas](/servicequotas/home/services/bedrock/quotas)`, 2));
    dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({
      title: 'Alarms', alarms: this.alarms, width: 24, height: 3, sortBy: cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
    }));
    dashboard.addWidgets(
      number('Calls', math('SUM(s00)', { s00: search('"Invocations"') }, { label: 'calls' })),
      number('Throttled (% of requests)',
        math('100*(SUM(s00))/((SUM(s10))+(SUM(s00)))', { s00: search('"InvocationThrottles"'), s10: search('"Invocations"') }, { label: '%' })),
      number('Errors', math('SUM(s00)', { s00: search('("InvocationClientErrors" OR "InvocationServerErrors")') }, { label: 'errors' })),
      number('p99 latency (ms)', math('MAX(s00)', { s00: search('"InvocationLatency"', 'p99') }, { label: 'ms' })),
    );
    dashboard.addWidgets(text('## Failing?', 1));
    dashboard.addWidgets(
      highest('Throttled requests', '"InvocationThrottles"'),
      highest('Errors of AWS', '"InvocationServerErrors"'),
      grouped('Failed calls by error', 'FailedInvocations', 'SourceRegion,ErrorCode', 'ErrorCode'),
    );
    dashboard.addWidgets(text('## Slow?', 1));
    dashboard.addWidgets(
      highest('Latency p99 (ms)', '"InvocationLatency"', { statistic: 'p99', alarm: 60_000 }),
      highest('Time to first token p99 (ms)', '"TimeToFirstToken"', { statistic: 'p99', alarm: 10_000 }),
      graph('Latency (ms)', ['p50', 'p90', 'p99'].map((statistic) => this.bedrock('InvocationLatency', { statistic, label: statistic }))),
    );
    dashboard.addWidgets(text('## Where?', 1));
    dashboard.addWidgets(
      grouped('Re-routed calls by Region', 'ReroutedInvocations', 'SourceRegion,InferenceRegion,ModelId', 'InferenceRegion'),
      grouped('Completed streams by Region', 'CompletedStreams', 'SourceRegion,InferenceRegion', 'InferenceRegion'),
      new cloudwatch.SingleValueWidget({
        title: 'Re-routed (% of calls)',
        metrics: [math('100*SUM(r)/(SUM(r)+SUM(n))', {
          r: counted('ReroutedInvocations', 'SourceRegion,InferenceRegion,ModelId'), n: counted('NotReroutedInvocations', 'SourceRegion,ModelId'),
        }, { label: 'of the shown time' })],
        width: 8,
        height: 6,
        region,
        setPeriodToTimeRange: true,
      }),
    );
    dashboard.addWidgets(text('## How much?', 1));
    dashboard.addWidgets(
      highest('Calls per minute', '"Invocations"', { rate: true, width: 6 }),
      highest('Quota usage, tokens per minute', '"EstimatedTPMQuotaUsage"', { rate: true, width: 6 }),
      graph('Tokens', [['InputTokenCount', 'input'], ['OutputTokenCount', 'output'], ['CacheReadInputTokenCount', 'cache read'], ['CacheWriteInputTokenCount', 'cache write']]
        .map(([metricName, label]) => this.bedrock(metricName, { label })), 6),
      text('### Quota used (%)\nNo metric holds a quota.', 6, 6),
    );
    dashboard.addWidgets(text('Metrics are those of the source Region, wherever a call was processed.', 2));
  }
}
