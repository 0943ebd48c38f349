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

/** One mutation in the terms of the list of survivors. */
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
  readonly killed: number;
  readonly timedOut: number;
  /** In percent, of what could be run. */
  readonly score: number;
}

/** Counts what was found out and what was not; code that no test runs survives as well. */
export function resultOf({ files }: MutationReport): MutationResult {
  const mutants = Object.entries(files).flatMap(([file, { source, mutants: found }]) => found.map(({ replacement = '', status, location: { start, end } }): Mutant => ({
    file, at: start, line: source.split('\n')[start.line - 1].trim(), original: oneLine(textBetween(source, start, end)), replacement: oneLine(replacement), status,
  })));
  const count = (status: Status) => mutants.filter((mutant) => mutant.status === status).length;
  const survivors = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const [killed, timedOut] = [count('Killed'), count('Timeout')];
  return { mutants, survivors, killed, timedOut, score: 100 * (killed + timedOut) / (killed + timedOut + survivors.length) };
}

/** The survivors, each with its reason if it has one, and the figure as the last line. */
export function summaryOf({ mutants, survivors, killed, timedOut, score }: MutationResult, explained: readonly ExplainedSurvivor[], seconds: number): string {
  const total = killed + timedOut + survivors.length;
  const lines = survivors.map((survivor) => {
    const reason = explained.find((entry) => isOf(entry, survivor))?.reason ?? 'NO REASON';
    const untested = survivor.status === 'NoCoverage' ? ' (run by no test)' : '';
    return `survived: ${survivor.file}:${survivor.at.line}:${survivor.at.column} ${short(survivor.original)} -> ${short(survivor.replacement)}${untested}: ${reason}`;
  });
  const figure = `mutation score ${rounded(score)} % (${killed} killed, ${timedOut} timed out, ${survivors.length} survived of ${total}), in ${seconds} s`;
  const notRun = mutants.length - total;
  return [...lines, ...(notRun > 0 ? [`not counted: ${notRun} that stop the tests from loading`] : []), figure].join('\n');
}

// The share of mutants that may end without a test having decided.
const UNSEEN = 0.03;

/** Why the run fails; nothing if it does not. */
export function faultsOf({ mutants, survivors, killed, timedOut, score }: MutationResult, explained: readonly ExplainedSurvivor[], threshold: number): string[] {
  const unexplained = survivors.filter((survivor) => !explained.some((entry) => isOf(entry, survivor)));
  // Out of time may be the machine's fault, so it does not disprove a reason.
  const stale = explained.filter((entry) => !mutants.some((mutant) => isOf(entry, mutant) && (survivors.includes(mutant) || mutant.status === 'Timeout')));
  const notRun = mutants.length - killed - timedOut - survivors.length;
  return [
    // Not a number if nothing was mutated.
    ...(score >= threshold ? [] : [`the mutation score is ${rounded(score)} %, below ${threshold} %`]),
    // Neither shows that a test has noticed: a slow machine would pass best.
    ...(timedOut > mutants.length * UNSEEN ? [`${timedOut} of ${mutants.length} mutants timed out`] : []),
    ...(notRun > mutants.length * UNSEEN ? [`${notRun} of ${mutants.length} mutants stop the tests from loading`] : []),
    ...(unexplained.length > 0 ? [`${unexplained.length} survivors have no reason; find them out with a test, or list them in test/mutation/survivors.ts`] : []),
    ...stale.map(({ file, line, replacement }) => `test/mutation/survivors.ts lists what does not survive: ${file}: ${line} -> ${replacement}`),
  ];
}

function isOf(entry: ExplainedSurvivor, mutant: Mutant): boolean {
  return entry.file === mutant.file && entry.line === mutant.line && entry.replacement === mutant.replacement;
}

// Never rounded up to a threshold that is missed.
function rounded(score: number): string {
  return (Math.floor(score * 10) / 10).toFixed(1);
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
