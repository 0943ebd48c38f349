import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { InferenceProfile, InferenceProfileGrants } from '../../src';
import { ACCOUNT, profilesFrom } from '../support/catalog-profiles';
import { callIsAllowed, INVOKE_ACTIONS } from '../support/cris-requests';
import { GrantedProfile } from '../support/denied-requests';
import { assertWithinIamLimits, policiesOf } from '../support/template-policies';

const PSEUDO = { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT };

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}
type Resources = Readonly<Record<string, Resource>>;
type Order = (ids: readonly string[]) => readonly string[];

// CloudFormation takes resources that do not depend on each other in any order.
const ORDERS: [string, Order][] = [['as written', (ids) => ids], ['the other way round', (ids) => [...ids].reverse()]];

/** Properties that cannot be changed in place: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::ManagedPolicy': ['Description', 'ManagedPolicyName', 'Path'],
  'AWS::IAM::Policy': ['PolicyName'],
};

/**
 * What is deployed after each step of an update: new and changed resources first, each after what it depends on, and then the deletions, the other
 * way round. What is replaced is deleted then, too.
 */
function* steps(from: Resources, to: Resources, order: Order): Generator<[step: string, Resources]> {
  const deployed = new Map(Object.entries(from));
  const after = (): Resources => Object.fromEntries(deployed);
  const replaced: string[] = [];
  for (const id of ordered(to, order)) {
    const [before, next] = [from[id], to[id]];
    if (same(before, next)) continue;
    if (before && (REPLACING[next.Type] ?? []).some((property) => !same(before.Properties?.[property], next.Properties?.[property]))) {
      deployed.set(`Former${id}`, before);
      replaced.push(`Former${id}`);
    }
    deployed.set(id, next);
    yield [`${before ? 'update' : 'create'} ${id}`, after()];
  }
  for (const id of [...replaced, ...[...ordered(from, order)].reverse().filter((one) => !(one in to))]) {
    deployed.delete(id);
    yield [`delete ${id}`, after()];
  }
}

function ordered(resources: Resources, order: Order): string[] {
  const done = new Set<string>();
  const take = (id: string): void => {
    if (done.has(id)) return;
    for (const other of order(Object.keys(resources)).filter((one) => one !== id && dependsOn(resources[id], one))) take(other);
    done.add(id);
  };
  order(Object.keys(resources)).forEach(take);
  return [...done];
}

