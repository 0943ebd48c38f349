import { ANOTHER_REGION, Call, contextOf, Evaluation, evaluationsOf, splitId, withSystemProfile } from './authorizations';
import { holds } from './condition';
import { Decision, selectsAction } from './decide';
import { DecisionTable } from './decision-table';
import { PolicyDocument } from './documents';
import { isLiteral, isWildcard } from './literals';
import { matches, overlap } from './match';
import { mended } from './mend';
import { isModel, namesInvocation } from './misplaced';
import { Statement } from './statement';
import { Subject } from './subjects';
import { foundationModelArn, inferenceProfileArn, parseBedrockArn } from '../../bedrock/arns';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { CATALOG, CatalogProfile } from '../../bedrock/catalog';
import { isFault, parseInferenceProfileId } from '../../bedrock/inference-profile-id';
import { regionsIn } from '../../bedrock/regions';
import { replaceOpaque } from '../read/opaque';
import { Environment } from '../read/template';

/** One call that a statement allows on a profile, held against everything else that it needs. */
export interface Grant {
  readonly subject: Subject;
  readonly document: PolicyDocument;
  readonly statement: Statement;
  /** The resource as it is written. */
  readonly pattern: string;
  readonly call: Call;
  /** What the call needs and certainly is not allowed. */
  readonly missing: readonly Evaluation[];
  /** Whether no model at all is allowed through what the pattern names. */
  readonly noModel: boolean;
  /** Whether the source Region is written in the pattern, or is that of the stack: not a guess. */
  readonly sourceIsCertain: boolean;
  /** Whether one profile is named, not a pattern of several. */
  readonly single: boolean;
  /** Whether it may be meant that the call fails: calls through other profiles of the pattern work, or the pattern names more than profiles. */
  readonly mayBeMeant: boolean;
}

/** The ARNs of application profiles of the template, and the system-defined profile or the model that each is over. */
export type ApplicationProfiles = ReadonlyMap<string, string>;

interface Judge {
  readonly statements: readonly Statement[];
  readonly table: DecisionTable;
  readonly complete: boolean;
  readonly environment: Environment;
  /** The profiles that something of the template is told to call. */
  readonly called: ReadonlySet<string>;
  /** The Regions that the statements name. */
  readonly regions: readonly string[];
}

interface Judged {
  readonly call: Call;
  readonly missing: readonly Evaluation[];
  readonly reachesModel: boolean;
  readonly isDenied: boolean;
  /** Whether the profile itself is denied, so that nobody calls from there. */
  readonly isBlocked: boolean;
}

/** The grants of subjects on profiles. Subjects with the same policies are judged once. */
export function grantsOf(
  subjects: ReadonlyMap<Subject, string>, mendedOf: (subject: Subject) => readonly Statement[], environment: Environment,
  applications: ApplicationProfiles, called: ReadonlySet<string>,
): Grant[] {
  const known = new Map<string, readonly Placed[]>();
  return [...subjects].flatMap(([subject, policies]) => {
    const { documents } = subject;
    if (!documents.some(({ statements }) => statements.some(isGranting))) return [];
    const outcomes = known.get(policies) ?? outcomesOf(subject, mendedOf(subject), environment, applications, called);
    known.set(policies, outcomes);
    return outcomes.map(({ at: [document, statement], ...outcome }): Grant =>
      ({ subject, document: documents[document], statement: documents[document].statements[statement], ...outcome }));
  });
}

type Outcome = Omit<Grant, 'subject' | 'document' | 'statement' | 'pattern'>;
/** What was found of a pattern, with the document and the statement that it stands in. */
type Placed = Outcome & Pick<Grant, 'pattern'> & { readonly at: readonly [document: number, statement: number] };

/** Whether it allows calls of what it names. */
export function isGranting(statement: Statement): boolean {
  return statement.effect === 'Allow' && !statement.resources.negated && namesInvocation(statement);
}

