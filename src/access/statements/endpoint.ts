import { destinationArns, InvocationTarget, profileArns } from './invoke';
import { StatementJson } from './statement';
import { distinct, foundationModelArn, inferenceProfileArn, regionlessModelArn, StatementSource } from '../../bedrock/arns';

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
export function endpointStatements(
  targets: readonly InvocationTarget[], source: StatementSource, actions: readonly string[], callers: EndpointCallers, throughProfilesOnly: boolean,
): StatementJson[] {
  const { account, organizationId } = callers;
  const equals = { ...(account && { 'aws:PrincipalAccount': account }), ...(organizationId && { 'aws:PrincipalOrgID': organizationId }) };
  const profiles = targets.flatMap((target) => profileArns(target, source));
  const models = targets.flatMap((target) => modelArns(target, source));
  if (!throughProfilesOnly) return [statementOf('CrisInference', actions, [...profiles, ...models], equals)];
  // Apart from the profiles, whose own evaluation has no such key.
  const keys = distinct(targets.flatMap((target) => keyValues(target, source)));
  return [
    statementOf('CrisInferenceProfiles', actions, profiles, equals),
    statementOf('CrisInferenceModels', actions, models, { ...equals, 'bedrock:InferenceProfileArn': keys }),
  ];
}

function statementOf(sid: string, actions: readonly string[], resources: readonly string[], equals: Record<string, string | readonly string[]>): StatementJson {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: distinct(resources),
    ...(Object.keys(equals).length > 0 && { Condition: { StringEquals: equals } }),
  };
}

// Which ARN the key holds in a call through an application inference profile is not documented, so either is accepted.
function keyValues(target: InvocationTarget, source: StatementSource): string[] {
  const system = target.application?.systemProfileId;
  return [...profileArns(target, source), ...(system === undefined ? [] : [inferenceProfileArn(source, system)])];
}

function modelArns(target: InvocationTarget, source: StatementSource): string[] {
  if (target.geographyPrefix !== undefined) return destinationArns(target, source);
  const model = foundationModelArn(source, target.foundationModelId);
  return target.isGlobal ? [model, regionlessModelArn(source, target.foundationModelId)] : [model];
}
