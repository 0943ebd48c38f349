import { decided, simulated } from './decisions';
import { DeployedStack } from './deployed-stack';
import { managedPolicy, policiesOfRole, roleOf } from './role-policies';
import { ACCOUNT } from '../support/catalog-profiles';
import { directModelCall, evaluations, INVOKE_ACTIONS } from '../support/cris-requests';
import { AuthorizationRequest, Decision, PolicyDocumentJson } from '../support/iam-evaluator';

const SONNET = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const call = (inferenceProfileId: string, sourceRegion: string, destinationRegions?: string[]) =>
  INVOKE_ACTIONS.map((action) => evaluations({ account: ACCOUNT, sourceRegion, inferenceProfileId, destinationRegions, action }));

/** A call passes if each of its authorizations does; the strongest decision says why it does not. */
function outcomes(documents: readonly PolicyDocumentJson[], requests: AuthorizationRequest[][]): Decision[] {
  return requests.map((evaluation) => {
    const decisions = evaluation.map((request) => decided(documents, request));
    return (['ExplicitDeny', 'ImplicitDeny'] as const).find((decision) => decisions.includes(decision)) ?? 'Allowed';
  });
}

test('the deny is attached to the role, and stops what else its policies might allow', async () => {
  const stack = await DeployedStack.of('deny');
  const name = stack.id('AWS::IAM::Role');
  const denies = await policiesOfRole(name);
  expect(denies).toHaveLength(1);
  const documents = [ALLOW_ALL, ...denies];
  const geographic = (source: string) => call(`eu.${SONNET}`, source, ['eu-west-1', 'eu-central-1']);
  expect(outcomes(documents, call(`global.${SONNET}`, 'eu-west-1'))).toEqual(['ExplicitDeny', 'ExplicitDeny']);
  expect(outcomes(documents, [[directModelCall({ region: 'us-east-1', modelId: SONNET })]])).toEqual(['Allowed']);
  expect(outcomes(documents, geographic('eu-west-1'))).toEqual(['Allowed', 'Allowed']);
  expect(outcomes(documents, geographic('eu-north-1'))).toEqual(['ExplicitDeny', 'ExplicitDeny']);

  const [throughGlobal] = call(`global.${SONNET}`, 'eu-west-1').flat();
  expect(await simulated((await roleOf(name)).arn, throughGlobal)).toBe('ExplicitDeny');
});

test('the boundary leaves of everything only the profiles', async () => {
  const stack = await DeployedStack.of('permissions boundary');
  const document = await managedPolicy(stack.id('AWS::IAM::ManagedPolicy'));
  // What a boundary does not allow, or denies, is refused whatever the policies of the role say.
  for (const source of ['eu-west-1', 'eu-central-1']) {
    for (const id of [`global.${SONNET}`, 'global.anthropic.claude-opus-5']) expect(outcomes([document], call(id, source))).toEqual(['Allowed', 'Allowed']);
  }
  expect(outcomes([document], call(`global.${SONNET}`, 'us-east-1'))).not.toContain('Allowed');
  expect(outcomes([document], call('global.amazon.nova-2-lite-v1:0', 'eu-west-1'))).toEqual(['ExplicitDeny', 'ExplicitDeny']);
  expect(outcomes([document], [[directModelCall({ region: 'eu-west-1', modelId: SONNET })]])).toEqual(['ExplicitDeny']);
});
