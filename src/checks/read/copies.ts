import { wordsIn } from './opaque';
import { isRecord, resourcesOf, textsIn } from './template';

/** A template without the roles that say what another one says, and whom each that is left stands for. */
export interface WithoutCopies {
  readonly template: unknown;
  readonly copies: ReadonlyMap<string, readonly string[]>;
}

/**
 * Takes away roles whose properties are those of another one, and that nothing in the template names: what is wrong with one is wrong with each. A
 * role with a deny stays, which may be about whoever it names.
 */
export function withoutCopies(template: unknown): WithoutCopies {
  const none = { template, copies: new Map<string, readonly string[]>() };
  if (!isRecord(template) || !isRecord(template.Resources)) return none;
  const roles = resourcesOf(template).filter(({ type, conditional }) => type === 'AWS::IAM::Role' && !conditional);
  // A guardrail that is enforced is reported with the name of the role.
  if (roles.length < 2 || resourcesOf(template).some(({ type }) => type === 'AWS::Bedrock::EnforcedGuardrailConfiguration' || type === 'AWS::Organizations::Policy')) return none;
  const named = new Set([...textsIn(template)].flatMap(wordsIn));
  const firsts = new Map<string, string>();
  const copies = new Map<string, string[]>();
  for (const { logicalId, properties } of roles) {
    const text = JSON.stringify(properties);
    if (named.has(logicalId) || text.includes('"Deny"')) continue;
    const first = firsts.get(text);
    if (first === undefined) firsts.set(text, logicalId);
    else copies.set(first, [...copies.get(first) ?? [], logicalId]);
  }
  if (copies.size === 0) return none;
  const left = new Set([...copies.values()].flat());
  const Resources = Object.fromEntries(Object.entries(template.Resources).filter(([logicalId]) => !left.has(logicalId)));
  return { template: { ...template, Resources }, copies };
}
