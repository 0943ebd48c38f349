import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, IInferenceProfile, InferenceProfile, InferenceProfileGrants } from '../../src';
import { ACCOUNT, knownProfiles } from '../support/catalog-profiles';
import { INVOKE_ACTIONS } from '../support/cris-requests';
import { allows, PolicyDocumentJson, PolicyStatementJson } from '../support/iam-evaluator';
import { policiesOf } from '../support/template-policies';

/*
 * No request outside of the documented forms is allowed, and each documented one is: every combination of the values below is decided.
 *
 * A policy sees a request only by comparing its parts with texts of its own. These policies compare by equality alone, which a test asserts: a
 * wildcard fails it. So all values that equal none of these texts get the same answer, and one of them stands for the rest. The values are every
 * text of the policy, every documented value, and neighbours that equal neither.
 */

const SOURCE = 'us-east-1';
const ELSEWHERE = 'eu-west-3';
const REGION_KEY = 'aws:RequestedRegion';
const PROFILE_KEY = 'bedrock:InferenceProfileArn';

/** What one granted profile means for requests, in full ARNs. */
interface Granted {
  readonly scope: string;
  readonly model: string;
  readonly profileArn: string;
  /** What the key may hold: for an application inference profile AWS does not document which of two ARNs. */
  readonly keys: readonly string[];
  /** Of a geographic profile; a global one has none. */
  readonly destinations?: readonly string[];
}

type Request = Readonly<Record<'action' | 'resource', string> & Partial<Record<'region' | 'key', string>>>;
type Parts = Readonly<Record<keyof Request, ReadonlyArray<string | undefined>>>;

/**
 * https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html and geographic-cross-region-inference.html. Statements are
 * grouped, so the key may be that of any profile of the scope. With the model of another it does not occur: a profile resolves to its own model.
 */
function documented(profiles: readonly Granted[], { action, resource, region, key }: Request): boolean {
  return INVOKE_ACTIONS.some((name) => name === action) && profiles.some(({ scope, model, profileArn, destinations }) => {
    // Here the key is never there, so it does not matter.
    if (resource === profileArn) return region === SOURCE;
    if (key === undefined || !profiles.some((other) => other.scope === scope && other.keys.includes(key))) return false;
    if (destinations) return destinations.some((destination) => resource === modelArn(destination, model));
    return resource === modelArn(SOURCE, model) && region === SOURCE || resource === modelArn('', model) && region === 'unspecified';
  });
}

const modelArn = (region: string, model: string) => `arn:aws:bedrock:${region}::foundation-model/${model}`;
const profileOf = ({ scope, model }: Granted) => InferenceProfile.fromInferenceProfileId(`${scope}.${model}`);
const systemProfileArn = (id: string) => `arn:aws:bedrock:${SOURCE}:${ACCOUNT}:inference-profile/${id}`;

const list = <T>(value: T | readonly T[] | undefined): T[] => (value === undefined ? [] : [value].flat() as T[]);
const statementsOf = (documents: readonly PolicyDocumentJson[]) => documents.flatMap(({ Statement }) => list<PolicyStatementJson>(Statement));

/** The texts that the policies compare each part of a request with. */
function textsOf(documents: readonly PolicyDocumentJson[]): Parts {
  const statements = statementsOf(documents);
  const compared = (key: string) => statements.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((keys) => list(keys[key]).map(String)));
  return {
    action: statements.flatMap(({ Action }) => list(Action)),
    resource: statements.flatMap(({ Resource }) => list(Resource)),
    region: compared(REGION_KEY),
    key: compared(PROFILE_KEY),
  };
}

