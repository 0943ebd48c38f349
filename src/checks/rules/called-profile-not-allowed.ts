import { PAGES } from './pages';
import { isRegionDeny } from './region-deny-blocks-cris';
import { Rule } from './rule';
import { isLiteral, parseBedrockArn } from '../inference/bedrock-arn';
import { Caller } from '../inference/callers';
import { contextOf, evaluationsOf, INVOKE_ACTIONS } from '../inference/calls';
import { mended } from '../inference/mend';
import { invokes } from '../inference/misplaced';
import { Model } from '../model';
import { decide, Request } from '../policy/decide';
import { Statement } from '../policy/statement';
import { readable } from '../template/opaque';

export const calledProfileNotAllowed: Rule = {
  id: 'calledProfileNotAllowed',
  severity: 'error',
  summary: 'A function, task or agent is told to call an inference profile that its role does not allow (a warning where the role allows no inference at all)',
  page: PAGES.prerequisites,
  check: (model) => model.callers.flatMap((caller) => {
    const statements = caller.subject.documents.flatMap((document) => document.statements);
    const refused = INVOKE_ACTIONS.map((action) => firstRefusal(caller, statements, action, model));
    if (refused.some((refusal) => refusal === undefined)) return [];
    // Something whose role has no inference at all may only hand the ID on.
    const callsModels = caller.isCertain || statements.some((statement) => statement.effect === 'Allow' && invokes(statement));
    return [{
      ...(!callsModels && { severity: 'warning' as const }),
      logicalId: caller.logicalId,
      location: caller.location,
      message: `the role ${caller.subject.logicalId} does not allow calls through ${readable(caller.modelId)}: ${refused[0]!.action} on ${readable(refused[0]!.resource)} is ${refused[0]!.how}`,
      remedy: 'allow the profile, and its model in each way that the profile is authorized for it; InferenceProfileGrants.invoke does',
    }];
  }),
};

// What is missing behind a profile that a statement names is reported at the policy, and so are denies outside of Regions.
function firstRefusal({ modelId, subject }: Caller, raw: readonly Statement[], action: string, { environment, grants }: Model): Request & { how: string } | undefined {
  const granted = grants.filter((grant) => grant.subject === subject && modelId.endsWith(grant.call.inferenceProfileId));
  const isReported = granted.some(({ missing }) => missing.length > 0);
  const statements = raw.filter((statement) => granted.length === 0 || !isRegionDeny(statement)).map((statement) => mended(statement, environment));
  const all = requests(modelId, action, environment);
  for (const [index, request] of all.entries()) {
    const decision = decide(statements, subject.complete, request);
    if (decision === 'denied' || (decision === 'not-allowed' && (index === 0 || !isReported))) return { ...request, how: decision === 'denied' ? 'denied' : 'not allowed' };
  }
  return undefined;
}

function requests(modelId: string, action: string, environment: Model['environment']): Request[] {
  const arn = parseBedrockArn(modelId);
  if (!arn) return evaluationsOf({ inferenceProfileId: modelId, source: environment, action });
  const { region, account, id, type } = arn;
  if (!isLiteral(region) || !isLiteral(account)) return [];
  // What an application profile is made over is not in its ARN.
  if (type === 'application-inference-profile') return [{ action, resource: modelId, context: contextOf(region, undefined) }];
  return isLiteral(id) ? evaluationsOf({ inferenceProfileId: id, source: { ...environment, region, account }, action }) : [];
}
