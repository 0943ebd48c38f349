import { counted, SOURCE } from './counted-records';
import { MAX_PATTERN_LENGTH, notReroutedPattern, reroutedPattern, splitByPatternLength } from '../../../src/audit/patterns/metric-filters';
import { CATALOG } from '../../../src/bedrock/catalog';
import { cloudTrailRecord, GEOGRAPHIC_PROFILE, GLOBAL_PROFILE } from '../../support/cloudtrail-records';

const longestRegion = [...CATALOG.regions.keys()].reduce((one, other) => (other.length > one.length ? other : one));
const longestIds = [...CATALOG.profiles.keys()].sort((one, other) => other.length - one.length);
const longest = { ...SOURCE, region: longestRegion };
const lengths = (ids: string[]) => [reroutedPattern(longest, ids).length, notReroutedPattern(longest, ids).length];

test.each([1, 8, 20, 60])('%i profiles: no pattern is too long, no group is smaller than it could be, and each call is counted once', (count) => {
  const ids = longestIds.slice(0, count);
  const groups = splitByPatternLength(longest, ids);

  expect(groups.flat()).toEqual(ids);
  expect(Math.max(...groups.flatMap(lengths))).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
  groups.slice(1).forEach((group, index) => expect(Math.max(...lengths([...groups[index], group[0]]))).toBeGreaterThan(MAX_PATTERN_LENGTH));
  for (const modelId of ids) {
    const record = cloudTrailRecord({ awsRegion: longestRegion, requestParameters: { modelId } });
    expect(groups.filter((group) => counted(record, group, longest).length > 0)).toHaveLength(1);
  }
});

test('the longest ID that InferenceProfile takes fits', () => {
  expect(Math.max(...lengths(['a'.repeat(64)]))).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
});

test('an ID that is too long for any pattern stands alone and does not take others along', () => {
  const long = 'a'.repeat(MAX_PATTERN_LENGTH);
  expect(splitByPatternLength(SOURCE, [GLOBAL_PROFILE, long, GEOGRAPHIC_PROFILE])).toEqual([[GLOBAL_PROFILE], [long], [GEOGRAPHIC_PROFILE]]);
});

test('a pattern of exactly the limit is one, and as deployed with a character more it is two', () => {
  const [one, ...others] = longestIds.slice(0, 4);
  const free = MAX_PATTERN_LENGTH - notReroutedPattern(SOURCE, [one, ...others]).length;
  const groups = (more: number) => splitByPatternLength(SOURCE, [one, ...others], (id) => (id === one ? id + 'x'.repeat(more) : id));
  expect([free, free + 1].map((more) => groups(more).map((group) => group.length))).toEqual([[4], [3, 1]]);
});

test('no profiles need no pattern', () => {
  expect(splitByPatternLength(SOURCE, [])).toEqual([]);
});
