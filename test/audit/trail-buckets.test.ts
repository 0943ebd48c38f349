import { Match } from 'aws-cdk-lib/assertions';
import { deployedTrail, DEPLOYMENT, statementsOf } from './deployed-trail';

const FLAG = '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy';

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
      Sid: 'AccessLogsDelivery',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${arnOf(accessLogs)}/*`,
      Condition: { ArnLike: { 'aws:SourceArn': arnOf(bucket) }, StringEquals: { 'aws:SourceAccount': DEPLOYMENT.accountId } },
    }]);
    expect(resource('AWS::S3::BucketPolicy', 'AccessLogs').Properties.Bucket).toBe(accessLogs.logicalId);
  });
});
