import { CloudTrailRecordName, SOURCE_REGION } from '../../support/cloudtrail-records';

/** Where the records are from and where they were processed: eu-west-1, eu-north-1, eu-central-1, us-east-1 and ap-northeast-1. */
export const ALLOW_LISTS = {
  source: [SOURCE_REGION],
  sourceAndNorth: [SOURCE_REGION, 'eu-north-1'],
  central: ['eu-central-1'],
  all: [SOURCE_REGION, 'eu-north-1', 'eu-central-1', 'us-east-1', 'ap-northeast-1'],
};
export type AllowList = keyof typeof ALLOW_LISTS;
export const LISTS = Object.keys(ALLOW_LISTS) as AllowList[];

/** The allow-lists outside of which a call was processed, if it is asked of every profile, and of the global one only. */
interface Expectation {
  readonly anyProfile: AllowList[];
  readonly globalProfile: AllowList[];
}
const both = (...lists: AllowList[]): Expectation => ({ anyProfile: lists, globalProfile: lists });
const otherProfile = (...lists: AllowList[]): Expectation => ({ anyProfile: lists, globalProfile: [] });
const never = both();

export const EXPECTED: Record<CloudTrailRecordName, Expectation> = {
  invokeModelRerouted: both('source', 'central'),
  invokeModelNotRerouted: both('central'),
  invokeModelServedInSource: both('central'),
  invokeModelWithTokenCounts: both('central'),
  invokeModelByProfileArn: both('source', 'central'),
  invokeModelInRegion: otherProfile('central'),
  invokeModelThrottled: never,
  invokeModelAccessDenied: never,
  invokeModelAccessDeniedException: never,
  converseRerouted: both('source', 'central'),
  converseStreamRerouted: both('source', 'central'),
  converseStreamCompleted: both('source', 'central'),
  converseStreamCompletedUncategorized: both('source', 'central'),
  responseStreamRerouted: both('source', 'central'),
  responseStreamCompleted: both('source', 'central'),
  responseStreamReroutedDataCopy: never,
  // What matters is that no stream is missed; that its data event copy is matched too does not make it more than detected.
  responseStreamCompletedDataCopy: never,
  invokeModelOtherSourceRegion: both('source', 'sourceAndNorth', 'central'),
  invokeModelApplicationProfile: otherProfile('source', 'central'),
  invokeModelGeographicRerouted: otherProfile('source', 'sourceAndNorth'),
  invokeModelOtherModelRerouted: otherProfile('source', 'central'),
  putModelInvocationLogging: never,
  deleteModelInvocationLogging: never,
  getModelInvocationLogging: never,
  listFoundationModels: never,
  startAsyncInvoke: never,
  s3GetBucketAcl: never,
};
