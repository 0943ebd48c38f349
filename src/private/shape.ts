import { Construct, IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isToken } from './tokens';

/**
 * What a value must be. TypeScript and jsii see to it; plain JavaScript does not, and would get a TypeError from somewhere inside, or have `false` or
 * `null` taken for a default.
 */
interface Kind {
  readonly what: string;
  readonly is: (value: unknown) => boolean;
}

export const TEXT: Kind = { what: 'a text', is: (value) => typeof value === 'string' };
export const NUMBER: Kind = { what: 'a number', is: (value) => typeof value === 'number' };
export const FLAG: Kind = { what: 'true or false', is: (value) => typeof value === 'boolean' };
/** A set of options; a construct is none, though it may have members of the same names. */
export const OPTIONS: Kind = { what: 'a set of options, like { … }', is: (value) => isObject(value) && !Construct.isConstruct(value) };
/** A construct, or what stands for one. */
export const OBJECT: Kind = { what: 'an object of its type', is: isObject };
/** A principal, or a construct that has one. */
export const GRANTEE: Kind = { what: 'something that can be granted permissions', is: (value) => isObject(value) && isObject((value as { grantPrincipal?: unknown }).grantPrincipal) };
export const TAGS: Kind = { what: 'a map of texts, like { team: "search" }', is: (value) => isObject(value) && Object.values(value as object).every((text) => typeof text === 'string') };
export const PROFILE: Kind = {
  what: 'an inference profile, like InferenceProfile.fromInferenceProfileId("global.anthropic.claude-sonnet-4-6")',
  is: (value) => isObject(value) && typeof (value as { inferenceProfileId?: unknown }).inferenceProfileId === 'string'
    && typeof (value as { destinationRegions?: unknown }).destinationRegions === 'function',
};
export const MODEL: Kind = { what: 'a foundation model, like new FoundationModelIdentifier("anthropic.claude-sonnet-4-6")', is: (value) => isObject(value) && typeof (value as { modelId?: unknown }).modelId === 'string' };
export const DURATION: Kind = { what: 'a Duration', is: (value) => isObject(value) && typeof (value as { toSeconds?: unknown }).toSeconds === 'function' };

export function listOf(kind: Kind): Kind {
  return { what: `a list, each of which is ${kind.what}`, is: (value) => Array.isArray(value) && value.every((one) => isToken(one) || kind.is(one)) };
}

export function oneOf(values: readonly string[]): Kind {
  return { what: `one of ${values.join(', ')}`, is: (value) => values.includes(value as string) };
}

/** An instance of a class of this library. Not by `instanceof`: an app may have the library twice. */
export function instanceOf(type: { readonly name: string }): Kind {
  return { what: `of the class ${type.name}`, is: (value) => isObject(value) && value.constructor.name === type.name };
}

/** The kinds of some props by their names; one that ends with `?` may be left out. */
type Shape = Readonly<Record<string, Kind>>;

/** Throws unless props are what they are meant to be. */
export function checkShape(scope: IConstruct | undefined, props: unknown, shape: Shape, whole = 'props'): void {
  if (!OPTIONS.is(props)) fail(`${whole}: ${show(props)} is not ${OPTIONS.what}; give ${Object.keys(shape).some((prop) => !prop.endsWith('?')) ? `at least { ${required(shape)} }` : 'them, or leave it out'}`, scope);
  for (const [name, kind] of Object.entries(shape)) {
    const prop = name.replace('?', '');
    const value = (props as Readonly<Record<string, unknown>>)[prop];
    if (value === undefined && name.endsWith('?')) continue;
    checkValue(scope, prop, value, kind, name.endsWith('?'));
  }
}

/** Throws unless a value is what it is meant to be. A token is not judged. */
export function checkValue(scope: IConstruct | undefined, prop: string, value: unknown, kind: Kind, optional = false): void {
  if (isToken(value) || kind.is(value)) return;
  if (value === undefined) fail(`${prop}: it is not given; give ${kind.what}`, scope);
  fail(`${prop}: ${show(value)} is not ${kind.what}; give one${optional ? ', or leave it out' : ''}`, scope);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function required(shape: Shape): string {
  return Object.keys(shape).filter((prop) => !prop.endsWith('?')).map((prop) => `${prop}: …`).join(', ');
}
