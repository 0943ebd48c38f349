import { foundationModelArn, inferenceProfileArn, parseBedrockArn } from '../../bedrock/arns';
import { INFERENCE_PROFILE_ARN, REGIONLESS_REQUESTED_REGION, REQUESTED_REGION } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { Model } from '../model/model';
import { at, Found, list, PAGES, Rule, some } from '../model/rule';
import { allDestinations, ANOTHER_REGION, Evaluation, splitId } from '../policy/authorizations';
import { holds } from '../policy/condition';
import { applies } from '../policy/decide';
import { PolicyDocument } from '../policy/documents';
import { Grant, UNKNOWN_MODEL } from '../policy/grants';
import { isWildcard } from '../policy/literals';
import { matches } from '../policy/match';
import { mended } from '../policy/mend';
import { isRegionList } from '../policy/misplaced';
import { NewStatement, oneOrMany, pasteInto } from '../policy/paste';
import { Statement } from '../policy/statement';
import { readable } from '../read/opaque';

/** What one statement lacks, in one way. */
interface Missing {
  readonly document: PolicyDocument;
  readonly statement: Statement;
  /** Where it is to be mended, if that is another statement. */
  readonly place: Pick<Found, 'logicalId' | 'location' | 'sid'>;
  readonly grants: Grant[];
}

type Kind = 'source' | 'regionless' | 'excluded' | 'destination';

export const sourceRegionModelMissing: Rule = {
  id: 'sourceRegionModelMissing',
  family: 'missing models',
  severity: 'error',
  summary: 'A profile is allowed, but not its model in the source Region, or no model at all',
  symptom: 'AccessDeniedException: not authorized to perform bedrock:InvokeModel on resource arn:aws:bedrock:REGION::foundation-model/…',
  cure: 'allow the model in the source Region, and wherever else the profile is authorized for it, bound to the profile',
  wrong: '"Resource": "arn:aws:bedrock:::foundation-model/MODEL"',
  right: '"Resource": ["arn:aws:bedrock:eu-west-1::foundation-model/MODEL", "arn:aws:bedrock:::foundation-model/MODEL"]',
  page: PAGES.prerequisites,
  check: (model) => missingOf(model, 'source').map((missing) => {
    const none = missing.grants.every(({ noModel }) => noModel);
    const resources = missing.grants.flatMap((grant) => grant.missing.map(({ resource }) => readable(resource)));
    return reported(missing, model, none && !missing.grants.some(({ single, call }) => single && call.inferenceProfileId !== UNKNOWN_MODEL)
      ? 'but on no model: a call is authorized for the model behind the profile too'
      : `but not on its model: ${some(resources)}`);
  }),
};

export const regionlessModelMissing: Rule = {
  id: 'regionlessModelMissing',
  family: 'missing models',
  severity: 'error',
  summary: 'A global profile is allowed, but not its model without a Region, which every call through it is authorized for',
  symptom: 'AccessDeniedException: not authorized to perform bedrock:InvokeModel on resource arn:aws:bedrock:::foundation-model/…',
  cure: 'allow the model without a Region too, bound to the profile, with aws:RequestedRegion "unspecified"',
  wrong: '"Resource": "arn:aws:bedrock:eu-west-1::foundation-model/MODEL"',
  right: '"Resource": ["arn:aws:bedrock:eu-west-1::foundation-model/MODEL", "arn:aws:bedrock:::foundation-model/MODEL"]',
  page: PAGES.global,
  check: (model) => missingOf(model, 'regionless').map((missing) =>
    reported(missing, model, `but not on the model without a Region: ${some(lacking(missing, 'regionless-model').map(({ resource }) => readable(resource)))}`)),
};

export const requestedRegionExcludesUnspecified: Rule = {
  id: 'requestedRegionExcludesUnspecified',
  family: 'missing models',
  severity: 'error',
  summary: 'The model without a Region is allowed only under a list of Regions, which `unspecified` is not in',
  symptom: 'AccessDeniedException on arn:aws:bedrock:::foundation-model/…, which a statement allows',
  cure: 'allow the model without a Region in a statement of its own, with aws:RequestedRegion "unspecified"',
  wrong: '"arn:aws:bedrock:::foundation-model/MODEL"], "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"',
  right: '"arn:aws:bedrock:::foundation-model/MODEL", "Condition": {"StringEquals": {"aws:RequestedRegion": "unspecified"',
  page: PAGES.global,
  check: (model) => missingOf(model, 'excluded').map((missing) => ({
    ...reported(missing, model, ''),
    message: `${some(lacking(missing, 'regionless-model').map(({ resource }) => readable(resource)))} is allowed under a list of Regions that its evaluation never meets: there aws:RequestedRegion is "unspecified"`,
  })),
};

