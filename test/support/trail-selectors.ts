import { OPERATORS, TrailFieldSelector, TrailOperator, TrailSelector, validateTrailSelectors } from './trail-selector-rules';

export { validateTrailSelectors } from './trail-selector-rules';
export type { TrailFieldSelector, TrailSelector } from './trail-selector-rules';

const TESTS: Readonly<Record<TrailOperator, (value: string, operand: string) => boolean>> = {
  Equals: (value, operand) => value === operand,
  StartsWith: (value, operand) => value.startsWith(operand),
  EndsWith: (value, operand) => value.endsWith(operand),
  NotEquals: (value, operand) => value === operand,
  NotStartsWith: (value, operand) => value.startsWith(operand),
  NotEndsWith: (value, operand) => value.endsWith(operand),
};

/**
 * Whether a trail with these advanced event selectors records an event of its Region: "if the event matches any event selector".
 * Throws on selectors that CloudTrail refuses.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 */
export function trailRecords(selectors: readonly TrailSelector[], record: Readonly<Record<string, unknown>>): boolean {
  const violations = validateTrailSelectors(selectors);
  if (violations.length > 0) { throw new Error(`CloudTrail refuses these selectors: ${violations.join('; ')}`); }
  return selectors.some(({ FieldSelectors }) => {
    const fields = new Set(FieldSelectors.map((term) => term.Field));
    return [...fields].every((field) => fieldMatches(FieldSelectors.filter((term) => term.Field === field), valuesIn(record, field)));
  });
}

/**
 * "DESELECT operators are AND'd together, SELECT operators are OR'd together, and both groups are AND'd together."
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html#filtering-data-events-conditions
 */
function fieldMatches(terms: readonly TrailFieldSelector[], values: readonly string[]): boolean {
  const conditions = terms.flatMap((term) => OPERATORS.flatMap((operator) => (term[operator] ?? []).map((operand) => ({ operator, operand }))));
  const meets = ({ operator, operand }: typeof conditions[number]) => values.some((value) => TESTS[operator](value, operand));
  const select = conditions.filter(({ operator }) => !operator.startsWith('Not'));
  const deselect = conditions.filter(({ operator }) => operator.startsWith('Not'));
  return (select.length === 0 || select.some(meets)) && !deselect.some(meets);
}

function valuesIn(record: Readonly<Record<string, unknown>>, field: string): string[] {
  const [name, part] = field.split('.');
  const value = record[name];
  // The stream-completion sample of the Bedrock guide has no category, and "a trail that records only management events" gets it.
  // https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html#cloudtrail-stream-completion-events
  if (name === 'eventCategory') { return [String(value ?? 'Management')]; }
  const parts = part === undefined ? [value] : [value].flat().map((item) => partOf(item, part));
  return parts.filter((item) => item !== undefined && item !== null).map(String);
}

function partOf(value: unknown, part: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[part] : undefined;
}
