import { CLOUDTRAIL_RECORDS, recordsWhere, toEventBridgeEvent } from './cloudtrail-records';
import { matchesEventPattern, ruleReceives } from './event-pattern';

const EVENT = {
  'source': 'aws.example',
  'detail-type': 'Something happened',
  'resources': ['arn:one', 'arn:two'],
  'detail': {
    state: 'running',
    nothing: null,
    flag: false,
    count: 5,
    object: { inner: 1 },
    list: [{ type: 'a', id: 1 }, { type: 'b', id: 2 }],
  },
};

function matches(detail: unknown): boolean {
  return matchesEventPattern({ detail }, EVENT);
}

describe('values', () => {
  test.each([
    [{ state: ['stopped', 'running'] }, true],
    [{ state: ['Running'] }, false],
    [{ state: ['running'], count: [5] }, true],
    [{ state: ['running'], count: [6] }, false],
    [{ count: ['5'] }, false],
    [{ flag: ['false'] }, false],
    [{ nothing: [null] }, true],
    [{ missing: [null] }, false],
    [{ object: { inner: [1] } }, true],
    [{ object: [1] }, false],
  ])('%j: %s', (detail, expected) => {
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
  test.each([
    [{ state: [{ prefix: 'run' }] }, true],
    [{ state: [{ prefix: 'un' }] }, false],
    [{ state: [{ suffix: 'ning' }] }, true],
    [{ state: [{ suffix: 'run' }] }, false],
    [{ state: [{ wildcard: 'r*n*g' }] }, true],
    [{ state: [{ wildcard: 'run' }] }, false],
    [{ state: [{ 'anything-but': 'running' }] }, false],
    [{ state: [{ 'anything-but': ['stopped', 'running'] }] }, false],
    [{ state: [{ 'anything-but': { prefix: 'run' } }] }, false],
    [{ state: [{ 'anything-but': { prefix: ['stop', 'init'] } }] }, true],
    [{ state: [{ 'anything-but': { wildcard: '*unn*' } }] }, false],
    [{ count: [{ 'anything-but': [5, 6] }] }, false],
    [{ missing: [{ 'anything-but': 'x' }] }, false],
    [{ count: [{ numeric: ['>', 0, '<=', 5] }] }, true],
    [{ count: [{ numeric: ['<', 5] }] }, false],
    [{ state: [{ exists: true }] }, true],
    [{ state: [{ exists: false }] }, false],
    [{ missing: [{ exists: true }] }, false],
    [{ missing: [{ exists: false }] }, true],
    [{ missing: { deeper: { still: [{ exists: false }] } } }, true],
    [{ object: [{ exists: true }] }, false],
    [{ missing: [{ exists: false }, 'x'] }, true],
    [{ $or: [{ state: ['x'] }, { count: [5] }] }, true],
    [{ $or: [{ state: ['x'] }, { count: [6] }] }, false],
    [{ $or: [{ state: ['x'] }, { count: [5] }], flag: [true] }, false],
  ])('%j: %s', (detail, expected) => {
    expect(matches(detail)).toBe(expected);
  });
});

describe('a pattern that is not understood throws, whatever the event', () => {
  test.each([
    [{ state: ['x'], count: [{ cidr: '10.0.0.0/24' }] }, 'cidr'],
    [{ state: [{ 'anything-but': [] }] }, 'texts only'],
    [{ state: [{ wildcard: 'a**b' }] }, 'wildcard'],
    [{ count: [{ numeric: ['>'] }] }, 'comparisons'],
    [{ state: [{ prefix: 'x', suffix: 'y' }] }, 'one operator'],
    [{ state: 'running' }, 'an object'],
    [{ state: [] }, 'at least one value'],
    [{ $or: [{ state: ['x'] }] }, 'two objects'],
  ])('%j', (detail, message) => {
    expect(() => matches(detail)).toThrow(message);
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
