import { PAGES, inStatements, Rule } from '../model/rule';
import { invokes, isMisplacedUnspecified } from '../policy/misplaced';

export const unspecifiedOnProfile: Rule = {
  id: 'unspecifiedOnProfile',
  severity: 'error',
  summary: 'A profile, or a model in a Region, is allowed under `aws:RequestedRegion` = `unspecified`, which only the model without a Region is authorized with',
  page: PAGES.global,
  check: inStatements((statement) => (invokes(statement) ? statement.conditions : []).filter((condition) => isMisplacedUnspecified(statement, condition)).map(() => ({
    message: 'aws:RequestedRegion is the source Region when the profile, or its model in a Region, is authorized; "unspecified" is never met there',
    remedy: 'keep "unspecified" in a statement on the model without a Region, and give the source Region for the others',
  }))),
};
