import { CLOUDTRAIL_RECORDS, cloudTrailRecord, recordsWhere } from './cloudtrail-records';
import { TrailFieldSelector, trailRecords, validateTrailSelectors } from './trail-selectors';

const MANAGEMENT: TrailFieldSelector = { Field: 'eventCategory', Equals: ['Management'] };
const DATA: TrailFieldSelector = { Field: 'eventCategory', Equals: ['Data'] };
const MODEL: TrailFieldSelector = { Field: 'resources.type', Equals: ['AWS::Bedrock::Model'] };

function recorded(...fields: TrailFieldSelector[]): string[] {
  return recordsWhere((record) => trailRecords([{ FieldSelectors: fields }], record));
}

function violations(...fields: TrailFieldSelector[]): string[] {
  return validateTrailSelectors([{ Name: 'S', FieldSelectors: fields }]);
}

describe('what a trail records', () => {
  const dataEvents = ['responseStreamReroutedDataCopy', 'responseStreamCompletedDataCopy', 'startAsyncInvoke'];

  test('management events: every call, the completions of streams, and no data event', () => {
    const names = Object.keys(CLOUDTRAIL_RECORDS);
    expect(recorded(MANAGEMENT)).toEqual(names.filter((name) => !dataEvents.includes(name)));
  });

  test('without KMS and the RDS Data API', () => {
    const selectors = [{ FieldSelectors: [MANAGEMENT, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] }] }];
    expect(trailRecords(selectors, cloudTrailRecord())).toBe(true);
    expect(trailRecords(selectors, cloudTrailRecord({ eventSource: 'kms.amazonaws.com' }))).toBe(false);
    expect(trailRecords(selectors, cloudTrailRecord({ eventSource: 'rdsdata.amazonaws.com' }))).toBe(false);
  });

  test('write events alone leave inference out', () => {
    expect(recorded(MANAGEMENT, { Field: 'readOnly', Equals: ['false'] })).toEqual(['putModelInvocationLogging', 'deleteModelInvocationLogging']);
  });

  test('data events of models include copies of the calls, unless they are selected by name', () => {
    expect(recorded(DATA, MODEL)).toEqual(dataEvents);
    expect(recorded(DATA, MODEL, { Field: 'eventName', Equals: ['InvokeModelWithBidirectionalStream', 'StartAsyncInvoke', 'GetAsyncInvoke'] }))
      .toEqual(['startAsyncInvoke']);
    expect(recorded(DATA, MODEL, { Field: 'eventType', NotEquals: ['AwsServiceEvent'] }))
      .toEqual(['responseStreamReroutedDataCopy', 'startAsyncInvoke']);
  });

  test('an event that matches any selector', () => {
    const jobs = { FieldSelectors: [DATA, { Field: 'resources.type', Equals: ['AWS::Bedrock::AsyncInvoke'] }] };
    const names = recordsWhere((record) => trailRecords([{ FieldSelectors: [MANAGEMENT] }, jobs], record));
    expect(new Set(names)).toEqual(new Set([...recorded(MANAGEMENT), 'startAsyncInvoke']));
  });

  test('selectors that CloudTrail refuses are not evaluated', () => {
    expect(() => recorded({ Field: 'awsRegion', Equals: ['eu-west-1'] }, MANAGEMENT)).toThrow('awsRegion');
  });
});

