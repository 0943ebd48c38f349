import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

/** The library and the benchmark as JavaScript. */
export interface Compiled {
  readonly child: string;
  /** Whose modules they use. */
  readonly nodeModules: string;
  /** An empty folder for a cloud assembly. */
  outdir(): string;
  remove(): void;
}

const ROOT = join(__dirname, '..');

/** Compiles library and benchmark into a folder of their own, with the compiler options of the package, so that `npm ci` is all they need. */
export function compile(nodeModules = join(ROOT, 'node_modules')): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'cris-bench-'));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  // Types are checked by `npm run typecheck`.
  execFileSync(process.execPath, [tsc, '-p', __dirname, '--outDir', folder, '--noEmit', 'false', '--declaration', 'false', '--noCheck'],
    { cwd: ROOT, stdio: 'inherit' });
  symlinkSync(nodeModules, join(folder, 'node_modules'), 'junction');
  mkdirSync(join(folder, 'out'));
  return {
    child: join(folder, 'bench', 'child.js'),
    nodeModules,
    outdir: () => mkdtempSync(join(folder, 'out', 'synth-')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
