import { Block, sentencesOf } from './blocks';
import { misspelled } from './spelling';

/** How we write, as far as a program can tell: a pattern, and what to write instead. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bthat exists?\b/i, 'existing'],
  [/\bmakes\b(?! sure| (?:\w+ ){0,2}calls?\b)/i, 'creates'],
  [/\btells?\b(?!(?: [\w,]+){0,5} apart)/i, 'notifies, shows'],
  [/\b(?:stands?|stood)\b/i, 'is'],
  [/\bholds\b/i, 'contains, has'],
  [/\bby hand\b/i, 'hand-written, yourself'],
  [/\b(?:is|are) about\b/i, 'applies to, targets'],
  [/\bleaves? (?:\S+ ){0,3}alone\b/i, 'does not affect'],
  [/\b(?:whoever|somebody else|that which)\b/i, 'name who or what it is'],
  [/(?<!model )\binvocations?\b(?! log)/i, 'call'],
  [/\b(?:simply|just|easily|obviously|basically|leverage|utilize|seamless\w*|robust|best-in-class)\b/i, 'leave it out'],
  [/\b(?:e\.g\.|i\.e\.|etc\.)/i, 'for example, that is, and so on'],
];

const WORDS_IN_SENTENCE = 30;

/** What is wrong with a piece of prose. */
export function faultsOf({ kind, text }: Block): string[] {
  const sentences = sentencesOf(text);
  return [
    ...WORDS.flatMap(([pattern, instead]) => (pattern.exec(text) ? [`"${pattern.exec(text)![0]}": write ${instead}`] : [])),
    ...misspelled(text).map((word) => `"${word}" is in no dictionary, nor in scripts/prose/words.txt`),
    ...sentences.filter((sentence) => wordsOf(sentence) > WORDS_IN_SENTENCE)
      .map((sentence) => `${wordsOf(sentence)} words in a sentence, at most ${WORDS_IN_SENTENCE}: ${sentence.slice(0, 60)}…`),
    ...sentences.filter((sentence) => sentence.split(';').length > (kind === 'heading' ? 1 : 2)).map((sentence) => `too many semicolons: ${sentence.slice(0, 60)}`),
  ];
}

function wordsOf(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
