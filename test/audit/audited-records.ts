import {
  ACCOUNT, APPLICATION_PROFILE_ARN, CLOUDTRAIL_RECORDS, CloudTrailRecord, cloudTrailRecord, CloudTrailRecordName, FOUNDATION_MODEL, GEOGRAPHIC_PROFILE, GLOBAL_PROFILE,
  GLOBAL_PROFILE_ARN, OTHER_GLOBAL_PROFILE, SOURCE_REGION,
} from '../support/cloudtrail-records';

/** Where the records come from: the log group of a new trail, that of a trail that exists, or EventBridge. */
export const AUDITS = ['trail', 'logGroup', 'eventBridge'] as const;
export type Audit = typeof AUDITS[number];

export const OTHER_ACCOUNT = '444455556666';
export const OTHER_REGION = 'us-east-1';
export const STACK_NAME = 'Audit';
/** The rule of the audit, with a name as CloudFormation gives it, and another one of the same stack. */
export const OWN_RULE = `${STACK_NAME}-FiltersRule1A2B3C4D-XAMPLE0RULE0`;
export const SIBLING_RULE = `${STACK_NAME}-Nightly5E6F7A8B-XAMPLE0RULE1`;
/** The key that the audit is given. */
export const KEY_ID = '1a2b3c4d-0e1f-4a5b-8c7d-9e0f1a2b3c4d';
const UNKNOWN_PROFILE = `kr.${FOUNDATION_MODEL}`;
const OTHER_KEY_ID = '99998888-7777-4666-8555-444433332222';

/** What a record is counted as. */
interface Expectation {
  readonly record: CloudTrailRecord;
  /** The metrics with their dimensions, each counted once. */
  readonly counted: readonly string[];
  /** The audits that count it, if not all of them, and why. */
  readonly by?: readonly Audit[];
  readonly why?: string;
  /** Whether the rule of EventBridge sends it to the log group, if that is not the same as whether it is counted there. */
  readonly arrives?: boolean;
}

const inSource = `SourceRegion=${SOURCE_REGION}`;
export const recorded = `RecordedInvocations ${inSource}`;
export const rerouted = (to = 'eu-north-1', modelId = GLOBAL_PROFILE) => `ReroutedInvocations ${inSource} InferenceRegion=${to} ModelId=${modelId}`;
export const notRerouted = (modelId = GLOBAL_PROFILE) => `NotReroutedInvocations ${inSource} ModelId=${modelId}`;
export const stream = (to = 'eu-north-1') => `CompletedStreams ${inSource} InferenceRegion=${to}`;
export const failed = (errorCode: string) => `FailedInvocations ${inSource} ErrorCode=${errorCode}`;
export const changed = 'AuditChanges';

const REROUTED = { inferenceRegion: 'eu-north-1' };
const DATA_EVENT = { eventCategory: 'Data', managementEvent: false };
const NOTHING: readonly string[] = [];
const is = (record: CloudTrailRecord, ...counted: string[]): Expectation => ({ record, counted });
const kit = (name: CloudTrailRecordName, ...counted: string[]): Expectation => is(CLOUDTRAIL_RECORDS[name], ...counted);
const completed = (overrides: object, ...counted: string[]): Expectation => is({ ...CLOUDTRAIL_RECORDS.converseStreamCompleted, ...overrides }, ...counted);
const completedIn = (inferenceRegion?: string) => {
  const additionalEntries = inferenceRegion ? { inferenceRegion } : { inputTokens: 12 };
  return { serviceEventDetails: { parentRequestId: CLOUDTRAIL_RECORDS.converseStreamRerouted.requestID, AdditionalEventData: { additionalEntries } } };
};

/** A change to another service than Amazon Bedrock, by whoever administers the account. */
function change(service: string, eventName: string, requestParameters: object, overrides: object = {}): CloudTrailRecord {
  return cloudTrailRecord({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters, readOnly: false, tlsDetails: undefined, ...overrides });
}
const ofTrail = (eventName: string, overrides: object = {}) => change('cloudtrail', eventName, { name: 'organization-trail' }, overrides);
const ofRule = (eventName: string, name: string, overrides: object = {}) => change('events', eventName, { name }, overrides);
const ofTargets = (eventName: string, rule: string) => change('events', eventName, { rule, ids: ['LogGroup'] });
const ofKey = (eventName: string, keyId: string) => change('kms', eventName, { keyId });
const keyArn = (keyId: string) => `arn:aws:kms:${SOURCE_REGION}:${ACCOUNT}:key/${keyId}`;
const ofAgreement = (eventName: string, modelId = FOUNDATION_MODEL) => cloudTrailRecord({ eventName, requestParameters: { modelId } });

