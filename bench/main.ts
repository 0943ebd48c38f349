/** Measures the library against hand-written CDK code: `npm run bench`. See docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { checkLines } from './checks';
import { compile } from './compile';
import { Bench, Round, WORKLOADS } from './measure';
import { Circumstances, circumstancesText, page, Result, tables } from './report';
import { policyRows, sizeRows, timeRows } from './rows';
import type { BenchedProfile } from './side';
import { checkSameResources } from './templates';
import { InferenceProfile } from '../src';
import { catalog } from '../src/profile/catalog/catalog';

const ENV = { account: '111122223333', region: 'us-east-1' };
const PROFILE = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const PROFILES = [1, 8, 20, 60] as const;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    write: { type: 'boolean', default: false },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});
if (!/^[1-9]\d{0,2}$/.test(options.rounds)) throw new Error(`--rounds: ${JSON.stringify(options.rounds)} is not a number of rounds; give one like 7`);
if (!/^\d{4}-\d{2}-\d{2}$/.test(options.date)) throw new Error(`--date: ${JSON.stringify(options.date)} is not a date; give one like 2026-11-22`);

const { version: cdk } = JSON.parse(readFileSync(require.resolve('aws-cdk-lib/package.json'), 'utf8')) as { version: string };
const circumstances: Circumstances = { date: options.date, rounds: Number(options.rounds), node: process.versions.node, cdk };
const result = measured(circumstances.rounds);
process.stdout.write(`\n${circumstancesText(circumstances)}\n\n${tables(result)}\n`);
if (options.write) writeFileSync(join(__dirname, '..', 'docs', 'benchmarks.md'), page(result, circumstances));

function measured(roundCount: number): Result {
  const compiled = compile();
  try {
    const bench = new Bench(compiled, benched(PROFILE), ENV);
    const templates = { 1: bench.templates({ workloads: 1 }), 10: bench.templates({ workloads: 10 }), 100: bench.templates({ workloads: 100 }) };
    for (const workloads of WORKLOADS) checkSameResources(workloads, templates[workloads]);
    const policies = new Map(PROFILES.map((count) => [count, bench.templates({ policies: profiles(count) })]));

    const rounds: Round[] = [];
    for (let number = 1; number <= roundCount; number++) {
      process.stderr.write(`round ${number} of ${roundCount}\n`);
      rounds.push(bench.round());
    }
    const checks = checkLines(compiled, benched(PROFILE), ENV, roundCount);
    return { workloads: [...timeRows(rounds), ...sizeRows(templates)], policies: policyRows(policies), checks };
  } finally {
    compiled.remove();
  }
}

/** The profile of the workloads, then those of the catalog that can be called from the Region, global ones first. */
function profiles(count: number): BenchedProfile[] {
  const callable = [...catalog().profiles.values()].filter((profile) => profile.lifecycle !== 'past-eol' && profile.sourceRegions?.includes(ENV.region));
  const global = callable.filter(({ id }) => id.startsWith('global.'));
  // By hand, destinations that are not known could not be written.
  const geographic = callable.filter(({ destinations }) => destinations?.get(ENV.region));
  return [...new Set([PROFILE, ...[...global, ...geographic].map(({ id }) => id)])].slice(0, count).map(benched);
}

function benched(inferenceProfileId: string): BenchedProfile {
  const profile = InferenceProfile.fromInferenceProfileId(inferenceProfileId);
  return { inferenceProfileId, foundationModelId: profile.foundationModelId, destinationRegions: profile.destinationRegions(ENV.region) };
}
