import { CorpusCase, Json } from './corpus-case';
import { allow, BOTH, COHERE_EMBED_4, getAtt, globalStatements, GPT_OSS, hand, OPUS_5, template } from './template-parts';
import { cdkRole } from './template-resources';

const GLOBAL_OPUS = `global.${OPUS_5}`;
const dimensions = (values: Json): Json[] => Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

interface AlarmedMetric {
  readonly metric: string;
  readonly namespace?: string;
  readonly on?: Json;
  /** Beside the alarm. */
  readonly resources?: Json;
}

const COMMON = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3, Threshold: 1, TreatMissingData: 'notBreaching' };

function alarm({ metric, namespace = 'AWS/Bedrock', on = { ModelId: GLOBAL_OPUS }, resources }: AlarmedMetric): readonly Json[] {
  const Properties = { ...COMMON, Namespace: namespace, MetricName: metric, Dimensions: dimensions(on), Period: 60, Statistic: 'Sum' };
  return [template({ ...resources, Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties } })];
}

function math(...metrics: Json[]): readonly Json[] {
  return [template({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...COMMON, Metrics: metrics } } })];
}

const stat = (Id: string, MetricName: string, on: Json, Namespace = 'AWS/Bedrock'): Json => (
  { Id, ReturnData: false, MetricStat: { Metric: { Namespace, MetricName, Dimensions: dimensions(on) }, Period: 60, Stat: 'Sum' } }
);
const RATE = { Id: 'rate', Expression: '100 * throttles / (throttles + calls)', Label: 'rate' };
const is = (rule: string, severity: 'error' | 'warning') => ({ expected: [[rule, severity, 'Alarm']] } as const);
const silent = { expected: [] } as const;
const throughProfile = cdkRole('Worker', 'lambda.amazonaws.com', globalStatements(OPUS_5));

/** Names of https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html */
const REAL_METRICS = [
  'Invocations', 'InvocationLatency', 'InvocationClientErrors', 'InvocationServerErrors', 'InvocationThrottles', 'InputTokenCount', 'OutputTokenCount',
  'CacheReadInputTokenCount', 'CacheWriteInputTokenCount', 'TimeToFirstToken', 'EstimatedTPMQuotaUsage', 'LegacyModelInvocations',
];

