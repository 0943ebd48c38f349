import { foundationModelArn } from '../../bedrock/arns';
import { Model } from '../model/model';
import { PAGES, inStatements, list, Rule } from '../model/rule';
import { Condition } from '../policy/condition';
import { selects } from '../policy/decide';
import { arnsOf, invokes, isModel, isPositive, namesInvocation } from '../policy/misplaced';
import { Statement } from '../policy/statement';

export const resourceOwnerOnModel: Rule = {
  id: 'resourceOwnerOnModel',
  severity: 'error',
  summary: 'A condition on the owner of the resource (`aws:ResourceAccount`, `aws:ResourceOrgID`) reaches foundation models, which are AWS\'s',
  page: PAGES.batch,
  check: inStatements((statement, document, model) => {
    // A policy file on its own may be a service control policy too.
    const judged = namesInvocation(statement) || (invokes(statement) && (document.kind === 'service-control' || document.logicalId === undefined));
    const keys = judged && reachesModels(statement, model) ? statement.conditions.filter((condition) => keepsModelsOut(statement, condition)) : [];
    if (keys.length === 0) return [];
    return [{
      message: `${list(keys.map(({ keyText }) => keyText))} is never that of the account or organization on a foundation model, so ${statement.effect === 'Allow' ? 'no model is allowed' : 'every model is denied'}`,
      remedy: 'keep the condition to resources of the account, in a statement without foundation models',
    }];
  }),
};

function reachesModels(statement: Statement, { environment }: Model): boolean {
  return arnsOf(statement).some(isModel) || selects(statement.resources, foundationModelArn(environment, 'provider.every-model')) === 'yes';
}

// With IfExists the outcome depends on whether the key is there, which AWS does not document.
function keepsModelsOut({ effect }: Statement, condition: Condition): boolean {
  const { key, operator } = condition;
  if (!/^aws:resource(account|orgid|orgpaths)$/.test(key) || operator.ifExists) return false;
  return effect === 'Allow' ? isPositive(condition) : operator.negated;
}
