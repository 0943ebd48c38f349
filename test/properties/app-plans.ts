import * as fc from 'fast-check';
import { knownProfiles } from '../support/catalog-profiles';

/** An app as plain values, so that a counterexample can be read and becomes a named test. Numbers are positions in the lists of the app. */
export interface AppPlan {
  /** Where the CLI deploys the stacks without an environment. */
  readonly deployedTo: EnvironmentPlan;
  readonly minimizePolicies: boolean;
  readonly stacks: readonly StackPlan[];
  readonly roles: readonly RolePlan[];
  readonly grants: readonly GrantPlan[];
  readonly denies: readonly DenyPolicyPlan[];
  readonly workloads: readonly WorkloadPlan[];
}

export interface EnvironmentPlan { readonly account: string; readonly region: string }
export interface StackPlan { readonly env?: EnvironmentPlan; readonly inStage: boolean }

const ROLE_KINDS = ['new', 'function', 'imported', 'imported immutable', 'without policy updates'] as const;
export interface RolePlan {
  readonly kind: typeof ROLE_KINDS[number];
  readonly stack: number;
  /** The account in the ARN of an imported role. */
  readonly account: string;
}

/** Grants of one facade. */
export interface GrantPlan {
  readonly stack: number;
  readonly roles: readonly number[];
  readonly profiles: readonly string[];
  readonly sourceRegions?: readonly string[];
  readonly streaming: boolean;
  /** Whether the same is granted once more, after all others. */
  readonly again: boolean;
}

export type DenyPlan =
  | { readonly kind: 'globalInference' }
  | { readonly kind: 'outsideProfiles'; readonly profiles: readonly string[] }
  | { readonly kind: 'outsideSourceRegions'; readonly regions: readonly string[] };
export interface DenyPolicyPlan { readonly stack: number; readonly roles: readonly number[]; readonly deny: DenyPlan }

export interface WorkloadPlan {
  readonly stack: number;
  readonly role: number;
  readonly profiles: readonly string[];
  readonly sourceRegions?: readonly string[];
  readonly costTags: boolean;
  readonly deny?: DenyPlan;
}

export const ACCOUNTS = ['111122223333', '222233334444', '333344445555'];
export const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1', 'ap-southeast-2'];

const known = knownProfiles();
const callableFrom = (region: string) => known.filter(({ sourceRegion }) => sourceRegion === region).map(({ inferenceProfileId }) => inferenceProfileId);

const position = fc.nat(59);
const positions = fc.uniqueArray(position, { minLength: 1, maxLength: 2 });
const picks = fc.uniqueArray(fc.nat(999), { minLength: 1, maxLength: 6 });
const regions = fc.uniqueArray(fc.constantFrom(...REGIONS), { minLength: 1, maxLength: 3 });
const sourceRegions = fc.option(regions, { nil: undefined });
const deny = fc.record({ kind: fc.constantFrom('globalInference' as const, 'outsideProfiles' as const, 'outsideSourceRegions' as const), picks, regions });
const environment = fc.record({ account: fc.constantFrom(ACCOUNTS[0], ACCOUNTS[0], ...ACCOUNTS), region: fc.constantFrom(...REGIONS) });

const drafts = fc.record({
  deployedTo: environment,
  minimizePolicies: fc.boolean(),
  stacks: fc.array(fc.record({ env: fc.option(environment, { nil: undefined, freq: 3 }), inStage: fc.boolean() }), { minLength: 1, maxLength: 4 }),
  roles: fc.array(fc.record({
    kind: fc.constantFrom('new' as const, 'new' as const, 'imported' as const, ...ROLE_KINDS),
    stack: position,
    account: fc.option(fc.constantFrom(...ACCOUNTS), { nil: undefined, freq: 1 }),
  }), { minLength: 1, maxLength: 3 }),
  grants: fc.array(fc.record({ stack: position, roles: positions, picks, sourceRegions, streaming: fc.boolean(), again: fc.boolean() }), { minLength: 1, maxLength: 5 }),
  denies: fc.array(fc.record({ stack: position, roles: positions, deny }), { maxLength: 2 }),
  workloads: fc.array(fc.record({ stack: position, role: position, picks, sourceRegions, costTags: fc.boolean(), deny: fc.option(deny, { nil: undefined }) }), { maxLength: 2 }),
});
type Draft = typeof drafts extends fc.Arbitrary<infer T> ? T : never;
type DenyDraft = Draft['denies'][number]['deny'];