export const destinationModelMissing: Rule = {
  id: 'destinationModelMissing',
  family: 'missing models',
  severity: 'error',
  summary: 'A geographic profile is allowed, but not its model in every Region that the profile reaches from the source Region, so calls fail, sometimes only under load',
  symptom: 'AccessDeniedException on arn:aws:bedrock:OTHER-REGION::foundation-model/…, a Region that nobody called, now and then',
  cure: 'allow the model in every destination Region of the profile, bound to the profile',
  wrong: '"Resource": "arn:aws:bedrock:ap-northeast-1::foundation-model/MODEL"',
  right: '"Resource": ["arn:aws:bedrock:ap-northeast-1::foundation-model/MODEL", "arn:aws:bedrock:ap-northeast-3::foundation-model/MODEL"]',
  page: PAGES.geographic,
  check: (model) => missingOf(model, 'destination').map((missing) => {
    const { grants } = missing;
    const regions = lacking(missing, 'destination-model').map(({ resource }) => resource.split(':')[3]).filter((region) => region !== ANOTHER_REGION);
    const from = list(grants.map(({ call }) => call.source.region));
    const asOf = [...new Set(grants.map(({ call }) => CATALOG.profiles.get(call.inferenceProfileId)?.asOf ?? CATALOG.date))].sort()[0];
    return {
      ...reported(missing, model, ''),
      message: `${some(grants.map(({ call }) => call.applicationArn ? readable(call.applicationArn) : call.inferenceProfileId))} from ${from} also reaches ${regions.length === 0 ? 'other Regions' : some(regions, 12)}` +
        ` (known as of ${asOf}), where its model is not allowed; calls may be denied, sometimes only under load`,
    };
  }),
};

/** What grants lack in one way, grouped by the statement that allows the profiles. */
function missingOf(model: Model, kind: Kind): Missing[] {
  const groups = new Map<string, Missing>();
  for (const grant of model.grants) {
    if (grant.missing.length === 0 || kindOf(grant, model) !== kind) continue;
    const { document, statement } = grant;
    const keeper = kind === 'excluded' ? keptOutByRegions(model, grant)! : { document, statement };
    const place = at(keeper.document, keeper.statement);
    const key = JSON.stringify(place);
    const group = groups.get(key) ?? { document, statement, place, grants: [] };
    groups.set(key, group);
    group.grants.push(grant);
  }
  return [...groups.values()];
}

function kindOf(grant: Grant, model: Model): Kind {
  const lacks = (kind: Evaluation['of']) => grant.missing.some(({ of }) => of === kind);
  if (grant.noModel || lacks('source-region-model')) return 'source';
  if (lacks('destination-model')) return 'destination';
  return keptOutByRegions(model, grant) ? 'excluded' : 'regionless';
}

function lacking({ grants }: Missing, kind: Evaluation['of']): Evaluation[] {
  return grants.flatMap(({ missing }) => missing.filter(({ of }) => of === kind));
}

/** The statement that would allow the model without a Region, were it not for its list of Regions. */
function keptOutByRegions({ environment }: Model, { subject, missing }: Grant): { document: PolicyDocument; statement: Statement } | undefined {
  const evaluation = missing.find(({ of }) => of === 'regionless-model');
  if (!evaluation) return undefined;
  for (const document of subject.documents) {
    const statement = document.statements.find((candidate) => {
      if (candidate.effect !== 'Allow' || !candidate.conditions.some(isRegionList)) return false;
      const { conditions, ...rest } = mended(candidate, environment);
      const others = conditions.filter((condition) => !isRegionList(condition));
      return others.length < conditions.length && applies({ ...rest, conditions: others }, evaluation) === 'yes';
    });
    if (statement) return { document, statement };
  }
  return undefined;
}

/** The condition that keeps an evaluation out of a statement which names its action and resource. */
function unmetCondition({ subject, missing }: Grant, { environment }: Model): string | undefined {
  for (const statement of subject.documents.flatMap((document) => document.statements)) {
    if (statement.effect !== 'Allow' || statement.conditions.length === 0) continue;
    const set = mended(statement, environment);
    if (applies({ ...set, conditions: [] }, missing[0]) !== 'yes') continue;
    const unmet = set.conditions.find((condition) => holds(condition, missing[0].context) === 'no');
    if (unmet) return `${unmet.operator.text} ${unmet.keyText} ${unmet.values.map((value) => JSON.stringify(readable(value))).join(', ')}`;
  }
  return undefined;
}

// What is told to call the profile is not meant to fail.
function isCalled({ subject, call }: Grant, { callers }: Model): boolean {
  return callers.some((caller) => caller.subject === subject && caller.modelId.endsWith(call.inferenceProfileId));
}

