import { template } from './corpus/template-parts';
import { checkTemplates } from '../../src/checks/check';
import { CLOUDTRAIL_RECORDS, toEventBridgeEvent } from '../support/cloudtrail-records';
import { matchesEventPattern, ruleReceives } from '../support/event-pattern';
import { matchesFilterPattern } from '../support/filter-pattern';

const found = (Type: string, Properties: object) => checkTemplates([{ path: 'template.json', template: template({ It: { Type, Properties } }), region: 'eu-west-1' }])
  .map(({ rule, severity }) => `${severity} ${rule}`);

const BEDROCK = '($.eventSource = "bedrock.amazonaws.com")';

describe('a metric filter that counts streamed calls twice', () => {
  const { converseStreamRerouted, converseStreamCompletedUncategorized: completed, responseStreamRerouted, responseStreamCompleted } = CLOUDTRAIL_RECORDS;
  const { eventCategory: _, ...responseStreamDone } = responseStreamCompleted;
  const pairs = [[converseStreamRerouted, completed], [responseStreamRerouted, responseStreamDone]];
  /** Whether some streamed call is counted twice, by the records that AWS documents. */
  const counts = (pattern: string) => pairs.some((records) => records.every((record) => matchesFilterPattern(pattern, record)));
  const finds = (FilterPattern: string) => found('AWS::Logs::MetricFilter', { FilterPattern });

  test.each([
    '{ $.eventSource = "bedrock.amazonaws.com" }',
    `{ ${BEDROCK} && ($.errorCode NOT EXISTS) }`,
    `{ ${BEDROCK} && ($.eventName = "ConverseStream") && ($.errorCode NOT EXISTS) }`,
    `{ ${BEDROCK} && ($.readOnly IS TRUE) && ($.awsRegion = "eu-west-1") }`,
    `{ ${BEDROCK} && ($.eventName != "ConverseStream") }`,
    `{ ${BEDROCK} && ($.userIdentity.type = "AssumedRole") && ($.userAgent = "aws-sdk-js*") }`,
    '{ ($.eventName = "ConverseStream") || ($.eventName = "Converse") && ($.eventType = "AwsApiCall") }',
    `{ ${BEDROCK} && (($.eventType = "AwsApiCall") || ($.eventType = "AwsServiceEvent")) }`,
    '{ ($.eventSource = "iam.amazonaws.com") || ($.eventSource = "bedrock.amazonaws.com") }',
    '{ ($.eventName = "ConverseStream") && (($.requestParameters.modelId = "*global.*") || ($.requestParameters.modelId NOT EXISTS)) }',
  ])('%s', (pattern) => {
    expect(counts(pattern)).toBe(true);
    expect(finds(pattern)).toEqual(['warning filterCountsTwice']);
  });

  test.each([
    `{ ${BEDROCK} && ($.eventType = "AwsApiCall") }`,
    `{ ${BEDROCK} && ($.eventType != "AwsServiceEvent") && ($.errorCode NOT EXISTS) }`,
    `{ ${BEDROCK} && ($.eventName = "ConverseStream") && ($.eventType = "AwsServiceEvent") }`,
    `{ ${BEDROCK} && (($.eventName = "Converse") || ($.eventName = "ConverseStream")) && ($.requestParameters.modelId = "*global.*") }`,
    `{ ${BEDROCK} && ($.requestParameters.modelId NOT EXISTS) }`,
    `{ ${BEDROCK} && ($.eventName != "ConverseStream") && ($.eventName != "InvokeModelWithResponseStream") }`,
    `{ ${BEDROCK} && ($.eventName != "*Stream") }`,
    `{ ${BEDROCK} && ($.errorCode = "*") }`,
    `{ ${BEDROCK} && ($.readOnly IS FALSE) }`,
    '{ ($.eventSource = "iam.amazonaws.com") && ($.eventName = "ConverseStream") }',
    `{ ${BEDROCK} && ($.eventName = "Converse") || ${BEDROCK} && ($.eventName = "InvokeModel") }`,
  ])('not %s', (pattern) => {
    expect(counts(pattern)).toBe(false);
    expect(finds(pattern)).toEqual([]);
  });

  test.each([
    ['is of all services', '{ $.readOnly IS TRUE }'],
    ['leaves one service out', '{ $.eventSource != "iam.amazonaws.com" }'],
    ['asks for what AWS does not document of the second record', `{ ${BEDROCK} && ($.eventCategory = "Management") }`],
    ['asks for a field that is not known', `{ ${BEDROCK} && ($.sharedEventID NOT EXISTS) }`],
    ['holds a regular expression', '{ $.eventSource = %bedrock% }'],
    ['is not closed', '{ ($.eventSource = "bedrock.amazonaws.com" }'],
    ['closes more than it opens', `{ ${BEDROCK} ) }`],
    ['ends early', `{ ${BEDROCK} && }`],
    ['goes on', `{ ${BEDROCK} } ConverseStream`],
    ['is longer than CloudWatch Logs takes', `{ ${BEDROCK} ${`|| ${BEDROCK} `.repeat(40)}}`],
  ])('nothing is said of a filter that %s', (_name, pattern) => {
    expect(finds(pattern)).toEqual([]);
  });

  test('the longest filter that is read is judged', () => {
    expect(finds(`{ ${BEDROCK} ${`|| ${BEDROCK} `.repeat(20)}}`)).toEqual(['warning filterCountsTwice']);
  });
});

