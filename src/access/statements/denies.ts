import { DenyJson } from './statement';
import { anyModelArn, anyResourceArn, foundationModelArn, OTHER_INFERENCE_RESOURCES } from '../../bedrock/arns';
import { INFERENCE_PROFILE_ARN, INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION, REQUESTED_REGION } from '../../bedrock/authorizations';

/**
 * Denies every global call where its model without a Region is authorized, and on the profile itself, for an error that names it.
 *
 * No statement is narrowed by the ARN of the profile. The key may have the ARN of an application inference profile. A call through one over a global
 * profile would then slip through. The model is denied by its ARN and by its `aws:RequestedRegion`: AWS documents both.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function denyGlobalInference(partition: string): DenyJson[] {
  return [
    {
      Sid: 'DenyGlobalInference',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: [anyModelArn(partition)],
      Condition: { StringEquals: { [REQUESTED_REGION]: REGIONLESS_REQUESTED_REGION } },
    },
    {
      Sid: 'DenyGlobalInferenceProfiles',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: [anyResourceArn(partition, 'inference-profile/global.*'), foundationModelArn({ partition, region: '' }, '*')],
    },
  ];
}

/** A list of which everything else is denied: the name of its factory, and what differs in another list. */
export interface DenyList {
  readonly kind: string;
  readonly content: string;
}

/** What a list of profiles leaves usable, as ARN patterns. */
export interface AllowedProfiles {
  /** What is allowed, for the Sids: letters only. */
  readonly kind: 'Geographies' | 'InferenceProfiles';
  readonly profileArns: readonly string[];
  /** Whether application inference profiles that are not in the list are usable too. */
  readonly anyApplicationProfile: boolean;
  /** Whether a global profile is among them. */
  readonly global: boolean;
}

/**
 * Denies calls through other profiles, on the profile that is called, and making an application inference profile over one.
 *
 * A call through a profile is authorized on that profile, whatever `bedrock:InferenceProfileArn` is on its models. Calls of a model without a
 * profile are not affected. A prompt router is denied: a policy does not see where it routes to.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 */
export function denyOtherProfiles(partition: string, { kind, profileArns, anyApplicationProfile, global }: AllowedProfiles): DenyJson[] {
  const applications = anyApplicationProfile ? [anyResourceArn(partition, 'application-inference-profile/*')] : [];
  return [
    {
      Sid: `DenyOutside${kind}`,
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      NotResource: [...profileArns, ...applications, anyModelArn(partition), ...otherResources(partition)],
    },
    ...(anyApplicationProfile ? denyOverOthers(partition, kind, [...profileArns, ...applications]) : []),
    ...(anyApplicationProfile && !global ? denyGlobalInference(partition) : []),
  ];
}

/** Denies application inference profiles over other profiles: making one, and calling an existing one, if the key has what it is over. */
export function denyOverOthers(partition: string, kind: string, allowed: readonly string[]): DenyJson[] {
  return [
    {
      Sid: `DenyCallsOutside${kind}`,
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: [anyModelArn(partition)],
      // Null: a negated operator matches an absent key, which would deny every direct call.
      Condition: { Null: { [INFERENCE_PROFILE_ARN]: 'false' }, ArnNotLike: { [INFERENCE_PROFILE_ARN]: allowed } },
    },
    { Sid: `DenyCreateOutside${kind}`, Effect: 'Deny', Action: ['bedrock:CreateInferenceProfile'], NotResource: [...allowed, anyModelArn(partition)] },
  ];
}

/**
 * Denies inference with other models, in any Region and without one, and buying Provisioned Throughput of them or moving it there.
 *
 * What else inference is authorized on is not affected: with the models only, `NotResource` would deny the authorization of every profile too. The
 * models are IDs, or patterns like `anthropic.*`. A prompt router is denied: a policy does not see where it routes to.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
 */
export function denyOtherModels(partition: string, kind: 'Models' | 'Providers', patterns: readonly string[]): DenyJson[] {
  return [{
    Sid: `DenyOutside${kind}`,
    Effect: 'Deny',
    Action: [
      ...INVOKE_ACTIONS, 'bedrock:CreateModelInvocationJob', 'bedrock:CreateProvisionedModelThroughput', 'bedrock:UpdateProvisionedModelThroughput',
    ],
    NotResource: [
      ...patterns.map((pattern) => anyModelArn(partition, pattern)),
      ...['inference-profile/*', 'application-inference-profile/*'].map((resource) => anyResourceArn(partition, resource)),
      ...otherResources(partition),
    ],
  }];
}

