/** A rule of cdk-nag's pack for NIST 800-53 that this library does not follow by itself, and why. */
export interface NamedRule {
  readonly rule: string;
  readonly of: string;
  /** The path of the construct, where another of the type has to follow the rule. */
  readonly path?: RegExp;
  readonly reason: string;
}

const OWN_FUNCTION = 'a function of a custom resource, which runs once for a deployment';

/** By rule and type of resource. One that is no longer found has to go. */
export const NAMED_NIST: readonly NamedRule[] = [
  {
    rule: 'CloudWatchAlarmAction',
    of: 'AWS::CloudWatch::Alarm',
    reason: 'who is told is the reader\'s to say, with alarmActions, which every construct with alarms takes',
  },
  {
    rule: 'CloudWatchLogGroupEncrypted',
    of: 'AWS::Logs::LogGroup',
    path: /\/CrisQuotaIncrease\/Logs\//,
    reason: `the log of ${OWN_FUNCTION}: settings, never a prompt or an answer; requestIncrease takes a key for it`,
  },
  {
    rule: 'CloudWatchLogGroupEncrypted',
    of: 'AWS::Logs::LogGroup',
    path: /\/(Audit|X)\/LogGroup\//,
    reason: 'records of calls, without prompt or answer; a key of KMS costs by the month and is made by who wants it: AuditSource.eventBridge({ encryptionKey })',
  },
  {
    rule: 'IAMNoInlinePolicy',
    of: 'AWS::IAM::Policy',
    reason: 'what a role is granted is made for that role and goes with it; as a managed policy it could be attached to another one, and calls from there would be allowed',
  },
  {
    rule: 'IAMNoInlinePolicy',
    of: 'AWS::IAM::Role',
    path: /\/(LogRole|DeliveryRole|HandlerRole|ForwardRole)\//,
    reason: 'a role that one AWS service assumes to write to one place: the policy is there before the service tries it, and says what the role is for',
  },
  {
    rule: 'LambdaConcurrency',
    of: 'AWS::Lambda::Function',
    reason: `${OWN_FUNCTION}: to reserve concurrency would take it from the functions of the account that serve`,
  },
  {
    rule: 'LambdaDLQ',
    of: 'AWS::Lambda::Function',
    reason: `${OWN_FUNCTION}: CloudFormation waits for its answer, and fails the deployment where it fails`,
  },
  {
    rule: 'LambdaInsideVPC',
    of: 'AWS::Lambda::Function',
    reason: `${OWN_FUNCTION}: it calls the API of one AWS service over TLS and listens to nobody`,
  },
  {
    rule: 'S3BucketReplicationEnabled',
    of: 'AWS::S3::Bucket',
    reason: 'a copy in another Region is what a rule of residency may forbid; where it is to be had, the bucket is given a replication to a place that was chosen',
  },
  {
    rule: 'S3DefaultEncryptionKMS',
    of: 'AWS::S3::Bucket',
    path: /\/AccessLogs\//,
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    reason: 'S3 delivers server access logs to no bucket whose default encryption is with a key of KMS',
  },
  {
    rule: 'SNSEncryptedKMS',
    of: 'AWS::SNS::Topic',
    path: /\/Alerts/,
    reason: 'the topic of the README is the reader\'s, and so is its key: one whose policy admits the services that publish, which that of AWS\'s own key does not',
  },
];
