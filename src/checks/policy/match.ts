import { isOpaque, replaceOpaque } from '../read/opaque';

/** Yes and no are certain; maybe is all that a template leaves open. */
export type Answer = 'yes' | 'no' | 'maybe';

export function negate(answer: Answer): Answer {
  return answer === 'yes' ? 'no' : answer === 'no' ? 'yes' : 'maybe';
}

export function anyOf(answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

export function allOf(answers: readonly Answer[]): Answer {
  return answers.includes('no') ? 'no' : answers.includes('maybe') ? 'maybe' : 'yes';
}

/** Whether a pattern with `*` and `?` matches; case counts, and no character is special besides. */
export function matches(pattern: string, value: string): Answer {
  if (pattern === value) return 'yes';
  // Longer than any policy: not worth its time.
  if (pattern.length > MAX_LENGTH) return 'maybe';
  // A question mark is one character, and how many an unknown part has is not known.
  const isCertain = !isOpaque(value) || !pattern.includes('?');
  if (isCertain && isMatch(pattern, value)) return 'yes';
  if (!isOpaque(pattern) && !isOpaque(value)) return 'no';
  return overlap(loose(pattern), loose(value)) ? 'maybe' : 'no';
}

// What is not known may be anything, but where the Region of an ARN belongs it is one: the ARN without a Region is another.
function loose(text: string): string {
  return replaceOpaque(text.replace(/^(arn:[^:]*:[^:]*:)\uE000[^\uE000\uE001]*\uE001:/, '$1?*:'), '*');
}

/**
 * The same for condition operators on ARNs: each of the first five parts is compared by itself.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(pattern: string, value: string): Answer {
  if (isOpaque(pattern) && pattern.split(':').length < 6) return matches(pattern, value);
  const [one, other] = [partsOf(pattern), partsOf(value)];
  return one.length === other.length ? allOf(one.map((part, index) => matches(part, other[index]))) : 'no';
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const MAX_LENGTH = 10_240;

// The last star takes one character more each time that the rest does not match: at worst the product of both lengths, whatever the stars.
function isMatch(pattern: string, value: string): boolean {
  let [at, inValue, star, resume] = [0, 0, -1, 0];
  while (inValue < value.length) {
    const character = pattern[at];
    if (character === '*') [star, resume, at] = [at, inValue, at + 1];
    else if (character === '?' || character === value[inValue]) [at, inValue] = [at + 1, inValue + 1];
    else if (star >= 0) [at, inValue, resume] = [star + 1, resume + 1, resume + 1];
    else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Whether some text matches both patterns. */
export function overlap(one: string, other: string): boolean {
  let row = startOf(other);
  for (const character of one) {
    const next = [character === '*' && row[0]];
    for (let index = 1; index <= other.length; index++) {
      const its = other[index - 1];
      next[index] = character === '*' || its === '*'
        ? row[index] || next[index - 1]
        : row[index - 1] && (character === its || character === '?' || its === '?');
    }
    row = next;
  }
  return row[other.length];
}

// What the empty text matches.
function startOf(pattern: string): boolean[] {
  const start = [true];
  for (const character of pattern) start.push(start[start.length - 1] && character === '*');
  return start;
}
