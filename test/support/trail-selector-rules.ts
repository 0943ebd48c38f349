/** A field selector of `AWS::CloudTrail::Trail`, as it stands in the template. */
export interface TrailFieldSelector {
  readonly Field: string;
  readonly Equals?: readonly string[];
  readonly StartsWith?: readonly string[];
  readonly EndsWith?: readonly string[];
  readonly NotEquals?: readonly string[];
  readonly NotStartsWith?: readonly string[];
  readonly NotEndsWith?: readonly string[];
}

/** An advanced event selector of `AWS::CloudTrail::Trail`, as it stands in the template. */
export interface TrailSelector {
  readonly Name?: string;
  readonly FieldSelectors: readonly TrailFieldSelector[];
}

export type TrailOperator = Exclude<keyof TrailFieldSelector, 'Field'>;

interface FieldRule {
  readonly operators: readonly TrailOperator[];
  readonly values?: readonly string[];
  readonly required?: boolean;
  readonly single?: boolean;
}

export const OPERATORS: readonly TrailOperator[] = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'];

const ANY: FieldRule = { operators: OPERATORS };
const CATEGORY: FieldRule = { operators: ['Equals'], required: true, single: true };
const READ_ONLY: FieldRule = { operators: ['Equals'], values: ['true', 'false'], single: true };

// What a trail may select by. Event data stores may do more; nothing may select a Region or a request parameter.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
const RULES: Readonly<Record<string, Readonly<Record<string, FieldRule>>>> = {
  Management: {
    eventCategory: CATEGORY,
    readOnly: READ_ONLY,
    eventSource: { operators: ['NotEquals'], values: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
  },
  Data: {
    'eventCategory': CATEGORY,
    'resources.type': { operators: ['Equals'], required: true, single: true },
    'readOnly': READ_ONLY,
    'eventName': ANY,
    'eventSource': ANY,
    'eventType': ANY,
    'resources.ARN': ANY,
    'sessionCredentialFromConsole': { operators: ['Equals', 'NotEquals'], values: ['true'] },
    'userIdentity.arn': ANY,
  },
  NetworkActivity: {
    'eventCategory': CATEGORY,
    'eventSource': { operators: ['Equals'], required: true },
    'eventName': ANY,
    'errorCode': { operators: ['Equals'], values: ['VpceAccessDenied'] },
    'vpcEndpointId': ANY,
    'userIdentity.arn': ANY,
  },
};

// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
const MAX_VALUES = 500;

/** Everything that CloudTrail would refuse in the advanced event selectors of a trail; empty when they are fine. */
export function validateTrailSelectors(selectors: readonly TrailSelector[]): string[] {
  const violations = selectors.flatMap((selector, index) => selectorViolations(selector, selector.Name ?? `selector ${index}`));
  const values = selectors.flatMap((selector) => selector.FieldSelectors).flatMap(valuesOf).length;
  if (selectors.length === 0) { violations.push('no selector: the trail would record nothing'); }
  if (values > MAX_VALUES) { violations.push(`${values} values, a trail takes ${MAX_VALUES}`); }
  return violations;
}

function selectorViolations(selector: TrailSelector, name: string): string[] {
  const categories = selector.FieldSelectors.filter((field) => field.Field === 'eventCategory').flatMap(valuesOf);
  const rules = categories.length === 1 ? RULES[String(categories[0])] : undefined;
  if (rules === undefined) {
    return [`${name}: eventCategory is ${JSON.stringify(categories)}, a trail takes one of ${Object.keys(RULES).join(', ')}`];
  }
  const fields = Object.entries(rules).flatMap(([field, rule]) => countViolations(selector, field, rule));
  const terms = selector.FieldSelectors.flatMap((term) => termViolations(term, rules[term.Field]));
  return [...fields, ...terms].map((violation) => `${name}: ${violation}`);
}

function countViolations(selector: TrailSelector, field: string, rule: FieldRule): string[] {
  const count = selector.FieldSelectors.filter((term) => term.Field === field).length;
  if (rule.required && count === 0) { return [`${field} is required`]; }
  return rule.single && count > 1 ? [`${field} may be there once only`] : [];
}

function termViolations(term: TrailFieldSelector, rule: FieldRule | undefined): string[] {
  if (rule === undefined) { return [`a trail cannot select this category by ${term.Field}`]; }
  const used = Object.keys(term).filter((key) => key !== 'Field');
  const values = valuesOf(term);
  const refused = used.filter((operator) => !rule.operators.some((known) => known === operator));
  const violations = refused.map((operator) => `${term.Field} does not take ${operator}`);
  if (values.length === 0) { violations.push(`${term.Field} has no value`); }
  if (rule.single && values.length > 1) { violations.push(`${term.Field} takes one value`); }
  return [...violations, ...values.flatMap((value) => valueViolations(term.Field, value, rule))];
}

function valueViolations(field: string, value: unknown, rule: FieldRule): string[] {
  if (typeof value !== 'string' || value === '') { return [`${field}: ${JSON.stringify(value)} is not a text`]; }
  // "Selectors don't support the use of wildcards like *": taken literally, the value would match nothing.
  if (value.includes('*')) { return [`${field}: wildcard in ${value}`]; }
  return rule.values && !rule.values.includes(value) ? [`${field} does not take ${value}`] : [];
}

function valuesOf(term: TrailFieldSelector): unknown[] {
  return Object.entries(term).flatMap(([key, value]) => (key === 'Field' ? [] : value as unknown));
}
