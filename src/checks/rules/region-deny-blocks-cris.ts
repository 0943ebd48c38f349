import { REGIONLESS_REQUESTED_REGION, INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { Model } from '../model/model';
import { PAGES, at, list, Rule, Found } from '../model/rule';
import { Call, Evaluation, evaluationsOf } from '../policy/authorizations';
import { holds, INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../policy/condition';
import { applies } from '../policy/decide';
import { PolicyDocument } from '../policy/documents';
import { isRegionList, namesInvocation } from '../policy/misplaced';
import { sampleRequests } from '../policy/sample-requests';
import { Statement } from '../policy/statement';
import { Subject } from '../policy/subjects';
import { Environment } from '../read/template';

export const regionDenyBlocksCris: Rule = {
  id: 'regionDenyBlocksCris',
  severity: 'warning',
  summary: 'A deny outside of a list of Regions stops cross-Region inference (an error where the same principal is allowed it)',
  page: PAGES.global,
  check: (model) => model.subjects.flatMap((subject) => [...subject.documents, ...subject.boundary].flatMap((document) => document.statements.filter(isRegionDeny)
    .flatMap((statement) => stoppedGrants(subject, document, statement, model) ?? stoppedGlobal(subject, document, statement, model)))),
};

/** A deny everywhere but in some Regions. */
export function isRegionDeny({ effect, conditions }: Statement): boolean {
  return effect === 'Deny' && conditions.some(({ key, operator }) => key === REQUESTED_REGION && operator.negated);
}

function stoppedGrants(subject: Subject, document: PolicyDocument, statement: Statement, model: Model): Found[] | undefined {
  const stopped = model.grants.filter((grant) => grant.subject === subject).flatMap(({ call }) => stoppedBy(statement, call));
  if (stopped.length === 0) return undefined;
  return [{ ...found(document, statement, stopped), severity: 'error' }];
}

// Of a policy that bounds many, it is not known who calls what: only that nobody can call through a global profile from a Region of the list.
// Where profiles are exempt, or global inference is denied besides, that is meant.
function stoppedGlobal(subject: Subject, document: PolicyDocument, statement: Statement, { environment, grants }: Model): Found[] {
  const isMeant = exemptsProfiles(statement, environment) || grants.some((grant) => grant.subject === subject)
    || subject.documents.some(({ statements }) => statements.some((other) => other.effect === 'Deny' && other.conditions.some((condition) =>
      isRegionList(condition) && condition.values.includes(REGIONLESS_REQUESTED_REGION))));
  if (isMeant || (subject.kind === 'principal' && !concernsInference(subject))) return [];
  for (const region of [environment.region, ...CATALOG.regions.keys()]) {
    const source = { ...environment, region };
    const stopped = INVOKE_ACTIONS.flatMap((action) => stoppedBy(statement, { inferenceProfileId: 'global.provider.every-model', source, action }));
    if (stopped.length > 0) return [found(document, statement, stopped)];
  }
  return [];
}

// An exemption that no profile meets exempts nothing.
function exemptsProfiles(statement: Statement, environment: Environment): boolean {
  return statement.conditions.some((condition) => condition.key === INFERENCE_PROFILE_ARN
    && sampleRequests(statement, environment).some(({ context }) => context.get(INFERENCE_PROFILE_ARN) !== undefined && holds(condition, context) !== 'yes'));
}

function concernsInference({ documents, managedPolicies }: Subject): boolean {
  return managedPolicies.some((arn) => /:iam::aws:policy\/.*Bedrock/.test(arn))
    || documents.some(({ statements }) => statements.some((statement) => statement.effect === 'Allow' && namesInvocation(statement)));
}

// A call from a forbidden Region is denied as a whole, which is what the statement is for.
function stoppedBy(statement: Statement, call: Call): Evaluation[] {
  const [profile, ...models] = evaluationsOf(call);
  // For everybody whom the statement does not exempt by name.
  const deny = { ...statement, conditions: statement.conditions.filter(({ key, operator }) => !((key.startsWith('aws:principal') && key !== 'aws:principalisawsservice' || key === 'aws:userid') && operator.negated)) };
  return applies(deny, profile) === 'no' ? models.filter((evaluation) => applies(deny, evaluation) === 'yes') : [];
}

function found(document: PolicyDocument, statement: Statement, stopped: readonly Evaluation[]): Found {
  const regions = list(stopped.map(({ context }) => context.get(REQUESTED_REGION)!));
  return {
    ...at(document, statement),
    message: `the deny stops calls through inference profiles: their models are authorized with aws:RequestedRegion ${regions}, which its list does not hold`,
    remedy: 'add ArnNotLike bedrock:InferenceProfileArn with the profiles that are meant to work to the condition, or "unspecified" to the list for global profiles;' +
      ' if cross-Region inference is meant to be denied, acknowledge this',
  };
}
