import type { ExplainedSurvivor } from './survivors';

type Status = 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'RuntimeError' | 'CompileError' | 'Ignored' | 'Pending';
interface Position { readonly line: number; readonly column: number }

/** What Stryker writes, as far as it is read here: https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>>;
}

interface ReportedMutant {
  readonly replacement?: string;
  readonly status: Status;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** One mutant in the terms of the list of survivors. */
interface Mutant {
  readonly file: string;
  readonly at: Position;
  readonly line: string;
  readonly original: string;
  readonly replacement: string;
  readonly status: Status;
}

export interface MutationResult {
  readonly mutants: readonly Mutant[];
  readonly survivors: readonly Mutant[];
  readonly timedOut: number;
}

/** All mutants, and those that were not found out; code that no test runs survives as well, and code with which the tests do not load is found out. */
export function resultOf({ files }: MutationReport): MutationResult {
  const mutants = Object.entries(files).flatMap(([file, { source, mutants: found }]) => found.map(({ replacement = '', status, location: { start, end } }): Mutant => ({
    file, at: start, line: source.split('\n')[start.line - 1].trim(), original: oneLine(textBetween(source, start, end)), replacement: oneLine(replacement), status,
  })))
    // Nothing is compiled: this is how sample.mjs leaves a mutant out.
    .filter(({ status }) => status !== 'CompileError');
  const survivors = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  return { mutants, survivors, timedOut: mutants.filter(({ status }) => status === 'Timeout').length };
}

/** The survivors, each with its reason if it has one, one a line. */
export function survivorsOf({ survivors }: MutationResult, explained: readonly ExplainedSurvivor[]): string {
  return survivors.map((survivor) => {
    const reason = explained.find((entry) => isOf(entry, survivor))?.reason;
    const untested = survivor.status === 'NoCoverage' ? ' (run by no test)' : '';
    return `survived: ${survivor.file}:${survivor.at.line}:${survivor.at.column} ${short(survivor.original)} -> ${short(survivor.replacement)}${untested}${reason ? `: ${reason}` : ''}\n`;
  }).join('');
}

// The share of mutants that may end without a test having decided.
const UNSEEN = 0.03;

/** Why a result decides nothing; nothing if it does. */
export function undecided({ mutants, survivors, timedOut }: MutationResult): string[] {
  return [
    ...(survivors.length === mutants.length ? ['no mutant was found out'] : []),
    // That does not show that a test has noticed: a slow machine would pass best.
    ...(timedOut > mutants.length * UNSEEN + 1 ? [`${timedOut} of ${mutants.length} mutants timed out`] : []),
  ];
}

/** Survivors without a reason, and reasons of those that do not survive; the latter only if all mutants were tried. */
export function unexplained({ mutants, survivors }: MutationResult, explained: readonly ExplainedSurvivor[], whole: boolean): string[] {
  const without = survivors.filter((survivor) => !explained.some((entry) => isOf(entry, survivor)));
  const files = new Set(mutants.map(({ file }) => file));
  // Out of time may be the machine's fault, so it does not disprove a reason.
  const stale = explained.filter((entry) => whole && files.has(entry.file)
    && !mutants.some((mutant) => isOf(entry, mutant) && (survivors.includes(mutant) || mutant.status === 'Timeout')));
  return [
    ...(without.length > 0 ? [`${without.length} survivors have no reason; find them out with a test, or list them in test/mutation/survivors.ts`] : []),
    ...stale.map(({ file, line, replacement }) => `test/mutation/survivors.ts lists what does not survive: ${file}: ${line} -> ${replacement}`),
  ];
}

function isOf(entry: ExplainedSurvivor, mutant: Mutant): boolean {
  return entry.file === mutant.file && entry.line === mutant.line && entry.replacement === mutant.replacement;
}

function textBetween(source: string, start: Position, end: Position): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join('\n');
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
