

/** An IAM policy statement as JSON, always with lists. */
export interface StatementJson {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A statement that may name what it leaves alone instead of what it covers, as those of service control policies do. */
export interface ControlStatementJson extends Pick<StatementJson, 'Sid' | 'Effect' | 'Condition'> {
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
}

/** An IAM policy document as JSON. */
interface DocumentJson<S extends ControlStatementJson = StatementJson> {
  readonly Version: '2012-10-17';
  readonly Statement: readonly S[];
}

export function documentOf<S extends ControlStatementJson>(statements: readonly S[]): DocumentJson<S> {
  return { Version: '2012-10-17', Statement: statements };
}

/**
 * Characters of a document as IAM counts them: white space does not count.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function documentSize(statements: readonly StatementJson[]): number {
  return JSON.stringify(documentOf(statements)).length;
}

/** A Sid is unique in its document, and statements of one kind may be combined. */
export function withDistinctSids<S extends ControlStatementJson>(statements: readonly S[]): S[] {
  return statements.map((statement, index) => {
    const before = statements.slice(0, index).filter((other) => other.Sid === statement.Sid).length;
    return before === 0 ? statement : { ...statement, Sid: `${statement.Sid}${before + 1}` };
  });
}

/** What IAM holds for one kind of identity, in characters without white space, before a quota increase. */
export interface IdentityLimits {
  readonly kind: 'role' | 'user' | 'group';
  /** All inline policies together. */
  readonly inlinePolicies: number;
  /** Managed policies attached. */
  readonly managedPolicies: number;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const IDENTITY_LIMITS: Readonly<Record<IdentityLimits['kind'], IdentityLimits>> = {
  role: { kind: 'role', inlinePolicies: 10240, managedPolicies: 20 },
  user: { kind: 'user', inlinePolicies: 2048, managedPolicies: 10 },
  group: { kind: 'group', inlinePolicies: 5120, managedPolicies: 10 },
};

/** Characters that one managed policy holds, same page. */
export const MANAGED_POLICY_SIZE = 6144;

/**
 * Divides items over as few documents as their order allows, so that each document stays within a number of characters.
 *
 * An item that does not fit into a document of its own gets one all the same; the caller compares its size.
 */
export function splitBySize<T>(items: readonly T[], limit: number, statementsOf: (items: readonly T[]) => readonly StatementJson[]): T[][] {
  const documents: T[][] = [];
  for (const item of items) {
    const last = documents[documents.length - 1];
    if (last && documentSize(statementsOf([...last, item])) <= limit) last.push(item);
    else documents.push([item]);
  }
  return documents;
}
