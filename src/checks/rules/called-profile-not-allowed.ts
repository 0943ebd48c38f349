import { parseBedrockArn } from '../../bedrock/arns';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { Model } from '../model/model';
import { PAGES, Rule } from '../model/rule';
import { contextOf, evaluationsOf } from '../policy/authorizations';
import { Caller } from '../policy/callers';
import { decide, Request, selectsAction } from '../policy/decide';
import { regionsNamedIn } from '../policy/grants';
import { overlap } from '../policy/match';
import { mended } from '../policy/mend';
import { invokes } from '../policy/misplaced';
import { Statement } from '../policy/statement';
import { readable, replaceOpaque } from '../read/opaque';

export const calledProfileNotAllowed: Rule = {
  id: 'calledProfileNotAllowed',
  severity: 'warning',
  summary: 'A function or task is told of an inference profile that its role does not allow, from any Region that the role names (an error for an agent, which calls it for certain)',
  page: PAGES.prerequisites,
  check: (model) => model.callers.flatMap((caller) => {
    const statements = caller.subject.documents.flatMap((document) => document.statements);
    if (!caller.isCertain && mayTakeAnotherRole(statements)) return [];
    // The client may be in another Region than the stack.
    const regions = [model.environment.region, ...(caller.isCertain ? [] : regionsNamedIn(statements))];
    const refused = regions.map((region) => ({ ...model, environment: { ...model.environment, region } }))
      .flatMap((there) => INVOKE_ACTIONS.map((action) => firstRefusal(caller, statements, action, there)));
    if (refused.some((refusal) => refusal === undefined)) return [];
    return [{
      ...(caller.isCertain && { severity: 'error' as const }),
      logicalId: caller.logicalId,
      location: caller.location,
      message: `the role ${caller.subject.logicalId} does not allow calls through ${readable(caller.modelId)}: ${refused[0]!.action} on ${readable(refused[0]!.resource)} is ${refused[0]!.how}`,
      remedy: 'allow the profile, and its model in each way that the profile is authorized for it; InferenceProfileGrants.invoke does',
    }];
  }),
};

function mayTakeAnotherRole(statements: readonly Statement[]): boolean {
  return statements.some((statement) => statement.effect === 'Allow' && selectsAction(statement, 'sts:AssumeRole') !== 'no');
}

type Refusal = Request & { readonly how: string };

// What is missing behind a profile that a statement names, or denied, is reported at the policy.
function firstRefusal({ modelId, subject }: Caller, raw: readonly Statement[], action: string, { environment, grants }: Model): Refusal | undefined {
  const granted = grants.filter((grant) => grant.subject === subject && modelId.endsWith(grant.call.inferenceProfileId));
  const isReported = granted.some(({ missing }) => missing.length > 0);
  const statements = raw.map((statement) => mended(statement, environment));
  const all = requests(modelId, action, environment);
  for (const [index, request] of all.entries()) {
    const decision = decide(statements, subject.complete, request);
    if ((decision === 'denied' && granted.length === 0) || (decision === 'not-allowed' && (index === 0 || !isReported))) return { ...request, how: decision === 'denied' ? 'denied' : 'not allowed' };
  }
  const isApplication = parseBedrockArn(modelId)?.type === 'application-inference-profile';
  return isApplication && subject.complete && !statements.some(allowsSomeModel) ? { ...all[0], resource: 'any foundation model', how: 'not allowed' } : undefined;
}

// Whatever an application profile is over, a call through it is authorized for a model.
function allowsSomeModel(statement: Statement): boolean {
  return statement.effect === 'Allow' && invokes(statement)
    && (statement.resources.negated || statement.resources.values.some((pattern) => overlap(replaceOpaque(pattern, '*'), 'arn:*:bedrock:*::foundation-model/*')));
}

function requests(modelId: string, action: string, environment: Model['environment']): Request[] {
  const arn = parseBedrockArn(modelId);
  if (!arn) return evaluationsOf({ inferenceProfileId: modelId, source: environment, action });
  const { region, account, id, type } = arn;
  // What an application profile is made over is not in its ARN.
  if (type === 'application-inference-profile') return [{ action, resource: modelId, context: contextOf(region, undefined) }];
  return evaluationsOf({ inferenceProfileId: id, source: { ...environment, region, account }, action });
}
