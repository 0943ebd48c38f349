import * as fc from 'fast-check';
import { knownProfiles } from '../support/catalog-profiles';

/** An app as plain values, so that a counterexample can be read and becomes a named test. Numbers are positions in the lists of the app. */
export interface AppPlan {
  /** Where the CLI deploys what a stack leaves open. */
  readonly deployedTo: Place;
  readonly minimizePolicies: boolean;
  readonly stacks: readonly StackPlan[];
  readonly applications: readonly ApplicationPlan[];
  readonly roles: readonly RolePlan[];
  readonly boundaries: readonly BoundaryPlan[];
  readonly monitorings: readonly MonitoringPlan[];
  readonly grants: readonly GrantPlan[];
  readonly workloads: readonly WorkloadPlan[];
  readonly denies: readonly DenyPolicyPlan[];
}

export interface Place { readonly account: string; readonly region: string }
/** A stack for an account, for a Region, for both or for any. */
export interface StackPlan extends Partial<Place> { readonly inStage: boolean }

/** An application inference profile over a system-defined one, or over its model. */
export interface ApplicationPlan {
  readonly stack: number;
  readonly over: string;
  readonly ofModel: boolean;
  /** Whether it exists, in the account and the Region that the stack is deployed to. */
  readonly imported: boolean;
}

/** What is called: system-defined profiles by their IDs, and application inference profiles. */
export interface Callees { readonly profiles: readonly string[]; readonly applications: readonly number[] }

const ROLE_KINDS = ['new', 'function', 'without policy updates', 'imported', 'imported immutable', 'imported by name'] as const;
export interface RolePlan {
  readonly kind: typeof ROLE_KINDS[number];
  readonly stack: number;
  /** The account in the ARN of an imported role. */
  readonly account: string;
}

/** The permissions boundary of a role, in its stack. */
export interface BoundaryPlan extends Callees { readonly role: number; readonly sourceRegions?: readonly string[] }

/** A monitoring with options of its own. */
export interface MonitoringPlan extends Callees {
  readonly stack: number;
  /** Whether it is defined after the workloads. */
  readonly last: boolean;
  readonly alarms: boolean;
  readonly dashboard: boolean;
  readonly audit: 'eventBridge' | 'trail' | 'logGroup' | 'none';
}

/** Grants of one facade. */
export interface GrantPlan extends Callees {
  readonly stack: number;
  readonly roles: readonly number[];
  readonly sourceRegions?: readonly string[];
  readonly streaming: boolean;
  /** Whether the same is granted once more, after all others. */
  readonly again: boolean;
}

export type DenyPlan =
  | { readonly kind: 'globalInference' }
  | { readonly kind: 'outsideProfiles' } & Callees
  | { readonly kind: 'outsideSourceRegions'; readonly regions: readonly string[] };
export interface DenyPolicyPlan { readonly stack: number; readonly roles: readonly number[]; readonly deny: DenyPlan }

export interface WorkloadPlan extends Callees {
  readonly stack: number;
  readonly role: number;
  readonly sourceRegions?: readonly string[];
  readonly costTags: boolean;
  readonly deny?: DenyPlan;
  /** That of its stack, none, or one of the plan. */
  readonly monitoring: 'of the stack' | 'none' | number;
}

export const ACCOUNTS = ['111122223333', '222233334444', '333344445555'];
export const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1', 'ap-southeast-2'];

/** Questions about a plan that its making and its expectations share. */
export class Places {
  public constructor(private readonly plan: Pick<AppPlan, 'deployedTo' | 'stacks'>) {}

  public of(stack: number): Place {
    const { deployedTo, stacks } = this.plan;
    return { account: stacks[stack].account ?? deployedTo.account, region: stacks[stack].region ?? deployedTo.region };
  }

  /** The account that the app knows a role to be in. */
  public knownAccountOf({ kind, stack, account }: RolePlan): string | undefined {
    return namesAccount(kind) ? account : this.plan.stacks[stack].account;
  }

  public accountOf(role: RolePlan): string {
    return this.knownAccountOf(role) ?? this.plan.deployedTo.account;
  }

  public isForeign(role: RolePlan, stack: number): boolean {
    return differ(this.knownAccountOf(role), this.plan.stacks[stack].account);
  }

