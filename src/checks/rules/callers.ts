import { statementsForProfile } from './direct-calls';
import { BedrockArn, inferenceProfileArn, parseBedrockArn } from '../../bedrock/arns';
import { CATALOG, isRetired, onDemandIn } from '../../bedrock/catalog';
import { Model, TYPES } from '../model/model';
import { at, Found, PAGES, Rule, some } from '../model/rule';
import { contextOf, evaluationsOf, splitId } from '../policy/authorizations';
import { Caller } from '../policy/callers';
import { decide, Request, selectsAction } from '../policy/decide';
import { EnforcedGuardrail } from '../policy/enforced-guardrails';
import { allowsSomeModel, mayCallThroughProfile, regionsNamedIn } from '../policy/grants';
import { arnsOf, isModel, isProfile, namesInvocation } from '../policy/misplaced';
import { pasteInto } from '../policy/paste';
import { Statement } from '../policy/statement';
import { Subject } from '../policy/subjects';
import { readable } from '../read/opaque';

export const calledProfileNotAllowed: Rule = {
  id: 'calledProfileNotAllowed',
  severity: 'warning',
  summary: 'A function or task is told of an inference profile that its role does not allow, from any Region that the role names (an error where the role may call its model, or for an agent, a flow or a state machine, which call it for certain)',
  symptom: 'AccessDeniedException: not authorized to perform bedrock:InvokeModel on resource …:inference-profile/…',
  cure: 'allow the profile to the role, and its model in each way that a call is authorized for it',
  wrong: '[{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}]',
  right: '{"Fn::Sub": "arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:inference-profile/global.MODEL"}',
  page: PAGES.prerequisites,
  check: (model) => model.callers.filter(({ isProfile: through }) => through).flatMap((caller) => {
    const { subject, isCertain } = caller;
    if (!subject) return [];
    const statements = subject.documents.flatMap((document) => document.statements);
    if (!isCertain && mayTakeAnotherRole(statements)) return [];
    // The client may be in another Region than the stack.
    const regions = [model.environment.region, ...(isCertain ? [] : regionsNamedIn(statements))];
    const refused = regions.map((region) => ({ ...model, environment: { ...model.environment, region } }))
      .flatMap((there) => caller.actions.map((action) => firstRefusal(caller, subject, action, there)));
    if (refused.some((refusal) => refusal === undefined)) return [];
    const id = systemProfileOf(caller);
    return [{
      ...((isCertain || isAllowedItsModel(caller, statements, model)) && { severity: 'error' as const }),
      logicalId: caller.logicalId,
      location: caller.location,
      message: `the role ${subject.logicalId} does not allow calls through ${readable(caller.modelId)}: ${refused[0]!.action} on ${readable(refused[0]!.resource)} is ${refused[0]!.how}`,
      remedy: `allow the profile to ${subject.logicalId}, and its model in each way that the profile is authorized for it; InferenceProfileGrants.invoke does`,
      ...(id !== undefined && { paste: pasteInto(caller, statementsForProfile(id, NO_STATEMENT, { kind: 'identity' }, placeOf(caller, model))) }),
    }];
  }),
};

const NO_STATEMENT: Statement = { effect: 'Allow', actions: { negated: false, values: [] }, resources: { negated: false, values: [] }, conditions: [], hasPrincipal: false, sid: '', location: '' };

function systemProfileOf({ modelId }: Caller): string | undefined {
  const arn = parseBedrockArn(modelId);
  return arn ? (arn.type === 'inference-profile' ? arn.id : undefined) : modelId;
}

function placeOf({ modelId }: Caller, { environment }: Model): Model['environment'] {
  const arn = parseBedrockArn(modelId);
  return arn ? { partition: arn.partition, region: arn.region, account: arn.account || environment.account } : environment;
}

// A role that may call the model is no role of something that only hands the ID on.
function isAllowedItsModel({ modelId, actions, subject }: Caller, statements: readonly Statement[], { environment, applicationProfiles }: Model): boolean {
  return actions.some((action) => requests(modelId, action, environment, applicationProfiles)
    .some(({ resource, ...request }) => resource.includes(':foundation-model/') && decide(statements, subject!.complete, { resource, ...request }) === 'allowed'));
}