/** Documented values and their neighbours; undefined is an absent key. Neighbours of the first profile are enough: they equal no text, as all others. */
function valuesFor(profiles: readonly Granted[]): Parts {
  const [{ model, profileArn }] = profiles;
  const destinations = profiles.flatMap((profile) => profile.destinations ?? []);
  const otherProfiles = [
    ...[[SOURCE, ELSEWHERE], [ACCOUNT, '999988887777'], ['arn:aws:', 'arn:aws-cn:']].map(([from, to]) => profileArn.replace(from, to)),
    ...[`jp.${model}`, 'global.example.other-model-v1:0', `global.${model}x`, model, '*'].map(systemProfileArn),
    `arn:aws:bedrock:${SOURCE}:${ACCOUNT}:application-inference-profile/zzzzzzzzzzzz`,
  ];
  const otherModels = ['example.other-model-v1:0', `${model}x`, `x${model}`, model.slice(0, -1), '*'];
  return {
    action: [...INVOKE_ACTIONS, 'bedrock:InvokeModelWithBidirectionalStream', 'bedrock:InvokeAgent', 'iam:PassRole'],
    resource: [
      ...profiles.flatMap((profile) => [profile.profileArn, ...profile.keys]),
      ...profiles.flatMap((profile) => [SOURCE, '', ELSEWHERE, ...destinations].map((region) => modelArn(region, profile.model))),
      ...otherModels.flatMap((other) => [modelArn(SOURCE, other), modelArn('', other)]),
      ...otherProfiles, modelArn('*', model), modelArn(SOURCE, model).replace('arn:aws:', 'arn:aws-cn:'), '*',
    ],
    region: [undefined, SOURCE, ELSEWHERE, ...destinations, 'unspecified', 'global', '*'],
    key: [undefined, ...profiles.flatMap((profile) => profile.keys), ...otherProfiles],
  };
}

/** Every combination that the policies decide otherwise than documented, in words. */
function counterexamples(documents: readonly PolicyDocumentJson[], profiles: readonly Granted[]): string[] {
  const [texts, values] = [textsOf(documents), valuesFor(profiles)];
  const all = (part: keyof Parts) => [...new Set([...texts[part], ...values[part]])];
  const requests = all('action').flatMap((action) => all('resource').flatMap((resource) => all('region').flatMap((region) => all('key').map((key) => (
    { action, resource, region, key } as Request
  )))));
  return requests.flatMap((request) => {
    const { action, resource, region, key } = request;
    const allowed = allows(documents, { action, resource, context: { [REGION_KEY]: region, [PROFILE_KEY]: key } });
    if (allowed === documented(profiles, request)) return [];
    const verdict = allowed ? 'allowed, but not documented' : 'documented, but not allowed';
    return [`${verdict}: ${action} on ${resource}, ${REGION_KEY} ${region ?? 'absent'}, ${PROFILE_KEY} ${key ?? 'absent'}`];
  });
}

/** What compares otherwise than by equality, or looks at another part of a request. */
function beyondEquality(documents: readonly PolicyDocumentJson[]): string[] {
  return statementsOf(documents).flatMap(({ Sid, Effect, Action, Resource, Condition = {}, ...others }) => [
    ...Object.keys(others),
    ...[...list(Action), ...list(Resource)].filter((text) => /[*?]/.test(text)),
    ...Object.keys(Condition).filter((operator) => operator !== 'StringEquals'),
    ...Object.values(Condition).flatMap(Object.keys).filter((key) => ![REGION_KEY, PROFILE_KEY].includes(key)),
  ]);
}

