import { PAGES } from './pages';
import { inStatements, Rule } from './rule';
import { invokes, noRegions, isRegionList } from '../inference/misplaced';

export const denyOnGlobalRegion: Rule = {
  id: 'denyOnGlobalRegion',
  severity: 'error',
  summary: 'A deny is keyed on a value of `aws:RequestedRegion` that no request carries, `global` for example, so it denies nothing',
  page: PAGES.global,
  check: inStatements((statement) => (statement.effect === 'Deny' && invokes(statement) ? statement.conditions.filter(isRegionList) : []).flatMap((condition) =>
    noRegions(condition).map((value) => ({
      message: `the deny never applies: no request has aws:RequestedRegion ${JSON.stringify(value)}`,
      remedy: 'give "unspecified", which is what a call through a global profile is authorized with on the model without a Region',
    })))),
};
