import { CorpusCase, Json } from './corpus-case';
import { join, REGION, template } from './template-parts';

const ALL_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
const API_CALL = { 'source': ['aws.bedrock'], 'detail-type': ['AWS API Call via CloudTrail'] };

function rule(pattern: Json, State: unknown = 'ENABLED'): readonly Json[] {
  const Targets = [{ Id: 'Target0', Arn: 'arn:aws:sns:eu-west-1:111122223333:alerts' }];
  return [template({ Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: pattern, ...(State !== undefined && { State }), Targets } } })];
}

const named = (...eventName: unknown[]): Json => ({ ...API_CALL, detail: { eventSource: ['bedrock.amazonaws.com'], eventName } });
const MISSES = { expected: [['ruleMissesInference', 'error', 'Rule']] } as const;

/** Read-only management events reach a rule in one state only: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html */
export const RULE_CASES: readonly CorpusCase[] = [
  { ...MISSES, name: 'inference by the names of its events', templates: rule(named('InvokeModel', 'Converse')), mended: rule(named('InvokeModel', 'Converse'), ALL_EVENTS) },
  { ...MISSES, name: 'inference by a prefix', templates: rule(named({ prefix: 'Converse' })), mended: rule(named({ prefix: 'Converse' }), ALL_EVENTS) },
  {
    ...MISSES,
    name: 'inference by the Region that processed it, in a rule without a state',
    templates: [template({
      Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { ...API_CALL, detail: { additionalEventData: { inferenceRegion: [{ 'anything-but': ['eu-west-1'] }] } } } } },
    })],
    mended: rule({ ...API_CALL, detail: { additionalEventData: { inferenceRegion: [{ 'anything-but': ['eu-west-1'] }] } } }, ALL_EVENTS),
  },
  { ...MISSES, name: 'inference by a pattern', templates: rule(named({ wildcard: 'Converse*' })) },
  { ...MISSES, name: 'inference as one of several things', templates: rule({ ...API_CALL, detail: { $or: [{ eventName: ['Converse'] }, { eventName: ['DeleteGuardrail'] }] } }) },
  { ...MISSES, name: 'streamed calls by a suffix', templates: rule(named({ suffix: 'Stream' })), mended: rule(named({ suffix: 'Stream' }), ALL_EVENTS) },
  { name: 'every call of Amazon Bedrock', templates: rule(API_CALL), expected: [['ruleMissesInference', 'warning', 'Rule']], mended: rule(API_CALL, ALL_EVENTS) },
  { name: 'all but inference', templates: rule(named({ 'anything-but': ['InvokeModel', 'Converse'] })), expected: [] },
  { ...MISSES, name: 'streaming, beside a change of the logging', templates: rule(named('ConverseStream', 'DeleteModelInvocationLoggingConfiguration')) },
  { name: 'changes of the logging are write events', templates: rule(named('PutModelInvocationLoggingConfiguration', 'DeleteModelInvocationLoggingConfiguration')), expected: [] },
  { name: 'calls of agents are data events, which every rule sees', templates: rule(named('InvokeAgent', 'InvokeInlineAgent')), expected: [] },
  { name: 'bidirectional streams and asynchronous calls are data events', templates: rule(named('InvokeModelWithBidirectionalStream', 'StartAsyncInvoke')), expected: [] },
  { name: 'a state of a batch job', templates: rule({ 'source': ['aws.bedrock'], 'detail-type': ['Batch Inference Job State Change'], 'detail': { status: ['Failed'] } }), expected: [] },
  { name: 'events of the same names of another service', templates: rule({ 'source': ['aws.sagemaker'], 'detail-type': ['AWS API Call via CloudTrail'], 'detail': { eventName: [{ prefix: 'Invoke' }] } }), expected: [] },
  { name: 'events of an application of one\'s own', templates: rule({ source: ['acme.chat'], detail: { eventName: ['Converse'], inferenceRegion: ['eu-west-1'] } }), expected: [] },
  { name: 'a state that depends on a condition', templates: rule(named('InvokeModel'), { 'Fn::If': ['Watch', ALL_EVENTS, 'DISABLED'] }), expected: [] },
  { name: 'a schedule', templates: [template({ Rule: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' } } })], expected: [] },
];

function filter(FilterPattern: unknown): readonly Json[] {
  return [template({
    Filter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: { FilterPattern, LogGroupName: 'trail', MetricTransformations: [{ MetricName: 'Calls', MetricNamespace: 'Inference', MetricValue: '1' }] },
    },
  })];
}

const TWICE = { expected: [['filterCountsTwice', 'warning', 'Filter']] } as const;
const BEDROCK = '($.eventSource = "bedrock.amazonaws.com")';

/** A streamed call leaves a second record, with another eventType: https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html */
export const FILTER_CASES: readonly CorpusCase[] = [
  {
    ...TWICE,
    name: 'streamed calls by name',
    templates: filter(`{ ${BEDROCK} && ($.eventName = "ConverseStream") }`),
    mended: filter(`{ ${BEDROCK} && ($.eventType = "AwsApiCall") && ($.eventName = "ConverseStream") }`),
  },
  { ...TWICE, name: 'inference by a pattern', templates: filter(`{ ${BEDROCK} && ($.eventName = "InvokeModel*") }`) },
  {
    ...TWICE,
    name: 'inference by a list of names, in the Region of the stack',
    templates: filter(join(`{ ${BEDROCK} && ($.awsRegion = "`, REGION, '") && (($.eventName = InvokeModel) || ($.eventName = InvokeModelWithResponseStream)) }')),
  },
  { ...TWICE, name: 'every call of Amazon Bedrock, streamed ones too', templates: filter('{ $.eventSource = "bedrock.amazonaws.com" }') },
  { name: 'calls that are not streamed', templates: filter(`{ ${BEDROCK} && (($.eventName = "InvokeModel") || ($.eventName = "Converse")) }`), expected: [] },
  { name: 'all but streamed calls', templates: filter(`{ ${BEDROCK} && ($.eventName != "*Stream") }`), expected: [] },
  { name: 'the second records alone', templates: filter(`{ ${BEDROCK} && ($.eventName = "ConverseStream") && ($.eventType = "AwsServiceEvent") }`), expected: [] },
  { name: 'all but the second records', templates: filter(`{ ${BEDROCK} && ($.eventName = "ConverseStream") && ($.eventType != "AwsServiceEvent") }`), expected: [] },
  // The second record has no requestParameters.
  { name: 'streamed calls of one profile', templates: filter(`{ ${BEDROCK} && ($.eventName = "ConverseStream") && ($.requestParameters.modelId = "*global.*") }`), expected: [] },
  { name: 'changes of the logging', templates: filter(`{ ${BEDROCK} && ($.eventName = "PutModelInvocationLoggingConfiguration") }`), expected: [] },
  { name: 'another service with streams', templates: filter('{ ($.eventSource = "sagemaker.amazonaws.com") && ($.eventName = "InvokeEndpointWithResponseStream") }'), expected: [] },
  { name: 'a log that is not of CloudTrail', templates: filter('ERROR ConverseStream'), expected: [] },
  { name: 'a pattern from a parameter', templates: filter({ Ref: 'Pattern' }), expected: [] },
];
