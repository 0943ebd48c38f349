import fc from 'fast-check';
import { ANY, matchesRecord } from '../../../src/checks/model/filter-pattern';
import { matches, matchesArn, overlap } from '../../../src/checks/policy/match';
import { opaque, replaceOpaque } from '../../../src/checks/read/opaque';
import { matchesArn as arnMatches, matchesGlob } from '../../support/iam-matching';
import { propertyRuns } from '../../support/property-runs';

const text = (characters: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...characters), maxLength });

/** Every text of these characters up to a length: the shortest that two patterns share has at most one for each of theirs. */
function texts(characters: string, length: number): string[] {
  if (length === 0) return [''];
  const shorter = texts(characters, length - 1);
  return [...shorter, ...shorter.filter((one) => one.length === length - 1).flatMap((one) => [...characters].map((character) => one + character))];
}

describe('overlap', () => {
  const ALL = texts('ab', 8);

  test('is whether some text matches both patterns', () => {
    let both = 0;
    fc.assert(fc.property(text('ab*?', 4), text('ab*?', 4), (one, other) => {
      const expected = ALL.some((candidate) => matchesGlob(one, candidate) && matchesGlob(other, candidate));
      both += Number(expected);
      expect(overlap(one, other)).toBe(expected);
    }), propertyRuns(2_000));
    expect(both).toBeGreaterThan(100);
  });

  test('does not depend on the order', () => {
    fc.assert(fc.property(text('ab*?', 8), text('ab*?', 8), (one, other) => overlap(one, other) === overlap(other, one)), propertyRuns());
  });
});

