import { ControlStatementJson, documentOf } from '../../../src/access/statements/statement';
import { PolicyDocumentJson } from '../../support/iam-evaluator';

export const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** The document of some statements. Each has a Sid, by which what was denied is found again; that no two are the same, the evaluator checks. */
export function policyOf(statements: readonly ControlStatementJson[]): PolicyDocumentJson {
  const unnamed = statements.filter(({ Sid }) => !/^[A-Za-z0-9]+$/.test(Sid));
  if (unnamed.length > 0) throw new Error(`without a Sid: ${JSON.stringify(unnamed)}`);
  return documentOf(statements) as PolicyDocumentJson;
}
