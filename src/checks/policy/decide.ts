import { Context, holds } from './condition';
import { allOf, Answer, anyOf, matches, negate } from './match';
import { PatternList, Statement } from './statement';

/** One authorization that a call needs. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** `denied` is an explicit deny, `not-allowed` its absence of an allow; both are certain. */
export type Decision = 'allowed' | 'denied' | 'not-allowed' | 'unknown';

/**
 * What identity policies decide of a request; `unknown` where the template leaves it open.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(statements: readonly Statement[], complete: boolean, request: Request): Decision {
  const answer = (effect: Statement['effect']) => anyOf(statements.filter((statement) => statement.effect === effect).map((statement) => applies(statement, request)));
  const [deny, allow] = [answer('Deny'), answer('Allow')];
  if (deny === 'yes') return 'denied';
  if (allow === 'yes' && complete) return deny === 'no' ? 'allowed' : 'unknown';
  return allow === 'no' && complete ? 'not-allowed' : 'unknown';
}

/** Whether a statement speaks of a request. */
export function applies(statement: Statement, request: Request): Answer {
  return allOf([
    selectsAction(statement, request.action),
    selects(statement.resources, request.resource),
    ...statement.conditions.map((condition) => holds(condition, request.context)),
  ]);
}

/** Action names are not case-sensitive. */
export function selectsAction({ actions }: Statement, action: string): Answer {
  if (!actions.negated && actions.values.includes(action)) return 'yes';
  return selects({ ...actions, values: actions.values.map((value) => value.toLowerCase()) }, action.toLowerCase());
}

export function selects(list: PatternList, value: string): Answer {
  const answer = anyOf(list.values.map((pattern) => matches(pattern, value)));
  return list.negated ? negate(answer) : answer;
}
