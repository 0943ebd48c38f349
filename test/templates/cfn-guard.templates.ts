import { deployedByUsers, ResourceBody, resourcesIn } from './all-templates';
import { cfnGuard, GuardReport } from './cfn-guard';
import { Finding, noLongerFound, report, unnamed } from '../compliance/named-findings';

const templates = deployedByUsers();

const anything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const everyAction = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['bedrock:*'], Resource: 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6' }] };
// Checked together with the others, so that a cfn-guard that does not look is seen: each control that our resources are subject to and pass.
const FAULTY: Readonly<Record<string, ResourceBody>> = {
  'CT.S3.PR.1': { Type: 'AWS::S3::Bucket', Properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } } },
  'CT.S3.PR.3': { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
  'CT.S3.PR.5': { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicRead' } },
  'CT.S3.PR.6': { Type: 'AWS::S3::Bucket', Properties: {} },
  'CT.S3.PR.8': { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: anything } },
  'CT.S3.PR.11': { Type: 'AWS::S3::Bucket', Properties: {} },
  'CT.KMS.PR.1': { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: anything } },
  'CT.CLOUDTRAIL.PR.1': { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'b', IsLogging: true } },
  'CT.CLOUDTRAIL.PR.2': { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'b', IsLogging: true } },
  'CT.CLOUDTRAIL.PR.3': { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'b', IsLogging: true } },
  'CT.CLOUDWATCH.PR.2': { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 1 } },
  'CT.CLOUDWATCH.PR.4': { Type: 'AWS::CloudWatch::Alarm', Properties: { ActionsEnabled: false, AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:alerts'] } },
  'CT.IAM.PR.1': { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: anything } },
  'CT.IAM.PR.2': { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: anything } },
  'CT.IAM.PR.3': { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: everyAction } },
  'CT.IAM.PR.4': { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Users: ['u'], PolicyDocument: everyAction } },
  'CT.IAM.PR.5': { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: everyAction } },
  'CT.LAMBDA.PR.2': { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'f', Principal: '*' } },
};
const faulty = Object.fromEntries(Object.entries(FAULTY).map(([rule, resource]) => [rule.replace(/\W/g, ''), resource]));

let guard: GuardReport;
let findings: readonly Finding[];
let applied: ReadonlySet<string>;

beforeAll(() => {
  guard = cfnGuard([...templates, { name: 'control', body: { Resources: faulty } }]);
  findings = guard.findings.filter(({ template }) => template !== 'control');
  applied = new Set(guard.looked.filter(({ template }) => template !== 'control').flatMap((each) => each.applied));
});

test('the proactive controls of AWS Control Tower find nothing that is not named', () => {
  const looked = `${templates.length} templates, ${resourcesIn(templates)} resources, ${guard.rules} controls of AWS Control Tower, ${applied.size} of them apply`;
  report(`cfn-guard ${guard.version}`, 'cfn-guard validate --rules control-tower', looked, findings);
  expect(unnamed(findings)).toEqual([]);
  expect(templates.length).toBeGreaterThan(30);
  expect(guard.rules).toBeGreaterThan(200);
});

test('everything that is named is still found', () => {
  expect(noLongerFound('cfn-guard', findings)).toEqual([]);
});

test.each(Object.keys(FAULTY))('%s is found', (rule) => {
  expect(guard.findings).toContainEqual(expect.objectContaining({ rule, template: 'control', id: rule.replace(/\W/g, '') }));
});

test('every control that applies is seen to fail, here or where it is named', () => {
  const failed = guard.looked.flatMap((each) => each.failed);
  expect([...applied].filter((rule) => !failed.includes(rule))).toEqual([]);
});
