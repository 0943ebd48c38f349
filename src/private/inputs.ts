import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isToken, literalParts } from './tokens';

/** Throws unless a prop is a list that is known at synth, is not empty, and has no value twice. The values may be tokens. */
export function checkList(scope: IConstruct | undefined, prop: string, values: readonly string[], remedy = 'give at least one', what = 'the list'): void {
  if (isToken(values)) failToken(scope, prop, what);
  if (values.length === 0) failEmpty(scope, prop, remedy);
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) failRepeated(scope, prop, repeated);
}

export function failEmpty(scope: IConstruct | undefined, prop: string, remedy: string): never {
  return fail(`${prop}: the list is empty; ${remedy}`, scope);
}

export function failRepeated(scope: IConstruct | undefined, prop: string, value: string): never {
  return fail(`${prop}: ${show(value)} is given twice; leave one out`, scope);
}

/** For what the template depends on, so that a value of the deployment comes too late. */
export function failToken(scope: IConstruct | undefined, prop: string, what: string): never {
  return fail(`${prop}: ${what} is a token, known only at deployment; give a literal, because what is synthesized depends on it`, scope);
}

/** Throws unless a number is in its range. A token is not judged. */
export function checkNumber(scope: IConstruct | undefined, prop: string, value: number | undefined, isRight: (value: number) => boolean, rule: string): void {
  if (value !== undefined && !isToken(value) && !isRight(value)) fail(`${prop}: ${value} is out of range; give ${rule}`, scope);
}

/** Throws unless a duration is of whole days, at least one. A token is not judged. */
export function checkRetention(scope: IConstruct | undefined, prop: string, duration: Duration | undefined): void {
  if (duration === undefined || isToken(duration) || duration.isUnresolved()) return;
  const days = duration.toDays({ integral: false });
  if (!Number.isInteger(days) || days < 1) fail(`${prop}: ${days} days; give whole days, at least 1, like Duration.days(400)`, scope);
}

/** Throws unless a text has 1 to `limit` characters. A token is not judged. */
export function checkLength(scope: IConstruct | undefined, prop: string, text: string, limit: number): void {
  if (!isToken(text) && (text.length < 1 || text.length > limit)) fail(`${prop}: ${text.length} characters; give 1 to ${limit}`, scope);
}

/** Throws unless a text has a form. A token is not judged. */
export function checkForm(scope: IConstruct | undefined, prop: string, text: string | undefined, form: RegExp, rule: string): void {
  if (text !== undefined && !isToken(text) && !form.test(text)) fail(`${prop}: ${show(text)} ${rule}`, scope);
}

/**
 * Throws for what is no prefix of object keys: the characters that are safe in keys, with slashes only between them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export function checkKeyPrefix(scope: IConstruct, prop: string, prefix: string | undefined): void {
  checkForm(scope, prop, prefix, /^[\w!.'()-]+(\/[\w!.'()-]+)*$/, "is not a prefix; give letters, digits and . - _ ! ' ( ) with slashes only between them, like \"team/logs\"");
}

/**
 * Throws for a text that a policy would read as more than text: with a wildcard, a policy variable, quotes or white space. Of a text with tokens in
 * it, what is written out is judged.
 */
export function checkPolicyText(scope: IConstruct | undefined, prop: string, text: string): void {
  const found = literalParts(text).map((part) => /[*?$"'\\{}\s]/.exec(part)?.[0]).find((character) => character !== undefined);
  if (found === undefined) return;
  fail(`${prop}: ${isToken(text) ? 'what is written out of it' : show(text)} has the character ${show(found)}, which is more than text in a policy; leave it out`, scope);
}