function dependsOn({ DependsOn = [], Properties }: Resource, id: string): boolean {
  const text = JSON.stringify(Properties ?? {});
  return [DependsOn].flat().includes(id) || text.includes(`{"Ref":"${id}"}`) || text.includes(`{"Fn::GetAtt":["${id}",`);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The steps of an update after which a call is not allowed, or IAM would refuse what is attached. */
function gaps(from: Resources, to: Resources, identity: string, calls: readonly GrantedProfile[]): string[] {
  return ORDERS.flatMap(([name, order]) => [...steps(from, to, order)].flatMap(([step, deployed]) => {
    const policies = policiesOf({ Resources: deployed }, identity, PSEUDO);
    assertWithinIamLimits(policies);
    const documents = [...policies.inline, ...policies.managed];
    return calls.filter((call) => INVOKE_ACTIONS.some((action) => !callIsAllowed(documents, { ...call, action })))
      .map(({ inferenceProfileId }) => `${name}, ${step}: ${inferenceProfileId}`);
  }));
}

type Grantee = 'role' | 'lazy role' | 'referenced role' | 'user' | 'group';
const IDENTITIES: Record<Grantee, [define: (stack: Stack) => iam.IIdentity | iam.IGroup, id: string]> = {
  'role': [(stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), 'Role1ABCC5F0'],
  'lazy role': [(stack) => new iam.LazyRole(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), 'Role1ABCC5F0'],
  'referenced role': [(stack) => iam.Role.fromRoleName(stack, 'Role', 'existing-role'), 'existing-role'],
  'user': [(stack) => new iam.User(stack, 'User'), 'User00B015A1'],
  'group': [(stack) => new iam.Group(stack, 'Group'), 'GroupC77FDACD'],
};

/** Profiles for each call of `invoke`. */
function synthesized(grants: readonly (readonly GrantedProfile[])[], grantee: Grantee = 'role', context: Record<string, unknown> = {}): Resources {
  const stack = new Stack(new App({ context }), 'Stack', { env: { region: 'us-east-1' } });
  const identity = IDENTITIES[grantee][0](stack);
  for (const profiles of grants) {
    InferenceProfileGrants.of(stack, profiles.map(({ inferenceProfileId }) => InferenceProfile.fromInferenceProfileId(inferenceProfileId))).invoke(identity);
  }
  return (Template.fromStack(stack).toJSON() as { Resources: Resources }).Resources;
}

const all = profilesFrom('us-east-1', 45);
const first = (count: number) => [all.slice(0, count)];
const withoutFirst = (count: number) => [all.slice(1, count)];
const oneEach = (list: readonly GrantedProfile[]) => list.map((one) => [one]);

const UPDATES: [string, GrantedProfile[][], GrantedProfile[][]][] = [
  ['30 to 29 profiles', first(30), first(29)],
  ['29 to 30 profiles', first(29), first(30)],
  ['30 to 31 profiles', first(30), first(31)],
  ['30 to 29, without the first', first(30), withoutFirst(30)],
  ['29 to 30, with another at the front', withoutFirst(30), first(30)],
  ['30 in another order', first(30), [[...all.slice(0, 30)].reverse()]],
  // Out of managed policies into the inline policy, and back.
  ...[1, 9, 10, 11].flatMap((count): [string, GrantedProfile[][], GrantedProfile[][]][] => [
    [`${count + 1} to ${count} profiles`, first(count + 1), first(count)],
    [`${count} to ${count + 1} profiles`, first(count), first(count + 1)],
    [`${count + 1} to ${count}, without the first`, first(count + 1), withoutFirst(count + 1)],
  ]),
  ['30 to 3 profiles', first(30), first(3)],
  ['3 to 30 profiles', first(3), first(30)],
  ['45 to 44, without the first', first(45), withoutFirst(45)],
  ['25 to 24 grants of a profile each, without the first', oneEach(all.slice(0, 25)), oneEach(all.slice(1, 25))],
  ['24 to 25 grants of a profile each, with another at the front', oneEach(all.slice(1, 25)), oneEach(all.slice(0, 25))],
  ['25 grants to one', oneEach(all.slice(0, 25)), first(25)],
  ['one grant to 25', first(25), oneEach(all.slice(0, 25))],
  ['two grants, one of them in the inline policy, to the other of them alone', [all.slice(0, 3), all.slice(3, 30)], [all.slice(3, 30)]],
  ['a grant in the inline policy to another one there', [all.slice(0, 3)], [all.slice(30, 33), all.slice(0, 25)]],
  ['two grants to the same, the other way round', [all.slice(0, 3), all.slice(3, 30)], [all.slice(3, 30), all.slice(0, 3)]],
];

function kept(from: GrantedProfile[][], to: GrantedProfile[][]): GrantedProfile[] {
  return from.flat().filter((one) => to.flat().includes(one));
}

describe.each([['as CDK renders policies', {}], ['as it merges statements', { '@aws-cdk/aws-iam:minimizePolicies': true }]])('an update of a role, %s', (_, context) => {
  test.each(UPDATES)('from %s takes no permission away for a moment', (__, from, to) => {
    const [before, after] = [from, to].map((grants) => synthesized(grants, 'role', context));
    expect(gaps(before, after, 'Role1ABCC5F0', kept(from, to))).toEqual([]);
  });
});

describe.each<[Grantee, number[]]>([['referenced role', [10, 11]], ['user', [1, 2, 11]], ['group', [5, 6, 11]]])('an update of a %s', (grantee, counts) => {
  test.each(counts)('to and from %d profiles takes no permission away for a moment', (count) => {
    for (const [from, to] of [[first(count), first(count + 1)], [first(count + 1), first(count)], [first(count + 1), withoutFirst(count + 1)]]) {
      const [before, after] = [from, to].map((grants) => synthesized(grants, grantee));
      expect(gaps(before, after, IDENTITIES[grantee][1], kept(from, to))).toEqual([]);
    }
  });
});

test.each<Grantee>(['role', 'lazy role', 'user', 'group'])('what moves out of an inline policy that stays, of a %s, is attached first, which takes a dependency', (grantee) => {
  const moved = all.slice(0, 1);
  const [before, after] = [[moved], [all.slice(30, 31), all.slice(0, 20)]].map((grants) => synthesized(grants, grantee));
  const independent = Object.fromEntries(Object.entries(after).map(([id, { Type, Properties }]) => [id, { Type, Properties }]));
  expect(gaps(before, independent, IDENTITIES[grantee][1], moved)).not.toEqual([]);
  expect(gaps(before, after, IDENTITIES[grantee][1], moved)).toEqual([]);
});

test('an app that does not change is not updated', () => {
  for (const grants of [first(3), first(30)]) expect([...steps(synthesized(grants), synthesized(grants), ORDERS[0][1])]).toEqual([]);
});

describe('the walk', () => {
  const [one, other] = all;
  const managed = (PolicyDocument: unknown, more: object = {}): Resource => ({ Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument, Roles: ['role'], ...more } });
  const documentOf = (list: GrantedProfile[]) => Object.values(synthesized([list])).find(({ Type }) => Type === 'AWS::IAM::Policy')!.Properties!.PolicyDocument;
  const gapsOf = (from: Resources, to: Resources) => gaps(from, to, 'role', [one]);

  test('finds what moves between policies that change in place, in either order', () => {
    const from = { A: managed(documentOf([one])), B: managed(documentOf([other])) };
    const to = { A: managed(documentOf([other])), B: managed(documentOf([one])) };
    expect(gapsOf(from, to)).toEqual([`as written, update A: ${one.inferenceProfileId}`]);
    expect(gapsOf(to, from)).toEqual([`the other way round, update B: ${one.inferenceProfileId}`]);
  });

  test('goes by dependencies before order, and deletes last', () => {
    const from = { A: managed(documentOf([one])) };
    const to = { A: { ...managed(documentOf([other])), DependsOn: ['B'] }, B: managed(documentOf([one])) };
    expect(ORDERS.map(([, order]) => [...steps(from, to, order)].map(([step]) => step))).toEqual(ORDERS.map(() => ['create B', 'update A']));
    expect([...steps(to, { B: to.B }, ORDERS[0][1])].map(([step]) => step)).toEqual(['delete A']);
    expect(gapsOf(from, to)).toEqual([]);
  });

  test('keeps what is replaced until the end', () => {
    const to = { A: managed(documentOf([one, other]), { Description: 'another' }) };
    expect([...steps({ A: managed(documentOf([one])) }, to, ORDERS[0][1])].map(([step, deployed]) => [step, Object.keys(deployed)]))
      .toEqual([['update A', ['A', 'FormerA']], ['delete FormerA', ['A']]]);
  });
});
