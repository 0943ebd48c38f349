import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const CACHE = join(__dirname, '..', '..', '.cache', 'templates');

/** The Python that has cfn-lint: of a virtual environment of its own, made when it is first needed, and again when the pinned versions change. */
export function cfnLintPython(): string {
  const version = run('Python 3.10 or newer is needed: install python3', 'python3', '-c', 'import platform, sys; print(platform.python_version()); sys.exit(sys.version_info < (3, 10))');
  const folder = join(CACHE, createHash('sha256').update(version).update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16));
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return python;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  run('no virtual environment can be made: install python3-venv', 'python3', '-m', 'venv', folder);
  run('cfn-lint cannot be installed', python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--requirement', REQUIREMENTS);
  writeFileSync(complete, '');
  return python;
}

/** Before the first suite, so that what is missing is said once. */
export default function setup(): void {
  cfnLintPython();
}

function run(problem: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${problem} (${error?.message ?? [stdout, stderr].join('\n').trim().split('\n').at(-1)})`);
  return stdout;
}
