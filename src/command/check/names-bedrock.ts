import { isRecord, resourcesOf, MAX_DEPTH } from '../../checks/read/template';

/** Whether a template or a policy names Amazon Bedrock anywhere, other than in what its resources are called. */
export function namesBedrock(json: unknown): boolean {
  if (!isRecord(json) || !isRecord(json.Resources)) return occurs(json);
  return occurs({ ...json, Resources: resourcesOf(json).map(({ type, properties }) => ({ type, properties })) });
}

// The keys of conditions name it too.
function occurs(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return /bedrock/i.test(value);
  return typeof value === 'object' && value !== null && depth < MAX_DEPTH && Object.entries(value).some(([key, part]) => occurs(key) || occurs(part, depth + 1));
}
