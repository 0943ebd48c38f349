import { Template } from 'aws-cdk-lib/assertions';
import { CONSTRUCTS_ALONE, README_SCENARIOS } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';

// Users have deployed stacks with these: another id replaces the resource. A change here is a breaking change.
test.each([...Object.entries(CONSTRUCTS_ALONE).map(([name, scenario]) => [`${name} alone`, scenario] as const), ...Object.entries(README_SCENARIOS)])('%s', (_, scenario) => {
  const resources = Template.fromStack(stackOf(scenario)).toJSON().Resources as Record<string, { Type: string }>;
  expect(Object.entries(resources).map(([id, { Type }]) => `${id} ${Type}`).sort()).toMatchSnapshot();
});
