/** Measures the library against hand-written CDK code and against its peers: `npm run bench`. See docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'fs';
import { cpus } from 'os';
import { basename, join } from 'path';
import { parseArgs } from 'util';
import { checkRows } from './checks';
import { compile } from './compile';
import { facts } from './facts';
import { InstallError, installPeers } from './install';
import { Bench, Round, spread } from './measure';
import { page } from './page';
import { betterElsewhere, Circumstances, circumstancesText, remarksText, Result, table } from './report';
import { loadRows, roleTimeRows, Row, workloadTimeRows } from './rows';
import { BenchedProfile, MODULES, PerSide, Side, SIDES, WHOLE_SIDES } from './side';
import { InferenceProfile } from '../src';
import { CATALOG } from '../src/bedrock/catalog';

const ENV = { account: '111122223333', region: 'us-east-1' };
const GLOBAL = 'global.anthropic.claude-sonnet-4-5-20250929-v1:0';
const GEOGRAPHIC = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const PROFILES = [1, 8, 20, 60] as const;

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
      'rounds': { type: 'string', default: '7' },
      'write': { type: 'boolean', default: false },
      'without-peers': { type: 'boolean', default: false },
      'date': { type: 'string', default: new Date().toISOString().slice(0, 10) },
    },
  });
  if (!/^[1-9]\d{0,2}$/.test(options.rounds)) throw new Error(`--rounds: ${JSON.stringify(options.rounds)} is not a number of rounds; give one like 7`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(options.date)) throw new Error(`--date: ${JSON.stringify(options.date)} is not a date; give one like 2026-11-22`);
  if (options.write && options['without-peers']) throw new Error('--write: the page holds the peers too; leave out --without-peers');

  const nodeModules = options['without-peers'] ? undefined : installPeers();
  const sides = nodeModules ? SIDES : WHOLE_SIDES;
  const { result, circumstances, busy } = measured(sides, nodeModules, Number(options.rounds), options.date);
  const { titles } = circumstances;
  process.stdout.write(`\n${circumstancesText(circumstances)}${nodeModules ? '' : ', peers skipped'}\n\n${table(result.rows, titles)}\n\n` +
    `Better than the library:\n${betterElsewhere(result.rows, titles)}\n\nFound:\n${remarksText(result.remarks, titles)}\n`);
  for (const missed of result.missed) {
    process.stderr.write(`bench: not met: ${missed}\n`);
    process.exitCode = 1;
  }
  if (options.write && busy) throw new Error('--write: the machine was busy, the same synthesis took more than half as long again; nothing is written, run it when nothing else does');
  if (options.write) writeFileSync(join(__dirname, '..', 'docs', 'benchmarks.md'), page(result, circumstances));
}

function measured(sides: readonly Side[], nodeModules: string | undefined, roundCount: number, date: string): { result: Result; circumstances: Circumstances; busy: boolean } {
  const compiled = compile(nodeModules);
  const version = (name: string) => (JSON.parse(readFileSync(join(compiled.nodeModules, name, 'package.json'), 'utf8')) as { version: string }).version;
  try {
    const bench = new Bench(compiled, sides, benched(GLOBAL), ENV);
    const { roles, workloads, remarks } = facts(bench, sides, WHOLE_SIDES, {
      env: ENV, global: benched(GLOBAL), geographic: benched(GEOGRAPHIC), profileLists: PROFILES.map(profiles),
    });
    const rounds: Round[] = [];
    for (let number = 1; number <= roundCount; number++) {
      process.stderr.write(`round ${number} of ${roundCount}\n`);
      rounds.push(bench.round(WHOLE_SIDES));
    }
    const rows: Row[] = [
      heading('Loading'), ...loadRows(rounds),
      heading('A role that may call, and nothing besides'), ...roleTimeRows(rounds), ...roles,
      heading('A workload with all defaults'), ...workloadTimeRows(rounds), ...workloads,
      heading('The check of an app'), ...checkRows(compiled, benched(GLOBAL), ENV, roundCount),
    ];
    const missed = rows.filter(({ met, missedAlways }) => met === false && missedAlways !== false).map(({ what, aim }) => `${what}, ${aim}`);
    const titles: PerSide<string> = Object.fromEntries(sides.map((side) => [side, title(side, version)]));
    const machine = `${process.platform} ${process.arch}, ${cpus().length} cores`;
    const versions = { node: process.versions.node, cdk: version('aws-cdk-lib'), nag: version('cdk-nag') };
    const steady = spread(rounds.map((round) => round.workloads[100].handWritten!.synth));
    return { busy: steady.max > 1.5 * steady.min, result: { rows, remarks, missed }, circumstances: { date, rounds: roundCount, machine, ...versions, titles } };
  } finally {
    compiled.remove();
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
