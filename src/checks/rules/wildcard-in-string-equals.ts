import { PAGES, inStatements, Rule } from '../model/rule';
import { REQUESTED_REGION } from '../policy/condition';
import { invokes, literalWildcards } from '../policy/misplaced';
import { readable } from '../read/opaque';

export const wildcardInStringEquals: Rule = {
  id: 'wildcardInStringEquals',
  severity: 'error',
  summary: 'A wildcard stands under `StringEquals` or `StringNotEquals`, which take `*` for a character like any other',
  page: PAGES.operators,
  check: inStatements((statement) => (invokes(statement) ? statement.conditions : []).flatMap((condition) => literalWildcards(condition).map((value) => ({
    message: `${condition.operator.text} on ${condition.keyText} compares with ${JSON.stringify(readable(value))} as it stands, so no value is equal`,
    remedy: condition.key === REQUESTED_REGION ? 'use StringLike, StringNotLike, or the names of the Regions' : 'use ArnLike or ArnNotLike',
  })))),
};
