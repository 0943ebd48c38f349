import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CrisWorkload, Geography, InferenceProfile } from '../../src';
import { checkTemplates } from '../../src/checks/check';
import { Finding } from '../../src/checks/model/rule';
import { CONSTRUCTS_ALONE, README_SCENARIOS, Scenario } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';
import { tuplesOf } from './corpus/corpus-case';

function findings(scenario: Scenario): Finding[] {
  return checkTemplates([{ path: 'Scenario.template.json', template: Template.fromStack(stackOf(scenario)).toJSON(), region: scenario.region }]);
}
const found = (scenario: Scenario) => tuplesOf(findings(scenario));

/** What is found all the same. Grants have no Sid by which streaming that is left out on purpose could be told from streaming that was forgotten. */
const FOUND: Readonly<Record<string, string[]>> = { 'README, streaming off': ['invokeActionMissing info RoleDefaultPolicy5FFB7DAB'] };

test.each([
  ...Object.entries(README_SCENARIOS).map(([name, scenario]) => [`README, ${name}`, scenario] as const),
  ...Object.entries(CONSTRUCTS_ALONE),
])('%s: only what is known is found', (name, scenario) => {
  expect(found(scenario)).toEqual(FOUND[name] ?? []);
});

const MODEL = { modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0' };
const GLOBAL = InferenceProfile.globalProfile(MODEL);

// Its environment names the first profile twice: by itself, and in the list of all.
describe.each([['one profile', [GLOBAL]], ['two profiles', [GLOBAL, InferenceProfile.geographicProfile(Geography.EU, MODEL)]]])('a function of a workload with %s', (_name, inferenceProfiles) => {
  const caller = (costTags?: CrisWorkload['environment'], mayRead = false): Scenario => ({
    region: 'eu-west-1',
    define: (stack) => {
      const workload = new CrisWorkload(stack, 'Assistant', { inferenceProfiles, costTags });
      if (mayRead) workload.grants.getInferenceProfile(workload);
      new lambda.Function(stack, 'Function', {
        role: workload.role, environment: workload.environment, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
      });
    },
  });

  test('without cost tags: nothing is found', () => {
    expect(found(caller())).toEqual([]);
  });

  test('with cost tags: an info, once', () => {
    expect(findings(caller({ team: 'search' })).map(({ severity, rule }) => [severity, rule])).toEqual([['info', 'applicationProfileNotReadable']]);
  });

  test('with cost tags, where it may read its profiles: nothing is found', () => {
    expect(found(caller({ team: 'search' }, true))).toEqual([]);
  });
});