/** Says what is missing, and gives the statements that mend it. */
function reported(missing: Missing, model: Model, what: string): Found {
  const { document, place, grants } = missing;
  const unmet = grants.map((grant) => unmetCondition(grant, model)).find((text) => text !== undefined);
  const through = some(grants.map(({ pattern }) => readable(pattern)));
  const isMeant = grants.every((grant) => grant.mayBeMeant && !isCalled(grant, model));
  return {
    ...place,
    ...(isMeant || document.kind === 'endpoint' ? { severity: 'warning' as const } : {}),
    message: `${list(grants.map(({ call }) => call.action))} is allowed on ${through}, ${what}${unmet ? `; a statement names it under a condition that such a call never meets: ${unmet}` : ''}`,
    remedy: `add what is missing to the policy, bound to the profile${isMeant ? '; or allow only the profiles that are called, not every one' : ''}`,
    paste: pasteInto(document, statementsFor(missing)),
  };
}

/** Statements that allow what is missing, through the profiles that are allowed and in no other way. */
function statementsFor({ document, statement, grants }: Missing): NewStatement[] {
  const actions = oneOrMany([...new Set(grants.map(({ call }) => call.action))]);
  const principal = document.kind === 'endpoint' ? { Principal: statement.principal ?? '*' } : {};
  const allow = (resources: readonly string[], profiles: readonly string[], more: Record<string, unknown> = {}): NewStatement => ({
    Effect: 'Allow',
    ...principal,
    Action: actions,
    Resource: oneOrMany([...new Set(resources)]),
    Condition: { ...more, ArnLike: { [INFERENCE_PROFILE_ARN]: oneOrMany([...new Set(profiles)]) } },
  });
  const patterns = grants.filter(({ single }) => !single);
  const named = new Map<string, Grant[]>();
  for (const grant of grants.filter(({ single }) => single)) named.set(grant.pattern, [...named.get(grant.pattern) ?? [], grant]);
  return [
    ...[...named.values()].flatMap((its) => {
      const regional = its.flatMap((grant) => regionalModels(grant));
      const regionless = its.flatMap(({ missing }) => missing.filter(({ of }) => of === 'regionless-model').map(({ resource }) => resource));
      const profiles = its.flatMap(profileArnsOf);
      return [
        ...(regional.length > 0 ? [allow(regional, profiles)] : []),
        ...(regionless.length > 0 ? [allow(regionless, profiles, { StringEquals: { [REQUESTED_REGION]: REGIONLESS_REQUESTED_REGION } })] : []),
      ];
    }),
    ...(patterns.length > 0 ? [allow(patterns.flatMap((grant) => modelPatterns(grant, patterns)), patterns.flatMap(profileArnsOf))] : []),
  ];
}

function regionalModels({ call, missing }: Grant): string[] {
  if (call.inferenceProfileId === UNKNOWN_MODEL) return [foundationModelArn({ ...call.source, region: '*' }, '<model behind the profile>')];
  return missing.filter(({ of }) => of !== 'regionless-model').flatMap(({ resource }) => {
    if (resource.split(':')[3] !== ANOTHER_REGION) return [resource];
    return allDestinations(call.inferenceProfileId).map((region) => foundationModelArn({ ...call.source, region }, splitId(call.inferenceProfileId)[1]));
  });
}

/** In any Region, the models that are allowed in some: `*` matches the absent Region too. */
function modelPatterns({ subject, call, noModel, statement }: Grant, grants: readonly Grant[]): string[] {
  const anywhere = (id: string) => foundationModelArn({ ...call.source, region: '*' }, id);
  if (noModel) return [anywhere('*')];
  const models = grants.map((grant) => splitId(grant.call.inferenceProfileId)[1]);
  const ids = subject.documents.flatMap((document) => document.statements).filter(({ effect, resources }) => effect === 'Allow' && !resources.negated)
    .flatMap(({ resources }) => resources.values).flatMap((pattern) => {
      const arn = parseBedrockArn(pattern);
      return arn?.type === 'foundation-model' && models.some((model) => matches(arn.id, model) === 'yes') ? [arn.id] : [];
    });
  const all = statement.resources.values.some((pattern) => !parseBedrockArn(pattern)) || ids.length === 0;
  return all && ids.length === 0 ? [anywhere('*')] : [...new Set(ids)].map(anywhere);
}

/** The values of the key: the profiles as the statement names them, with the account that it leaves out. */
function profileArnsOf({ pattern, call }: Grant): string[] {
  const { source, applicationArn, inferenceProfileId } = call;
  if (applicationArn !== undefined) return [pattern, ...(inferenceProfileId === UNKNOWN_MODEL ? [] : [inferenceProfileArn(source, inferenceProfileId)])];
  const arn = parseBedrockArn(pattern);
  if (arn?.type !== 'inference-profile') {
    const [, partition = source.partition, , region = '*', account = '*'] = pattern.split(':');
    return [inferenceProfileArn({ partition: isWildcard(partition) ? source.partition : partition, region: region || '*', account: account || '*' }, '*')];
  }
  return [inferenceProfileArn({ ...arn, account: arn.account || source.account }, arn.id)];
}
