import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { GENERATED, ROOT } from './folders';
import { run } from './run';
import { synthesisEnvironment } from './synthesis';
import { requireCompiled } from '../../scripts/compiled';

/** What the package is made of: a copy holds nothing else that `npm pack` could take for part of it. */
const PACKAGE = ['package.json', '.npmignore', '.jsii', 'LICENSE', 'README.md', 'bin', 'lib'];

/** Before the tests: generates the library for the other languages, and synthesizes both apps in TypeScript. */
export default function prepare(): void {
  // The tests compare what src synthesizes with what was compiled from it.
  requireCompiled(ROOT);
  generate();
  const tsx = (folder: string, file: string, app: string) => run(join(ROOT, 'node_modules', '.bin', 'tsx'), ['--tsconfig', join(ROOT, 'test', 'tsconfig.json'), file], {
    cwd: join(ROOT, folder), env: synthesisEnvironment('typescript', app),
  });
  tsx('examples/typescript', 'app.ts', 'CrisQuickStart');
  tsx('test/languages/typescript', 'all-parts.ts', 'AllParts');
}

function generate(): void {
  const copy = mkdtempSync(join(tmpdir(), 'cdk-bedrock-cris-'));
  try {
    for (const part of PACKAGE) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    rmSync(GENERATED, { recursive: true, force: true });
    run(join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'), [copy, '--code-only', '--no-npmignore', '--outdir', GENERATED, '--targets', 'python', 'java', 'go', 'dotnet']);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
