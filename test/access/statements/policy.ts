import { DenyJson, documentOf } from '../../../src/access/statements/statement';
import { PolicyDocumentJson } from '../../support/iam-evaluator';

export const ALLOW_ALL: PolicyDocumentJson = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * The document of some statements. A deny of its own has a Sid, by which it is found again; that no two are the same, the evaluator checks. A Sid has
 * letters and digits: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function policyOf(statements: readonly DenyJson[]): PolicyDocumentJson {
  const misnamed = statements.filter(({ Sid }) => Sid !== undefined && !/^[A-Za-z0-9]+$/.test(Sid));
  if (misnamed.length > 0) throw new Error(`no Sid: ${JSON.stringify(misnamed)}`);
  const unnamed = statements.filter(({ Effect, NotResource, NotAction, Sid }) => Effect === 'Deny' && (NotResource ?? NotAction) && Sid === undefined);
  if (unnamed.length > 0) throw new Error(`without a Sid: ${JSON.stringify(unnamed)}`);
  return documentOf(statements) as PolicyDocumentJson;
}