function grant(profilesIn: (stack: Stack) => IInferenceProfile[]): PolicyDocumentJson[] {
  const stack = new Stack(new App(), 'Stack', { env: { region: SOURCE } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  InferenceProfileGrants.of(stack, profilesIn(stack)).invoke(role);
  const { inline, managed } = policiesOf(Template.fromStack(stack).toJSON(), 'Role1ABCC5F0', { partition: 'aws', region: SOURCE, accountId: ACCOUNT });
  return [...inline, ...managed];
}

interface Grant { readonly documents: PolicyDocumentJson[]; readonly profiles: Granted[] }

/** The first profiles of each scope that the source Region can call. */
function granted(count: number, ...scopes: string[]): Grant {
  const profiles = scopes.flatMap((scope) => {
    const known = knownProfiles().filter(({ sourceRegion, inferenceProfileId: id }) => sourceRegion === SOURCE && id.startsWith(`${scope}.`)).slice(0, count);
    expect(known).toHaveLength(count);
    return known.map(({ inferenceProfileId: id, destinationRegions: destinations }): Granted => (
      { scope, model: id.slice(scope.length + 1), profileArn: systemProfileArn(id), keys: [systemProfileArn(id)], destinations }
    ));
  });
  return { documents: grant(() => profiles.map(profileOf)), profiles };
}

/** An application inference profile over the first profile of a scope. */
function grantedApplication(scope: string): Grant {
  const { profiles: [system] } = granted(1, scope);
  const inferenceProfileArn = `arn:aws:bedrock:${SOURCE}:${ACCOUNT}:application-inference-profile/a1b2c3d4e5f6`;
  const attributes = { inferenceProfileArn, modelSource: ApplicationInferenceProfileSource.inferenceProfile(profileOf(system)) };
  const documents = grant((stack) => [ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Profile', attributes)]);
  return { documents, profiles: [{ ...system, profileArn: inferenceProfileArn, keys: [inferenceProfileArn, system.profileArn] }] };
}

describe.each<[string, () => Grant]>([
  ['a global profile', () => granted(1, 'global')],
  ['eight global profiles', () => granted(8, 'global')],
  ['a geographic profile', () => granted(1, 'us')],
  ['eight geographic profiles', () => granted(8, 'us')],
  ['a global and a geographic profile', () => granted(1, 'global', 'us')],
  ['an application inference profile over a global one', () => grantedApplication('global')],
  ['an application inference profile over a geographic one', () => grantedApplication('us')],
])('%s', (_, grants) => {
  const { documents, profiles } = grants();

  test('the policies compare by equality alone, and some value of each part equals no text of theirs', () => {
    expect(beyondEquality(documents)).toEqual([]);
    const [texts, values] = [textsOf(documents), valuesFor(profiles)];
    for (const part of ['action', 'resource', 'region', 'key'] as const) {
      expect(values[part].filter((value) => value !== undefined && !texts[part].includes(value))).not.toEqual([]);
    }
  });

  test('each documented request is allowed, and no other', () => expect(counterexamples(documents, profiles)).toEqual([]));
});

describe('a policy that is changed is found out', () => {
  const { documents, profiles } = granted(1, 'global');
  const [{ model, profileArn }] = profiles;

  /** The policies with one statement changed, picked by what it allows. */
  function changed(resource: string, change: Partial<PolicyStatementJson>): PolicyDocumentJson[] {
    const picked = statementsOf(documents).filter(({ Resource }) => list(Resource).includes(resource));
    expect(picked).toHaveLength(1);
    return documents.map((document) => ({
      ...document, Statement: statementsOf([document]).map((statement) => (picked.includes(statement) ? { ...statement, ...change } : statement)),
    }));
  }

  test.each<[string, () => PolicyDocumentJson[], string, string[]]>([
    ['a wildcard model', () => changed(modelArn(SOURCE, model), { Resource: modelArn(SOURCE, '*') }),
      `allowed, but not documented: bedrock:InvokeModel on ${modelArn(SOURCE, 'example.other-model-v1:0')}, aws:RequestedRegion ${SOURCE}, bedrock:InferenceProfileArn ${profileArn}`,
      [modelArn(SOURCE, '*')]],
    ['no profile condition', () => changed(modelArn(SOURCE, model), { Condition: { StringEquals: { [REGION_KEY]: SOURCE } } }),
      `allowed, but not documented: bedrock:InvokeModel on ${modelArn(SOURCE, model)}, aws:RequestedRegion ${SOURCE}, bedrock:InferenceProfileArn absent`, []],
    ['bedrock:Invoke*', () => changed(profileArn, { Action: 'bedrock:Invoke*' }),
      `allowed, but not documented: bedrock:InvokeAgent on ${profileArn}, aws:RequestedRegion ${SOURCE}, bedrock:InferenceProfileArn absent`, ['bedrock:Invoke*']],
    ['a Region list without unspecified', () => changed(modelArn('', model), { Condition: { StringEquals: { [REGION_KEY]: [SOURCE, 'us-west-2'], [PROFILE_KEY]: profileArn } } }),
      `documented, but not allowed: bedrock:InvokeModel on ${modelArn('', model)}, aws:RequestedRegion unspecified, bedrock:InferenceProfileArn ${profileArn}`, []],
  ])('%s', (_, mutant, counterexample, wildcards) => {
    expect(counterexamples(mutant(), profiles)).toContain(counterexample);
    expect(beyondEquality(mutant())).toEqual(wildcards);
  });
});
