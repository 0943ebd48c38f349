import { PAGES, inStatements, Rule } from '../model/rule';
import { arnsOf, hasForeignAccount } from '../policy/misplaced';
import { readable } from '../read/opaque';

export const modelArnWithAccount: Rule = {
  id: 'modelArnWithAccount',
  severity: 'error',
  summary: 'The ARN of a foundation model has an account, so it matches nothing: foundation models are AWS\'s',
  page: PAGES.authorization,
  check: inStatements((statement) => arnsOf(statement).filter(hasForeignAccount).map(({ partition, region, account, id }) => ({
    message: `the ARN of foundation-model/${readable(id)} has the account ${account}`,
    remedy: `give arn:${readable(partition)}:bedrock:${readable(region)}::foundation-model/${readable(id)}`,
  }))),
};
