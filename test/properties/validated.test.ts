import { onNewestCdk } from '../support/on-newest-cdk';
import { propertyRuns, sampleRuns } from '../support/property-runs';

interface Report {
  readonly name: string;
  readonly failed: boolean;
  readonly seed: number;
  readonly synthesized: number;
  readonly refused: number;
  readonly counterexample?: unknown;
  readonly error: string;
}

const PROPS = propertyRuns(50);
const APPS = sampleRuns();

test(`any props (${PROPS.numRuns} runs), and any app (${APPS.numRuns}), synthesize to valid templates or are refused with a message of ours`, () => {
  const [props, apps, ...others] = onNewestCdk<Report>('properties/validated-synth.ts', String(PROPS.numRuns), String(APPS.numRuns), String(PROPS.seed));
  const holds = (name: string) => expect.objectContaining({ name, seed: PROPS.seed, failed: false, counterexample: null, error: '' });
  expect([props, apps, ...others]).toEqual([holds('any props'), holds('any app')]);
  expect(props.synthesized).toBeGreaterThan(PROPS.numRuns / 8);
  expect(props.refused).toBeGreaterThan(PROPS.numRuns / 20);
  expect(apps.synthesized).toBeGreaterThan(APPS.numRuns / 2);
}, 7_200_000);
