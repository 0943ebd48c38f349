import { Construct, IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isToken } from './tokens';

/** Tags of one resource, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html (TooManyTagsException) */
const MAX_TAGS = 50;

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Tag.html; what a role takes has all of it. */
const CHARACTERS = /^[a-zA-Z0-9\s._:/=+@-]*$/;
const KEY_LENGTH = 128;
const VALUE_LENGTH = 256;

/** Letters of any script: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
const ROLE_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Throws unless the map has tags that an inference profile takes. A key or a value that is a token is not judged. */
export function checkTags(scope: Construct, prop: string, tags: { readonly [key: string]: string }, characters = CHARACTERS): void {
  const entries = Object.entries(tags);
  if (entries.length === 0) fail(`${prop}: the map is empty; give at least one tag, or leave it out`, scope);
  if (entries.length > MAX_TAGS) fail(`${prop}: ${entries.length} tags, and a resource holds ${MAX_TAGS}; give fewer`, scope);
  for (const [key, value] of entries) {
    if (!isToken(key)) checkKey(scope, prop, key, characters);
    if (!isToken(value)) checkText(scope, prop, 'value', value, value.length <= VALUE_LENGTH && characters.test(value), `at most ${VALUE_LENGTH}`, '');
  }
}

/**
 * Throws unless a role can have tags, beside others that it has. Keys of one role differ in more than case.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 */
export function checkRoleTags(scope: Construct, prop: string, tags: { readonly [key: string]: string }, other: string, others: { readonly [key: string]: string } = {}): void {
  checkTags(scope, prop, tags, ROLE_CHARACTERS);
  const own = Object.keys(tags).filter((key) => !isToken(key));
  own.forEach((key, index) => {
    const isAlike = (one: string) => one !== key && one.toLowerCase() === key.toLowerCase();
    const before = own.slice(0, index).find(isAlike);
    if (before !== undefined) fail(`${prop}: ${show(before)} and ${show(key)} are the same key to IAM; leave one out`, scope);
    const there = Object.keys(others).find(isAlike);
    if (there !== undefined) fail(`${prop}: ${show(there)} of ${other} and ${show(key)} are the same key to IAM; write both alike`, scope);
  });
  const all = Object.keys({ ...others, ...tags }).length;
  if (all > MAX_TAGS) fail(`${prop}: with ${other} the role would have ${all} tags, and a role holds ${MAX_TAGS}; give fewer`, scope);
}

/** Throws unless a text is the key of a tag that a role or a session has. */
export function checkRoleTagKey(scope: IConstruct, prop: string, key: string): void {
  checkKey(scope, prop, key, ROLE_CHARACTERS);
}

function checkKey(scope: IConstruct, prop: string, key: string, characters: RegExp): void {
  const fits = key.length >= 1 && key.length <= KEY_LENGTH && !/^aws:/i.test(key) && characters.test(key);
  checkText(scope, prop, 'key', key, fits, `1 to ${KEY_LENGTH}`, ', that do not start with "aws:"');
}

function checkText(scope: IConstruct, prop: string, what: string, text: string, fits: boolean, length: string, further: string): void {
  if (fits) return;
  fail(`${prop}: ${show(text)} is not the ${what} of a tag; give ${length} letters, digits, spaces and . _ : / = + @ -${further}`, scope);
}
