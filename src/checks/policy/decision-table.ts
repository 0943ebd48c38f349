import { holds, INFERENCE_PROFILE_ARN, REQUESTED_REGION } from './condition';
import { Decision, Request, selects, selectsAction } from './decide';
import { isLiteral } from './literals';
import { allOf, Answer, anyOf } from './match';
import { Statement } from './statement';
import { isOpaque } from '../read/opaque';

/** A statement that speaks of an action, made ready to be asked for many resources. */
interface Row {
  readonly statement: Statement;
  readonly onAction: Answer;
  readonly literals: ReadonlySet<string>;
  readonly patterns: readonly string[];
}

/** The statements of a subject, indexed for the many decisions that its profiles need. It decides as `decide` does. */
export class DecisionTable {
  private readonly rows = new Map<string, readonly Row[]>();
  private readonly decisions = new Map<string, Decision>();

  public constructor(private readonly statements: readonly Statement[], private readonly complete: boolean) {}

  public decide(request: Request): Decision {
    const { action, resource, context } = request;
    const key = `${action} ${resource} ${context.get(REQUESTED_REGION)} ${context.get(INFERENCE_PROFILE_ARN)}`;
    const known = this.decisions.get(key);
    if (known !== undefined) return known;
    const decision = this.decided(request);
    this.decisions.set(key, decision);
    return decision;
  }

  /** Whether no statement tells two actions apart. */
  public isSame(one: string, other: string): boolean {
    return this.statements.every((statement) => selectsAction(statement, one) === selectsAction(statement, other));
  }

  private decided(request: Request): Decision {
    const rows = this.rowsFor(request.action);
    const answer = (effect: Statement['effect']) => {
      let best: Answer = 'no';
      for (const row of rows) {
        if (row.statement.effect !== effect) continue;
        best = anyOf([best, appliesTo(row, request)]);
        if (best === 'yes') break;
      }
      return best;
    };
    const deny = answer('Deny');
    if (deny === 'yes') return 'denied';
    const allow = answer('Allow');
    if (allow === 'yes' && this.complete) return deny === 'no' ? 'allowed' : 'unknown';
    return allow === 'no' && this.complete ? 'not-allowed' : 'unknown';
  }

  private rowsFor(action: string): readonly Row[] {
    const known = this.rows.get(action);
    if (known) return known;
    const rows = this.statements.flatMap((statement): Row[] => {
      const onAction = selectsAction(statement, action);
      const { values } = statement.resources;
      return onAction === 'no' ? [] : [{ statement, onAction, literals: new Set(values.filter(isLiteral)), patterns: values.filter((value) => !isLiteral(value)) }];
    });
    this.rows.set(action, rows);
    return rows;
  }
}

function appliesTo({ statement, onAction, literals, patterns }: Row, { resource, context }: Request): Answer {
  const { resources, conditions } = statement;
  let answer = onAction;
  if (isOpaque(resource)) answer = allOf([answer, selects(resources, resource)]);
  else if (literals.has(resource)) answer = resources.negated ? 'no' : answer;
  else answer = allOf([answer, selects({ ...resources, values: patterns }, resource)]);
  for (const condition of conditions) {
    if (answer === 'no') break;
    answer = allOf([answer, holds(condition, context)]);
  }
  return answer;
}
