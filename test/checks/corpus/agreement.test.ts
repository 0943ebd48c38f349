import * as fc from 'fast-check';
import { Json } from './corpus-case';
import { CALLS, policies, SOURCE_REGION } from './generated-policies';
import { ACCOUNT_ID, getAtt, OPUS_5, template } from './template-parts';
import { inlineRole, lambdaFunction } from './template-resources';
import { checkTemplates } from '../../../src/checks/check';
import { callIsAllowed, CrisCall, directModelCall, INVOKE_ACTIONS } from '../../support/cris-requests';
import { allows } from '../../support/iam-evaluator';
import { propertyRuns } from '../../support/property-runs';
import { policiesOfRole } from '../../support/template-policies';

/** For a function that calls with the role: which of the two actions the evaluator allows, and what the checker finds. */
function judged(statements: readonly Json[], call: CrisCall) {
  const json = template({ Role: inlineRole('lambda.amazonaws.com', statements), Fn: lambdaFunction(getAtt('Role'), { MODEL: call.inferenceProfileId }) });
  const { inline } = policiesOfRole(json, 'Role', { partition: 'aws', region: SOURCE_REGION, accountId: ACCOUNT_ID });
  return {
    works: INVOKE_ACTIONS.map((action) => callIsAllowed(inline, { ...call, action })),
    // The client may be in another Region, which the template does not tell.
    worksElsewhere: call.destinationRegions === undefined && ['us-east-1', 'eu-west-1'].some((sourceRegion) =>
      INVOKE_ACTIONS.some((action) => callIsAllowed(inline, { ...call, sourceRegion, action }))),
    direct: ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1'].some((region) => INVOKE_ACTIONS.some((action) => allows(inline, directModelCall({ region, action, modelId: OPUS_5 })))),
    found: checkTemplates([{ path: 'template.json', template: json, region: SOURCE_REGION, account: ACCOUNT_ID }]),
  };
}

const RUNS = propertyRuns();
const IS_ABOUT_CALLS = ['calledProfileNotAllowed', 'destinationModelMissing', 'grantedProfileDenied', 'regionDenyBlocksCris'];

test('a call that the evaluator denies is a fault for the checker too', () => {
  fc.assert(fc.property(policies, fc.constantFrom(...CALLS), (statements, call) => {
    const { works, worksElsewhere, found } = judged(statements, call);
    expect(works.some((work) => work) || worksElsewhere || found.some(({ rule, severity }) => severity === 'error' || IS_ABOUT_CALLS.includes(rule))).toBe(true);
  }), RUNS);
});

test('a call that the evaluator allows is not one that the checker refuses', () => {
  fc.assert(fc.property(policies, fc.constantFrom(...CALLS), (statements, call) => {
    const { works, found } = judged(statements, call);
    expect(works.every((work) => work) ? found.filter(({ rule }) => rule === 'calledProfileNotAllowed') : []).toEqual([]);
  }), RUNS);
});

test('a model that may be called without its profile is one for the checker too', () => {
  fc.assert(fc.property(policies, fc.constantFrom(...CALLS), (statements, call) => {
    const { works, direct, found } = judged(statements, call);
    const rules = found.map(({ rule }) => rule);
    // A pattern of several profiles stands for other models too.
    const isPattern = statements.some(({ Resource }) => JSON.stringify(Resource).includes('inference-profile/*'));
    if (rules.includes('modelWithoutProfile') && !isPattern) expect(direct).toBe(true);
    const isNamed = statements.some(({ Resource }) => typeof Resource === 'string' && Resource.endsWith(call.inferenceProfileId));
    if (direct && isNamed && works.every((work) => work)) expect(rules.includes('modelWithoutProfile') || rules.includes('wildcardModels')).toBe(true);
  }), RUNS);
});

test('the generated policies are of both kinds', () => {
  const sample = fc.sample(fc.tuple(policies, fc.constantFrom(...CALLS)), { ...RUNS, numRuns: 300 });
  const outcomes = sample.map(([statements, call]) => judged(statements, call));
  expect(outcomes.filter(({ works }) => works.every((work) => work)).length).toBeGreaterThan(30);
  expect(outcomes.filter(({ works }) => works.every((work) => !work)).length).toBeGreaterThan(150);
  expect(outcomes.filter(({ direct }) => direct).length).toBeGreaterThan(30);
  expect(outcomes.filter(({ direct }) => !direct).length).toBeGreaterThan(30);
});
