import { isRecord } from '../../checks/read/template';

/** A policy as a file holds it, or as the AWS CLI prints one; undefined for what is none. */
export function documentIn(json: unknown): unknown {
  if (!isRecord(json)) return undefined;
  if (json.Statement !== undefined) return json;
  // get-policy-version, get-role-policy and describe-policy
  const inner = isRecord(json.PolicyVersion) ? json.PolicyVersion.Document : isRecord(json.Policy) ? json.Policy.Content : json.PolicyDocument;
  return documentIn(typeof inner === 'string' ? parsedText(inner) : inner);
}

/** A policy that stands in a text, percent-encoded as the API of IAM answers it or not; undefined if it is no JSON. */
export function parsedText(text: string): unknown {
  for (const read of [() => text, () => decodeURIComponent(text)]) {
    try {
      return JSON.parse(read());
    } catch {
      // The other way, or neither.
    }
  }
  return undefined;
}
