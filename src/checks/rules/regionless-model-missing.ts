import { keptOutByRegions, missingOfKind, reported } from '../model/missing';
import { PAGES, Rule } from '../model/rule';

export const regionlessModelMissing: Rule = {
  id: 'regionlessModelMissing',
  severity: 'error',
  summary: 'A global profile is allowed, but not its model without a Region, which every call through it is authorized for',
  page: PAGES.global,
  check: (model) => missingOfKind(model, 'regionless-model', (evaluation, grant) => !keptOutByRegions(model, grant, evaluation))
    .map((missing) => reported(missing, 'the model without a Region', '"unspecified"', model)),
};
