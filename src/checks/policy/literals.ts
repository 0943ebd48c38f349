import { isOpaque } from '../read/opaque';

export function isWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether a text is written out: no wildcard, nothing that only CloudFormation knows. */
export function isLiteral(text: string): boolean {
  return !isWildcard(text) && !isOpaque(text);
}
