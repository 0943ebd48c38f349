import { NamedFinding } from './named-findings';

const EXAMPLE = /^examples\//;
const LIBRARY = /^(?!examples\/)/;

/**
 * Checks of checkov that fail and stand, with the reason that whoever deploys it in a regulated account can give. By check and type of resource, and by
 * logical id where another resource of the type must not fail. One that no longer fails has to go.
 */
export const NAMED_CHECKOV: readonly NamedFinding[] = [
  {
    rule: 'CKV_AWS_18',
    of: 'AWS::S3::Bucket',
    path: /^\w*AccessLogs/,
    reason: 'the bucket that receives the access logs of the others: a bucket that logs into itself makes a log of every log, without end',
  },
  {
    rule: 'CKV_AWS_26',
    of: 'AWS::SNS::Topic',
    path: /^Alerts/,
    reason: 'the topic of the README is the reader\'s, and so is its key: one whose policy admits the services that publish, which that of AWS\'s own key does not',
  },
  {
    rule: 'CKV_AWS_67',
    of: 'AWS::CloudTrail::Trail',
    reason: 'a call is recorded in the Region that it is sent to, and stacks are one for each source Region; an organization\'s own trail covers the others',
  },
  {
    rule: 'CKV_AWS_111',
    of: 'AWS::IAM::ManagedPolicy',
    template: EXAMPLE,
    reason: 'a permissions boundary, which grants nothing: the policies of each role name the resources',
  },
  {
    rule: 'CKV_AWS_115',
    of: 'AWS::Lambda::Function',
    template: LIBRARY,
    reason: 'functions of custom resources run once for a deployment; to reserve concurrency would take it from the functions of the account that serve',
  },
  {
    rule: 'CKV_AWS_116',
    of: 'AWS::Lambda::Function',
    template: LIBRARY,
    reason: 'functions of custom resources answer CloudFormation, which waits for them, and fails the deployment where they fail: nothing is lost that a queue would keep',
  },
  {
    rule: 'CKV_AWS_117',
    of: 'AWS::Lambda::Function',
    template: LIBRARY,
    reason: 'functions of custom resources call the API of one AWS service over TLS and listen to nobody; in a VPC they would need endpoints that the stack cannot know of',
  },
  {
    rule: 'CKV_AWS_158',
    of: 'AWS::Logs::LogGroup',
    path: /^\w*QuotaIncreaseLogs/,
    template: LIBRARY,
    reason: 'what the function logs is the request that it made, never a prompt or an answer; requestIncrease takes a key for it',
  },
  {
    rule: 'CKV_AWS_158',
    of: 'AWS::Logs::LogGroup',
    path: /^\w*AuditLogGroup/,
    reason: 'records of calls, without prompt or answer; a key of KMS costs by the month and is made by who wants it: AuditSource.eventBridge({ encryptionKey })',
  },
  ...[
    ['CKV_AWS_115', 'AWS::Lambda::Function', 'how much may run at a time is the reader\'s to say'],
    ['CKV_AWS_116', 'AWS::Lambda::Function', 'the caller waits for its answer, so a failure is told to the caller'],
    ['CKV_AWS_117', 'AWS::Lambda::Function', 'the VPC is the reader\'s; the README has an endpoint for it'],
    ['CKV_AWS_158', 'AWS::Logs::LogGroup', 'the key is the reader\'s; the function logs no prompt and no answer'],
    ['CKV_AWS_173', 'AWS::Lambda::Function', 'the variable is the ID of a profile, which is no secret'],
  ].map(([rule, of, reason]) => ({ rule, of, template: EXAMPLE, reason: `a function to start from: ${reason}` })),
];
