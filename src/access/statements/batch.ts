import { StatementJson } from './statement';

/** Objects of a bucket whose keys begin with a prefix; the texts may be tokens. */
export interface BatchObjects {
  readonly bucketArn: string;
  /** Ends with a slash, or is empty for all objects. */
  readonly prefix: string;
  /** The key of the bucket, where it has one of its own. */
  readonly keyArn?: string;
}

/** Where a batch role lives. */
interface BatchOwner {
  readonly region: string;
  readonly account: string;
}

/**
 * What a batch job needs of its buckets: to list and read its input, and to list, read and write its output, in buckets of its own account. AWS's template
 * allows writing the input as well, which is left out. Nothing says that a job does, and a principal that can write it decides what the model is asked.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
 */
export function batchStorageStatements(input: BatchObjects, output: BatchObjects, { region, account }: BatchOwner): StatementJson[] {
  const owned = { 'aws:ResourceAccount': account };
  const throughS3 = { 'kms:ViaService': `s3.${region}.amazonaws.com` };
  const places = [['Input', input], ['Output', output]] as const;
  return [
    ...places.map(([name, { bucketArn, prefix }]) => ({
      ...allow(`List${name}`, ['s3:ListBucket'], bucketArn),
      Condition: { StringEquals: owned, ...(prefix !== '' && { StringLike: { 's3:prefix': `${prefix}*` } }) },
    })),
    { ...allow('ReadInput', ['s3:GetObject'], `${input.bucketArn}/${input.prefix}*`), Condition: { StringEquals: owned } },
    { ...allow('WriteOutput', ['s3:GetObject', 's3:PutObject'], `${output.bucketArn}/${output.prefix}*`), Condition: { StringEquals: owned } },
    ...input.keyArn === undefined ? [] : [{ ...allow('DecryptInput', ['kms:Decrypt'], input.keyArn), Condition: { StringEquals: throughS3 } }],
    // Decrypt too: large objects are uploaded in parts. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
    ...output.keyArn === undefined ? [] : [{ ...allow('EncryptOutput', ['kms:Decrypt', 'kms:GenerateDataKey'], output.keyArn), Condition: { StringEquals: throughS3 } }],
  ];
}

function allow(sid: string, actions: readonly string[], resource: string): StatementJson {
  return { Sid: sid, Effect: 'Allow', Action: actions, Resource: [resource] };
}
