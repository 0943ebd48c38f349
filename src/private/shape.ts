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
const SCOPE: Kind = { what: 'a construct, like this', is: (value) => Construct.isConstruct(value) };
export const ROLE = having('a role', 'roleArn');
export const S3_BUCKET = having('a bucket', 'bucketArn');
export const LOGS_GROUP = having('a log group', 'logGroupArn');
export const KEY = having('a KMS key', 'keyArn');
export const TOPIC = having('a topic', 'topicArn');
export const DASHBOARD = having('a dashboard', 'addWidgets');
export const ALARM = having('an alarm, like new Alarm(…)', 'alarmArn');
export const ALARM_ACTION = having('an alarm action, like new SnsAction(topic)', 'bind');
export const PRINCIPAL = having('a principal, like new ServicePrincipal("lambda.amazonaws.com")', 'assumeRoleAction');
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
  // Of hundreds of lists that are checked, hardly one is told of.
  return { get what() { return `a list, each of which is ${kind.what}`; }, is: (value) => Array.isArray(value) && value.every((one) => isToken(one) || kind.is(one)) };
}

export function oneOf(values: readonly string[]): Kind {
  return { what: `one of ${values.join(', ')}`, is: (value) => values.includes(value as string) };
}

/** A value of an enumeration of the CDK. */
export function memberOf(name: string, members: Readonly<Record<string, unknown>>): Kind {
  return { what: `a member of ${name}`, is: (value) => Object.values(members).includes(value) };
}

/** What is known by a member that it has: of any class, from any copy of a library. */
export function having(what: string, member: string): Kind {
  return { what, is: (value) => isObject(value) && member in value };
}

/** An instance of a class, or of one derived from it. By its name: an app may have the library twice. The class is asked for where a value is given. */
export function instanceOf(type: () => { readonly name: string }): Kind {
  const is = (value: unknown): boolean => isObject(value) && (value.constructor?.name === type().name || is(Object.getPrototypeOf(value)));
  return { get what() { return `of the class ${type().name}`; }, is };
}

/** The kinds of some props by their names; one that ends with `?` may be left out. */
type Shape = Readonly<Record<string, Kind>>;

// What a whole argument is called says nothing to the user.
const ARGUMENTS = ['props', 'options', 'attrs', 'attributes'];

/** Throws unless props are what they are meant to be. Where they are the value of a prop, errors name that too, like `alarms.throttles`. */
export function checkShape(scope: IConstruct | undefined, props: unknown, shape: Shape, whole = 'props'): void {
  if (!OPTIONS.is(props)) fail(`${whole}: ${show(props)} is not ${OPTIONS.what}; give ${Object.keys(shape).some((prop) => !prop.endsWith('?')) ? `at least { ${required(shape)} }` : 'them, or leave it out'}`, scope);
  const inside = ARGUMENTS.includes(whole) ? '' : `${whole}.`;
  for (const [name, kind] of Object.entries(shape)) {
    const optional = name.endsWith('?');
    const prop = optional ? name.slice(0, -1) : name;
    const value = (props as Readonly<Record<string, unknown>>)[prop];
    if (value !== undefined || !optional) checkValue(scope, `${inside}${prop}`, value, kind, optional);
  }
}

/** Throws unless a value is what it is meant to be. A token is not judged. */
export function checkValue(scope: IConstruct | undefined, prop: string, value: unknown, kind: Kind, optional = false): void {
  if (isToken(value) || kind.is(value)) return;
  if (value === undefined) fail(`${prop}: it is not given; give ${kind.what}`, scope);
  fail(`${prop}: ${show(value)} is not ${kind.what}; give one${optional ? ', or leave it out' : ''}`, scope);
}

/** Throws unless a scope is a construct: its stack has the partition, the account and the Region. */
export function checkScope(scope: unknown): void {
  checkValue(undefined, 'scope', scope, SCOPE);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function required(shape: Shape): string {
  return Object.keys(shape).filter((prop) => !prop.endsWith('?')).map((prop) => `${prop}: …`).join(', ');
}
