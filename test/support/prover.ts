import { init, killThreads } from 'z3-solver';
import { allows, AuthorizationRequest, PolicyDocumentJson } from './iam-evaluator';
import { ANY_REGION, Encoding, listOf, RequestForm, Variable, VARIABLES } from './prover-encoding';

export { ANY_REGION, type RequestForm } from './prover-encoding';

export interface Counterexample {
  readonly action: string;
  readonly resource: string;
  readonly requestedRegion: string;
  readonly inferenceProfileArn?: string;
}

type Kind = 'outside' | 'not-allowed';

export type Proof = { readonly proved: true } | {
  readonly proved: false;
  /** `outside`: allowed, but no documented form. `not-allowed`: a documented form, but not allowed. */
  readonly kind: Kind;
  readonly counterexample: Counterexample;
  readonly readable: string;
};

/**
 * Whether the policies allow the documented forms and nothing else, for EVERY action, resource, `aws:RequestedRegion` and
 * `bedrock:InferenceProfileArn` (or none). Conditions on other keys, policy variables and set operators are refused, not guessed.
 */
export async function prove(documents: readonly PolicyDocumentJson[], forms: readonly RequestForm[]): Promise<Proof> {
  if (forms.length === 0) throw new Error('Nothing to prove: no documented form');
  const samples = samplesFor(forms);
  const encoding = new Encoding(documents, forms, samples);
  for (const kind of ['not-allowed', 'outside'] as const) {
    const request = await solve(encoding, kind, preferences(encoding, forms, samples));
    if (request) return { proved: false, kind, counterexample: request, readable: confirm(documents, forms, kind, request) };
  }
  return { proved: true };
}

/** Node.js stays alive while the solver's threads do: call it in `afterAll`. */
export async function terminateProver(): Promise<void> {
  const started = await solver;
  solver = undefined;
  if (started) await killThreads(started.em);
}

const start = async () => {
  const { Context, em } = await init();
  return { context: Context('prover'), em };
};
let solver: ReturnType<typeof start> | undefined;
const TIMEOUT_MS = 30_000;

/** A request with the goal, if there is one: of several the one that satisfies the preferences, earlier ones first. */
async function solve(encoding: Encoding, goal: Kind, preferred: readonly string[]): Promise<Counterexample | undefined> {
  solver ??= start();
  const { context } = await solver;
  const z3 = new context.Solver();
  try {
    z3.set('timeout', TIMEOUT_MS);
    z3.fromString(encoding.script(goal, preferred));
    const check = async (...assumed: ReadonlyArray<ReturnType<typeof context.Bool.const>>): Promise<Counterexample | undefined> => {
      const answer = await z3.check(...assumed);
      if (answer === 'unknown') throw new Error(`The solver gave up: ${z3.reasonUnknown()}`);
      if (answer === 'unsat') return undefined;
      const model = z3.model();
      const found = requestOf(encoding, (variable) => Number(model.eval(context.Int.const(variable), true).toString()));
      model.release();
      return found;
    };
    let request = await check();
    const kept: Array<ReturnType<typeof context.Bool.const>> = [];
    for (const index of request ? preferred.keys() : []) {
      const preference = context.Bool.const(`preference${index}`);
      const better = await check(...kept, preference);
      if (better) kept.push(preference);
      request = better ?? request;
    }
    return request;
  } finally {
    // The solver's memory is not the garbage collector's, which would free it too late.
    z3.release();
  }
}

function requestOf(encoding: Encoding, indexOf: (variable: Variable) => number): Counterexample {
  const [action, resource, requestedRegion, inferenceProfileArn] = VARIABLES.map((variable) => encoding.universe[variable][indexOf(variable)]);
  if (action === undefined || resource === undefined || requestedRegion === undefined) throw new Error('The model has no request');
  return { action: ACTIONS.get(action) ?? action, resource, requestedRegion, ...(inferenceProfileArn === undefined ? {} : { inferenceProfileArn }) };
}

/** Some of the service's action names, only to make a counterexample telling; the proof itself covers every string. */
const ACTIONS = new Map([
  'bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream', 'bedrock:InvokeAgent', 'bedrock:InvokeFlow', 'bedrock:CreateModelInvocationJob',
  'bedrock:GetInferenceProfile', 'bedrock:DeleteInferenceProfile', 'bedrock:CountTokens', 'bedrock:ApplyGuardrail', 'iam:PassRole',
].map((action) => [action.toLowerCase(), action]));

/** Plausible values next to the documented ones, for the same reason: the same ARNs with another model or profile, and another Region. */
function samplesFor(forms: readonly RequestForm[]): Record<Variable, string[]> {
  const sibling = (arn: string) => arn.replace(/\/[^/]*$/, '/example.other-model-v1:0');
  return {
    action: [...ACTIONS.keys()],
    resource: forms.flatMap(({ resource }) => listOf(resource)).map(sibling),
    region: ['us-east-1', 'eu-west-3', 'unspecified'],
    profile: forms.flatMap(({ inferenceProfileArn = [] }) => listOf(inferenceProfileArn)).map(sibling),
  };
}

function preferences(encoding: Encoding, forms: readonly RequestForm[], samples: Record<Variable, string[]>): string[] {
  const documented = (variable: Variable, valuesOf: (form: RequestForm) => readonly string[]) => encoding.memberOf(variable, forms.flatMap(valuesOf));
  return [
    documented('action', ({ actions }) => actions.slice(0, 1).map((action) => action.toLowerCase())),
    documented('action', ({ actions }) => actions.map((action) => action.toLowerCase())),
    documented('resource', ({ resource }) => listOf(resource)),
    documented('region', ({ requestedRegion }) => listOf(requestedRegion).filter((region) => region !== ANY_REGION)),
    encoding.memberOf('profile', [undefined]),
    documented('profile', ({ inferenceProfileArn = [] }) => listOf(inferenceProfileArn)),
    ...VARIABLES.map((variable) => encoding.memberOf(variable, samples[variable])),
  ];
}

/** The counterexample in words, after the evaluator, which shares no encoding with the prover, has agreed. */
function confirm(documents: readonly PolicyDocumentJson[], forms: readonly RequestForm[], kind: Kind, found: Counterexample): string {
  const { action, resource, requestedRegion, inferenceProfileArn } = found;
  const request: AuthorizationRequest = {
    action,
    resource,
    context: { 'aws:RequestedRegion': requestedRegion, 'bedrock:InferenceProfileArn': inferenceProfileArn },
  };
  const isDocumented = forms.some((form) => form.actions.some((name) => name.toLowerCase() === action.toLowerCase())
    && listOf(form.resource).includes(resource)
    && (form.requestedRegion === ANY_REGION || listOf(form.requestedRegion).includes(requestedRegion))
    && (form.inferenceProfileArn === undefined) === (inferenceProfileArn === undefined)
    && (inferenceProfileArn === undefined || listOf(form.inferenceProfileArn ?? []).includes(inferenceProfileArn)));
  const isAllowed = allows(documents, request);
  if (isAllowed !== (kind === 'outside') || isDocumented === isAllowed) {
    throw new Error(`Prover and evaluator disagree on ${JSON.stringify(request)}`);
  }
  const verdict = isAllowed ? 'allowed, though no documented request:' : 'documented, but not allowed:';
  const key = inferenceProfileArn === undefined ? 'without bedrock:InferenceProfileArn' : `with bedrock:InferenceProfileArn ${inferenceProfileArn}`;
  return `${verdict} ${action} on ${resource}, aws:RequestedRegion ${requestedRegion}, ${key}`;
}
