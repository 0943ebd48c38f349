import { ALLOW_ALL, policyOf } from './policy';
import { boundaryDenies } from '../../../src/access/statements/boundary';
import { InvocationTarget } from '../../../src/bedrock/authorizations';
import { ACCOUNT, ALL_CALLS, MODEL, stopped } from '../../organization/service-control-calls';
import { INVOKE_ACTIONS } from '../../support/cris-requests';
import { decide } from '../../support/iam-evaluator';

const source = (region: string) => ({ partition: 'aws', region, account: ACCOUNT });
const target = (scope: string): InvocationTarget => ({ inferenceProfileId: `${scope}.${MODEL}`, foundationModelId: MODEL, isGlobal: scope === 'global' });
const AIP = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`;
const application: InvocationTarget = { ...target('global'), application: { arn: AIP, systemProfileId: `global.${MODEL}`, systemProfileToo: false } };

/** Not calls of models, or calls that Amazon Bedrock makes under a role of their own. */
const OTHERS = ALL_CALLS.filter((name) => /^(make|batch job|buy|move|RunInstances|CreateRole|API key|(read )?account retention)/.test(name));

function passing(regions: string[], targets: InvocationTarget[]): string[] {
  const without = stopped([ALLOW_ALL, policyOf(boundaryDenies(regions.map((region) => ({ targets, source: source(region) })), true))]);
  return ALL_CALLS.filter((name) => !without.includes(name));
}

test.each<[string[], InvocationTarget[], string[]]>([
  [['us-east-1'], [target('global')], ['global']],
  [['us-east-1', 'eu-west-1'], [target('global')], ['global', 'global elsewhere']],
  [['us-east-1'], [target('us'), target('zz')], ['us', 'zz', 'Responses API']],
  // One application profile, which the calls have over different ones.
  [['us-east-1'], [application], ALL_CALLS.filter((name) => /^AIP over (global|us|zz), /.test(name))],
])('from %j through these profiles only, whatever else is allowed', (regions, targets, expected) => {
  expect(passing(regions, targets).sort()).toEqual([...expected, ...OTHERS].sort());
});

describe.each([[true], [false]])('with streaming %s', (streaming) => {
  const document = () => policyOf(boundaryDenies([{ targets: [target('global')], source: source('us-east-1') }], streaming));
  const resource = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/global.${MODEL}`;
  const decisions = (requests: [action: string, resource: string][]) => requests.map(([action, on]) => decide([ALLOW_ALL, document()], { action, resource: on, context: {} }));

  test('its profile is called, streamed if that is allowed', () => {
    expect(decisions(INVOKE_ACTIONS.map((action) => [action, resource]))).toEqual(['Allowed', streaming ? 'Allowed' : 'ExplicitDeny']);
  });

  test('nothing but streaming is stopped by that', () => {
    expect(decisions([['bedrock:ListInferenceProfiles', '*'], ['s3:GetObject', 'arn:aws:s3:::bucket/key']])).toEqual(['Allowed', 'Allowed']);
  });

  test('no model of another kind is called', () => {
    const kinds = ['custom-model/anthropic.x/abcdefghijkl', 'imported-model/abcdefghijkl', 'provisioned-model/abcdefghijkl', 'prompt-router/abcdefghijkl'];
    expect(decisions(kinds.map((kind) => ['bedrock:InvokeModel', `arn:aws:bedrock:us-east-1:${ACCOUNT}:${kind}`]))).toEqual(kinds.map(() => 'ExplicitDeny'));
  });
});
