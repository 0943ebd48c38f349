import { Step } from './app-build';
import { AppPlan, Callees, DenyPlan, differ, modelOf, namesAccount, Places, WorkloadPlan } from './app-plans';
import { knownProfiles } from '../support/catalog-profiles';
import { InvokeAction, INVOKE_ACTIONS } from '../support/cris-requests';
import { GrantedProfile } from '../support/denied-requests';

/** A call that the plan grants to a role. */
export interface GrantedCall extends GrantedProfile {
  readonly actions: readonly InvokeAction[];
  readonly application?: {
    readonly arn: string;
    /** Over a model, so that no system-defined profile is part of the call. */
    readonly ofModel: boolean;
    /** Its position in the plan, unless it carries cost tags. */
    readonly index?: number;
  };
  /** The source Region is a token, so the destinations are not known: the model is allowed in any Region. */
  readonly anyDestination: boolean;
}

/** What a step comes to, by the plan alone. */
export type StepOutcome = 'written' | 'foreign' | 'managed elsewhere';

const destinations = new Map(knownProfiles().map((one) => [`${one.sourceRegion} ${one.inferenceProfileId}`, one.destinationRegions]));

/** What is to be expected of the policies of an app, by its plan alone. */
export class Expected {
  private readonly places: Places;

  public constructor(private readonly plan: AppPlan) {
    this.places = new Places(plan);
  }

  public outcome({ what, index, role: position }: Pick<Step, 'what' | 'index' | 'role'>): StepOutcome {
    const role = this.plan.roles[position];
    if (this.places.isForeign(role, this.listOf(what)[index].stack)) return 'foreign';
    if (role.kind === 'imported immutable' || role.kind === 'without policy updates') return 'managed elsewhere';
    // The CDK imports a role of another account so that it takes no policies.
    return namesAccount(role.kind) && differ(this.plan.stacks[role.stack].account, role.account) ? 'managed elsewhere' : 'written';
  }

  /** The grants are for the Region of the role's stack, as the app has none for them. */
  public isInRegionOfRole(step: Step): boolean {
    if (step.what === 'deny' || this.outcome(step) !== 'written') return false;
    const { stack, sourceRegions } = this.plan[step.what === 'grant' ? 'grants' : 'workloads'][step.index];
    return !sourceRegions && this.plan.stacks[stack].region === undefined && this.plan.stacks[this.plan.roles[step.role].stack].region !== undefined;
  }

  public calls(steps: readonly Step[], applicationArns: readonly string[]): GrantedCall[] {
    return steps.flatMap(({ what, index, role: position, costArns = [] }) => {
      if (what === 'deny') return [];
      const { stack, profiles, applications, sourceRegions } = this.plan[what === 'grant' ? 'grants' : 'workloads'][index];
      const role = this.plan.roles[position];
      const env = this.plan.stacks[stack];
      const callIn = (sourceRegion: string, inferenceProfileId: string): GrantedCall => {
        const isGlobal = inferenceProfileId.startsWith('global.');
        return {
          account: env.account ?? this.places.accountOf(role),
          sourceRegion,
          inferenceProfileId,
          // From the Region of a role in another stack, the catalog may not know the profile.
          destinationRegions: isGlobal ? undefined : destinations.get(`${sourceRegion} ${inferenceProfileId}`) ?? [sourceRegion],
          actions: what === 'grant' && !this.plan.grants[index].streaming ? INVOKE_ACTIONS.slice(0, 1) : INVOKE_ACTIONS,
          anyDestination: !isGlobal && env.region === undefined && !sourceRegions,
        };
      };
      return (sourceRegions ?? [this.places.regionOfGrants(stack, role)]).flatMap((sourceRegion) => [
        ...profiles.map((id, at) => ({ ...callIn(sourceRegion, id), ...(costArns[at] !== undefined && { application: { arn: costArns[at], ofModel: false } }) })),
        ...applications.filter((one) => this.places.of(this.plan.applications[one].stack).region === sourceRegion).map((one) => {
          const { over, ofModel } = this.plan.applications[one];
          return { ...callIn(sourceRegion, over), application: { arn: applicationArns[one], ofModel, index: one } };
        }),
      ]);
    });
  }

  public denies(steps: readonly Step[]): DenyPlan[] {
    return steps.flatMap(({ what, index }) => (what === 'deny' ? this.plan.denies[index].deny : what === 'workload' ? this.plan.workloads[index].deny : undefined) ?? []);
  }

  public isDenied(deny: DenyPlan, { inferenceProfileId, sourceRegion, application }: GrantedCall): boolean {
    switch (deny.kind) {
      case 'globalInference': return application?.ofModel !== true && inferenceProfileId.startsWith('global.');
      case 'outsideSourceRegions': return !deny.regions.includes(sourceRegion);
      case 'outsideProfiles': {
        if (application) return application.index === undefined || !deny.applications.includes(application.index);
        // Calls through an application inference profile may be authorized under the one that it is over.
        const over = deny.applications.map((one) => this.plan.applications[one]).filter(({ ofModel }) => !ofModel).map((one) => one.over);
        return ![...deny.profiles, ...over].includes(inferenceProfileId);
      }
    }
  }

