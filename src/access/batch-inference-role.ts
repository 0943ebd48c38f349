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
  /** The inference profiles that jobs call. */
  readonly inferenceProfiles: IInferenceProfile[];

  /** The bucket with the input of jobs, in the account of the stack. */
  readonly inputBucket: s3.IBucket;

  /**
   * The folder of the input in its bucket, without slashes at its ends.
   *
   * @default - the whole bucket
   */
  readonly inputPrefix?: string;

  /**
   * The bucket for the output of jobs, in the account of the stack.
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
 * The service role for batch inference through inference profiles, from the Region of the stack.
 *
 * Give its ARN as `roleArn` to `CreateModelInvocationJob`. Only batch jobs of this account and Region can assume it. It may read the input, read and
 * write the output, and call the profiles, and do nothing else. If a bucket is encrypted with a KMS key, the role may use that key through Amazon S3.
 * The default key policy leaves that to IAM. If yours does not, add the role to it. The role is free.
 *
 * Throws for an empty or repeated list of profiles, and for profiles that the Region of the stack cannot call. Throws for a bucket of another account, and
 * for a prefix with slashes at its ends.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
 *
 * @example
 * const data = new s3.Bucket(this, 'BatchData', { enforceSSL: true });
 * const batch = new BatchInferenceRole(this, 'BatchRole', {
 *   inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6')],
 *   inputBucket: data,
 *   inputPrefix: 'in',
 *   outputPrefix: 'out',
 * });
 * batch.grantSubmit(iam.Role.fromRoleName(this, 'Submitter', 'data-scientists'));
 */
export class BatchInferenceRole extends Construct implements iam.IGrantable {
  /** The role, whose ARN is the `roleArn` of a job. */
  public readonly role: iam.Role;
  /** The principal to grant permissions to: the role. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly grants: InferenceProfileGrants;

  /** Defines the role and its policies. */
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
   * Allows submitting batch jobs with this role, for the models of the profiles (`CreateModelInvocationJob`).
   *
   * That includes passing the role to Amazon Bedrock.
   *
   * @param grantee the principal that submits jobs
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