function mayTakeAnotherRole(statements: readonly Statement[]): boolean {
  return statements.some((statement) => statement.effect === 'Allow' && selectsAction(statement, 'sts:AssumeRole') !== 'no');
}

type Refusal = Request & { readonly how: string };

// What is missing behind a profile that a statement names, or denied, is reported at the policy.
function firstRefusal({ modelId }: Caller, subject: Subject, action: string, { environment, grants, applicationProfiles, mendedOf }: Model): Refusal | undefined {
  const granted = grants.filter((grant) => grant.subject === subject && (grant.call.applicationArn === modelId || modelId.endsWith(grant.call.inferenceProfileId)));
  const isReported = granted.some(({ missing }) => missing.length > 0);
  const statements = mendedOf(subject);
  const all = requests(modelId, action, environment, applicationProfiles);
  for (const [index, request] of all.entries()) {
    const decision = decide(statements, subject.complete, request);
    if ((decision === 'denied' && granted.length === 0) || (decision === 'not-allowed' && (index === 0 || !isReported))) return { ...request, how: decision === 'denied' ? 'denied' : 'not allowed' };
  }
  const isApplication = parseBedrockArn(modelId)?.type === 'application-inference-profile';
  return isApplication && !isReported && subject.complete && !statements.some((statement) => allowsSomeModel(statement, action)) ? { ...all[0], resource: 'any foundation model', how: 'not allowed' } : undefined;
}

function requests(modelId: string, action: string, environment: Model['environment'], applications: Model['applicationProfiles']): Request[] {
  const arn = parseBedrockArn(modelId);
  if (!arn) return evaluationsOf({ inferenceProfileId: modelId, source: environment, action });
  const { region, account, id, type } = arn;
  const source = { ...environment, region, account };
  if (type !== 'application-inference-profile') return evaluationsOf({ inferenceProfileId: id, source, action });
  const over = applications.get(modelId);
  // What an application profile is made over is not in its ARN.
  if (over === undefined) return [{ action, resource: modelId, context: contextOf(region, undefined, 'application') }];
  return evaluationsOf({ inferenceProfileId: over, source, action, applicationArn: modelId }).slice(0, 1);
}

export const modelNeedsProfile: Rule = {
  id: 'modelNeedsProfile',
  severity: 'warning',
  summary: 'A caller is told of a model by its own ID, which can be called through inference profiles only (an error for an agent, a flow or a state machine)',
  symptom: 'ValidationException: Invocation of model ID … with on-demand throughput isn\'t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
  cure: 'give the ID of an inference profile: global. or the prefix of a geography, and the ID of the model',
  wrong: '"MODEL_ID": "MODEL"',
  right: '"MODEL_ID": "global.MODEL"',
  page: PAGES.profiles,
  check: (model) => model.callers.filter(({ isProfile: through }) => !through).flatMap(({ logicalId, location, modelId, subject, isCertain, actions }): Found[] => {
    const arn = parseBedrockArn(modelId);
    const id = arn?.id ?? modelId;
    const region = arn?.region || model.environment.region;
    if (isRetired(id) || onDemandIn(id, region) !== false) return [];
    const statements = subject?.documents.flatMap((document) => document.statements) ?? [];
    // Code that is given the ID may put a prefix before it, as a role that allows the profile tells.
    if (!isCertain && (!subject?.complete || actions.some((action) => mayCallThroughProfile(statements, id, action)))) return [];
    const profiles = [...CATALOG.prefixes].map((prefix) => `${prefix}.${id}`).filter((profile) => CATALOG.profiles.get(profile)?.sourceRegions?.includes(region) ?? false);
    return [{
      ...(isCertain && { severity: 'error' as const }),
      logicalId,
      location,
      message: `${id} can be called through an inference profile only (catalog of ${CATALOG.date})`,
      remedy: profiles.length > 0 ? `give ${some(profiles)}${arn ? ', or the ARN of that profile' : ''}` : 'give the ID of a profile: a prefix, a dot, and this ID',
      ...(profiles.length > 0 && { paste: JSON.stringify(arn ? inferenceProfileArn({ ...model.environment, region }, profiles[0]) : profiles[0]) }),
    }];
  }),
};

