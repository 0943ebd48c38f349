import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { InferenceProfile, InferenceProfileGrants } from '../../src';
import { ACCOUNT, knownProfiles } from '../support/catalog-profiles';
import { INVOKE_ACTIONS } from '../support/cris-requests';
import { GrantedProfile } from '../support/denied-requests';
import { PolicyDocumentJson, PolicyStatementJson } from '../support/iam-evaluator';
import { ANY_REGION, prove, RequestForm, terminateProver } from '../support/prover';
import { policiesOf } from '../support/template-policies';

const SOURCE = 'us-east-1';
const actions = [...INVOKE_ACTIONS];

afterAll(terminateProver);

function profiles(scope: string, count: number): GrantedProfile[] {
  return knownProfiles().filter((profile) => profile.sourceRegion === SOURCE && profile.inferenceProfileId.startsWith(`${scope}.`)).slice(0, count);
}

function granted(list: GrantedProfile[]): PolicyDocumentJson[] {
  const stack = new Stack(new App(), 'Stack', { env: { region: SOURCE } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  InferenceProfileGrants.of(stack, list.map((profile) => InferenceProfile.fromInferenceProfileId(profile.inferenceProfileId))).invoke(role);
  const { inline, managed } = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: SOURCE, accountId: ACCOUNT });
  return [...inline, ...managed];
}

const profileArn = (profile: GrantedProfile) => `arn:aws:bedrock:${SOURCE}:${ACCOUNT}:inference-profile/${profile.inferenceProfileId}`;
const modelArn = (profile: GrantedProfile, region: string) =>
  `arn:aws:bedrock:${region}::foundation-model/${profile.inferenceProfileId.slice(profile.inferenceProfileId.indexOf('.') + 1)}`;

/**
 * The documented forms. Statements are grouped, so a form names all profiles together: a request with one profile and the model of another is
 * within it, and cannot occur, because a profile resolves to its own model.
 */
function documented(list: GrantedProfile[]): RequestForm[] {
  const inferenceProfileArn = list.map(profileArn);
  const onProfiles: RequestForm = { actions, resource: inferenceProfileArn, requestedRegion: SOURCE };
  const inDestinations = list.flatMap((profile) => (profile.destinationRegions ?? []).map((region) => modelArn(profile, region)));
  return inDestinations.length > 0
    ? [onProfiles, { actions, resource: inDestinations, requestedRegion: ANY_REGION, inferenceProfileArn }]
    : [
      onProfiles,
      { actions, resource: list.map((profile) => modelArn(profile, SOURCE)), requestedRegion: SOURCE, inferenceProfileArn },
      { actions, resource: list.map((profile) => modelArn(profile, '')), requestedRegion: 'unspecified', inferenceProfileArn },
    ];
}

describe.each([['global', 1], ['global', 8], ['us', 1], ['us', 8]])('%s, %d profiles', (scope, count) => {
  test('no request outside of the documented forms is allowed, and each documented form is', async () => {
    const list = profiles(scope, count);
    expect(list).toHaveLength(count);
    expect(await prove(granted(list), documented(list))).toEqual({ proved: true });
  });
});

describe('a policy that is changed is no longer proved', () => {
  const list = profiles('global', 1);
  const [{ inferenceProfileId }] = list;
  const model = inferenceProfileId.slice('global.'.length);

  /** The policy with one statement changed, picked by the start of its Sid. */
  function mutated(sid: string, change: (statement: PolicyStatementJson) => PolicyStatementJson): PolicyDocumentJson[] {
    const changed = granted(list).map((document) => ({
      ...document,
      Statement: [document.Statement].flat().map((statement) => (statement.Sid?.startsWith(sid) ? change(statement) : statement)),
    }));
    expect(changed).not.toEqual(granted(list));
    return changed;
  }

  test.each<[string, () => PolicyDocumentJson[], 'outside' | 'not-allowed', string]>([
    ['a wildcard model', () => mutated('CrisSourceRegionModel', (statement) => ({ ...statement, Resource: `arn:aws:bedrock:${SOURCE}::foundation-model/*` })), 'outside',
      `allowed, though no documented request: * on arn:aws:bedrock:${SOURCE}::foundation-model/example.other-model-v1:0`],
    ['no profile condition', () => mutated('CrisSourceRegionModel', (statement) => ({ ...statement, Condition: { StringEquals: { 'aws:RequestedRegion': SOURCE } } })), 'outside',
      `allowed, though no documented request: * on arn:aws:bedrock:${SOURCE}::foundation-model/${model}, aws:RequestedRegion ${SOURCE}, without bedrock:InferenceProfileArn`],
    ['bedrock:Invoke*', () => mutated('CrisInferenceProfile', (statement) => ({ ...statement, Action: 'bedrock:Invoke*' })), 'outside',
      `allowed, though no documented request: * on arn:aws:bedrock:${SOURCE}:${ACCOUNT}:inference-profile/${inferenceProfileId}`],
    ['a Region list without unspecified', () => mutated('CrisGlobalModel', (statement) => ({
      ...statement, Condition: { StringEquals: { ...statement.Condition!.StringEquals, 'aws:RequestedRegion': [SOURCE, 'us-west-2'] } },
    })), 'not-allowed', `documented, but not allowed: * on arn:aws:bedrock:::foundation-model/${model}, aws:RequestedRegion unspecified`],
  ])('%s', async (_, documents, kind, readable) => {
    const proof = await prove(documents(), documented(list));
    expect(proof).toMatchObject({ proved: false, kind });
    // Of the actions that the solver may choose from, any will do.
    expect('readable' in proof && proof.readable.replace(/bedrock:Invoke\w+/, '*')).toContain(readable);
  });
});
