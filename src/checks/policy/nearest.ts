

/** The name that is written with the fewest slips, in any case; undefined if all are further away. */
export function nearest(text: string, names: readonly string[], maxSlips: number): string | undefined {
  const ranked = names.map((name) => ({ name, slips: distance(text.toLowerCase(), name.toLowerCase()) })).sort((one, other) => one.slips - other.slips);
  return ranked[0] && ranked[0].slips <= maxSlips ? ranked[0].name : undefined;
}

/** How many characters have to be added, taken away or changed. */
export function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let index = 1; index <= other.length; index++) next[index] = Math.min(row[index] + 1, next[index - 1] + 1, row[index - 1] + (one[at - 1] === other[index - 1] ? 0 : 1));
    row = next;
  }
  return row[other.length];
}

/** "; did you mean X?", or nothing. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearest(word, words, Math.max(2, word.length / 3));
  return near === undefined ? '' : `; did you mean ${near}?`;
}
