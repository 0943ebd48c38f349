import { distinct, StatementJson } from './statement';
import { Place } from '../../bedrock/arns';
import { authorizationsOf, INFERENCE_PROFILE_ARN, InvocationTarget, keyValues } from '../../bedrock/authorizations';

/** Who may call through an endpoint; neither where any caller may. */
export interface EndpointCallers {
  readonly account?: string;
  readonly organizationId?: string;
}

/**
 * What a VPC endpoint lets through for calls of the profiles: every resource that a call is authorized on.
 *
 * It names resources and callers only. Conditions on the Region or on the owner of the resource would stop the authorizations of the models, which
 * carry other Regions and belong to no account.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html
 */
export function endpointStatements(
  targets: readonly InvocationTarget[], source: Place, actions: readonly string[], { account, organizationId }: EndpointCallers, throughProfilesOnly: boolean,
): StatementJson[] {
  const equals = { ...(account && { 'aws:PrincipalAccount': account }), ...(organizationId && { 'aws:PrincipalOrgID': organizationId }) };
  const authorizations = targets.flatMap((target) => authorizationsOf(target, source));
  const resources = (isProfile: boolean) => distinct(authorizations.filter(({ of }) => (of === 'profile') === isProfile).map(({ resource }) => resource));
  if (!throughProfilesOnly) return [statementOf(actions, [...resources(true), ...resources(false)], equals)];
  return [
    statementOf(actions, resources(true), equals),
    // Apart from the profiles, whose own authorization has no such key.
    statementOf(actions, resources(false), { ...equals, [INFERENCE_PROFILE_ARN]: distinct(targets.flatMap((target) => keyValues(target, source))) }),
  ];
}

function statementOf(actions: readonly string[], resources: readonly string[], equals: Record<string, string | readonly string[]>): StatementJson {
  return { Effect: 'Allow', Action: actions, Resource: resources, ...(Object.keys(equals).length > 0 && { Condition: { StringEquals: equals } }) };
}
