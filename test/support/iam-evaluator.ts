import { holds } from './iam-conditions';
import { matchesAction, matchesGlob } from './iam-matching';
import { PatternList, PolicyDocumentJson, Statement, statementsOf } from './iam-policy';

export type { PolicyDocumentJson, PolicyStatementJson } from './iam-policy';

export interface AuthorizationRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export type Decision = 'Allowed' | 'ExplicitDeny' | 'ImplicitDeny';

/**
 * What IAM decides of one authorization under these identity policies; a deny of a service control policy can be tested by adding its document.
 * An explicit deny wins: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(documents: readonly PolicyDocumentJson[], request: AuthorizationRequest): Decision {
  // Every statement is parsed before one is evaluated, so that a mistake cannot hide behind a decision already made.
  const effects = documents.flatMap(statementsOf).filter((statement) => applies(statement, request)).map((statement) => statement.effect);
  if (effects.includes('Deny')) return 'ExplicitDeny';
  return effects.includes('Allow') ? 'Allowed' : 'ImplicitDeny';
}

export function allows(documents: readonly PolicyDocumentJson[], request: AuthorizationRequest): boolean {
  return decide(documents, request) === 'Allowed';
}

function applies(statement: Statement, request: AuthorizationRequest): boolean {
  return selects(statement.actions, request.action, matchesAction)
    && selects(statement.resources, request.resource, matchesGlob)
    && statement.conditions.every(({ operator, key, values }) => holds(operator, values, contextValues(request, key)));
}

function selects(list: PatternList, value: string, matches: (pattern: string, value: string) => boolean): boolean {
  return list.values.some((pattern) => matches(pattern, value)) !== list.negated;
}

/** "Context key names are not case-sensitive": https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html */
function contextValues(request: AuthorizationRequest, key: string): readonly string[] {
  const values = Object.entries(request.context).filter(([name]) => name.toLowerCase() === key.toLowerCase()).map(([, value]) => value ?? []);
  return values.flat();
}
