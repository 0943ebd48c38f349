/** Tries every property of the tests with many inputs from a new seed, and prints the seed: `npm run test:properties`. PROPERTY_RUNS and PROPERTY_SEED change both. */
import { spawnSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..');
const { PROPERTY_RUNS = '10000', PROPERTY_SEED = String(Math.floor(Math.random() * 2 ** 31)) } = process.env;
for (const [name, value] of Object.entries({ PROPERTY_RUNS, PROPERTY_SEED })) {
  if (!/^\d{1,10}$/.test(value)) throw new Error(`${name}: "${value}" is not a whole number; give one, or none`);
}

// What is in test/templates has a configuration of its own, and needs Python.
const RUNS = [{ suffix: '.test.ts', options: ['--coverage=false'] }, { suffix: '.templates.ts', options: ['--runInBand', '--config', 'test/templates/jest.config.json'] }];
const suitesOf = (suffix: string) => readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith(suffix) && /\b(property|sample)Runs\(/.test(readFileSync(join(ROOT, 'test', path), 'utf8')))
  .map((path) => join(ROOT, 'test', path));

const runs = RUNS.map(({ suffix, options }) => ({ suffix, options, suites: suitesOf(suffix) }));
const none = runs.find(({ suites }) => suites.length === 0);
if (none) throw new Error(`test: no suite *${none.suffix} there asks for propertyRuns() or sampleRuns(); something has been renamed`);

const began = Date.now();
const count = runs.flatMap(({ suites }) => suites).length;
process.stdout.write(`${count} suites with properties, ${PROPERTY_RUNS} inputs each, seed ${PROPERTY_SEED}\n`);
// CDK keeps the tokens of every app for as long as the process lives: 10,000 apps do not fit.
const PART = 2_000;
const statuses = Array.from({ length: Math.max(1, Math.ceil(Number(PROPERTY_RUNS) / PART)) }, (_, part) => runs.map(({ options, suites }) => {
  const its = { PROPERTY_RUNS: String(Math.min(PART, Number(PROPERTY_RUNS) - part * PART)), PROPERTY_SEED: String(Number(PROPERTY_SEED) + part) };
  const { status, signal } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), '--ci', ...options, '--runTestsByPath', ...suites], {
    cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...its },
  });
  if (signal) throw new Error(`stopped by ${signal}, after ${Math.round((Date.now() - began) / 1000)} s; seed ${its.PROPERTY_SEED}`);
  if (status !== 0) process.stdout.write(`a property does not hold: PROPERTY_RUNS=${its.PROPERTY_RUNS} PROPERTY_SEED=${its.PROPERTY_SEED} repeats it; what was found becomes a named test\n`);
  return status ?? 1;
})).flat();
const status = Math.max(...statuses);
if (status === 0) process.stdout.write(`every property holds: ${count} suites, ${PROPERTY_RUNS} inputs each, seed ${PROPERTY_SEED} and on, ${Math.round((Date.now() - began) / 1000)} s\n`);
process.exitCode = status;
