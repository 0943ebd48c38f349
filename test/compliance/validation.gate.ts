import { onNewestCdk } from '../support/on-newest-cdk';

interface Outcome {
  readonly name: string;
  readonly found: string[];
}

test('every scenario passes CDK\'s own validation on the newest aws-cdk-lib, and a faulty template does not', () => {
  const outcomes = onNewestCdk<Outcome>('compliance/validated-synth.ts');
  const control = outcomes.filter((outcome) => outcome.name.startsWith('control'));
  const scenarios = outcomes.filter((outcome) => !outcome.name.startsWith('control'));

  expect(control).toEqual([{ name: 'control: faulty', found: [expect.stringContaining('E3510')] }]);
  expect(scenarios.length).toBeGreaterThan(15);
  expect(scenarios.filter((outcome) => outcome.found.length > 0)).toEqual([]);
}, 120_000);
