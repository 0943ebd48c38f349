import { Construct } from 'constructs';
import { fail, show } from './errors';
import { isToken } from './tokens';

/** Tags of one resource, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html (TooManyTagsException) */
const MAX_TAGS = 50;

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Tag.html; what a role takes holds all of it. */
const CHARACTERS = /^[a-zA-Z0-9\s._:/=+@-]*$/;
const KEY_LENGTH = 128;
const VALUE_LENGTH = 256;

/** Throws unless the map holds tags that an inference profile takes. A key or a value that is a token is not judged. */
export function checkTags(scope: Construct, prop: string, tags: { readonly [key: string]: string }): void {
  const entries = Object.entries(tags);
  if (entries.length === 0) fail(`${prop}: the map is empty; give at least one tag, or leave it out`, scope);
  if (entries.length > MAX_TAGS) fail(`${prop}: ${entries.length} tags, and a resource holds ${MAX_TAGS}; give fewer`, scope);
  for (const [key, value] of entries) {
    if (!isToken(key)) checkText(scope, prop, 'key', key, key.length >= 1 && key.length <= KEY_LENGTH && !/^aws:/i.test(key), `1 to ${KEY_LENGTH}`, ', that do not start with "aws:"');
    if (!isToken(value)) checkText(scope, prop, 'value', value, value.length <= VALUE_LENGTH, `at most ${VALUE_LENGTH}`, '');
  }
}

function checkText(scope: Construct, prop: string, what: string, text: string, fits: boolean, length: string, further: string): void {
  if (fits && CHARACTERS.test(text)) return;
  fail(`${prop}: ${show(text)} is not the ${what} of a tag; give ${length} letters, digits, spaces and . _ : / = + @ -${further}`, scope);
}