  /** The Region that grants without source Regions are for: a Region that is a token is that of the stack with the policies. */
  public regionOfGrants(stack: number, role: RolePlan): string {
    return this.plan.stacks[stack].region ?? this.of(role.stack).region;
  }

  public isAlike(one: number, other: number): boolean {
    const [{ account, region, inStage }, two] = [this.plan.stacks[one], this.plan.stacks[other]];
    return account === two.account && region === two.region && inStage === two.inStage;
  }

  /** A reference between stacks takes one environment and one stage. Later stacks refer to earlier ones, so that there is no cycle. */
  public canRefer(from: number, to: number): boolean {
    return from >= to && this.isAlike(from, to);
  }

  /** Whether a monitoring in one stack may serve what is in another. */
  public canServe(monitoring: number, stack: number): boolean {
    const [one, other] = [this.plan.stacks[monitoring], this.plan.stacks[stack]];
    return one.inStage === other.inStage && !differ(one.account, other.account) && !differ(one.region, other.region);
  }
}

/** Whether two values, of which each may be left open, are certainly not the same. */
export function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

export function namesAccount(kind: RolePlan['kind']): boolean {
  return kind === 'imported' || kind === 'imported immutable';
}

export const modelOf = (id: string) => id.replace(/^[a-z-]+\./, '');

const known = knownProfiles();
const callableFrom = (region: string) => known.filter(({ sourceRegion }) => sourceRegion === region).map(({ inferenceProfileId }) => inferenceProfileId);

const position = fc.nat(59);
const positions = fc.uniqueArray(position, { minLength: 1, maxLength: 2 });
const maybePositions = fc.uniqueArray(position, { maxLength: 2 });
const picks = fc.uniqueArray(fc.nat(999), { minLength: 1, maxLength: 6 });
const regions = fc.uniqueArray(fc.constantFrom(...REGIONS), { minLength: 1, maxLength: 3 });
const sourceRegions = fc.option(regions, { nil: undefined, freq: 2 });
const seldom = fc.constantFrom(...Array.from({ length: 12 }, (_, index) => index === 11));
const deny = fc.record({ kind: fc.constantFrom('globalInference' as const, 'outsideProfiles' as const, 'outsideSourceRegions' as const), picks, regions });
const account = fc.constantFrom(ACCOUNTS[0], ACCOUNTS[0], ACCOUNTS[0], ...ACCOUNTS);
const region = fc.constantFrom(...REGIONS);
const environment = fc.record({ account: fc.option(account, { nil: undefined, freq: 3 }), region: fc.option(region, { nil: undefined, freq: 3 }) });

const drafts = fc.record({
  deployedTo: fc.record({ account, region }),
  minimizePolicies: fc.boolean(),
  // Stacks mostly share an environment, because little of an app crosses one.
  usual: environment,
  stacks: fc.array(fc.record({ env: fc.option(environment, { nil: undefined, freq: 2 }), inStage: fc.constantFrom(false, false, false, true) }), { minLength: 1, maxLength: 4 }),
  applications: fc.array(fc.record({ stack: position, pick: fc.nat(999), ofModel: fc.boolean(), imported: fc.boolean() }), { maxLength: 2 }),
  roles: fc.array(fc.record({
    kind: fc.constantFrom('new' as const, 'new' as const, 'imported' as const, ...ROLE_KINDS),
    stack: position,
    account: fc.option(fc.constantFrom(...ACCOUNTS), { nil: undefined, freq: 2 }),
    boundary: fc.option(fc.record({ picks, sourceRegions, isWide: fc.boolean() }), { nil: undefined, freq: 2 }),
  }), { minLength: 1, maxLength: 3 }),
  monitorings: fc.array(fc.record({
    stack: position,
    picks: fc.array(fc.nat(999), { maxLength: 2 }),
    applications: maybePositions,
    last: seldom,
    isStray: seldom,
    alarms: fc.boolean(),
    dashboard: fc.boolean(),
    audit: fc.constantFrom('eventBridge' as const, 'trail' as const, 'logGroup' as const, 'none' as const),
  }), { maxLength: 2 }),
  grants: fc.array(fc.record({
    stack: position, roles: positions, picks, applications: maybePositions, sourceRegions, streaming: fc.boolean(), again: fc.boolean(),
  }), { minLength: 1, maxLength: 3 }),
  workloads: fc.array(fc.record({
    stack: position,
    role: position,
    picks: picks.map((some) => some.slice(0, 2)),
    applications: maybePositions,
    sourceRegions,
    costTags: fc.boolean(),
    deny: fc.option(deny, { nil: undefined }),
    monitoring: fc.oneof(fc.constantFrom('of the stack' as const, 'none' as const), position, position),
    isStray: seldom,
  }), { maxLength: 2 }),
  denies: fc.array(fc.record({ stack: position, roles: positions, deny }), { maxLength: 2 }),
});
type Draft = typeof drafts extends fc.Arbitrary<infer T> ? T : never;
type DenyDraft = Draft['denies'][number]['deny'];

