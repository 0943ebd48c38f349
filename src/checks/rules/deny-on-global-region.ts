import { REGIONLESS_REQUESTED_REGION } from '../../bedrock/authorizations';
import { PAGES, inStatements, Rule } from '../model/rule';
import { invokes, noRegions, isRegionList } from '../policy/misplaced';

export const denyOnGlobalRegion: Rule = {
  id: 'denyOnGlobalRegion',
  severity: 'error',
  summary: 'A deny is keyed on a value of `aws:RequestedRegion` that no request carries, `global` for example, so it does not deny what is meant (an info beside `unspecified`)',
  page: PAGES.global,
  check: inStatements((statement) => (statement.effect === 'Deny' && invokes(statement) ? statement.conditions.filter(isRegionList) : []).flatMap((condition) =>
    noRegions(condition).map((value) => ({
      ...(condition.values.includes(REGIONLESS_REQUESTED_REGION) && { severity: 'info' as const }),
      message: `no request has aws:RequestedRegion ${JSON.stringify(value)}, so the deny never applies for it`,
      remedy: 'give "unspecified", which is what a call through a global profile is authorized with on the model without a Region',
    })))),
};
