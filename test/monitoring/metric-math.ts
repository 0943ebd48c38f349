/** What an id stands for at one time: a series, without a value where CloudWatch has none, or an array of series, as a search finds them. */
export type Value = number | undefined | readonly (number | undefined)[];

/**
 * One datapoint of a CloudWatch metric math expression: what is needed to judge an expression by numbers.
 *
 * Arithmetic and comparisons take a missing value as 0 if the other series has one, a division by zero drops the datapoint, and IF without a
 * third argument drops it where the condition is 0. SUM and MAX of an array leave out what is missing. PERIOD is that of the datapoint, in seconds: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function datapoint(expression: string, values: Readonly<Record<string, Value>>, period = 60): number | undefined {
  const { many, value } = operandOf(expression, values, period);
  if (many) throw new Error(`an array, not a series: ${expression}`);
  return value;
}

/** The same for an expression that has an array as its result: a datapoint of each of its series. */
export function datapoints(expression: string, values: Readonly<Record<string, Value>>, period = 60): (number | undefined)[] {
  const { many } = operandOf(expression, values, period);
  if (!many) throw new Error(`a series, not an array: ${expression}`);
  return [...many];
}

/** A series: a value for each time, and what it is called where a search found it. */
export interface Series {
  readonly name?: string;
  readonly values: readonly (number | undefined)[];
}

/**
 * The series that an expression results in, of series that are known by their ids; a list is an array, as a search finds it. SORT is by the greatest value;
 * SLICE ends before its last index. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function seriesOf(expression: string, inputs: Readonly<Record<string, Series | readonly Series[]>>, period = 60): Series[] {
  const [, sorted, order, count] = /^SORT\((.+),MAX,(ASC|DESC)(?:,(\d+))?\)$/.exec(expression) ?? [];
  if (sorted !== undefined) {
    const greatest = ({ values }: Series) => Math.max(-Infinity, ...present(values));
    const ascending = seriesOf(sorted, inputs, period).sort((one, other) => greatest(one) - greatest(other));
    return (order === 'ASC' ? ascending : ascending.reverse()).slice(0, count === undefined ? undefined : Number(count));
  }
  const [, sliced, from, to] = /^SLICE\((.+),(\d+),(\d+)\)$/.exec(expression) ?? [];
  if (sliced !== undefined) return seriesOf(sliced, inputs, period).slice(Number(from), Number(to));

  const arrays = Object.entries(inputs).filter(([id, input]) => Array.isArray(input) && new RegExp(`\\b${id}\\b`).test(expression)) as [string, readonly Series[]][];
  const times = Math.max(0, ...Object.values(inputs).flat().map(({ values }) => values.length));
  const results = Array.from({ length: times }, (_, time) => operandOf(expression, Object.fromEntries(Object.entries(inputs).map(([id, input]) => (
    [id, Array.isArray(input) ? (input as Series[]).map(({ values }) => values[time]) : (input as Series).values[time]]))), period));
  if (results.every(({ many }) => many === undefined)) return [{ values: results.map(({ value }) => value) }];
  if (arrays.length !== 1) throw new Error(`the series of ${expression} have no names`);
  return arrays[0][1].map(({ name }, index) => ({ name, values: results.map(({ many }) => many![index]) }));
}

function operandOf(expression: string, values: Readonly<Record<string, Value>>, period: number): Operand {
  const tokens = expression.match(/\s*([A-Za-z_][A-Za-z0-9_]*|\d+(\.\d+)?|>=|<=|==|!=|[-+*/()<>,[\]])/g)?.map((token) => token.trim()) ?? [];
  if (tokens.join('') !== expression.replace(/\s/g, '')) throw new Error(`not modelled: ${expression}`);
  const parser = new Parser(tokens, values, period);
  const result = parser.disjunction();
  parser.end();
  return result;
}

/** A series without a value at this time is undefined; a scalar always has one; an array has one of each of its series. */
interface Operand { readonly scalar: boolean; readonly value?: number; readonly many?: readonly (number | undefined)[] }

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

const present = (many: readonly (number | undefined)[]) => many.filter((value): value is number => value !== undefined);

/** Over the series of an array, at one time. */
const OVER_ARRAYS: Readonly<Record<string, (many: readonly (number | undefined)[]) => number | undefined>> = {
  SUM: (many) => present(many).length === 0 ? undefined : present(many).reduce((sum, value) => sum + value, 0),
  MAX: (many) => present(many).length === 0 ? undefined : Math.max(...present(many)),
};

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly string[], private readonly values: Readonly<Record<string, Value>>, private readonly period: number) {}

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
    if (token === '[') return this.array();
    if (/^\d/.test(token)) return { scalar: true, value: Number(token) };
    if (this.tokens[this.position] === '(') return this.call(token);
    if (!(token in this.values)) throw new Error(`no such id: ${token}`);
    const value = this.values[token];
    return typeof value === 'object' ? { scalar: false, many: value } : { scalar: false, value };
  };

  private array(): Operand {
    const many: (number | undefined)[] = [];
    do {
      const one = this.disjunction();
      if (one.many) throw new Error('an array in an array is not modelled');
      many.push(one.value);
    } while (this.tokens[this.position] === ',' && this.take());
    this.take(']');
    return { scalar: false, many };
  }

  private call(name: string): Operand {
    const args: Operand[] = [];
    do {
      this.take();
      args.push(this.disjunction());
    } while (this.tokens[this.position] === ',');
    this.take(')');
    if (name in OVER_ARRAYS && args.length === 1 && args[0].many) return { scalar: false, value: OVER_ARRAYS[name](args[0].many) };
    if (args.some(({ many }) => many) && name !== 'PERIOD') throw new Error(`${name} of an array is not modelled`);
    if (name === 'FILL' && args.length === 2) return { scalar: false, value: args[0].value ?? args[1].value };
    if (name === 'PERIOD' && args.length === 1) return { scalar: true, value: this.period };
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
  if (left.many && right.many) throw new Error('arithmetic of two arrays is not modelled');
  if (left.many) return { scalar: false, many: left.many.map((value) => combine(operator, { scalar: false, value }, right).value) };
  if (right.many) return { scalar: false, many: right.many.map((value) => combine(operator, left, { scalar: false, value }).value) };
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
