import { PAGES, Rule } from '../model/rule';

export const unreadableStatement: Rule = {
  id: 'unreadableStatement',
  severity: 'warning',
  summary: 'A statement is not what IAM documents, its `Effect` is `allow` for example, so nothing in it is checked',
  page: PAGES.effect,
  check: (model) => model.documents.flatMap(({ logicalId, location, unreadable }) => unreadable.map((statement) => ({
    ...(logicalId !== undefined && { logicalId }),
    location: [location, statement.location].filter(Boolean).join('.'),
    message: `the statement is not read: ${statement.fault}`,
    remedy: 'write it as IAM does, upper and lower case too: "Effect" is "Allow" or "Deny", and there is "Action" or "NotAction"',
  }))),
};
