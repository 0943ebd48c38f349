import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import type { Pair } from './side';

/** The library and the benchmark as JavaScript. */
export interface Compiled {
  readonly child: string;
  /** The modules that each side requires from outside, in alphabetical order. */
  readonly modules: Pair<string[]>;
  /** An empty folder for a cloud assembly. */
  outdir(): string;
  remove(): void;
}

const ROOT = join(__dirname, '..');

/** Compiles library and benchmark into a folder of their own, with the compiler options of the package, so that `npm ci` is all they need. */
export function compile(): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'cris-bench-'));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  // Types are checked by `npm run typecheck`.
  execFileSync(process.execPath, [tsc, '-p', __dirname, '--outDir', folder, '--noEmit', 'false', '--declaration', 'false', '--noCheck'],
    { cwd: ROOT, stdio: 'inherit' });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  mkdirSync(join(folder, 'out'));

  const handWritten = readdirSync(join(folder, 'bench')).filter((name) => /^hand-written.*\.js$/.test(name)).map((name) => join(folder, 'bench', name));
  return {
    child: join(folder, 'bench', 'child.js'),
    modules: { library: requiredModules(scripts(join(folder, 'src'))), handWritten: requiredModules(handWritten) },
    outdir: () => mkdtempSync(join(folder, 'out', 'synth-')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function scripts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).map((name) => join(folder, name));
}

/** Imports of types alone are gone from the JavaScript, and the catch of lazy loading is left to the measurement. */
function requiredModules(files: readonly string[]): string[] {
  const found = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\brequire\("([^."][^"]*)"\)/g)].map((match) => match[1]));
  return [...new Set(found)].sort();
}
