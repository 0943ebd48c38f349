import { inferenceProfileArn } from '../../bedrock/arns';
import { PAGES, inStatements, Rule } from '../model/rule';
import { INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../policy/condition';
import { selects } from '../policy/decide';
import { invokes } from '../policy/misplaced';

export const denyWithoutNull: Rule = {
  id: 'denyWithoutNull',
  severity: 'error',
  summary: 'A deny outside of some profiles lacks `Null`, so it also denies where the key is absent: the profiles themselves, and every direct call',
  page: PAGES.operators,
  check: inStatements((statement, _, { environment }) => {
    if (statement.effect !== 'Deny' || !invokes(statement)) return [];
    const negated = statement.conditions.find(({ key, operator }) => key === INFERENCE_PROFILE_ARN && operator.negated && operator.whenAbsent !== 'no');
    const guarded = statement.conditions.some(({ key, operator, values }) =>
      key === REQUESTED_REGION || (key === INFERENCE_PROFILE_ARN && operator.comparison === 'null' && values.includes('false')));
    const reaches = selects(statement.resources, inferenceProfileArn(environment, 'us.provider.every-model')) === 'yes';
    if (!negated || guarded || !reaches) return [];
    return [{
      message: `${negated.operator.text} holds where bedrock:InferenceProfileArn is absent, as it is when a profile itself is authorized: every profile is denied, those that are named too`,
      remedy: 'add "Null": { "bedrock:InferenceProfileArn": "false" } to the condition',
    }];
  }),
};
