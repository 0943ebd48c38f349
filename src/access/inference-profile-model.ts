import { IModel } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { InferenceProfileGrants } from './inference-profile-grants';
import { inferenceProfileArn } from '../bedrock/arns';
import { checkScope, checkValue, PROFILE } from '../private/shape';
import { sourcesOf } from '../private/source';
import { IInferenceProfile } from '../profile/inference-profile';

/**
 * An inference profile for constructs that take a model: its ARN in the Region of a stack, and the grant that a call needs.
 *
 * It is an `IModel` of aws-cdk-lib, which the Amazon Bedrock tasks of AWS Step Functions take. In TypeScript it also has the members of an invokable
 * of `@aws-cdk/aws-bedrock-alpha` and `@cdklabs/generative-ai-cdk-constructs`.
 *
 * A construct that takes a model grants at most the model itself, so call `grantInvoke` as well.
 *
 * `of` throws for a profile that cannot be called from the Region of the stack.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-use.html
 *
 * @example
 * const model = InferenceProfileModel.of(this, InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6'));
 * const task = new tasks.BedrockInvokeModel(this, 'Ask', {
 *   model: model,
 *   body: sfn.TaskInput.fromJsonPathAt('$.request'),
 * });
 * const machine = new sfn.StateMachine(this, 'Machine', {
 *   definitionBody: sfn.DefinitionBody.fromChainable(task),
 * });
 * model.grantInvoke(machine);
 */
export class InferenceProfileModel implements IModel {
  /**
   * An inference profile as a model.
   *
   * @param scope the construct whose stack provides partition, account and Region
   * @param inferenceProfile the profile that is called
   */
  public static of(scope: Construct, inferenceProfile: IInferenceProfile): InferenceProfileModel {
    checkScope(scope);
    checkValue(scope, 'inferenceProfile', inferenceProfile, PROFILE);
    return new InferenceProfileModel(scope, inferenceProfile);
  }

  /** The ARN of the profile in the account and Region of the stack. */
  public readonly inferenceProfileArn: string;
  public readonly modelArn: string;
  /** The same ARN, under the name that invokables of other libraries use. */
  public readonly invokableArn: string;

  private readonly grants: InferenceProfileGrants;

  private constructor(scope: Construct, profile: IInferenceProfile) {
    this.grants = InferenceProfileGrants.of(scope, [profile]);
    this.inferenceProfileArn = profile.application?.inferenceProfileArn ?? inferenceProfileArn(sourcesOf(scope)[0], profile.inferenceProfileId);
    this.modelArn = this.inferenceProfileArn;
    this.invokableArn = this.inferenceProfileArn;
  }

  /**
   * Allows calls through the profile, like `InferenceProfileGrants.invoke`.
   *
   * @param grantee the principal that calls
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.grants.invoke(grantee);
  }
}
