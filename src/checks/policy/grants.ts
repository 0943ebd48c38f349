import { Call, Evaluation, evaluationsOf } from './authorizations';
import { decide, selectsAction } from './decide';
import { PolicyDocument } from './documents';
import { isLiteral, isWildcard } from './literals';
import { matches } from './match';
import { mended } from './mend';
import { Statement } from './statement';
import { Subject } from './subjects';
import { parseBedrockArn } from '../../bedrock/arns';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { isFault, parseInferenceProfileId } from '../../bedrock/inference-profile-id';
import { regionsIn } from '../../bedrock/regions';
import { Environment } from '../read/template';

/** A system-defined profile, or a pattern of several, that a statement allows for one action. */
export interface Grant {
  readonly subject: Subject;
  readonly document: PolicyDocument;
  readonly statement: Statement;
  /** The resource as it is written. */
  readonly pattern: string;
  /** The call that comes furthest: the only one, unless the pattern has wildcards. */
  readonly call: Call;
  /** What that call needs and certainly is not allowed. */
  readonly missing: readonly Evaluation[];
  /** Whether the source Region is written in the pattern, or is that of the stack: not a guess. */
  readonly sourceIsCertain: boolean;
  readonly single: boolean;
}

/** The grants of a subject on profiles, each held against everything that its calls need. */
export function grantsOf(subject: Subject, environment: Environment): Grant[] {
  const statements = subject.documents.flatMap((document) => document.statements.map((statement) => mended(statement, environment)));
  const regions = regionsNamedIn(subject.documents.flatMap((document) => document.statements));
  return subject.documents.filter(({ kind }) => kind !== 'endpoint').flatMap((document) => document.statements
    .filter(({ effect, resources }) => effect === 'Allow' && !resources.negated)
    .flatMap((statement) => INVOKE_ACTIONS.filter((action) => selectsAction(statement, action) === 'yes')
      .flatMap((action) => statement.resources.values.flatMap((pattern) => {
        const judged = furthest(callsOf(pattern, action, environment, regions), statements, subject.complete);
        if (!judged) return [];
        const { region, id } = parseBedrockArn(pattern)!;
        return [{ subject, document, statement, pattern, ...judged, sourceIsCertain: isLiteral(region), single: isLiteral(id) }];
      }))));
}

function furthest(calls: readonly Call[], statements: readonly Statement[], complete: boolean): Pick<Grant, 'call' | 'missing'> | undefined {
  let best: Pick<Grant, 'call' | 'missing'> | undefined;
  for (const call of calls) {
    const missing = missingOf(call, statements, complete);
    if (!best || missing.length < best.missing.length) best = { call, missing };
    if (missing.length === 0) break;
  }
  return best;
}

/** What a call needs and certainly does not get. */
function missingOf(call: Call, statements: readonly Statement[], complete: boolean): Evaluation[] {
  return evaluationsOf(call).filter((evaluation) => evaluation.of !== 'profile' && decide(statements, complete, evaluation) === 'not-allowed');
}

/** The Regions that the ARNs and conditions of statements name: where calls may be sent to, besides the Region of the stack. */
export function regionsNamedIn(statements: readonly Statement[]): string[] {
  const texts = statements.flatMap(({ resources, conditions }) => [...resources.values, ...conditions.flatMap(({ values }) => values)]);
  return [...new Set(texts.flatMap(regionsIn))];
}

// A pattern with wildcards is at fault only if none of the calls that it covers works.
function callsOf(pattern: string, action: string, environment: Environment, regionsNamed: readonly string[]): Call[] {
  const arn = parseBedrockArn(pattern);
  if (arn?.type !== 'inference-profile' || arn.region === '') return [];
  const regions = isWildcard(arn.region) ? [...new Set([environment.region, ...regionsNamed])] : [arn.region];
  const account = isWildcard(arn.account) || arn.account === '' ? environment.account : arn.account;
  return regions.flatMap((region) => profileIds(arn.id, region).map((inferenceProfileId) =>
    ({ inferenceProfileId, source: { partition: environment.partition, region, account }, action })));
}

function profileIds(pattern: string, region: string): string[] {
  if (isLiteral(pattern)) return isFault(parseInferenceProfileId(pattern)) ? [] : [pattern];
  // Whatever the model is, it is one of this scope.
  if (!isWildcard(pattern) && CATALOG.prefixes.has(pattern.split('.')[0])) return [pattern];
  if (!isWildcard(pattern)) return [];
  // A geographic profile whose destinations are not known would seem to need less than it does.
  return [...CATALOG.profiles.values()]
    .filter(({ id, sourceRegions, lifecycle, destinations }) => lifecycle !== 'past-eol' && matches(pattern, id) === 'yes' && sourceRegions?.includes(region) !== false
      && (id.startsWith('global.') || !CATALOG.regions.has(region) || Boolean(destinations?.get(region))))
    .map(({ id }) => id);
}
