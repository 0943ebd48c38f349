/** Mutation testing of the pure layer: `npm run test:mutation`. Fails below the threshold of stryker.config.json, beyond its time, and for survivors without a reason. */
import { readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { faultsOf, MutationReport, resultOf, summaryOf } from './report';
import { runStryker } from './run-stryker';
import { SURVIVORS } from './survivors';

const ROOT = join(__dirname, '..', '..');
const CONFIG = 'test/mutation/stryker.config.json';

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, concurrency: { type: 'string', default: '2' } } });
for (const [name, value] of Object.entries(options)) {
  if (!/^[1-9]\d?$/.test(value)) throw new Error(`--${name}: ${JSON.stringify(value)} is not a number from 1 to 99`);
}

interface Config {
  readonly thresholds: { readonly break: number };
  readonly jsonReporter: { readonly fileName: string };
  readonly tempDirName: string;
}

void main();

async function main(): Promise<void> {
  const { thresholds, jsonReporter, tempDirName } = JSON.parse(readFileSync(join(ROOT, CONFIG), 'utf8')) as Config;
  const reportFile = join(ROOT, jsonReporter.fileName);
  // What an earlier run left must not pass for the result of this one.
  rmSync(reportFile, { force: true });
  const began = Date.now();
  const ended = await runStryker(ROOT, ['run', CONFIG, '--concurrency', options.concurrency], Number(options.minutes) * 60_000);
  rmSync(join(ROOT, tempDirName), { recursive: true, force: true });
  if (ended === 'out of time') return fail([`out of time: stopped after ${options.minutes} min, so nothing is decided`]);

  const report = readReport(reportFile);
  if (!report) return fail([`Stryker ended with ${ended} and wrote no report`]);
  const result = resultOf(report);
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(`\n${summaryOf(result, SURVIVORS, seconds)}\n`);
  fail(faultsOf(result, SURVIVORS, thresholds.break));
}

function readReport(file: string): MutationReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as MutationReport;
  } catch {
    return undefined;
  }
}

function fail(faults: readonly string[]): void {
  for (const fault of faults) process.stdout.write(`FAILED: ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}
