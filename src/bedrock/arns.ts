

/** Where requests are sent from. The values are opaque here: they may be tokens. */
export interface StatementSource {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Both actions that inference is authorized with; Converse and ConverseStream have no action of their own. */
export const INVOKE_ACTIONS: readonly string[] = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

/**
 * The value of `aws:RequestedRegion` on the Region-less evaluation of a global profile, and nowhere else.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export const REGIONLESS_REQUESTED_REGION = 'unspecified';

/** A system-defined profile carries the account of its caller. */
export function inferenceProfileArn(source: StatementSource, inferenceProfileId: string): string {
  return `arn:${source.partition}:bedrock:${source.region}:${source.account}:inference-profile/${inferenceProfileId}`;
}

/** A foundation model is owned by AWS, so its ARN has no account. */
export function foundationModelArn(source: StatementSource, foundationModelId: string, region = source.region): string {
  return `arn:${source.partition}:bedrock:${region}::foundation-model/${foundationModelId}`;
}

/** The model as a global profile is authorized for it outside of the source Region: no Region, no account. */
export function regionlessModelArn(source: StatementSource, foundationModelId: string): string {
  return foundationModelArn(source, foundationModelId, '');
}

/** A resource of the caller's account in the source Region. */
export function accountResourceArn(source: StatementSource, resource: string): string {
  return `arn:${source.partition}:bedrock:${source.region}:${source.account}:${resource}`;
}

/** Distinct values in order of first appearance. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
