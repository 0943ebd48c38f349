/** An event with a field of each kind. */
export const EVENT = {
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

/** What is asked of the detail of the event, and whether it is there. test/patterns asks event-ruler the same. */
export const VALUES: readonly (readonly [detail: unknown, matches: boolean])[] = [
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
];

/** The same with operators. */
export const OPERATORS: typeof VALUES = [
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
  // What is no text does not start with one.
  [{ count: [{ 'anything-but': { prefix: 'run' } }] }, true],
  [{ nothing: [{ 'anything-but': { suffix: 'ning' } }] }, true],
  [{ flag: [{ 'anything-but': { wildcard: '*' } }] }, true],
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
];

/** Patterns that are not understood, and a word of the error. */
export const MISUNDERSTOOD: readonly (readonly [detail: unknown, message: string])[] = [
  [{ state: ['x'], count: [{ cidr: '10.0.0.0/24' }] }, 'cidr'],
  [{ state: [{ 'anything-but': [] }] }, 'texts only'],
  [{ state: [{ wildcard: 'a**b' }] }, 'wildcard'],
  [{ count: [{ numeric: ['>'] }] }, 'comparisons'],
  [{ state: [{ prefix: 'x', suffix: 'y' }] }, 'one operator'],
  [{ state: 'running' }, 'an object'],
  [{ state: [] }, 'at least one value'],
  [{ $or: [{ state: ['x'] }] }, 'two objects'],
];

/** Patterns that say something of a field beside `$or` and something else within it, so that both cannot be true. */
export const OVERRIDDEN: readonly (readonly [detail: unknown])[] = [
  [{ count: [6], $or: [{ count: [5] }, { state: ['x'] }] }],
  [{ object: { inner: [2] }, $or: [{ flag: [true] }, { $or: [{ object: { inner: [1] } }, { state: ['x'] }] }] }],
];
