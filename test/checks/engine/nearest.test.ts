import { didYouMean, distance, nearest } from '../../../src/checks/policy/nearest';

test.each([
  ['', '', 0], ['', 'abc', 3], ['abc', '', 3], ['abc', 'abc', 0], ['abc', 'abd', 1], ['abc', 'ab', 1], ['abc', 'xabc', 1], ['kitten', 'sitting', 3], ['flaw', 'lawn', 2],
])('from %j to %j it is %d characters', (one, other, slips) => {
  expect([distance(one, other), distance(other, one)]).toEqual([slips, slips]);
});

const NAMES = ['aws:RequestedRegion', 'aws:PrincipalArn', 'aws:PrincipalAccount'];

test('the nearest name is meant, in any case, unless it is too far away', () => {
  expect(nearest('AWS:requestedregions', NAMES, 2)).toBe('aws:RequestedRegion');
  expect(nearest('aws:PrincipalAr', NAMES, 2)).toBe('aws:PrincipalArn');
  expect([1, 2].map((slips) => nearest('aws:PrincipalArnXY', NAMES, slips))).toEqual([undefined, 'aws:PrincipalArn']);
  expect(nearest('aws:PrincipalArn', [], 5)).toBeUndefined();
});

test('a short word is meant with two slips, a long one with a third of its characters', () => {
  expect(['rels', 'ruxyz', 'profilexxxx', 'profixxx'].map((word) => didYouMean(word, ['rule', 'profiles'])))
    .toEqual(['; did you mean rule?', '', '', '']);
  expect(didYouMean('porfilse', ['rule', 'profiles'])).toBe('');
  expect(didYouMean('profile', ['rule', 'profiles'])).toBe('; did you mean profiles?');
});
