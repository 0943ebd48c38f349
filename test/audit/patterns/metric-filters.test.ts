import { Aws, Stack } from 'aws-cdk-lib';
import { MAX_PATTERN_LENGTH, recordFilters } from '../../../src/audit/patterns/metric-filters';
import { CATALOG } from '../../../src/bedrock/catalog';
import { matchesFilterPattern } from '../../support/filter-pattern';
import { AUDIT_SOURCES, deployedFilters, ENV, filtersWith } from '../deployed-audit';

const longestRegion = [...CATALOG.regions.keys()].reduce((one, other) => (other.length > one.length ? other : one));
const account = '111122223333';
const env = { account, region: longestRegion };

describe('no pattern is longer than CloudWatch Logs takes', () => {
  test.each([
    ['in the log group of a trail', '', [account], undefined],
    ['as EventBridge delivers them', 'detail.', [], 'r'.repeat(64)],
  ] as const)('with the longest Region, rule and key, %s', (_, path, accounts, ruleName) => {
    const lengths = recordFilters({ path, sourceRegions: [longestRegion], accounts, byAccount: false, prefixes: [...CATALOG.prefixes], ruleName, keyId: `mrk-${'k'.repeat(32)}` })
      .map(({ pattern }) => pattern.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
  });

  test.each([['with an environment', { env }], ['without', {}]])('as it is deployed from a stack %s', (_, stackProps) => {
    const patterns = deployedFilters(filtersWith(AUDIT_SOURCES.logGroup, {}, stackProps).stack, env).map(({ FilterPattern }) => FilterPattern);
    expect(patterns.join()).toContain(longestRegion);
    expect(Math.max(...patterns.map((pattern) => pattern.length))).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
  });
});

describe('more accounts or source Regions than a pattern holds', () => {
  const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(111100000000 + index));
  const regions = (count: number) => [...CATALOG.regions.keys()].slice(0, count);
  const TOO_LONG = /^audit: the longest pattern of a filter would have (\d+) characters, and CloudWatch Logs takes 1024; give fewer sourceRegions, or fewer accounts, or \["\*"\] for all, or define several CrisTrailFilters$/;
  /** How many are taken; one more is not. */
  const taken = (define: (count: number) => unknown) => {
    const refused = Array.from({ length: 60 }, (_, index) => index + 1).find((count) => {
      try { define(count); } catch (error) {
        expect(Number(TOO_LONG.exec((error as Error).message)?.[1])).toBeGreaterThan(MAX_PATTERN_LENGTH);
        return true;
      }
      return false;
    });
    return refused! - 1;
  };
  const ofAccounts = (count: number, stackProps = {}) => filtersWith((stack) => AUDIT_SOURCES.logGroup(stack, { accounts: accounts(count) }), {}, { env: ENV, ...stackProps });
  const ofRegions = (count: number) => filtersWith((stack) => AUDIT_SOURCES.logGroup(stack, { sourceRegions: regions(count) }));

  test.each<[string, (count: number) => { stack: Stack }]>([['accounts', ofAccounts], ['source Regions', ofRegions]])('%s fail, with the remedy; as many as are taken are deployed', (_, define) => {
    const count = taken(define);
    expect(count).toBeGreaterThan(1);
    const patterns = deployedFilters(define(count).stack).map(({ FilterPattern }) => FilterPattern);
    expect(Math.max(...patterns.map((pattern) => pattern.length))).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
  });

  test('fail before they are known too: what is known at deployment only is taken for as long as it may be', () => {
    const unknown = (count: number) => filtersWith((stack) => AUDIT_SOURCES.logGroup(stack, { accounts: accounts(count), sourceRegions: [Aws.REGION] }), {}, {});
    const count = taken(unknown);
    const patterns = deployedFilters(unknown(count).stack, env).map(({ FilterPattern }) => FilterPattern);
    expect(Math.max(...patterns.map((pattern) => pattern.length))).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
  });

  test('all accounts fit', () => {
    expect(() => filtersWith((stack) => AUDIT_SOURCES.logGroup(stack, { accounts: ['*'] }))).not.toThrow();
  });
});

test('the number of filters does not depend on what is counted', () => {
  const counts = [CATALOG.prefixes, ['global']].map((prefixes) => recordFilters({ path: '', sourceRegions: ['eu-west-1'], accounts: [account], byAccount: false, prefixes: [...prefixes] }).length);
  expect(counts).toEqual([6, 6]);
});

// What a filter asks of a field that is missing, AWS documents for NOT EXISTS only: with != it must not be what decides.
test('no record matches because of a field that it does not have', () => {
  const filters = recordFilters({ path: '', sourceRegions: ['eu-west-1'], accounts: ['*'], byAccount: true, prefixes: ['global'] });
  for (const { pattern } of filters) expect(matchesFilterPattern(pattern, {})).toBe(false);
  const [rerouted] = filters.filter(({ id }) => id === 'Rerouted');
  expect(rerouted.pattern).toMatch(/inferenceRegion = "\*"\) && .*inferenceRegion != "eu-west-1"/);
});
