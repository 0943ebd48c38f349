import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { deployedLogging, DEPLOYMENT } from './deployed-logging';
import { InvocationLogDestination, InvocationLogging, InvocationLoggingProps } from '../../src';
import { warningsOf } from '../profile/stack-warnings';
import { allows } from '../support/iam-evaluator';
import { policiesOfRole } from '../support/template-policies';

const env = { account: DEPLOYMENT.accountId, region: DEPLOYMENT.region };
const isOurs = ({ Handler, Code }: Record<string, unknown>) => Handler === 'index.handler' && JSON.stringify(Code).includes('src/logging/handler');

/** What the role of the function may do, of all that it needs. */
function missing(template: Template, actions: readonly string[]): string[] {
  const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function')).filter((resource) => isOurs(resource.Properties as Record<string, unknown>));
  const documents = policiesOfRole(template.toJSON(), (Properties.Role as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0], DEPLOYMENT).inline;
  return actions.filter((action) => !allows(documents, { action, resource: '*', context: { 'aws:RequestedRegion': DEPLOYMENT.region } }));
}
const CONFIGURES = ['Get', 'Put', 'Delete'].map((verb) => `bedrock:${verb}ModelInvocationLoggingConfiguration`);
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
const CONNECTS = ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets', 'DeleteNetworkInterface', 'AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses']
  .map((action) => `ec2:${action}`);

describe('the log group of the function', () => {
  test('has the key and the retention of the others', () => {
    const { resource } = deployedLogging({ retention: logs.RetentionDays.ONE_MONTH });
    const [records, handler] = ['LoggingLogGroup', 'HandlerLogs'].map((id) => resource('AWS::Logs::LogGroup', id).Properties);
    expect(handler).toMatchObject({ KmsKeyId: records.KmsKeyId, RetentionInDays: 30 });
    expect(handler.KmsKeyId).toContain(resource('AWS::KMS::Key').logicalId);
  });

  test('has a key that is given, where nothing else is made', () => {
    const { resource, resources, logging } = deployedLogging((stack) => ({
      destination: InvocationLogDestination.LOG_GROUP_AND_BUCKET,
      logGroup: logs.LogGroup.fromLogGroupName(stack, 'L', 'given-logs'),
      bucket: s3.Bucket.fromBucketName(stack, 'B', 'given-bucket'),
      encryptionKey: new kms.Key(stack, 'Given'),
      retention: logs.RetentionDays.ONE_WEEK,
    }));
    expect(resources('AWS::KMS::Key')).toHaveLength(1);
    expect(resource('AWS::Logs::LogGroup').Properties).toMatchObject({ KmsKeyId: expect.stringContaining(resource('AWS::KMS::Key').logicalId), RetentionInDays: 7 });
    expect(logging.encryptionKey?.node.id).toBe('Given');
  });

  test('has no key with a bucket alone that is given, as there is none', () => {
    const { resource, resources } = deployedLogging((stack) => ({ destination: InvocationLogDestination.BUCKET, bucket: new s3.Bucket(stack, 'Given') }));
    expect([resources('AWS::KMS::Key'), resource('AWS::Logs::LogGroup').Properties.KmsKeyId]).toEqual([[], undefined]);
  });

  test('CloudWatch Logs may use the key of a bucket alone for it', () => {
    const { resource } = deployedLogging({ destination: InvocationLogDestination.BUCKET });
    expect(resource('AWS::Logs::LogGroup').Properties.KmsKeyId).toContain(resource('AWS::KMS::Key').logicalId);
    expect(JSON.stringify(resource('AWS::KMS::Key').Properties.KeyPolicy)).toContain('logs.eu-west-1.amazonaws.com');
  });
});

test('access logs are kept as long as what they are about', () => {
  const { resources } = deployedLogging({ retention: logs.RetentionDays.ONE_MONTH });
  const rules = resources('AWS::S3::Bucket').map(({ Properties }) => (Properties.LifecycleConfiguration as { Rules: object[] }).Rules);
  const rule = { ExpirationInDays: 30, NoncurrentVersionExpiration: { NoncurrentDays: 7 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' };
  expect(rules).toEqual([[rule], [rule]]);
});

describe('in a VPC', () => {
  const inVpc = (further: (stack: Stack, vpc: ec2.IVpc) => Partial<InvocationLoggingProps> = () => ({})) => {
    const stack = new Stack(new App(), 'Stack', { env });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['subnet-1', 'subnet-2'], isolatedSubnetIds: ['subnet-3', 'subnet-4'],
    });
    new InvocationLogging(stack, 'Logging', { vpc, ...further(stack, vpc) });
    return { stack, template: Template.fromStack(stack) };
  };

  test('the function is in its private subnets, with a security group, and may make network interfaces', () => {
    const { template, stack } = inVpc();
    template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'] } });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    expect(missing(template, [...CONFIGURES, ...CONNECTS])).toEqual([]);
    expect(new AwsSolutionsChecks().validateScope(stack).violations).toEqual([]);
  });

  test('the subnets and security groups can be chosen', () => {
    const { template } = inVpc((stack) => ({
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    }));
    template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-3', 'subnet-4'], SecurityGroupIds: ['sg-1'] } });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('is a matter of choice', () => {
    const { template } = deployedLogging();
    expect(missing(template, CONNECTS)).toEqual(CONNECTS);
    expect(JSON.stringify(template.toJSON())).not.toContain('VpcConfig');
  });
});

