import { nearest } from './nearest';
import { INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../../bedrock/authorizations';
import { CONDITION_KEYS } from '../../bedrock/iam-names';
import { isOpaque } from '../read/opaque';

/** A condition key that no call carries, and the one that is meant, as far as it can be told. */
export function unknownKeyOf(key: string): { readonly meant?: string } | undefined {
  if (isOpaque(key) || KNOWN_KEYS.has(key)) return undefined;
  const [service, name = ''] = key.split(':');
  if (service === 'bedrock') return { meant: MEANT[name] ?? nearest(key, CONDITION_KEYS, MAX_SLIPS) };
  if (service !== 'aws') return undefined;
  if (/^inferenceprofile/.test(name)) return { meant: INFERENCE_PROFILE_ARN };
  return /^(request(ed)?regions?|region|targetregion)$/.test(name) ? { meant: REQUESTED_REGION } : undefined;
}

const KNOWN_KEYS: ReadonlySet<string> = new Set([...CONDITION_KEYS.map((known) => known.toLowerCase()), REQUESTED_REGION.toLowerCase()]);
const MAX_SLIPS = 3;

// What people write for a key of another name.
const MEANT: Readonly<Record<string, string>> = Object.fromEntries([
  ...['inferenceprofile', 'inferenceprofileid', 'inferenceprofileidentifier', 'profilearn', 'modelid', 'foundationmodel', 'foundationmodelarn', 'foundationmodelid', 'model'].map((name) => [name, 'bedrock:InferenceProfileArn']),
  ...['guardrailid', 'guardrailarn', 'guardrail'].map((name) => [name, 'bedrock:GuardrailIdentifier']),
  ...['requestedregion', 'region'].map((name) => [name, 'aws:RequestedRegion']),
]);
