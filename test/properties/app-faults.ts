import { deploy, DeployedApp, isOurs } from './app-build';
import { Expected, ExpectedMonitorings, GrantedCall } from './app-expected';
import { AppPlan, modelOf } from './app-plans';
import { applicationEvaluations, CONDITION_VALUES, deniedBesides } from '../support/application-calls';
import { directModelCall, evaluations, InvokeAction, INVOKE_ACTIONS } from '../support/cris-requests';
import { deniedRequests } from '../support/denied-requests';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../support/iam-evaluator';
import { assertWithinIamLimits } from '../support/template-policies';

/** How many requests beyond each call have to be refused, at least. */
const REFUSED_OF_EACH_CALL = 16;

const grantedApplication = ({ account, sourceRegion, destinationRegions, inferenceProfileId, application }: GrantedCall & { application: object }) => ({
  account, sourceRegion, destinationRegions, arn: application.arn, modelId: modelOf(inferenceProfileId), systemProfileId: application.ofModel ? undefined : inferenceProfileId,
});

const isOfApplication = (call: GrantedCall): call is GrantedCall & { application: object } => call.application !== undefined;

/** Every authorization of a call, once for each value that the key may have: AWS does not document which, of an application inference profile. */
function authorizations(call: GrantedCall, action: InvokeAction): AuthorizationRequest[][] {
  if (!isOfApplication(call)) return [evaluations({ ...call, action })];
  return CONDITION_VALUES.map((value) => applicationEvaluations(grantedApplication(call), value, action));
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
  const [calls, denies] = [expected.calls(steps, app.applicationArns), expected.denies(steps)];
  if (steps.length === 0) return documents.length === 0 ? [] : [`statements of a role that gets none: ${JSON.stringify(documents)}`];

  assertWithinIamLimits(policies);
  const written = app.policiesAsWritten(role);
  const statements = allowing([...written.inline, ...written.managed]).flatMap(({ Statement }) => Statement).map((statement) => JSON.stringify(statement));
  // An update holds the former policies and the new ones.
  const halves = allowing(policies.managed).length <= 10 ? [] : ['more than half of the managed policies'];
  const boundary = app.boundaryOf(role);
  const isAllowed = (request: AuthorizationRequest) => allows(documents, request) && (boundary === undefined || allows([boundary], request));

  const documented = new Set<string>();
  const refused = calls.flatMap((call) => call.actions.flatMap((action) => authorizations(call, action).flatMap((requests) => {
    for (const request of requests) documented.add(keyOf(request));
    if (call.anyDestination) for (const request of requests) documented.add(openKeyOf(request) ?? keyOf(request));
    const isUsable = requests.every(isAllowed);
    if (isUsable === (expected.isWithinBoundary(role, call) && !denies.some((deny) => expected.isDenied(deny, call)))) return [];
    return [`${isUsable ? 'denied, but allowed' : 'granted, but not allowed'}: ${action} ${call.application?.arn ?? ''} ${call.inferenceProfileId} from ${call.sourceRegion} in ${call.account}`];
  })));

  const neighbours = expected.neighbours(role);
  const besides = calls.map((call) => (isOfApplication(call) ? deniedBesides(grantedApplication(call)) : deniedRequests(call)).map(([, request]) => request));
  const others = [
    ...neighbours.flatMap((one) => INVOKE_ACTIONS.flatMap((action) => evaluations({ ...one, action }))),
    ...neighbours.map(({ sourceRegion, inferenceProfileId }) => directModelCall({ region: sourceRegion, modelId: modelOf(inferenceProfileId) })),
    ...besides.flat(),
  ];
  const isDocumented = (request: AuthorizationRequest) => documented.has(keyOf(request)) || documented.has(openKeyOf(request) ?? 'no model through a profile');
  const beyond = [...new Map(others.map((request) => [keyOf(request), request])).values()].filter((request) => !isDocumented(request) && isAllowed(request));
  const few = besides.filter((requests) => requests.filter((request) => !isDocumented(request)).length < REFUSED_OF_EACH_CALL);
  return [
    ...halves,
    ...statements.filter((statement, index) => statements.indexOf(statement) !== index).map((statement) => `twice: ${statement}`),
    ...refused,
    ...few.map((requests) => `fewer than ${REFUSED_OF_EACH_CALL} requests beside ${requests[0].resource}`),
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
      ...(step.error !== undefined && outcome !== 'foreign' ? [`${name} threw ${String(step.error)}`] : []),
      ...(step.error === undefined && outcome === 'foreign' ? [`${name} did not throw`] : []),
      ...Object.entries(due).flatMap(([id, isDue]) => {
        const isWarned = warnings.some((one) => one.id === `cdk-bedrock-cris::${id}` && isAt(one.path, step.path));
        return isWarned === isDue ? [] : [`${name} ${isWarned ? 'warns' : 'does not warn'}: ${id}`];
      }),
    ];
  });
}

/** What is wrong with the monitorings of an app, in words. */
function unwatched({ steps, applicationArns, warnings, ...app }: DeployedApp, { all, twice }: ExpectedMonitorings, plan: AppPlan): string[] {
  const idOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
  const ids = new Map(applicationArns.map((arn, index) => [`application ${index}`, idOf(arn)]));
  for (const { what, index, costArns = [] } of steps) {
    if (what === 'workload') costArns.forEach((arn, at) => ids.set(`${plan.workloads[index].profiles[at]} of workload ${index}`, idOf(arn)));
  }
  const warned = warnings.filter(({ id }) => id === 'cdk-bedrock-cris::watchedTwice').map(({ path }) => path);
  return [
    ...plan.stacks.flatMap((_, stack) => {
      const watch = all.find((one) => one.stack === stack);
      const wanted = watch?.alarms ? watch.watched.map(({ name }) => ids.get(name) ?? name).sort() : [];
      const found = [...app.alarmsIn(stack)].sort();
      return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`Stack${stack} has alarms on ${found.join()} instead of ${wanted.join()}`];
    }),
    ...all.filter((one) => twice.has(one) !== warned.includes(one.path)).map((one) => `${one.path} ${twice.has(one) ? 'does not warn' : 'warns'}: watchedTwice`),
  ];
}

/** What is wrong with the app of a plan, in words; nothing if it holds. What it comes to is told to `seen`. */
export function faults(plan: AppPlan, seen: (outcome: string, times?: number) => void = () => undefined): string[] {
  const [outcome, expected, monitorings] = [deploy(plan), new Expected(plan), new ExpectedMonitorings(plan)];
  const { refusal } = monitorings;
  if ('error' in outcome) {
    const { error } = outcome;
    if (!isOurs(error)) return [`not an error of ours: ${error.name}: ${error.message}`];
    seen('refused');
    return refusal?.test(error.message) ? [] : [`refused, ${refusal ? `though not as ${String(refusal)}` : 'without a reason'}: ${error.message}`];
  }
  if (refusal) return [`not refused: ${String(refusal)}`];
  const { app } = outcome;
  for (const step of app.steps) seen(expected.outcome(step));
  seen('managed policies', plan.roles.flatMap((_, role) => allowing(app.policiesOf(role).managed)).length);
  seen('monitorings', monitorings.all.length);
  return [
    ...surprises(app, expected),
    ...unwatched(app, monitorings, plan),
    ...plan.roles.flatMap((_, role) => faultsOf(app, expected, role).map((fault) => `Role${role}: ${fault}`)),
  ];
}