describe('a given role', () => {
  test('of the app gets the policy, and no other role is made for the function', () => {
    const { template, resources } = deployedLogging((stack) => ({ handlerRole: new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }) }));
    expect(missing(template, CONFIGURES)).toEqual([]);
    expect(resources('AWS::IAM::Role').map(({ logicalId }) => logicalId.slice(0, 5)).sort()).toEqual(['Given', 'Loggi']);
  });

  test('that is referenced gets it too', () => {
    const { template, stack } = deployedLogging((scope) => ({ handlerRole: iam.Role.fromRoleName(scope, 'Given', 'logging-handler') }));
    template.hasResourceProperties('AWS::IAM::Policy', { Roles: ['logging-handler'] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of a lookup is taken on the first pass, where its account is not known yet', () => {
    const stack = new Stack(new App(), 'Stack', { env });
    expect(() => new InvocationLogging(stack, 'Logging', { handlerRole: iam.Role.fromLookup(stack, 'Given', { roleName: 'logging-handler' }) })).not.toThrow();
  });

  test.each([['', undefined], [', and what AWSLambdaVPCAccessExecutionRole allows', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] }]])('that takes no policies gets none, and a warning says what it needs%s', (further, network) => {
    const { template, stack } = deployedLogging((scope) => ({
      handlerRole: iam.Role.fromRoleName(scope, 'Given', 'logging-handler', { mutable: false }), vpc: network && ec2.Vpc.fromVpcAttributes(scope, 'Vpc', network),
    }));
    template.resourceCountIs('AWS::IAM::Policy', 0);
    const ours = warningsOf(stack).filter(({ id }) => id.startsWith('cdk-bedrock-cris'));
    expect(ours).toEqual([{ path: '/Stack/Logging', id: 'cdk-bedrock-cris::policiesManagedElsewhere', message: expect.stringMatching(/^handlerRole: the role takes no policy updates, /) }]);
    expect(ours[0].message.split('iam:PassRole of the delivery role')[1]).toBe(further);
  });
});

// What scanners read: a policy with the wildcard beside its reason, not the policies in a role.
test('the wildcard stands in AWS::IAM::Policy', () => {
  const { resources } = deployedLogging();
  expect(resources('AWS::IAM::Policy').map(({ Properties }) => JSON.stringify(Properties.PolicyDocument)).filter((policy) => policy.includes('"Resource":"*"'))).toHaveLength(1);
  expect(JSON.stringify(resources('AWS::IAM::Role').map(({ Properties }) => Properties.Policies ?? []))).not.toContain('"Resource":"*"');
  expect(resources('AWS::IAM::RolePolicy')).toEqual([]);
});

// https://docs.aws.amazon.com/cdk/v2/guide/define-iam-l2.html#define-iam-l2-customize-roles
describe('with roles that are made elsewhere', () => {
  const ROLES = { 'Stack/Logging/HandlerRole': 'precreated-handler', 'Stack/Logging/DeliveryRole': 'precreated-delivery' };

  test('they are used, and the policies are in the report alone', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env });
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: ROLES });
    new InvocationLogging(stack, 'Logging');
    const template = Template.fromStack(stack);
    for (const type of ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy']) template.resourceCountIs(type, 0);
    expect(JSON.stringify(template.findResources('AWS::Lambda::Function'))).toContain(':role/precreated-handler');
    expect(JSON.stringify(template.findResources('Custom::BedrockInvocationLogging'))).toContain(':role/precreated-delivery');
    expect(warningsOf(stack)).toEqual([]);
  });

  // The CDK then writes the roles, and no policies of any role: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.CustomizeRolesOptions.html
  test('the roles are there too without preventing their synthesis', () => {
    const stack = new Stack(new App(), 'Stack', { env });
    iam.Role.customizeRoles(stack, { preventSynthesis: false });
    new InvocationLogging(stack, 'Logging');
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 2);
  });
});