const changeOfOwnRule = (record: CloudTrailRecord): Expectation => (
  { record, counted: [changed], by: ['eventBridge'], why: 'only an audit by EventBridge has a rule' }
);
const changeOfOtherRule = (record: CloudTrailRecord): Expectation => ({ ...is(record), arrives: true });
const changeOfOwnKey = (record: CloudTrailRecord): Expectation => (
  { record, counted: [changed], by: ['trail', 'eventBridge'], why: 'the key of a log group that exists is not known' }
);

/** Of the kit: each record, in its order. */
const OF_KIT: Record<CloudTrailRecordName, Expectation> = {
  invokeModelRerouted: kit('invokeModelRerouted', recorded, rerouted()),
  invokeModelNotRerouted: kit('invokeModelNotRerouted', recorded, notRerouted()),
  invokeModelServedInSource: kit('invokeModelServedInSource', recorded, notRerouted()),
  invokeModelWithTokenCounts: kit('invokeModelWithTokenCounts', recorded, notRerouted()),
  invokeModelByProfileArn: kit('invokeModelByProfileArn', recorded, rerouted('eu-north-1', GLOBAL_PROFILE_ARN)),
  invokeModelInRegion: kit('invokeModelInRegion', recorded),
  invokeModelThrottled: kit('invokeModelThrottled', recorded, failed('ThrottlingException')),
  invokeModelAccessDenied: kit('invokeModelAccessDenied', recorded, failed('AccessDenied')),
  invokeModelAccessDeniedException: kit('invokeModelAccessDeniedException', recorded, failed('AccessDeniedException')),
  converseRerouted: kit('converseRerouted', recorded, rerouted()),
  converseStreamRerouted: kit('converseStreamRerouted', recorded, rerouted()),
  converseStreamCompleted: kit('converseStreamCompleted', stream()),
  converseStreamCompletedUncategorized: kit('converseStreamCompletedUncategorized', stream()),
  responseStreamRerouted: kit('responseStreamRerouted', recorded, rerouted()),
  responseStreamCompleted: kit('responseStreamCompleted', stream()),
  responseStreamReroutedDataCopy: kit('responseStreamReroutedDataCopy'),
  responseStreamCompletedDataCopy: kit('responseStreamCompletedDataCopy'),
  invokeModelOtherSourceRegion: kit('invokeModelOtherSourceRegion'),
  invokeModelApplicationProfile: kit('invokeModelApplicationProfile', recorded, rerouted('eu-north-1', APPLICATION_PROFILE_ARN)),
  invokeModelGeographicRerouted: kit('invokeModelGeographicRerouted', recorded, rerouted('eu-central-1', GEOGRAPHIC_PROFILE)),
  invokeModelOtherModelRerouted: kit('invokeModelOtherModelRerouted', recorded, rerouted('eu-north-1', OTHER_GLOBAL_PROFILE)),
  putModelInvocationLogging: kit('putModelInvocationLogging', changed),
  deleteModelInvocationLogging: kit('deleteModelInvocationLogging', changed),
  getModelInvocationLogging: kit('getModelInvocationLogging'),
  listFoundationModels: kit('listFoundationModels'),
  startAsyncInvoke: kit('startAsyncInvoke'),
  s3GetBucketAcl: kit('s3GetBucketAcl'),
};

