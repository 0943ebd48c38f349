import { foundationModelArn, inferenceProfileArn, parseBedrockArn } from '../../bedrock/arns';
import { INFERENCE_PROFILE_ARN, INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION, REQUESTED_REGION } from '../../bedrock/authorizations';
import { CATALOG, isRetired, onDemandIn } from '../../bedrock/catalog';
import { Model } from '../model/model';
import { at, Fault, Found, inStatements, list, PAGES, Rule, some } from '../model/rule';
import { allDestinations, destinationsOf, directCalls, evaluationsOf, splitId } from '../policy/authorizations';
import { INFERENCE_PROFILE_ARN as KEY } from '../policy/condition';
import { applies, decide, selects, selectsAction } from '../policy/decide';
import { DecisionTable } from '../policy/decision-table';
import { PolicyDocument } from '../policy/documents';
import { Grant, isGranting, mayCallThroughProfile, regionsNamedIn } from '../policy/grants';
import { withResources } from '../policy/harmless';
import { isLiteral, isWildcard } from '../policy/literals';
import { matches } from '../policy/match';
import { mended, mendedPattern } from '../policy/mend';
import { arnsOf, isModel, isPositive, namesInvocation } from '../policy/misplaced';
import { NewStatement, oneOrMany, pasteInto, written } from '../policy/paste';
import { Statement } from '../policy/statement';
import { GROUP_MEMBERS, Subject } from '../policy/subjects';
import { isGuess } from '../read/environments';
import { readable } from '../read/opaque';
import { Environment } from '../read/template';

export const profileMissing: Rule = {
  id: 'profileMissing',
  severity: 'error',
  summary: 'A model that is called through inference profiles only is allowed, and no profile of it is',
  symptom: 'ValidationException: on-demand throughput isn\'t supported; with the ID of a profile: AccessDeniedException on …:inference-profile/…',
  cure: 'allow a profile of the model, and the model wherever the profile is authorized for it',
  wrong: '[{"Effect": "Allow", "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"], "Resource": "arn:aws:bedrock:*::foundation-model/MODEL"}]',
  right: '"Resource": "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.MODEL"',
  page: PAGES.prerequisites,
  check: (model) => {
    const calledBy = profilesCalled(model);
    const mayCall = throughProfiles(model);
    return subjectsByThemselves(model).flatMap((subject) => (isForBatch(model, subject) ? [] : withoutProfile(subject, calledBy.get(subject) ?? [], mayCall, model)));
  },
};

/** The models of one subject that can be called through no profile. */
function withoutProfile(subject: Subject, called: readonly string[], mayCall: MayCall, { environment }: Model): Found[] {
  // Several statements may be about one model, as those of a call are.
  const told = new Set<string>();
  return subject.documents.flatMap((document) => document.statements.filter(isGranting).flatMap((statement): Found[] => {
    const actions = INVOKE_ACTIONS.filter((action) => selectsAction(statement, action) === 'yes');
    if (arnsOf(statement).filter(isModel).every(({ id }) => isLiteral(id) && actions.some((action) => mayCall(subject, id, action)))) return [];
    // A slip in an ARN is reported for itself, and a profile that a caller names at the caller.
    const values = statement.resources.values.filter((value) => mendedPattern(value, environment) === value);
    const set = mended(withResources(statement, values), environment);
    const arns = arnsOf(set).filter(isModel);
    const covered = new Map([...new Set(arns.map(({ id }) => id))].map((id) => [id, modelsOf(id)]));
    const models = [...new Set([...covered.values()].flat())]
      .filter((id) => !told.has(id) && !actions.some((action) => mayCall(subject, id, action)) && !called.some((profile) => splitId(profile)[1] === id))
      .filter((id) => arns.filter((arn) => covered.get(arn.id)!.includes(id)).some(({ region }) => isThroughProfileOnly(id, region, set, environment)));
    const isLacking = (id: string) => covered.get(id)?.every((one) => models.includes(one)) ?? false;
    if (models.length === 0 || [...covered.keys()].some((id) => isWildcard(id) && !isLacking(id))) return [];
    models.forEach((id) => told.add(id));
    const profiles = models.flatMap((id) => profileFor(id, set, environment) ?? []);
    const kept = statement.resources.values.filter((value) => !values.includes(value) || !isLacking(parseBedrockArn(value)?.id ?? ''));
    return [{
      ...at(document, statement),
      message: `${some(models)} can be called through an inference profile only (catalog of ${CATALOG.date}${bound(set) ? ', and by the condition' : ''}), and none of ${models.length === 1 ? 'its' : 'their'} profiles is allowed`,
      remedy: `allow the profile that is called${profiles.length > 0 ? `, ${some(profiles)} for example,` : ''} and its model, in the place of what is allowed now`,
      ...(profiles.length > 0 && {
        paste: pasteInto(document, [
          ...(kept.length > 0 ? [written(withResources(statement, kept))] : []), ...profiles.flatMap((id) => statementsForProfile(id, statement, document, environment)),
        ]),
      }),
    }];
  }));
}

