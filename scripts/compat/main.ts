/**
 * Compares the public API with that of the last release on npm: `npm run compat`, after a compilation. First it shows that a change that breaks is seen.
 * A key in .compatignore lets a change through; docs/releasing.md says when that is right.
 */
import { join } from 'path';
import { brokenCopy } from './broken-copy';
import { compare } from './compare';
import { lastRelease } from './last-release';
import { requireCompiled } from '../compiled';

const ROOT = join(__dirname, '..', '..');
requireCompiled(ROOT);

const { folder, removed } = brokenCopy(ROOT);
const control = compare(ROOT, folder);
if (control.compatible) throw new Error(`the comparison is blind: it does not see that ${removed} is gone`);
process.stdout.write(`control: without ${removed} the API is found incompatible\n`);

const version = lastRelease('cdk-bedrock-cris');
if (version === undefined) {
  process.stdout.write('compatible: no version is on npm, so there is nothing to compare with\n');
} else {
  const { compatible, report } = compare(`npm:cdk-bedrock-cris@${version}`, ROOT, join(ROOT, '.compatignore'));
  process.stdout.write(compatible ? `compatible with ${version}\n` : `${report}\nnot compatible with ${version}: a change that breaks needs a version that may break (docs/releasing.md), and its key in .compatignore with a reason\n`);
  process.exitCode = compatible ? 0 : 1;
}
