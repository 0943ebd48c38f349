import { Model } from './model';
import { at, Found, list } from './rule';
import { Evaluation } from '../policy/authorizations';
import { holds } from '../policy/condition';
import { applies } from '../policy/decide';
import { PolicyDocument } from '../policy/documents';
import { Grant } from '../policy/grants';
import { mended } from '../policy/mend';
import { isRegionList } from '../policy/misplaced';
import { Statement } from '../policy/statement';
import { readable } from '../read/opaque';

/** An evaluation that a grant does not get, once for each statement that grants. */
export interface Missing {
  readonly document: PolicyDocument;
  readonly statement: Statement;
  readonly grants: readonly Grant[];
  readonly evaluations: readonly Evaluation[];
}

/** What grants lack of one kind, grouped by the statement that allows the profiles. */
export function missingOfKind(model: Model, kind: Evaluation['of'], counts: (evaluation: Evaluation, grant: Grant) => boolean = () => true): Missing[] {
  const groups = new Map<Statement, { document: PolicyDocument; grants: Grant[]; evaluations: Evaluation[] }>();
  for (const grant of model.grants) {
    const evaluations = grant.missing.filter((evaluation) => evaluation.of === kind && counts(evaluation, grant));
    if (evaluations.length === 0) continue;
    const group = groups.get(grant.statement) ?? { document: grant.document, grants: [], evaluations: [] };
    groups.set(grant.statement, group);
    group.grants.push(grant);
    group.evaluations.push(...evaluations);
  }
  return [...groups].map(([statement, group]) => ({ statement, ...group }));
}

/** The statement that would allow an evaluation, were it not for its list of Regions. */
export function keptOutByRegions(model: Model, grant: Grant, evaluation: Evaluation): { document: PolicyDocument; statement: Statement } | undefined {
  for (const document of grant.subject.documents) {
    const statement = document.statements.find((candidate) => {
      const { conditions, ...rest } = mended(candidate, model.environment);
      const others = conditions.filter((condition) => !isRegionList(condition));
      return candidate.effect === 'Allow' && others.length < conditions.length && applies({ ...rest, conditions: others }, evaluation) === 'yes';
    });
    if (statement) return { document, statement };
  }
  return undefined;
}

/** The condition that keeps an evaluation out of a statement which names its action and resource. */
function unmetCondition({ grants, evaluations }: Missing, environment: Model['environment']): string | undefined {
  for (const statement of grants[0].subject.documents.flatMap((document) => document.statements.map((one) => mended(one, environment)))) {
    if (statement.effect !== 'Allow' || applies({ ...statement, conditions: [] }, evaluations[0]) !== 'yes') continue;
    const unmet = statement.conditions.find((condition) => holds(condition, evaluations[0].context) === 'no');
    if (unmet) return `${unmet.operator.text} ${unmet.keyText} ${unmet.values.map((value) => JSON.stringify(readable(value))).join(', ')}`;
  }
  return undefined;
}

/** Says what is missing, and the statement that mends it. */
export function reported(missing: Missing, what: string, requestedRegion: string, { environment }: Model): Found {
  const { document, statement, grants, evaluations } = missing;
  const unmet = unmetCondition(missing, environment);
  const through = list(grants.map(({ pattern }) => readable(pattern)));
  return {
    ...at(document, statement),
    message: `${list(evaluations.map(({ action }) => action))} is allowed on ${through}, but not on ${what}, ${list(evaluations.map(({ resource }) => readable(resource)))}` +
      (unmet ? `; a statement names it under a condition that such a call never meets: ${unmet}` : ''),
    remedy: `allow the same actions there, with aws:RequestedRegion ${requestedRegion} and bedrock:InferenceProfileArn the ARN of the profile`,
  };
}
