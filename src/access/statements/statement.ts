/** An IAM policy statement as JSON, always with lists. Only what is in a document of its own has a Sid: CDK drops equal statements without. */
export interface StatementJson {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A statement that may name what it does not affect instead of what it covers, as denies do. */
export interface DenyJson extends Pick<StatementJson, 'Sid' | 'Effect' | 'Condition'> {
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
}

/** An IAM policy document as JSON. */
interface DocumentJson {
  readonly Version: '2012-10-17';
  readonly Statement: readonly DenyJson[];
}

export function documentOf(statements: readonly DenyJson[]): DocumentJson {
  return { Version: '2012-10-17', Statement: statements };
}

/**
 * Characters of a document as IAM counts them: white space does not count.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function documentSize(statements: readonly DenyJson[]): number {
  return JSON.stringify(documentOf(statements)).length;
}

/** Characters that one managed policy allows, same page. */
export const MANAGED_POLICY_SIZE = 6144;

/**
 * Divides items over as few documents as their order allows, so that each document stays within a number of characters.
 *
 * An item that does not fit into a document of its own gets one all the same; the caller compares its size.
 */
export function splitBySize<T>(items: readonly T[], limit: number, statementsOf: (items: readonly T[]) => readonly DenyJson[]): T[][] {
  const documents: T[][] = [];
  for (const item of items) {
    const last = documents[documents.length - 1];
    if (last && documentSize(statementsOf([...last, item])) <= limit) last.push(item);
    else documents.push([item]);
  }
  return documents;
}

/** Equal statements once, and each Sid once: contents of one kind may be combined in a document. */
export function withoutRepetition(statements: readonly DenyJson[]): DenyJson[] {
  const once = [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
  return once.map((statement, index) => {
    const before = once.slice(0, index).filter(({ Sid }) => Sid !== undefined && Sid === statement.Sid).length;
    return before === 0 ? statement : { ...statement, Sid: `${statement.Sid}${before + 1}` };
  });
}

/** Distinct values in order of first appearance. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
