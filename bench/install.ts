import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'fs';
import { join } from 'path';

const PINNED = join(__dirname, 'pinned');
const FILES = ['package.json', 'package-lock.json'].map((name) => join(PINNED, name));
const CACHE = join(__dirname, '..', '.cache', 'bench');

/** The node_modules of the peers with the aws-cdk-lib on which every side is measured, installed unless the same versions are there already. */
export function installPeers(): string {
  const hash = createHash('sha256').update(Buffer.concat(FILES.map((file) => readFileSync(file)))).digest('hex').slice(0, 16);
  const folder = join(CACHE, hash);
  if (!existsSync(folder)) install(folder);
  return join(folder, 'node_modules');
}

/** Under another name until it is whole, so that half of an installation is never reused. */
function install(folder: string): void {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const file of FILES) cpSync(file, join(unfinished, file.slice(PINNED.length)));
    process.stderr.write('installing the peers\n');
    // Below `npm run` the folder of the project is in the environment; --prefix goes before it.
    const npm = spawnSync('npm', ['ci', '--prefix', '.', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: unfinished, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], shell: process.platform === 'win32' });
    if (npm.error) throw new InstallError(`npm cannot be run (${npm.error.message}); install Node.js with npm`);
    // The first lines name the cause; a stack follows.
    if (npm.status !== 0) throw new InstallError(npm.stderr.trim().split('\n').slice(0, 4).join('\n'));
    // Another run may have been faster.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** That npm could not install the peers. */
export class InstallError extends Error {
  constructor(reason: string) {
    super(`the peers of bench/pinned/package.json could not be installed:\n${reason}\nMeasure without them: npm run bench -- --without-peers`);
  }
}
