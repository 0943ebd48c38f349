/**
 * Writes the section of the next release into CHANGELOG.md, from what projen's bump has made of the commits; with `--check` it only says whether it is there.
 * `npm run changelog` runs it, and the release does with `--check`.
 */
import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { hasSection, withSection } from './section';

const ROOT = join(__dirname, '..', '..');
const CHANGELOG = join(ROOT, 'CHANGELOG.md');

const version = readFileSync(join(ROOT, 'dist', 'version.txt'), 'utf8').trim();
const changelog = existsSync(CHANGELOG) ? readFileSync(CHANGELOG, 'utf8') : '';

if (process.argv.includes('--check')) {
  if (hasSection(changelog, version)) {
    process.stdout.write(`CHANGELOG.md has a section of ${version}\n`);
  } else {
    process.stderr.write(`CHANGELOG.md has no section of ${version}: run "npm run changelog" and commit it before the release\n`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(CHANGELOG, withSection(changelog, version, readFileSync(join(ROOT, 'dist', 'changelog.md'), 'utf8')));
  process.stdout.write(`CHANGELOG.md: ${version}\n`);
}