// The example of the AWS page, with its six outcomes.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html#filtering-data-events-conditions-ex
test.each([
  ['bucket/object1', true],
  ['bucket/object2', true],
  ['bucket1/object3', true],
  ['bucket/deselectObject4', false],
  ['bucket/object5', false],
  ['bucket/object6', false],
  ['bucket1/object7', false],
])('several conditions on one field: %s is recorded: %s', (key, expected) => {
  const selectors = [{
    FieldSelectors: [
      DATA,
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      {
        Field: 'resources.ARN',
        Equals: ['arn:aws:s3:::bucket/object1'],
        StartsWith: ['arn:aws:s3:::bucket/'],
        EndsWith: ['object3'],
        NotStartsWith: ['arn:aws:s3:::bucket/deselect'],
        NotEndsWith: ['object5'],
        NotEquals: ['arn:aws:s3:::bucket/object6'],
      },
    ],
  }];
  const record = cloudTrailRecord({ eventCategory: 'Data', resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${key}` }] });
  expect(trailRecords(selectors, record)).toBe(expected);
});

describe('what CloudTrail refuses', () => {
  test.each<[string, TrailFieldSelector[]]>([
    ['S: eventCategory is [], a trail takes one of Management, Data, NetworkActivity', [MODEL]],
    ['S: eventCategory is ["Insight"], a trail takes one of Management, Data, NetworkActivity', [{ Field: 'eventCategory', Equals: ['Insight'] }]],
    ['S: eventCategory is ["Management","Data"], a trail takes one of Management, Data, NetworkActivity',
      [{ Field: 'eventCategory', Equals: ['Management', 'Data'] }]],
    ['S: eventCategory does not take StartsWith', [{ Field: 'eventCategory', StartsWith: ['Management'] }]],
    ['S: a trail cannot select this category by awsRegion', [MANAGEMENT, { Field: 'awsRegion', Equals: ['eu-west-1'] }]],
    ['S: a trail cannot select this category by eventName', [MANAGEMENT, { Field: 'eventName', Equals: ['InvokeModel'] }]],
    ['S: a trail cannot select this category by resources.type', [MANAGEMENT, MODEL]],
    ['S: a trail cannot select this category by requestParameters.modelId', [DATA, MODEL, { Field: 'requestParameters.modelId', Equals: ['x'] }]],
    ['S: eventSource does not take bedrock.amazonaws.com', [MANAGEMENT, { Field: 'eventSource', NotEquals: ['bedrock.amazonaws.com'] }]],
    ['S: eventSource does not take Equals', [MANAGEMENT, { Field: 'eventSource', Equals: ['kms.amazonaws.com'] }]],
    ['S: readOnly does not take yes', [MANAGEMENT, { Field: 'readOnly', Equals: ['yes'] }]],
    ['S: readOnly takes one value', [MANAGEMENT, { Field: 'readOnly', Equals: ['true', 'false'] }]],
    ['S: resources.type is required', [DATA]],
    ['S: resources.type takes one value', [DATA, { Field: 'resources.type', Equals: ['AWS::Bedrock::Model', 'AWS::Bedrock::AsyncInvoke'] }]],
    ['S: resources.type may be there once only', [DATA, MODEL, { Field: 'resources.type', Equals: ['AWS::Bedrock::AsyncInvoke'] }]],
    ['S: resources.type does not take StartsWith', [DATA, { Field: 'resources.type', StartsWith: ['AWS::Bedrock::'] }]],
    ['S: eventName: wildcard in Invoke*', [DATA, MODEL, { Field: 'eventName', Equals: ['Invoke*'] }]],
    ['S: eventName has no value', [DATA, MODEL, { Field: 'eventName', Equals: [] }]],
    ['S: eventName: "" is not a text', [DATA, MODEL, { Field: 'eventName', Equals: [''] }]],
  ])('%s', (message, fields) => {
    expect(violations(...fields)).toEqual([message]);
  });

  test('no selector at all, and more than 500 values', () => {
    expect(validateTrailSelectors([])).toEqual(['no selector: the trail would record nothing']);
    const names = Array.from({ length: 499 }, (_, index) => `Operation${index}`);
    expect(violations(DATA, MODEL, { Field: 'eventName', Equals: names })).toEqual(['501 values, a trail takes 500']);
  });

  test('and what it takes', () => {
    expect(violations(MANAGEMENT, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] })).toEqual([]);
    expect(violations(DATA, MODEL, { Field: 'eventSource', StartsWith: ['bedrock'] })).toEqual([]);
    expect(violations(DATA, MODEL, { Field: 'userIdentity.arn', NotEndsWith: ['/audit'] })).toEqual([]);
    const network: TrailFieldSelector = { Field: 'eventCategory', Equals: ['NetworkActivity'] };
    expect(violations(network, { Field: 'eventSource', Equals: ['bedrock.amazonaws.com'] })).toEqual([]);
  });
});
