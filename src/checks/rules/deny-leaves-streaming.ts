import { isRegionDeny } from './region-deny-blocks-cris';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { PAGES, at, Rule } from '../model/rule';
import { INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../policy/condition';
import { applies, selectsAction } from '../policy/decide';
import { namesInvocation } from '../policy/misplaced';
import { sampleRequests } from '../policy/sample-requests';
import { Statement } from '../policy/statement';

export const denyLeavesStreaming: Rule = {
  id: 'denyLeavesStreaming',
  severity: 'warning',
  summary: 'A deny of inference covers one of `InvokeModel` and `InvokeModelWithResponseStream`, so calls of the other kind pass',
  page: PAGES.prerequisites,
  check: (model) => model.subjects.flatMap(({ documents }) => {
    const denies = documents.flatMap((document) => document.statements.filter(({ effect }) => effect === 'Deny').map((statement) => ({ document, statement })));
    return denies.filter(({ statement }) => isAboutProfiles(statement)).flatMap(({ document, statement }) => {
      const [covered, left] = [INVOKE_ACTIONS, [...INVOKE_ACTIONS].reverse()].find(([one, other]) => selectsAction(statement, one) === 'yes' && selectsAction(statement, other) === 'no') ?? [];
      if (covered === undefined) return [];
      // Another statement may stop what this one leaves.
      const stopped = sampleRequests(statement, model.environment).filter(({ action, ...request }) => action === covered && applies(statement, { action, ...request }) === 'yes');
      const passes = stopped.some((request) => !denies.some((other) => applies(other.statement, { ...request, action: left }) !== 'no'));
      return passes ? [{ ...at(document, statement), message: `${covered} is denied, ${left} is not`, remedy: `add ${left}` }] : [];
    });
  }),
};

function isAboutProfiles(statement: Statement): boolean {
  const { resources, conditions } = statement;
  return namesInvocation(statement) && !isRegionDeny(statement)
    && (conditions.some(({ key }) => key === INFERENCE_PROFILE_ARN || key === REQUESTED_REGION) || resources.values.some((pattern) => pattern.includes(':inference-profile/')));
}
