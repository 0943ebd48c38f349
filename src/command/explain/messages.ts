import { CAUSES } from './causes';
import { Facts, factsOf, present } from './facts';
import { Source, sourcesIn } from './records';

/** A message that was recognized. */
export interface Message {
  /** The ID of its cause; of denials not yet which. */
  readonly cause: string;
  readonly facts: Facts;
  /** How often it is in the text. */
  readonly times: number;
}

/** A denial of IAM, whose action and resource show its cause. */
export const DENIAL = 'denial';

/** What was read. */
export interface Reading {
  readonly messages: readonly Message[];
  /** Whether there was more than is looked at. */
  readonly isCut: boolean;
}

const DENIED = 'not authorized to perform';
const ACTION = /^not authorized to perform:? ?["'`]?[a-z][a-z0-9-]{0,40}:[a-z*]/i;

/** AWS's phrases with the cause that each belongs to; the longer first, so that "Too many tokens per day" is not "Too many tokens". */
const PHRASES: readonly Phrase[] = [
  { text: DENIED, cause: DENIAL, isHint: false },
  ...CAUSES.filter(({ isDenial, id }) => !isDenial || id === 'marketplaceDenied').flatMap(({ id, phrases, hints = [] }) => [
    ...phrases.filter((text) => !text.startsWith(DENIED)).map((text): Phrase => ({ text, cause: id, isHint: false })),
    ...hints.map((text): Phrase => ({ text, cause: id, isHint: true })),
  ]),
].sort((one, other) => other.text.length - one.text.length);

interface Phrase {
  readonly text: string;
  readonly cause: string;
  /** Whether it counts only where no other phrase is near. */
  readonly isHint: boolean;
}

interface Hit extends Phrase {
  readonly at: number;
}

// Of a log without end: more messages of different calls are not read by anybody.
const MAX_HITS = 5_000;
const REACH = 2_500;
const NEAR = 500;

/** The messages of texts, each once; of a message that is there several times, all that is known. */
export function messagesIn(texts: readonly string[]): Reading {
  const found = new Map<string, Message>();
  let isCut = false;
  for (const source of texts.flatMap(sourcesIn)) {
    const { messages, cut } = messagesOf(source);
    isCut ||= cut;
    for (const message of messages) {
      const key = keyOf(message);
      const known = found.get(key);
      found.set(key, known ? { ...known, facts: { ...message.facts, ...known.facts }, times: known.times + message.times } : message);
    }
  }
  return { messages: [...found.values()], isCut };
}

function messagesOf({ text, ...known }: Source): { messages: Message[]; cut: boolean } {
  const plain = plainText(text);
  const all: Hit[] = [];
  for (const match of plain.matchAll(pattern())) {
    const phrase = PHRASES.find((one) => one.text.toLowerCase() === match[0].toLowerCase())!;
    // "not authorized to perform the required AWS Marketplace actions" has a phrase of its own.
    const isVague = phrase.cause === DENIAL && !ACTION.test(plain.slice(match.index, match.index + NEAR));
    all.push({ ...phrase, ...(isVague && { cause: 'accessDenied', isHint: true }), at: match.index });
    if (all.length >= MAX_HITS) break;
  }
  const hits = all.filter((hit, index) => (hit.isHint ? isAlone(hit, all, index) : true));
  const messages = hits.map((hit, index): Message => {
    const [before, next] = [hits[index - 1], hits[index + 1]];
    // What belongs to the message before this one does not belong to this one.
    const from = Math.max(before === undefined ? 0 : endOf(plain, before), hit.at - REACH);
    const to = Math.min(next === undefined ? plain.length : next.at, hit.at + REACH);
    return { cause: hit.cause, facts: factsOf({ before: plain.slice(from, hit.at), after: plain.slice(hit.at, to) }, present(known)), times: 1 };
  });
  return { messages: merged(messages), cut: all.length >= MAX_HITS };
}

function isAlone(hit: Hit, all: readonly Hit[], index: number): boolean {
  const others = [index - 2, index - 1, index + 1, index + 2].flatMap((other) => all[other] ?? []);
  // A stack stands between the two names that JavaScript gives an error. Of several hints the first counts.
  const reach = (other: Hit) => (hit.cause === other.cause || hit.cause === 'accessDenied' ? REACH : NEAR);
  return !others.some((other) => Math.abs(other.at - hit.at) < reach(other) && (!other.isHint || other.at < hit.at));
}

// Where a sentence about a denial ends: the next one may begin with a principal of its own.
function endOf(text: string, { at, text: phrase }: Hit): number {
  if (phrase !== DENIED) return at + phrase.length;
  const [sentence = phrase] = /^.{0,200}? on resource: ?\S{1,2048}/i.exec(text.slice(at, at + REACH)) ?? [];
  return at + sentence.length;
}

// A client often prints one message twice, with more beside it once: "AccessDeniedException: ..." and the stack.
function merged(messages: readonly Message[]): Message[] {
  const result: Message[] = [];
  for (const message of messages) {
    const index = result.findIndex((one) => one.cause === message.cause && agree(one.facts, message.facts));
    if (index < 0) result.push(message);
    else result[index] = { ...result[index], facts: { ...message.facts, ...result[index].facts }, times: result[index].times + 1 };
  }
  return result;
}

const TELLING = ['principal', 'action', 'resource', 'called', 'sourceRegion', 'retentionMode', 'encoded'] as const;

function agree(one: Facts, other: Facts): boolean {
  return TELLING.every((name) => one[name] === undefined || other[name] === undefined || one[name] === other[name]) && policyOf(one) === policyOf(other);
}

function policyOf({ policy }: Facts): string {
  return policy ? `${policy.kind.id} ${policy.explicit}` : '';
}

function keyOf({ cause, facts }: Message): string {
  return JSON.stringify([cause, policyOf(facts), ...TELLING.map((name) => facts[name])]);
}

/**
 * The text as AWS wrote it: without colors of a terminal, quotes of JSON, typographic apostrophes, and line breaks, which terminals and logs put
 * between words.
 */
export function plainText(text: string): string {
  return withoutRuns(text
    // eslint-disable-next-line no-control-regex
    .replace(/\u001B\[[0-9;?]{0,20}[A-Za-z]/g, '')
    .replace(/[\u2018\u2019\u02BC]|\\u2019/g, "'")
    .replace(/[\u201C\u201D]|&quot;/g, '"')
    .replace(/\\{1,8}(["'])/g, '$1')
    .replace(/\\{1,8}[nrt]/g, ' '));
}

/** One space for what is empty. A run without end overflows the stack of the engine of regular expressions, so it is made shorter until it is one. */
function withoutRuns(text: string): string {
  // eslint-disable-next-line no-control-regex
  const shorter = text.replace(/[\s\u0000-\u0020\u00A0\u200B|\u2502]{1,1000}/g, ' ');
  return shorter.length === text.length ? shorter : withoutRuns(shorter);
}

function pattern(): RegExp {
  return new RegExp(PHRASES.map(({ text }) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'gi');
}
