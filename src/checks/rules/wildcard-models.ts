import { foundationModelArn } from '../../bedrock/arns';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { Model } from '../model/model';
import { PAGES, inStatements, list, Rule } from '../model/rule';
import { INFERENCE_PROFILE_ARN } from '../policy/condition';
import { selects } from '../policy/decide';
import { isPositive, namesInvocation } from '../policy/misplaced';
import { Statement } from '../policy/statement';
import { readable } from '../read/opaque';

export const wildcardModels: Rule = {
  id: 'wildcardModels',
  severity: 'warning',
  summary: 'A policy allows inference with every model: `bedrock:*`, or invocation of `*` or `foundation-model/*`',
  page: PAGES.leastPrivilege,
  check: inStatements((statement, document, model) => {
    const bound = statement.conditions.some((condition) => condition.key === INFERENCE_PROFILE_ARN && isPositive(condition)
      && !condition.operator.ifExists && condition.operator.whenAbsent !== 'yes');
    if (document.kind !== 'identity' || statement.effect !== 'Allow' || bound || !namesInvocation(statement) || !reachesEveryModel(statement, model)) return [];
    const { negated, values } = statement.resources;
    const resources = readable(list(values));
    return [{
      message: `${list(statement.actions.values.filter((action) => /^bedrock:/i.test(action)))} is allowed on ${negated ? `everything but ${resources}: every other` : `${resources}: every`} model, through any profile or none`,
      remedy: `allow ${INVOKE_ACTIONS.join(' and ')} on the profiles that are used, and on their models with bedrock:InferenceProfileArn as a condition`,
    }];
  }),
};

/** Whether a statement covers any model at all, one that does not exist too. */
export function reachesEveryModel({ resources }: Statement, { environment }: Model): boolean {
  return [environment.region, ''].some((region) => selects(resources, foundationModelArn({ ...environment, region }, 'provider.every-model')) === 'yes');
}
