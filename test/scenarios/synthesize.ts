import { App, Stack } from 'aws-cdk-lib';
import { Scenario } from './scenarios';

/** The recommended feature flags of the aws-cdk-lib in use. */
export const RECOMMENDED_FLAGS = jestSafeRequire();

/** An app with one stack, `Scenario`, that holds the scenario. */
export function stackOf(scenario: Scenario, context: Record<string, unknown> = RECOMMENDED_FLAGS): Stack {
  const stack = new Stack(new App({ context: { ...context } }), 'Scenario', { env: { region: scenario.region } });
  scenario.define(stack);
  return stack;
}

function jestSafeRequire(): Record<string, unknown> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;
}
