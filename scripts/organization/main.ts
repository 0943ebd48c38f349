/**
 * How far examples/organization goes: `npm run simulate:organization -- --accounts 1000 --regions 17 --profiles 20`.
 *
 * Synthesizes the app, counts its templates against AWS's limits, and looks for the size at which the first limit is reached as each number grows.
 */
import { parseArgs } from 'util';
import { costs, Limit, limits, Use } from './limits';
import { measure, Size } from './measure';
import { CATALOG } from '../../src/bedrock/catalog';

const options = Object.fromEntries(Object.entries(parseArgs({
  options: {
    'accounts': { type: 'string', default: '1000' },
    'regions': { type: 'string', default: '17' },
    'profiles': { type: 'string', default: '20' },
    'profiles-per-account': { type: 'string', default: '3' },
    'regions-per-account': { type: 'string', default: '2' },
    'events-per-second': { type: 'string', default: '0.01' },
  },
}).values).map(([name, value]) => {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`--${name} ${String(value)}: give a number over 0`);
  return [name, number];
}));
const use: Use = { profilesPerAccount: options['profiles-per-account'], regionsPerAccount: options['regions-per-account'], eventsPerSecond: options['events-per-second'] };

const profiles = [...CATALOG.profiles.keys()].filter((id) => id.startsWith('global.'));
const regions = [...new Set(profiles.flatMap((id) => CATALOG.profiles.get(id)!.sourceRegions ?? []))].sort();
const size = (numbers: { accounts?: number; regions?: number; profiles?: number } = {}): Size => {
  const { accounts = options.accounts, regions: regionCount = options.regions, profiles: profileCount = options.profiles } = numbers;
  return {
    accounts,
    sourceRegions: regions.slice(0, regionCount),
    // More than the catalog has, as it grows.
    inferenceProfileIds: [...Array(profileCount).keys()].map((index) => profiles[index] ?? `global.example.model-of-${index}-v1:0`),
  };
};
if (options.regions > regions.length) throw new Error(`--regions ${options.regions}: global profiles are called from ${regions.length} Regions`);

// What the example warns of does not depend on the size.
console.error = () => undefined;
const now = size();
const measured = measure(now);
const all = limits(now, measured, use);
const out = (line = '') => process.stdout.write(`${line}\n`);
const money = (amount: number) => `$${amount.toLocaleString('en-US', { maximumFractionDigits: 0 })}`.padStart(12);
const row = ({ what, count, limit }: Limit) => `${String(Math.ceil(count)).padStart(8)} of ${String(limit).padEnd(9)} ${`${(count / limit * 100).toFixed(1)} %`.padStart(8)}  ${what}`;

out(`${now.accounts} accounts x ${now.sourceRegions.length} source Regions x ${now.inferenceProfileIds.length} profiles;` +
  ` an account calls ${use.profilesPerAccount} profiles from ${use.regionsPerAccount} Regions, and forwards ${use.eventsPerSecond} events a second in each`);
out(`\nLimits of AWS\n${[...all].sort((one, other) => other.count / other.limit - one.count / one.limit).map(row).join('\n')}`);

out('\nCost a month, at list prices');
const cost = costs(now, measured, use);
for (const { what, amount } of cost) out(`${money(amount)}  ${what}`);
out(`${money(cost.reduce((sum, { amount }) => sum + amount, 0))}  in all, at most; what is logged comes on top`);

out('\nThe first limit, as one number grows and the others stay');
out(`  accounts: ${first((accounts) => limits(size({ accounts }), measured, use), options.accounts, 10_000_000)}`);
out(`  profiles: ${first((count) => limits(size({ profiles: count }), measure(size({ profiles: count })), use), options.profiles, 1_000)}`);
out(`  Regions: ${first((count) => limits(size({ regions: count }), measure(size({ regions: count })), use), options.regions, regions.length)}`);

// Accounts are in no template. The first synthesis loads code, so the second is the one that counts.
const seconds = [1, 100, 10_000].map((accounts) => `${accounts}: ${measure(size({ accounts })).seconds.toFixed(2)} s`);
out(`\nSynthesis for a number of accounts: ${seconds.join(', ')}`);
process.exitCode = all.some(({ count, limit }) => count > limit) ? 1 : 0;

/** Where the first limit is passed, by bisection: the counts only grow. An error of the library is where it says that a limit is reached. */
function first(at: (number: number) => Limit[], from: number, most: number): string {
  const reached = (number: number): string | undefined => {
    try {
      const over = at(number).find(({ count, limit }) => count > limit);
      return over && `${over.what}, at most ${over.limit}`;
    } catch (error) {
      return `an error at synthesis: ${(error as Error).message.split(';')[0]}`;
    }
  };
  if (reached(from) !== undefined) return `reached already at ${from}: ${reached(from)!}`;
  let fits = from;
  let over = Math.min(from * 2, most);
  while (reached(over) === undefined && over < most) [fits, over] = [over, Math.min(over * 2, most)];
  if (reached(over) === undefined) return `none with ${most}`;
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (reached(middle) === undefined) fits = middle;
    else over = middle;
  }
  return `${over}: ${reached(over)!}`;
}
