import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { run } from '../languages/run';
import { requireTools } from '../support/toolchain';

/** An event, and the pattern of a rule that is asked about it. */
export interface PatternCase {
  readonly pattern: unknown;
  readonly event: unknown;
}

/** What event-ruler says: whether the pattern matches, or why it takes no such pattern, or how many of its machines match and how many do not. */
export type Answer = { readonly matches: boolean } | { readonly refused: string } | { readonly undecided: string };

const CACHE = join(__dirname, '..', '..', '.cache', 'patterns');
const POM = join(__dirname, 'pom.xml');
const DECIDE = join(__dirname, 'Decide.java');

/** What AWS's own matcher of event patterns decides, for each case. A pattern that it does not take, or not always alike, is an error. */
export function decide(cases: readonly PatternCase[]): boolean[] {
  return answers(cases).map((answer, index) => {
    if ('matches' in answer) return answer.matches;
    const problem = 'refused' in answer ? `event-ruler refuses a pattern, ${answer.refused}` : `event-ruler does not decide, ${answer.undecided}`;
    throw new Error(`${problem}: ${JSON.stringify(cases[index])}`);
  });
}

/** The same with refusals and indecision. Java is started once for all of the cases. */
export function answers(cases: readonly PatternCase[]): Answer[] {
  const given = cases.map(({ pattern, event }, id) => JSON.stringify({ id, pattern: JSON.stringify(pattern), event: JSON.stringify(event) })).join('\n');
  const folder = eventRuler();
  const { status, stdout, stderr, error } = spawnSync('java', ['-classpath', [folder, join(folder, '*')].join(delimiter), 'Decide'], {
    input: given, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`Decide.java failed: ${error?.message ?? stderr}`);
  const answered = stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Answer & { id: number });
  if (answered.some(({ id }, index) => id !== index) || answered.length !== cases.length) throw new Error(`${cases.length} cases, but ${answered.length} answers`);
  return answered.map(({ id: _, ...answer }) => answer);
}

/** The folder of event-ruler, what it needs, and Decide as it is compiled, below `.cache`; filled when it is first needed, and again when either has changed. */
function eventRuler(): string {
  const key = [POM, DECIDE].reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex').slice(0, 16);
  const folder = join(CACHE, `event-ruler-${key}`);
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return folder;

  requireTools('patterns', 'javac', 'mvn');
  rmSync(folder, { recursive: true, force: true });
  // A repository of our own: what a user has in ~/.m2 is neither used nor changed. A file that does not match its checksum is refused.
  run('mvn', [
    '--batch-mode', '--quiet', '--strict-checksums', `-Dmaven.repo.local=${join(CACHE, 'm2')}`, '--file', POM,
    'dependency:copy-dependencies', `-DoutputDirectory=${folder}`, '-DincludeScope=runtime',
  ]);
  run('javac', ['-classpath', join(folder, '*'), '-d', folder, DECIDE]);
  writeFileSync(complete, '');
  return folder;
}
