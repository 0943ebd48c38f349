/** What a scanner finds in a resource. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
  readonly template: string;
  /** The type of the resource, or the section of the template. */
  readonly of: string;
  /** The logical id of the resource. */
  readonly id: string;
  /** The path within the resource, if the scanner tells it. */
  readonly path: string;
}

/** A finding that stands, and why. */
export interface NamedFinding {
  /** What each scanner calls it. */
  readonly rules: readonly string[];
  readonly of: string;
  /** Of which resources, by their logical ids; of all if it is not said. */
  readonly id?: RegExp;
  /** Where within the resource; anywhere if it is not said. */
  readonly path?: RegExp;
  /** In which templates; everywhere if it is not said. */
  readonly template?: RegExp;
  readonly reason: string;
}

/** The scanners, and how the names of their rules begin. */
export const SCANNERS = {
  'cfn-lint': /^[EW]\d{4}$/,
  'checkov': /^CKV2?_AWS_\d+$/,
  'cfn-guard': /^CT\.[A-Z0-9]+\.PR\.\d+$/,
  'cdk-nag': /^NIST\.800\.53\.R5-/,
};
export type Scanner = keyof typeof SCANNERS;

const LIBRARY = /^(?!examples\/)/;
const EXAMPLE = /^examples\//;
const SNAPSHOT = /^integ\.[\w.-]+\.snapshot\//;

const AUDIT_LOG = /^\w*AuditLogGroup/;
const QUOTA_LOG = /^\w*QuotaIncreaseLogs/;
const ACCESS_LOGS = /^\w*AccessLogs/;
const RECORDS = /^(?!\w*AccessLogs)/;
const OWN_FUNCTION = 'a function of a custom resource, which runs once for a deployment';

/**
 * Every finding of every scanner that stands, with the reason that whoever deploys it in a regulated account can give: cfn-lint, checkov, the proactive
 * controls of AWS Control Tower (CT), and cdk-nag's pack for NIST 800-53. A finding that is not here fails, and so does one here that is no longer found.
 */
