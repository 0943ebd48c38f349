/** A CloudTrail record: the fields that the builders below need by name, plus whatever JSON the service adds. */
export interface CloudTrailRecord {
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly eventType: string;
  readonly eventID: string;
  readonly recipientAccountId: string;
  readonly [field: string]: unknown;
}

/** An event on the default event bus. */
export interface EventBridgeEvent {
  readonly [field: string]: unknown;
  readonly detail: unknown;
}

export const ACCOUNT = '111122223333';
export const SOURCE_REGION = 'eu-west-1';
export const FOUNDATION_MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
export const GLOBAL_PROFILE = `global.${FOUNDATION_MODEL}`;
export const GLOBAL_PROFILE_ARN = `arn:aws:bedrock:${SOURCE_REGION}:${ACCOUNT}:inference-profile/${GLOBAL_PROFILE}`;
export const GEOGRAPHIC_PROFILE = `eu.${FOUNDATION_MODEL}`;
export const OTHER_GLOBAL_PROFILE = 'global.amazon.nova-2-lite-v1:0';
export const APPLICATION_PROFILE_ARN = `arn:aws:bedrock:${SOURCE_REGION}:${ACCOUNT}:application-inference-profile/k3x9q7v2m1ab`;

/**
 * A complete record of an `InvokeModel` call in eu-west-1 with the global profile that was not re-routed.
 * An override replaces a top-level field; `undefined` removes it, because CloudTrail leaves absent fields out.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function cloudTrailRecord(overrides: Readonly<Record<string, unknown>> = {}): CloudTrailRecord {
  const record = { ...baseRecord(String(overrides.awsRegion ?? SOURCE_REGION)), ...overrides };
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as CloudTrailRecord;
}

function baseRecord(awsRegion: string): CloudTrailRecord {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEASSISTANT1:assistant',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/assistant-role/assistant`,
      accountId: ACCOUNT,
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEASSISTANT1',
          arn: `arn:aws:iam::${ACCOUNT}:role/assistant-role`,
          accountId: ACCOUNT,
          userName: 'assistant-role',
        },
        attributes: { creationDate: '2026-09-14T08:02:11Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: '2026-09-14T08:21:37Z',
    eventSource: 'bedrock.amazonaws.com',
    eventName: 'InvokeModel',
    awsRegion,
    sourceIPAddress: '192.0.2.44',
    userAgent: 'aws-sdk-js/3.1164.0 ua/2.1 os/linux lang/js md/nodejs#22.12.0 api/bedrock-runtime#3.1164.0',
    requestParameters: { modelId: GLOBAL_PROFILE },
    responseElements: null,
    requestID: requestId(0),
    eventID: eventId(0),
    // The CloudTrail page of the Bedrock guide shows `false` in its sample of 2023; records since 2024 say `true`.
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `bedrock-runtime.${awsRegion}.amazonaws.com`,
    },
  };
}

export function requestId(n: number): string {
  return `5f1c2b7e-9d3a-4c68-8e10-${String(n).padStart(12, '0')}`;
}

export function eventId(n: number): string {
  return `c84e0d95-27ab-4f31-b6d2-${String(n).padStart(12, '0')}`;
}

const DETAIL_TYPES: Readonly<Record<string, string>> = {
  AwsApiCall: 'AWS API Call via CloudTrail',
  AwsServiceEvent: 'AWS Service Event via CloudTrail',
};

/**
 * Wraps a record the way CloudTrail delivers it to the default event bus.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function toEventBridgeEvent(record: CloudTrailRecord): EventBridgeEvent {
  const detailType = DETAIL_TYPES[record.eventType];
  if (detailType === undefined) {
    throw new Error(`No EventBridge detail-type known for eventType ${JSON.stringify(record.eventType)}`);
  }
  return {
    'version': '0',
    'id': record.eventID,
    'detail-type': detailType,
    'source': `aws.${record.eventSource.split('.')[0]}`,
    'account': record.recipientAccountId,
    'time': record.eventTime,
    'region': record.awsRegion,
    'resources': [],
    'detail': record,
  };
}
