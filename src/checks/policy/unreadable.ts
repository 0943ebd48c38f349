import { isOpaque } from '../read/opaque';
import { isRecord, Json } from '../read/template';

/** A statement that is written out, and cannot be read. */
export interface Unreadable {
  /** Where it stands in its document, for example `Statement.0`. */
  readonly location: string;
  /** What is wrong with it. */
  readonly fault: string;
}

/**
 * What keeps a statement from being read; undefined for one that can be, and for one that the template does not tell.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function faultOf(statement: unknown): string | undefined {
  if (typeof statement === 'string') return mayBeFilledIn(statement) ? undefined : 'a text stands where a statement belongs';
  if (!isRecord(statement)) return 'it is no object';
  if (Object.keys(statement).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return undefined;
  return faultOfEffect(statement) ?? (statement.Action === undefined && statement.NotAction === undefined ? 'it has neither Action nor NotAction' : undefined);
}

function faultOfEffect({ Effect }: Json): string | undefined {
  if (Effect === undefined) return 'it has no Effect';
  if (Effect === 'Allow' || Effect === 'Deny' || isRecord(Effect) || (typeof Effect === 'string' && mayBeFilledIn(Effect))) return undefined;
  return `its Effect is ${JSON.stringify(Effect)}, neither "Allow" nor "Deny"`;
}

// By CloudFormation, or by what a policy file is a pattern of.
function mayBeFilledIn(text: string): boolean {
  return isOpaque(text) || /[$<{%]/.test(text);
}
