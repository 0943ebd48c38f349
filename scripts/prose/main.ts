/** Reads the README, the guides and the docstrings as `npm run prose` does, and names what is not written as we write. */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { blocksOf, blocksOfDocstrings, withoutCode } from './blocks';
import { EXCEPTIONS } from './exceptions';
import { faultsOf } from './rules';
import { needless } from './spelling';

const ROOT = join(__dirname, '..', '..');
const COLUMNS = 120;

const files = (folder: string, ending: string) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith(ending)).map((file) => join(folder, file)).sort();
const PAGES = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...files('docs', '.md')];
const found = [
  ...PAGES.flatMap((file) => {
    const markdown = readFileSync(join(ROOT, file), 'utf8');
    const long = withoutCode(markdown).split('\n').flatMap((line, index) => (line.length > COLUMNS && !/^\s*\||https?:\/\/\S{60}/.test(line) ? [{ file, line: index + 1, fault: `${line.length} columns, at most ${COLUMNS}` }] : []));
    return [...long, ...blocksOf(markdown).flatMap((block) => faultsOf(block).map((fault) => ({ file, line: block.line, fault })))];
  }),
  ...files('src', '.ts').flatMap((file) => blocksOfDocstrings(readFileSync(join(ROOT, file), 'utf8'))
    .flatMap((block) => faultsOf(block).map((fault) => ({ file, line: block.line, fault })))),
];

const used = new Set<string>();
const faults = found.filter(({ file, fault }) => {
  const exception = EXCEPTIONS.find(({ in: page, what }) => page.test(file) && what.test(fault));
  if (exception) used.add(exception.why);
  return !exception;
});
const stale = EXCEPTIONS.filter(({ why }) => !used.has(why));
for (const { file, line, fault } of faults) process.stdout.write(`${file}:${line}: ${fault}\n`);
for (const { why } of stale) process.stdout.write(`scripts/prose/exceptions.ts: nothing needs this exception any more: ${why}\n`);
for (const word of needless()) process.stdout.write(`scripts/prose/words.txt: the dictionary has "${word}"\n`);
process.stdout.write(`${faults.length} faults in ${new Set(faults.map(({ file }) => file)).size} files, ${found.length - faults.length} named exceptions\n`);
process.exitCode = faults.length + stale.length + needless().length > 0 ? 1 : 0;
