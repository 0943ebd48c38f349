import { missingOfKind, reported } from '../model/missing';
import { PAGES, Rule } from '../model/rule';

export const sourceRegionModelMissing: Rule = {
  id: 'sourceRegionModelMissing',
  severity: 'error',
  summary: 'A profile is allowed, but not its model in the source Region',
  page: PAGES.prerequisites,
  check: (model) => missingOfKind(model, 'source-region-model').map((missing) => reported(missing, 'the model in the source Region', 'the source Region', model)),
};
