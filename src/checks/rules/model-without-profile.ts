import { reachesEveryModel } from './wildcard-models';
import { PAGES, at, Rule } from '../model/rule';
import { directCalls } from '../policy/authorizations';
import { applies, decide } from '../policy/decide';

export const modelWithoutProfile: Rule = {
  id: 'modelWithoutProfile',
  severity: 'warning',
  summary: 'The model of a profile is allowed without `bedrock:InferenceProfileArn`, so it may be called directly, around the profile',
  page: PAGES.global,
  check: (model) => model.grants.filter(({ document }) => document.kind === 'identity').flatMap(({ call, subject }) => {
    const statements = subject.documents.flatMap((document) => document.statements);
    return directCalls(call).filter((direct) => decide(statements, subject.complete, direct) === 'allowed').flatMap((direct) =>
      subject.documents.flatMap((document) => document.statements
        .filter((statement) => statement.effect === 'Allow' && applies(statement, direct) === 'yes' && !reachesEveryModel(statement, model))
        .map((statement) => ({
          ...at(document, statement),
          message: `${direct.resource} may be called directly too, not only through ${call.inferenceProfileId}`,
          remedy: 'add bedrock:InferenceProfileArn with the ARN of the profile as a condition, unless direct calls are meant',
        }))));
  }),
};
