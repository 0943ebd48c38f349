import { CATALOG } from '../../bedrock/catalog';
import { missingOfKind } from '../model/missing';
import { PAGES, at, list, Rule } from '../model/rule';

export const destinationModelMissing: Rule = {
  id: 'destinationModelMissing',
  severity: 'warning',
  summary: 'A geographic profile is allowed, but not its model in every Region that the profile reaches from the source Region, so calls fail under load (as far as the catalog knows them)',
  page: PAGES.geographic,
  check: (model) => missingOfKind(model, 'destination-model').map(({ document, statement, grants, evaluations }) => ({
    ...at(document, statement),
    message: `${list(grants.map(({ call }) => call.inferenceProfileId))} from ${list(grants.map(({ call }) => call.source.region))} also reaches ` +
      `${list(evaluations.map(({ resource }) => resource.split(':')[3]))} (known as of ${list(grants.map(({ call }) => CATALOG.profiles.get(call.inferenceProfileId)!.asOf))}), where its model is not allowed; calls may be denied, sometimes only under load`,
    remedy: `allow ${list(evaluations.map(({ resource }) => resource))}, with bedrock:InferenceProfileArn the ARN of the profile`,
  })),
};
