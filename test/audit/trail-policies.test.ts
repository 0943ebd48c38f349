import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DeployedResource, deployedTrail, DEPLOYMENT, statementsOf } from './deployed-trail';
import { CrisTrail } from '../../src/audit/trail';
import { resolveIntrinsics } from '../support/template-intrinsics';

const FLAG = '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy';
const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };

// CloudFormation names the log group: stack name, logical ID and random characters.
describe('the part of the key policy that is for the log group', () => {
  const encrypted = (stack: Stack, stackName: string) => {
    const key = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0];
    const { Properties } = resolveIntrinsics(key, Template.fromStack(stack).toJSON(), { ...DEPLOYMENT, stackName }) as DeployedResource;
    const [{ Condition }] = statementsOf({ logicalId: 'Key', Properties }, 'KeyPolicy').filter(({ Principal }) => JSON.stringify(Principal).includes('logs.'));
    return Condition;
  };
  const logGroups = (pattern: string) => ({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:111122223333:log-group:${pattern}` } });

  test('is for the log groups of a stack by its own name, not by its ID', () => {
    const stack = new Stack(new App(), 'Stack', { stackName: 'prod' });
    new CrisTrail(stack, 'Trail');
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
        Principal: CLOUDTRAIL,
        Action: 'kms:GenerateDataKey*',
        Condition: { StringEquals, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${partition}:cloudtrail:*:${accountId}:trail/*` } },
      },
      { ...allow, Principal: CLOUDTRAIL, Action: 'kms:DescribeKey', Condition: { StringEquals } },
      {
        ...allow,
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
      { ...allow, Principal: CLOUDTRAIL, Action: 's3:GetBucketAcl', Resource: bucketArn, Condition: { StringEquals } },
      {
        ...allow,
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

// What the bucket construct of CDK does about access logs depends on the flag; what is deployed must not.
describe.each([
  ['off', {}],
  ['false', { [FLAG]: false }],
  ['true', { [FLAG]: true }],
])('with the flag for access logs %s', (_, context) => {
  const { template, resource } = deployedTrail({}, DEPLOYMENT, context);
  const bucket = resource('AWS::S3::Bucket', 'TrailBucket');
  const accessLogs = resource('AWS::S3::Bucket', 'AccessLogs');
  const arnOf = ({ logicalId }: { logicalId: string }) => `arn:aws:s3:::${logicalId.toLowerCase()}`;

  test('no bucket has an ACL, and none takes one', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      AccessControl: Match.absent(),
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  test('the access logs of the bucket go to the other one, and those of that one nowhere', () => {
    expect(bucket.Properties.LoggingConfiguration).toEqual({ DestinationBucketName: accessLogs.logicalId });
    expect(accessLogs.Properties).not.toHaveProperty('LoggingConfiguration');
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
  test('the bucket policy lets S3 deliver them, for this bucket and account only, in one statement', () => {
    const allowed = statementsOf(resource('AWS::S3::BucketPolicy', 'AccessLogs'), 'PolicyDocument').filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([{
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${arnOf(accessLogs)}/*`,
      Condition: { ArnLike: { 'aws:SourceArn': arnOf(bucket) }, StringEquals: { 'aws:SourceAccount': DEPLOYMENT.accountId } },
    }]);
    expect(resource('AWS::S3::BucketPolicy', 'AccessLogs').Properties.Bucket).toBe(accessLogs.logicalId);
  });
});
