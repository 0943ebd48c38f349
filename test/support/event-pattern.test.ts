import { CLOUDTRAIL_RECORDS, recordsWhere, toEventBridgeEvent } from './cloudtrail-records';
import { matchesEventPattern, ruleReceives } from './event-pattern';
import { EVENT, MISUNDERSTOOD, OPERATORS, OVERRIDDEN, VALUES } from './event-pattern-cases';

function matches(detail: unknown): boolean {
  return matchesEventPattern({ detail }, EVENT);
}

describe('values', () => {
  test.each(VALUES)('%j: %s', (detail, expected) => {
    expect(matches(detail)).toBe(expected);
  });

  test('an array of the event matches when one of its elements does', () => {
    expect(matchesEventPattern({ resources: ['arn:two', 'arn:three'] }, EVENT)).toBe(true);
    expect(matchesEventPattern({ resources: ['arn:three'] }, EVENT)).toBe(false);
    expect(matchesEventPattern({ resources: [{ 'anything-but': ['arn:one'] }] }, EVENT)).toBe(true);
  });

  test('fields below an array of objects must match within one element', () => {
    expect(matches({ list: { type: ['b'], id: [2] } })).toBe(true);
    expect(matches({ list: { type: ['a'], id: [2] } })).toBe(false);
    expect(() => matches({ list: { other: [{ exists: false }] } })).toThrow('not modelled');
  });
});

describe('operators', () => {
  test.each(OPERATORS)('%j: %s', (detail, expected) => {
    expect(matches(detail)).toBe(expected);
  });
});

describe('a pattern that is not understood throws, whatever the event', () => {
  test.each(MISUNDERSTOOD)('%j', (detail, message) => {
    expect(() => matches(detail)).toThrow(message);
  });

  // event-ruler matches them: it forgets what is beside the alternatives. test/patterns shows it.
  test.each(OVERRIDDEN)('%j', (detail) => {
    expect(() => matches(detail)).toThrow('not modelled');
  });

  test('or that PutRule refuses for its length', () => {
    expect(() => matches({ state: ['x'.repeat(4096)] })).toThrow('PutRule takes 4096');
  });
});

describe('the state of a rule', () => {
  test('ENABLED does not see inference', () => {
    expect(recordsWhere((record) => ruleReceives('ENABLED', toEventBridgeEvent(record)))).toEqual([
      'responseStreamReroutedDataCopy', 'responseStreamCompletedDataCopy', 'putModelInvocationLogging', 'deleteModelInvocationLogging',
      'startAsyncInvoke',
    ]);
  });

  test('the one with all management events sees everything, DISABLED nothing', () => {
    const all = recordsWhere((record) => ruleReceives('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', toEventBridgeEvent(record)));
    expect(all).toEqual(Object.keys(CLOUDTRAIL_RECORDS));
    expect(recordsWhere((record) => ruleReceives('DISABLED', toEventBridgeEvent(record)))).toEqual([]);
  });

  test('an event that is not from CloudTrail reaches every enabled rule', () => {
    expect(ruleReceives('ENABLED', EVENT)).toBe(true);
  });
});
