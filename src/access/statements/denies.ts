import { ControlStatementJson, StatementJson } from './statement';
import { INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION } from '../../bedrock/arns';

/**
 * Denies every global call: on its Region-less evaluation, and on the profile itself for an error that names it.
 *
 * The first statement is not narrowed by the ARN of the profile: the key may hold the ARN of an application inference profile,
 * and a call through one over a global profile would slip through.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function denyGlobalInference(partition: string): StatementJson[] {
  return [
    {
      Sid: 'DenyGlobalInference',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: ['*'],
      Condition: { StringEquals: { 'aws:RequestedRegion': REGIONLESS_REQUESTED_REGION } },
    },
    {
      Sid: 'DenyGlobalInferenceProfiles',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: [`arn:${partition}:bedrock:*:*:inference-profile/global.*`],
    },
  ];
}

/**
 * Denies calls through any other profile. A call without a profile is left alone: `Null` keeps the negated operator from matching where
 * the key is absent, as it is on every profile evaluation.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function denyOutsideProfiles(inferenceProfileArns: readonly string[]): StatementJson[] {
  return [{
    Sid: 'DenyOutsideInferenceProfiles',
    Effect: 'Deny',
    Action: INVOKE_ACTIONS,
    Resource: ['*'],
    Condition: {
      Null: { 'bedrock:InferenceProfileArn': 'false' },
      ArnNotLike: { 'bedrock:InferenceProfileArn': inferenceProfileArns },
    },
  }];
}

/**
 * Denies calls that are sent to any other Region. Only on profiles: their evaluation carries the source Region, while the evaluations of
 * their models carry the destination, or `unspecified`.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function denyOutsideSourceRegions(partition: string, sourceRegions: readonly string[]): StatementJson[] {
  return [{
    Sid: 'DenyOutsideSourceRegions',
    Effect: 'Deny',
    Action: INVOKE_ACTIONS,
    Resource: [`arn:${partition}:bedrock:*:*:inference-profile/*`, `arn:${partition}:bedrock:*:*:application-inference-profile/*`],
    Condition: { StringNotEquals: { 'aws:RequestedRegion': sourceRegions } },
  }];
}

/** Profiles that stay usable, as what follows `inference-profile/` in their ARN: `us.*` for a geography, or the ID of one profile. */
interface AllowedProfiles {
  /** What is allowed, for the Sids: letters only. */
  readonly kind: 'Geographies' | 'InferenceProfiles';
  readonly patterns: readonly string[];
  /** Whether a global profile is among them. */
  readonly global: boolean;
}

/**
 * Denies calls through other profiles, and making an application inference profile over them. Calls without a profile are left alone.
 *
 * Which ARN `bedrock:InferenceProfileArn` holds in a call through an application inference profile is not documented, so both pass here; what
 * is global is denied by its Region-less evaluation, which does not depend on the key.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 */
export function denyOtherProfiles(partition: string, { kind, patterns, global }: AllowedProfiles): ControlStatementJson[] {
  const allowed = patterns.map((pattern) => systemProfiles(partition, pattern));
  return [
    {
      Sid: `DenyOutside${kind}`,
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: ['*'],
      // Null: a negated operator matches an absent key, which would deny the evaluation of every profile and every direct call.
      Condition: {
        Null: { 'bedrock:InferenceProfileArn': 'false' },
        ArnNotLike: { 'bedrock:InferenceProfileArn': [...allowed, applicationProfiles(partition)] },
      },
    },
    {
      Sid: `DenyCreateOutside${kind}`,
      Effect: 'Deny',
      Action: ['bedrock:CreateInferenceProfile'],
      NotResource: [...allowed, applicationProfiles(partition), models(partition, '*')],
    },
    ...(global ? [] : denyGlobalInference(partition)),
  ];
}

/**
 * Denies inference with other models, in any Region, the model without a Region included, and buying Provisioned Throughput of them.
 *
 * What else inference is authorized on is left alone: with the models only, `NotResource` would deny the evaluation of every profile too. The
 * models are IDs, or patterns like `anthropic.*`.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
 */
export function denyOtherModels(partition: string, kind: 'Models' | 'Providers', patterns: readonly string[]): ControlStatementJson[] {
  return [{
    Sid: `DenyOutside${kind}`,
    Effect: 'Deny',
    Action: [...INVOKE_ACTIONS, 'bedrock:CreateModelInvocationJob', 'bedrock:CreateProvisionedModelThroughput'],
    NotResource: [
      ...patterns.map((pattern) => models(partition, pattern)),
      ...OTHER_RESOURCES.map((resource) => `arn:${partition}:bedrock:*:*:${resource}`),
    ],
  }];
}

/** Denies the endpoint `bedrock-mantle`, which has actions of its own that no other deny covers. */
export function denyMantle(): ControlStatementJson[] {
  return [{ Sid: 'DenyMantle', Effect: 'Deny', Action: ['bedrock-mantle:*'], Resource: ['*'] }];
}

/** The same denies, but not for these principals. */
export function exempting(statements: readonly ControlStatementJson[], principalArns: readonly string[]): ControlStatementJson[] {
  if (principalArns.length === 0) return [...statements];
  return statements.map((statement) => ({
    ...statement,
    Condition: { ...statement.Condition, ArnNotLike: { ...statement.Condition?.ArnNotLike, 'aws:PrincipalArn': principalArns } },
  }));
}

/** System-defined profiles in any Region and account. */
export function systemProfiles(partition: string, pattern: string): string {
  return `arn:${partition}:bedrock:*:*:inference-profile/${pattern}`;
}

/** Application inference profiles in any Region and account. */
export function applicationProfiles(partition: string): string {
  return `arn:${partition}:bedrock:*:*:application-inference-profile/*`;
}

/** `*` matches an absent Region too, as that of the model of a global profile is. */
function models(partition: string, pattern: string): string {
  return `arn:${partition}:bedrock:*::foundation-model/${pattern}`;
}

/** Resource types, besides models, of the actions that `denyOtherModels` denies, as the Service Authorization Reference has them. */
const OTHER_RESOURCES: readonly string[] = [
  'application-inference-profile/*', 'async-invoke/*', 'custom-model/*', 'custom-model-deployment/*', 'default-prompt-router/*', 'imported-model/*', 'inference-profile/*',
  'marketplace/model-endpoint/*', 'model-invocation-job/*', 'project/*', 'prompt-router/*', 'provisioned-model/*', 'system-tool/*',
];
