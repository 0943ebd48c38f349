import { sameCounts, ScanState, stateText } from '../../scripts/catalog/state';

const ONE: ScanState = {
  regions: {
    'eu-west-1': { lastCleanScan: '2026-12-01', misses: { 'eu.a': 1, 'eu.b': 2 }, destinationMisses: { 'eu.c': { 'eu-north-1': 3, 'eu-west-3': 1 }, 'eu.d': { 'eu-north-1': 1 } } },
    'us-east-1': { lastCleanScan: '2026-12-01', misses: {} },
  },
};
const SAME: ScanState = {
  regions: {
    'us-east-1': { destinationMisses: {}, misses: {}, lastCleanScan: '2026-12-01' },
    'eu-west-1': {
      destinationMisses: { 'eu.e': {}, 'eu.d': { 'eu-north-1': 1 }, 'eu.c': { 'eu-west-3': 1, 'eu-north-1': 3 } }, misses: { 'eu.b': 2, 'eu.a': 1 }, lastCleanScan: '2026-12-01',
    },
  },
};

test('the same counts are the same bytes whatever their order, and hold nothing empty', () => {
  expect(stateText(SAME)).toBe(stateText(ONE));
  expect(JSON.parse(stateText(ONE))).toEqual(ONE);
});

test('compares the counts of profiles and of destinations', () => {
  const { 'eu-west-1': one } = ONE.regions;
  expect(sameCounts(one, SAME.regions['eu-west-1'])).toBe(true);
  expect(sameCounts(one, { ...one, misses: { 'eu.a': 1 } })).toBe(false);
  expect(sameCounts(one, { ...one, destinationMisses: { ...one.destinationMisses, 'eu.d': { 'eu-north-1': 2 } } })).toBe(false);
});
