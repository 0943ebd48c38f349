import { denyingPolicy, DenyingPolicy } from './policies';
import { Source } from './records';
import { parseBedrockArn } from '../../bedrock/arns';
import { CATALOG } from '../../bedrock/catalog';
import { ACTIONS } from '../../bedrock/iam-names';
import { isRegion } from '../../bedrock/regions';

/** What a message shows of a call that failed. */
export interface Facts {
  /** The error as SDKs name it, for example `AccessDeniedException`. */
  readonly code?: string;
  /** The operation that was called, for example `Converse`. */
  readonly operation?: string;
  readonly principal?: string;
  readonly account?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly policy?: DenyingPolicy;
  /** Where the call was sent to. */
  readonly sourceRegion?: string;
  /** The ID of the inference profile or of the model that was called, or the ARN of an application inference profile. */
  readonly called?: string;
  /** The data retention mode that the account has. */
  readonly retentionMode?: string;
  /** The authorization message that is to be decoded. */
  readonly encoded?: string;
  /** The host that was not reached. */
  readonly host?: string;
}

/** The part of a text that one message is in: what is before AWS's phrase, and the phrase with what follows. */
export interface Passage {
  readonly before: string;
  readonly after: string;
}

/** Reads the facts of one message. Every pattern is tried on a short text and takes time in proportion to it. */
export function factsOf({ before, after }: Passage, source: Omit<Source, 'text'>): Facts {
  const denial = /^not authorized to perform/i.test(after) ? denialIn(before, after) : {};
  const all = `${before}${after}`;
  const { resource } = denial;
  const arn = resource === undefined ? undefined : parseBedrockArn(resource);
  const called = source.called === undefined ? calledIn(before, after, resource) : idOf(source.called);
  const principal = denial.principal ?? source.principal;
  return present({
    ...denial,
    code: lastOf(before, /\b([A-Z][A-Za-z]{2,40}(?:Exception|Error)|AccessDenied|UnauthorizedOperation)\b(?! \w+ operation)/g) ?? /\b([A-Z][A-Za-z]{2,40}Exception)\b/.exec(after)?.[1],
    operation: source.operation ?? operationIn(before) ?? operationIn(after),
    principal,
    account: accountIn(principal) ?? accountIn(source.account) ?? (arn && PROFILE_TYPE.test(arn.type) ? accountIn(arn.account) : undefined),
    sourceRegion: source.sourceRegion ?? (arn && PROFILE_TYPE.test(arn.type) && isRegion(arn.region) ? arn.region : undefined) ?? regionIn(all),
    called,
    retentionMode: /data retention mode '?([a-z_]{1,40})'?/i.exec(after)?.[1],
    encoded: /Encoded authorization failure message: ?([\w-]{20,})/i.exec(after)?.[1],
    host: hostIn(all),
  });
}

const PROFILE_TYPE = /^(application-)?inference-profile$/;