export const ALARM_CASES: readonly CorpusCase[] = [
  { ...is('unknownMetric', 'error'), name: 'InvocationCount, which is a metric of agents', templates: alarm({ metric: 'InvocationCount' }), mended: alarm({ metric: 'Invocations' }) },
  {
    ...is('unknownMetric', 'warning'),
    name: 'a metric that does not exist, in an expression',
    templates: math(RATE, stat('throttles', 'Throttles', { ModelId: GLOBAL_OPUS }), stat('calls', 'Invocations', { ModelId: GLOBAL_OPUS })),
    mended: math(RATE, stat('throttles', 'InvocationThrottles', { ModelId: GLOBAL_OPUS }), stat('calls', 'Invocations', { ModelId: GLOBAL_OPUS })),
  },
  { ...is('unknownDimension', 'warning'), name: 'a dimension that does not exist', templates: alarm({ metric: 'Invocations', on: { InferenceProfileId: GLOBAL_OPUS } }) },
  { ...is('unknownDimension', 'warning'), name: 'a dimension of the other endpoint', templates: alarm({ metric: 'InvocationThrottles', on: { Model: OPUS_5 } }) },
  { ...is('unknownDimension', 'error'), name: 'a value that was put together of nothing', templates: alarm({ metric: 'OutputImageCount', on: { ModelId: 'amazon.nova-canvas-v1:0undefinedundefined' } }) },
  {
    ...is('metricOfModelNotProfile', 'warning'),
    name: 'the model, where the role may only call through a profile',
    templates: alarm({ metric: 'InvocationThrottles', on: { ModelId: OPUS_5 }, resources: throughProfile }),
    mended: alarm({ metric: 'InvocationThrottles', resources: throughProfile }),
  },
  ...REAL_METRICS.map((metric) => ({ ...silent, name: `${metric} exists`, templates: alarm({ metric }) })),
  { ...silent, name: 'images by their size', templates: alarm({ metric: 'OutputImageCount', on: { ModelId: 'amazon.nova-canvas-v1:0', ImageSize: '1024x1024', BucketedStepSize: '50' } }) },
  { ...silent, name: 'the whole account', templates: alarm({ metric: 'InvocationThrottles', on: {} }) },
  { ...silent, name: 'the delivery of invocation logs', templates: alarm({ metric: 'ModelInvocationLogsCloudWatchDeliveryFailure', on: {} }) },
  { ...silent, name: 'InvocationCount of agents', templates: alarm({ metric: 'InvocationCount', namespace: 'AWS/Bedrock/Agents', on: { Operation: 'InvokeAgent' } }) },
  { ...silent, name: 'the other endpoint', templates: alarm({ metric: 'InferenceClientErrors', namespace: 'AWS/BedrockMantle', on: { Model: OPUS_5, Project: 'default' } }) },
  { ...silent, name: 'guardrails', templates: alarm({ metric: 'InvocationsIntervened', namespace: 'AWS/Bedrock/Guardrails', on: { GuardrailArn: 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3' } }) },
  { ...silent, name: 'a metric of one\'s own of the same name', templates: alarm({ metric: 'InvocationCount', namespace: 'Acme/Bedrock', on: { Profile: 'undefined' } }) },
  { ...silent, name: 'a rate of throttled calls', templates: math(RATE, stat('throttles', 'InvocationThrottles', { ModelId: GLOBAL_OPUS }), stat('calls', 'Invocations', { ModelId: GLOBAL_OPUS })) },
  { ...silent, name: 'an expression over other services', templates: math(RATE, stat('throttles', 'Throttles', { FunctionName: 'chat' }, 'AWS/Lambda'), stat('calls', 'Count', {}, 'AWS/ApiGateway')) },
  { ...silent, name: 'a query', templates: math({ Id: 'q', Expression: 'SELECT SUM(InvocationThrottles) FROM SCHEMA("AWS/Bedrock", ModelId)', Period: 60 }) },
  { ...silent, name: 'a dimension under a condition', templates: alarm({ metric: 'Invocations', on: { ModelId: { 'Fn::If': ['Global', GLOBAL_OPUS, OPUS_5] } }, resources: throughProfile }) },
  { ...silent, name: 'names from a parameter', templates: alarm({ metric: 'Invocations', on: { ModelId: { Ref: 'Model' } } }) },
  {
    ...silent,
    name: 'an application profile by its ID',
    templates: alarm({
      metric: 'Invocations',
      on: { ModelId: getAtt('Profile', 'InferenceProfileId') },
      resources: { Profile: { Type: 'AWS::Bedrock::ApplicationInferenceProfile', Properties: { InferenceProfileName: 'chat', ModelSource: { CopyFrom: hand.profile(GLOBAL_OPUS) } } } },
    }),
  },
  { ...silent, name: 'another model than that of the profile', templates: alarm({ metric: 'Invocations', on: { ModelId: GPT_OSS }, resources: throughProfile }) },
  {
    ...silent,
    name: 'a model that a role may call directly',
    templates: alarm({
      metric: 'Invocations',
      on: { ModelId: GPT_OSS },
      resources: { ...throughProfile, ...cdkRole('Direct', 'lambda.amazonaws.com', [allow(BOTH, hand.model(GPT_OSS))]) },
    }),
  },
  {
    ...silent,
    name: 'a model that one role calls through the profile, and another one directly',
    templates: alarm({
      metric: 'Invocations',
      on: { ModelId: COHERE_EMBED_4 },
      resources: { ...cdkRole('Worker', 'lambda.amazonaws.com', globalStatements(COHERE_EMBED_4)), ...cdkRole('Direct', 'lambda.amazonaws.com', [allow(BOTH, hand.model(COHERE_EMBED_4))]) },
    }),
  },
  { ...silent, name: 'a model of which the template says nothing', templates: alarm({ metric: 'Invocations', on: { ModelId: COHERE_EMBED_4 } }) },
  { ...is('metricOfModelNotProfile', 'warning'), name: 'a model that can be called through a profile only', templates: alarm({ metric: 'Invocations', on: { ModelId: OPUS_5 } }), mended: alarm({ metric: 'Invocations', on: { ModelId: GLOBAL_OPUS } }) },
  { ...is('metricOfModelNotProfile', 'warning'), name: 'a profile that AWS has retired', templates: alarm({ metric: 'Invocations', on: { ModelId: 'us.anthropic.claude-3-7-sonnet-20250219-v1:0' } }), mended: alarm({ metric: 'Invocations' }) },
];
