import { datapoint, datapoints, Series, seriesOf } from './metric-math';

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
  ['SUM([a,b])', { a: 2, b: undefined }, 2],
  ['SUM([a,b])', { a: undefined, b: undefined }, undefined],
  ['MAX([a,SUM(s)])', { a: 2, s: [3, undefined, 4] }, 7],
  ['100*SUM(s)/(SUM(s)+SUM(t))', { s: [1, 2], t: [9] }, 25],
  ['SUM(s)', { s: [] }, undefined],
])('%s with %j is %j', (expression, values, expected) => {
  expect(datapoint(expression, values)).toBe(expected);
});

test('arithmetic on an array is that on each of its series', () => {
  expect(datapoints('s/PERIOD(a)*60', { s: [300, undefined, 60], a: 1 }, 300)).toEqual([60, undefined, 12]);
  expect(() => datapoints('a', { a: 1 })).toThrow();
});

describe('of series', () => {
  const found: Series[] = [[1, 9, 1], [5, 5, 5], [undefined, 7, undefined]].map((values, index) => ({ name: 'abc'[index], values }));
  const metric: Series = { values: [60, 60, 60] };
  const names = (expression: string) => seriesOf(expression, { s: found, m: metric }).map(({ name }) => name).join('');

  test.each([['SORT(s,MAX,DESC)', 'acb'], ['SORT(s,MAX,ASC)', 'bca'], ['SORT(s,MAX,DESC,1)', 'a'], ['SLICE(SORT(s,MAX,DESC),1,10)', 'cb'], ['SLICE(s,0,2)', 'ab'], ['s', 'abc']])(
    '%s is %s', (expression, expected) => {
      expect(names(expression)).toBe(expected);
    });

  test('values are computed for each time', () => {
    expect(seriesOf('SORT(s/m*60,MAX,DESC,1)', { s: found, m: metric })).toEqual([found[0]]);
    expect(seriesOf('SUM(s)', { s: found })).toEqual([{ values: [6, 21, 6] }]);
    expect(seriesOf('SUM(s)', { s: [] })).toEqual([{ values: [] }]);
    expect(() => seriesOf('SORT(s,SUM,DESC)', { s: found })).toThrow();
  });
});

test.each(['a b', 'RATE(a)', 'c', 'a%2', 'SUM(a)', '[a,b]', '[a,b]*[a,b]', '[[a],b]', 'FILL([a,b],0)'])('refuses to judge %s', (expression) => {
  expect(() => datapoint(expression, { a: 1, b: 2 })).toThrow();
});
