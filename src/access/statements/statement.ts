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
export interface DocumentJson<S extends ControlStatementJson = StatementJson> {
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
