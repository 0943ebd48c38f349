/** Where requests are sent from. The values are opaque here: they may be tokens. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** A system-defined profile carries the account of its caller. */
export function inferenceProfileArn(place: Place, inferenceProfileId: string): string {
  return accountResourceArn(place, `inference-profile/${inferenceProfileId}`);
}

/** A foundation model is owned by AWS, so its ARN has no account. A global profile is authorized for one without a Region, too. */
export function foundationModelArn({ partition, region }: Pick<Place, 'partition' | 'region'>, foundationModelId: string): string {
  return `arn:${partition}:bedrock:${region}::foundation-model/${foundationModelId}`;
}

/** A resource of the caller's account in the source Region. */
export function accountResourceArn({ partition, region, account }: Place, resource: string): string {
  return `arn:${partition}:bedrock:${region}:${account}:${resource}`;
}

/** Resources of any account in any Region, as policies of organizations name them. */
export function anyResourceArn(partition: string, resource: string): string {
  return accountResourceArn({ partition, region: '*', account: '*' }, resource);
}

/** Models in any Region. `*` matches an absent Region too, as that of the model of a global profile is. */
export function anyModelArn(partition: string, pattern = '*'): string {
  return foundationModelArn({ partition, region: '*' }, pattern);
}

/** The parts of an ARN of Amazon Bedrock. In a pattern, each may hold wildcards. */
export interface BedrockArn extends Place {
  /** For example `inference-profile`. */
  readonly type: string;
  /** What follows the type and a slash. */
  readonly id: string;
}

/** Undefined for every other text, `*` among them, and for one whose type is not written out. */
export function parseBedrockArn(text: string): BedrockArn | undefined {
  const [, partition, region, account, type, id] = /^arn:([^:]*):bedrock:([^:]*):([^:]*):([a-z-]+)\/([^]*)$/.exec(text) ?? [];
  return type === undefined ? undefined : { partition, region, account, type, id };
}

/**
 * The forms of complete ARNs, without wildcards.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
 */
export const APPLICATION_PROFILE_ARN = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:application-inference-profile\/[a-zA-Z0-9-:.]+$/;
export const GUARDRAIL_ARN = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:guardrail\/[a-z0-9]+$/;
export const GUARDRAIL_PROFILE_ARN = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:guardrail-profile\/[a-z][a-z-]*\.guardrail\.v[0-9]+:[0-9]+$/;

/**
 * Resource types, besides profiles, models and prompt routers, that inference is authorized on: what a list of profiles or models does not affect.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
 */
export const OTHER_INFERENCE_RESOURCES: readonly string[] = [
  'async-invoke/*', 'custom-model/*', 'custom-model-deployment/*', 'imported-model/*', 'marketplace/model-endpoint/*', 'model-invocation-job/*', 'project/*',
  'provisioned-model/*', 'system-tool/*',
];
