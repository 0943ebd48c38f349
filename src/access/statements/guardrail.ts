import { StatementJson } from './statement';
import { accountResourceArn, anyModelArn, Place } from '../../bedrock/arns';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';

/** The guardrail of a call as an ARN, with `:N` for a version and without for the draft; absent on a call that applies none. */
const KEY = 'bedrock:GuardrailIdentifier';

/**
 * The same statements for calls that apply one of the guardrails, given as ARN patterns.
 *
 * AWS documents the key on the evaluations of models, so these require it, the one without a Region included. Whether the evaluation of a profile
 * carries it is not documented: there another guardrail is refused, and an absent key is not, because every call might be refused with it.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
 */
export function withGuardrail(profiles: StatementJson, models: readonly StatementJson[], guardrails: readonly string[]): StatementJson[] {
  return [
    { ...profiles, Condition: { ...profiles.Condition, ArnLikeIfExists: { [KEY]: guardrails } } },
    ...models.map((statement) => ({ ...statement, Condition: { ...statement.Condition, ArnLike: { [KEY]: guardrails } } })),
  ];
}

/**
 * Denies the models in any Region, and without one, to calls that apply no guardrail or another, whatever else allows them.
 *
 * Models only: a negated operator matches an absent key, and on a profile that might be every call.
 */
export function guardrailDeny(foundationModelIds: readonly string[], { partition }: Pick<Place, 'partition'>, guardrails: readonly string[]): StatementJson {
  return {
    Effect: 'Deny',
    Action: INVOKE_ACTIONS,
    // `*` matches the absent Region of a global profile's model too.
    Resource: foundationModelIds.map((id) => anyModelArn(partition, id)),
    Condition: { ArnNotLike: { [KEY]: guardrails } },
  };
}

/**
 * The ARNs of a guardrail profile in every Region that a guardrail may be evaluated in. AWS lists the source Region among them.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrail-profiles-permissions.html
 */
export function guardrailProfileArns(source: Place, guardrailProfileId: string, regions: readonly string[] = ['*']): string[] {
  const all = regions.includes('*') ? ['*'] : [...new Set([source.region, ...regions])];
  return all.map((region) => accountResourceArn({ ...source, region }, `guardrail-profile/${guardrailProfileId}`));
}