export const profileNotOffered: Rule = {
  id: 'profileNotOffered',
  severity: 'warning',
  summary: 'The catalog does not list the source Region for the profile, or AWS has retired its model (an error for an agent, a flow or a state machine that calls it)',
  symptom: 'ValidationException: The provided model identifier is invalid; ResourceNotFoundException: This model version has reached the end of its life',
  cure: 'take a profile that "aws bedrock list-inference-profiles --region REGION" lists',
  wrong: '"arn:aws:bedrock:eu-west-1:111122223333:inference-profile/jp.MODEL"',
  right: '"arn:aws:bedrock:ap-northeast-1:111122223333:inference-profile/jp.MODEL"',
  page: PAGES.profiles,
  check: (model) => [
    ...model.grants.filter(({ single, sourceIsCertain, call }) => single && sourceIsCertain && call.applicationArn === undefined).flatMap(({ call, document, statement }) => {
      const fault = notOffered(call.inferenceProfileId, call.source.region);
      return fault ? [{ ...at(document, statement), ...fault }] : [];
    }),
    ...retiredModels(model),
    // What a role of the template allows is reported there.
    ...model.callers.filter(({ modelId }) => !isGranted(modelId, model)).flatMap(({ logicalId, location, modelId, isProfile: through, isCertain }) => {
      const arn = parseBedrockArn(modelId);
      const id = arn?.id ?? modelId;
      const fault = through ? notOffered(id, arn?.region ?? (isCertain ? model.environment.region : '')) : isRetired(id) ? retired(id) : undefined;
      return fault ? [{ ...(isCertain && isPastItsEnd(id) && { severity: 'error' as const }), logicalId, location, ...fault }] : [];
    }),
  ],
};

function isPastItsEnd(id: string): boolean {
  return isRetired(id) || CATALOG.profiles.get(id)?.lifecycle === 'past-eol';
}

function isGranted(modelId: string, { grants }: Model): boolean {
  return grants.some(({ call, single }) => single && modelId.endsWith(call.inferenceProfileId));
}

/** Models that are allowed by their own ARNs, and called by nobody any more. */
function retiredModels({ subjects, grants }: Model): Found[] {
  return subjects.flatMap((subject) => subject.documents.flatMap((document) => document.statements.filter((statement) => statement.effect === 'Allow' && namesInvocation(statement)).flatMap((statement) => {
    const ids = arnsOf(statement).filter((arn) => isModel(arn) && isRetired(arn.id)).map(({ id }) => id)
      .filter((id) => !grants.some((grant) => grant.subject === subject && grant.single && splitId(grant.call.inferenceProfileId)[1] === id));
    return ids.length > 0 ? [{ ...at(document, statement), ...retired(some(ids)) }] : [];
  })));
}

function retired(id: string): Pick<Found, 'message' | 'remedy'> {
  return { message: `AWS has retired the model of ${id} (catalog of ${CATALOG.date})`, remedy: 'take a newer model' };
}

function notOffered(id: string, region: string): Pick<Found, 'message' | 'remedy'> | undefined {
  const { profiles, regions, date } = CATALOG;
  const known = profiles.get(id);
  if (known?.lifecycle === 'past-eol') return retired(id);
  if (!known?.sourceRegions || known.sourceRegions.includes(region) || !regions.has(region)) return undefined;
  return {
    message: `${id} is not offered in ${region} (catalog of ${date})`,
    remedy: `check with "aws bedrock list-inference-profiles --region ${region}"; the catalog knows ${known.sourceRegions.join(', ')}`,
  };
}

export const applicationProfileNotReadable: Rule = {
  id: 'applicationProfileNotReadable',
  severity: 'info',
  summary: 'A caller is given an application inference profile that its role may call but not read; clients that look up its model with `GetInferenceProfile` fail',
  symptom: 'AccessDeniedException: not authorized to perform bedrock:GetInferenceProfile',
  cure: 'allow bedrock:GetInferenceProfile on the application profile',
  wrong: '"Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]',
  right: '"Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "bedrock:GetInferenceProfile"]',
  page: PAGES.prerequisites,
  check: (model) => model.callers.flatMap(({ logicalId, location, modelId, subject }) => {
    const arn = parseBedrockArn(modelId);
    if (arn?.type !== 'application-inference-profile' || !subject) return [];
    const statements = subject.documents.flatMap((document) => document.statements);
    const may = (action: string) => decide(statements, subject.complete, { action, resource: modelId, context: contextOf(arn.region, undefined, 'application') });
    if (may('bedrock:InvokeModel') !== 'allowed' || may('bedrock:GetInferenceProfile') !== 'not-allowed') return [];
    return [{
      logicalId,
      location,
      message: `the role ${subject.logicalId} may call ${readable(modelId)}, but not read it`,
      remedy: 'allow bedrock:GetInferenceProfile on it, if the client looks up the model behind the profile',
      paste: pasteInto({ logicalId }, [{ Effect: 'Allow', Action: 'bedrock:GetInferenceProfile', Resource: modelId }]),
    }];
  }),
};

