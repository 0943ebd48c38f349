import { matchesArn, matchesGlob } from './iam-matching';

/** A set of strings that a policy tests for: `glob` as in Resource and StringLike, `arn` as in ArnLike. */
export interface Pattern { readonly kind: 'exact' | 'glob' | 'arn'; readonly text: string }

export function isIn(value: string, { kind, text }: Pattern): boolean {
  if (kind === 'exact') return value === text;
  return kind === 'glob' ? matchesGlob(text, value) : matchesArn(text, value);
}

/**
 * Strings such that EVERY string is in the same patterns as one of them. A policy sees a string only through its patterns, so what holds for the
 * representatives holds for all strings: the infinite universe becomes a finite one, exactly.
 *
 * Each exact text stands for itself. All other strings are sorted by the wildcard patterns that they are in: a breadth-first walk of the product of
 * the patterns' automata reaches each combination that any string has, and yields its shortest string. (z3 has a string theory of its own, but its
 * solver answers "unknown" to some of these queries, and a proof that is sometimes missing is no test.)
 */
export function representatives(patterns: readonly Pattern[], samples: readonly string[]): string[] {
  const wild = patterns.filter(({ kind, text }) => kind !== 'exact' && /[*?]/.test(text));
  const exact = new Set([...patterns.filter((pattern) => !wild.includes(pattern)).map(({ text }) => text), ...samples]);
  const distinct = new Map(wild.map((pattern) => [`${pattern.kind} ${pattern.text}`, pattern]));
  const automata = [...distinct.values()].map((pattern) => new Automaton(pattern));
  return [...exact, ...others(automata, exact)];
}

const STATES = 40_000;

/** One string for each combination of accepting automata, none of them in `exact`. */
function others(automata: readonly Automaton[], exact: ReadonlySet<string>): Iterable<string> {
  const alphabet = [...new Set(automata.flatMap((automaton) => automaton.characters))];
  const known = new Set([...alphabet, ...[...exact].join('')]);
  // One character that occurs nowhere stands for all that the patterns do not name: replacing those by it changes no match, and makes the string
  // differ from every exact text.
  const fresh = [...'xyzwvq0123456789_~^'].find((character) => !known.has(character)) ?? String.fromCodePoint(0x4e00);
  const prefixes = new Set([...exact].flatMap((text) => Array.from(text, (_character, index) => text.slice(0, index)).concat(text)));
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const queue: Array<{ text: string; states: number[] }> = [];
  const visit = (text: string, states: number[]) => {
    // Only a prefix of an exact text needs to be told from other strings in the same states: it could end as that exact text.
    const key = `${states.join()} ${prefixes.has(text) ? `prefix ${text}` : 'other'}`;
    if (seen.has(key)) return;
    if (seen.add(key).size > STATES) throw new Error(`More than ${STATES} states: too many wildcard patterns for the prover`);
    queue.push({ text, states });
    const accepted = automata.map((automaton, index) => automaton.accepts(states[index])).join();
    if (!exact.has(text) && !found.has(accepted)) {
      if (accepted !== automata.map(({ pattern }) => isIn(text, pattern)).join()) throw new Error(`Automaton and matcher disagree on ${text}`);
      found.set(accepted, text);
    }
  };
  visit('', automata.map(() => 0));
  for (let next = 0; next < queue.length; next++) {
    const { text, states } = queue[next];
    for (const character of [...alphabet, fresh]) {
      visit(text + character, automata.map((automaton, index) => automaton.step(states[index], character)));
    }
  }
  return found.values();
}

/** The deterministic automaton of one pattern, built as far as it is walked. State 0 is the start. */
class Automaton {
  readonly characters: string[];
  private readonly ids = new Map<string, number>();
  private readonly positions: number[][] = [];
  private readonly steps: Array<Map<string, number>> = [];

  constructor(readonly pattern: Pattern) {
    // The colon is told apart even where the pattern has none, since component-wise patterns treat it specially.
    this.characters = [...new Set([...pattern.text.replace(/[*?]/g, ''), ':'])];
    this.idOf(this.closure([0]));
  }

  accepts(state: number): boolean {
    return this.positions[state].includes(this.pattern.text.length);
  }

  step(state: number, character: string): number {
    const known = (this.steps[state] ??= new Map()).get(character);
    if (known !== undefined) return known;
    const next = this.positions[state].flatMap((position) => {
      const token = this.pattern.text[position];
      if (token === '*') return this.wildcardTakes(position, character) ? [position] : [];
      if (token === '?') return this.wildcardTakes(position, character) ? [position + 1] : [];
      return token === character ? [position + 1] : [];
    });
    const id = this.idOf(this.closure(next));
    this.steps[state].set(character, id);
    return id;
  }

  /** In an ARN pattern, a wildcard before the fifth colon stays inside its component. */
  private wildcardTakes(position: number, character: string): boolean {
    return character !== ':' || this.pattern.kind === 'glob' || this.pattern.text.slice(0, position).split(':').length > 5;
  }

  /** A `*` may match nothing, so its successor is reached with it. */
  private closure(positions: number[]): number[] {
    const reached = new Set(positions);
    for (const position of reached) if (this.pattern.text[position] === '*') reached.add(position + 1);
    return [...reached].sort((a, b) => a - b);
  }

  private idOf(positions: number[]): number {
    const key = positions.join();
    const id = this.ids.get(key) ?? this.positions.push(positions) - 1;
    this.ids.set(key, id);
    return id;
  }
}
