import * as fc from 'fast-check';
import { deploy, DeployedApp, isForeignRoleError, Step } from './app-build';
import { AppPlan, appPlans, DenyPlan, EnvironmentPlan } from './app-plans';
import { knownProfiles } from '../support/catalog-profiles';
import { applicationProfileEvaluations, directModelCall, evaluations, InvokeAction, INVOKE_ACTIONS } from '../support/cris-requests';
import { deniedRequests, GrantedProfile } from '../support/denied-requests';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../support/iam-evaluator';
import { propertyRuns } from '../support/property-runs';
import { assertWithinIamLimits } from '../support/template-policies';

/*
 * Apps of several stacks, accounts, roles and grants. The policies of every role, of all stacks together and as they are deployed, are judged by
 * what they allow.
 */

/** A call that the plan grants to a role. */
interface GrantedCall extends GrantedProfile {
  readonly actions: readonly InvokeAction[];
  readonly applicationArn?: string;
  /** The source Region is a token, so the destinations are not known: the model is allowed in any Region. */
  readonly anyDestination: boolean;
}

/** What a step comes to, by the plan alone. */
type Outcome = 'written' | 'foreign' | 'managed elsewhere';

const destinations = new Map(knownProfiles().map((one) => [`${one.sourceRegion} ${one.inferenceProfileId}`, one.destinationRegions]));
const modelOf = (id: string) => id.replace(/^[a-z-]+\./, '');

class Expected {
  public constructor(private readonly plan: AppPlan) {}

  public outcome({ what, index, role: position }: Step): Outcome {
    const role = this.plan.roles[position];
    const home = this.plan.stacks[role.stack].env?.account;
    const isImported = role.kind.startsWith('imported');
    const own = isImported ? role.account : home;
    const { env } = this.plan.stacks[this.listOf(what)[index].stack];
    if (own !== undefined && env !== undefined && own !== env.account) return 'foreign';
    if (role.kind === 'imported immutable' || role.kind === 'without policy updates') return 'managed elsewhere';
    // The CDK imports a role of another account so that it takes no policies.
    return isImported && home !== undefined && home !== own ? 'managed elsewhere' : 'written';
  }

  /** The grants are for the Region of the role's stack, as the app has none for them. */
  public isInRegionOfRole(step: Step): boolean {
    if (step.what === 'deny' || this.outcome(step) !== 'written') return false;
    const { stack, sourceRegions } = this.plan[step.what === 'grant' ? 'grants' : 'workloads'][step.index];
    return !sourceRegions && !this.plan.stacks[stack].env && this.plan.stacks[this.plan.roles[step.role].stack].env !== undefined;
  }

  public calls(steps: readonly Step[]): GrantedCall[] {
    return steps.flatMap(({ what, index, role, applicationArns = [] }) => {
      if (what === 'deny') return [];
      const { stack, profiles, sourceRegions } = this.plan[what === 'grant' ? 'grants' : 'workloads'][index];
      const { env } = this.plan.stacks[stack];
      const actions = what === 'grant' && !this.plan.grants[index].streaming ? INVOKE_ACTIONS.slice(0, 1) : INVOKE_ACTIONS;
      return (sourceRegions ?? [(env ?? this.homeOf(role)).region]).flatMap((sourceRegion) => profiles.map((inferenceProfileId, position): GrantedCall => {
        const isGlobal = inferenceProfileId.startsWith('global.');
        // From the Region of a role in another stack, the catalog may not know the profile.
        const destinationRegions = isGlobal ? undefined : destinations.get(`${sourceRegion} ${inferenceProfileId}`) ?? [sourceRegion];
        return {
          account: env?.account ?? this.accountOf(role),
          sourceRegion,
          inferenceProfileId,
          destinationRegions,
          actions,
          applicationArn: applicationArns[position],
          anyDestination: !isGlobal && !env && !sourceRegions,
        };
      }));
    });
  }

  public denies(steps: readonly Step[]): DenyPlan[] {
    return steps.flatMap(({ what, index }) => (what === 'deny' ? this.plan.denies[index].deny : what === 'workload' ? this.plan.workloads[index].deny : undefined) ?? []);
  }

