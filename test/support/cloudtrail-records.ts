import {
  ACCOUNT, APPLICATION_PROFILE_ARN, CloudTrailRecord, cloudTrailRecord, eventId, FOUNDATION_MODEL, GEOGRAPHIC_PROFILE,
  GLOBAL_PROFILE_ARN, OTHER_GLOBAL_PROFILE, requestId, SOURCE_REGION,
} from './cloudtrail-record';

export * from './cloudtrail-record';

const MODEL_RESOURCE = { type: 'AWS::Bedrock::Model', ARN: `arn:aws:bedrock:${SOURCE_REGION}::foundation-model/${FOUNDATION_MODEL}` };
const ROLE_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/assistant-role/assistant`;
const REROUTED = { inferenceRegion: 'eu-north-1' };
const TOKENS = { inputTokens: 1874, outputTokens: 356 };
const DATA_EVENT = { eventCategory: 'Data', managementEvent: false, resources: [{ accountId: ACCOUNT, ...MODEL_RESOURCE }] };

let count = 0;

/** Two records of one request share its requestID; each has an eventID of its own. */
function record(overrides: Readonly<Record<string, unknown>> = {}): CloudTrailRecord {
  count += 1;
  return cloudTrailRecord({ requestID: requestId(count), eventID: eventId(count), ...overrides });
}

function denied(errorCode: string): CloudTrailRecord {
  const errorMessage = `User: ${ROLE_ARN} is not authorized to perform: bedrock:InvokeModel on resource: `
    + `arn:aws:bedrock:::foundation-model/${FOUNDATION_MODEL} with an explicit deny in an identity-based policy`;
  return record({ errorCode, errorMessage });
}

/**
 * The record that follows the end of a response stream: same eventName, no requestParameters, no profile id anywhere.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html#cloudtrail-stream-completion-events
 */
function streamCompleted(call: CloudTrailRecord, overrides: Readonly<Record<string, unknown>> = {}): CloudTrailRecord {
  return record({
    eventName: call.eventName,
    eventType: 'AwsServiceEvent',
    requestParameters: undefined,
    responseElements: undefined,
    tlsDetails: undefined,
    // The capital A of `AdditionalEventData` is the service's.
    serviceEventDetails: { parentRequestId: call.requestID, AdditionalEventData: { additionalEntries: { ...REROUTED, ...TOKENS } } },
    resources: [MODEL_RESOURCE],
    ...overrides,
  });
}

function controlPlane(eventName: string, overrides: Readonly<Record<string, unknown>> = {}): CloudTrailRecord {
  const tlsDetails = {
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: `bedrock.${SOURCE_REGION}.amazonaws.com`,
  };
  return record({ eventName, requestParameters: null, tlsDetails, ...overrides });
}

const converseStreamRerouted = record({ eventName: 'ConverseStream', additionalEventData: REROUTED });
const responseStreamRerouted = record({ eventName: 'InvokeModelWithResponseStream', additionalEventData: REROUTED });

/** Source Region eu-west-1 and the global profile of Claude Sonnet 4.5, unless the name says otherwise. */
export const CLOUDTRAIL_RECORDS = {
  invokeModelRerouted: record({ additionalEventData: REROUTED }),
  // In 2024 AWS wrote that inferenceRegion is absent unless the request was re-routed ("Getting started with cross-region
  // inference in Amazon Bedrock", AWS Machine Learning Blog). The next three are the ways in which "not re-routed" may look.
  invokeModelNotRerouted: record(),
  invokeModelServedInSource: record({ additionalEventData: { inferenceRegion: SOURCE_REGION } }),
  invokeModelWithTokenCounts: record({ additionalEventData: TOKENS }),
  invokeModelByProfileArn: record({ requestParameters: { modelId: GLOBAL_PROFILE_ARN }, additionalEventData: { ...REROUTED, ...TOKENS } }),
  // The same model without the profile's prefix: a filter that is loose at the front would count it.
  invokeModelInRegion: record({ requestParameters: { modelId: FOUNDATION_MODEL } }),
  invokeModelThrottled: record({ errorCode: 'ThrottlingException', errorMessage: 'Too many tokens, please wait before trying again.' }),
  invokeModelAccessDenied: denied('AccessDenied'),
  invokeModelAccessDeniedException: denied('AccessDeniedException'),
  converseRerouted: record({ eventName: 'Converse', additionalEventData: { ...REROUTED, ...TOKENS } }),

  converseStreamRerouted,
  converseStreamCompleted: streamCompleted(converseStreamRerouted),
  // The guide's own sample names neither category: `eventType` is the only field that tells it from the call.
  converseStreamCompletedUncategorized: streamCompleted(converseStreamRerouted, { eventCategory: undefined, managementEvent: undefined }),
  responseStreamRerouted,
  responseStreamCompleted: streamCompleted(responseStreamRerouted),
  // A trail with Bedrock data events receives a data event copy of each of the two (same page).
  responseStreamReroutedDataCopy: record({
    eventName: responseStreamRerouted.eventName,
    requestID: responseStreamRerouted.requestID,
    additionalEventData: REROUTED,
    ...DATA_EVENT,
  }),
  responseStreamCompletedDataCopy: streamCompleted(responseStreamRerouted, DATA_EVENT),

  invokeModelOtherSourceRegion: record({ awsRegion: 'us-east-1', additionalEventData: { inferenceRegion: 'ap-northeast-1' } }),
  invokeModelApplicationProfile: record({ requestParameters: { modelId: APPLICATION_PROFILE_ARN }, additionalEventData: REROUTED }),
  invokeModelGeographicRerouted: record({
    requestParameters: { modelId: GEOGRAPHIC_PROFILE },
    additionalEventData: { inferenceRegion: 'eu-central-1' },
  }),
  invokeModelOtherModelRerouted: record({ requestParameters: { modelId: OTHER_GLOBAL_PROFILE }, additionalEventData: REROUTED }),

  putModelInvocationLogging: controlPlane('PutModelInvocationLoggingConfiguration', {
    readOnly: false,
    requestParameters: {
      loggingConfig: {
        cloudWatchConfig: { logGroupName: 'bedrock-invocations', roleArn: `arn:aws:iam::${ACCOUNT}:role/bedrock-logging` },
        textDataDeliveryEnabled: true,
      },
    },
  }),
  deleteModelInvocationLogging: controlPlane('DeleteModelInvocationLoggingConfiguration', { readOnly: false }),
  getModelInvocationLogging: controlPlane('GetModelInvocationLoggingConfiguration'),
  listFoundationModels: controlPlane('ListFoundationModels', { requestParameters: { byOutputModality: 'TEXT' } }),

  // Asynchronous inference exists as data events only (same page).
  startAsyncInvoke: record({
    eventName: 'StartAsyncInvoke',
    requestParameters: {
      modelId: 'amazon.nova-reel-v1:1',
      outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://amzn-s3-demo-bucket/video' } },
    },
    readOnly: false,
    eventCategory: 'Data',
    managementEvent: false,
    resources: [
      { accountId: ACCOUNT, type: 'AWS::Bedrock::Model', ARN: `arn:aws:bedrock:${SOURCE_REGION}::foundation-model/amazon.nova-reel-v1:1` },
      { accountId: ACCOUNT, type: 'AWS::Bedrock::AsyncInvoke', ARN: `arn:aws:bedrock:${SOURCE_REGION}:${ACCOUNT}:async-invoke/q7w2e9r4t6y1` },
    ],
  }),
  s3GetBucketAcl: record({
    userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
    eventSource: 's3.amazonaws.com',
    eventName: 'GetBucketAcl',
    sourceIPAddress: 'cloudtrail.amazonaws.com',
    userAgent: 'cloudtrail.amazonaws.com',
    requestParameters: { bucketName: 'amzn-s3-demo-bucket', Host: 'amzn-s3-demo-bucket.s3.eu-west-1.amazonaws.com', acl: '' },
    additionalEventData: { SignatureVersion: 'SigV4', bytesTransferredIn: 0, AuthenticationMethod: 'AuthHeader', bytesTransferredOut: 550 },
    resources: [{ accountId: ACCOUNT, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::amzn-s3-demo-bucket' }],
    tlsDetails: undefined,
  }),
} satisfies Record<string, CloudTrailRecord>;

export type CloudTrailRecordName = keyof typeof CLOUDTRAIL_RECORDS;

/** The names of the records for which a filter, a rule or a trail says yes, in the order of the map. */
export function recordsWhere(predicate: (record: CloudTrailRecord) => boolean): CloudTrailRecordName[] {
  const names = Object.keys(CLOUDTRAIL_RECORDS) as CloudTrailRecordName[];
  return names.filter((name) => predicate(CLOUDTRAIL_RECORDS[name]));
}
