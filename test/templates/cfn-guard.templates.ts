import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { deployedByUsers, ResourceBody, resourcesIn, TemplateBody } from './all-templates';
import { cfnGuard, GuardReport } from './cfn-guard';
import { AuditSource, CrisMonitoring, CrisTrail, CrisWorkload, InferenceProfile, InvocationLogDestination, InvocationLogging } from '../../src';
import { Finding, noLongerFound, report, unnamed } from '../compliance/named-findings';
import { stackOf } from '../scenarios/synthesize';

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

// Where the controls are on, they refuse a deployment: with what the reasons of the named findings say, there is nothing to refuse.
const CONTROLLED = stackOf({
  region: 'eu-west-1',
  define: (stack) => {
    const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    encryptionKey.addToResourcePolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['kms:CreateGrant'],
      resources: ['*'],
      conditions: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } },
    }));
    const bucket = s3.Bucket.fromBucketName(stack, 'Records', 'records-with-object-lock');
    const alarmActions = [new SnsAction(sns.Topic.fromTopicArn(stack, 'Alerts', 'arn:aws:sns:eu-west-1:111122223333:alerts'))];
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0a1b2c3d4e5f60718', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-0a1b2c3d4e5f60718'] });
    new CrisMonitoring(stack, 'Monitoring', { audit: audited(stack, encryptionKey, bucket), alarms: { alarmActions } });
    new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5')] });
    new InvocationLogging(stack, 'Logging', { destination: InvocationLogDestination.LOG_GROUP_AND_BUCKET, encryptionKey, bucket, vpc, alarmActions });
  },
});

function audited(stack: Stack, encryptionKey: kms.IKey, bucket: s3.IBucket): AuditSource {
  new CrisTrail(stack, 'Trail', { encryptionKey, bucket });
  return AuditSource.eventBridge({ encryptionKey });
}

let guard: GuardReport;
let findings: readonly Finding[];
let applied: ReadonlySet<string>;

beforeAll(() => {
  const controlled = Template.fromStack(CONTROLLED).toJSON() as TemplateBody;
  guard = cfnGuard([...templates, { name: 'control: faulty', body: { Resources: faulty } }, { name: 'control: as named', body: controlled }]);
  findings = guard.findings.filter(({ template }) => !template.startsWith('control: '));
  applied = new Set(guard.looked.filter(({ template }) => !template.startsWith('control: ')).flatMap((each) => each.applied));
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
  expect(guard.findings).toContainEqual(expect.objectContaining({ rule, template: 'control: faulty', id: rule.replace(/\W/g, '') }));
});

test('every control that applies is seen to fail, here or where it is named', () => {
  const failed = guard.looked.flatMap((each) => each.failed);
  expect([...applied].filter((rule) => !failed.includes(rule))).toEqual([]);
});

test('whoever has to comply with every control can', () => {
  expect(guard.findings.filter(({ template }) => template === 'control: as named')).toEqual([]);
  expect(guard.looked.find(({ template }) => template === 'control: as named')!.applied.length).toBeGreaterThan(10);
});
