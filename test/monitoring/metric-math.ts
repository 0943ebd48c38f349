/**
 * One datapoint of a CloudWatch metric math expression: what is needed to judge an expression by numbers.
 *
 * Arithmetic and comparisons take a missing value as 0 if the other series has one, a division by zero drops the datapoint, and IF without a
 * third argument drops it where the condition is 0: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function datapoint(expression: string, values: Readonly<Record<string, number | undefined>>): number | undefined {
  const tokens = expression.match(/\s*([A-Za-z_][A-Za-z0-9_]*|\d+(\.\d+)?|>=|<=|==|!=|[-+*/()<>,])/g)?.map((token) => token.trim()) ?? [];
  if (tokens.join('') !== expression.replace(/\s/g, '')) throw new Error(`not modelled: ${expression}`);
  const parser = new Parser(tokens, values);
  const result = parser.disjunction();
  parser.end();
  return result.value;
}

/** A series without a value at this time is undefined; a scalar always has one. */
interface Operand { readonly scalar: boolean; readonly value: number | undefined }

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '>': (a, b) => Number(a > b),
  '<': (a, b) => Number(a < b),
  '>=': (a, b) => Number(a >= b),
  '<=': (a, b) => Number(a <= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  'AND': (a, b) => Number(a !== 0 && b !== 0),
  'OR': (a, b) => Number(a !== 0 || b !== 0),
};

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly string[], private readonly values: Readonly<Record<string, number | undefined>>) {}

  disjunction = (): Operand => this.chain(['OR'], () => this.chain(['AND'], this.comparison));

  end(): void {
    if (this.position < this.tokens.length) throw new Error(`unexpected ${this.tokens[this.position]}`);
  }

  private readonly comparison = (): Operand => this.chain(['>', '<', '>=', '<=', '==', '!='], this.sum);
  private readonly sum = (): Operand => this.chain(['+', '-'], this.product);
  private readonly product = (): Operand => this.chain(['*', '/'], this.operand);

  private readonly operand = (): Operand => {
    const token = this.take();
    if (token === '(') return this.closed(this.disjunction());
    if (/^\d/.test(token)) return { scalar: true, value: Number(token) };
    if (this.tokens[this.position] === '(') return this.call(token);
    if (!(token in this.values)) throw new Error(`no such id: ${token}`);
    return { scalar: false, value: this.values[token] };
  };

  private call(name: string): Operand {
    const args: Operand[] = [];
    do {
      this.take();
      args.push(this.disjunction());
    } while (this.tokens[this.position] === ',');
    this.take(')');
    if (name === 'FILL' && args.length === 2) return { scalar: false, value: args[0].value ?? args[1].value };
    if (name === 'IF' && (args.length === 2 || args.length === 3)) return { scalar: false, value: choose(args) };
    throw new Error(`${name} with ${args.length} arguments is not modelled`);
  }

  private chain(operators: readonly string[], next: () => Operand): Operand {
    let left = next();
    while (operators.includes(this.tokens[this.position])) left = combine(this.take(), left, next());
    return left;
  }

  private closed(inner: Operand): Operand {
    this.take(')');
    return inner;
  }

  private take(expected?: string): string {
    const token = this.tokens[this.position++];
    if (token === undefined || (expected !== undefined && token !== expected)) throw new Error(`expected ${expected ?? 'more'} but found ${token ?? 'the end'}`);
    return token;
  }
}

function combine(operator: string, left: Operand, right: Operand): Operand {
  const scalar = left.scalar && right.scalar;
  const series = [left, right].filter((operand) => !operand.scalar);
  if (!scalar && series.every(({ value }) => value === undefined)) return { scalar, value: undefined };
  const value = OPERATIONS[operator](left.value ?? 0, right.value ?? 0);
  return { scalar, value: Number.isFinite(value) ? value : undefined };
}

function choose([condition, then, otherwise]: readonly Operand[]): number | undefined {
  if (condition.value === undefined) return undefined;
  if (condition.value !== 0) return then.value ?? 0;
  return otherwise && (otherwise.value ?? 0);
}
