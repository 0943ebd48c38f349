import { foundationModelArn, inferenceProfileArn, parseBedrockArn } from '../../bedrock/arns';
import { INFERENCE_PROFILE_ARN as KEY_TEXT, INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION, REQUESTED_REGION as REGION_TEXT } from '../../bedrock/authorizations';
import { at, Fault, inStatements, PAGES, Rule } from '../model/rule';
import { contextOf, evaluationsOf } from '../policy/authorizations';
import { Condition, conditionsOf, INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../policy/condition';
import { applies, Request, selects, selectsAction } from '../policy/decide';
import { unknownKeyOf } from '../policy/keys';
import { invokes, isPositive, isRegionList, literalWildcards, namesInvocation, noRegions } from '../policy/misplaced';
import { pasteInto, written } from '../policy/paste';
import { sampleRequests } from '../policy/sample-requests';
import { Statement } from '../policy/statement';
import { forItsTargets } from '../policy/targets';
import { Environment } from '../read/template';

/** What stops every call through a global profile, through application profiles too. */
const ON_UNSPECIFIED = { Effect: 'Deny', Action: INVOKE_ACTIONS, Resource: '*', Condition: { StringEquals: { [REGION_TEXT]: REGIONLESS_REQUESTED_REGION } } };

export const denyOnGlobalRegion: Rule = {
  id: 'denyOnGlobalRegion',
  severity: 'error',
  summary: 'A deny is keyed on a value of `aws:RequestedRegion` that no request carries, `global` for example, so it does not deny what is meant (an info beside `unspecified`)',
  symptom: 'calls through global profiles work, though a policy denies aws:RequestedRegion "global"',
  cure: 'give "unspecified", which is what the model without a Region is authorized with',
  wrong: '"aws:RequestedRegion": "global"',
  right: '"aws:RequestedRegion": "unspecified"',
  page: PAGES.global,
  check: inStatements((statement, document) => (statement.effect === 'Deny' && invokes(statement) ? statement.conditions.filter(isRegionList) : []).flatMap((condition): Fault[] => {
    const wrong = noRegions(condition);
    if (wrong.length === 0) return [];
    const values = [...new Set(condition.values.map((value) => (wrong.includes(value) ? REGIONLESS_REQUESTED_REGION : value)))];
    const mended = { ...statement, conditions: statement.conditions.map((other) => (other === condition ? { ...condition, values } : other)) };
    return [{
      ...(condition.values.includes(REGIONLESS_REQUESTED_REGION) && { severity: 'info' as const }),
      message: `no request has aws:RequestedRegion ${wrong.map((value) => JSON.stringify(value)).join(' or ')}, so the deny never applies for it`,
      remedy: 'give "unspecified", which is what a call through a global profile is authorized with on the model without a Region',
      paste: pasteInto(document, [written(mended)]),
    }];
  })),
};

export const denyNeverApplies: Rule = {
  id: 'denyNeverApplies',
  severity: 'error',
  summary: 'A deny asks for what no evaluation of a call has together, so it denies nothing: `unspecified` or `bedrock:InferenceProfileArn` on a profile, for example',
  symptom: 'calls work that a deny is meant to stop',
  cure: 'deny on * where aws:RequestedRegion is "unspecified"; on a profile, leave out both keys',
  wrong: '"Resource": "arn:aws:bedrock:*:*:inference-profile/global.*", "Condition": {"StringEquals": {"aws:RequestedRegion": "unspecified"}}',
  right: '"Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "unspecified"}}',
  page: PAGES.global,
  check: inStatements((statement, document, { environment }) => (neverApplies(statement, environment) ? [{
    message: 'the deny never applies: no call through a profile, and no direct call, has these resources and conditions in one evaluation',
    remedy: 'deny on * where aws:RequestedRegion is "unspecified" for global inference; on a profile, leave out both keys: it is authorized with the source Region, and without bedrock:InferenceProfileArn',
    ...(namesGlobal(statement) && { paste: pasteInto(document, [ON_UNSPECIFIED]) }),
  }] : [])),
};

function namesGlobal({ resources, conditions }: Statement): boolean {
  return conditions.some(({ values }) => values.includes(REGIONLESS_REQUESTED_REGION)) || [...resources.values, ...conditions.flatMap(({ values }) => values)].some((value) => value.includes('/global.'));
}

/** Whether a deny that is about inference certainly stops no call of any kind. A value or a key that no request carries has a rule of its own. */
function neverApplies(statement: Statement, environment: Environment): boolean {
  const { effect, conditions } = statement;
  const isAbout = conditions.some(({ key }) => key === INFERENCE_PROFILE_ARN) || (namesInvocation(statement) && conditions.some(({ key }) => key === REQUESTED_REGION));
  if (effect !== 'Deny' || !invokes(statement) || !isAbout) return false;
  const hasRule = (condition: Condition) =>
    (isRegionList(condition) && noRegions(condition).length > 0) || literalWildcards(condition).length > 0 || unknownKeyOf(condition.key) !== undefined;
  if (conditions.some(hasRule)) return false;
  return sampleRequests(statement, environment).every((request) => applies(statement, request) === 'no');
}

/**
 * AWS's own policy, which tests `unspecified` and the name together, is left alone: whether it leaks depends on the value of the key for
 * application profiles, which AWS does not document.
 */
export const denyLeaksThroughApplicationProfile: Rule = {
  id: 'denyLeaksThroughApplicationProfile',
  severity: 'warning',
  summary: 'Global inference is denied by the name of its profiles only, so an application inference profile over a global one may still be called',
  symptom: 'calls through an application profile are processed in other Regions, though global profiles are denied',
  cure: 'deny both invoke actions on * where aws:RequestedRegion is "unspecified"; keep the deny by name for its clear error',
  wrong: '[{"Effect": "Deny", "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"], "Resource": "arn:aws:bedrock:*:*:inference-profile/global.*"}]',
  right: '"Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "unspecified"}}',
  page: PAGES.global,
  check: (model) => model.subjects.flatMap(({ documents }) => {
    const denies = documents.flatMap((document) => document.statements.filter((statement) => statement.effect === 'Deny' && invokes(statement)).map((statement) => ({ document, statement })));
    const request = throughApplicationProfile(model.environment);
    if (denies.some(({ statement }) => applies(statement, request) === 'yes' || testsUnspecified(statement))) return [];
    return denies.filter(({ statement }) => namesGlobalProfiles(statement) && !neverApplies(statement, model.environment)).map(({ document, statement }) => ({
      ...at(document, statement),
      message: 'an application inference profile over a global profile has another name, so this deny may not stop calls through it',
      remedy: 'deny both invoke actions on * where aws:RequestedRegion is "unspecified" too; keep this statement for an error that names the profile',
      paste: pasteInto(document, [ON_UNSPECIFIED]),
    }));
  }),
};

function throughApplicationProfile(environment: Environment): Request {
  const { partition, region, account } = environment;
  const application = `arn:${partition}:bedrock:${region}:${account}:application-inference-profile/x`;
  return { action: INVOKE_ACTIONS[0], resource: foundationModelArn({ ...environment, region: '' }, 'provider.every-model'), context: contextOf(REGIONLESS_REQUESTED_REGION, application, 'model') };
}

function testsUnspecified({ conditions }: Statement): boolean {
  return conditions.some((condition) => isRegionList(condition) && condition.values.includes(REGIONLESS_REQUESTED_REGION));
}

function namesGlobalProfiles({ resources, conditions }: Statement): boolean {
  const named = [
    ...(resources.negated ? [] : resources.values),
    ...conditions.filter((condition) => condition.key === INFERENCE_PROFILE_ARN && isPositive(condition)).flatMap(({ values }) => values),
  ];
  return named.some((pattern) => /:inference-profile\/global.*\*$/.test(pattern));
}

export const denyLeavesStreaming: Rule = {
  id: 'denyLeavesStreaming',
  severity: 'warning',
  summary: 'A deny of inference covers one of `InvokeModel` and `InvokeModelWithResponseStream`, so calls of the other kind pass',
  symptom: 'ConverseStream works where Converse is denied',
  cure: 'deny both actions',
  wrong: '"Action": "bedrock:InvokeModel"',
  right: '"Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]',
  page: PAGES.prerequisites,
  check: (model) => model.subjects.flatMap(({ documents }) => {
    const denies = documents.flatMap((document) => document.statements.filter(({ effect }) => effect === 'Deny').map((statement) => ({ document, statement })));
    return denies.filter(({ statement }) => isAboutProfiles(statement)).flatMap(({ document, statement }) => {
      const [covered, left] = [INVOKE_ACTIONS, [...INVOKE_ACTIONS].reverse()].find(([one, other]) => selectsAction(statement, one) === 'yes' && selectsAction(statement, other) === 'no') ?? [];
      if (covered === undefined) return [];
      // Another statement may stop what this one leaves.
      const stopped = sampleRequests(statement, model.environment).filter(({ action, ...request }) => action === covered && applies(forItsTargets(statement), { action, ...request }) === 'yes');
      const passes = stopped.some((request) => !denies.some((other) => applies(forItsTargets(other.statement), { ...request, action: left }) !== 'no'));
      return passes ? [{
        ...at(document, statement),
        message: `${covered} is denied, ${left} is not`,
        remedy: `add ${left}`,
        paste: pasteInto(document, [written({ ...statement, actions: { negated: false, values: [...statement.actions.values, left] } })]),
      }] : [];
    });
  }),
};

function isAboutProfiles(statement: Statement): boolean {
  const { resources, conditions } = statement;
  return namesInvocation(statement) && !isRegionDeny(statement)
    && (conditions.some(({ key }) => key === INFERENCE_PROFILE_ARN || key === REQUESTED_REGION) || resources.values.some((pattern) => pattern.includes(':inference-profile/')));
}

/** A deny everywhere but in some Regions. */
export function isRegionDeny({ effect, conditions }: Statement): boolean {
  return effect === 'Deny' && conditions.some(({ key, operator }) => key === REQUESTED_REGION && operator.negated);
}

export const denyWithoutNull: Rule = {
  id: 'denyWithoutNull',
  severity: 'error',
  summary: 'A deny outside of some profiles lacks `Null`, so it also denies where the key is absent: the profiles themselves, and every direct call',
  symptom: 'AccessDeniedException with an explicit deny on every profile, those that the policy spares too',
  cure: 'add "Null": { "bedrock:InferenceProfileArn": "false" } to the condition',
  wrong: '"Condition": {"ArnNotLike": {"bedrock:InferenceProfileArn"',
  right: '"Condition": {"Null": {"bedrock:InferenceProfileArn": "false"}, "ArnNotLike": {"bedrock:InferenceProfileArn"',
  page: PAGES.operators,
  check: inStatements((statement, document, { environment }) => {
    if (statement.effect !== 'Deny' || !invokes(statement)) return [];
    const negated = statement.conditions.find(({ key, operator }) => key === INFERENCE_PROFILE_ARN && operator.negated && operator.whenAbsent !== 'no');
    const guarded = statement.conditions.some(({ key, operator, values }) =>
      key === REQUESTED_REGION || (key === INFERENCE_PROFILE_ARN && operator.comparison === 'null' && values.includes('false')));
    const reaches = selects(statement.resources, inferenceProfileArn(environment, 'us.provider.every-model')) === 'yes';
    if (!negated || guarded || !reaches) return [];
    return [{
      message: `${negated.operator.text} holds where bedrock:InferenceProfileArn is absent, as it is when a profile itself is authorized: every profile is denied, those that are named too`,
      remedy: 'add "Null": { "bedrock:InferenceProfileArn": "false" } to the condition',
      paste: pasteInto(document, [written({ ...statement, conditions: [...conditionsOf({ Null: { [KEY_TEXT]: 'false' } }), ...statement.conditions] })]),
    }];
  }),
};

export const denyStopsEveryProfile: Rule = {
  id: 'denyStopsEveryProfile',
  severity: 'error',
  summary: 'A deny of direct calls, of other models, or of what has no tag, also stops every profile: the profile is authorized without `bedrock:InferenceProfileArn`, is no model, and models have no tags',
  symptom: 'AccessDeniedException with an explicit deny on every profile',
  cure: 'deny direct calls on arn:aws:bedrock:*::foundation-model/* only; add the profiles to NotResource',
  wrong: '"Resource": "*", "Condition": {"Null": {"bedrock:InferenceProfileArn": "true"}}',
  right: '"Resource": "arn:aws:bedrock:*::foundation-model/*", "Condition": {"Null": {"bedrock:InferenceProfileArn": "true"}}',
  page: PAGES.global,
  check: inStatements((statement, document, { environment }) => {
    if (statement.effect !== 'Deny' || !invokes(statement)) return [];
    const deny = forItsTargets(statement);
    const calls = evaluationsOf({ inferenceProfileId: 'global.provider.every-model', source: environment, action: INVOKE_ACTIONS[0] });
    const [profile] = calls;
    if (asksForTag(statement) && calls.some((evaluation) => evaluation.of !== 'profile' && applies(deny, evaluation) === 'yes')) {
      return [{
        message: 'the deny also applies when the model behind a profile is authorized: models and system-defined profiles have no tags, so no call through any profile works',
        remedy: 'deny on the profiles only, arn:aws:bedrock:*:*:application-inference-profile/* for example',
      }];
    }
    if (!isMeantForModels(statement) || applies(deny, profile) !== 'yes') return [];
    const spared = ['inference-profile/*', 'application-inference-profile/*'].map((resource) => `arn:${environment.partition}:bedrock:*:*:${resource}`);
    const resources = statement.resources.negated ? { negated: true, values: [...statement.resources.values, ...spared] }
      : { negated: false, values: [`arn:${environment.partition}:bedrock:*::foundation-model/*`] };
    return [{
      message: 'the deny also applies when a profile itself is authorized, so no call through any profile works',
      remedy: statement.resources.negated ? `add ${spared.join(' and ')} to NotResource` : `deny on ${resources.values[0]} only`,
      paste: pasteInto(document, [written({ ...statement, resources })]),
    }];
  }),
};

function asksForTag({ conditions }: Statement): boolean {
  return conditions.some(({ key, operator, values }) => key.startsWith('aws:resourcetag/') && (operator.negated || (operator.comparison === 'null' && values.some((value) => value.toLowerCase() === 'true'))));
}

// Either it asks for the absence of the key, or it spares some models.
function isMeantForModels({ resources, conditions }: Statement): boolean {
  const asksForAbsence = conditions.some(({ key, operator, values }) => key === INFERENCE_PROFILE_ARN && operator.comparison === 'null' && values.some((value) => value.toLowerCase() === 'true'));
  return asksForAbsence || (resources.negated && resources.values.length > 0 && resources.values.every((pattern) => parseBedrockArn(pattern)?.type === 'foundation-model'));
}
