import { existsSync, readdirSync, statSync } from 'fs';
import { join } from 'path';

/** Fails with one line unless what was compiled is there and not older than the source: what is compared with it would be another library. */
export function requireCompiled(root: string): void {
  const assembly = join(root, '.jsii');
  const newest = Math.max(...readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map((file) => statSync(join(root, 'src', file)).mtimeMs));
  if (existsSync(assembly) && existsSync(join(root, 'lib', 'index.js')) && statSync(assembly).mtimeMs >= newest) return;
  const problem = new Error('.jsii and lib are missing or older than src: run "npx projen compile" first');
  delete problem.stack;
  throw problem;
}
