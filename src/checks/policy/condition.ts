import { unknownKeyOf } from './keys';
import { Answer, anyOf, matches, matchesArn, negate } from './match';
import { isOpaque, textOf, withoutPolicyVariables } from '../read/opaque';
import { asList, isRecord } from '../read/template';

/** One key under one operator. */
export interface Condition {
  readonly operator: Operator;
  /** In lower case: keys are not case-sensitive. */
  readonly key: string;
  /** As it is written. */
  readonly keyText: string;
  readonly values: readonly string[];
}

/** A condition operator without its decorations. */
export interface Operator {
  readonly text: string;
  readonly comparison: 'equals' | 'equalsIgnoreCase' | 'like' | 'arn' | 'null' | 'other';
  readonly negated: boolean;
  readonly ifExists: boolean;
  /** What an absent key answers under a set operator, whatever the rest. */
  readonly whenAbsent?: Answer;
}

export const REQUESTED_REGION = 'aws:requestedregion';
export const INFERENCE_PROFILE_ARN = 'bedrock:inferenceprofilearn';

/** What a request carries; a key that is not listed is not known, `undefined` is one that is absent. */
export type Context = ReadonlyMap<string, string | undefined>;

const COMPARISONS: [RegExp, Operator['comparison']][] = [
  [/^String(Not)?Equals$/, 'equals'], [/^String(Not)?EqualsIgnoreCase$/, 'equalsIgnoreCase'], [/^String(Not)?Like$/, 'like'],
  [/^Bool$/, 'equalsIgnoreCase'], [/^Arn(Not)?(Equals|Like)$/, 'arn'], [/^Null$/, 'null'],
];

export function conditionsOf(json: unknown): Condition[] {
  if (json === undefined) return [];
  // A condition that the template does not tell may hold or not.
  if (!isRecord(json)) return [{ operator: operatorOf('unknown'), key: 'unknown', keyText: 'unknown', values: [] }];
  return Object.entries(json).flatMap(([operator, keys]) => Object.entries(isRecord(keys) ? keys : { unknown: [] }).map(([key, value]) => ({
    operator: operatorOf(operator), key: key.toLowerCase(), keyText: key, values: asList(value).flatMap(asList).map(textOf).map(withoutPolicyVariables),
  })));
}

function operatorOf(text: string): Operator {
  const base = text.replace(/^For(AnyValue|AllValues):/, '').replace(/IfExists$/, '');
  const comparison = COMPARISONS.find(([pattern]) => pattern.test(base))?.[1] ?? 'other';
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  const whenAbsent = text.startsWith('ForAllValues:') ? 'yes' : text.startsWith('ForAnyValue:') ? 'no' : undefined;
  return { text, comparison, negated: base.includes('Not'), ifExists: text.endsWith('IfExists'), ...(whenAbsent && { whenAbsent }) };
}

/**
 * Whether a condition holds. An absent key fails a positive operator and passes a negated one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function holds(condition: Condition, context: Context): Answer {
  const { key } = condition;
  if (context.has(key)) return holdsFor(condition, context.get(key));
  if (OWNER.test(key) && context.has(OWNED_BY_AWS)) {
    // AWS does not document whether the key is there; if it is, it is no account or organization of a customer.
    const [absent, foreign] = [holdsFor(condition, undefined), holdsFor(condition, NO_CUSTOMER)];
    return absent === foreign ? absent : 'maybe';
  }
  return isNeverCarried(key, context) ? holdsFor(condition, undefined) : 'maybe';
}

/** In a context: the resource is AWS's. */
export const OWNED_BY_AWS = 'owned by aws';
const OWNER = /^aws:resource(account|orgid|orgpaths)$/;
const NO_CUSTOMER = '\uE007';

/** What no call of inference carries; tags only where the resource has none. */
function isNeverCarried(key: string, context: Context): boolean {
  return /^aws:(requesttag\/|tagkeys$)/.test(key) || (key.startsWith('aws:resourcetag/') && context.has(UNTAGGED)) || NOT_ON_INFERENCE.has(key)
    // A key that nothing is near to may be newer than this library.
    || unknownKeyOf(key)?.meant !== undefined;
}

/** In a context: the resource has no tags. */
export const UNTAGGED = 'untagged';
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
const NOT_ON_INFERENCE: ReadonlySet<string> = new Set([
  'bedrock:bearertokentype', 'bedrock:dataretentionmode', 'bedrock:inlineagentname', 'bedrock:thirdpartyknowledgebasecredentialssecretarn',
]);

function holdsFor({ operator, values }: Condition, value: string | undefined): Answer {
  if (operator.comparison === 'null') return anyOf(values.map((absent) => isOpaque(absent) ? 'maybe' : (absent.toLowerCase() === 'true') === (value === undefined) ? 'yes' : 'no'));
  if (value === undefined) return operator.ifExists ? 'yes' : operator.whenAbsent ?? (operator.negated ? 'yes' : 'no');
  if (operator.comparison === 'other') return 'maybe';
  const answer = anyOf(values.map((pattern) => compare(operator.comparison, pattern, value)));
  return operator.negated ? negate(answer) : answer;
}

function compare(comparison: Operator['comparison'], pattern: string, value: string): Answer {
  switch (comparison) {
    case 'like': return matches(pattern, value);
    case 'arn': return matchesArn(pattern, value);
    case 'equalsIgnoreCase': return equals(pattern.toLowerCase(), value.toLowerCase());
    default: return equals(pattern, value);
  }
}

// Wildcards are characters like others here.
function equals(one: string, other: string): Answer {
  if (one === other) return 'yes';
  return isOpaque(one) || isOpaque(other) ? matches(one.replace(/[*?]/g, '.'), other) : 'no';
}
