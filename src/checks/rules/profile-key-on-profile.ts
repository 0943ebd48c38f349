import { parseBedrockArn } from '../../bedrock/arns';
import { PAGES, at, Rule } from '../model/rule';
import { selects } from '../policy/decide';
import { invokes, isProfile, isProfileKeyOnProfile } from '../policy/misplaced';
import { Statement } from '../policy/statement';
import { Subject } from '../policy/subjects';

export const profileKeyOnProfile: Rule = {
  id: 'profileKeyOnProfile',
  severity: 'error',
  summary: 'A statement on an inference profile is conditioned on `bedrock:InferenceProfileArn`, which is absent when the profile itself is authorized',
  page: PAGES.global,
  check: (model) => model.subjects.flatMap((subject) => subject.documents.flatMap((document) => document.statements.filter((statement) => invokes(statement))
    .flatMap((statement) => {
      const condition = statement.conditions.find((candidate) => isProfileKeyOnProfile(statement, candidate));
      if (!condition || isAllowedBesides(subject, statement)) return [];
      return [{
        ...at(document, statement),
        message: `${condition.operator.text} on bedrock:InferenceProfileArn is never met on the profile: the key is present on its models only`,
        remedy: 'allow the profile in a statement of its own, without that condition, and keep it on the models',
      }];
    }))),
};

// Then the condition is only more than is needed there.
function isAllowedBesides({ documents }: Subject, statement: Statement): boolean {
  const others = documents.flatMap((document) => document.statements).filter((other) =>
    other.effect === 'Allow' && invokes(other) && !other.conditions.some((condition) => isProfileKeyOnProfile(other, condition)));
  const profiles = statement.resources.values.filter((pattern) => {
    const arn = parseBedrockArn(pattern);
    return arn !== undefined && isProfile(arn);
  });
  return profiles.every((pattern) => others.some((other) => selects(other.resources, pattern) === 'yes'));
}
