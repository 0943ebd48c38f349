import { valueMatcher } from './event-pattern-values';

type Matcher = (value: unknown) => boolean;

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
const MAX_LENGTH = 4096;

/**
 * Whether an EventBridge event pattern matches an event. The whole pattern is read first: an operator that is not understood throws,
 * also where another field decides. test/patterns compares it with AWS's own matcher.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesEventPattern(pattern: unknown, event: unknown): boolean {
  const length = JSON.stringify(pattern)?.length ?? 0;
  if (length > MAX_LENGTH) { throw new Error(`Event pattern has ${length} characters, PutRule takes ${MAX_LENGTH}`); }
  return objectMatcher(pattern, 'event pattern')(event);
}

/** Which events a rule in this state sees at all, before its pattern is asked. */
export type RuleState = 'ENABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' | 'DISABLED';

/**
 * Whether EventBridge offers an event to a rule in a state: write management events and data events in both enabled states,
 * read-only management events in the longer one only.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function ruleReceives(state: string, event: unknown): boolean {
  switch (state as RuleState) {
    case 'DISABLED': return false;
    case 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS': return true;
    case 'ENABLED': return !isReadOnlyManagementEvent(event);
    default: throw new Error(`Unknown rule state ${JSON.stringify(state)}`);
  }
}

function isReadOnlyManagementEvent(event: unknown): boolean {
  if (!isObject(event) || !isObject(event.detail) || !String(event['detail-type']).endsWith(' via CloudTrail')) { return false; }
  // Stream-completion events of Bedrock may lack the category; a trail of management events delivers them.
  return (event.detail.eventCategory ?? 'Management') === 'Management' && event.detail.readOnly === true;
}

function objectMatcher(pattern: unknown, path: string): Matcher {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) { throw misunderstood(path, pattern, 'an object with at least one field'); }
  const twice = '$or' in pattern ? Object.keys(pattern).filter((name) => name !== '$or' && namesWithin(pattern.$or).includes(name)) : [];
  // EventBridge takes what an alternative says of a field instead of what is said beside it, not both; so nobody should write it.
  if (twice.length > 0) { throw new Error(`${path}: ${twice.join(', ')} beside $or and within it, which is not modelled`); }
  const fields = Object.entries(pattern).map(([name, value]) => fieldMatcher(name, value, `${path}.${name}`));
  return (value) => fields.every((matches) => matches(isObject(value) ? value : {}));
}

/** The fields that alternatives name, and alternatives within them. */
function namesWithin(alternatives: unknown): string[] {
  const objects = (Array.isArray(alternatives) ? alternatives : []).filter(isObject);
  return objects.flatMap((object) => Object.keys(object).flatMap((name) => (name === '$or' ? namesWithin(object.$or) : [name])));
}

function fieldMatcher(name: string, pattern: unknown, path: string): Matcher {
  if (name === '$or') { return orMatcher(pattern, path); }
  const matches = Array.isArray(pattern) ? leafMatcher(pattern, path) : nestedMatcher(pattern, path);
  return (value) => matches(isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
}

function orMatcher(alternatives: unknown, path: string): Matcher {
  if (!Array.isArray(alternatives) || alternatives.length < 2) { throw misunderstood(path, alternatives, 'an array of two objects or more'); }
  const matchers = alternatives.map((alternative, index) => objectMatcher(alternative, `${path}[${index}]`));
  return (value) => matchers.some((matches) => matches(value));
}

/** An object below an array: all of its fields must match within one element. */
function nestedMatcher(pattern: unknown, path: string): Matcher {
  const matches = objectMatcher(pattern, path);
  return (value) => {
    if (!Array.isArray(value)) { return matches(value); }
    if (JSON.stringify(pattern).includes('"exists":false')) { throw new Error(`${path}: absence within an array of objects is not modelled`); }
    return value.some((element) => isObject(element) && matches(element));
  };
}

function leafMatcher(conditions: readonly unknown[], path: string): Matcher {
  if (conditions.length === 0) { throw misunderstood(path, conditions, 'at least one value'); }
  const matchers = conditions.map((condition) => conditionMatcher(condition, path));
  return (value) => {
    const leaves = leavesOf(value);
    return matchers.some((matches) => matches(leaves));
  };
}

function conditionMatcher(condition: unknown, path: string): (leaves: readonly unknown[]) => boolean {
  if (!isObject(condition) || !Object.hasOwn(condition, 'exists')) {
    const matches = valueMatcher(condition, path);
    return (leaves) => leaves.some(matches);
  }
  if (typeof condition.exists !== 'boolean' || Object.keys(condition).length > 1) { throw misunderstood(path, condition, 'exists: true or false'); }
  return (leaves) => (leaves.length > 0) === condition.exists;
}

/** Operators see leaf values: every element of an array, and no objects ("Exists matching only works on leaf nodes"). */
function leavesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) { return value.flatMap(leavesOf); }
  return value === undefined || isObject(value) ? [] : [value];
}

function misunderstood(path: string, value: unknown, expected: string): Error {
  return new Error(`${path} is ${JSON.stringify(value)}, expected ${expected}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