function outcomesOf(
  { documents, complete }: Subject, statements: readonly Statement[], environment: Environment, applications: ApplicationProfiles, called: ReadonlySet<string>,
): Placed[] {
  const table = new DecisionTable(statements, complete);
  const judge: Judge = { statements, table, complete, environment, called, regions: regionsNamedIn(documents.flatMap((document) => document.statements)) };
  const alike = table.isSame(INVOKE_ACTIONS[0], INVOKE_ACTIONS[1]);
  return documents.flatMap((document, inDocuments) => document.statements.flatMap((statement, inStatements) => {
    if (!isGranting(statement)) return [];
    const actions = INVOKE_ACTIONS.filter((action) => selectsAction(statement, action) === 'yes');
    const placed = (action: string) => statement.resources.values.flatMap((pattern) =>
      judged(pattern, action, statement, judge, applications).map((outcome): Placed => ({ at: [inDocuments, inStatements], pattern, ...outcome })));
    if (!alike || actions.length < 2) return actions.flatMap(placed);
    const first = placed(actions[0]);
    return [...first, ...first.map((outcome) => withAction(outcome, actions[1]))];
  }));
}

function withAction(outcome: Placed, action: string): Placed {
  return { ...outcome, call: { ...outcome.call, action }, missing: outcome.missing.map((evaluation) => ({ ...evaluation, action })) };
}

function judged(pattern: string, action: string, statement: Statement, judge: Judge, applications: ApplicationProfiles): Outcome[] {
  const arn = parseBedrockArn(pattern);
  if (arn?.type === 'application-inference-profile') return throughApplication(pattern, action, judge, applications);
  if (arn && arn.type !== 'inference-profile') return [];
  if (arn && arn.region === '') return [];
  if (!arn && !isProfilePattern(pattern, statement, judge)) return [];
  const sourceIsCertain = arn !== undefined && isLiteral(arn.region);
  const named = arn && isNamedProfile(arn.id) ? arn.id : undefined;
  if (named !== undefined) {
    if (isFault(parseInferenceProfileId(named)) && isLiteral(named)) return [];
    const best = furthest(sourcesOf(pattern, judge).map((source) => judgeCall({ inferenceProfileId: named, source, action }, judge)));
    return best ? [{ call: best.call, missing: best.missing, noModel: false, sourceIsCertain, single: isLiteral(named), mayBeMeant: false }] : [];
  }
  if (arn && !isWildcard(arn.id)) return [];
  return throughPattern(pattern, action, statement, judge).map((grant) => ({ ...grant, sourceIsCertain, single: false, mayBeMeant: grant.mayBeMeant || (!arn && !grant.noModel) }));
}

// Whatever its model is, it is one of this scope.
function isNamedProfile(id: string): boolean {
  return isLiteral(id) || (!isWildcard(id) && CATALOG.prefixes.has(id.split('.')[0]));
}

// "*" and others that name no type reach profiles too. What allows every model under no condition lacks nothing.
function isProfilePattern(pattern: string, statement: Statement, judge: Judge): boolean {
  if (!isWildcard(pattern)) return false;
  const { environment } = judge;
  const everyModel = foundationModelArn({ ...environment, region: '' }, 'provider.every-model');
  if (statement.conditions.length === 0 && matches(pattern, everyModel) === 'yes') return false;
  return sourcesOf(pattern, judge).some((source) => matches(pattern, inferenceProfileArn(source, 'global.provider.every-model')) === 'yes');
}

function sourcesOf(pattern: string, { environment, regions }: Judge): Environment[] {
  const [, partition = '*', , region = '*', account = '*'] = pattern.split(':');
  const place = { partition: isLiteral(partition) ? partition : environment.partition, account: isWildcard(account) || account === '' ? environment.account : account };
  return (isWildcard(region) ? [...new Set([environment.region, ...regions])] : [region]).map((name) => ({ ...place, region: name }));
}

