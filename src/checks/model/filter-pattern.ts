import { matches } from '../policy/match';

/** What a record carries; a field that is not listed is not known, nor are those in it, and `undefined` is one that is absent. */
export type RecordFields = ReadonlyMap<string, string | undefined>;

/** A value that may be the one that is asked for. */
export const ANY = '*';

/**
 * Whether a record certainly matches a JSON filter pattern; false for what is no such pattern.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matchesRecord(pattern: string, record: RecordFields): boolean {
  const tokens = tokensOf(pattern);
  if (tokens === undefined || tokens.shift()?.text !== '{' || tokens.pop()?.text !== '}') return false;
  const matched = either(tokens, record);
  return tokens.length === 0 && matched === true;
}

interface Token {
  readonly text: string;
  readonly field?: string;
  readonly operator?: string;
  readonly value?: string;
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
const MAX_LENGTH = 1024;
const TOKEN = /\s*(?:[{}()]|&&|\|\||\$\.(?<field>[\w.-]+)\s*(?:(?<test>NOT\s+EXISTS|IS\s+(?:NOT\s+)?\w+)|(?<operator>!=|[<>]=?|=)\s*(?:"(?<quoted>[^"]*)"|(?<bare>[^\s"(){}&|%]+))))\s*/gy;

function tokensOf(pattern: string): Token[] | undefined {
  if (pattern.length > MAX_LENGTH) return undefined;
  const found = [...pattern.matchAll(TOKEN)];
  // What is not understood, a regular expression for example, ends the matches.
  if (found.map(([text]) => text).join('') !== pattern) return undefined;
  return found.map(({ 0: text, groups: { field, test, operator, quoted, bare } = {} }) =>
    ({ text: text.trim(), field, operator: operator ?? test?.replace(/\s+/g, ' '), value: quoted ?? bare }));
}

function either(tokens: Token[], record: RecordFields): boolean | undefined {
  let matched = both(tokens, record);
  while (tokens[0]?.text === '||') {
    tokens.shift();
    const other = both(tokens, record);
    matched = matched === undefined || other === undefined ? undefined : matched || other;
  }
  return matched;
}

function both(tokens: Token[], record: RecordFields): boolean | undefined {
  let matched = term(tokens, record);
  while (tokens[0]?.text === '&&') {
    tokens.shift();
    const other = term(tokens, record);
    matched = matched === undefined || other === undefined ? undefined : matched && other;
  }
  return matched;
}

function term(tokens: Token[], record: RecordFields): boolean | undefined {
  const token = tokens.shift();
  if (token?.text === '(') {
    const matched = either(tokens, record);
    return tokens.shift()?.text === ')' ? matched : undefined;
  }
  if (token?.field === undefined) return undefined;
  const known = [token.field, token.field.split('.')[0]].find((field) => record.has(field));
  return known !== undefined && holds(token, record.get(known));
}

function holds({ operator = '', value = '' }: Token, actual: string | undefined): boolean {
  if (actual === undefined) return operator === 'NOT EXISTS';
  if (operator === '=' || operator === '!=') return actual === ANY || (matches(value, actual) === 'yes') === (operator === '=');
  return operator.toLowerCase() === `is ${actual}`;
}
