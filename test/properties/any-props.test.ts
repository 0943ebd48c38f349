import { onNewestCdk } from '../support/on-newest-cdk';
import { propertyRuns } from '../support/property-runs';

interface Report {
  readonly failed: boolean;
  readonly seed: number;
  readonly synthesized: number;
  readonly refused: number;
  readonly counterexample?: unknown;
  readonly error: string;
}

const RUNS = propertyRuns();

test(`any props synthesize to a valid template or are refused with a message of ours (${RUNS.numRuns} runs)`, () => {
  const { numRuns, seed } = RUNS;
  const [report] = onNewestCdk<Report>('properties/any-props.ts', String(numRuns), String(seed));
  expect({ seed: report.seed, failed: report.failed, counterexample: report.counterexample ?? null, error: report.error })
    .toEqual({ seed: report.seed, failed: false, counterexample: null, error: '' });
  expect(report.synthesized).toBeGreaterThan(numRuns / 5);
  expect(report.refused).toBeGreaterThan(numRuns / 20);
}, 3_600_000);
