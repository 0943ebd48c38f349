import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';

const CACHE = join(__dirname, '..', '..', '.cache');
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const SUITABLE = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';
const MINUTES = 5;

/**
 * The folder of a virtual environment below `.cache` that holds what a file requires, every package by its version; made when it is first needed, and
 * again when the file or its Python has changed.
 */
export function pythonEnvironment(name: string, requirements: string): string {
  const python = suitablePython(name);
  const key = createHash('sha256').update(readFileSync(requirements)).update(run(python, '-VV')).digest('hex').slice(0, 16);
  const folder = join(CACHE, name, `python-${key}`);
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return folder;

  rmSync(folder, { recursive: true, force: true });
  run(python, '-m', 'venv', folder);
  const own = join(folder, 'bin', 'python');
  // Without dependencies: what is not pinned is not installed, and the check that follows misses it. With hashes: a file that was exchanged is refused.
  // Not compiled: Python does that with what it imports, which is a small part.
  run(own, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-compile', '--require-hashes', '--requirement', requirements);
  run(own, '-m', 'pip', 'check', '--disable-pip-version-check');
  writeFileSync(complete, '');
  return folder;
}

/** The version of a package that a file requires, which is the one that is installed. */
export function pinnedVersion(name: string, requirements: string): string {
  return new RegExp(`^${name}==(\\S+)`, 'm').exec(readFileSync(requirements, 'utf8'))![1];
}

function suitablePython(name: string): string {
  const versions = join(homedir(), '.pyenv', 'versions');
  const installed = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin', 'python3')) : [];
  const found = [...NAMES, ...installed].find((each) => spawnSync(each, ['-c', SUITABLE]).status === 0);
  if (found) return found;
  const problem = new Error(`python3 was not found: npm run test:${name} needs Python 3.10 or newer with its modules venv and ensurepip (on Debian and Ubuntu: apt-get install python3-venv)`);
  delete problem.stack;
  throw problem;
}

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: MINUTES * 60_000 });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`}`);
  return stdout;
}
