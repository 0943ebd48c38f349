import { filterDimensions, matchesFilterPattern, selectorsOf } from './filter-pattern';

// The JSON log event and the object of the AWS page, whose examples are the cases below.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-json-log-events
const EVENT = {
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [{ name: 'a', id: 1 }, { name: 'b', id: 2 }],
  SomeObject: null,
  latency: 50,
  enabled: true,
};
const COMPOUND = {
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [{ id: 2, email: 'John.Doe@example.com' }, { id: 3, email: 'Jane.Doe@example.com' }],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
};

describe('one condition', () => {
  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ['{ $.eventType = "updateTrail" }', false],
    ['{ $.eventType = "Update*" }', true],
    ['{ $.eventType = "*Trail" }', true],
    ['{ $.eventType = "*dateTr*" }', true],
    ['{ $.eventType = "*date" }', false],
    ['{ $.eventType = * }', true],
    ['{ $.eventType != "UpdateTrail" }', false],
    ['{ $.sourceIPAddress != "123.123.*" }', true],
    ['{ $.sourceIPAddress != "111.*" }', false],
    ['{ $.arrayKey[0] = "value" }', true],
    ['{ $.objectList[1].id = 2 }', true],
    ['{ $.latency = 50 }', true],
    ['{ $.latency < 50 }', false],
    ['{ $.latency <= 50 }', true],
    ['{ $.latency > +49 }', true],
    ['{ $.latency >= 5e1 }', true],
    ['{ $.SomeObject IS NULL }', true],
    ['{ $.latency IS NULL }', false],
    ['{ $.enabled IS TRUE }', true],
    ['{ $.SomeOtherObject NOT EXISTS }', true],
    ['{ $.SomeObject NOT EXISTS }', false],
    ['{$.eventType="UpdateTrail"}', true],
  ])('%s: %s', (pattern, expected) => {
    expect(matchesFilterPattern(pattern, EVENT)).toBe(expected);
  });

  test.each([
    '{ $.missing = "*" }',
    '{ $.missing != "x" }',
    '{ $.arrayKey[7] != "x" }',
  ])('a comparison with a missing field is false: %s', (pattern) => {
    expect(matchesFilterPattern(pattern, EVENT)).toBe(false);
  });

  test.each(['{ $.objectList = "*" }', '{ $.objectList[0] != "x" }', '{ $.arrayKey = * }'])('array or object: %s', (pattern) => {
    expect(matchesFilterPattern(pattern, EVENT)).toBe(false);
  });

  test.each(['{ $.latency = "50" }', '{ $.eventType = 50 }', '{ $.enabled = "*" }', '{ $.SomeObject != "x" }'])('undocumented: %s', (pattern) => {
    expect(() => matchesFilterPattern(pattern, EVENT)).toThrow('AWS does not document');
  });

  test.each(['a line of text', null, ['array']])('an event that is no JSON object never matches: %j', (event) => {
    expect(matchesFilterPattern('{ $.x NOT EXISTS }', event)).toBe(false);
  });
});

describe('compound expressions: () before && before ||', () => {
  test.each([
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', true],
    ['{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = 9 && $.actions[2] = "nonmatch" }', true],
    ['{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = 9) && $.actions[2] = "nonmatch" }', false],
    ['{ $.actions[2] = "nonmatch" && $.user.id = 2 || $.user.id = 1 }', true],
    // As FilterPattern of aws-cdk-lib writes it.
    ['{ ($.user.email = "John*") && (($.missing = "*") || ($.missing NOT EXISTS)) && ($.user.id > 0) }', true],
  ])('%s: %s', (pattern, expected) => {
    expect(matchesFilterPattern(pattern, COMPOUND)).toBe(expected);
  });
});

describe('what is not understood throws, with the position', () => {
  test.each([
    ['', 0],
    ['[ip, user]', 0],
    ['{ $.a = "x"', 11],
    ['{ $.a = "x" } extra', 14],
    ['{ ($.a = "x" }', 13],
    ['{ $.a IS NOT NULL }', 9],
    ['{ $.a == "x" }', 7],
    ['{ $.a = x }', 8],
    ['{ $.a = "" }', 8],
    ['{ $.a = "x*y" }', 8],
    ['{ $.a[*] = "x" }', 5],
    ['{ $.[\'a.b\'] = "x" }', 2],
    ['{ $.a = "x" AND $.b = "y" }', 12],
  ])('%s at %i', (pattern, position) => {
    expect(() => matchesFilterPattern(pattern, EVENT)).toThrow(`not understood at position ${position}:`);
  });

  test('a pattern that PutMetricFilter refuses for its length', () => {
    expect(() => matchesFilterPattern(`{ $.a = "${'x'.repeat(1024)}" }`, EVENT)).toThrow('1036 characters');
  });
});

test('the selectors of a pattern, each once', () => {
  expect(selectorsOf('{ ($.a.b = "x") && (($.c NOT EXISTS) || ($.a.b IS NULL) || ($.d[0] > 1)) }')).toEqual(['$.a.b', '$.c', '$.d[0]']);
});

describe('dimensions', () => {
  test('take the values of the record', () => {
    expect(filterDimensions({ Type: '$.eventType', Latency: '$.latency' }, EVENT)).toEqual({ Type: 'UpdateTrail', Latency: '50' });
  });

  test.each(['$.missing', '$.objectList', '$.SomeObject'])('are not published where %s has no value', (selector) => {
    expect(filterDimensions({ Type: '$.eventType', Other: selector }, EVENT)).toBeUndefined();
  });

  test('are three at most, and selectors', () => {
    expect(() => filterDimensions({ a: '$.a', b: '$.b', c: '$.c', d: '$.d' }, EVENT)).toThrow('at most 3');
    expect(() => filterDimensions({ a: 'eventType' }, EVENT)).toThrow('position 0');
    expect(() => filterDimensions({ a: '$.a = 1' }, EVENT)).toThrow('expected the end');
  });
});
