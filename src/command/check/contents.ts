import { Listing, listingIn, parsedText } from './listing';
import { parseText } from '../../checks/read/formats';
import { isBraced } from '../../checks/read/json';
import { isRecord, Json } from '../../checks/read/template';

/** A template, a policy or a listing of policies, and what leads to it in its file. */
export interface Content {
  readonly kind: 'template' | 'listing' | 'policy';
  readonly value: Json;
  readonly place: readonly string[];
  readonly listing?: Listing;
}

/** What a value is, if it is for this command. Throws where a listing has a policy that cannot be read. */
export function contentOf(value: unknown): Content | undefined {
  if (!isRecord(value)) return undefined;
  if (isRecord(value.Resources)) return { kind: 'template', place: [], value };
  // aws cloudformation get-template
  if (value.TemplateBody !== undefined) return inside(['TemplateBody'], contentOf(typeof value.TemplateBody === 'string' ? onlyValue(value.TemplateBody) : value.TemplateBody));
  const listing = listingIn(value);
  return listing ? { kind: 'listing', place: [], value, listing } : policyIn(value);
}

/** A policy as a file has it, or as the AWS CLI prints one. */
function policyIn(value: unknown): Content | undefined {
  if (!isRecord(value)) return undefined;
  if (value.Statement !== undefined) return { kind: 'policy', place: [], value };
  // get-policy-version, get-role-policy, describe-policy and get-inline-policy-for-permission-set
  for (const place of [['PolicyVersion', 'Document'], ['Policy', 'Content'], ['PolicyDocument'], ['InlinePolicy']]) {
    const inner: unknown = place.reduce<unknown>((outer, key) => (isRecord(outer) ? outer[key] : undefined), value);
    if (inner !== undefined && inner !== value) return inside(place, policyIn(typeof inner === 'string' ? parsedText(inner) : inner));
  }
  return undefined;
}

function inside(place: readonly string[], content: Content | undefined): Content | undefined {
  return content && { ...content, place: [...place, ...content.place] };
}

function onlyValue(text: string): unknown {
  const { values } = parseText(text, '');
  return values.length === 1 ? values[0].value : undefined;
}

const KEYS = '(?:AWSTemplateFormatVersion|Resources|Statement|Policy|PolicyDocument|PolicyVersion|InlinePolicy|TemplateBody|VpcEndpoints|(?:Role|User|Group)DetailList)';
const IN_JSON = new RegExp(`"${KEYS}"\\s{0,100}:`);
const IN_YAML = new RegExp(`^(?:- )?["']?${KEYS}["']?\\s{0,100}:`, 'm');

/** Whether it is worth parsing a text: templates and policies have keys of their own, which JSON has in quotes, and YAML where a line begins. */
export function looksLikeContent(text: string): boolean {
  return (isBraced(text) ? IN_JSON : IN_YAML).test(text);
}