/** Apps of 1 to 4 stacks in 1 to 3 accounts, with 1 to 3 roles and 1 to 5 grant facades, that the CDK itself does not refuse. */
export const appPlans: fc.Arbitrary<AppPlan> = drafts.map((draft) => {
  const { deployedTo, minimizePolicies, stacks } = draft;
  const placeOf = (stack: number) => stacks[stack].env ?? deployedTo;
  const roles = draft.roles.map(({ kind, stack, account }): RolePlan => {
    const home = stack % stacks.length;
    // A stack without an environment is deployed where the roles are that it imports.
    return { kind, stack: home, account: (stacks[home].env && account) ?? placeOf(home).account };
  });
  const sourcesOf = (stack: number, given?: readonly string[]) => given ?? [placeOf(stack).region];
  const pickRoles = (list: readonly number[]) => [...new Set(list.map((role) => role % roles.length))];
  /** A reference between stacks takes one environment and one stage. Later stacks refer to earlier ones, so that there is no cycle. */
  const canRefer = (from: number, to: number) => from === to
    || from > to && stacks[from].inStage === stacks[to].inStage && JSON.stringify(stacks[from].env) === JSON.stringify(stacks[to].env);
  const accountOfRole = ({ kind, stack, account }: RolePlan) => (kind.startsWith('imported') ? account : stacks[stack].env?.account);
  const isForeign = (role: RolePlan, stack: number) => {
    const [own, other] = [accountOfRole(role), stacks[stack].env?.account];
    return own !== undefined && other !== undefined && own !== other;
  };
  /** A role in a stack without an environment may turn out to be of another account than what is granted to it: at deployment only. */
  const isMisplaced = (role: RolePlan, stack: number) => accountOfRole(role) === undefined && placeOf(stack).account !== deployedTo.account;
  const homeFor = (role: RolePlan, stack: number) => (isMisplaced(role, stack % stacks.length) ? role.stack : stack % stacks.length);

  return withOneListOfAKind({
    deployedTo,
    minimizePolicies,
    stacks,
    roles,
    grants: draft.grants.map(({ stack, picks: picked, sourceRegions: given, streaming, again, roles: list }) => {
      const [first, ...others] = pickRoles(list);
      const home = homeFor(roles[first], stack);
      return {
        stack: home,
        roles: [first, ...others.filter((other) => !isMisplaced(roles[other], home))],
        profiles: profilesFrom(sourcesOf(home, given), picked),
        sourceRegions: given,
        streaming,
        again,
      };
    }),
    denies: draft.denies.map(({ stack, roles: list, deny: denied }) => {
      const [first, ...others] = pickRoles(list);
      const refers = (from: number, role: RolePlan) => {
        if (isForeign(role, from)) return true;
        if (isMisplaced(role, from)) return false;
        return role.kind.startsWith('imported') ? placeOf(from).account === role.account : canRefer(from, role.stack);
      };
      const home = refers(stack % stacks.length, roles[first]) ? stack % stacks.length : roles[first].stack;
      return { stack: home, roles: [first, ...others.filter((other) => refers(home, roles[other]))], deny: denyOf(denied) };
    }),
    workloads: draft.workloads.map(({ stack, role, picks: picked, sourceRegions: given, costTags: wanted, deny: denied }) => {
      const home = homeFor(roles[role % roles.length], stack);
      const costTags = wanted && canRefer(roles[role % roles.length].stack, home);
      const sources = costTags ? undefined : given;
      const profiles = profilesFrom(sourcesOf(home, sources), picked);
      return {
        stack: home,
        role: role % roles.length,
        profiles,
        sourceRegions: sources,
        costTags,
        deny: denied && workloadDeny(denied, profiles, sourcesOf(home, sources), costTags),
      };
    }),
  });
});

/** A second list of one kind on a role is refused, which has a test of its own. */
function withOneListOfAKind(plan: AppPlan): AppPlan {
  const seen = new Set<string>();
  const isFirst = ({ kind }: DenyPlan) => kind === 'globalInference' || (!seen.has(kind) && seen.add(kind).size > 0);
  return {
    ...plan,
    denies: plan.denies.filter(({ deny: one }) => isFirst(one)),
    workloads: plan.workloads.map((workload) => ({ ...workload, deny: workload.deny && isFirst(workload.deny) ? workload.deny : undefined })),
  };
}

/** Some of the profiles that are called from each of the Regions. */
function profilesFrom(sources: readonly string[], picked: readonly number[]): string[] {
  const common = sources.map(callableFrom).reduce((one, other) => one.filter((id) => other.includes(id)));
  return [...new Set(picked.map((pick) => common[pick % common.length]))];
}

function denyOf({ kind, picks: picked, regions: usable }: DenyDraft): DenyPlan {
  switch (kind) {
    case 'globalInference': return { kind };
    case 'outsideProfiles': return { kind, profiles: profilesFrom(usable.slice(0, 1), picked) };
    case 'outsideSourceRegions': return { kind, regions: usable };
  }
}

/** A workload refuses a deny of what it calls. */
function workloadDeny({ kind, regions: further }: DenyDraft, profiles: readonly string[], sources: readonly string[], costTags: boolean): DenyPlan | undefined {
  if (kind === 'outsideSourceRegions') return { kind, regions: [...new Set([...sources, ...further])] };
  if (kind === 'outsideProfiles') return costTags ? undefined : { kind, profiles };
  return profiles.some((id) => id.startsWith('global.')) ? undefined : { kind };
}
