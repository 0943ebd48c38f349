import { FilterExpression, NumericOperator, parseFilterPattern, parseSelector, Selector } from './filter-pattern-parser';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html#logs-metric-filters-dimensions
const MAX_DIMENSIONS = 3;

const COMPARE: Readonly<Record<NumericOperator, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/**
 * Whether a CloudWatch Logs JSON filter pattern matches a log event. Throws on a pattern that it does not understand, and on a
 * comparison whose outcome AWS does not document.
 */
export function matchesFilterPattern(pattern: string, record: unknown): boolean {
  const expression = parseFilterPattern(pattern);
  return isObject(record) && evaluate(expression, record);
}

/**
 * The dimensions with which the metric is published for a record, or undefined where one of the fields is missing: CloudWatch
 * publishes a dimension only when its value is found, and a metric without one of its dimensions is another metric.
 */
export function filterDimensions(dimensions: Readonly<Record<string, string>>, record: unknown): Record<string, string> | undefined {
  const entries = Object.entries(dimensions).map(([name, selector]) => ({ name, selector: parseSelector(selector) }));
  if (entries.length > MAX_DIMENSIONS) {
    throw new Error(`A metric filter takes at most ${MAX_DIMENSIONS} dimensions, not ${entries.length}`);
  }
  const found: Record<string, string> = {};
  for (const { name, selector } of entries) {
    const value = lookup(selector, record);
    if (typeof value !== 'string' && typeof value !== 'number') { return undefined; }
    found[name] = String(value);
  }
  return found;
}

/** Every selector of a pattern once, in the order of the pattern: a dimension must be one of them. */
export function selectorsOf(pattern: string): string[] {
  return [...new Set(collect(parseFilterPattern(pattern)))];
}

function collect(expression: FilterExpression): string[] {
  return 'operands' in expression ? expression.operands.flatMap(collect) : [expression.selector.text];
}

function evaluate(expression: FilterExpression, record: unknown): boolean {
  switch (expression.kind) {
    case 'and': return expression.operands.every((operand) => evaluate(operand, record));
    case 'or': return expression.operands.some((operand) => evaluate(operand, record));
    case 'absent': return lookup(expression.selector, record) === undefined;
    case 'is': return lookup(expression.selector, record) === expression.constant;
    default: return compare(expression, lookup(expression.selector, record));
  }
}

function compare(expression: Extract<FilterExpression, { kind: 'string' | 'number' | 'any' }>, value: unknown): boolean {
  // AWS says nothing about a comparison with a missing field. It is false in the service, for != too: reported, with the
  // remedy `|| ($.field NOT EXISTS)`, in https://github.com/DataBiosphere/azul/issues/5884 among others.
  if (value === undefined) { return false; }
  // "If a property selector points to an array or object, the filter pattern won't match the log format."
  if (typeof value === 'object' && value !== null) { return false; }
  if (expression.kind === 'any' && (typeof value === 'string' || typeof value === 'number')) { return true; }
  if (expression.kind === 'string' && typeof value === 'string') { return expression.matches(value) !== expression.negated; }
  if (expression.kind === 'number' && typeof value === 'number') { return COMPARE[expression.operator](value, expression.operand); }
  // A text against a number, a boolean or null: not documented, so a filter must not depend on it.
  throw new Error(`${expression.selector.text} is ${JSON.stringify(value)}: AWS does not document how a ${expression.kind} term compares to it`);
}

function lookup(selector: Selector, record: unknown): unknown {
  return selector.path.reduce<unknown>((value, step) => {
    if (typeof step === 'number') { return Array.isArray(value) ? value[step] : undefined; }
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, record);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
