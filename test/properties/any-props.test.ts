import { onNewestCdk } from '../support/on-newest-cdk';

interface Report {
  readonly failed: boolean;
  readonly seed: number;
  readonly synthesized: number;
  readonly refused: number;
  readonly counterexample?: unknown;
  readonly error: string;
}

const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);

test(`any props synthesize to a valid template or are refused with a message of ours (${RUNS} runs)`, () => {
  const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31);
  const [report] = onNewestCdk<Report>('properties/any-props.ts', String(RUNS), String(seed));
  // The seed stands in the failure: PROPERTY_SEED repeats the run.
  expect({ seed: report.seed, failed: report.failed, counterexample: report.counterexample ?? null, error: report.error })
    .toEqual({ seed: report.seed, failed: false, counterexample: null, error: '' });
  expect(report.synthesized).toBeGreaterThan(RUNS / 5);
  expect(report.refused).toBeGreaterThan(RUNS / 20);
}, 600_000);
