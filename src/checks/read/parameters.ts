import { asList, isRecord, Resource, textsIn } from './template';
import { CATALOG } from '../../bedrock/catalog';
import { regionsIn } from '../../bedrock/regions';

/** What parameters are in one deployment: a text, or a list. */
export type ParameterValues = ReadonlyMap<string, string | readonly string[]>;

// Each further value is one more look at the template.
const MAX_DEPLOYMENTS = 12;

/** The parameters of a deployment, and what to say of it; nothing for the one with all defaults. */
export interface Deployment {
  readonly parameters: ParameterValues;
  readonly remark?: string;
}

/**
 * What a deployment may set parameters to, as far as the template tells: their defaults, and then each allowed value that may concern inference.
 * A parameter without a default, or with one that only holds its place, is given when the template is deployed: it is not known.
 */
export function deploymentsOf(template: unknown, resources: readonly Resource[]): Deployment[] {
  const declared = Object.entries(isRecord(template) && isRecord(template.Parameters) ? template.Parameters : {}).flatMap(([name, parameter]) =>
    (isRecord(parameter) && isPlain(parameter) ? [{ name, parameter, isList: LISTS.test(String(parameter.Type)) }] : []));
  const defaults = new Map(declared.filter(({ parameter }) => isTelling(parameter))
    .flatMap(({ name, parameter, isList }) => valueOf(parameter.Default, isList).map((value) => [name, value] as const)));
  const used = declared.some(({ parameter }) => parameter.AllowedValues !== undefined) ? textsIn(resources.map(({ properties }) => properties)) : new Set<string>();
  const others = declared.filter(({ name, parameter }) => asList(parameter.AllowedValues).some(concernsInference) && isNamed(name, used)).flatMap(({ name, parameter, isList }) =>
    asList(parameter.AllowedValues).filter((allowed) => allowed !== parameter.Default).flatMap((allowed) => valueOf(allowed, isList).map((value): Deployment =>
      ({ parameters: new Map(defaults).set(name, value), remark: `where the parameter ${name} is ${String(allowed)}` }))));
  return [{ parameters: defaults }, ...others].slice(0, MAX_DEPLOYMENTS);
}

const LISTS = /^(CommaDelimitedList|List<)/;

// The value of others is in the parameter store, or a secret.
function isPlain({ Type, NoEcho }: Record<string, unknown>): boolean {
  return (Type === 'String' || LISTS.test(String(Type))) && (NoEcho === undefined || String(NoEcho) === 'false');
}

function valueOf(value: unknown, isList: boolean): (string | readonly string[])[] {
  if (typeof value !== 'string' || value.trim() === '') return [];
  return [isList ? value.split(',').map((item) => item.trim()) : value];
}

/** Whether a default is meant to be deployed: one of a list, or one that says something about inference. */
function isTelling({ Default, AllowedValues }: Record<string, unknown>): boolean {
  return asList(AllowedValues).includes(Default) || concernsInference(Default);
}

// `global` is no Region, and given for one. The end of an ID may be a parameter too.
function concernsInference(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return ['unspecified', 'global', '*'].includes(value) || MODEL_IDS.some((id) => value.length >= SHORTEST_NAME && id.includes(value)) || CATALOG.prefixes.has(value.split('.')[0]) || CATALOG.providers.has(value.split('.')[0]) || regionsIn(value).length > 0 || value.startsWith('arn:');
}

const MODEL_IDS: readonly string[] = [...CATALOG.profiles.keys()];
const SHORTEST_NAME = 6;

function isNamed(name: string, texts: ReadonlySet<string>): boolean {
  return texts.has(name) || [...texts].some((text) => text.includes(`\${${name}}`));
}
