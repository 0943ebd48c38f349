import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { Model } from '../model/model';
import { PAGES, at, Rule } from '../model/rule';
import { evaluationsOf } from '../policy/authorizations';
import { decide } from '../policy/decide';
import { mended } from '../policy/mend';
import { Subject } from '../policy/subjects';

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
    if (isForBatch(model, subject) || decide(statements, subject.complete, profile) !== 'not-allowed') return [];
    return [{
      ...at(document, statement),
      message: `${call.action} is allowed through ${call.inferenceProfileId}, ${other} is not`,
      remedy: `add ${other} wherever ${call.action} is allowed, unless it is left out on purpose`,
    }];
  }),
};

// Batch jobs do not stream: https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
function isForBatch({ resources }: Model, { logicalId }: Subject): boolean {
  const role = resources.find((resource) => resource.logicalId === logicalId);
  return JSON.stringify(role?.properties.AssumeRolePolicyDocument ?? '').includes(':model-invocation-job/');
}
