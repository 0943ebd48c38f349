/** Measures the library against hand-written CDK code and against its peers: `npm run bench`. See docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'fs';
import { cpus } from 'os';
import { basename, join } from 'path';
import { parseArgs } from 'util';
import { facts } from './facts';
import { InstallError, installPeers } from './install';
import { Bench } from './measure';
import { betterElsewhere, Circumstances, circumstancesText, page, remarksText, Result, table } from './page';
import { checkRows, loadRows, partsText, roleTimeRows, Row, workloadTimeRows } from './rows';
import { BenchedProfile, MODULES, PerSide, Side, SIDES, WHOLE_SIDES } from './side';
import { InferenceProfile } from '../src';
import { CATALOG } from '../src/bedrock/catalog';

const ROOT = join(__dirname, '..');
const ENV = { account: '111122223333', region: 'us-east-1' };
const GLOBAL = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const GEOGRAPHIC = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const PROFILES = [1, 8, 20, 60] as const;
/** A median of fewer moves by more than what the aims leave. */
const ROUNDS = 15;

try {
  main();
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
}

function main(): void {
  const { values: options } = parseArgs({
    options: {
      'rounds': { type: 'string', default: String(ROUNDS) },
      'write': { type: 'boolean', default: false },
      'without-peers': { type: 'boolean', default: false },
      'date': { type: 'string', default: new Date().toISOString().slice(0, 10) },
    },
  });
  if (!/^[1-9]\d{0,2}$/.test(options.rounds)) throw new Error(`--rounds: ${JSON.stringify(options.rounds)} is not a number of rounds; give one like 15`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(options.date)) throw new Error(`--date: ${JSON.stringify(options.date)} is not a date; give one like 2026-11-22`);
  if (options.write && Number(options.rounds) < ROUNDS) throw new Error(`--write: the page takes at least ${ROUNDS} rounds`);
  if (options.write && options['without-peers']) throw new Error('--write: the page holds the peers too; leave out --without-peers');

  const nodeModules = options['without-peers'] ? undefined : installPeers();
  const sides = nodeModules ? SIDES : WHOLE_SIDES;
  const { result, circumstances, busy } = measured(sides, nodeModules ?? join(ROOT, 'node_modules'), Number(options.rounds), options.date);
  const { titles } = circumstances;
  process.stdout.write(`\n${circumstancesText(circumstances)}${nodeModules ? '' : ', peers skipped'}\n\n${table(result.rows, titles)}\n\n` +
    `Milliseconds of one workload:\n${result.parts}\n\nBetter than the library:\n${betterElsewhere(result.rows, titles)}\n\nFound:\n${remarksText(result.remarks, titles)}\n`);
  for (const { what, aim } of result.rows.filter(({ met }) => met === false)) {
    process.stderr.write(`bench: not met: ${what}, ${aim}\n`);
    process.exitCode = 1;
  }
  if (options.write && busy) throw new Error('--write: the machine was busy, the same synthesis took more than half as long again; nothing is written, run it when nothing else does');
  if (options.write) writeFileSync(join(ROOT, 'docs', 'benchmarks.md'), page(result, circumstances));
}

function measured(sides: readonly Side[], nodeModules: string, roundCount: number, date: string): { result: Result; circumstances: Circumstances; busy: boolean } {
  const version = (name: string) => (JSON.parse(readFileSync(join(nodeModules, name, 'package.json'), 'utf8')) as { version: string }).version;
  const titles: PerSide<string> = Object.fromEntries(sides.map((side) => [side, title(side, version)]));
  const bench = new Bench(profiles(60), ENV, nodeModules);
  try {
    const { roles, workloads, remarks } = facts(bench, sides, WHOLE_SIDES, {
      env: ENV, global: benched(GLOBAL), geographic: benched(GEOGRAPHIC), profileLists: PROFILES.map(profiles),
    });
    const rounds = Array.from({ length: roundCount }, (_, index) => {
      process.stderr.write(`round ${index + 1} of ${roundCount}\n`);
      return bench.round(index, sides, WHOLE_SIDES);
    });
    const rows: Row[] = [
      heading('Loading'), ...loadRows(rounds),
      heading('A role that may call, and nothing besides'), ...roleTimeRows(rounds), ...roles,
      heading('A workload, whose alarms have an action'), ...workloadTimeRows(rounds), ...workloads,
      heading('The check of templates'), ...checkRows(rounds),
    ];
    const machine = `${process.platform} ${process.arch}, ${cpus().length} cores`;
    const versions = { node: process.versions.node, cdk: version('aws-cdk-lib'), nag: version('cdk-nag') };
    const steady = rounds.map((round) => round.workloads100.handWritten!.synth.wall);
    return {
      busy: Math.max(...steady) > 1.5 * Math.min(...steady),
      result: { rows, parts: partsText(rounds, titles), remarks },
      circumstances: { date, rounds: roundCount, machine, ...versions, titles },
    };
  } finally {
    bench.remove();
  }
}

function heading(what: string): Row {
  return { what, heading: true, cells: {} };
}

function title(side: Side, version: (name: string) => string): string {
  const { package: name } = MODULES[side];
  return name ? `${basename(name)} ${version(name)}` : side === 'library' ? 'cdk-bedrock-cris' : 'by hand';
}

/** The profile of the workloads, then those of the catalog that can be called from the Region, global ones first. */
function profiles(count: number): BenchedProfile[] {
  const callable = [...CATALOG.profiles.values()].filter((profile) => profile.lifecycle !== 'past-eol' && profile.sourceRegions?.includes(ENV.region));
  const global = callable.filter(({ id }) => id.startsWith('global.'));
  // By hand, destinations that are not known could not be written.
  const geographic = callable.filter(({ destinations }) => destinations?.get(ENV.region));
  return [...new Set([GLOBAL, ...[...global, ...geographic].map(({ id }) => id)])].slice(0, count).map(benched);
}

function benched(inferenceProfileId: string): BenchedProfile {
  const profile = InferenceProfile.fromInferenceProfileId(inferenceProfileId);
  return { inferenceProfileId, foundationModelId: profile.foundationModelId, destinationRegions: profile.destinationRegions(ENV.region) };
}
