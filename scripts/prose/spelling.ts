import { readFileSync } from 'fs';
import { dirname, join } from 'path';

interface Speller {
  correct(word: string): boolean;
  add(word: string): void;
}

/** American English, and words of our own in `words.txt`, one a line. */
const OURS = readFileSync(join(__dirname, 'words.txt'), 'utf8').split('\n').filter((word) => word !== '');
const SPELLER = spellerOf(OURS);

/** Words of a text that no dictionary has. Names with capitals or digits inside, and abbreviations, are none. */
export function misspelled(text: string): string[] {
  const words = text.split(/[\s/…—–()"“”]+/).map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '').replace(/['’]s?$/, ''));
  const plain = words.flatMap((word) => word.split('-')).filter((word) => /^\p{Lu}?\p{Ll}{2,}$/u.test(word));
  return [...new Set(plain)].filter((word) => !SPELLER.correct(word));
}

/** Words of our own that the dictionary has, too. */
export function needless(): string[] {
  const speller = spellerOf([]);
  return OURS.filter((word) => speller.correct(word));
}

function spellerOf(words: readonly string[]): Speller {
  const folder = dirname(require.resolve('dictionary-en'));
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const nspell = require('nspell') as (aff: Buffer, dic: Buffer) => Speller;
  const speller = nspell(readFileSync(join(folder, 'index.aff')), readFileSync(join(folder, 'index.dic')));
  for (const word of words) speller.add(word);
  return speller;
}
