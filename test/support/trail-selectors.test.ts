import { cloudTrailRecord } from './cloudtrail-records';
import { TrailFieldSelector, trailRecords, validateTrailSelectors } from './trail-selectors';

const MANAGEMENT: TrailFieldSelector = { Field: 'eventCategory', Equals: ['Management'] };
const DATA: TrailFieldSelector = { Field: 'eventCategory', Equals: ['Data'] };
const MODEL: TrailFieldSelector = { Field: 'resources.type', Equals: ['AWS::Bedrock::Model'] };

// The example of the AWS page, with its outcomes.
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

test.each<[string, TrailFieldSelector[]]>([
  ['S: eventCategory is [], a trail takes one of Management, Data, NetworkActivity', [MODEL]],
  ['S: a trail cannot select this category by awsRegion', [MANAGEMENT, { Field: 'awsRegion', Equals: ['eu-west-1'] }]],
  ['S: a trail cannot select this category by eventName', [MANAGEMENT, { Field: 'eventName', Equals: ['InvokeModel'] }]],
  ['S: a trail cannot select this category by requestParameters.modelId', [DATA, MODEL, { Field: 'requestParameters.modelId', Equals: ['x'] }]],
  ['S: eventSource does not take bedrock.amazonaws.com', [MANAGEMENT, { Field: 'eventSource', NotEquals: ['bedrock.amazonaws.com'] }]],
  ['S: eventSource does not take Equals', [MANAGEMENT, { Field: 'eventSource', Equals: ['kms.amazonaws.com'] }]],
  ['S: resources.type is required', [DATA]],
  ['S: resources.type takes one value', [DATA, { Field: 'resources.type', Equals: ['AWS::Bedrock::Model', 'AWS::Bedrock::AsyncInvoke'] }]],
  ['S: eventName: wildcard in Invoke*', [DATA, MODEL, { Field: 'eventName', Equals: ['Invoke*'] }]],
])('CloudTrail refuses: %s', (message, FieldSelectors) => {
  expect(validateTrailSelectors([{ Name: 'S', FieldSelectors }])).toEqual([message]);
  expect(() => trailRecords([{ Name: 'S', FieldSelectors }], cloudTrailRecord())).toThrow(message);
});
