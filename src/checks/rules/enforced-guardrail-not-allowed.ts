import { BedrockArn } from '../../bedrock/arns';
import { Model, TYPES } from '../model/model';
import { at, PAGES, Rule } from '../model/rule';
import { contextOf, splitId } from '../policy/authorizations';
import { decide } from '../policy/decide';
import { EnforcedGuardrail } from '../policy/enforced-guardrails';
import { arnsOf, isModel, isProfile, namesInvocation } from '../policy/misplaced';
import { Statement } from '../policy/statement';
import { Subject } from '../policy/subjects';
import { readable } from '../read/opaque';

export const enforcedGuardrailNotAllowed: Rule = {
  id: 'enforcedGuardrailNotAllowed',
  severity: 'warning',
  summary: 'A role may call models where a guardrail is enforced that it may not apply, so its calls fail (as long as no policy of the guardrail allows it)',
  page: PAGES.enforcedGuardrails,
  check: (model, application) => {
    const { account } = model.environment;
    const here = [...model.enforcedGuardrails, ...application.enforcedGuardrails].filter((guardrail) => guardrail.accounts.includes(account));
    return here.filter((guardrail) => !mayBeAllowedByItself(guardrail, model)).flatMap((guardrail) => model.subjects
      .filter((subject) => subject.kind === 'principal' && refuses(subject, guardrail))
      .flatMap((subject) => {
        const call = callIn(subject, guardrail);
        return call ? [{
          ...call,
          message: `the role ${subject.logicalId} may call models in ${guardrail.region}, where ${readable(guardrail.guardrailArn)} is enforced, and may not apply it: its calls fail with AccessDeniedException`,
          remedy: 'allow bedrock:ApplyGuardrail on the guardrail; enforcedGuardrails of InferenceProfileGrants does',
        }] : [];
      }));
  },
};

// In its own account the policy of a guardrail is enough.
function mayBeAllowedByItself({ guardrailArn }: EnforcedGuardrail, { resources, environment }: Model): boolean {
  const owner = /^arn:[^:]*:bedrock:[^:]*:(\d{12}):/.exec(guardrailArn)?.[1];
  return (owner === undefined || owner === environment.account) && resources.some(({ type }) => type === TYPES.resourcePolicy);
}

function refuses(subject: Subject, { guardrailArn, region }: EnforcedGuardrail): boolean {
  const statements = subject.documents.flatMap((document) => document.statements);
  return ['not-allowed', 'denied'].includes(decide(statements, subject.complete, { action: 'bedrock:ApplyGuardrail', resource: guardrailArn, context: contextOf(region, undefined) }));
}

/** The first statement that allows calls which the guardrail is enforced on. */
function callIn(subject: Subject, guardrail: EnforcedGuardrail) {
  for (const document of subject.documents) {
    const statement = document.statements.find((one) => allowsCalls(one, guardrail));
    if (statement) return at(document, statement);
  }
  return undefined;
}

function allowsCalls(statement: Statement, { region, models, excludedModels }: EnforcedGuardrail): boolean {
  if (statement.effect !== 'Allow' || statement.resources.negated || !namesInvocation(statement)) return false;
  return arnsOf(statement).filter((arn) => arn.region === region && (isModel(arn) || isProfile(arn))).some((arn) => {
    const model = modelOf(arn);
    return (models === undefined || models.includes(model)) && !excludedModels.includes(model) && (excludedModels.length === 0 || arn.type !== 'application-inference-profile');
  });
}

function modelOf({ type, id }: BedrockArn): string {
  return type === 'inference-profile' ? splitId(id)[1] : id;
}