  /** Calls of the app that are not granted to a role, through other profiles of the same models too. */
  public neighbours(role: number): GrantedProfile[] {
    const { grants, workloads, stacks, deployedTo } = this.plan;
    const ids = [...grants, ...workloads].flatMap(({ profiles }) => profiles);
    const regions = [...[...grants, ...workloads].flatMap(({ sourceRegions = [] }) => sourceRegions), ...stacks.map(({ env }) => (env ?? deployedTo).region)];
    return knownProfiles()
      .filter(({ sourceRegion, inferenceProfileId }) => regions.includes(sourceRegion) && ids.some((id) => modelOf(id) === modelOf(inferenceProfileId)))
      .map((one) => ({ ...one, account: this.accountOf(role) }));
  }

  private accountOf(position: number): string {
    const { kind, account } = this.plan.roles[position];
    return kind.startsWith('imported') ? account : this.homeOf(position).account;
  }

  private homeOf(position: number): EnvironmentPlan {
    return this.plan.stacks[this.plan.roles[position].stack].env ?? this.plan.deployedTo;
  }

  private listOf(what: Step['what']): readonly { readonly stack: number }[] {
    return what === 'grant' ? this.plan.grants : what === 'deny' ? this.plan.denies : this.plan.workloads;
  }
}

/** Every authorization of a call, once for each value that the key may have: AWS does not document which, of an application inference profile. */
function authorizations(call: GrantedCall, action: InvokeAction): AuthorizationRequest[][] {
  const { applicationArn, inferenceProfileId } = call;
  if (applicationArn === undefined) return [evaluations({ ...call, action })];
  return (['application', 'system'] as const).map((conditionValue) => applicationProfileEvaluations({
    account: call.account,
    sourceRegion: call.sourceRegion,
    destinationRegions: call.destinationRegions,
    action,
    systemProfileId: inferenceProfileId,
    applicationInferenceProfileArn: applicationArn,
    conditionValue,
  }));
}

function isDenied(deny: DenyPlan, { inferenceProfileId, sourceRegion, applicationArn }: GrantedCall): boolean {
  switch (deny.kind) {
    case 'globalInference': return inferenceProfileId.startsWith('global.');
    case 'outsideProfiles': return applicationArn !== undefined || !deny.profiles.includes(inferenceProfileId);
    case 'outsideSourceRegions': return !deny.regions.includes(sourceRegion);
  }
}

function keyOf({ action, resource, context }: AuthorizationRequest): string {
  return `${action} on ${resource}, Region ${String(context['aws:RequestedRegion'])}, profile ${String(context['bedrock:InferenceProfileArn'])}`;
}

/**
 * Where destinations are not known, the key with the Region of the model left open; nothing else has one. The model without a Region is one of these:
 * a wildcard for the Region matches it, and no call through a geographic profile asks for it.
 */
function openKeyOf(request: AuthorizationRequest): string | undefined {
  const [, region] = /^arn:aws:bedrock:([a-z0-9-]*)::foundation-model\//.exec(request.resource) ?? [];
  if (region === undefined || request.context['bedrock:InferenceProfileArn'] === undefined) return undefined;
  return keyOf({ ...request, resource: request.resource.replace(`:${region}::`, ':*::'), context: { ...request.context, 'aws:RequestedRegion': '*' } });
}

function allowing(documents: readonly PolicyDocumentJson[]): PolicyDocumentJson[] {
  return documents.filter(({ Statement }) => [Statement].flat().some(({ Effect }) => Effect === 'Allow'));
}