type MayCall = (subject: Subject, modelId: string, action: string) => boolean;

/** Whether a subject may call a model through some profile, with slips set right, which are reported for themselves. */
function throughProfiles({ policies, mendedOf }: Model): MayCall {
  const known = new Map<string, Map<string, boolean>>();
  return (subject, modelId, action) => {
    const text = policies.get(subject)!;
    const its = known.get(text) ?? new Map<string, boolean>();
    known.set(text, its);
    const key = `${action} ${modelId}`;
    if (!its.has(key)) its.set(key, mayCallThroughProfile(mendedOf(subject), modelId, action));
    return its.get(key)!;
  };
}

/** The subjects of which every policy is known. Who is in a group has policies of their own. */
function subjectsByThemselves({ resources, subjects }: Model): Subject[] {
  const hasMembers = resources.some(({ type, properties }) => type === GROUP_MEMBERS || (type === 'AWS::IAM::User' && properties.Groups !== undefined));
  const groups = new Set(hasMembers ? resources.filter(({ type }) => type === 'AWS::IAM::Group').map(({ logicalId }) => logicalId) : []);
  return subjects.filter(({ logicalId, complete }) => complete && !groups.has(logicalId ?? ''));
}

/** The profiles that the template tells each role to call. */
function profilesCalled({ callers }: Model): Map<Subject, string[]> {
  const called = new Map<Subject, string[]>();
  for (const { subject, isProfile, modelId } of callers) {
    if (subject && isProfile) called.set(subject, [...called.get(subject) ?? [], parseBedrockArn(modelId)?.id ?? modelId]);
  }
  return called;
}

/** The models that the ID in an ARN stands for, as far as the catalog knows; none for every model. */
function modelsOf(id: string): string[] {
  if (isLiteral(id)) return [id];
  if (id === '*' || !isWildcard(id)) return [];
  return [...new Set([...CATALOG.profiles.keys()].map((profile) => splitId(profile)[1]))].filter((model) => matches(id, model) === 'yes');
}

function isThroughProfileOnly(id: string, region: string, statement: Statement, environment: Environment): boolean {
  if (isRetired(id)) return false;
  if (bound(statement) && CATALOG.models.has(id)) return true;
  return onDemandIn(id, isWildcard(region) || region === '' ? environment.region : region) === false && (!isWildcard(region) || CATALOG.models.get(id)?.onDemand?.size === 0);
}

/** Whether a statement certainly asks for a profile. */
function bound({ conditions }: Statement): boolean {
  return conditions.some((condition) => condition.key === KEY && !condition.operator.ifExists && (condition.operator.comparison === 'null'
    ? condition.values.every((value) => value.toLowerCase() === 'false') : isPositive(condition) && condition.operator.whenAbsent !== 'yes'));
}

