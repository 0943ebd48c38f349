/**
 * Any input either synthesizes to a template that CDK's built-in validation accepts, or throws one of our messages. Run by any-props.test.ts on the
 * newest aws-cdk-lib: `any-props.ts RUNS SEED`. Prints one line of JSON.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { defineWorkload, workloadInput, WorkloadInput } from './arbitraries';
import { RECOMMENDED_FLAGS } from '../scenarios/synthesize';

/** Every message of ours begins with the prop that it is about, and tells what to do after a semicolon or in an imperative. */
const OUR_MESSAGE = /^(inferenceProfiles?|inferenceProfileId|sourceRegions?|outsideSourceRegions|assumedBy|monitoring|throttles.threshold|latencyP99.threshold|datapointsToAlarm|dashboardName|deny|explicitDeny|role|ExplicitDeny\.\w+|destinationRegions|costTags): .+;.+$/s;

const [runs, seed] = process.argv.slice(2).map(Number);
const outcomes = { synthesized: 0, refused: 0 };

const details = fc.check(fc.property(workloadInput, (input) => { outcomes[outcome(input)]++; }), { numRuns: runs, seed });
process.stdout.write(`${JSON.stringify({ failed: details.failed, runs: details.numRuns, seed: details.seed, ...outcomes, counterexample: details.counterexample, error: String(details.errorInstance ?? '') })}\n`);
process.exitCode = 0;

function outcome(input: WorkloadInput): 'synthesized' | 'refused' {
  const app = new App({ context: { ...RECOMMENDED_FLAGS } });
  const stack = new Stack(app, 'Stack', { env: { region: input.stackRegion } });
  try {
    defineWorkload(stack, input);
  } catch (error) {
    if (!OUR_MESSAGE.test((error as Error).message)) throw error;
    return 'refused';
  }
  app.synth();
  return 'synthesized';
}
