import { CLOUDTRAIL_RECORDS, cloudTrailRecord, GLOBAL_PROFILE, recordsWhere, toEventBridgeEvent } from './cloudtrail-records';

const records = Object.entries(CLOUDTRAIL_RECORDS);

test('a record is JSON as CloudTrail writes it: absent fields are left out', () => {
  expect(JSON.parse(JSON.stringify(CLOUDTRAIL_RECORDS))).toStrictEqual(CLOUDTRAIL_RECORDS);
  expect(cloudTrailRecord({ requestParameters: undefined })).not.toHaveProperty('requestParameters');
});

test('an override replaces a field, and the endpoint follows the Region', () => {
  const record = cloudTrailRecord({ awsRegion: 'us-east-1', eventName: 'Converse' });
  expect(record).toMatchObject({
    awsRegion: 'us-east-1',
    eventName: 'Converse',
    requestParameters: { modelId: GLOBAL_PROFILE },
    tlsDetails: { clientProvidedHostHeader: 'bedrock-runtime.us-east-1.amazonaws.com' },
  });
});

test('every record has an eventID of its own', () => {
  expect(new Set(records.map(([, record]) => record.eventID)).size).toBe(records.length);
});

test('the completion of a stream names its call, and neither parameters nor profile', () => {
  const { converseStreamRerouted: call, converseStreamCompleted: completed } = CLOUDTRAIL_RECORDS;
  expect(completed).toMatchObject({ eventName: call.eventName, serviceEventDetails: { parentRequestId: call.requestID } });
  expect(JSON.stringify(completed)).not.toContain('global.');
  expect(completed).not.toHaveProperty('requestParameters');
});

test('the data event copy is of the same request', () => {
  const { responseStreamRerouted: call, responseStreamReroutedDataCopy: copy } = CLOUDTRAIL_RECORDS;
  expect(copy).toMatchObject({ requestID: call.requestID, eventCategory: 'Data', managementEvent: false });
});

test('only what changes the configuration, or starts a job, is a write', () => {
  expect(recordsWhere((record) => record.readOnly !== true)).toEqual([
    'putModelInvocationLogging', 'deleteModelInvocationLogging', 'startAsyncInvoke',
  ]);
});

test('an API call and a service event arrive on the event bus under different detail-types', () => {
  expect(toEventBridgeEvent(CLOUDTRAIL_RECORDS.converseStreamRerouted)).toMatchObject({
    'source': 'aws.bedrock',
    'detail-type': 'AWS API Call via CloudTrail',
    'account': '111122223333',
    'region': 'eu-west-1',
    'resources': [],
    'detail': { eventName: 'ConverseStream' },
  });
  expect(toEventBridgeEvent(CLOUDTRAIL_RECORDS.converseStreamCompleted)).toMatchObject({ 'detail-type': 'AWS Service Event via CloudTrail' });
  expect(toEventBridgeEvent(CLOUDTRAIL_RECORDS.s3GetBucketAcl)).toMatchObject({ source: 'aws.s3' });
});

test('an unknown eventType has no envelope', () => {
  expect(() => toEventBridgeEvent(cloudTrailRecord({ eventType: 'AwsConsoleSignIn' }))).toThrow('AwsConsoleSignIn');
});