/** The profile that the condition names, or else the one that reaches furthest from the Region. */
function profileFor(modelId: string, { conditions }: Statement, { region }: Environment): string | undefined {
  const named = conditions.filter(({ key }) => key === KEY).flatMap(({ values }) => values).flatMap((value) => parseBedrockArn(value)?.id ?? []);
  const ids = ['global', ...[...CATALOG.prefixes].filter((prefix) => prefix !== 'global')].map((prefix) => `${prefix}.${modelId}`);
  return ids.find((id) => named.includes(id)) ?? ids.find((id) => CATALOG.profiles.get(id)?.sourceRegions?.includes(region)) ?? ids.find((id) => CATALOG.profiles.has(id));
}

/** Everything that calls through one profile are authorized for, and nothing else. */
export function statementsForProfile(profileId: string, like: Statement, { kind }: Pick<PolicyDocument, 'kind'>, environment: Environment): NewStatement[] {
  const [prefix, modelId] = splitId(profileId);
  const profile = inferenceProfileArn(environment, profileId);
  const principal = kind === 'endpoint' ? { Principal: like.principal ?? '*' } : {};
  const listed = destinationsOf({ source: environment, inferenceProfileId: profileId });
  const destinations = prefix === 'global' ? [''] : isGuess(environment) || listed.length === 0 ? allDestinations(profileId) : listed;
  const models = [environment.region, ...destinations.filter((region) => region !== '' && region !== environment.region)].map((region) => foundationModelArn({ ...environment, region }, modelId));
  const statement = (resources: readonly string[], condition?: Record<string, unknown>): NewStatement =>
    ({ Effect: 'Allow', ...principal, Action: oneOrMany(INVOKE_ACTIONS), Resource: oneOrMany(resources), ...(condition && { Condition: condition }) });
  return [
    statement([profile]),
    statement(models, { ArnLike: { [INFERENCE_PROFILE_ARN]: profile } }),
    ...(prefix === 'global' ? [statement([foundationModelArn({ ...environment, region: '' }, modelId)], { StringEquals: { [REQUESTED_REGION]: REGIONLESS_REQUESTED_REGION }, ArnLike: { [INFERENCE_PROFILE_ARN]: profile } })] : []),
  ];
}

export const modelWithoutProfile: Rule = {
  id: 'modelWithoutProfile',
  severity: 'warning',
  summary: 'The model of a profile is allowed without `bedrock:InferenceProfileArn` where it can be called directly, around the profile',
  symptom: 'calls of the model itself work, in a Region that the profile was to choose',
  cure: 'add bedrock:InferenceProfileArn with the ARN of the profile as a condition, unless direct calls are meant',
  wrong: '"arn:aws:bedrock:::foundation-model/cohere.embed-v4:0"]}',
  right: '"arn:aws:bedrock:::foundation-model/cohere.embed-v4:0"], "Condition": {"StringEquals": {"bedrock:InferenceProfileArn"',
  page: PAGES.global,
  check: (model) => {
    const seen = new Set<string>();
    const known = new Map<Subject, { readonly table: DecisionTable; readonly named: readonly string[] }>();
    return model.grants.filter(({ document, noModel }) => document.kind === 'identity' && !noModel).flatMap(({ call, subject }) => {
      const [, modelId] = splitId(call.inferenceProfileId);
      const key = [subject.logicalId, modelId, call.source.region, call.action].join('|');
      if (seen.has(key)) return [];
      seen.add(key);
      const { table, named } = known.get(subject) ?? decisionsOf(subject);
      known.set(subject, { table, named });
      const regions = [call.source.region, ...destinationsOf(call), ...named].filter((region) => onDemandIn(modelId, region) !== false);
      return directCalls(modelId, call.action, call.source, regions).filter((direct) => table.decide(direct) === 'allowed').flatMap((direct) =>
        subject.documents.flatMap((document) => document.statements
          .filter((statement) => statement.effect === 'Allow' && applies(statement, direct) === 'yes' && !reachesEveryModel(statement, model))
          .map((statement) => ({
            ...at(document, statement),
            message: `${readable(direct.resource)} may be called directly too, not only through ${readable(call.applicationArn ?? call.inferenceProfileId)}`,
            remedy: 'add bedrock:InferenceProfileArn with the ARN of the profile as a condition, unless direct calls are meant',
          }))));
    });
  },
};

