import * as fc from 'fast-check';
import { NamedTemplate, TemplateBody } from './all-templates';
import { cfnLint } from './cfn-lint';
import { unnamed } from '../compliance/named-findings';
import { deploy } from '../properties/app-build';
import { appPlans } from '../properties/app-plans';
import { sampleRuns } from '../support/property-runs';

// All for one Region: cfn-lint is started for each, which takes longer than the rest. What differs between Regions is seen with all-templates.
const REGION = 'eu-west-1';
const { numRuns, seed } = sampleRuns();

test(`cfn-lint finds no error and no warning that is not named in the stacks of ${numRuns} random apps (seed ${seed})`, () => {
  const templates = fc.sample(appPlans, { numRuns, seed }).flatMap((plan, index): NamedTemplate[] => {
    const outcome = deploy(plan);
    if ('error' in outcome) return [];
    return outcome.app.templates.map((body, stack) => ({ name: `any app ${index}, Stack${stack}`, region: REGION, body: body as unknown as TemplateBody }));
  });
  const found = unnamed(cfnLint(templates).findings);
  process.stdout.write(`cfn-lint: ${templates.length} stacks of ${numRuns} random apps, seed ${seed}, ${found.length} findings\n`);
  expect(found).toEqual([]);
  expect(templates.length).toBeGreaterThan(numRuns);
}, 1_800_000);