/** What is wrong with the policies of a role, in words. */
function faultsOf(app: DeployedApp, expected: Expected, role: number): string[] {
  const policies = app.policiesOf(role);
  const documents = [...policies.inline, ...policies.managed];
  const steps = app.steps.filter((step) => step.role === role && expected.outcome(step) === 'written');
  const [calls, denies] = [expected.calls(steps), expected.denies(steps)];
  if (steps.length === 0) return documents.length === 0 ? [] : [`statements of a role that gets none: ${JSON.stringify(documents)}`];

  assertWithinIamLimits(policies);
  const written = app.policiesAsWritten(role);
  const statements = allowing([...written.inline, ...written.managed]).flatMap(({ Statement }) => Statement).map((statement) => JSON.stringify(statement));
  // An update holds the former policies and the new ones.
  const halves = allowing(policies.managed).length <= 10 ? [] : ['more than half of the managed policies'];

  const documented = new Set<string>();
  const refused = calls.flatMap((call) => call.actions.flatMap((action) => authorizations(call, action).flatMap((requests) => {
    for (const request of requests) documented.add(keyOf(request));
    if (call.anyDestination) for (const request of requests) documented.add(openKeyOf(request) ?? keyOf(request));
    const isAllowed = requests.every((request) => allows(documents, request));
    if (isAllowed === !denies.some((deny) => isDenied(deny, call))) return [];
    return [`${isAllowed ? 'denied, but allowed' : 'granted, but not allowed'}: ${action} ${call.applicationArn ?? ''} ${call.inferenceProfileId} from ${call.sourceRegion} in ${call.account}`];
  })));

  const neighbours = expected.neighbours(role);
  const others = [
    ...neighbours.flatMap((one) => INVOKE_ACTIONS.flatMap((action) => evaluations({ ...one, action }))),
    ...neighbours.map(({ sourceRegion, inferenceProfileId }) => directModelCall({ region: sourceRegion, modelId: modelOf(inferenceProfileId) })),
    ...calls.flatMap((call) => deniedRequests(call).map(([, request]) => request)),
  ];
  const isDocumented = (request: AuthorizationRequest) => documented.has(keyOf(request)) || documented.has(openKeyOf(request) ?? 'no model through a profile');
  const beyond = [...new Map(others.map((request) => [keyOf(request), request])).values()].filter((request) => !isDocumented(request) && allows(documents, request));
  return [
    ...halves,
    ...statements.filter((statement, index) => statements.indexOf(statement) !== index).map((statement) => `twice: ${statement}`),
    ...refused,
    ...beyond.map((request) => `allowed, but not granted: ${keyOf(request)}`),
  ];
}

/** What is wrong with the errors and warnings of an app, in words. */
function surprises({ steps, warnings }: DeployedApp, expected: Expected): string[] {
  const isAt = (path: string, scope: string) => path === scope || path.startsWith(`${scope}/`);
  return steps.flatMap((step) => {
    const name = `${step.what} ${step.index} of role ${step.role}`;
    const outcome = expected.outcome(step);
    const here = steps.filter(({ path }) => path === step.path);
    const due = {
      policiesManagedElsewhere: here.some((one) => expected.outcome(one) === 'managed elsewhere'),
      sourceRegionOfRole: here.some((one) => expected.isInRegionOfRole(one)),
    };
    return [
      ...(step.error !== undefined && !(outcome === 'foreign' && isForeignRoleError(step.error)) ? [`${name} threw ${String(step.error)}`] : []),
      ...(step.error === undefined && outcome === 'foreign' ? [`${name} did not throw`] : []),
      ...Object.entries(due).flatMap(([id, isDue]) => {
        const isWarned = warnings.some((one) => one.id === `cdk-bedrock-cris::${id}` && isAt(one.path, step.path));
        return isWarned === isDue ? [] : [`${name} ${isWarned ? 'warns' : 'does not warn'}: ${id}`];
      }),
    ];
  });
}

const RUNS = propertyRuns();

test(`in any app, roles may do what is granted to them, and nothing else (${RUNS.numRuns} runs)`, () => {
  const outcomes = { 'written': 0, 'foreign': 0, 'managed elsewhere': 0, 'managed policies': 0 };
  fc.assert(fc.property(appPlans, (plan) => {
    const [app, expected] = [deploy(plan), new Expected(plan)];
    expect([...surprises(app, expected), ...plan.roles.flatMap((_, role) => faultsOf(app, expected, role).map((fault) => `Role${role}: ${fault}`))]).toEqual([]);
    for (const step of app.steps) outcomes[expected.outcome(step)]++;
    outcomes['managed policies'] += plan.roles.flatMap((_, role) => allowing(app.policiesOf(role).managed)).length;
  }), RUNS);
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(RUNS.numRuns / 5);
}, 3_600_000);