const FURTHER = {
  // Calls.
  streamRegionNotReported: is(cloudTrailRecord({ eventName: 'ConverseStream' }), recorded, notRerouted()),
  applicationProfileNotRerouted: is(cloudTrailRecord({ requestParameters: { modelId: APPLICATION_PROFILE_ARN } }), recorded, notRerouted(APPLICATION_PROFILE_ARN)),
  systemProfileByArnNotRerouted: is(cloudTrailRecord({ requestParameters: { modelId: GLOBAL_PROFILE_ARN } }), recorded, notRerouted(GLOBAL_PROFILE_ARN)),
  modelByArn: is(cloudTrailRecord({ requestParameters: { modelId: `arn:aws:bedrock:${SOURCE_REGION}::foundation-model/${FOUNDATION_MODEL}` } }), recorded),
  // "{ "requestParameters": null }" stands in records of calls that were refused before they were read.
  deniedWithNullParameters: is(cloudTrailRecord({ errorCode: 'AccessDenied', requestParameters: null }), recorded, failed('AccessDenied')),
  deniedWithoutParameters: is(cloudTrailRecord({ eventName: 'ConverseStream', errorCode: 'AccessDenied', requestParameters: undefined }), recorded, failed('AccessDenied')),
  // It was sent to the other Region all the same.
  failedElsewhere: is(cloudTrailRecord({ errorCode: 'ModelErrorException', additionalEventData: REROUTED }), recorded, rerouted(), failed('ModelErrorException')),
  // AWS's older sample of a call has it so.
  recordedAsWrite: is(cloudTrailRecord({ readOnly: false }), recorded, notRerouted()),
  // A role of another account calls here: the account that records it is the one that counts.
  callerOfOtherAccount: is(cloudTrailRecord({ userIdentity: { type: 'AWSAccount', accountId: OTHER_ACCOUNT } }), recorded, notRerouted()),
  // No AWS page tells under which names the Responses, Chat Completions and Messages APIs are recorded.
  unknownApi: is(cloudTrailRecord({ eventName: 'CreateResponse', additionalEventData: REROUTED }), recorded, rerouted()),
  unknownApiFailed: is(cloudTrailRecord({ eventName: 'CreateResponse', errorCode: 'ThrottlingException' }), recorded, failed('ThrottlingException')),
  // A geography that the catalog does not know: where such a call was processed matters as much.
  unknownGeographyRerouted: is(cloudTrailRecord({ requestParameters: { modelId: UNKNOWN_PROFILE }, additionalEventData: REROUTED }), recorded, rerouted('eu-north-1', UNKNOWN_PROFILE)),
  // It cannot be told from a call of a model, which is never re-routed.
  unknownGeographyNotRerouted: is(cloudTrailRecord({ requestParameters: { modelId: UNKNOWN_PROFILE } }), recorded),
  otherAccount: is(cloudTrailRecord({ recipientAccountId: OTHER_ACCOUNT, additionalEventData: REROUTED })),
  otherRegion: is(cloudTrailRecord({ awsRegion: OTHER_REGION })),
  invokeModelDataCopy: is(cloudTrailRecord({ ...DATA_EVENT, additionalEventData: REROUTED })),
  otherService: is(cloudTrailRecord({ eventSource: 'bedrock-mantle.amazonaws.com', additionalEventData: REROUTED })),

  // Completions of streams.
  completedInSource: completed(completedIn(SOURCE_REGION), stream(SOURCE_REGION)),
  completedRegionNotReported: { ...completed(completedIn()), arrives: true },
  completedInOtherRegion: completed({ awsRegion: OTHER_REGION }),
  completedInOtherAccount: completed({ recipientAccountId: OTHER_ACCOUNT }),
  completedOfOtherService: completed({ eventSource: 'bedrock-mantle.amazonaws.com' }),

  // What names a model, or a profile, and is no call.
  countTokens: is(cloudTrailRecord({ eventName: 'CountTokens' })),
  countTokensDenied: is(cloudTrailRecord({ eventName: 'CountTokens', errorCode: 'AccessDenied' })),
  createModelInvocationJob: is(cloudTrailRecord({ eventName: 'CreateModelInvocationJob', readOnly: false })),
  createProvisionedModelThroughput: is(ofAgreement('CreateProvisionedModelThroughput')),
  createFoundationModelAgreement: is(ofAgreement('CreateFoundationModelAgreement')),
  deleteFoundationModelAgreement: is(ofAgreement('DeleteFoundationModelAgreement')),
  listFoundationModelAgreementOffers: is(ofAgreement('ListFoundationModelAgreementOffers')),
  // The console asks it of every model, also for people who may not.
  getFoundationModelAvailability: is(ofAgreement('GetFoundationModelAvailability')),
  getFoundationModelAvailabilityDenied: is({ ...ofAgreement('GetFoundationModelAvailability'), errorCode: 'AccessDenied' }),

  // Changes to what audits.
  stopLogging: is(ofTrail('StopLogging'), changed),
  stopLoggingRefused: is(ofTrail('StopLogging', { errorCode: 'AccessDenied' }), changed),
  deleteTrail: is(ofTrail('DeleteTrail'), changed),
  updateTrail: is(ofTrail('UpdateTrail'), changed),
  putEventSelectors: is(change('cloudtrail', 'PutEventSelectors', { trailName: 'organization-trail', eventSelectors: [] }), changed),
  stopLoggingOtherRegion: is(ofTrail('StopLogging', { awsRegion: OTHER_REGION })),
  stopLoggingOtherAccount: is(ofTrail('StopLogging', { recipientAccountId: OTHER_ACCOUNT })),
  startLogging: is(ofTrail('StartLogging')),
  describeTrails: is(ofTrail('DescribeTrails', { readOnly: true })),
  putLoggingRefused: is({ ...CLOUDTRAIL_RECORDS.putModelInvocationLogging, errorCode: 'AccessDenied', requestParameters: null }, changed),
  deleteLoggingRefused: is({ ...CLOUDTRAIL_RECORDS.deleteModelInvocationLogging, errorCode: 'AccessDenied' }, changed),
  deleteLoggingOtherRegion: is({ ...CLOUDTRAIL_RECORDS.deleteModelInvocationLogging, awsRegion: OTHER_REGION }),
  putLoggingOfOtherService: is({ ...CLOUDTRAIL_RECORDS.putModelInvocationLogging, eventSource: 'bedrock-mantle.amazonaws.com' }),
  // Those that succeed stop the rule before their record arrives; of those the alarms on unrecorded calls tell.
  disableOwnRuleRefused: changeOfOwnRule(ofRule('DisableRule', OWN_RULE, { errorCode: 'AccessDenied' })),
  disableOwnRule: changeOfOwnRule(ofRule('DisableRule', OWN_RULE)),
  deleteOwnRule: changeOfOwnRule(ofRule('DeleteRule', OWN_RULE)),
  putOwnRule: changeOfOwnRule(ofRule('PutRule', OWN_RULE)),
  removeOwnTargets: changeOfOwnRule(ofTargets('RemoveTargets', OWN_RULE)),
  // It replaces the target of the same ID, and records go elsewhere.
  putOwnTargets: changeOfOwnRule(change('events', 'PutTargets', { rule: OWN_RULE, targets: [{ id: 'LogGroup', arn: 'arn:aws:sqs:eu-west-1:111122223333:sink' }] })),
  enableOwnRule: is(ofRule('EnableRule', OWN_RULE)),
  // The event pattern takes changes to every rule, and the filter counts those of its own.
  disableSiblingRule: changeOfOtherRule(ofRule('DisableRule', SIBLING_RULE)),
  removeSiblingTargets: changeOfOtherRule(ofTargets('RemoveTargets', SIBLING_RULE)),
  disableForeignRule: changeOfOtherRule(ofRule('DisableRule', 'nightly-report')),
  deleteForeignRule: changeOfOtherRule(ofRule('DeleteRule', 'nightly-report')),
  putForeignRule: changeOfOtherRule(ofRule('PutRule', 'nightly-report')),
  removeForeignTargets: changeOfOtherRule(ofTargets('RemoveTargets', 'nightly-report')),
  deleteRuleOfLoadBalancer: is(change('elasticloadbalancing', 'DeleteRule', { ruleArn: `arn:aws:elasticloadbalancing:${SOURCE_REGION}:${ACCOUNT}:listener-rule/app/a/1/2/3` })),
  disableKeyById: changeOfOwnKey(ofKey('DisableKey', KEY_ID)),
  disableKeyByArn: changeOfOwnKey(ofKey('DisableKey', keyArn(KEY_ID))),
  scheduleKeyDeletion: changeOfOwnKey(ofKey('ScheduleKeyDeletion', keyArn(KEY_ID))),
  disableOtherKey: is(ofKey('DisableKey', keyArn(OTHER_KEY_ID))),
  scheduleOtherKeyDeletion: is(ofKey('ScheduleKeyDeletion', OTHER_KEY_ID)),
  decryptWithKey: is(ofKey('Decrypt', keyArn(KEY_ID))),
} satisfies Record<string, Expectation>;

/** Records of every kind, and what each is counted as by an audit of the account and Region of the kit. */
export const AUDITED: Readonly<Record<string, Expectation>> = { ...OF_KIT, ...FURTHER };

/** What an audit counts a record as. */
export function countedBy(audit: Audit, { counted, by = AUDITS }: Expectation): readonly string[] {
  return by.includes(audit) ? counted : NOTHING;
}

/** Whether the rule of an audit by EventBridge sends a record to the log group. */
export function arrives(expectation: Expectation): boolean {
  return expectation.arrives ?? countedBy('eventBridge', expectation).length > 0;
}