/**
 * Denies calls that are sent to any other Region. Only on profiles: their authorization carries the source Region, while those of their models
 * carry the destination, or `unspecified`.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function denyOutsideSourceRegions(partition: string, sourceRegions: readonly string[]): DenyJson[] {
  return [{
    Sid: 'DenyOutsideSourceRegions',
    Effect: 'Deny',
    Action: INVOKE_ACTIONS,
    Resource: ['inference-profile/*', 'application-inference-profile/*'].map((resource) => anyResourceArn(partition, resource)),
    Condition: { StringNotEquals: { [REQUESTED_REGION]: sourceRegions } },
  }];
}

/** Denies the endpoint `bedrock-mantle`, which has actions of its own that no other deny covers. */
export function denyMantle(): DenyJson[] {
  return [{ Sid: 'DenyMantle', Effect: 'Deny', Action: ['bedrock-mantle:*'], Resource: ['*'] }];
}

/**
 * Denies calls through prompt routers, AWS's own too, and creating one. A policy does not see where a router routes to.
 *
 * The models are denied as well, by the key that shows that a router led to them: AWS does not show which authorizations such a call has.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
 */
export function denyPromptRouters(partition: string): DenyJson[] {
  return [
    {
      Sid: 'DenyPromptRouters',
      Effect: 'Deny',
      Action: INVOKE_ACTIONS,
      Resource: ['prompt-router/*', 'default-prompt-router/*'].map((resource) => anyResourceArn(partition, resource)),
    },
    { Sid: 'DenyModelsOfPromptRouters', Effect: 'Deny', Action: INVOKE_ACTIONS, Resource: ['*'], Condition: { Null: { 'bedrock:PromptRouterArn': 'false' } } },
    { Sid: 'DenyCreatePromptRouter', Effect: 'Deny', Action: ['bedrock:CreatePromptRouter'], Resource: ['*'] },
  ];
}

/**
 * Denies the use of API keys on both endpoints, and creating long-term ones. A short-term key is made on the machine of its user, without any action.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html
 */
export function denyApiKeys(longTermOnly: boolean): DenyJson[] {
  return [...(longTermOnly ? LONG_TERM_API_KEYS : [ANY_API_KEY]), {
    Sid: 'DenyCreateApiKeys',
    Effect: 'Deny',
    Action: ['iam:CreateServiceSpecificCredential'],
    Resource: ['*'],
    // Other services have such credentials too.
    Condition: { StringEquals: { 'iam:ServiceSpecificCredentialServiceName': 'bedrock.amazonaws.com' } },
  }];
}

const ANY_API_KEY: DenyJson = { Sid: 'DenyApiKeys', Effect: 'Deny', Action: ['bedrock:CallWithBearerToken', 'bedrock-mantle:CallWithBearerToken'], Resource: ['*'] };

// Each endpoint has a condition key of its own.
const LONG_TERM_API_KEYS: readonly DenyJson[] = [['', 'bedrock'], ['OnMantle', 'bedrock-mantle']].map(([where, prefix]) => ({
  Sid: `DenyLongTermApiKeys${where}`,
  Effect: 'Deny',
  Action: [`${prefix}:CallWithBearerToken`],
  Resource: ['*'],
  Condition: { StringEquals: { [`${prefix}:BearerTokenType`]: 'LONG_TERM' } },
}));

/**
 * Denies setting another mode of data retention, for the account on either endpoint and for projects of `bedrock-mantle`, as AWS's page does.
 *
 * A negated operator matches an absent key. A project that is made without a mode is denied: it would follow the account, which may have none.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html
 */
export function denyOtherRetention(modes: readonly string[]): DenyJson[] {
  return [
    {
      Sid: 'DenyOutsideDataRetentionModes',
      Effect: 'Deny',
      Action: ['bedrock:PutAccountDataRetention'],
      Resource: ['*'],
      Condition: { StringNotEquals: { 'bedrock:DataRetentionMode': modes } },
    },
    {
      Sid: 'DenyOutsideDataRetentionModesOnMantle',
      Effect: 'Deny',
      Action: ['PutAccountDataRetention', 'CreateProject', 'UpdateProject'].map((name) => `bedrock-mantle:${name}`),
      Resource: ['*'],
      Condition: { StringNotEquals: { 'bedrock-mantle:DataRetentionMode': modes } },
    },
  ];
}

/** The same denies, but not for these principals. */
export function exempting(statements: readonly DenyJson[], principalArns: readonly string[]): DenyJson[] {
  if (principalArns.length === 0) return [...statements];
  return statements.map((statement) => ({
    ...statement,
    Condition: { ...statement.Condition, ArnNotLike: { ...statement.Condition?.ArnNotLike, 'aws:PrincipalArn': principalArns } },
  }));
}

function otherResources(partition: string): string[] {
  return OTHER_INFERENCE_RESOURCES.map((resource) => anyResourceArn(partition, resource));
}
