import { Template } from 'aws-cdk-lib/assertions';
import { checkTemplates } from '../../src/checks/check';
import { CONSTRUCTS_ALONE, README_SCENARIOS, Scenario } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';
import { tuplesOf } from './corpus/corpus-case';

function found(scenario: Scenario): string[] {
  return tuplesOf(checkTemplates([{ path: 'Scenario.template.json', template: Template.fromStack(stackOf(scenario)).toJSON(), region: scenario.region }]));
}

// Streaming that is switched off too: who wrote that does not need to be told.
test.each(Object.entries(README_SCENARIOS))('README, %s: nothing is found', (_name, scenario) => {
  expect(found(scenario)).toEqual([]);
});

test.each(Object.entries(CONSTRUCTS_ALONE))('%s: nothing is found', (_name, scenario) => {
  expect(found(scenario)).toEqual([]);
});
