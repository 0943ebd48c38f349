import { PAGES, at, Rule } from '../model/rule';
import { evaluationsOf, INVOKE_ACTIONS } from '../policy/authorizations';
import { decide } from '../policy/decide';
import { mended } from '../policy/mend';

export const invokeActionMissing: Rule = {
  id: 'invokeActionMissing',
  severity: 'info',
  summary: 'One of `InvokeModel` and `InvokeModelWithResponseStream` is allowed through a profile, the other is not: streaming fails, or all else',
  page: PAGES.prerequisites,
  check: (model) => model.grants.filter(({ missing, document }) => missing.length === 0 && document.kind === 'identity').flatMap((grant) => {
    const { call, subject, document, statement } = grant;
    const other = INVOKE_ACTIONS.find((action) => action !== call.action)!;
    const [profile] = evaluationsOf({ ...call, action: other });
    const statements = subject.documents.flatMap((its) => its.statements.map((one) => mended(one, model.environment)));
    if (statement.sid.startsWith(OURS) || decide(statements, subject.complete, profile) !== 'not-allowed') return [];
    return [{
      ...at(document, statement),
      message: `${call.action} is allowed through ${call.inferenceProfileId}, ${other} is not`,
      remedy: `add ${other} wherever ${call.action} is allowed, unless it is left out on purpose`,
    }];
  }),
};

// InferenceProfileGrants leaves streaming out only where it was told to.
const OURS = 'CrisInferenceProfile';
