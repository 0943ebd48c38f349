import { policyOf } from './policy';
import { BatchObjects, batchStorageStatements } from '../../../src/access/statements/batch';
import { allows, AuthorizationRequest } from '../../support/iam-evaluator';

const ACCOUNT = '111122223333';
const OWNER = { region: 'eu-west-1', account: ACCOUNT };
const OWN = { 'aws:ResourceAccount': ACCOUNT };
const THROUGH_S3 = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' };
const BUCKET = 'arn:aws:s3:::data';
const RESULTS = 'arn:aws:s3:::results';
const [READ_KEY, WRITE_KEY] = ['a', 'b'].map((id) => `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${id}`);

type Request = [action: string, resource: string, context: AuthorizationRequest['context']];

function allowed(input: Partial<BatchObjects>, output: Partial<BatchObjects>, requests: readonly Request[]): boolean[] {
  const document = policyOf(batchStorageStatements({ bucketArn: BUCKET, prefix: '', ...input }, { bucketArn: BUCKET, prefix: '', ...output }, OWNER));
  return requests.map(([action, resource, context]) => allows([document], { action, resource, context }));
}

const list = (bucket: string, prefix?: string, account = ACCOUNT): Request => ['s3:ListBucket', bucket, { 'aws:ResourceAccount': account, 's3:prefix': prefix }];
const prefixes = [{ prefix: 'jobs/in/' }, { prefix: 'jobs/out/' }] as const;

test('the input is listed and read, the output listed, read and written, under their prefixes', () => {
  expect(allowed(...prefixes, [
    list(BUCKET, 'jobs/in/'), list(BUCKET, 'jobs/out/a1b2/'), ['s3:GetObject', `${BUCKET}/jobs/in/x.jsonl`, OWN], ['s3:PutObject', `${BUCKET}/jobs/out/a1b2/x.jsonl.out`, OWN], ['s3:GetObject', `${BUCKET}/jobs/out/a1b2/x.jsonl.out`, OWN],
  ])).toEqual([true, true, true, true, true]);
});

test.each<[string, Request]>([
  ['listing all', list(BUCKET)],
  ['listing another prefix', list(BUCKET, 'secrets/')],
  ['listing a bucket of another account', list(BUCKET, 'jobs/in/', '999988887777')],
  ['reading another prefix', ['s3:GetObject', `${BUCKET}/secrets/x`, OWN]],
  ['reading a bucket of another account', ['s3:GetObject', `${BUCKET}/jobs/in/x`, { 'aws:ResourceAccount': '999988887777' }]],
  ['writing over the input', ['s3:PutObject', `${BUCKET}/jobs/in/x`, OWN]],
  ['writing into a bucket of another account', ['s3:PutObject', `${BUCKET}/jobs/out/x`, { 'aws:ResourceAccount': '999988887777' }]],
  ['any key', ['kms:Decrypt', READ_KEY, THROUGH_S3]],
])('not %s', (_, request) => {
  expect(allowed(...prefixes, [request])).toEqual([false]);
});

test('without prefixes it is all of both buckets, and the input is not written', () => {
  expect(allowed({}, { bucketArn: RESULTS }, [
    list(BUCKET), list(RESULTS), ['s3:GetObject', `${BUCKET}/x`, OWN], ['s3:PutObject', `${RESULTS}/x`, OWN], ['s3:PutObject', `${BUCKET}/x`, OWN],
  ])).toEqual([true, true, true, true, false]);
});

describe('keys', () => {
  const REQUESTS = [READ_KEY, WRITE_KEY].flatMap((key) => ['Decrypt', 'GenerateDataKey'].map((name): Request => [`kms:${name}`, key, THROUGH_S3]));

  test.each<[string, Partial<BatchObjects>, Partial<BatchObjects>, boolean[]]>([
    ['that of the input decrypts', { keyArn: READ_KEY }, {}, [true, false, false, false]],
    ['that of the output does both', {}, { keyArn: WRITE_KEY }, [false, false, true, true]],
    ['each does its own', { keyArn: READ_KEY }, { keyArn: WRITE_KEY }, [true, false, true, true]],
  ])('%s', (_, input, output, expected) => {
    expect(allowed(input, output, REQUESTS)).toEqual(expected);
  });

  test.each([[{}], [{ 'kms:ViaService': 's3.us-east-1.amazonaws.com' }], [{ 'kms:ViaService': 'lambda.eu-west-1.amazonaws.com' }]])('are used through S3 of the Region only, not with %j', (context) => {
    expect(allowed({ keyArn: READ_KEY }, { keyArn: WRITE_KEY }, REQUESTS.map(([action, key]) => [action, key, context]))).toEqual([false, false, false, false]);
  });
});
