import { matchesArn, matchesGlob } from './iam-matching';

export interface ConditionOperator {
  /** The operator without set operator, without `IfExists` and without negation; several names of one comparison share it. */
  readonly comparison: 'StringEquals' | 'StringEqualsIgnoreCase' | 'StringLike' | 'Arn' | 'Bool' | 'Null';
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly setOperator?: 'ForAnyValue' | 'ForAllValues';
  /** Whether IAM takes this value in a policy. */
  readonly accepts: (policyValue: string) => boolean;
  readonly matches: (policyValue: string, requestValue: string) => boolean;
}

type Comparison = Pick<ConditionOperator, 'accepts' | 'matches'>;
const anyString = () => true;
const isBoolean = (value: string) => /^(true|false)$/i.test(value);

const COMPARISONS: Record<ConditionOperator['comparison'], Comparison> = {
  StringEquals: { accepts: anyString, matches: (policy, request) => policy === request },
  StringEqualsIgnoreCase: { accepts: anyString, matches: (policy, request) => policy.toLowerCase() === request.toLowerCase() },
  StringLike: { accepts: anyString, matches: matchesGlob },
  Arn: { accepts: (value) => value.startsWith('arn:') && value.split(':').length >= 6, matches: matchesArn },
  Bool: { accepts: isBoolean, matches: (policy, request) => policy.toLowerCase() === request.toLowerCase() },
  Null: { accepts: isBoolean, matches: () => false },
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Record<string, readonly [ConditionOperator['comparison'], boolean]> = {
  StringEquals: ['StringEquals', false],
  StringNotEquals: ['StringEquals', true],
  StringEqualsIgnoreCase: ['StringEqualsIgnoreCase', false],
  StringNotEqualsIgnoreCase: ['StringEqualsIgnoreCase', true],
  StringLike: ['StringLike', false],
  StringNotLike: ['StringLike', true],
  // "The ArnEquals and ArnLike condition operators behave identically", and so do their negations (same page).
  ArnEquals: ['Arn', false],
  ArnLike: ['Arn', false],
  ArnNotEquals: ['Arn', true],
  ArnNotLike: ['Arn', true],
  Bool: ['Bool', false],
  Null: ['Null', false],
};

export function parseOperator(name: string): ConditionOperator {
  const [, setOperator, base, ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(name) ?? [];
  const known = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  // Null is itself the test of existence, so IAM has no other form of it.
  if (!known || (base === 'Null' && (setOperator || ifExists))) throw new Error(`Unknown condition operator ${JSON.stringify(name)}`);
  const [comparison, negated] = known;
  return {
    comparison,
    negated,
    ifExists: ifExists !== undefined,
    ...(setOperator ? { setOperator: setOperator === 'ForAnyValue' ? 'ForAnyValue' : 'ForAllValues' } : {}),
    ...COMPARISONS[comparison],
  };
}

/** One key of one operator, against the values that the request has for it (none: the key is absent). */
export function holds(operatorName: string, policyValues: readonly string[], requestValues: readonly string[]): boolean {
  const operator = parseOperator(operatorName);
  if (operator.comparison === 'Null') {
    return policyValues.some((wantsAbsent) => (wantsAbsent.toLowerCase() === 'true') === (requestValues.length === 0));
  }
  // Several policy values are ORed, under a negated operator NORed:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
  const one = (requestValue: string) => policyValues.some((policyValue) => operator.matches(policyValue, requestValue)) !== operator.negated;
  if (requestValues.length === 0) return whenAbsent(operator);
  if (operator.setOperator === 'ForAllValues') return requestValues.every(one);
  if (operator.setOperator === 'ForAnyValue') return requestValues.some(one);
  if (requestValues.length > 1) throw new Error(`${operatorName} on a key with several values needs ForAnyValue or ForAllValues`);
  return one(requestValues[0]);
}

/**
 * An absent key fails a positive operator and PASSES a negated one (same page, "Important"): a Deny with ArnNotLike alone therefore hits every
 * request without the key. ForAllValues passes and ForAnyValue fails on an absent key, negated or not:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function whenAbsent(operator: ConditionOperator): boolean {
  if (operator.ifExists || operator.setOperator === 'ForAllValues') return true;
  return operator.setOperator === undefined && operator.negated;
}
