import { isOpaque } from '../read/opaque';

/** The parts of an ARN pattern of Amazon Bedrock; each may hold wildcards and opaque texts. */
export interface BedrockArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** For example `inference-profile`. */
  readonly type: string;
  /** What follows the type and a slash. */
  readonly id: string;
}

/** Undefined for every other pattern, `*` among them, and for one whose type is not written out. */
export function parseBedrockArn(pattern: string): BedrockArn | undefined {
  const [, partition, region, account, type, id] = /^arn:([^:]*):bedrock:([^:]*):([^:]*):([a-z-]+)\/([^]*)$/.exec(pattern) ?? [];
  return type === undefined ? undefined : { partition, region, account, type, id };
}

export function isWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether a part is written out: no wildcard, nothing that only CloudFormation knows. */
export function isLiteral(text: string): boolean {
  return !isWildcard(text) && !isOpaque(text);
}
