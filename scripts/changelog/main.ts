/**
 * Writes the section of the next release into CHANGELOG.md, from what projen's bump has made of the commits; with `--check` it only says whether all of it is
 * there. `npm run changelog` runs it, and the release does with `--check`.
 */
import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { missingFrom, withSection } from './section';

const ROOT = join(__dirname, '..', '..');
const CHANGELOG = join(ROOT, 'CHANGELOG.md');
const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const version = read(join(ROOT, 'dist', 'version.txt')).trim();
const notes = read(join(ROOT, 'dist', 'changelog.md'));
if (version === '' || notes === '') {
  fail('dist has no version and notes: projen makes none of a commit named "chore(release):", and none without a feature or a fix since the last release');
} else if (process.argv.includes('--check')) {
  const missing = missingFrom(read(CHANGELOG), version, notes);
  if (missing.length === 0) process.stdout.write(`CHANGELOG.md has every commit of ${version}\n`);
  else fail(`CHANGELOG.md lacks of ${version}: run "npm run changelog" and commit it before the release\n${missing.join('\n')}`);
} else {
  writeFileSync(CHANGELOG, withSection(read(CHANGELOG), version, notes));
  process.stdout.write(`CHANGELOG.md: ${version}\n`);
}

function fail(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