/**
 * Apps of 1 to 4 stacks in 1 to 3 accounts, with 1 to 3 roles and 1 to 3 grant facades, that the CDK itself does not refuse. Most of the rest fits
 * together too: about one app in twenty has a monitoring where none can be, which is refused.
 */
export const appPlans: fc.Arbitrary<AppPlan> = drafts.map((draft) => {
  const { deployedTo, minimizePolicies } = draft;
  const stacks = draft.stacks.map(({ env, inStage }): StackPlan => ({ ...(env ?? draft.usual), inStage }));
  const at = (one: number) => one % stacks.length;
  const places = new Places({ deployedTo, stacks });
  const applications = draft.applications.map(({ stack, pick, ofModel, imported }): ApplicationPlan => {
    const [over] = profilesFrom([places.of(at(stack)).region], [pick]);
    return { stack: at(stack), over, ofModel, imported };
  });
  const roles = draft.roles.map(({ kind, stack, account: given }): RolePlan =>
    // A stack without an account is deployed where the roles are that it imports.
    ({ kind, stack: at(stack), account: (stacks[at(stack)].account && given) ?? places.of(at(stack)).account }));
  const pickRoles = (list: readonly number[]) => [...new Set(list.map((role) => role % roles.length))];
  /** A role in a stack without an account may turn out to be of another account than what is granted to it: at deployment only. */
  const isMisplaced = (role: RolePlan, stack: number) => places.knownAccountOf(role) === undefined && places.of(stack).account !== deployedTo.account;
  const homeFor = (role: RolePlan, stack: number) => (isMisplaced(role, at(stack)) ? role.stack : at(stack));

  /** The application inference profiles that all the roles may be granted in a stack: of their account, and called from its Region. */
  const applicationsFor = (picked: readonly number[], stack: number, given: readonly string[] | undefined, list: readonly RolePlan[]) => applications
    .map((application, index) => ({ application, index }))
    .filter(({ application: one, index }) => {
      const { account: owner, region: home } = places.of(one.stack);
      const isKnown = one.imported || stacks[one.stack].region !== undefined;
      return picked.some((pick) => pick % applications.length === index)
        && (given ? isKnown && given.includes(home) : list.every((role) => places.regionOfGrants(stack, role) === home))
        && list.every((role) => places.accountOf(role) === owner && (one.imported || places.canRefer(role.stack, one.stack)));
    })
    .map(({ index }) => index);

  const grants = draft.grants.map(({ stack, picks: picked, applications: some, sourceRegions: given, streaming, again, roles: list }): GrantPlan => {
    const [first, ...others] = pickRoles(list);
    const home = homeFor(roles[first], stack);
    const to = [first, ...others.filter((other) => !isMisplaced(roles[other], home))];
    return {
      stack: home,
      roles: to,
      profiles: profilesFrom(given ?? [places.of(home).region], picked),
      applications: applicationsFor(some, home, given, to.map((role) => roles[role])),
      sourceRegions: given,
      streaming,
      again,
    };
  });

  const monitorings: MonitoringPlan[] = [];
  const hasOwn = (stack: number) => monitorings.some((one) => one.stack === stack);
  const monitoringOf = ({ stack, picks: picked, applications: some, alarms, dashboard, audit, last }: Draft['monitorings'][number]): MonitoringPlan => ({
    stack: at(stack),
    profiles: picked.length === 0 ? [] : profilesFrom([places.of(at(stack)).region], picked),
    applications: applications.flatMap((one, index) => (some.some((pick) => pick % applications.length === index) && places.isAlike(at(stack), one.stack) ? [index] : [])),
    last,
    alarms,
    dashboard,
    audit,
  });
  for (const one of draft.monitorings) {
    if (!one.last && (one.isStray || !hasOwn(at(one.stack)))) monitorings.push(monitoringOf(one));
  }

  const workloads = draft.workloads.map((one): WorkloadPlan => {
    const { picks: some, applications: others, sourceRegions: given, deny: denied, monitoring, isStray } = one;
    const role = roles[one.role % roles.length];
    const home = homeFor(role, one.stack);
    const costTags = one.costTags && places.canRefer(role.stack, home);
    const sources = costTags ? undefined : given;
    const profiles = profilesFrom(sources ?? [places.of(home).region], some);
    const called = { profiles, applications: applicationsFor(others, home, sources, [role]) };
    // What has application inference profiles is watched by what may refer to them.
    const refersTo = [...(costTags ? [home] : []), ...called.applications.map((index) => applications[index]).filter(({ imported }) => !imported).map(({ stack }) => stack)];
    const fits = (from: number) => refersTo.every((to) => places.isAlike(from, to));
    const isWatchable = fits(home);
    const usable = monitorings.flatMap(({ stack }, index) => (fits(stack) && (isStray || places.canServe(stack, home)) ? [index] : []));
    return {
      stack: home,
      role: one.role % roles.length,
      ...called,
      sourceRegions: sources,
      costTags,
      deny: denied && workloadDeny(denied, called, sources ?? [places.of(home).region], costTags),
      monitoring: typeof monitoring === 'number' && usable.length > 0 ? usable[monitoring % usable.length] : monitoring === 'none' || !isWatchable ? 'none' : 'of the stack',
    };
  });
  const isOwned = (stack: number) => hasOwn(stack) || workloads.some((one) => one.stack === stack && one.monitoring === 'of the stack');
  for (const one of draft.monitorings) {
    if (one.last && (one.isStray || !isOwned(at(one.stack)))) monitorings.push(monitoringOf(one));
  }

  return withOneListOfAKind({
    deployedTo,
    minimizePolicies,
    stacks,
    applications,
    roles,
    boundaries: draft.roles.flatMap(({ boundary }, role): BoundaryPlan[] => {
      if (!boundary || !['new', 'function'].includes(roles[role].kind)) return [];
      const granted = [...grants.filter((one) => one.roles.includes(role)), ...workloads.filter((one) => one.role === role)];
      // A wide one has some of what is granted, so that something is left.
      const own = boundary.isWide ? granted.flatMap((one) => one.profiles) : [];
      const { region: home } = places.of(roles[role].stack);
      return [{
        role,
        profiles: [...new Set([...own.slice(0, 3), ...profilesFrom(boundary.sourceRegions ?? [home], boundary.picks.slice(0, 3))])],
        applications: boundary.isWide && !boundary.sourceRegions
          ? [...new Set(granted.flatMap((one) => one.applications))].filter((one) => places.of(applications[one].stack).region === home)
          : [],
        sourceRegions: boundary.sourceRegions,
      }];
    }),
    monitorings,
    grants,
    workloads,
    denies: draft.denies.map(({ stack, roles: list, deny: denied }): DenyPolicyPlan => {
      const [first, ...others] = pickRoles(list);
      const refers = (from: number, role: RolePlan) => {
        if (places.isForeign(role, from)) return true;
        if (isMisplaced(role, from)) return false;
        return role.kind.startsWith('imported') ? places.of(from).account === places.accountOf(role) : places.canRefer(from, role.stack);
      };
      const home = refers(at(stack), roles[first]) ? at(stack) : roles[first].stack;
      return { stack: home, roles: [first, ...others.filter((other) => refers(home, roles[other]))], deny: denyOf(denied) };
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
    case 'outsideProfiles': return { kind, profiles: profilesFrom(usable.slice(0, 1), picked), applications: [] };
    case 'outsideSourceRegions': return { kind, regions: usable };
  }
}

/** A workload refuses a deny of what it calls. */
function workloadDeny({ kind, regions: further }: DenyDraft, called: Callees, sources: readonly string[], costTags: boolean): DenyPlan | undefined {
  if (kind === 'outsideSourceRegions') return { kind, regions: [...new Set([...sources, ...further])] };
  if (kind === 'outsideProfiles') return costTags ? undefined : { kind, ...called };
  return called.profiles.some((id) => id.startsWith('global.')) || called.applications.length > 0 ? undefined : { kind };
}
