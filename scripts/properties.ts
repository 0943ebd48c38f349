/** Tries every property of the tests with many inputs from a new seed, and prints the seed: `npm run test:properties`. PROPERTY_RUNS and PROPERTY_SEED change both. */
import { spawnSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..');
const { PROPERTY_RUNS = '10000', PROPERTY_SEED = String(Math.floor(Math.random() * 2 ** 31)) } = process.env;
for (const [name, value] of Object.entries({ PROPERTY_RUNS, PROPERTY_SEED })) {
  if (!/^\d{1,10}$/.test(value)) throw new Error(`${name}: "${value}" is not a whole number; give one, or none`);
}

const suites = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && readFileSync(join(ROOT, 'test', path), 'utf8').includes('propertyRuns('))
  .map((path) => join(ROOT, 'test', path));

if (suites.length === 0) throw new Error('test: no suite there asks for propertyRuns(); something has been renamed');

const began = Date.now();
process.stdout.write(`${suites.length} suites with properties, ${PROPERTY_RUNS} inputs each, seed ${PROPERTY_SEED}\n`);
const { status, signal } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), '--ci', '--coverage=false', '--runTestsByPath', ...suites], {
  cwd: ROOT, stdio: 'inherit', env: { ...process.env, PROPERTY_RUNS, PROPERTY_SEED },
});
const seconds = Math.round((Date.now() - began) / 1000);
if (signal) throw new Error(`stopped by ${signal}, after ${seconds} s; seed ${PROPERTY_SEED}`);
process.stdout.write(status === 0
  ? `every property holds: ${suites.length} suites, ${PROPERTY_RUNS} inputs each, seed ${PROPERTY_SEED}, ${seconds} s\n`
  : `a property does not hold: PROPERTY_RUNS=${PROPERTY_RUNS} PROPERTY_SEED=${PROPERTY_SEED} repeats it; what was found becomes a named test\n`);
process.exitCode = status ?? 1;
