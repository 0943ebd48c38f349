import { Geography } from '../profile/geography';

/**
 * Options of what a service control policy denies.
 */
export interface ServiceControlPolicyContentOptions {
  /**
   * Principals that are not denied: ARNs, which may hold wildcards, as `aws:PrincipalArn` has them, so the role and not its session. For example
   * `arn:aws:iam::*:role/PlatformAdmin`, which does not exempt a role of that name with a path, `role/team/PlatformAdmin`: give
   * `arn:aws:iam::*:role/team/PlatformAdmin` for that one. Throws for an empty or repeated list, for what is no ARN of a principal, and for that of
   * a session (`assumed-role`).
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
   */
  readonly exemptPrincipalArns?: string[];
}

/**
 * How a deny of Regions leaves cross-Region inference alone.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export enum RegionDenyExemption {
  /**
   * Calls through profiles are exempt by `bedrock:InferenceProfileArn`. The Region that a call is sent to stays denied, and nothing else is
   * opened.
   */
  PROFILE_EXEMPTION = 'PROFILE_EXEMPTION',

  /**
   * `unspecified` is allowed like a Region. It is shorter, holds for global inference only, and for every action whose evaluation has that value:
   * AWS documents it for global inference.
   */
  UNSPECIFIED_REGION = 'UNSPECIFIED_REGION',
}

/**
 * Options of a deny of Regions.
 */
export interface RegionDenyOptions extends ServiceControlPolicyContentOptions {
  /**
   * How cross-Region inference is left alone.
   *
   * @default RegionDenyExemption.PROFILE_EXEMPTION
   */
  readonly crossRegionInference?: RegionDenyExemption;

  /**
   * Whether global inference works from the Regions that are left. If not, it is denied by statements of its own, through application inference
   * profiles too.
   *
   * @default true
   */
  readonly globalInference?: boolean;

  /**
   * The geographies whose profiles work from the Regions that are left, although they process requests elsewhere. Throws if repeated, and
   * together with `UNSPECIFIED_REGION`.
   *
   * @default - none
   */
  readonly geographies?: Geography[];

  /**
   * Whether application inference profiles over what is allowed work too, whichever ARN `bedrock:InferenceProfileArn` holds in their calls (AWS
   * does not document which). With geographies that are allowed, those over other geographies then cannot be told apart:
   * `ServiceControlPolicyContent.denyOutsideGeographies` beside this one keeps them from being made.
   *
   * @default true
   */
  readonly applicationInferenceProfiles?: boolean;

  /**
   * Actions that are denied in no Region, in place of the default ones. Throws for an empty or repeated list, and for what is no action.
   *
   * The default leaves regional services alone too, as AWS Control Tower does: `kms:*`, `acm:*`, `config:*`, `directconnect:*`, `access-analyzer:*`
   * and others work in every Region. Give a list of your own where that is too much.
   *
   * @default - what the Region deny of AWS Control Tower leaves alone, which holds IAM, Organizations, STS, CloudFront, Route 53 and the like
   * @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
   */
  readonly globalServiceActions?: string[];
}