describe('matches', () => {
  test('of texts that are known, as IAM matches them', () => {
    let yes = 0;
    // Characters that are special in regular expressions, and those that separate the parts of an ARN.
    fc.assert(fc.property(text('aA*?.:/[(+\n', 8), text('aA.:/[(+\n', 8), (pattern, value) => {
      const expected = matchesGlob(pattern, value);
      yes += Number(expected);
      expect(matches(pattern, value)).toBe(expected ? 'yes' : 'no');
    }), propertyRuns(5_000));
    expect(yes).toBeGreaterThan(100);
  });

  test('with many stars, as with few, and in time', () => {
    fc.assert(fc.property(text('a*', 12), text('ab', 12), (pattern, value) => matches(pattern, value) === (matchesGlob(pattern, value) ? 'yes' : 'no')), propertyRuns());
    const start = performance.now();
    expect(matches('*a'.repeat(50), `${'a'.repeat(200)}b`)).toBe('no');
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('a yes or no holds whatever the unknown parts turn out to be', () => {
    const parts = fc.array(fc.oneof(text('ab*?', 2), fc.constantFrom(opaque('X'), opaque('X'), opaque('Y'))), { maxLength: 4 }).map((list) => list.join(''));
    const known = fc.array(fc.oneof(text('ab', 2), fc.constantFrom(opaque('X'), opaque('Y'))), { maxLength: 3 }).map((list) => list.join(''));
    const CANDIDATES = ['', 'a', 'b', 'ab', 'aab'];
    const given = (one: string, x: string, y: string) => replaceOpaque(one.split(opaque('X')).join(x), y);
    const seen = { yes: 0, no: 0, maybe: 0 };
    fc.assert(fc.property(parts, known, (pattern, value) => {
      const answer = matches(pattern, value);
      seen[answer]++;
      const possible = new Set(CANDIDATES.flatMap((x) => CANDIDATES.map((y) => (matchesGlob(given(pattern, x, y), given(value, x, y)) ? 'yes' : 'no'))));
      if (answer !== 'maybe') expect([...possible]).toEqual([answer]);
    }), propertyRuns(3_000));
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });

  test.each([
    ['a text that is not known', opaque('X'), 'anything', 'maybe'],
    ['the same unknown', `a${opaque('X')}`, `a${opaque('X')}`, 'yes'],
    ['another unknown', opaque('X'), opaque('Y'), 'maybe'],
    ['a known part that differs', `arn:${opaque('X')}/b`, 'arn:aws/c', 'no'],
    ['everything', '*', opaque('X'), 'yes'],
    ['as long as a policy may be', 'a'.repeat(10_240), 'b', 'no'],
    ['longer than any policy', 'a'.repeat(10_241), 'b', 'maybe'],
    ['a marker of unknown parts as a character', '???', opaque('X'), 'maybe'],
  ])('%s', (_name, pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });
});

describe('matchesArn', () => {
  const part = fc.constantFrom('', 'a', 'aa', '*', '*', '?', 'a*');
  const arn = (one: fc.Arbitrary<string>) => fc.tuple(one, one, one, one, fc.tuple(one, one).map((resource) => resource.join(':'))).map((parts) => ['arn', ...parts].join(':'));

  test('of ARNs that are known, as IAM matches them', () => {
    let yes = 0;
    fc.assert(fc.property(arn(part), arn(text('a', 2)), (pattern, value) => {
      const expected = arnMatches(pattern, value);
      yes += Number(expected);
      expect(matchesArn(pattern, value)).toBe(expected ? 'yes' : 'no');
    }), propertyRuns(3_000));
    expect(yes).toBeGreaterThan(50);
  });

  const PROFILE = 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.provider.model-v1:0';
  test.each([
    ['a part that is not known', PROFILE.replace('eu-west-1', opaque('If ["C",{"Ref":"AWS::Region"},"eu-west-1"]')), 'maybe'],
    ['an unknown part beside one that differs', PROFILE.replace('eu-west-1', opaque('A')).replace('global', 'us'), 'no'],
    ['an ARN that is not known', opaque('ImportValue {"Fn::Sub":["${A}",{"A":{"Ref":"AWS::StackName"}}]}'), 'maybe'],
    ['several parts from one that is not known', `arn:${opaque('Rest')}`, 'maybe'],
    ['a star in place of several parts, beside all parts', `arn:*:eu-west-1:*:*:${opaque('Rest')}`, 'no'],
    ['a star in place of several parts', 'arn:aws:*', 'no'],
  ])('%s', (_name, pattern, expected) => {
    expect(matchesArn(pattern, PROFILE)).toBe(expected);
  });
});

describe('a filter pattern of CloudWatch Logs', () => {
  const RECORD = new Map<string, string | undefined>([['eventName', 'Converse'], ['eventType', undefined], ['modelId', ANY], ['nested', 'x'], ['readOnly', 'true']]);
  const [YES, NO] = ['$.eventName = "Converse"', '$.eventName = "Other"'];

  test.each([
    `{ ${YES} }`, `{${YES}}`, '{ $.eventName = Converse }', '{ $.eventName = "Conv*" }', '{ $.eventName != "Other" }', '{ $.eventType NOT EXISTS }', '{ $.eventType NOT  EXISTS }', '{ $.readOnly IS TRUE }', '{ $.readOnly  IS  true }',
    '{ $.modelId = "anything" }', '{ $.modelId != "anything" }', '{ $.nested.inner = "x" }', `{ ${NO} || ${YES} }`, `{ ${YES} || ${NO} }`, `{ ${YES} && ${YES} }`, `{ (${NO} || ${YES}) && ${YES} }`, `{ ${YES} || ${NO} && ${NO} }`,
    `{ (${YES}) }`, `{ ((${YES})) }`, ` { ${YES} } `, `{ ${YES}${' '.repeat(1_024 - YES.length - 4)} }`,
  ])('matches: %s', (pattern) => {
    expect(matchesRecord(pattern, RECORD)).toBe(true);
  });

  test.each([
    `{ ${NO} }`, '{ $.eventName = "converse" }', '{ $.eventName = "verse" }', '{ $.eventName != "Converse" }', '{ $.eventName NOT EXISTS }', '{ $.eventType = "x" }', '{ $.eventType != "x" }', '{ $.readOnly IS FALSE }', '{ $.readOnly IS NOT NULL }',
    '{ $.eventType IS NULL }', '{ $.other = "x" }', '{ $.other NOT EXISTS }', '{ $.readOnly > 5 }', `{ ${YES} && ${NO} }`, `{ ${NO} && ${YES} }`, `{ ${NO} || ${NO} }`, `{ (${YES} || ${YES}) && ${NO} }`,
    '', '{', '}', '{ }', '{}', 'Converse', YES, `{ ${YES}`, `${YES} }`, `{ (${YES} }`, `{ ${YES}) }`, `{ ${YES} } x`, `{ && ${YES} }`, `{ ${YES} && }`, `{ ${YES} || }`, `{ || ${YES} }`, `{ ${YES} ${YES} }`, `{ () || ${YES} }`, `{ ${YES} || () }`, '{ $.eventName = %Conv% }',
    `{ ${YES}${' '.repeat(1_025 - YES.length - 4)} }`,
  ])('does not match, or is none: %s', (pattern) => {
    expect(matchesRecord(pattern, RECORD)).toBe(false);
  });
});
