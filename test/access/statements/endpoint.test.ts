import { policyOf } from './policy';
import { EndpointCallers, endpointStatements } from '../../../src/access/statements/endpoint';
import { InvocationTarget, INVOKE_ACTIONS } from '../../../src/bedrock/authorizations';
import { ACCOUNT, ALL_CALLS, CALLS, MODEL, stopped } from '../../organization/service-control-calls';
import { allows } from '../../support/iam-evaluator';

const SOURCE = { partition: 'aws', region: 'us-east-1', account: ACCOUNT };
const DESTINATIONS: Record<string, string[]> = { us: ['us-east-1', 'us-east-2', 'us-west-2'], zz: ['us-east-1', 'mx-central-1'] };
const target = (scope: string): InvocationTarget => ({
  inferenceProfileId: `${scope}.${MODEL}`,
  foundationModelId: MODEL,
  isGlobal: scope === 'global',
  ...(scope !== 'global' && { geographyPrefix: scope, destinationRegions: DESTINATIONS[scope] }),
});
const AIP = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abcdefghijkl`;
const over = (scope: string): InvocationTarget => ({ ...target(scope), application: { arn: AIP, systemProfileId: `${scope}.${MODEL}`, systemProfileToo: false } });
const overModel: InvocationTarget = { inferenceProfileId: MODEL, foundationModelId: MODEL, isGlobal: false, application: { arn: AIP, systemProfileToo: false } };

function documentFor(targets: InvocationTarget[], throughProfilesOnly = false, callers: EndpointCallers = {}, actions = INVOKE_ACTIONS) {
  return policyOf(endpointStatements(targets, SOURCE, actions, callers, throughProfilesOnly));
}

function passing(targets: InvocationTarget[], throughProfilesOnly = false): string[] {
  const without = stopped([documentFor(targets, throughProfilesOnly)]);
  // A model that a router leads to is a model like any other to what names no router.
  return ALL_CALLS.filter((name) => !without.includes(name) && name !== 'model behind a router');
}

test.each<[string, InvocationTarget[], string[]]>([
  ['the global profile', [target('global')], ['global']],
  ['the profile of a geography', [target('us')], ['us']],
  ['profiles of two geographies', [target('us'), target('zz')], ['us', 'zz']],
  ['both', [target('global'), target('us')], ['global', 'us']],
  ['an application profile over the global one', [over('global')], ['AIP over global, key: AIP', 'AIP over global, key: system']],
  ['an application profile over that of a geography', [over('us')], ['AIP over us, key: AIP', 'AIP over us, key: system']],
  ['an application profile over a model', [overModel], []],
])('%s passes and no other, and direct calls of its model only if they are not left out', (_, targets, expected) => {
  expect(passing(targets, true)).toEqual(expected);
  // The model in the source Region is among the resources of each profile, and nothing asks how it was reached.
  expect(passing(targets)).toEqual(ALL_CALLS.filter((name) => [...expected, 'direct'].includes(name)));
});

test('a model of an application profile passes through that, in the source Region only', () => {
  const through = (region: string) => ({
    action: 'bedrock:InvokeModel', resource: `arn:aws:bedrock:${region}::foundation-model/${MODEL}`, context: { 'bedrock:InferenceProfileArn': AIP },
  });
  expect(['us-east-1', '', 'us-west-2'].map((region) => allows([documentFor([overModel], true)], through(region)))).toEqual([true, false, false]);
});

test('the key has the ARNs of what is called for values, and of what that is over if it is over a profile', () => {
  const keysOf = (one: InvocationTarget) => endpointStatements([one], SOURCE, INVOKE_ACTIONS, {}, true)[1].Condition!.StringEquals['bedrock:InferenceProfileArn'];
  expect(keysOf(overModel)).toEqual([AIP]);
  expect(keysOf(over('us'))).toEqual([AIP, `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/us.${MODEL}`]);
});

test('resources that profiles share stand there once', () => {
  for (const statement of endpointStatements([over('us'), over('zz')], SOURCE, INVOKE_ACTIONS, {}, true)) {
    expect(new Set(statement.Resource).size).toBe(statement.Resource.length);
  }
});

describe('callers', () => {
  const caller = (account: string, organization: string) => ({ 'aws:PrincipalAccount': account, 'aws:PrincipalOrgID': organization });
  const CALLERS = [caller(ACCOUNT, 'o-ours'), caller('999988887777', 'o-ours'), caller(ACCOUNT, 'o-theirs'), caller('999988887777', 'o-theirs')];

  test.each<[string, EndpointCallers, boolean[]]>([
    ['anybody', {}, [true, true, true, true]],
    ['the account', { account: ACCOUNT }, [true, false, true, false]],
    ['the organization', { organizationId: 'o-ours' }, [true, true, false, false]],
    ['the account within the organization', { account: ACCOUNT, organizationId: 'o-ours' }, [true, false, false, false]],
  ])('%s may call, on each evaluation', (_, callers, expected) => {
    for (const throughProfilesOnly of [true, false]) {
      const document = documentFor([target('global')], throughProfilesOnly, callers);
      for (const request of CALLS.global('bedrock:InvokeModel')) {
        expect(CALLERS.map((context) => allows([document], { ...request, context: { ...request.context, ...context } }))).toEqual(expected);
      }
    }
  });

  test('if anybody may call, no condition stands there', () => {
    const [statement, ...others] = endpointStatements([target('global')], SOURCE, INVOKE_ACTIONS, {}, false);
    expect([others, Object.keys(statement)]).toEqual([[], ['Effect', 'Action', 'Resource']]);
  });
});

test('an action that is not given is not allowed', () => {
  const document = documentFor([target('global')], true, {}, ['bedrock:InvokeModel']);
  const outcomes = INVOKE_ACTIONS.map((action) => CALLS.global(action as 'bedrock:InvokeModel').map((request) => allows([document], request)));
  expect(outcomes).toEqual([[true, true, true], [false, false, false]]);
});
