import { inferenceDataEventSelectors, managementEventSelector, TrailSelector } from '../../../src/audit/patterns/trail-selectors';
import { CLOUDTRAIL_RECORDS, cloudTrailRecord, CloudTrailRecordName, recordsWhere } from '../../support/cloudtrail-records';
import { TrailSelector as TemplateSelector, trailRecords, validateTrailSelectors } from '../../support/trail-selectors';

const MANAGEMENT_ONLY = [managementEventSelector()].map(toTemplate);
const WITH_DATA_EVENTS = [managementEventSelector(), ...inferenceDataEventSelectors()].map(toTemplate);

function toTemplate({ name, fieldSelectors }: TrailSelector): TemplateSelector {
  return {
    Name: name,
    FieldSelectors: fieldSelectors.map(({ field, equalTo, notEquals }) => ({
      Field: field, ...(equalTo && { Equals: equalTo }), ...(notEquals && { NotEquals: notEquals }),
    })),
  };
}

function dataEvent(eventName: string, type: string) {
  return cloudTrailRecord({ eventName, eventCategory: 'Data', managementEvent: false, resources: [{ type, ARN: 'arn:aws:bedrock:eu-west-1::example' }] });
}

test.each([['management events', MANAGEMENT_ONLY], ['management and data events', WITH_DATA_EVENTS]])('CloudTrail takes the selectors of %s', (_, selectors) => {
  expect(validateTrailSelectors(selectors)).toEqual([]);
});

test('without services to leave out, management events of every service are recorded, by selectors that CloudTrail takes', () => {
  const everything = [managementEventSelector([])].map(toTemplate);
  expect(validateTrailSelectors(everything)).toEqual([]);
  expect(everything[0].FieldSelectors.map(({ Field }) => Field)).toEqual(['eventCategory']);
  expect(trailRecords(everything, cloudTrailRecord({ eventSource: 'kms.amazonaws.com' }))).toBe(true);
});

test('every selector has a name of its own, by which the console shows it', () => {
  expect(new Set(WITH_DATA_EVENTS.map((selector) => selector.Name)).size).toBe(3);
  expect(WITH_DATA_EVENTS.map((selector) => selector.Name)).not.toContain('');
});

describe('what the trail records', () => {
  const ALWAYS = { managementOnly: true, withDataEvents: true };
  const WITH_DATA = { managementOnly: false, withDataEvents: true };
  const NEVER = { managementOnly: false, withDataEvents: false };
  const EXPECTED: Record<CloudTrailRecordName, typeof ALWAYS> = {
    invokeModelRerouted: ALWAYS,
    invokeModelNotRerouted: ALWAYS,
    invokeModelServedInSource: ALWAYS,
    invokeModelWithTokenCounts: ALWAYS,
    invokeModelByProfileArn: ALWAYS,
    invokeModelInRegion: ALWAYS,
    invokeModelThrottled: ALWAYS,
    invokeModelAccessDenied: ALWAYS,
    invokeModelAccessDeniedException: ALWAYS,
    converseRerouted: ALWAYS,
    converseStreamRerouted: ALWAYS,
    converseStreamCompleted: ALWAYS,
    converseStreamCompletedUncategorized: ALWAYS,
    responseStreamRerouted: ALWAYS,
    responseStreamCompleted: ALWAYS,
    responseStreamReroutedDataCopy: NEVER,
    responseStreamCompletedDataCopy: NEVER,
    // The kit has one map for all Regions; the record of another Region never reaches a single-Region trail.
    invokeModelOtherSourceRegion: ALWAYS,
    invokeModelApplicationProfile: ALWAYS,
    invokeModelGeographicRerouted: ALWAYS,
    invokeModelOtherModelRerouted: ALWAYS,
    putModelInvocationLogging: ALWAYS,
    deleteModelInvocationLogging: ALWAYS,
    getModelInvocationLogging: ALWAYS,
    listFoundationModels: ALWAYS,
    startAsyncInvoke: WITH_DATA,
    s3GetBucketAcl: ALWAYS,
  };

  test('the table holds every record, and no other', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(CLOUDTRAIL_RECORDS));
  });

  test.each(recordsWhere(() => true))('%s', (name) => {
    const record = CLOUDTRAIL_RECORDS[name];
    expect({ managementOnly: trailRecords(MANAGEMENT_ONLY, record), withDataEvents: trailRecords(WITH_DATA_EVENTS, record) }).toEqual(EXPECTED[name]);
  });

  test.each(['kms.amazonaws.com', 'rdsdata.amazonaws.com'])('the calls of %s, the noisiest services, are left out', (eventSource) => {
    expect(trailRecords(WITH_DATA_EVENTS, cloudTrailRecord({ eventSource }))).toBe(false);
  });

  test.each([
    ['InvokeModelWithBidirectionalStream', 'AWS::Bedrock::Model'],
    ['StartAsyncInvoke', 'AWS::Bedrock::Model'],
    ['GetAsyncInvoke', 'AWS::Bedrock::AsyncInvoke'],
  ])('%s on %s is recorded with data events only', (eventName, type) => {
    expect(trailRecords(WITH_DATA_EVENTS, dataEvent(eventName, type))).toBe(true);
    expect(trailRecords(MANAGEMENT_ONLY, dataEvent(eventName, type))).toBe(false);
  });

  test.each(['InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream'])('the data event copy of %s is never recorded', (eventName) => {
    expect(trailRecords(WITH_DATA_EVENTS, dataEvent(eventName, 'AWS::Bedrock::Model'))).toBe(false);
  });
});