export const NAMED_FINDINGS: readonly NamedFinding[] = [
  // Buckets
  {
    rules: ['CKV_AWS_18', 'CT.S3.PR.2'],
    of: 'AWS::S3::Bucket',
    id: ACCESS_LOGS,
    reason: 'the bucket that receives the access logs of the others: a bucket that logs into itself makes a log of every log, without end',
  },
  {
    rules: ['CT.S3.PR.10', 'NIST.800.53.R5-S3DefaultEncryptionKMS'],
    of: 'AWS::S3::Bucket',
    id: ACCESS_LOGS,
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    reason: 'S3 delivers server access logs to no bucket whose default encryption is with a key of KMS',
  },
  {
    rules: ['CT.S3.PR.9'],
    of: 'AWS::S3::Bucket',
    id: ACCESS_LOGS,
    // The same page.
    reason: 'S3 delivers server access logs to no bucket that has a default retention, which is what Object Lock is for',
  },
  {
    rules: ['CT.S3.PR.9'],
    of: 'AWS::S3::Bucket',
    id: RECORDS,
    reason: 'what is locked stays for as long as was said, prompts and personal data too, so the period is the reader\'s to say: `bucket` takes one with Object Lock. ' +
      'Without, objects have versions, and CloudTrail signs a digest of its own',
  },
  {
    rules: ['CT.S3.PR.4'],
    of: 'AWS::S3::Bucket',
    reason: 'AWS services deliver here all day, and nothing acts on a delivery; `bucket` takes one with notifications',
  },
  {
    rules: ['NIST.800.53.R5-S3BucketReplicationEnabled'],
    of: 'AWS::S3::Bucket',
    reason: 'a copy in another Region is what a rule of residency may forbid; where it is to be had, the bucket is given a replication to a place that was chosen',
  },

  // Keys, topics, log groups
  {
    rules: ['CT.KMS.PR.3'],
    of: 'AWS::KMS::Key',
    reason: 'AWS\'s default: who may create a grant is decided by the IAM policies of the account, for this key as for every other. No service that uses the key here needs a ' +
      'grant, and where the control is on, `encryptionKey` takes a key that denies it',
  },
  {
    rules: ['CKV_AWS_26', 'NIST.800.53.R5-SNSEncryptedKMS'],
    of: 'AWS::SNS::Topic',
    id: /^Alerts/,
    reason: 'the topic of the README is the reader\'s, and so is its key: one whose policy admits the services that publish, which that of AWS\'s own key does not',
  },
  {
    rules: ['CKV_AWS_158', 'CT.CLOUDWATCH.PR.3', 'NIST.800.53.R5-CloudWatchLogGroupEncrypted'],
    of: 'AWS::Logs::LogGroup',
    id: AUDIT_LOG,
    reason: 'records of calls, without prompt or answer; a key of KMS costs by the month and is made by who wants it: AuditSource.eventBridge({ encryptionKey })',
  },
  {
    rules: ['CKV_AWS_158', 'CT.CLOUDWATCH.PR.3', 'NIST.800.53.R5-CloudWatchLogGroupEncrypted'],
    of: 'AWS::Logs::LogGroup',
    id: QUOTA_LOG,
    reason: `the log of ${OWN_FUNCTION}: the request that it made, never a prompt or an answer; requestIncrease takes a key for it`,
  },

  // Alarms, trails
  {
    rules: ['CT.CLOUDWATCH.PR.1', 'NIST.800.53.R5-CloudWatchAlarmAction'],
    of: 'AWS::CloudWatch::Alarm',
    reason: 'who is told is the reader\'s to say, with alarmActions, which every construct with alarms takes; without any there is a warning at synth',
  },
  {
    rules: ['CKV_AWS_67'],
    of: 'AWS::CloudTrail::Trail',
    reason: 'a call is recorded in the Region that it is sent to, and stacks are one for each source Region; an organization\'s own trail covers the others, or multiRegion does',
  },

  // Policies
  {
    rules: ['NIST.800.53.R5-IAMNoInlinePolicy'],
    of: 'AWS::IAM::Policy',
    reason: 'what a role is granted is made for that role and goes with it; as a managed policy it could be attached to another one, and calls from there would be allowed',
  },
  {
    rules: ['NIST.800.53.R5-IAMNoInlinePolicy'],
    of: 'AWS::IAM::Role',
    id: /(LogRole|DeliveryRole|HandlerRole|ForwardRole)[0-9A-F]{8}$/,
    reason: 'a role that one AWS service assumes to write to one place: the policy is there before the service tries it, and says what the role is for',
  },
  {
    rules: ['CKV_AWS_111'],
    of: 'AWS::IAM::ManagedPolicy',
    template: EXAMPLE,
    reason: 'a permissions boundary, which grants nothing: the policies of each role name the resources',
  },

  // Functions of the library
  {
    rules: ['CKV_AWS_115', 'NIST.800.53.R5-LambdaConcurrency'],
    of: 'AWS::Lambda::Function',
    template: LIBRARY,
    reason: `${OWN_FUNCTION}: to reserve concurrency would take it from the functions of the account that serve`,
  },
  {
    rules: ['CKV_AWS_116', 'NIST.800.53.R5-LambdaDLQ'],
    of: 'AWS::Lambda::Function',
    template: LIBRARY,
    reason: `${OWN_FUNCTION}: CloudFormation waits for its answer, and fails the deployment where it fails, so nothing is lost that a queue would keep`,
  },
  {
    rules: ['CKV_AWS_117', 'CT.LAMBDA.PR.3', 'NIST.800.53.R5-LambdaInsideVPC'],
    of: 'AWS::Lambda::Function',
    template: LIBRARY,
    reason: `${OWN_FUNCTION}: it calls the API of one AWS service over TLS and listens to nobody; in a VPC it needs endpoints, so InvocationLogging takes one with \`vpc\``,
  },

  // The function of examples/typescript
  ...([
    [['CKV_AWS_115'], 'AWS::Lambda::Function', 'how much may run at a time is the reader\'s to say'],
    [['CKV_AWS_116'], 'AWS::Lambda::Function', 'the caller waits for its answer, so a failure is told to the caller'],
    [['CKV_AWS_117', 'CT.LAMBDA.PR.3'], 'AWS::Lambda::Function', 'the VPC is the reader\'s; the README has an endpoint for it'],
    [['CKV_AWS_158', 'CT.CLOUDWATCH.PR.3'], 'AWS::Logs::LogGroup', 'the key is the reader\'s; the function logs no prompt and no answer'],
    [['CT.CLOUDWATCH.PR.2'], 'AWS::Logs::LogGroup', 'how long its log is kept is the reader\'s to say; the records of calls are elsewhere, for a year'],
    [['CKV_AWS_173'], 'AWS::Lambda::Function', 'the variable is the ID of a profile, which is no secret'],
  ] as const).map(([rules, of, reason]) => ({ rules, of, ...of === 'AWS::Logs::LogGroup' && { id: /^Logs/ }, template: EXAMPLE, reason: `a function to start from: ${reason}` })),

  // Of the CDK
  {
    rules: ['W3005'],
    of: 'AWS::Lambda::Function',
    path: /^DependsOn\/\d+$/,
    reason: 'lambda.Function of the CDK depends on its role beside referring to it, so that the policies of the role are there first',
  },
  {
    rules: ['W3005'],
    of: 'AWS::CloudTrail::Trail',
    path: /^DependsOn\/\d+$/,
    template: /^integ\.existing-trail\.ts\.snapshot\//,
    reason: 'cloudtrail.Trail of the CDK, which stands for a trail that this library did not make, depends on its role beside referring to it',
  },
  {
    rules: ['W3005'],
    of: 'AWS::StepFunctions::StateMachine',
    path: /^DependsOn\/\d+$/,
    template: SNAPSHOT,
    reason: 'waiters of integ-tests depend on their role beside referring to it',
  },
  {
    rules: ['W3037'],
    of: 'AWS::IAM::Role',
    path: /^Properties\/Policies\/0\/PolicyDocument\/Statement\/\d+\/Action/,
    template: SNAPSHOT,
    reason: 'integ-tests grants lambda:Invoke, which is no action, beside lambda:InvokeFunction, which is what it takes',
  },
];

