import { answers, decide, PatternCase } from './event-ruler';
import { generatedCases } from './generated';
import { matchesEventPattern } from '../support/event-pattern';
import { EVENT, MISUNDERSTOOD, OPERATORS, OVERRIDDEN, VALUES } from '../support/event-pattern-cases';
import { propertyRuns } from '../support/property-runs';

const ofDetail = ([detail]: readonly [unknown, unknown]): PatternCase => ({ pattern: { detail }, event: EVENT });

// test/support/event-pattern.test.ts holds our own matcher to the same tables.
test('event-ruler decides every value and operator as the tables of our own matcher have it', () => {
  const cases = [...VALUES, ...OPERATORS];
  const decided = decide(cases.map(ofDetail));
  expect(cases.map(([detail], index) => [detail, decided[index]])).toEqual(cases);
});

test('what our own matcher does not understand, event-ruler refuses, but for an operator that we do not model', () => {
  const answered = answers(MISUNDERSTOOD.map(ofDetail));
  expect(MISUNDERSTOOD.filter((_, index) => !('refused' in answered[index])).map(([, message]) => message)).toEqual(['cidr']);
});

test('what is said beside $or of a field within it, event-ruler forgets, and our own matcher refuses', () => {
  expect(decide(OVERRIDDEN.map(([detail]) => ofDetail([detail, ''])))).toEqual(OVERRIDDEN.map(() => true));
});

test('a pattern that event-ruler refuses is an error, not a decision', () => {
  expect(() => decide([ofDetail([{ state: 'running' }, ''])])).toThrow('event-ruler refuses a pattern, "state" must be an object or an array');
});

// About every other machine of 1.8.1 misses the event: two alternatives name a field, each with a value or its absence, and the values differ. A rule with
// such a pattern may miss what it is there for, and nothing would tell.
test('a pattern that event-ruler decides now this way and now that is an error, not a decision', () => {
  const either = (value: string) => ({ state: [value, { exists: false }] });
  const unsettled = ofDetail([{ $or: [either('stopped'), either('running')] }, '']);
  const settled = ofDetail([{ $or: [either('running'), either('running')] }, '']);
  expect(() => decide(Array.from({ length: 20 }, () => [unsettled, settled]).flat())).toThrow(/^event-ruler does not decide, \d of 8 machines match/);
  expect(decide([settled])).toEqual([true]);
});

test('the elements of an array are asked by both alike', () => {
  const patterns = [
    { resources: ['arn:two', 'arn:three'] },
    { resources: ['arn:three'] },
    { resources: [{ 'anything-but': ['arn:one'] }] },
    { detail: { list: { type: ['b'], id: [2] } } },
    { detail: { list: { type: ['a'], id: [2] } } },
  ];
  expect(decide(patterns.map((pattern) => ({ pattern, event: EVENT })))).toEqual(patterns.map((pattern) => matchesEventPattern(pattern, EVENT)));
});

test('both decide alike whatever the pattern and the event', () => {
  const cases = generatedCases(propertyRuns(1_500));
  const answered = answers(cases);
  const undecided = answered.filter((answer) => 'undecided' in answer).length;
  const compared = cases.map((each, index) => ({ ...each, ours: ours(each), theirs: answered[index] })).filter((each) => each.ours !== undefined && !('undecided' in each.theirs));
  const different = compared.filter((each) => JSON.stringify(each.theirs) !== JSON.stringify({ matches: each.ours }));
  const shortest = different.sort((one, other) => JSON.stringify(one).length - JSON.stringify(other).length).slice(0, 3);
  const matching = compared.filter((each) => each.ours).length;
  process.stdout.write(`event-ruler: ${compared.length} of ${cases.length} generated patterns compared, ${matching} match their event, ${undecided} undecided\n`);
  expect(shortest).toEqual([]);
  // Otherwise it would be said of patterns that never match, or of few.
  expect(matching).toBeGreaterThan(cases.length / 20);
  expect(compared.length).toBeGreaterThan(cases.length / 2);
  expect(undecided).toBeLessThan(cases.length / 100);
});

/** What our own matcher decides, if it models what is asked. */
function ours({ pattern, event }: PatternCase): boolean | undefined {
  try {
    return matchesEventPattern(pattern, event);
  } catch (error) {
    if (!(error as Error).message.includes('not modelled')) throw error;
    return undefined;
  }
}
