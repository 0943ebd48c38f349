/** An IAM policy statement as JSON, always with lists. */
export interface StatementJson {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document as JSON. */
export interface DocumentJson {
  readonly Version: '2012-10-17';
  readonly Statement: readonly StatementJson[];
}

export function documentOf(statements: readonly StatementJson[]): DocumentJson {
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