function denialIn(before: string, after: string): Pick<Facts, 'principal' | 'action' | 'resource' | 'policy'> {
  // "User: arn:... is not authorized to perform": the word before "is".
  const words = before.slice(-PRINCIPAL).trimEnd().split(' ');
  const principal = (words[words.length - 1] === 'is' ? words[words.length - 2] : words[words.length - 1])?.replace(/^["'{(]+|["',]+$/g, '');
  const [sentence, action] = /^not authorized to perform:? ?["'`]?([a-z][a-z0-9-]{0,40}:[A-Za-z0-9*]{1,80})/i.exec(after) ?? [''];
  const rest = after.slice(sentence.length, sentence.length + REST);
  // The message ends within the name of an action.
  const isCutOff = action !== undefined && rest.trim() === '' && !NAMES.includes(action) && NAMES.some((name) => name.startsWith(action));
  // Nothing but the words between, so that the resource of another sentence is not taken.
  const resource = /^["'`]? (?:action )?on (?:the )?(?:resources?:? ?)?["'`]?(\*|arn:[^\s"'`]{1,2048})/i.exec(rest)?.[1].replace(/[.,;)}\]\\]+$/, '');
  return present({ principal: principal !== undefined && /\bUser:? |arn:/.test(before.slice(-PRINCIPAL)) && principal !== 'User' ? principal : undefined, action: isCutOff ? undefined : action, resource, policy: denyingPolicy(rest) });
}

const NAMES: readonly string[] = ACTIONS.map((name) => `bedrock:${name}`);
const REST = 2_500;
const PRINCIPAL = 700;

/** Without what is undefined, so that facts can be merged. */
export function present<T extends object>(facts: T): T {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}

function lastOf(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].pop()?.[1];
}

// "when calling the Converse operation" (Python), "Bedrock Runtime: InvokeModel" (Go), "de_ConverseCommandError" (JavaScript).
function operationIn(text: string): string | undefined {
  return /\bcalling the (\w{1,60}) operation/.exec(text)?.[1] ?? /operation error Bedrock(?: \w+){0,3}: (\w{1,60})/.exec(text)?.[1] ?? /\bde_(\w{1,60})CommandError/.exec(text)?.[1];
}

function accountIn(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /(?:^|:)(\d{12})(?::|$)/.exec(text)?.[1];
}

const HOST = /\b(bedrock(?:-[a-z]{1,20}){0,3}\.([a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d)\.[a-z0-9.-]{3,40})/;

function hostIn(text: string): string | undefined {
  return HOST.exec(text)?.[1].replace(/\.$/, '');
}

function regionIn(text: string): string | undefined {
  const named = HOST.exec(text)?.[2] ?? /\b(?:AWS_REGION|AWS_DEFAULT_REGION|AWS_REGION_NAME|region(?:_name)?)["']? ?[:=] ?["']?([a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d)\b/i.exec(text)?.[1];
  // What is called by an ARN is in the Region that is called.
  const profile = /\barn:aws[a-z-]{0,10}:bedrock:([a-z0-9-]{5,30}):\d{12}:(?:application-)?inference-profile\//.exec(text)?.[1];
  return [named, profile].find((region) => region !== undefined && isRegion(region));
}

/** What was called: an inference profile if one is named, or else a model that is named otherwise than as what was denied. */
function calledIn(before: string, after: string, resource: string | undefined): string | undefined {
  const without = (text: string) => (resource === undefined || resource === '*' ? text : text.split(resource).join(' '));
  // The nearest first: other messages may stand around.
  const named = [...(resource === undefined ? [] : idsIn(resource.replace(/^.*:foundation-model\/.*$/, ''))), ...idsIn(without(before)).reverse(), ...idsIn(without(after))];
  return named.find((id) => id.startsWith('arn:')) ?? named.find(isProfile) ?? named.find(isModel) ?? quotedIn(`${before}${after}`);
}

// Whatever is called so, however it is misspelled: "Value 'anthropic...' at 'modelId'", "modelId='...'".
function quotedIn(text: string): string | undefined {
  return /\bValue '([^']{1,200})' at 'modelId'/.exec(text)?.[1] ?? /\bmodel[ _-]?(?:id|identifier)["']? ?[:=]? ?["']([\w.:/-]{3,200})["']/i.exec(text)?.[1];
}

/** Whether an ID begins with a scope, or with two letters, which may be one tomorrow, and a provider. */
export function isProfile(id: string): boolean {
  const [prefix, provider, ...model] = id.split('.');
  return model.length > 0 && CATALOG.providers.has(provider) && (CATALOG.prefixes.has(prefix) || /^[a-z]{2}$/.test(prefix));
}

function isModel(id: string): boolean {
  return CATALOG.providers.has(id.split('.')[0]);
}

const ID = /\barn:aws[a-z-]{0,10}:bedrock:[a-z0-9-]{5,30}:\d{12}:application-inference-profile\/[a-zA-Z0-9-]{1,64}|[a-z][a-z0-9-]{1,30}\.[a-z0-9][a-zA-Z0-9.:-]{2,80}/g;

/** What may be the ID of a profile or model, and the ARNs of application inference profiles. */
function idsIn(text: string): string[] {
  return (text.match(ID) ?? []).map((id) => id.replace(/[.:-]+$/, ''));
}

/** The ID in the ARN of a model or of a system-defined profile; every other text as it is. */
function idOf(called: string): string {
  return /:(?:inference-profile|foundation-model)\/([^/\s]{1,200})$/.exec(called)?.[1] ?? called;
}
