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
const statuses = runs.map(({ options, suites }) => {
  const { status, signal } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), '--ci', ...options, '--runTestsByPath', ...suites], {
    cwd: ROOT, stdio: 'inherit', env: { ...process.env, PROPERTY_RUNS, PROPERTY_SEED },
  });
  if (signal) throw new Error(`stopped by ${signal}, after ${Math.round((Date.now() - began) / 1000)} s; seed ${PROPERTY_SEED}`);
  return status ?? 1;
});
const status = Math.max(...statuses);
process.stdout.write(status === 0
  ? `every property holds: ${count} suites, ${PROPERTY_RUNS} inputs each, seed ${PROPERTY_SEED}, ${Math.round((Date.now() - began) / 1000)} s\n`
  : `a property does not hold: PROPERTY_RUNS=${PROPERTY_RUNS} PROPERTY_SEED=${PROPERTY_SEED} repeats it; what was found becomes a named test\n`);
process.exitCode = status;
