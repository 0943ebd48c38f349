import { costs, Limit, limits } from '../../scripts/organization/limits';
import { measure, Size } from '../../scripts/organization/measure';
import { CATALOG } from '../../src/bedrock/catalog';
import { read } from '../support/examples';

const REGIONS = ['eu-west-1', 'us-east-1'];
const PROFILES = ['global.anthropic.claude-sonnet-4-6', 'global.anthropic.claude-opus-5', 'global.anthropic.claude-haiku-4-5-20251001-v1:0'];
const USE = { profilesPerAccount: 3, regionsPerAccount: 2, eventsPerSecond: 0.01 };
const size = (accounts: number): Size => ({ accounts, sourceRegions: REGIONS, inferenceProfileIds: PROFILES });
const measured = measure(size(1));
const over = (all: readonly Limit[]) => all.filter(({ count, limit }) => count > limit).map(({ what }) => what);

test('every limit is counted of something', () => {
  expect(limits(size(1000), measured, USE).filter(({ count }) => !(count > 0)).map(({ what }) => what)).toEqual([]);
});

test.each<[accounts: number, over: string[]]>([
  [500, []],
  [501, ['hub: accounts that go off at once in one alarm']],
  [50_000, ['hub: metrics that a query analyzes (accounts that call the profile)', 'hub: accounts that go off at once in one alarm']],
  [50_001, ['hub: metrics that a query analyzes (accounts that call the profile)', 'hub: accounts that go off at once in one alarm', 'baseline: stack instances of a StackSet']],
])('%d accounts, if each calls every profile from every Region', (accounts, expected) => {
  expect(over(limits(size(accounts), measured, USE))).toEqual(expected);
});

test('two alarms of the hub for each profile, and an account that calls it', () => {
  expect(measured.hub.queryAlarms).toBe(2 * PROFILES.length);
  const [alarms] = costs(size(1000), measured, USE);
  expect(alarms.amount).toBeCloseTo(2 * 1000 * 3 * 2 * 0.1);
});

test('the page shows what is counted', () => {
  const globals = [...CATALOG.profiles.keys()].filter((id) => id.startsWith('global.')).slice(0, 20);
  const regions = [...new Set(globals.flatMap((id) => CATALOG.profiles.get(id)!.sourceRegions ?? []))].sort().slice(0, 17);
  const large = { accounts: 1000, sourceRegions: regions, inferenceProfileIds: globals };
  const counted = limits(large, measure(large), { profilesPerAccount: 3, regionsPerAccount: 2, eventsPerSecond: 0.01 }).map(({ count, limit }) => `| ${Math.ceil(count).toLocaleString('en-US')} | ${limit.toLocaleString('en-US')} |`);
  const rows = [...read('docs/organization.md').matchAll(/^\| [^|]* (\| [\d,]+ \| [\d,]+ \|)/gm)].map(([, numbers]) => numbers);
  expect(rows.length).toBeGreaterThan(6);
  expect(rows.filter((row) => !counted.includes(row))).toEqual([]);
});

test('what the accounts cost grows with them; the dashboard does not', () => {
  const [small, large] = [1000, 2000].map((accounts) => costs(size(accounts), measured, USE));
  expect(large.map(({ amount }, index) => amount / small[index].amount)).toEqual([2, 1, 2, 2, 2]);
});
