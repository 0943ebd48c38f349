import { PAGES, inStatements, Rule } from '../model/rule';
import { isMisspeltProfileKey } from '../policy/misplaced';

export const unknownConditionKey: Rule = {
  id: 'unknownConditionKey',
  severity: 'error',
  summary: 'A condition uses a key that no request carries, `aws:InferenceProfileArn` for example',
  page: PAGES.authorization,
  check: inStatements((statement) => statement.conditions.filter(({ key }) => isMisspeltProfileKey(key)).map(({ keyText }) => ({
    message: `there is no condition key ${keyText}`,
    remedy: 'give bedrock:InferenceProfileArn, with the ARN of the profile',
  }))),
};
