import { PAGES, inStatements, Rule } from '../model/rule';
import { arnsOf, isProfile } from '../policy/misplaced';
import { readable } from '../read/opaque';

export const profileArnWithoutAccount: Rule = {
  id: 'profileArnWithoutAccount',
  severity: 'error',
  summary: 'The ARN of an inference profile lacks the account, or the Region, so it matches nothing: only foundation models have none',
  page: PAGES.authorization,
  check: inStatements((statement) => arnsOf(statement).filter((arn) => isProfile(arn) && (arn.account === '' || arn.region === '')).map(({ partition, region, account, type, id }) => ({
    message: `the ARN of ${type}/${readable(id)} has no ${[region === '' ? 'Region' : '', account === '' ? 'account' : ''].filter(Boolean).join(' and no ')}`,
    remedy: `give arn:${readable(partition)}:bedrock:<source Region>:<account>:${type}/${readable(id)}; a system-defined profile carries the account of its caller`,
  }))),
};
