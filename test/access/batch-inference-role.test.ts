import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ApplicationInferenceProfile, BatchInferenceRole, BatchInferenceRoleProps, Geography, IInferenceProfile, InferenceProfile, ApplicationInferenceProfileSource } from '../../src';
import { applicationProfileEvaluations, callIsAllowed, directModelCall } from '../support/cris-requests';
import { deniedRequests, GrantedProfile } from '../support/denied-requests';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../support/iam-evaluator';
import { assertWithinIamLimits, policiesOf, resolveIntrinsics } from '../support/template-policies';

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '999988887777';
const REGION = 'eu-west-1';
const SONNET = 'global.anthropic.claude-sonnet-4-6';
const globalSonnet = () => InferenceProfile.fromInferenceProfileId(SONNET);

type Optional = Partial<Omit<BatchInferenceRoleProps, 'inferenceProfiles'>> & { readonly inferenceProfiles?: IInferenceProfile[] };

interface Trust { readonly Statement: ({ Principal: object } & PolicyDocumentJson)[] }

/** A role in a deployed stack, with what it may do, and a submitter. */
function deployed(props: (stack: Stack) => Optional = () => ({ inputPrefix: 'jobs/in', outputPrefix: 'jobs/out' }), env: object = { region: REGION }, at = { partition: 'aws', region: REGION, accountId: ACCOUNT }) {
  const stack = new Stack(new App(), 'Stack', { env });
  const batch = new BatchInferenceRole(stack, 'Batch', { inferenceProfiles: [globalSonnet()], inputBucket: s3.Bucket.fromBucketName(stack, 'Data', 'data'), ...props(stack) });
  const submitter = new iam.Role(stack, 'Submitter', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  batch.grantSubmit(submitter).assertSuccess();
  const template = Template.fromStack(stack).toJSON();
  const idOf = (role: iam.Role) => stack.getLogicalId(role.node.defaultChild as iam.CfnRole);
  const documentsOf = (role: iam.Role) => policiesOf(template, idOf(role), at).inline;
  const trust = resolveIntrinsics(template.Resources[idOf(batch.role)].Properties.AssumeRolePolicyDocument, template, at) as Trust;
  assertWithinIamLimits(policiesOf(template, idOf(batch.role), at));
  return { stack, batch, documents: documentsOf(batch.role), submitting: documentsOf(submitter), trust, roleId: idOf(batch.role), template };
}

const object = (key: string, bucket = 'data') => `arn:aws:s3:::${bucket}/${key}`;
const own = { 'aws:ResourceAccount': ACCOUNT };
const may = (documents: PolicyDocumentJson[], action: string, resource: string, context: AuthorizationRequest['context'] = own) => allows(documents, { action, resource, context });

// https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
describe.each([
  ['aws', REGION, { region: REGION }],
  ['aws', 'ap-southeast-2', {}],
  ['aws-us-gov', 'us-gov-west-1', {}],
])('in %s, %s, the trust', (partition, region, env) => {
  const profiles = () => (partition === 'aws' ? {} : { inferenceProfiles: [InferenceProfile.fromInferenceProfileId('us-gov.example.model-v1:0')] });
  const { trust } = deployed(profiles, env, { partition, region, accountId: ACCOUNT });
  const [{ Principal, ...statement }] = trust.Statement;
  const takesOn = (context: AuthorizationRequest['context']) =>
    allows([{ Statement: [{ ...statement, Resource: '*' } as never] }], { action: 'sts:AssumeRole', resource: '*', context });
  const job = (account = ACCOUNT, from = region, kind = 'model-invocation-job') => `arn:${partition}:bedrock:${from}:${account}:${kind}/abc123`;

  test('is that of Amazon Bedrock', () => {
    expect([Principal, trust.Statement.length]).toEqual([{ Service: 'bedrock.amazonaws.com' }, 1]);
  });

  test('is for batch jobs of this account and Region, and no other request: no confused deputy', () => {
    expect(takesOn({ 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': job() })).toBe(true);
    expect([
      {}, { 'aws:SourceAccount': ACCOUNT }, { 'aws:SourceArn': job() },
      { 'aws:SourceAccount': OTHER_ACCOUNT, 'aws:SourceArn': job(OTHER_ACCOUNT) },
      { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': job(OTHER_ACCOUNT) },
      { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': job(ACCOUNT, 'me-west-1') },
      { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': job(ACCOUNT, region, 'model-customization-job') },
    ].map(takesOn)).toEqual(Array(7).fill(false));
  });
});

describe('storage', () => {
  const { documents } = deployed();

  test('the input is listed and read, the output listed, read and written', () => {
    expect([
      may(documents, 's3:GetObject', object('jobs/in/records.jsonl')),
      may(documents, 's3:ListBucket', 'arn:aws:s3:::data', { ...own, 's3:prefix': 'jobs/in/' }),
      may(documents, 's3:PutObject', object('jobs/out/abc123/records.jsonl.out')),
      may(documents, 's3:GetObject', object('jobs/out/abc123/records.jsonl.out')),
      may(documents, 's3:ListBucket', 'arn:aws:s3:::data', { ...own, 's3:prefix': 'jobs/out/abc123/' }),
    ]).toEqual([true, true, true, true, true]);
  });

  test.each<[string, string, string, AuthorizationRequest['context']]>([
    ['the input of another bucket', 's3:GetObject', object('jobs/in/records.jsonl', 'other'), own],
    ['another prefix', 's3:GetObject', object('secrets/x'), own],
    ['a prefix that begins alike', 's3:GetObject', object('jobs/input-of-others/x'), own],
    ['the list of another prefix', 's3:ListBucket', 'arn:aws:s3:::data', { ...own, 's3:prefix': 'secrets/' }],
    ['the whole list', 's3:ListBucket', 'arn:aws:s3:::data', own],
    ['writing over the input', 's3:PutObject', object('jobs/in/records.jsonl'), own],
    ['deleting', 's3:DeleteObject', object('jobs/out/abc123/x'), own],
    ['a bucket of that name in another account', 's3:GetObject', object('jobs/in/x'), { 'aws:ResourceAccount': OTHER_ACCOUNT }],
    ['writing to it', 's3:PutObject', object('jobs/out/x'), { 'aws:ResourceAccount': OTHER_ACCOUNT }],
    ['a bucket of an unknown account', 's3:PutObject', object('jobs/out/x'), {}],
    ['any key', 'kms:Decrypt', `arn:aws:kms:${REGION}:${ACCOUNT}:key/x`, { 'kms:ViaService': `s3.${REGION}.amazonaws.com` }],
  ])('not %s', (_, action, resource, context) => {
    expect(may(documents, action, resource, context)).toBe(false);
  });

  test('without prefixes it is the whole bucket, and with an output bucket that one', () => {
    const other = deployed((stack) => ({ outputBucket: s3.Bucket.fromBucketName(stack, 'Results', 'results') })).documents;
    expect([may(other, 's3:GetObject', object('x')), may(other, 's3:ListBucket', 'arn:aws:s3:::data'), may(other, 's3:PutObject', object('x', 'results')), may(other, 's3:ListBucket', 'arn:aws:s3:::results')])
      .toEqual([true, true, true, true]);
    expect([may(other, 's3:PutObject', object('x')), may(other, 's3:GetObject', object('x', 'results'))]).toEqual([false, true]);
  });

  test('keys of the buckets are used through Amazon S3 only: that of the input to decrypt, that of the output to encrypt', () => {
    const { documents: withKeys, stack, template } = deployed((scope) => {
      const key = (id: string) => new kms.Key(scope, id);
      return { inputBucket: new s3.Bucket(scope, 'In', { encryptionKey: key('InKey') }), outputBucket: new s3.Bucket(scope, 'Out', { encryptionKey: key('OutKey') }) };
    });
    const keyArn = (id: string) => resolveIntrinsics(stack.resolve((stack.node.findChild(id) as kms.Key).keyArn), template, { partition: 'aws', region: REGION, accountId: ACCOUNT }) as string;
    const through = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });
    const decide = (id: string, context: AuthorizationRequest['context']) => ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt'].map((action) => may(withKeys, action, keyArn(id), context));
    expect(decide('InKey', through('s3'))).toEqual([true, false, false]);
    expect(decide('OutKey', through('s3'))).toEqual([true, true, false]);
    expect([...decide('InKey', through('sqs')), ...decide('OutKey', {})]).toEqual(Array(6).fill(false));
  });
});

describe('inference', () => {
  const granted: GrantedProfile = { account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: SONNET };
  const { documents } = deployed();

  test('calls through a global profile pass all three evaluations, without streaming', () => {
    expect(callIsAllowed(documents, granted)).toBe(true);
    expect(callIsAllowed(documents, { ...granted, action: 'bedrock:InvokeModelWithResponseStream' })).toBe(false);
  });

  test('nothing beyond the profile is allowed: no other model, no direct call', () => {
    expect(deniedRequests(granted).filter(([, request]) => allows(documents, request)).map(([name]) => name)).toEqual([]);
    expect(allows(documents, directModelCall({ region: REGION, modelId: 'anthropic.claude-sonnet-4-6' }))).toBe(false);
  });

  test('calls through a geographic profile pass in each destination', () => {
    const profile = InferenceProfile.geographicProfile(Geography.EU, { modelId: 'example.model-v1:0' } as never, { destinationRegions: ['eu-west-1', 'eu-north-1'] });
    const geographic = deployed(() => ({ inferenceProfiles: [profile] })).documents;
    const call = { account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: 'eu.example.model-v1:0', destinationRegions: ['eu-west-1', 'eu-north-1'] };
    expect(callIsAllowed(geographic, call)).toBe(true);
    expect(callIsAllowed(geographic, { ...call, destinationRegions: ['eu-south-1'] })).toBe(false);
  });
});

// Which ARN bedrock:InferenceProfileArn holds then is not documented, so both have to work.
test.each(['application', 'system'] as const)('an application inference profile works too, where the key holds the ARN of the %s profile', (conditionValue) => {
  const { documents, template } = deployed((stack) => ({ inferenceProfiles: [new ApplicationInferenceProfile(stack, 'Costs', { modelSource: ApplicationInferenceProfileSource.inferenceProfile(globalSonnet()) })] }));
  const [[logicalId]] = Object.entries(template.Resources as Record<string, { Type: string }>).filter(([, { Type }]) => Type === 'AWS::Bedrock::ApplicationInferenceProfile');
  const applicationInferenceProfileArn = resolveIntrinsics({ 'Fn::GetAtt': [logicalId, 'InferenceProfileArn'] }, template, { partition: 'aws', region: REGION, accountId: ACCOUNT }) as string;
  const call = { account: ACCOUNT, sourceRegion: REGION, applicationInferenceProfileArn, systemProfileId: SONNET, conditionValue };
  expect(applicationProfileEvaluations(call).map((request) => allows(documents, request))).toEqual([true, true, true]);
});

test('the submitter may submit jobs for the model and pass this role to Amazon Bedrock, and nothing else', () => {
  const { submitting, roleId } = deployed();
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/${roleId}`;
  const submit = (resource: string) => may(submitting, 'bedrock:CreateModelInvocationJob', resource, {});
  const pass = (resource: string, service: string) => may(submitting, 'iam:PassRole', resource, { 'iam:PassedToService': service });
  expect([
    submit(`arn:aws:bedrock:${REGION}::foundation-model/anthropic.claude-sonnet-4-6`), submit(`arn:aws:bedrock:${REGION}:${ACCOUNT}:model-invocation-job/abc`), pass(roleArn, 'bedrock.amazonaws.com'),
  ]).toEqual([true, true, true]);
  expect([
    submit(`arn:aws:bedrock:${REGION}::foundation-model/anthropic.claude-opus-5`), pass(roleArn, 'lambda.amazonaws.com'), pass(`arn:aws:iam::${ACCOUNT}:role/admin`, 'bedrock.amazonaws.com'),
    may(submitting, 's3:GetObject', object('jobs/in/x')), callIsAllowed(submitting, { account: ACCOUNT, sourceRegion: REGION, inferenceProfileId: SONNET }),
  ]).toEqual(Array(5).fill(false));
});

test('the construct is a grantee: what is granted to it, its role may do', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: REGION } });
  const batch = new BatchInferenceRole(stack, 'Batch', { inferenceProfiles: [globalSonnet()], inputBucket: s3.Bucket.fromBucketName(stack, 'Data', 'data') });
  expect(batch.grantPrincipal).toBe(batch.role);
});

test.each<[RegExp, Optional | ((stack: Stack) => Optional)]>([
  [/^inferenceProfiles: the list is empty; /, { inferenceProfiles: [] }],
  [/^inputPrefix: "in\/" is not a prefix; /, { inputPrefix: 'in/' }],
  [/^outputPrefix: "" is not a prefix; /, { outputPrefix: '' }],
  [/^inputPrefix: "\*" is not a prefix; /, { inputPrefix: '*' }],
  [/^inputBucket: it is in the account "999988887777", and this stack is in "111122223333"; /, (stack) => ({ inputBucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'other-data', account: OTHER_ACCOUNT }) })],
  [/^outputBucket: it is in the account "999988887777"/, (stack) => ({ outputBucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'other-data', account: OTHER_ACCOUNT }) })],
])('%s', (message, props) => {
  expect(() => deployed((stack) => (typeof props === 'function' ? props(stack) : props), { region: REGION, account: ACCOUNT })).toThrow(message);
});

test('tokens are not judged: a prefix, a bucket of an account that is known at deployment only', () => {
  expect(() => deployed((stack) => ({ inputPrefix: stack.stackName, inputBucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'other-data', account: OTHER_ACCOUNT }) }), {})).not.toThrow();
});
