type Matcher = (value: unknown) => boolean;

const COMPARE: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/**
 * A matcher of one leaf value: a plain value, or an object with one operator. `exists` is not here, since it is about the field.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function valueMatcher(condition: unknown, path: string): Matcher {
  if (condition === null || typeof condition === 'boolean' || typeof condition === 'string' || typeof condition === 'number') {
    return (value) => value === condition;
  }
  const { operator, operand } = operation(condition, path);
  switch (operator) {
    case 'anything-but': return anythingBut(operand, path);
    case 'numeric': return numeric(operand, path);
    default: return textual(operator, operand, path);
  }
}

function textual(operator: string, operand: unknown, path: string): Matcher {
  if (typeof operand !== 'string' || operand === '') { throw misunderstood(path, { [operator]: operand }, 'a text'); }
  switch (operator) {
    case 'prefix': return (value) => typeof value === 'string' && value.startsWith(operand);
    case 'suffix': return (value) => typeof value === 'string' && value.endsWith(operand);
    case 'wildcard': {
      const expression = wildcardExpression(operand, path);
      return (value) => typeof value === 'string' && expression.test(value);
    }
    default: throw misunderstood(path, operator, 'an operator of this evaluator');
  }
}

/** `*` is any text; `\*` and `\\` are the characters themselves; "consecutive wildcard characters are not supported". */
function wildcardExpression(operand: string, path: string): RegExp {
  const tokens = operand.match(/\\[*\\]|[^\\]/g) ?? [];
  if (tokens.join('') !== operand || tokens.some((token, index) => token === '*' && tokens[index + 1] === '*')) {
    throw misunderstood(path, operand, 'a wildcard text without ** and with no escapes but \\* and \\\\');
  }
  const source = tokens.map((token) => (token === '*' ? '.*' : escapeExpression(token.length > 1 ? token.slice(1) : token)));
  return new RegExp(`^${source.join('')}$`, 's');
}

function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** "Matches anything except what's specified": any leaf that is there, so an absent field never matches. */
function anythingBut(operand: unknown, path: string): Matcher {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const { operator, operand: texts } = operation(operand, path);
    const matchers = listOf(texts).map((text) => textual(operator, text, path));
    if (matchers.length === 0) { throw misunderstood(path, operand, 'at least one text'); }
    return (value) => !matchers.some((matches) => matches(value));
  }
  const values = listOf(operand);
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size !== 1 || !(kinds.has('string') || kinds.has('number'))) {
    throw misunderstood(path, operand, 'texts only, or numbers only');
  }
  return (value) => !values.includes(value);
}

function numeric(operand: unknown, path: string): Matcher {
  const terms = listOf(operand);
  if (terms.length !== 2 && terms.length !== 4) { throw misunderstood(path, operand, 'one or two comparisons'); }
  const comparisons: Array<(value: number) => boolean> = [];
  for (let index = 0; index < terms.length; index += 2) {
    const compare = COMPARE[String(terms[index])];
    const bound = terms[index + 1];
    if (compare === undefined || typeof bound !== 'number') { throw misunderstood(path, operand, 'a comparison and a number'); }
    comparisons.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && comparisons.every((holds) => holds(value));
}

function operation(condition: unknown, path: string): { operator: string; operand: unknown } {
  const entries = typeof condition === 'object' && condition !== null && !Array.isArray(condition) ? Object.entries(condition) : [];
  if (entries.length !== 1) { throw misunderstood(path, condition, 'a value or an object with one operator'); }
  return { operator: entries[0][0], operand: entries[0][1] };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function misunderstood(path: string, value: unknown, expected: string): Error {
  return new Error(`${path} is ${JSON.stringify(value)}, expected ${expected}`);
}