  /** Whether the permissions boundary of a role lets a call through. */
  public isWithinBoundary(role: number, { inferenceProfileId, sourceRegion, application }: GrantedCall): boolean {
    const boundary = this.plan.boundaries.find((one) => one.role === role);
    if (!boundary) return true;
    const sources = boundary.sourceRegions ?? [this.places.of(this.plan.roles[role].stack).region];
    const isCalled = application ? application.index !== undefined && boundary.applications.includes(application.index) : boundary.profiles.includes(inferenceProfileId);
    return isCalled && sources.includes(sourceRegion);
  }

  /** Calls of the app that are not granted to a role, through other profiles of the same models too. */
  public neighbours(role: number): GrantedProfile[] {
    const { grants, workloads, stacks, applications } = this.plan;
    const models = new Set([...[...grants, ...workloads].flatMap(({ profiles }) => profiles), ...applications.map(({ over }) => over)].map(modelOf));
    const regions = new Set([...[...grants, ...workloads].flatMap(({ sourceRegions = [] }) => sourceRegions), ...stacks.map((_, index) => this.places.of(index).region)]);
    return knownProfiles()
      .filter(({ sourceRegion, inferenceProfileId }) => regions.has(sourceRegion) && models.has(modelOf(inferenceProfileId)))
      .map((one) => ({ ...one, account: this.places.accountOf(this.plan.roles[role]) }));
  }

  private listOf(what: Step['what']): readonly { readonly stack: number }[] {
    return what === 'grant' ? this.plan.grants : what === 'deny' ? this.plan.denies : this.plan.workloads;
  }
}

/** A profile that is watched: its name in the plan, and the stack that it is in unless it has an ID of its own. */
interface Watched { readonly name: string; readonly in?: number; readonly region?: string; readonly sourceRegions?: readonly string[] }

/** A monitoring of the app, with what it watches. */
export interface Watch {
  readonly stack: number;
  readonly path: string;
  readonly alarms: boolean;
  readonly dashboard: boolean;
  readonly watched: Watched[];
}

/** What is to be expected of the monitorings of an app, by its plan alone: which there are, what they watch, and what is refused. */
export class ExpectedMonitorings {
  public readonly all: Watch[] = [];
  /** Those that watch what another one watches, which warn. */
  public readonly twice = new Set<Watch>();
  /** How the message begins with which the app ends, if it does. */
  public readonly refusal?: RegExp;
  private readonly places: Places;
  private readonly expected: Expected;

  public constructor(private readonly plan: AppPlan) {
    this.places = new Places(plan);
    this.expected = new Expected(plan);
    this.refusal = this.walk() ?? this.cycle();
  }

  /** As the app is built, to the first contradiction. */
  private walk(): RegExp | undefined {
    const own: Watch[] = [];
    const trails = new Set<number>();
    const defineAll = (isLast: boolean) => first(this.plan.monitorings.entries(), ([index, { last, stack, alarms, dashboard, audit, ...callees }]) => {
      if (last !== isLast) return undefined;
      if (audit === 'trail' && trails.has(stack)) return /^CrisTrail: a stack holds at most one,/;
      if (audit === 'trail') trails.add(stack);
      if (this.ofStack(stack)) return /^CrisMonitoring: .+ (is it|has made .+ already);/;
      own[index] = this.add({ stack, path: `${this.pathOf(stack)}/Monitoring${index}`, alarms, dashboard, watched: [] });
      return first(this.named(callees), (one) => this.watch(own[index], one));
    });
    return defineAll(false) ?? first(this.plan.workloads.entries(), ([index, workload]) => this.serve(index, workload, own)) ?? defineAll(true);
  }

  private serve(index: number, workload: WorkloadPlan, own: readonly Watch[]): RegExp | undefined {
    const { stack, role, sourceRegions, monitoring, costTags, profiles } = workload;
    const { region } = this.plan.stacks[stack];
    const given = typeof monitoring === 'number' ? own[monitoring] : undefined;
    if (given) {
      const [one, other] = [this.plan.stacks[given.stack], this.plan.stacks[stack]];
      if (one.inStage !== other.inStage) return /^monitoring: .+ is in another stage than this workload/;
      if (!this.places.canServe(given.stack, stack)) return /^monitoring: it is in the (account|Region)/;
    }
    if (this.expected.outcome({ what: 'workload', index, role }) === 'foreign' || monitoring === 'none') return undefined;
    if (sourceRegions?.every((one) => differ(one, region))) return given && /^monitoring: sourceRegions .+ do not hold/;
    const called = costTags
      ? [...profiles.map((id): Watched => ({ name: `${id} of workload ${index}`, in: stack, region })), ...this.named({ profiles: [], applications: workload.applications })]
      : this.named(workload, sourceRegions);
    const watch = given ?? this.ofStack(stack) ?? this.add({ stack, path: `${this.pathOf(stack)}/CrisMonitoring`, alarms: true, dashboard: true, watched: [] });
    return first(called.filter((one) => !differ(one.region, region)), (one) => this.watch(watch, one));
  }