/** What is found and not named, as a test prints it. */
export function unnamed(findings: readonly Finding[]): string[] {
  return findings.filter((finding) => !NAMED_FINDINGS.some((named) => names(named, finding)))
    .map(({ rule, of, id, path, template, message }) => `${rule} of ${of} ${id}${path && `/${path}`} in ${template}: ${message}`);
}

/** What is named for a scanner, a rule each. */
export function namedFor(scanner: Scanner): NamedFinding[] {
  return NAMED_FINDINGS.flatMap((named) => named.rules.filter((rule) => SCANNERS[scanner].test(rule)).map((rule) => ({ ...named, rules: [rule] })));
}

/** What is named for a scanner and not found any more, so it has to go. */
export function noLongerFound(scanner: Scanner, findings: readonly Finding[]): string[] {
  return namedFor(scanner).filter((named) => !findings.some((finding) => names(named, finding))).map(({ rules: [rule], of, reason }) => `${rule} of ${of}: ${reason}`);
}

function names({ rules, of, id, path, template }: NamedFinding, finding: Finding): boolean {
  return rules.includes(finding.rule) && finding.of === of && (id?.test(finding.id) ?? true) && (path?.test(finding.path) ?? true) && (template?.test(finding.template) ?? true);
}

/** One line for the output of the gate: by which command, at what it looked, and what it found. */
export function report(scanner: string, command: string, looked: string, findings: readonly Finding[]): void {
  const left = unnamed(findings).length;
  process.stdout.write(`${scanner}: ${looked}, ${left} findings, ${findings.length - left} named (${command})\n`);
}
