import { canBeSimulated, decided, simulated } from './decisions';
import { DeployedStack } from './deployed-stack';
import { policiesOfRole, roleOf } from './role-policies';
import { deniedBesides, everyEvaluation } from '../support/application-calls';
import { ACCOUNT, knownProfiles } from '../support/catalog-profiles';
import { evaluations, INVOKE_ACTIONS, InvokeAction } from '../support/cris-requests';
import { deniedRequests, GrantedProfile } from '../support/denied-requests';
import { AuthorizationRequest } from '../support/iam-evaluator';

const SONNET = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const OPUS = 'anthropic.claude-opus-5';

/** A profile as the catalog has it from a source Region. */
function profile(inferenceProfileId: string, sourceRegion = 'eu-west-1'): GrantedProfile {
  const known = knownProfiles().find((candidate) => candidate.inferenceProfileId === inferenceProfileId && candidate.sourceRegion === sourceRegion);
  if (!known) throw new Error(`The catalog does not know ${inferenceProfileId} from ${sourceRegion}`);
  return { ...known, partition: undefined };
}

const globalSonnet = profile(`global.${SONNET}`);
const elsewhere = profile(`global.${SONNET}`, 'eu-central-1');

/** The roles of the scenarios and the profiles that they may call, with the actions if not both. */
const ROLES: Record<string, { role: string; granted: GrantedProfile[]; actions?: readonly InvokeAction[] }> = {
  'quick start': { role: 'AssistantRole', granted: [globalSonnet] },
  'own role': { role: 'Role', granted: [globalSonnet] },
  'several profiles': { role: 'Role', granted: [globalSonnet, profile(`global.${OPUS}`), profile(`eu.${SONNET}`)] },
  'geographic': { role: 'Role', granted: [profile(`us.${SONNET}`, 'us-west-1')] },
  'batch inference': { role: 'BatchRole', granted: [globalSonnet], actions: ['bedrock:InvokeModel'] },
  'environment-agnostic stack': { role: 'AssistantRole', granted: [globalSonnet] },
  'several source Regions': { role: 'AssistantRole', granted: [globalSonnet, elsewhere] },
  'streaming off': { role: 'Role', granted: [globalSonnet], actions: ['bedrock:InvokeModel'] },
};

test.each(Object.entries(ROLES))('%s: the role that is deployed may call its profiles and nothing else', async (scenario, { role, granted, actions = INVOKE_ACTIONS }) => {
  const stack = await DeployedStack.of(scenario);
  const name = stack.id('AWS::IAM::Role', role);
  const documents = await policiesOfRole(name);
  const { arn } = await roleOf(name);
  const outcome = async (request: AuthorizationRequest) => {
    const decision = decided(documents, request);
    if (canBeSimulated(request)) expect({ request, decision: await simulated(arn, request) }).toEqual({ request, decision });
    return decision;
  };

  for (const call of granted) {
    for (const action of INVOKE_ACTIONS) {
      for (const request of evaluations({ ...call, action })) {
        expect({ request, decision: await outcome(request) }).toEqual({ request, decision: actions.includes(action) ? 'Allowed' : 'ImplicitDeny' });
      }
    }
  }
  // What one profile must not allow, another one that is granted may.
  const allowed = new Set(granted.flatMap((call) => INVOKE_ACTIONS.flatMap((action) => evaluations({ ...call, action }))).map((request) => JSON.stringify(request)));
  for (const [beyond, request] of granted.flatMap((call) => deniedRequests(call)).filter(([, candidate]) => !allowed.has(JSON.stringify(candidate)))) {
    expect([beyond, await outcome(request)]).toEqual([beyond, 'ImplicitDeny']);
  }
});

test.each(['application inference profile', 'cost tags'])('%s: the role may call the profile that the service made, and its model not around it', async (scenario) => {
  const stack = await DeployedStack.of(scenario);
  const documents = await policiesOfRole(stack.id('AWS::IAM::Role', scenario === 'cost tags' ? 'AssistantRole' : 'Role'));
  const [arn] = Object.values(stack.state.madeByApi);
  expect(arn).toMatch(`arn:aws:bedrock:eu-west-1:${ACCOUNT}:application-inference-profile/`);
  const granted = { sourceRegion: 'eu-west-1', arn, systemProfileId: `global.${SONNET}`, modelId: SONNET };
  expect(everyEvaluation(granted).map((request) => decided(documents, request))).toEqual(everyEvaluation(granted).map(() => 'Allowed'));
  // The model through the system-defined profile is one of the two values that the key may have in a call through the application profile.
  const allowed = new Set(everyEvaluation(granted).map((request) => JSON.stringify(request)));
  for (const [beyond, request] of deniedBesides(granted).filter(([, candidate]) => !allowed.has(JSON.stringify(candidate)))) {
    expect([beyond, decided(documents, request)]).toEqual([beyond, 'ImplicitDeny']);
  }
});
