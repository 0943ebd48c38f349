import { App, aws_ec2 as ec2, aws_iam as iam, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { InvocationLogDestination, InvocationLogging, InvocationLoggingOnDelete, InvocationLoggingProps } from '../../src';

const env = { account: '111122223333', region: 'eu-west-1' };
const { BUCKET } = InvocationLogDestination;
const { RESTORE } = InvocationLoggingOnDelete;

describe('a second one', () => {
  const second = /^InvocationLogging: .*"[\w/]+" defines it already; leave one of the two out$/;
  const both = (one: Stack, other: Stack) => {
    new InvocationLogging(one, 'One');
    return () => new InvocationLogging(other, 'Other');
  };

  test('in a stack is an error, with or without an environment', () => {
    const [agnostic, known] = [new Stack(new App(), 'A'), new Stack(new App(), 'B', { env })];
    expect(both(agnostic, agnostic)).toThrow(second);
    expect(both(known, known)).toThrow(second);
  });

  test('in a nested stack, a sibling of it, or the stack around it is one', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(both(new NestedStack(stack, 'N'), stack)).toThrow(second);
    const other = new Stack(new App(), 'Stack');
    expect(both(new NestedStack(other, 'N'), new NestedStack(other, 'M'))).toThrow(second);
  });

  test('in another stack of the same account and Region is one, in another stage too', () => {
    const app = new App();
    expect(both(new Stack(app, 'A', { env }), new Stack(app, 'B', { env }))).toThrow(second);
    const staged = new App();
    expect(both(new Stack(staged, 'A', { env }), new Stack(new Stage(staged, 'Prod', { env }), 'B'))).toThrow(second);
  });

  test.each<[string, object | undefined, object | undefined]>([
    ['another Region', env, { ...env, region: 'eu-central-1' }],
    ['another account', env, { ...env, account: '999988887777' }],
    ['environments that are known at deployment only', undefined, undefined],
    ['an account that is known at deployment only', { region: env.region }, { region: env.region }],
    ['one that is known and one that is not', env, undefined],
  ])('in %s is none', (_, one, other) => {
    const app = new App();
    const second2 = both(new Stack(app, 'A', { env: one }), new Stack(app, 'B', { env: other }));
    expect(second2).not.toThrow();
    expect(() => app.synth()).not.toThrow();
  });

  test('in another app is none', () => {
    expect(both(new Stack(new App(), 'A', { env }), new Stack(new App(), 'A', { env }))).not.toThrow();
  });
});

const logGroup = (stack: Stack) => logs.LogGroup.fromLogGroupName(stack, 'L', 'given');
const bucket = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'B', 'given');

test.each<[RegExp, (stack: Stack) => InvocationLoggingProps]>([
  [/^logGroup: nothing is delivered there, because destination is BUCKET; /, (stack) => ({ destination: BUCKET, logGroup: logGroup(stack) })],
  [/^bucket: nothing is delivered there, because largePayloads is false; /, (stack) => ({ largePayloads: false, bucket: bucket(stack) })],
  [/^bucketPrefix: nothing is delivered there, because largePayloads is false; /, () => ({ largePayloads: false, bucketPrefix: 'x' })],
  [/^largePayloads: false, and the destination is BUCKET/, () => ({ destination: BUCKET, largePayloads: false })],
  [/^bucket: it is in the Region "us-east-1", and this stack is in "eu-west-1"; /, (stack) => ({ bucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'given', region: 'us-east-1' }) })],
  [/^bucket: it is in the account "999988887777"/, (stack) => ({ bucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'given', account: '999988887777' }) })],
  [/^logGroup: it is in the Region "us-east-1"/, (stack) => ({ logGroup: logs.LogGroup.fromLogGroupArn(stack, 'L', 'arn:aws:logs:us-east-1:111122223333:log-group:x:*') })],
  [/^trailLogGroup: it is in the account "999988887777"/, (stack) => ({ trailLogGroup: logs.LogGroup.fromLogGroupArn(stack, 'L', 'arn:aws:logs:eu-west-1:999988887777:log-group:x:*') })],
  [/^trailLogGroup: no log group is made here/, (stack) => ({ destination: BUCKET, trailLogGroup: logGroup(stack) })],
  [/^queryRequestMetadata: no log group is made here/, () => ({ destination: BUCKET, queryRequestMetadata: ['team'] })],
  [/^queryRequestMetadata: the list is empty; give at least one key, or leave it out$/, () => ({ queryRequestMetadata: [] })],
  [/^queryRequestMetadata: "team" is given twice; /, () => ({ queryRequestMetadata: ['team', 'team'] })],
  [/^queryRequestMetadata: 17 keys, and a call has at most 16; give fewer$/, () => ({ queryRequestMetadata: [...Array(17).keys()].map((key) => `k${key}`) })],
  ...['', 'a.b', 'a b', 'a`b', 'a#b', 'a\nb', 'é', 'k'.repeat(257)].map((key): [RegExp, () => InvocationLoggingProps] => [/^queryRequestMetadata: ".*" is not a key that a query can name; give 1 to 256 letters, digits and _ - : \/ @ \+ =$/,
    () => ({ queryRequestMetadata: [key] })]),
  ...['', '/a', 'a/', 'a//b', 'a b', 'é', 'a*'].map((bucketPrefix): [RegExp, () => InvocationLoggingProps] => [/^bucketPrefix: ".*" is not a prefix; /, () => ({ bucketPrefix })]),
  [/^dataProtectionPolicy: no log group is made here/, (stack) => ({ logGroup: logGroup(stack), dataProtectionPolicy: new logs.DataProtectionPolicy({ identifiers: [logs.DataIdentifier.EMAILADDRESS] }) })],
  [/^handlerRole: it is in the account "999988887777", and this stack is in "111122223333"; /, (stack) => ({ handlerRole: iam.Role.fromRoleArn(stack, 'R', 'arn:aws:iam::999988887777:role/x') })],
  [/^vpcSubnets: no vpc is given, which they would be in; /, () => ({ vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } })],
  [/^securityGroups: no vpc is given/, (stack) => ({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'S', 'sg-1')] })],
  [/^securityGroups: the list is empty; /, (stack) => ({ vpc: new ec2.Vpc(stack, 'V'), securityGroups: [] })],
  [/^removalPolicy: DESTROY removes what logging delivers to/, () => ({ removalPolicy: RemovalPolicy.DESTROY })],
  [/^onDelete: RESTORE with a bucket that exists and no log group/, (stack) => ({ destination: BUCKET, bucket: bucket(stack), onDelete: RESTORE })],
])('%s', (message, props) => {
  const stack = new Stack(new App(), 'Stack', { env });
  expect(() => new InvocationLogging(stack, 'Logging', props(stack))).toThrow(message);
  // What was refused does not count.
  expect(() => new InvocationLogging(stack, 'Next')).not.toThrow();
});

test('what is known at deployment only is not judged', () => {
  const stack = new Stack(new App(), 'Stack');
  const props = { bucketPrefix: stack.stackName, bucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'given', region: 'us-east-1' }) };
  expect(() => new InvocationLogging(stack, 'Logging', props)).not.toThrow();
});
