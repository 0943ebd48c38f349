import { isRegionDeny } from './denies';
import { foundationModelArn, inferenceProfileArn } from '../../bedrock/arns';
import { INFERENCE_PROFILE_ARN as KEY_TEXT, INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { hasGlobalProfiles } from '../../bedrock/regions';
import { Model } from '../model/model';
import { at, Found, inStatements, list, PAGES, Rule } from '../model/rule';
import { Call, Evaluation, evaluationsOf } from '../policy/authorizations';
import { conditionsOf, holds, INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../policy/condition';
import { applies, selects } from '../policy/decide';
import { PolicyDocument } from '../policy/documents';
import { isHarmless } from '../policy/harmless';
import { arnsOf, invokes, isModel, isOwnerTest, isRegionList, keepsModelsOut, namesInvocation } from '../policy/misplaced';
import { pasteInto, written } from '../policy/paste';
import { sampleRequests } from '../policy/sample-requests';
import { Statement } from '../policy/statement';
import { Subject } from '../policy/subjects';
import { forOthers } from '../policy/targets';
import { readable } from '../read/opaque';
import { Environment } from '../read/template';

export const regionDenyBlocksCris: Rule = {
  id: 'regionDenyBlocksCris',
  severity: 'warning',
  summary: 'A deny outside of a list of Regions stops cross-Region inference (an error where the same principal is allowed it)',
  symptom: 'AccessDeniedException with an explicit deny in a service control policy, in a Region that nobody called or on the model without a Region',
  cure: 'exempt the profiles with ArnNotLike bedrock:InferenceProfileArn, or add "unspecified" to the list for global profiles',
  wrong: '{"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}',
  right: '"ArnNotLike": {"bedrock:InferenceProfileArn": "arn:aws:bedrock:*:*:inference-profile/global.*"}',
  page: PAGES.global,
  check: (model) => model.subjects.flatMap((subject) => [...subject.documents, ...subject.boundary].flatMap((document) => document.statements.filter(isRegionDeny)
    .flatMap((statement) => stoppedGrants(subject, document, statement, model) ?? stoppedGlobal(subject, document, statement, model)))),
};

function stoppedGrants(subject: Subject, document: PolicyDocument, statement: Statement, model: Model): Found[] | undefined {
  const calls = model.grants.filter((grant) => grant.subject === subject && grant.single)
    .map(({ call }) => ({ call, stopped: stoppedBy(statement, call, subject) })).filter(({ stopped }) => stopped.length > 0);
  if (calls.length === 0) return undefined;
  const profiles = [...new Set(calls.map(({ call }) => call.applicationArn ?? inferenceProfileArn({ ...call.source, region: '*', account: '*' }, call.inferenceProfileId)))];
  return [{ ...found(document, statement, calls.flatMap(({ stopped }) => stopped), profiles), severity: 'error' }];
}

// Of a policy that bounds many, it is not known who calls what: only that nobody can call through a global profile from a Region of the list.
// Where profiles are exempt, or global inference is denied besides, that is meant.
function stoppedGlobal(subject: Subject, document: PolicyDocument, statement: Statement, { environment, grants }: Model): Found[] {
  if (!hasGlobalProfiles(environment.partition)) return [];
  const isMeant = exemptsProfiles(statement, environment) || grants.some((grant) => grant.subject === subject && grant.single)
    || subject.documents.some(({ statements }) => statements.some((other) => other.effect === 'Deny' && other.conditions.some((condition) =>
      isRegionList(condition) && condition.values.includes(REGIONLESS_REQUESTED_REGION))));
  if (isMeant || (subject.kind === 'principal' && !concernsInference(subject))) return [];
  for (const region of [environment.region, ...CATALOG.regions.keys()]) {
    const source = { ...environment, region };
    const stopped = INVOKE_ACTIONS.flatMap((action) => stoppedBy(statement, { inferenceProfileId: 'global.provider.every-model', source, action }));
    if (stopped.length > 0) return [found(document, statement, stopped, [inferenceProfileArn({ ...environment, region: '*', account: '*' }, 'global.*')])];
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
function stoppedBy(statement: Statement, call: Call, subject?: Subject): Evaluation[] {
  const [profile, ...models] = evaluationsOf(call);
  const deny = forOthers(statement, subject);
  return applies(deny, profile) === 'no' ? models.filter((evaluation) => applies(deny, evaluation) === 'yes') : [];
}

function found(document: PolicyDocument, statement: Statement, stopped: readonly Evaluation[], profiles: readonly string[]): Found {
  const regions = list(stopped.map(({ context }) => context.get(REQUESTED_REGION)!));
  const exempt = statement.conditions.some(({ key }) => key === INFERENCE_PROFILE_ARN) ? [] : conditionsOf({ ArnNotLike: { [KEY_TEXT]: profiles } });
  return {
    ...at(document, statement),
    message: `the deny stops calls through inference profiles: their models are authorized with aws:RequestedRegion ${regions}, which its list does not hold`,
    remedy: 'add ArnNotLike bedrock:InferenceProfileArn with the profiles that are meant to work to the condition, or "unspecified" to the list for global profiles;' +
      ' if cross-Region inference is meant to be denied, acknowledge this',
    ...(exempt.length > 0 && { paste: pasteInto(document, [written({ ...statement, conditions: [...statement.conditions, ...exempt] })]) }),
  };
}

export const grantedProfileDenied: Rule = {
  id: 'grantedProfileDenied',
  severity: 'error',
  summary: 'A principal is allowed a profile, and one of its own denies stops every call through it',
  symptom: 'AccessDeniedException with an explicit deny in an identity-based policy, though the profile is allowed',
  cure: 'leave out the deny, or the profile; for a geographic profile every destination has to be left open',
  wrong: '"Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "unspecified"}}',
  right: '"Resource": "arn:aws:bedrock:*:*:inference-profile/us.*"}',
  page: PAGES.geographic,
  check: (model) => model.grants.filter(({ single }) => single).flatMap(({ subject, call, pattern }) => subject.documents.flatMap((document) => document.statements
    // A list of Regions that are allowed has a rule of its own.
    .filter((statement) => statement.effect === 'Deny' && !isRegionDeny(statement) && !hasRuleOfItsOwn(statement))
    .flatMap((statement) => {
      const stopped = evaluationsOf(call).find((evaluation) => applies(forOthers(statement, subject), evaluation) === 'yes');
      return stopped ? [{
        ...at(document, statement),
        message: `calls through ${readable(pattern)}, which is allowed, are stopped: ${stopped.action} on ${readable(stopped.resource)} is denied`,
        remedy: 'leave out the deny, or the profile; for a geographic profile every destination has to be left open',
      }] : [];
    }))),
};

// A deny that is about the owner of the resource stops all models.
function hasRuleOfItsOwn({ conditions }: Statement): boolean {
  return conditions.some(isOwnerTest);
}

export const resourceOwnerOnModel: Rule = {
  id: 'resourceOwnerOnModel',
  severity: 'error',
  summary: 'A condition on the owner of the resource (`aws:ResourceAccount`, `aws:ResourceOrgID`) reaches foundation models, which are AWS\'s',
  symptom: 'AccessDeniedException on arn:aws:bedrock:…::foundation-model/… since a data perimeter, or an endpoint policy with one, is in place',
  cure: 'exempt the invoke actions, or foundation models with NotResource; keep the condition to resources of the account',
  wrong: '"Action": ["s3:GetObject", "s3:PutObject", "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]',
  right: '"Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::batch-files/*", "Condition": {"StringEquals": {"aws:ResourceAccount": "111122223333"}}',
  page: PAGES.batch,
  check: inStatements((statement, document, model) => {
    const isAbout = isAboutInference(statement, document, model) && reachesModels(statement, model);
    const keys = statement.conditions.filter((condition) => isAbout && keepsModelsOut(statement, condition));
    if (keys.length === 0) return [];
    const models = `arn:${model.environment.partition}:bedrock:*::foundation-model/*`;
    const rest = { ...statement, conditions: statement.conditions.filter((condition) => !keys.includes(condition)) };
    if (statement.effect === 'Allow' && isHarmless(model.subjects, document, statement, { ...rest, resources: { negated: false, values: modelsIn(statement, models) } }, model.environment)) return [];
    return [{
      message: `${list(keys.map(({ keyText }) => keyText))} is never that of the account or organization on a foundation model, so ${statement.effect === 'Allow' ? 'no model is allowed' : 'every model is denied'}`,
      remedy: statement.effect === 'Allow' ? 'keep the condition to resources of the account, and allow foundation models in a statement without it' : 'exempt foundation models from the deny',
      paste: pasteInto(document, statement.effect === 'Allow' ? [written(statement), written({ ...rest, sid: '', resources: { negated: false, values: modelsIn(statement, models) } })] : [written(withoutModels(statement, models))]),
    }];
  }),
};

function modelsIn({ resources }: Statement, models: string): string[] {
  const named = resources.negated ? [] : resources.values.filter((value) => value.includes('foundation-model/'));
  return named.length > 0 ? named : [models];
}

function withoutModels(statement: Statement, models: string): Statement {
  const { resources } = statement;
  const values = resources.negated ? [...resources.values, models] : resources.values.filter((value) => !value.includes('foundation-model/'));
  if (resources.negated || (values.length > 0 && !values.includes('*'))) return { ...statement, resources: { negated: resources.negated, values } };
  return { ...statement, resources: { negated: true, values: [models] } };
}

// A policy file on its own may be a service control policy too.
function isAboutInference(statement: Statement, document: PolicyDocument, { subjects }: Model): boolean {
  if (namesInvocation(statement)) return true;
  return invokes(statement) && (document.kind !== 'identity' || document.logicalId === undefined
    || (statement.effect === 'Deny' && subjects.some((subject) => subject.documents.includes(document) && concernsInference(subject))));
}

function reachesModels(statement: Statement, { environment }: Model): boolean {
  return (!statement.resources.negated && arnsOf(statement).some(isModel)) || selects(statement.resources, foundationModelArn(environment, 'provider.every-model')) === 'yes';
}
