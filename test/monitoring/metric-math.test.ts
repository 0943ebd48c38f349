import { datapoint } from './metric-math';

test.each([
  ['1+2*3', {}, 7],
  ['a-b', { a: 5, b: undefined }, 5],
  ['a-b', { a: undefined, b: undefined }, undefined],
  ['a/b', { a: 5, b: 0 }, undefined],
  ['FILL(a, 0)', { a: undefined }, 0],
  ['a>b', { a: 2, b: undefined }, 1],
  ['a>=2 AND b<1', { a: 2, b: 1 }, 0],
  ['a>0', { a: undefined }, undefined],
  ['IF(a>1,a)', { a: 1 }, undefined],
  ['IF(a>1,a,b)', { a: 1, b: 4 }, 4],
  ['IF(a>1,b)', { a: 2, b: undefined }, 0],
])('%s with %j is %j', (expression, values, expected) => {
  expect(datapoint(expression, values)).toBe(expected);
});

test.each(['a b', 'RATE(a)', 'c', 'a%2'])('refuses to judge %s', (expression) => {
  expect(() => datapoint(expression, { a: 1, b: 2 })).toThrow();
});
