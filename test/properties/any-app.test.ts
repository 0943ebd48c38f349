import * as fc from 'fast-check';
import { faults } from './app-faults';
import { appPlans } from './app-plans';
import { propertyRuns } from '../support/property-runs';

/*
 * Apps of several stacks, stages, accounts, Regions, roles, grants, workloads and monitorings. Each is synthesized or ends with the error that its
 * plan lets expect. The policies of every role, of all stacks together and as they are deployed, are judged by what they allow.
 */

const RUNS = propertyRuns(300);

test(`any app is refused for a reason, or its roles may do what is granted to them and nothing else (${RUNS.numRuns} runs)`, () => {
  const outcomes: Record<string, number> = { 'written': 0, 'foreign': 0, 'managed elsewhere': 0, 'managed policies': 0, 'monitorings': 0, 'refused': 0 };
  fc.assert(fc.property(appPlans, (plan) => {
    expect(faults(plan, (outcome, times = 1) => { outcomes[outcome] += times; })).toEqual([]);
  }), RUNS);
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(RUNS.numRuns / 50);
  expect(outcomes.refused).toBeLessThan(RUNS.numRuns / 4);
}, 7_200_000);