describe('a rule that misses inference', () => {
  const API_CALL = { 'source': ['aws.bedrock'], 'detail-type': ['AWS API Call via CloudTrail'] };
  const calls = (['invokeModelRerouted', 'converseRerouted', 'converseStreamRerouted', 'responseStreamRerouted'] as const).map((name) => toEventBridgeEvent(CLOUDTRAIL_RECORDS[name]));
  const isMissed = (pattern: object) => calls.some((event) => matchesEventPattern(pattern, event) && !ruleReceives('ENABLED', event));
  const finds = (EventPattern: object, State?: string) => found('AWS::Events::Rule', { EventPattern, ...(State && { State }) });

  test.each([
    ['a suffix', 'error', { eventName: [{ suffix: 'Stream' }] }],
    ['a name in any case', 'error', { eventName: [{ 'equals-ignore-case': 'conversestream' }] }],
    ['a suffix beside the name of a write event', 'error', { eventName: ['CreateGuardrail', { suffix: 'Stream' }] }],
    ['nothing but the service', 'warning', { eventSource: ['bedrock.amazonaws.com'] }],
    ['the Region', 'warning', { awsRegion: ['eu-west-1'] }],
    ['who calls', 'warning', { userIdentity: { type: ['AssumedRole'] } }],
  ])('by %s', (_name, severity, detail) => {
    const pattern = { ...API_CALL, detail };
    // The evaluator of the tests does not know this one operator.
    if (!JSON.stringify(pattern).includes('equals-ignore-case')) expect(isMissed(pattern)).toBe(true);
    expect(finds(pattern)).toEqual([`${severity} ruleMissesInference`]);
    expect(finds(pattern, 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')).toEqual([]);
    expect(finds(pattern, 'DISABLED')).toEqual([]);
  });

  test('without any detail it is a warning', () => {
    expect(isMissed(API_CALL)).toBe(true);
    expect(finds(API_CALL)).toEqual(['warning ruleMissesInference']);
  });

  test.each([
    ['a suffix of something else', { ...API_CALL, detail: { eventName: [{ suffix: 'Guardrail' }] } }],
    ['write events', { ...API_CALL, detail: { readOnly: [false] } }],
    ['other names', { ...API_CALL, detail: { eventName: ['CreateGuardrail', { 'equals-ignore-case': 'createguardrail' }] } }],
    ['failures', { ...API_CALL, detail: { errorCode: ['ValidationException'] } }],
    ['the second records of streamed calls', { 'source': ['aws.bedrock'], 'detail-type': ['AWS Service Event via CloudTrail'] }],
    ['whatever Amazon Bedrock sends', { source: ['aws.bedrock'] }],
    ['the calls of another service', { 'source': ['aws.sagemaker'], 'detail-type': ['AWS API Call via CloudTrail'] }],
  ])('nothing is said of a rule on %s', (_name, pattern) => {
    expect(finds(pattern)).toEqual([]);
  });
});
