import { keptOutByRegions } from '../model/missing';
import { PAGES, at, Rule } from '../model/rule';

export const requestedRegionExcludesUnspecified: Rule = {
  id: 'requestedRegionExcludesUnspecified',
  severity: 'error',
  summary: 'The model without a Region is allowed only under a list of Regions, which `unspecified` is not in',
  page: PAGES.global,
  check: (model) => model.grants.flatMap((grant) => grant.missing.flatMap((evaluation) => {
    const place = evaluation.of === 'regionless-model' ? keptOutByRegions(model, grant, evaluation) : undefined;
    if (!place) return [];
    return [{
      ...at(place.document, place.statement),
      message: `${evaluation.resource} is allowed under a condition on aws:RequestedRegion that its evaluation never meets: there the key is "unspecified"`,
      remedy: 'allow it in a statement of its own, with aws:RequestedRegion "unspecified"',
    }];
  })),
};
