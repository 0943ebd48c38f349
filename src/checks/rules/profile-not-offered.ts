import { CATALOG } from '../../bedrock/catalog';
import { PAGES, at, Rule } from '../model/rule';

export const profileNotOffered: Rule = {
  id: 'profileNotOffered',
  severity: 'warning',
  summary: 'The catalog does not list the source Region for the profile, or AWS has retired its model',
  page: PAGES.profiles,
  check: (model) => model.grants.filter(({ single, sourceIsCertain }) => single && sourceIsCertain).flatMap(({ call, document, statement }) => {
    const { profiles, regions, date } = CATALOG;
    const { inferenceProfileId, source } = call;
    const known = profiles.get(inferenceProfileId);
    if (known?.lifecycle === 'past-eol') {
      return [{ ...at(document, statement), message: `AWS has retired the model of ${inferenceProfileId} (catalog of ${date})`, remedy: 'allow the profile of a newer model' }];
    }
    if (!known?.sourceRegions || known.sourceRegions.includes(source.region) || !regions.has(source.region)) return [];
    return [{
      ...at(document, statement),
      message: `${inferenceProfileId} is not offered in ${source.region} (catalog of ${date})`,
      remedy: `check with "aws bedrock list-inference-profiles --region ${source.region}"; the catalog knows ${known.sourceRegions.join(', ')}`,
    }];
  }),
};