function decisionsOf({ documents, complete }: Subject): { readonly table: DecisionTable; readonly named: readonly string[] } {
  const statements = documents.flatMap((document) => document.statements);
  return { table: new DecisionTable(statements, complete), named: regionsNamedIn(statements) };
}

export const wildcardModels: Rule = {
  id: 'wildcardModels',
  severity: 'warning',
  summary: 'A policy allows inference with every model: `bedrock:*`, or invocation of `*` or `foundation-model/*`',
  symptom: 'any model can be called, through any profile or none, at any price',
  cure: 'allow the two invoke actions on the profiles that are used, and on their models bound to them',
  wrong: '"Action": "bedrock:*", "Resource": "*"',
  right: '"Resource": "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.MODEL"',
  once: true,
  page: PAGES.leastPrivilege,
  check: inStatements((statement, document, model): Fault[] => {
    if (document.kind !== 'identity' || statement.effect !== 'Allow' || bound(statement) || !namesInvocation(statement) || !reachesEveryModel(statement, model)) return [];
    const { negated, values } = statement.resources;
    const resources = readable(some(values));
    return [{
      message: `${list(statement.actions.values.filter((action) => /^bedrock:/i.test(action)))} is allowed on ${negated ? `everything but ${resources}: every other` : `${resources}: every`} model, through any profile or none`,
      remedy: `allow ${INVOKE_ACTIONS.join(' and ')} on the profiles that are used, and on their models with bedrock:InferenceProfileArn as a condition`,
    }];
  }),
};

/** Whether a statement covers any model at all, one that does not exist too. */
function reachesEveryModel({ resources }: Statement, { environment }: Model): boolean {
  return [environment.region, ''].some((region) => selects(resources, foundationModelArn({ ...environment, region }, 'provider.every-model')) === 'yes');
}

export const invokeActionMissing: Rule = {
  id: 'invokeActionMissing',
  severity: 'info',
  summary: 'One of `InvokeModel` and `InvokeModelWithResponseStream` is allowed through a profile, the other is not: streaming fails, or all else',
  symptom: 'AccessDeniedException: not authorized to perform bedrock:InvokeModelWithResponseStream, while InvokeModel works',
  cure: 'add the other action wherever the first is allowed, unless it is left out on purpose',
  wrong: '"Action": "bedrock:InvokeModel"',
  right: '"Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]',
  page: PAGES.prerequisites,
  check: (model) => {
    const works = model.grants.filter(({ missing, document, single, noModel }) => missing.length === 0 && !noModel && single && document.kind === 'identity');
    const keyOf = ({ subject, call }: Grant, action: string) => [subject.logicalId, action, call.source.account, call.source.region, call.applicationArn ?? call.inferenceProfileId].join(' ');
    const working = new Set(works.map((grant) => keyOf(grant, grant.call.action)));
    return works.flatMap((grant) => {
      const { call, subject, document, statement } = grant;
      const other = INVOKE_ACTIONS.find((action) => action !== call.action)!;
      if (working.has(keyOf(grant, other))) return [];
      const [profile] = evaluationsOf({ ...call, action: other });
      if (decide(model.mendedOf(subject), subject.complete, profile) !== 'not-allowed' || isForBatch(model, subject)) return [];
      return [{
        ...at(document, statement),
        message: `${call.action} is allowed through ${readable(call.applicationArn ?? call.inferenceProfileId)}, ${other} is not`,
        remedy: `add ${other} wherever ${call.action} is allowed, unless it is left out on purpose`,
      }];
    });
  },
};

// Batch jobs do not stream: https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
function isForBatch({ byId }: Model, { logicalId }: Subject): boolean {
  const role = byId.get(logicalId ?? '');
  return JSON.stringify(role?.properties.AssumeRolePolicyDocument ?? '').includes(':model-invocation-job/');
}
