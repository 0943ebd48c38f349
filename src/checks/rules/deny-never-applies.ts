import { PAGES, inStatements, Rule } from '../model/rule';
import { INFERENCE_PROFILE_ARN, REQUESTED_REGION } from '../policy/condition';
import { applies } from '../policy/decide';
import { invokes, isRegionList, namesInvocation, noRegions } from '../policy/misplaced';
import { sampleRequests } from '../policy/sample-requests';
import { Statement } from '../policy/statement';
import { Environment } from '../read/template';

export const denyNeverApplies: Rule = {
  id: 'denyNeverApplies',
  severity: 'error',
  summary: 'A deny asks for what no evaluation of a call has together, so it denies nothing: `unspecified` or `bedrock:InferenceProfileArn` on a profile, for example',
  page: PAGES.global,
  check: inStatements((statement, _, { environment }) => (neverApplies(statement, environment) ? [{
    message: 'the deny never applies: no call through a profile, and no direct call, has these resources and conditions in one evaluation',
    remedy: 'deny on * where aws:RequestedRegion is "unspecified" for global inference; on a profile, leave out both keys: it is authorized with the source Region, and without bedrock:InferenceProfileArn',
  }] : [])),
};

/** Whether a deny that is about inference certainly stops no call of any kind. A value that no request carries has a rule of its own. */
export function neverApplies(statement: Statement, environment: Environment): boolean {
  const { effect, conditions } = statement;
  const isAbout = conditions.some(({ key }) => key === INFERENCE_PROFILE_ARN) || (namesInvocation(statement) && conditions.some(({ key }) => key === REQUESTED_REGION));
  if (effect !== 'Deny' || !invokes(statement) || !isAbout) return false;
  if (conditions.some((condition) => isRegionList(condition) && noRegions(condition).length > 0)) return false;
  return sampleRequests(statement, environment).every((request) => applies(statement, request) === 'no');
}
