import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { InferenceProfileGrants } from './inference-profile-grants';
import { BatchObjects, batchStorageStatements } from './statements/batch';
import { accountResourceArn } from '../bedrock/arns';
import { checkKeyPrefix, checkPolicyText } from '../private/inputs';
import { S3_BUCKET, checkShape, listOf, PROFILE, TEXT } from '../private/shape';
import { checkSamePlace, sourcesOf } from '../private/source';
import { acknowledgeWildcards } from '../private/wildcards';
import { IInferenceProfile } from '../profile/inference-profile';

/**
 * Properties of a batch inference role.
 */
export interface BatchInferenceRoleProps {
  /** The profiles that jobs call. */
  readonly inferenceProfiles: IInferenceProfile[];

  /** The bucket that holds the input of jobs, in the account of the stack. */
  readonly inputBucket: s3.IBucket;

  /**
   * The folder of the input in its bucket, without slashes at its ends.
   *
   * @default - the whole bucket
   */
  readonly inputPrefix?: string;

  /**
   * The bucket that jobs write their output to, in the account of the stack.
   *
   * @default - the bucket of the input
   */
  readonly outputBucket?: s3.IBucket;

  /**
   * The folder of the output in its bucket, without slashes at its ends.
   *
   * @default - the whole bucket
   */
  readonly outputPrefix?: string;
}

/**
 * The service role that Amazon Bedrock runs batch inference with (`CreateModelInvocationJob`), through inference profiles, from the Region of the stack.
 *
 * Only batch jobs of this account and Region can take it on. It may read the input, read and write the output, and call the profiles, and nothing else. With
 * buckets that are encrypted with KMS keys it may use those keys through Amazon S3; where a key's policy does not leave that to IAM, as the
 * default one does, add the role to it.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
 */
export class BatchInferenceRole extends Construct implements iam.IGrantable {
  /** The role: its ARN is the `roleArn` of a job. */
  public readonly role: iam.Role;
  /** The principal to grant permissions to: the role. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly grants: InferenceProfileGrants;

  /**
   * Throws for an empty or repeated list of profiles, for profiles that the Region of the stack cannot call, for a bucket of another account, and
   * for a prefix with slashes at its ends.
   */
  constructor(scope: Construct, id: string, props: BatchInferenceRoleProps) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles': listOf(PROFILE), 'inputBucket': S3_BUCKET, 'inputPrefix?': TEXT, 'outputBucket?': S3_BUCKET, 'outputPrefix?': TEXT,
    });
    const [source] = sourcesOf(this);
    // Batch jobs do not stream.
    this.grants = InferenceProfileGrants.of(this, props.inferenceProfiles, { streaming: false });
    const outputBucket = props.outputBucket ?? props.inputBucket;
    const input = this.objects('input', props.inputBucket, props.inputPrefix);
    const output = this.objects('output', outputBucket, props.outputPrefix);

    this.role = new iam.Role(this, 'Role', {
      description: 'Amazon Bedrock batch inference through cross-Region inference profiles',
      assumedBy: new iam.ServicePrincipal('bedrock.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': source.account },
          ArnLike: { 'aws:SourceArn': accountResourceArn(source, 'model-invocation-job/*') },
        },
      }),
    });
    this.grantPrincipal = this.role;
    this.grants.invoke(this.role);
    // A policy of its own keeps object ARNs, which end with "*", apart from the statements on the profiles.
    const storage = batchStorageStatements(input, output, source);
    const policy = new iam.Policy(this, 'Storage', { roles: [this.role], statements: storage.map((statement) => iam.PolicyStatement.fromJson(statement)) });
    acknowledgeWildcards(policy, storage.flatMap(({ Resource }) => Resource), 'Objects are named by the beginning of their keys; only those of the input and the output of batch jobs');
  }

  /**
   * Allows submitting batch jobs for the models of the profiles (`CreateModelInvocationJob`) with this role, which includes passing it to Amazon Bedrock.
   *
   * @param grantee who submits
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-permissions.html
   */
  public grantSubmit(grantee: iam.IGrantable): iam.Grant {
    return this.grants.submitBatchInference(grantee, this.role);
  }

  private objects(name: 'input' | 'output', bucket: s3.IBucket, prefix: string | undefined): BatchObjects {
    checkSamePlace(this, `${name}Bucket`, { account: bucket.env.account });
    for (const arn of [bucket.bucketArn, bucket.encryptionKey?.keyArn ?? '']) checkPolicyText(this, `${name}Bucket`, arn);
    checkKeyPrefix(this, `${name}Prefix`, prefix);
    if (prefix !== undefined) checkPolicyText(this, `${name}Prefix`, prefix.replace(/'/g, ''));
    return { bucketArn: bucket.bucketArn, prefix: prefix === undefined ? '' : `${prefix}/`, keyArn: bucket.encryptionKey?.keyArn };
  }
}