export const enforcedGuardrailNotAllowed: Rule = {
  id: 'enforcedGuardrailNotAllowed',
  severity: 'warning',
  summary: 'A role may call models where a guardrail is enforced that it may not apply, so its calls fail (as long as no policy of the guardrail allows it)',
  symptom: 'AccessDeniedException: not authorized to perform bedrock:ApplyGuardrail',
  cure: 'allow bedrock:ApplyGuardrail on the guardrail that is enforced',
  wrong: '"AWS::Bedrock::EnforcedGuardrailConfiguration"',
  right: '{"Effect": "Allow", "Action": "bedrock:ApplyGuardrail", "Resource": "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"}',
  page: PAGES.enforcedGuardrails,
  check: (model, application) => {
    const { account } = model.environment;
    const here = [...model.enforcedGuardrails, ...application.enforcedGuardrails].filter((guardrail) => guardrail.accounts.includes(account));
    return here.filter((guardrail) => !mayBeAllowedByItself(guardrail, model)).flatMap((guardrail) => model.subjects
      .filter((subject) => subject.kind === 'principal' && refuses(subject, guardrail))
      .flatMap((subject) => {
        const call = callIn(subject, guardrail);
        return call ? [{
          ...call,
          message: `the role ${subject.logicalId} may call models in ${guardrail.region}, where ${readable(guardrail.guardrailArn)} is enforced, and may not apply it: its calls fail with AccessDeniedException`,
          remedy: 'allow bedrock:ApplyGuardrail on the guardrail; enforcedGuardrails of InferenceProfileGrants does',
          paste: pasteInto(call, [{ Effect: 'Allow', Action: 'bedrock:ApplyGuardrail', Resource: guardrail.guardrailArn }]),
        }] : [];
      }));
  },
};

// In its own account the policy of a guardrail is enough.
function mayBeAllowedByItself({ guardrailArn }: EnforcedGuardrail, { resources, environment }: Model): boolean {
  const owner = /^arn:[^:]*:bedrock:[^:]*:(\d{12}):/.exec(guardrailArn)?.[1];
  return (owner === undefined || owner === environment.account) && resources.some(({ type }) => type === TYPES.resourcePolicy);
}

function refuses(subject: Subject, { guardrailArn, region }: EnforcedGuardrail): boolean {
  const statements = subject.documents.flatMap((document) => document.statements);
  return ['not-allowed', 'denied'].includes(decide(statements, subject.complete, { action: 'bedrock:ApplyGuardrail', resource: guardrailArn, context: contextOf(region, undefined, 'application') }));
}

/** The first statement that allows calls which the guardrail is enforced on. */
function callIn(subject: Subject, guardrail: EnforcedGuardrail) {
  for (const document of subject.documents) {
    const statement = document.statements.find((one) => allowsCalls(one, guardrail));
    if (statement) return at(document, statement);
  }
  return undefined;
}

function allowsCalls(statement: Statement, { region, models, excludedModels }: EnforcedGuardrail): boolean {
  if (statement.effect !== 'Allow' || statement.resources.negated || !namesInvocation(statement)) return false;
  return arnsOf(statement).filter((arn) => arn.region === region && (isModel(arn) || isProfile(arn))).some((arn) => {
    const model = guardedModelOf(arn);
    return (models === undefined || models.includes(model)) && !excludedModels.includes(model) && (excludedModels.length === 0 || arn.type !== 'application-inference-profile');
  });
}

function guardedModelOf({ type, id }: BedrockArn): string {
  return type === 'inference-profile' ? splitId(id)[1] : id;
}
