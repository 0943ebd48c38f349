import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const REQUIREMENTS = join(__dirname, 'requirements.txt');
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const SUITABLE = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
const INSTALL_MINUTES = 3;

/** The Python of a virtual environment that holds the requirements; made on the first run, kept while neither they nor its Python change. */
export function pythonEnvironment(): string {
  const python = suitablePython();
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(run([python, '-VV'])).digest('hex').slice(0, 16);
  const folder = join(ROOT, '.cache', 'deploy', key);
  const own = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    run([python, '-m', 'venv', folder]);
    // Without dependencies: what is not pinned is not installed, and the check that follows misses it.
    run([own, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--requirement', REQUIREMENTS]);
    run([own, '-m', 'pip', 'check', '--disable-pip-version-check']);
    writeFileSync(complete, '');
  }
  return own;
}

function suitablePython(): string {
  const versions = join(homedir(), '.pyenv', 'versions');
  const installed = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin', 'python3')) : [];
  const found = [...NAMES, ...installed].find((name) => spawnSync(name, ['-c', SUITABLE]).status === 0);
  if (!found) throw new Error('The deploy test needs Python 3.10 or newer with its modules venv and ensurepip (on Debian and Ubuntu: apt-get install python3-venv)');
  return found;
}

function run([command, ...args]: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: INSTALL_MINUTES * 60_000 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`}`);
  return stdout;
}
