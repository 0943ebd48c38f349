import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { InferenceProfile } from './inference-profile';

/**
 * What an application inference profile is over: a system-defined profile or a foundation model.
 */
export interface ApplicationInferenceProfileSource {
  /**
   * The system-defined profile, global or geographic. Not together with `model`.
   *
   * @default - `model` is given
   */
  readonly inferenceProfile?: InferenceProfile;

  /**
   * The foundation model, in the Region of the profile: requests are processed there and nowhere else. Not together with `inferenceProfile`.
   *
   * @default - `inferenceProfile` is given
   */
  readonly model?: FoundationModelIdentifier;
}

/**
 * Properties of an application inference profile.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html
 */
export interface ApplicationInferenceProfileProps extends ApplicationInferenceProfileSource {
  /**
   * The name: 1 to 64 letters and digits, each followed by at most one space, `_` or `-`. It cannot be changed in place, and neither can what the
   * profile is over nor its description: a profile with a name of your own needs a new name for a new model.
   *
   * @default - made of the path of the construct, what the profile is over, and the description
   */
  readonly inferenceProfileName?: string;

  /**
   * The description: 1 to 200 letters, digits, `:` and `.`, each followed by at most one space, `_` or `-`.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Tags, for example for cost allocation: 1 to 50, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and `. _ : / = + @ -`.
   * Costs are split by them once they are activated in the Billing console, and from then on.
   *
   * @default - those of the stack, if any
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cost-mgmt-application-inference-profiles.html
   */
  readonly tags?: { readonly [key: string]: string };
}

/**
 * An application inference profile that exists.
 */
export interface ApplicationInferenceProfileAttributes extends ApplicationInferenceProfileSource {
  /** Its ARN: `arn:aws:bedrock:<region>:<account>:application-inference-profile/<id>`. */
  readonly inferenceProfileArn: string;
}
