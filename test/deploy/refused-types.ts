/** A type that the emulator does not deploy. */
export interface RefusedType {
  readonly reason: string;
  /** What the emulator says to a stack with one of the type. */
  readonly refusal: RegExp;
  /** The service itself is emulated: the resource is made by its API, with the properties of the template, and references to it become parameters. */
  readonly madeByApi?: boolean;
}

const unrecognized = (type: string) => new RegExp(`Unrecognized resource types: \\[[^\\]]*${type}`);
const refused = (type: string, reason: string, more: Partial<RefusedType> = {}) => ({ [type]: { reason, refusal: unrecognized(type), ...more } });

/** Each entry is tried: one that the emulator accepts fails the test, and has to go. */
export const REFUSED_TYPES: Readonly<Record<string, RefusedType | undefined>> = {
  ...refused('AWS::Bedrock::ApplicationInferenceProfile', 'Amazon Bedrock is emulated, its resource types are not', { madeByApi: true }),
  ...refused('AWS::Bedrock::ResourcePolicy', 'Amazon Bedrock is emulated, its resource types are not'),
  ...refused('AWS::CloudTrail::Trail', 'AWS CloudTrail is emulated, its resource types are not', { madeByApi: true }),
  ...refused('AWS::Logs::QueryDefinition', 'saved queries are not emulated'),
  ...refused('AWS::Budgets::Budget', 'AWS Budgets is emulated, its resource type is not'),
  ...refused('AWS::Organizations::Policy', 'AWS Organizations is emulated, its resource types are not'),
  ...refused('AWS::Oam::Sink', 'CloudWatch cross-account observability is not emulated'),
  ...refused('AWS::Oam::Link', 'CloudWatch cross-account observability is not emulated'),
  ...refused('AWS::Events::EventBusPolicy', 'Amazon EventBridge is emulated, this resource type is not'),
  // The function runs, and with it CDK's own code for calls of APIs; but there is nobody to call.
  'Custom::CrisQuotaIncrease': { reason: 'Service Quotas is not emulated', refusal: /Custom::CrisQuotaIncrease[^]*no stub for '@aws-sdk\/client-service-quotas'/ },
};

/** A property that the emulator accepts and drops: its service does not have it afterwards. */
export const DROPPED_PROPERTIES = [
  ['AWS::CloudTrail::Trail', 'CloudWatchLogsLogGroupArn'],
  ['AWS::IAM::Role', 'PermissionsBoundary'],
  ['AWS::S3::Bucket', 'BucketEncryption'],
] as const;

/** What the emulator says to an alarm on an expression. The first metric of the expression stands in for it, so that the alarm and what refers to it deploy. */
export const REFUSED_EXPRESSION = /Properties\.Metrics \(metric math\) is not supported/;
