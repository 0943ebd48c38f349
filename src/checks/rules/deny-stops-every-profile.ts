import { parseBedrockArn } from '../../bedrock/arns';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { PAGES, inStatements, Rule } from '../model/rule';
import { evaluationsOf } from '../policy/authorizations';
import { INFERENCE_PROFILE_ARN } from '../policy/condition';
import { applies } from '../policy/decide';
import { invokes } from '../policy/misplaced';
import { Statement } from '../policy/statement';

export const denyStopsEveryProfile: Rule = {
  id: 'denyStopsEveryProfile',
  severity: 'error',
  summary: 'A deny of direct calls, or of other models, also stops every profile: the profile itself is authorized without `bedrock:InferenceProfileArn`, and is no model',
  page: PAGES.global,
  check: inStatements((statement, _, { environment }) => {
    const [profile] = evaluationsOf({ inferenceProfileId: 'global.provider.every-model', source: environment, action: INVOKE_ACTIONS[0] });
    if (statement.effect !== 'Deny' || !invokes(statement) || !isMeantForModels(statement) || applies(statement, profile) !== 'yes') return [];
    return [{
      message: 'the deny also applies when a profile itself is authorized, so no call through any profile works',
      remedy: statement.resources.negated
        ? 'add arn:aws:bedrock:*:*:inference-profile/* and application-inference-profile/* to NotResource'
        : 'deny on arn:aws:bedrock:*::foundation-model/* only',
    }];
  }),
};

// Either it asks for the absence of the key, or it spares some models.
function isMeantForModels({ resources, conditions }: Statement): boolean {
  const asksForAbsence = conditions.some(({ key, operator, values }) => key === INFERENCE_PROFILE_ARN && operator.comparison === 'null' && values.some((value) => value.toLowerCase() === 'true'));
  return asksForAbsence || (resources.negated && resources.values.length > 0 && resources.values.every((pattern) => parseBedrockArn(pattern)?.type === 'foundation-model'));
}
