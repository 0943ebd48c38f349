import { DenyJson, documentOf } from '../../../src/access/statements/statement';
import { PolicyDocumentJson } from '../../support/iam-evaluator';

export const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** The document of some statements. A deny of its own has a Sid, by which it is found again; that no two are the same, the evaluator checks. */
export function policyOf(statements: readonly DenyJson[]): PolicyDocumentJson {
  const unnamed = statements.filter(({ Effect, NotResource, NotAction, Sid }) => Effect === 'Deny' && (NotResource ?? NotAction) && Sid === undefined);
  if (unnamed.length > 0) throw new Error(`without a Sid: ${JSON.stringify(unnamed)}`);
  return documentOf(statements) as PolicyDocumentJson;
}
