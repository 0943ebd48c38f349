/** `$.a.b[0]` and its steps. */
export interface Selector {
  readonly text: string;
  readonly path: ReadonlyArray<string | number>;
}

export type NumericOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type FilterExpression =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterExpression[] }
  | { readonly kind: 'string'; readonly selector: Selector; readonly negated: boolean; readonly matches: (value: string) => boolean }
  | { readonly kind: 'number'; readonly selector: Selector; readonly operator: NumericOperator; readonly operand: number }
  | { readonly kind: 'any'; readonly selector: Selector }
  | { readonly kind: 'absent'; readonly selector: Selector }
  | { readonly kind: 'is'; readonly selector: Selector; readonly constant: null | boolean };

// Property selectors are alphanumeric and may hold "-" and "_". Bracketed names and the wildcard selector are left out: no
// filter of a library needs them.
const SELECTOR = /\$\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+|\[\d+\])*/y;
// Integers with sign and scientific notation, as documented; what follows must end the term.
const NUMBER = /[+-]?\d+(?:[eE][+-]?\d+)?(?=[\s)}&|]|$)/y;
// AWS shows the asterisk at the ends of a text only; what one in the middle does is not written down. Nor are escapes.
const TEXT = /"(?:\*|\*?[^"\\*]+\*?)"/y;
const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([['NULL', null], ['TRUE', true], ['FALSE', false]]);
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
const MAX_LENGTH = 1024;

/**
 * Parses the JSON filter patterns that a library emits, and throws on everything else, with the position.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-json-log-events
 */
export function parseFilterPattern(pattern: string): FilterExpression {
  if (pattern.length > MAX_LENGTH) {
    throw new Error(`Filter pattern has ${pattern.length} characters, PutMetricFilter takes ${MAX_LENGTH}: ${pattern}`);
  }
  return new Parser(pattern).pattern();
}

export function parseSelector(text: string): Selector {
  const parser = new Parser(text);
  const selector = parser.selector();
  parser.end();
  return selector;
}

class Parser {
  private position = 0;

  constructor(private readonly text: string) {}

  public pattern(): FilterExpression {
    this.expect('{');
    const expression = this.or();
    this.expect('}');
    this.end();
    return expression;
  }

  public selector(): Selector {
    const text = this.take(SELECTOR) ?? this.fail('a selector such as $.eventName');
    const steps = text.slice(2).replace(/\[(\d+)\]/g, '.[$1').split('.');
    return { text, path: steps.map((step) => (step.startsWith('[') ? Number(step.slice(1)) : step)) };
  }

  public end(): void {
    this.skipSpace();
    if (this.position < this.text.length) { this.fail('the end'); }
  }

  // "Compound expressions support the use of parentheses and the following standard order of operations: () > && > ||"
  private or(): FilterExpression {
    return this.chain('or', '||', () => this.chain('and', '&&', () => this.unit()));
  }

  private chain(kind: 'and' | 'or', operator: string, operand: () => FilterExpression): FilterExpression {
    const operands = [operand()];
    while (this.accept(operator)) { operands.push(operand()); }
    return operands.length === 1 ? operands[0] : { kind, operands };
  }

  private unit(): FilterExpression {
    if (!this.accept('(')) { return this.condition(); }
    const expression = this.or();
    this.expect(')');
    return expression;
  }

  private condition(): FilterExpression {
    const selector = this.selector();
    // "The variables IS NOT and EXISTS currently aren't supported."
    if (this.take(/NOT\s+EXISTS\b/y) !== undefined) { return { kind: 'absent', selector }; }
    if (this.take(/IS\b/y) !== undefined) {
      const constant = CONSTANTS.get(this.take(/(?:NULL|TRUE|FALSE)\b/y) ?? this.fail('NULL, TRUE or FALSE'));
      return { kind: 'is', selector, constant: constant ?? null };
    }
    const operator = this.take(/!=|<=|>=|=|<|>/y) ?? this.fail('NOT EXISTS, IS or a comparison');
    return this.comparison(selector, operator as NumericOperator);
  }

  private comparison(selector: Selector, operator: NumericOperator): FilterExpression {
    const operand = this.take(NUMBER);
    if (operand !== undefined) { return { kind: 'number', selector, operator, operand: Number(operand) }; }
    if (operator !== '=' && operator !== '!=') { return this.fail('an integer'); }
    const quoted = this.take(TEXT);
    if (quoted !== undefined) { return { kind: 'string', selector, negated: operator === '!=', matches: textMatcher(quoted.slice(1, -1)) }; }
    if (operator === '=' && this.accept('*')) { return { kind: 'any', selector }; }
    // AWS takes bare alphanumeric words and %regex% too; quotes always work, so a bare word is a mistake of the author.
    return this.fail('an integer, * or a text in double quotes, with * at its ends only');
  }

  private take(token: RegExp): string | undefined {
    this.skipSpace();
    token.lastIndex = this.position;
    const match = token.exec(this.text)?.[0];
    this.position += match?.length ?? 0;
    return match;
  }

  private accept(token: string): boolean {
    this.skipSpace();
    const found = this.text.startsWith(token, this.position);
    this.position += found ? token.length : 0;
    return found;
  }

  private expect(token: string): void {
    if (!this.accept(token)) { this.fail(`"${token}"`); }
  }

  private skipSpace(): void {
    while (/\s/.test(this.text.charAt(this.position))) { this.position += 1; }
  }

  private fail(expected: string): never {
    this.skipSpace();
    const rest = JSON.stringify(this.text.slice(this.position, this.position + 20));
    throw new Error(`Filter pattern not understood at position ${this.position}: expected ${expected}, found ${rest} in ${this.text}`);
  }
}

function textMatcher(text: string): (value: string) => boolean {
  if (text === '*') { return () => true; }
  const literal = text.replaceAll('*', '');
  if (text.startsWith('*')) { return (value) => (text.endsWith('*') ? value.includes(literal) : value.endsWith(literal)); }
  return (value) => (text.endsWith('*') ? value.startsWith(literal) : value === literal);
}
