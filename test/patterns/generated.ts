import * as fc from 'fast-check';
import { PatternCase } from './event-ruler';

// Few texts and few fields, so that patterns meet what they ask for; * and \ because a wildcard gives them a meaning.
const texts = fc.constantFrom('a', 'ab', 'b', 'ba', 'A');
const wildcards = fc.constantFrom('a*', '*a', 'a*b', '*', 'ab', 'a\\*b');
const numbers = fc.constantFrom(0, 1, 2, 5);
const fields = fc.constantFrom('p', 'q', 'r');
const leaves = fc.oneof({ weight: 4, arbitrary: fc.oneof(texts, fc.constantFrom('', 'a*b', '\\')) }, { weight: 2, arbitrary: numbers }, fc.boolean(), fc.constant(null));
const oneOrMore = <T>(each: fc.Arbitrary<T>) => fc.oneof(each, fc.array(each, { minLength: 1, maxLength: 3 }));

const operators = fc.oneof(
  texts.map((prefix) => ({ prefix })),
  texts.map((suffix) => ({ suffix })),
  wildcards.map((wildcard) => ({ wildcard })),
  fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '='), numbers).map((numeric) => ({ numeric })),
  fc.oneof(
    oneOrMore(texts),
    oneOrMore(numbers),
    oneOrMore(texts).map((prefix) => ({ prefix })),
    oneOrMore(texts).map((suffix) => ({ suffix })),
    oneOrMore(wildcards).map((wildcard) => ({ wildcard })),
  ).map((none) => ({ 'anything-but': none })),
);
const values = fc.array(fc.oneof({ weight: 2, arbitrary: leaves as fc.Arbitrary<unknown> }, { weight: 3, arbitrary: operators }), { minLength: 1, maxLength: 3 });
// By itself: beside a value, within alternatives, event-ruler often does not decide.
const presence = fc.boolean().map((exists) => [{ exists }]);
const conditions = fc.oneof({ weight: 5, arbitrary: values }, { weight: 1, arbitrary: presence as fc.Arbitrary<unknown[]> });

function patterns(depth: number): fc.Arbitrary<object> {
  const field = depth === 0 ? conditions : fc.oneof({ weight: 2, arbitrary: conditions as fc.Arbitrary<object> }, patterns(depth - 1));
  const plain: fc.Arbitrary<object> = fc.dictionary(fields, field, { minKeys: 1, maxKeys: 2 });
  if (depth === 0) return plain;
  const alternatives = fc.array(patterns(depth - 1), { minLength: 2, maxLength: 3 }).map(($or) => ({ $or }));
  return fc.oneof({ weight: 4, arbitrary: plain }, alternatives, fc.tuple(plain, alternatives).map(([beside, within]) => ({ ...beside, ...within })));
}

function contents(depth: number): fc.Arbitrary<unknown> {
  return depth === 0 ? leaves : fc.oneof({ weight: 3, arbitrary: leaves }, fc.array(leaves, { maxLength: 3 }), fc.array(contents(depth - 1), { maxLength: 2 }), objects(depth - 1));
}

function objects(depth: number): fc.Arbitrary<object> {
  return fc.dictionary(fields, contents(depth), { maxKeys: 3 });
}

/** Patterns and events with every operator, alternatives, arrays and arrays of objects. */
export function generatedCases({ numRuns, seed }: { readonly numRuns: number; readonly seed: number }): PatternCase[] {
  const details = fc.record({ pattern: patterns(2), event: objects(2) });
  return fc.sample(details, { numRuns, seed }).map(({ pattern, event }) => ({ pattern: { detail: pattern }, event: { detail: event } }));
}