function throughPattern(pattern: string, action: string, statement: Statement, judge: Judge): Pick<Grant, 'call' | 'missing' | 'noModel' | 'mayBeMeant'>[] {
  // What only models meet, on which the key is there, allows no profile.
  const { conditions } = mended(statement, judge.environment);
  const sources = sourcesOf(pattern, judge).filter(({ region }) => conditions.every((condition) => holds(condition, contextOf(region, undefined, 'profile')) !== 'no'));
  const outcomes = differentProfiles(judge).flatMap(({ id, sourceRegions, destinations }) => {
    // A geographic profile whose destinations are not known would seem to need less than it does.
    const offered = sources.filter((source) => sourceRegions?.includes(source.region) !== false && matches(pattern, inferenceProfileArn(source, id)) === 'yes'
      && (id.startsWith('global.') || !CATALOG.regions.has(source.region) || Boolean(destinations?.get(source.region))));
    return furthest(offered.map((source) => judgeCall({ inferenceProfileId: id, source, action }, judge))) ?? [];
  });
  if (outcomes.length === 0) return [];
  // Of the models that are allowed at all, each is to be called through every profile that the pattern names.
  const meant = outcomes.filter(({ reachesModel }) => reachesModel);
  if (meant.length === 0) return allowsUnknownModel(judge) ? [] : [{ call: outcomes[0].call, missing: outcomes[0].missing, noModel: true, mayBeMeant: false }];
  const open = meant.filter(({ isDenied }) => !isDenied);
  const works = (scope: string) => open.some(({ call, missing }) => missing.length === 0 && splitId(call.inferenceProfileId)[0] === scope);
  const anyWorks = open.some(({ missing }) => missing.length === 0);
  return open.map(({ call, missing }) => ({ call, missing, noModel: false, mayBeMeant: anyWorks && !works(splitId(call.inferenceProfileId)[0]) }));
}

/** Of the profiles that no pattern tells apart, that have one scope and the same Regions, and whose models are on demand in the same, the first. */
function differentProfiles({ statements, called }: Judge): CatalogProfile[] {
  const texts = statements.flatMap(({ resources, conditions }) => [...resources.values, ...conditions.flatMap(({ values }) => values)]);
  const ids = new Set(texts.flatMap((text) => parseBedrockArn(text)?.id ?? []));
  const different = new Map<string, CatalogProfile>();
  for (const profile of CATALOG.profiles.values()) {
    if (profile.lifecycle === 'past-eol') continue;
    const [prefix, model] = splitId(profile.id);
    const told = [...ids].map((id) => `${matches(id, profile.id)}${matches(id, model)}`);
    const { sourceRegions = [], destinations = new Map<string, readonly string[] | null>() } = profile;
    const key = [prefix, called.has(profile.id) ? model : '', ...told, ...sourceRegions, ...[...destinations.values()].map(String), ...CATALOG.models.get(model)?.onDemand ?? ['unknown']].join(' ');
    if (!different.has(key)) different.set(key, profile);
  }
  return [...different.values()];
}

/** Whether a model is allowed that the catalog does not know, whose profiles it does not know either. */
function allowsUnknownModel({ statements, environment, regions }: Judge): boolean {
  const known = [...CATALOG.profiles.keys()].map((id) => foundationModelArn({ ...environment, region: '' }, splitId(id)[1]));
  return statements.filter((statement) => statement.effect === 'Allow' && namesInvocation(statement)).some(({ resources }) => resources.negated
    || resources.values.some((pattern) => {
      const arn = parseBedrockArn(pattern);
      if (arn?.type !== 'foundation-model') {
        const anywhere = replaceOpaque(pattern, '*');
        return !arn && ['', environment.region, ANOTHER_REGION, ...regions].some((region) => overlap(anywhere, foundationModelArn({ ...environment, region }, '*')));
      }
      return !CATALOG.models.get(arn.id)?.onDemand?.size && !known.some((one) => matches(arn.id, one.slice(one.indexOf('/') + 1)) === 'yes');
    }));
}

