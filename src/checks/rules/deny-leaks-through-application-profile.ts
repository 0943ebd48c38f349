import { neverApplies } from './deny-never-applies';
import { foundationModelArn } from '../../bedrock/arns';
import { REGIONLESS_REQUESTED_REGION, INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { PAGES, at, Rule } from '../model/rule';
import { contextOf } from '../policy/authorizations';
import { INFERENCE_PROFILE_ARN } from '../policy/condition';
import { applies, Request } from '../policy/decide';
import { invokes, isPositive, isRegionList } from '../policy/misplaced';
import { Statement } from '../policy/statement';
import { Environment } from '../read/template';

/**
 * AWS's own policy, which tests `unspecified` and the name together, is left alone: whether it leaks depends on the value of the key for
 * application profiles, which AWS does not document.
 */
export const denyLeaksThroughApplicationProfile: Rule = {
  id: 'denyLeaksThroughApplicationProfile',
  severity: 'warning',
  summary: 'Global inference is denied by the name of its profiles only, so an application inference profile over a global one may still be called',
  page: PAGES.global,
  check: (model) => model.subjects.flatMap(({ documents }) => {
    const denies = documents.flatMap((document) => document.statements.filter((statement) => statement.effect === 'Deny' && invokes(statement)).map((statement) => ({ document, statement })));
    const request = throughApplicationProfile(model.environment);
    if (denies.some(({ statement }) => applies(statement, request) === 'yes' || testsUnspecified(statement))) return [];
    return denies.filter(({ statement }) => namesGlobalProfiles(statement) && !neverApplies(statement, model.environment)).map(({ document, statement }) => ({
      ...at(document, statement),
      message: 'an application inference profile over a global profile has another name, so this deny may not stop calls through it',
      remedy: 'deny both invoke actions on * where aws:RequestedRegion is "unspecified"; keep this statement for an error that names the profile',
    }));
  }),
};

function throughApplicationProfile(environment: Environment): Request {
  const { partition, region, account } = environment;
  const application = `arn:${partition}:bedrock:${region}:${account}:application-inference-profile/x`;
  return { action: INVOKE_ACTIONS[0], resource: foundationModelArn({ ...environment, region: '' }, 'provider.every-model'), context: contextOf(REGIONLESS_REQUESTED_REGION, application) };
}

function testsUnspecified({ conditions }: Statement): boolean {
  return conditions.some((condition) => isRegionList(condition) && condition.values.includes(REGIONLESS_REQUESTED_REGION));
}

function namesGlobalProfiles({ resources, conditions }: Statement): boolean {
  const named = [
    ...(resources.negated ? [] : resources.values),
    ...conditions.filter((condition) => condition.key === INFERENCE_PROFILE_ARN && isPositive(condition)).flatMap(({ values }) => values),
  ];
  return named.some((pattern) => /:inference-profile\/global.*\*$/.test(pattern));
}
