import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DeployedResource, deployedTrail, DEPLOYMENT, statementsOf } from './deployed-trail';
import { CrisTrail } from '../../src/audit/trail';
import { resolveIntrinsics } from '../support/template-intrinsics';

const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };

// CloudFormation names the log group: stack name, logical ID and random characters.
describe('the part of the key policy that is for the log group', () => {
  const encrypted = (stack: Stack, stackName: string) => {
    const key = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0];
    const { Properties } = resolveIntrinsics(key, Template.fromStack(stack).toJSON(), { ...DEPLOYMENT, stackName }) as DeployedResource;
    const [{ Condition }] = statementsOf({ logicalId: 'Key', Properties }, 'KeyPolicy').filter(({ Sid }) => Sid === 'LogsEncrypt');
    return Condition;
  };
  const logGroups = (pattern: string) => ({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:111122223333:log-group:${pattern}` } });

  test('is for the log groups of a stack by its own name, not by its ID', () => {
    const stack = new Stack(new App(), 'Stack', { stackName: 'prod' });
    CrisTrail.shared(stack);
    expect(encrypted(stack, 'prod')).toEqual(logGroups('prod-*'));
  });

  test('is for those of the nested stack that the trail is in, whose name is known at deployment only', () => {
    const nested = new NestedStack(new Stack(new App(), 'Stack'), 'Nested');
    new CrisTrail(nested, 'Trail');
    expect(encrypted(nested, 'Stack-NestedStack-1A2B')).toEqual(logGroups('Stack-NestedStack-1A2B-*'));
  });
});

describe.each([
  DEPLOYMENT,
  { partition: 'aws-us-gov', region: 'us-gov-west-1', accountId: '444455556666' },
])('policies, for this trail and no other, in a stack without env deployed to $region', (deployment) => {
  const { partition, region, accountId } = deployment;
  const { resource, arn, trailArn } = deployedTrail({}, deployment);
  const StringEquals = { 'aws:SourceArn': trailArn };
  const allow = { Effect: 'Allow', Resource: '*' };

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  test('the key is administered by the account and used by CloudTrail and CloudWatch Logs', () => {
    expect(statementsOf(resource('AWS::KMS::Key'), 'KeyPolicy')).toEqual([
      { ...allow, Principal: { AWS: `arn:${partition}:iam::${accountId}:root` }, Action: 'kms:*' },
      {
        ...allow,
        Sid: 'CloudTrailEncrypts',
        Principal: CLOUDTRAIL,
        Action: 'kms:GenerateDataKey*',
        Condition: { StringEquals, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${partition}:cloudtrail:*:${accountId}:trail/*` } },
      },
      { ...allow, Sid: 'CloudTrailDescribesKey', Principal: CLOUDTRAIL, Action: 'kms:DescribeKey', Condition: { StringEquals } },
      { ...allow, Sid: 'CloudTrailUsesBucketKey', Principal: CLOUDTRAIL, Action: 'kms:Decrypt' },
      {
        ...allow,
        Sid: 'LogsEncrypt',
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', 'log-group:Stack-*') } },
      },
    ]);
  });

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
  test('the bucket lets CloudTrail read its ACL and write the records of the account', () => {
    const bucketArn = `arn:${partition}:s3:::${resource('AWS::S3::Bucket', 'TrailBucket').logicalId.toLowerCase()}`;
    const allowed = statementsOf(resource('AWS::S3::BucketPolicy', 'TrailBucket'), 'PolicyDocument').filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      { ...allow, Sid: 'CloudTrailReadsAcl', Principal: CLOUDTRAIL, Action: 's3:GetBucketAcl', Resource: bucketArn, Condition: { StringEquals } },
      {
        ...allow,
        Sid: 'CloudTrailWrites',
        Principal: CLOUDTRAIL,
        Action: 's3:PutObject',
        Resource: `${bucketArn}/AWSLogs/${accountId}/*`,
        Condition: { StringEquals: { ...StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ]);
  });

  test('the role lets CloudTrail write to the log group, and to no other', () => {
    const role = resource('AWS::IAM::Role');
    const [{ PolicyDocument }] = role.Properties.Policies as [{ PolicyDocument: unknown }];
    expect(statementsOf(role, 'AssumeRolePolicyDocument')).toEqual([{ Effect: 'Allow', Principal: CLOUDTRAIL, Action: 'sts:AssumeRole' }]);
    expect(role.Properties.Policies).toHaveLength(1);
    expect(PolicyDocument).toMatchObject({
      Statement: [{
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: arn('logs', `log-group:${resource('AWS::Logs::LogGroup').logicalId}:*`),
      }],
    });
  });
});