function throughApplication(pattern: string, action: string, judge: Judge, applications: ApplicationProfiles): Outcome[] {
  const over = applications.get(pattern);
  const sources = sourcesOf(pattern, judge);
  const found = { sourceIsCertain: sources.length === 1, single: isLiteral(pattern), mayBeMeant: false };
  if (over !== undefined) {
    const outcome = judgeCall({ inferenceProfileId: over, source: sources[0], action, applicationArn: pattern }, judge);
    return [{ ...found, single: true, call: outcome.call, missing: outcome.missing, noModel: !outcome.reachesModel }];
  }
  // What it is over is not known: some model is needed.
  const call = { inferenceProfileId: UNKNOWN_MODEL, source: sources[0], action, applicationArn: pattern };
  const missing = evaluationsOf(call).filter(({ of }) => of === 'source-region-model');
  const noModel = judge.complete && !judge.statements.some((statement) => allowsSomeModel(statement, action));
  return [{ ...found, call, missing: noModel ? missing : [], noModel }];
}

/** Stands for the model of an application profile that is made elsewhere. */
export const UNKNOWN_MODEL = 'application.provider.every-model';

/** Whether a statement may allow a model, whichever that is. */
export function allowsSomeModel(statement: Statement, action: string): boolean {
  return statement.effect === 'Allow' && selectsAction(statement, action) !== 'no'
    && (statement.resources.negated || statement.resources.values.map((value) => replaceOpaque(value, '*')).some(mayNameModel));
}

// A star may stand for several parts of an ARN, so a pattern of another type would overlap too.
function mayNameModel(pattern: string): boolean {
  const arn = parseBedrockArn(pattern);
  return arn ? isModel(arn) : overlap(pattern, 'arn:*:bedrock:*::foundation-model/*');
}

function furthest(outcomes: readonly Judged[]): Judged | undefined {
  let best: Judged | undefined;
  for (const outcome of outcomes) {
    if (!best || (best.isBlocked && !outcome.isBlocked) || (best.isBlocked === outcome.isBlocked && outcome.missing.length < best.missing.length)) best = outcome;
    if (best.missing.length === 0 && !best.isBlocked) break;
  }
  return best;
}

/** What a call needs and certainly does not get, whichever ARN the key has. */
function judgeCall(call: Call, { table }: Judge): Judged {
  const [profile, ...models] = evaluationsOf(call);
  const decisions = models.map((evaluation) => {
    const decision = table.decide(evaluation);
    return { evaluation, decision: decision === 'not-allowed' && call.applicationArn !== undefined ? table.decide(withSystemProfile(evaluation, call)) : decision };
  });
  const has = (...sought: Decision[]) => decisions.some(({ decision }) => sought.includes(decision));
  return {
    call,
    missing: decisions.filter(({ decision }) => decision === 'not-allowed').map(({ evaluation }) => evaluation),
    reachesModel: has('allowed', 'unknown', 'denied'),
    isDenied: has('denied'),
    isBlocked: table.decide(profile) === 'denied',
  };
}

/** The Regions that the ARNs and conditions of statements name: where calls may be sent to, besides the Region of the stack. */
export function regionsNamedIn(statements: readonly Statement[]): string[] {
  const texts = statements.flatMap(({ resources, conditions }) => [...resources.values, ...conditions.flatMap(({ values }) => values)]);
  return [...new Set(texts.flatMap(regionsIn))].filter((region) => region !== ANOTHER_REGION);
}

/** Whether some statement allows a profile of a model, or may: an application profile or a prompt router may be over it. */
export function mayCallThroughProfile(statements: readonly Statement[], foundationModelId: string, action: string): boolean {
  return statements.some((statement) => statement.effect === 'Allow' && selectsAction(statement, action) !== 'no' && (statement.resources.negated
    || statement.resources.values.some((pattern) => reachesProfileOf(replaceOpaque(pattern, '*'), foundationModelId))));
}

function reachesProfileOf(pattern: string, foundationModelId: string): boolean {
  const arn = parseBedrockArn(pattern);
  if (arn?.type === 'foundation-model' || (arn?.type === 'inference-profile' && isLiteral(pattern))) return arn.type === 'inference-profile' && arn.id.endsWith(foundationModelId);
  // A prefix that is missing is reported for itself.
  return overlap(pattern, `arn:*:bedrock:*:*:inference-profile/*${foundationModelId}`) || overlap(pattern, 'arn:*:bedrock:*:*:application-inference-profile/*') || overlap(pattern, 'arn:*:bedrock:*:*:*prompt-router/*');
}
