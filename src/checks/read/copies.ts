import { wordsIn } from './opaque';
import { isRecord, MAX_DEPTH, Resource, resourcesOf } from './template';

/** A template without the roles that say what another one says, and which resources stand for which. */
export interface WithoutCopies {
  readonly template: unknown;
  /** By the logical ID of a resource that is left: for each copy, what its resources are called, by what those that are left are called. */
  readonly copies: ReadonlyMap<string, readonly ReadonlyMap<string, string>[]>;
}

/**
 * Takes away roles, with their policies and functions, that say what another one says with its own: what is wrong with one is wrong with each. What
 * else in the template names a copy keeps it, and so does a deny, which may be about whoever it names.
 */
export function withoutCopies(template: unknown, isRead: (type: string) => boolean): WithoutCopies {
  const none = { template, copies: new Map<string, readonly ReadonlyMap<string, string>[]>() };
  const all = resourcesOf(template);
  // A guardrail that is enforced is reported with the name of the role.
  if (!isRecord(template) || !isRecord(template.Resources) || all.filter(isCandidate).length < 2 || all.some(({ type }) => REPORTED_WITH_ROLES.includes(type))) return none;
  const groups = groupsIn(template, all.filter(({ type }) => isRead(type) || type === NESTED_STACK));
  const firsts = new Map<string, readonly Resource[]>();
  const copies = new Map<string, ReadonlyMap<string, string>[]>();
  const left = new Set<string>();
  for (const group of groups) {
    const text = textOf(group);
    const first = firsts.get(text);
    if (first === undefined) firsts.set(text, group);
    if (first === undefined || text.includes('"Deny"')) continue;
    const names = new Map(group.map(({ logicalId }, index) => [first[index].logicalId, logicalId]));
    for (const { logicalId } of first) copies.set(logicalId, [...copies.get(logicalId) ?? [], names]);
    group.forEach(({ logicalId }) => left.add(logicalId));
  }
  if (left.size === 0) return none;
  const Resources = Object.fromEntries(Object.entries(template.Resources).filter(([logicalId]) => !left.has(logicalId)));
  return { template: { ...template, Resources }, copies };
}

const REPORTED_WITH_ROLES = ['AWS::Bedrock::EnforcedGuardrailConfiguration', 'AWS::Organizations::Policy'];
const NESTED_STACK = 'AWS::CloudFormation::Stack';
const FUNCTION = 'AWS::Lambda::Function';
const COPIED = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy', FUNCTION];
const MAX_GROUP = 8;

// Other templates attach policies by the name of a role.
function isCandidate({ type, conditional, properties }: Resource): boolean {
  return type === 'AWS::IAM::Role' && !conditional && properties.RoleName === undefined;
}

/** Each role with what names it, and what names that, where nothing else does and no other role has a part in it. */
function groupsIn({ Resources, ...outside }: Record<string, unknown>, read: readonly Resource[]): (readonly Resource[])[] {
  const named = finderOf(new Set(read.map(({ logicalId }) => logicalId)));
  const namedBy = new Map<string, Resource[]>();
  const kept = named(outside).ids;
  for (const resource of read) {
    const { ids, isWhole } = named(resource.properties);
    ids.forEach((id) => namedBy.set(id, [...namedBy.get(id) ?? [], resource]));
    if (!isWhole || resource.conditional || !COPIED.includes(resource.type) || !/^\w+$/.test(resource.logicalId)) kept.add(resource.logicalId);
  }
  const groups = read.filter(isCandidate).map((role) => closureOf(role, namedBy));
  const uses = new Map<string, number>();
  groups.flat().forEach(({ logicalId }) => uses.set(logicalId, (uses.get(logicalId) ?? 0) + 1));
  return groups.filter((group) => group.length <= MAX_GROUP && group.every(({ logicalId }) => !kept.has(logicalId) && uses.get(logicalId) === 1));
}

function closureOf(role: Resource, namedBy: ReadonlyMap<string, readonly Resource[]>): readonly Resource[] {
  const group = new Set([role]);
  for (const { logicalId } of group) {
    if (group.size > MAX_GROUP) break;
    namedBy.get(logicalId)?.forEach((other) => group.add(other));
  }
  return [...group];
}

/** Finds logical IDs in texts, each text once. */
function finderOf(logicalIds: ReadonlySet<string>): (value: unknown) => { readonly ids: Set<string>; readonly isWhole: boolean } {
  const known = new Map<string, readonly string[]>();
  const inText = (text: string) => {
    const found = known.get(text) ?? (logicalIds.has(text) ? [text] : wordsIn(text).filter((word) => logicalIds.has(word)));
    known.set(text, found);
    return found;
  };
  const collect = (value: unknown, ids: Set<string>, depth: number): boolean => {
    if (typeof value === 'string') inText(value).forEach((id) => ids.add(id));
    if (typeof value !== 'object' || value === null) return true;
    return depth < MAX_DEPTH && Object.values(value).reduce<boolean>((isWhole, part) => collect(part, ids, depth + 1) && isWhole, true);
  };
  return (value) => {
    const ids = new Set<string>();
    return { ids, isWhole: collect(value, ids, 0) };
  };
}

/** What the resources of a group say, whatever they are called. */
function textOf(group: readonly Resource[]): string {
  const names = group.map(({ logicalId }) => logicalId);
  return JSON.stringify(group.map(({ type, properties }) => [type, type === FUNCTION ? { Role: properties.Role, Environment: properties.Environment } : properties]))
    .replace(new RegExp(`\\b(${names.join('|')})\\b`, 'g'), (name) => `#${names.indexOf(name)}`);
}
