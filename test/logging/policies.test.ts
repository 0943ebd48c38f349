import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { allowedTo, deployedLogging, DEPLOYMENT } from './deployed-logging';
import { CrisTrail, InvocationLogDestination, InvocationLogging } from '../../src';
import { warningsOf } from '../profile/stack-warnings';
import { allows, AuthorizationRequest } from '../support/iam-evaluator';
import { policiesOfRole } from '../support/template-policies';

const OTHER_ACCOUNT = '999988887777';

describe.each([
  DEPLOYMENT,
  { partition: 'aws-us-gov', region: 'us-gov-west-1', accountId: '444455556666' },
])('in a stack without env deployed to $region', (deployment) => {
  const { partition, region, accountId } = deployment;
  const { template, resource } = deployedLogging({ bucketPrefix: 'bedrock' }, deployment);
  const roleDocuments = (idPart: string) => policiesOfRole(template.toJSON(), resource('AWS::IAM::Role', idPart).logicalId, deployment).inline;
  const logGroup = resource('AWS::Logs::LogGroup', 'LoggingLogGroup').logicalId;
  const bucket = resource('AWS::S3::Bucket', 'LoggingBucket').logicalId.toLowerCase();
  const sourceArn = (account = accountId, from = region) => `arn:${partition}:bedrock:${from}:${account}:foundation-model/x`;
  const fromHere = { 'aws:SourceAccount': accountId, 'aws:SourceArn': sourceArn() };
  // The confused deputy: another account that has Amazon Bedrock write to this account's places.
  const fromElsewhere: AuthorizationRequest['context'][] = [
    {}, { 'aws:SourceAccount': accountId }, { 'aws:SourceArn': sourceArn() },
    { 'aws:SourceAccount': OTHER_ACCOUNT, 'aws:SourceArn': sourceArn(OTHER_ACCOUNT) }, { ...fromHere, 'aws:SourceArn': sourceArn(accountId, 'me-west-1') },
  ];

  function onlyFromHere(document: ReturnType<typeof allowedTo>, action: string, resourceArn: string): void {
    const decide = (context: AuthorizationRequest['context']) => allows([document], { action, resource: resourceArn, context });
    expect(decide(fromHere)).toBe(true);
    expect(fromElsewhere.map(decide)).toEqual(fromElsewhere.map(() => false));
  }

  // https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
  test('Amazon Bedrock writes below its prefix of the bucket, for this account and Region', () => {
    const document = allowedTo('bedrock.amazonaws.com', resource('AWS::S3::BucketPolicy', 'LoggingBucket').Properties.PolicyDocument);
    const key = (path: string) => `arn:${partition}:s3:::${bucket}/${path}`;
    onlyFromHere(document, 's3:PutObject', key(`bedrock/AWSLogs/${accountId}/BedrockModelInvocationLogs/${region}/2026/11/22/00/data/x.json.gz`));
    for (const path of [`AWSLogs/${accountId}/BedrockModelInvocationLogs/x`, `bedrock/AWSLogs/${OTHER_ACCOUNT}/BedrockModelInvocationLogs/x`, 'bedrock/x']) {
      expect(allows([document], { action: 's3:PutObject', resource: key(path), context: fromHere })).toBe(false);
    }
    expect(allows([document], { action: 's3:GetObject', resource: key(`bedrock/AWSLogs/${accountId}/BedrockModelInvocationLogs/x`), context: fromHere })).toBe(false);
  });

  test('nobody else may write, and nothing goes without TLS', () => {
    const { Statement } = resource('AWS::S3::BucketPolicy', 'LoggingBucket').Properties.PolicyDocument as { Statement: { Effect: string; Condition: object }[] };
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toHaveLength(1);
    expect(Statement.filter(({ Effect }) => Effect === 'Deny').map(({ Condition }) => Condition)).toEqual([
      { Bool: { 'aws:SecureTransport': 'false' } }, { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    ]);
  });

  test('Amazon Bedrock encrypts with the key, for this account and Region; CloudWatch Logs for the log groups of this stack', () => {
    const policy = resource('AWS::KMS::Key').Properties.KeyPolicy;
    onlyFromHere(allowedTo('bedrock.amazonaws.com', policy), 'kms:GenerateDataKey', '*');
    expect(allows([allowedTo('bedrock.amazonaws.com', policy)], { action: 'kms:Decrypt', resource: '*', context: fromHere })).toBe(false);
    const forLogs = (name: string) => ({ 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${accountId}:log-group:${name}` });
    const decide = (context: AuthorizationRequest['context']) => allows([allowedTo(`logs.${region}.amazonaws.com`, policy)], { action: 'kms:GenerateDataKey', resource: '*', context });
    expect([forLogs('Stack-LoggingLogGroup-1A2B'), forLogs('other'), {}].map(decide)).toEqual([true, false, false]);
  });

  test('the delivery role is for Amazon Bedrock from here, and writes one log stream', () => {
    const role = resource('AWS::IAM::Role', 'DeliveryRole');
    onlyFromHere(allowedTo('bedrock.amazonaws.com', role.Properties.AssumeRolePolicyDocument), 'sts:AssumeRole', '*');
    const stream = (name: string, group = logGroup) => `arn:${partition}:logs:${region}:${accountId}:log-group:${group}:log-stream:${name}`;
    const may = (action: string, arn: string) => allows(roleDocuments('DeliveryRole'), { action, resource: arn, context: {} });
    expect(['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => may(action, stream('aws/bedrock/modelinvocations')))).toEqual([true, true]);
    expect([may('logs:PutLogEvents', stream('other')), may('logs:PutLogEvents', stream('aws/bedrock/modelinvocations', 'other')), may('logs:GetLogEvents', stream('aws/bedrock/modelinvocations'))])
      .toEqual([false, false, false]);
  });

  test('the handler configures logging here, passes the delivery role to Amazon Bedrock, writes its log, sees its stack, and nothing else', () => {
    const here = { 'aws:RequestedRegion': region };
    const deliveryRole = `arn:${partition}:iam::${accountId}:role/${resource('AWS::IAM::Role', 'DeliveryRole').logicalId}`;
    const stackId = `arn:${partition}:cloudformation:${region}:${accountId}:stack/Stack/id`;
    const may = ([action, arn, context]: readonly [string, string, AuthorizationRequest['context']]) => allows(roleDocuments('HandlerRole'), { action, resource: arn, context });
    const configure = ['Get', 'Put', 'Delete'].map((verb) => `bedrock:${verb}ModelInvocationLoggingConfiguration`);
    const toBedrock = { 'iam:PassedToService': 'bedrock.amazonaws.com' };
    expect([
      ...configure.map((action) => [action, '*', here] as const),
      ['iam:PassRole', deliveryRole, toBedrock] as const,
      ['logs:PutLogEvents', `arn:${partition}:logs:${region}:${accountId}:log-group:${resource('AWS::Logs::LogGroup', 'HandlerLogs').logicalId}:log-stream:x`, {}] as const,
      ['cloudformation:DescribeStacks', stackId, {}] as const,
    ].map(may)).toEqual(Array(6).fill(true));
    expect([
      ...configure.map((action) => [action, '*', { 'aws:RequestedRegion': 'me-west-1' }] as const),
      ['iam:PassRole', deliveryRole, { 'iam:PassedToService': 'lambda.amazonaws.com' }] as const,
      ['iam:PassRole', `arn:${partition}:iam::${accountId}:role/admin`, toBedrock] as const,
      ['logs:PutLogEvents', `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:x`, {}] as const,
      ['cloudformation:DescribeStacks', stackId.replace('Stack/id', 'Other/id'), {}] as const,
      ['cloudformation:DeleteStack', stackId, {}] as const,
      ['bedrock:InvokeModel', '*', here] as const,
      ['s3:GetObject', `arn:${partition}:s3:::${bucket}/x`, {}] as const,
    ].map(may)).toEqual(Array(10).fill(false));
  });
});

test('a given bucket and its key, in the app, get the statements; without a log group nothing is passed', () => {
  const { resource, template } = deployedLogging((stack) => ({
    destination: InvocationLogDestination.BUCKET, bucket: new s3.Bucket(stack, 'Given', { encryptionKey: new kms.Key(stack, 'GivenKey') }),
  }));
  const fromHere = { 'aws:SourceAccount': DEPLOYMENT.accountId, 'aws:SourceArn': `arn:aws:bedrock:eu-west-1:${DEPLOYMENT.accountId}:x` };
  const bucketPolicy = resource('AWS::S3::BucketPolicy').Properties;
  const object = `arn:aws:s3:::${String(bucketPolicy.Bucket).toLowerCase()}/AWSLogs/${DEPLOYMENT.accountId}/BedrockModelInvocationLogs/x`;
  expect(allows([allowedTo('bedrock.amazonaws.com', bucketPolicy.PolicyDocument)], { action: 's3:PutObject', resource: object, context: fromHere })).toBe(true);
  expect(allows([allowedTo('bedrock.amazonaws.com', resource('AWS::KMS::Key').Properties.KeyPolicy)], { action: 'kms:GenerateDataKey', resource: '*', context: fromHere })).toBe(true);
  expect(JSON.stringify(template.toJSON())).not.toContain('iam:PassRole');
});

// The policies of what is given are in its stack, and what is here refers to it: no reference may go back.
describe('what is given from elsewhere', () => {
  const env = { account: DEPLOYMENT.accountId, region: DEPLOYMENT.region };

  test.each(['another stack', 'the stack around a nested one'])('from %s gets the statements, without a circle', (where) => {
    const app = new App();
    const outer = new Stack(app, 'Outer', { env });
    const stack = where === 'another stack' ? new Stack(app, 'Stack', { env }) : new NestedStack(outer, 'Nested');
    const encryptionKey = new kms.Key(outer, 'Key');
    new InvocationLogging(stack, 'Logging', { encryptionKey, bucket: new s3.Bucket(outer, 'Given', { encryptionKey: new kms.Key(outer, 'BucketKey') }) });
    new CrisTrail(stack, 'Trail', { encryptionKey });
    expect(() => app.synth()).not.toThrow();
    const keys = Object.values(Template.fromStack(outer).findResources('AWS::KMS::Key')).map(({ Properties }) => Properties.KeyPolicy as object);
    expect(keys.map((policy) => JSON.stringify(policy).match(/"Service":"[\w.-]+"/g))).toEqual([
      ['"Service":"logs.eu-west-1.amazonaws.com"', '"Service":"cloudtrail.amazonaws.com"', '"Service":"cloudtrail.amazonaws.com"'], ['"Service":"bedrock.amazonaws.com"'],
    ]);
    expect(Object.values(Template.fromStack(outer).findResources('AWS::S3::BucketPolicy')).map(({ Properties }) => JSON.stringify(Properties))).toEqual([expect.stringContaining('bedrock.amazonaws.com')]);
    // A newer aws-cdk-lib has a word on references between stacks.
    expect(warningsOf(stack instanceof NestedStack ? outer : stack).filter(({ id }) => !id?.startsWith('@aws-cdk/'))).toEqual([]);
  });

  test('only by reference is warned of, each once', () => {
    const stack = new Stack(new App(), 'Stack', { env });
    const key = (id: string) => kms.Key.fromKeyArn(stack, id, `arn:aws:kms:eu-west-1:111122223333:key/${id}`);
    new InvocationLogging(stack, 'Logging', {
      encryptionKey: key('Key'), bucket: s3.Bucket.fromBucketAttributes(stack, 'Given', { bucketName: 'given', encryptionKey: key('BucketKey') }),
    });
    expect(warningsOf(stack).map(({ id, message }) => [id, message.split(';')[0].split(':')[0], /let it allow ([\w.]+)/.exec(message)![1]])).toEqual([
      ['cdk-bedrock-cris::keyPolicyNotAdded', 'bucket', 'bedrock.amazonaws.com'],
      ['cdk-bedrock-cris::keyPolicyNotAdded', 'encryptionKey', 'CloudWatch'],
      ['cdk-bedrock-cris::bucketPolicyNotAdded', 'bucket', 'bedrock.amazonaws.com'],
    ]);
  });
});
