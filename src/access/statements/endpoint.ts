import { distinct, foundationModelArn, regionlessModelArn, StatementSource } from './arns';
import { destinationArns, InvocationTarget, profileArns } from './invoke';
import { StatementJson } from './statement';

/** Who may call through an endpoint; both are left out where any caller may. */
export interface EndpointCallers {
  readonly account?: string;
  readonly organizationId?: string;
}

/**
 * What a VPC endpoint lets through for calls of the profiles: every resource that a call is authorized on.
 *
 * It names resources and callers only. Conditions on the Region or on the owner of the resource would stop the evaluations of the models, which
 * carry other Regions and belong to no account.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html
 */
export function endpointStatement(targets: readonly InvocationTarget[], source: StatementSource, actions: readonly string[], callers: EndpointCallers): StatementJson {
  const { account, organizationId } = callers;
  const equals = { ...(account && { 'aws:PrincipalAccount': account }), ...(organizationId && { 'aws:PrincipalOrgID': organizationId }) };
  return {
    Sid: 'CrisInference',
    Effect: 'Allow',
    Action: actions,
    Resource: distinct(targets.flatMap((target) => [...profileArns(target, source), ...modelArns(target, source)])),
    ...(Object.keys(equals).length > 0 && { Condition: { StringEquals: equals } }),
  };
}

function modelArns(target: InvocationTarget, source: StatementSource): string[] {
  if (target.geographyPrefix !== undefined) return destinationArns(target, source);
  const model = foundationModelArn(source, target.foundationModelId);
  return target.isGlobal ? [model, regionlessModelArn(source, target.foundationModelId)] : [model];
}
