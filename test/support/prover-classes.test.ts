import { array, assert, constantFrom, property, record, string } from 'fast-check';
import { propertyRuns } from './property-runs';
import { isIn, Pattern, representatives } from './prover-classes';

const signature = (value: string, patterns: readonly Pattern[]) => patterns.map((pattern) => isIn(value, pattern) ? '1' : '0').join('');
const signatures = (patterns: readonly Pattern[], samples: string[] = []) => (
  representatives(patterns, samples).map((value) => signature(value, patterns))
);
const exact = (text: string): Pattern => ({ kind: 'exact', text });
const glob = (text: string): Pattern => ({ kind: 'glob', text });
const arn = (text: string): Pattern => ({ kind: 'arn', text });

test('literals stand for themselves, and one string for all others', () => {
  expect(representatives([exact('a'), glob('b'), exact('a*')], ['c'])).toEqual(['a', 'b', 'a*', 'c', '']);
  expect(representatives([exact(''), exact('x')], [])).toEqual(['', 'x', 'y']);
});

test('a string that is in no pattern needs no literal of the policy', () => {
  // Of the strings in a?, one is a literal: the others need a representative too.
  expect(representatives([exact('ab'), glob('a?')], [])).toEqual(['ab', '', 'aa']);
});

test('the Region-less model ARN is told from regional ones', () => {
  const patterns = [glob('arn:aws:bedrock:*::foundation-model/m'), glob('arn:aws:bedrock:::foundation-model/*'), glob('arn:aws:bedrock:us-*')];
  expect(new Set(signatures(patterns))).toEqual(new Set(['000', '001', '010', '100', '101', '110']));
});

test('an ARN pattern keeps its wildcards inside a component', () => {
  const across = [arn('arn:*:b:*:*:p/*'), glob('arn:*:b:*:*:p/*'), exact('arn:a:b:c:d:p/e')];
  expect(new Set(signatures(across))).toEqual(new Set(['000', '010', '110', '111']));
});

test('too many wildcards are refused, not cut off', () => {
  const many = Array.from({ length: 16 }, (_, index) => glob(`*${String.fromCharCode(97 + index)}*`));
  expect(() => representatives(many, [])).toThrow('too many wildcard patterns');
});

// The claim that a proof rests on: no string has a combination of patterns that no representative has.
test('every string is in the same patterns as a representative', () => {
  const letters = constantFrom('a', 'b', ':', '*', '?');
  const patternText = string({ unit: letters, maxLength: 6 });
  const component = string({ unit: constantFrom('a', 'b', '*', '?'), maxLength: 2 });
  const arnText = array(component, { minLength: 6, maxLength: 7 }).map((parts) => parts.join(':'));
  const pattern = record({ kind: constantFrom('exact', 'glob', 'arn'), text: patternText, arnText })
    .map(({ kind, text, arnText: longText }): Pattern => kind === 'arn' ? arn(longText) : { kind: kind === 'exact' ? 'exact' : 'glob', text });
  const value = string({ unit: constantFrom('a', 'b', 'c', ':', '*'), maxLength: 9 });
  assert(property(array(pattern, { minLength: 1, maxLength: 4 }), array(value, { minLength: 40, maxLength: 60 }), (patterns, values) => {
    const known = new Set(signatures(patterns));
    for (const candidate of values) expect(known).toContain(signature(candidate, patterns));
  }), propertyRuns());
});