  private watch(watch: Watch, one: Watched): RegExp | undefined {
    const { region } = this.plan.stacks[watch.stack];
    const before = watch.watched.find(({ name }) => name === one.name);
    if (before) {
      const regionsOf = (list: readonly string[] = [region ?? 'a token']) => [...list].sort().join();
      return one.sourceRegions && regionsOf(one.sourceRegions) !== regionsOf(before.sourceRegions) ? /^sourceRegions: .+ is monitored already/ : undefined;
    }
    if (differ(one.region, region)) return /^inferenceProfile: .+ is called in its own Region only/;
    if (one.sourceRegions?.every((source) => differ(source, region))) return /^sourceRegions: .+ do not hold .+, the Region of this monitoring/;
    if (this.all.some((other) => other !== watch && this.areInOnePlace(watch, other) && other.watched.some(({ name }) => name === one.name))) this.twice.add(watch);
    watch.watched.push(one);
    return undefined;
  }

  /** Where a stack that a monitoring refers to depends on that of the monitoring. */
  private cycle(): RegExp | undefined {
    const { roles, applications, stacks, denies } = this.plan;
    const edges = stacks.map(() => new Set<number>());
    const isWritten = (what: Step['what'], index: number, role: number) => this.expected.outcome({ what, index, role }) === 'written';
    const refer = (from: number, ...to: number[]) => {
      for (const one of to) if (one !== from) edges[from].add(one);
    };
    const homesOf = (callees: Callees) => callees.applications.filter((one) => !applications[one].imported).map((one) => applications[one].stack);
    this.plan.grants.forEach((one, index) => one.roles.filter((role) => isWritten('grant', index, role)).forEach((role) => refer(roles[role].stack, ...homesOf(one))));
    this.plan.workloads.forEach((one, index) => {
      if (isWritten('workload', index, one.role)) refer(roles[one.role].stack, ...homesOf(one), ...(one.costTags ? [one.stack] : []));
    });
    this.plan.boundaries.forEach((one) => refer(roles[one.role].stack, ...homesOf(one)));
    denies.forEach((one, index) => one.roles.filter((role) => isWritten('deny', index, role) && !roles[role].kind.startsWith('imported')).forEach((role) => refer(one.stack, roles[role].stack)));
    const homes = this.all.flatMap(({ stack, alarms, dashboard, watched }) => watched
      .flatMap(({ in: home }) => (home === undefined || home === stack ? [] : [{ stack, home, isUsed: alarms || dashboard }])));
    for (const { stack, home, isUsed } of homes) if (isUsed) refer(stack, home);
    const reaches = (from: number, to: number, seen = new Set<number>()): boolean => from === to
      || !seen.has(from) && [...edges[from]].some((next) => reaches(next, to, seen.add(from)));
    return homes.some(({ stack, home }) => reaches(home, stack)) ? /^monitoring: .+ a cycle; define a CrisMonitoring in / : undefined;
  }

  private named({ profiles, applications }: Callees, sourceRegions?: readonly string[]): Watched[] {
    return [
      ...profiles.map((name) => ({ name, sourceRegions })),
      ...applications.map((index): Watched => {
        const { stack, imported } = this.plan.applications[index];
        // Its Region is in the ARN of one that is imported.
        return { name: `application ${index}`, in: imported ? undefined : stack, region: imported ? this.places.of(stack).region : this.plan.stacks[stack].region };
      }),
    ];
  }

  private add(watch: Watch): Watch {
    this.all.push(watch);
    return watch;
  }

  private ofStack(stack: number): Watch | undefined {
    return this.all.find((one) => one.stack === stack);
  }

  private pathOf(stack: number): string {
    return `${this.plan.stacks[stack].inStage ? '/Stage' : ''}/Stack${stack}`;
  }

  // Where the environment is open, the stacks of a stage are deployed together.
  private areInOnePlace(one: Watch, other: Watch): boolean {
    const [{ account, region, inStage }, two] = [this.plan.stacks[one.stack], this.plan.stacks[other.stack]];
    return account === two.account && region === two.region && (account !== undefined && region !== undefined || inStage === two.inStage);
  }
}

function first<T>(list: Iterable<T>, find: (one: T) => RegExp | undefined): RegExp | undefined {
  for (const one of list) {
    const found = find(one);
    if (found) return found;
  }
  return undefined;
}

