import { REGIONLESS_REQUESTED_REGION } from '../../bedrock/authorizations';
import { PAGES, inStatements, Rule } from '../model/rule';
import { invokes, noRegions, isRegionList } from '../policy/misplaced';

export const requestedRegionNotARegion: Rule = {
  id: 'requestedRegionNotARegion',
  severity: 'error',
  summary: 'An allow is conditioned on a value of `aws:RequestedRegion` that no request carries, `global` for example (an info beside `unspecified`)',
  page: PAGES.global,
  check: inStatements((statement) => (statement.effect === 'Allow' && invokes(statement) ? statement.conditions.filter(isRegionList) : []).flatMap((condition) =>
    noRegions(condition).map((value) => ({
      // Beside the value that is meant it does no harm.
      ...(condition.values.includes(REGIONLESS_REQUESTED_REGION) && { severity: 'info' as const }),
      message: `no request has aws:RequestedRegion ${JSON.stringify(value)}: it is a Region, or "unspecified" for a global profile's model without a Region`,
      remedy: 'give "unspecified" on the model without a Region, and the source Region elsewhere',
    })))),
};
