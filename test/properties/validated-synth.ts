/**
 * Any props, and any app, either synthesize to templates that CDK's built-in validation accepts, or throw one of our messages. Run by validated.test.ts
 * on the newest aws-cdk-lib, with the recommended flags: `validated-synth.ts PROPS APPS SEED`. Prints a line of JSON for each of the two.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { deploy, isOurs } from './app-build';
import { appPlans } from './app-plans';
import { defineWorkload, workloadInput, WorkloadInput } from './arbitraries';
import { RECOMMENDED_FLAGS } from '../scenarios/synthesize';

type Outcome = 'synthesized' | 'refused';

const [props, apps, seed] = process.argv.slice(2).map(Number);
report('any props', workloadInput, props, outcomeOfProps);
report('any app', appPlans, apps, (plan) => {
  const outcome = deploy(plan, RECOMMENDED_FLAGS);
  if ('error' in outcome) return refused(outcome.error);
  return 'synthesized';
});
process.exitCode = 0;

function report<T>(name: string, inputs: fc.Arbitrary<T>, numRuns: number, outcomeOf: (input: T) => Outcome): void {
  const outcomes = { synthesized: 0, refused: 0 };
  const { failed, counterexample, errorInstance } = fc.check(fc.property(inputs, (input) => { outcomes[outcomeOf(input)]++; }), { numRuns, seed });
  process.stdout.write(`${JSON.stringify({ name, failed, seed, ...outcomes, counterexample, error: String(errorInstance ?? '') })}\n`);
}

function outcomeOfProps(input: WorkloadInput): Outcome {
  const app = new App({ context: { ...RECOMMENDED_FLAGS } });
  const stack = new Stack(app, 'Stack', { env: { region: input.stackRegion } });
  try {
    defineWorkload(stack, input);
  } catch (error) {
    return refused(error as Error);
  }
  app.synth();
  return 'synthesized';
}

function refused(error: Error): 'refused' {
  if (!isOurs(error)) throw error;
  return 'refused';
}
