/**
 * Mutation testing, room by room: `npm run test:mutation`. A room fails if its score falls below the recorded one, beyond its time, and, where every
 * survivor needs a reason, for one without.
 */
import { readdirSync, readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { MutationReport, resultOf, survivorsOf, undecided, unexplained } from './report';
import { APART, LAST, Room, ROOMS } from './rooms';
import { runStryker } from './run-stryker';
import { fallOf, record, recordedScores, Score, tableOf } from './scores';
import { SURVIVORS } from './survivors';

const ROOT = join(__dirname, '..', '..');
const CONFIG = 'test/mutation/stryker.config.json';

const { values: options } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: ROOMS.map(({ name }) => name) },
    sample: { type: 'string', default: '1' },
    seed: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '85' },
    concurrency: { type: 'string', default: '2' },
    record: { type: 'boolean', default: false },
    recorded: { type: 'boolean', default: false },
  },
});
const [sample, seed, minutes, concurrency] = [whole('sample', 1), whole('seed', 0), whole('minutes', 1), whole('concurrency', 1)];

void main();

async function main(): Promise<void> {
  if (options.recorded) return void process.stdout.write(`${tableOf(recordedScores(), options.room)}\n`);
  const before = recordedScores();
  const measured: Record<string, Score> = {};
  const faults: string[] = [];
  for (const name of options.room) {
    const room = ROOMS.find((each) => each.name === name);
    if (!room) throw new Error(`--room: ${JSON.stringify(name)} is none of ${ROOMS.map((each) => each.name).join(', ')}`);
    const { score, faults: found } = await measure(room);
    faults.push(...found.map((fault) => `${name}: ${fault}`));
    if (!score) continue;
    measured[name] = score;
    faults.push(...fallOf(name, score, before[name]));
    if (options.record) record(name, score);
  }
  process.stdout.write(`\n${tableOf(measured, options.room)}\n`);
  for (const fault of faults) process.stdout.write(`FAILED: ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

async function measure({ name, mutate, tests, explained }: Room): Promise<{ readonly score?: Score; readonly faults: readonly string[] }> {
  process.stdout.write(`\n=== ${name}\n`);
  const { jsonReporter, tempDirName } = JSON.parse(readFileSync(join(ROOT, CONFIG), 'utf8')) as { jsonReporter: { fileName: string }; tempDirName: string };
  const reportFile = join(ROOT, jsonReporter.fileName);
  // What an earlier run left must not pass for the result of this one.
  rmSync(reportFile, { force: true });
  const args = ['run', CONFIG, '--mutate', mutate.join(','), '--concurrency', String(concurrency), ...(sample > 1 ? ['--checkers', 'sample'] : [])];
  // Tests over the whole catalog take a sample.
  const env = { CATALOG_EVERY: '10', MUTATION_TESTS: JSON.stringify(filesOf(tests)), MUTATION_SAMPLE: String(sample), MUTATION_SEED: String(seed) };
  const ended = await runStryker(ROOT, args, env, minutes * 60_000);
  rmSync(join(ROOT, tempDirName), { recursive: true, force: true });
  if (ended === 'out of time') return { faults: [`out of time: stopped after ${minutes} min, so nothing is decided`] };

  const report = readReport(reportFile);
  if (!report) return { faults: [`Stryker ended with ${ended} and wrote no report`] };
  const result = resultOf(report);
  process.stdout.write(survivorsOf(result, SURVIVORS));
  const mutants = result.mutants.length;
  return {
    score: { date: new Date().toISOString().slice(0, 10), sample, seed: sample === 1 ? 0 : seed % sample, mutants, killed: mutants - result.survivors.length },
    faults: [...undecided(result), ...(explained ? unexplained(result, SURVIVORS, sample === 1) : [])],
  };
}

/** The files with tests in these files and folders, by their paths in `test`, in this order: what decides quickly comes first. */
function filesOf(paths: readonly string[]): string[] {
  const all = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/')).filter((file) => file.endsWith('.test.ts')).sort();
  const files = [...new Set(paths.flatMap((path) => all.filter((file) => !APART.includes(file) && (file === path || file.startsWith(`${path}/`)))))];
  return [...files.filter((file) => !LAST.includes(file)), ...LAST.filter((file) => files.includes(file))];
}

function readReport(file: string): MutationReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as MutationReport;
  } catch {
    return undefined;
  }
}

function whole(name: 'sample' | 'seed' | 'minutes' | 'concurrency', least: number): number {
  const value = options[name];
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) throw new Error(`--${name}: ${JSON.stringify(value)} is not a whole number from ${least}`);
  return Number(value);
}
