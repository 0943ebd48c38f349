import { nearest } from '../checks/policy/nearest';

/** "; did you mean X?", or nothing. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearest(word, words, Math.max(2, word.length / 3));
  return near === undefined ? '' : `; did you mean ${near}?`;
}
