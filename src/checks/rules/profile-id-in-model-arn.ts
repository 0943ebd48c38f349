import { PAGES, inStatements, Rule } from '../model/rule';
import { arnsOf, invokes, isModel, prefixInModelId } from '../policy/misplaced';
import { readable } from '../read/opaque';

export const profileIdInModelArn: Rule = {
  id: 'profileIdInModelArn',
  severity: 'error',
  summary: 'The ID of an inference profile stands in the ARN of a foundation model, which matches nothing',
  page: PAGES.prerequisites,
  check: inStatements((statement) => arnsOf(statement).filter((arn) => invokes(statement) && isModel(arn) && prefixInModelId(arn)).map(({ id }) => ({
    message: `foundation-model/${readable(id)} is no model: ${readable(id)} is the ID of an inference profile`,
    remedy: `allow inference-profile/${readable(id)} of the account, and foundation-model/${readable(id.slice(id.indexOf('.') + 1))} where the profile is authorized for it`,
  }))),
};
