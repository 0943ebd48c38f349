import { faultsOf, MutationReport, resultOf, summaryOf } from './report';
import type { ExplainedSurvivor } from './survivors';

type Status = 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'RuntimeError';

/** A report on `a + b`, whose operator has been mutated as often as there are statuses. */
function reportOf(...statuses: Status[]): MutationReport {
  const location = { start: { line: 2, column: 10 }, end: { line: 2, column: 15 } };
  const mutants = statuses.map((status, index) => ({ replacement: `a -\n  ${index}`, status, location }));
  return { files: { 'src/sum.ts': { source: 'function sum(a, b) {\n  return a + b;\n}\n', mutants } } };
}

const explained = (index: number): ExplainedSurvivor => ({ file: 'src/sum.ts', line: 'return a + b;', replacement: `a - ${index}`, reason: 'b is always 0' });
const faults = (statuses: Status[], list: ExplainedSurvivor[] = []) => faultsOf(resultOf(reportOf(...statuses)), list, 90);
const nineKilled: Status[] = Array(9).fill('Killed');
const sixtyKilled: Status[] = Array(60).fill('Killed');

test('the figure counts what is found out, by a timeout too, and code without a test as a survivor; what does not load is not counted', () => {
  const result = resultOf(reportOf('Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError'));
  expect(summaryOf(result, [explained(2)], 7).split('\n')).toEqual([
    'survived: src/sum.ts:2:10 a + b -> a - 2: b is always 0',
    'survived: src/sum.ts:2:10 a + b -> a - 3 (run by no test): NO REASON',
    'not counted: 1 that stop the tests from loading',
    'mutation score 50.0 % (1 killed, 1 timed out, 2 survived of 4), in 7 s',
  ]);
});

test('a run without survivors does not fail, nor does one whose survivors have reasons', () => {
  expect(faults(nineKilled)).toEqual([]);
  expect(faults([...nineKilled, 'Survived'], [explained(9)])).toEqual([]);
});

test.each<[string, Status[], ExplainedSurvivor[], RegExp]>([
  ['a score below the threshold, though each survivor has its reason', [...nineKilled.slice(1), 'Survived'], [explained(8)], /^the mutation score is 88\.8 %, below 90 %$/],
  ['no mutation at all', [], [], /^the mutation score is NaN %, below 90 %$/],
  ['a survivor without a reason', [...nineKilled, 'Survived'], [], /^1 survivors have no reason; /],
  ['a survivor whose reason is that of another mutation', [...sixtyKilled, 'Timeout', 'Survived'], [explained(60)], /^1 survivors have no reason; /],
  ['a run in which many timed out', [...sixtyKilled, 'Timeout', 'Timeout'], [], /^2 of 62 mutants timed out$/],
  ['a run in which many could not be loaded', [...sixtyKilled, 'RuntimeError', 'RuntimeError'], [], /^2 of 62 mutants stop the tests from loading$/],
  ['a reason for what is found out', nineKilled, [explained(0)], /^test\/mutation\/survivors\.ts lists what does not survive: src\/sum\.ts: return a \+ b; -> a - 0$/],
  ['a reason for what is no more', nineKilled, [explained(9)], /^test\/mutation\/survivors\.ts lists what does not survive: /],
])('%s fails', (_, statuses, list, fault) => {
  expect(faults(statuses, list)).toEqual([expect.stringMatching(fault)]);
});

test('a reason is not disproved by a timeout, which may be the machine\'s fault', () => {
  expect(faults([...sixtyKilled, 'Timeout'], [explained(60)])).toEqual([]);
});
