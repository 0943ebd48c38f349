import { guardrailDeny, withGuardrail } from './guardrail';
import { distinct, StatementJson } from './statement';
import { Place } from '../../bedrock/arns';
import {
  Authorization, authorizationsOf, INFERENCE_PROFILE_ARN, InvocationTarget, keyValues, REGIONLESS_REQUESTED_REGION, REQUESTED_REGION,
} from '../../bedrock/authorizations';

/**
 * What a call through each profile is authorized for, and nothing else: one statement on the profiles, and one for each kind of authorization of
 * their models. `bedrock:InferenceProfileArn` is a condition on the models only; on the profile it would deny.
 */
export function invokeStatements(targets: readonly InvocationTarget[], source: Place, actions: readonly string[], guardrails?: readonly string[]): StatementJson[] {
  if (targets.length === 0) return [];
  const pinned = targets.filter(({ geographyPrefix }) => geographyPrefix === undefined);
  const global = targets.filter(({ isGlobal }) => isGlobal);
  const geographies = distinct(targets.flatMap(({ geographyPrefix }) => geographyPrefix ?? []));

  const profiles = statement(resourcesOf(targets, source, 'profile'), { [REQUESTED_REGION]: source.region });
  const models = [
    ...(pinned.length > 0 ? [statement(resourcesOf(pinned, source, 'source-region-model'), { [REQUESTED_REGION]: source.region, ...throughProfiles(pinned, source) })] : []),
    ...(global.length > 0
      ? [statement(resourcesOf(global, source, 'regionless-model'), { [REQUESTED_REGION]: REGIONLESS_REQUESTED_REGION, ...throughProfiles(global, source) })]
      : []),
    // One statement a geography: profiles of different geographies in one statement would lend each other their Regions.
    ...geographies.map((prefix) => {
      const its = targets.filter(({ geographyPrefix }) => geographyPrefix === prefix);
      return statement(destinationsOf(its, source), throughProfiles(its, source));
    }),
  ];
  if (!guardrails) return [profiles, ...models];
  return [...withGuardrail(profiles, models, guardrails), guardrailDeny(distinct(targets.map(({ foundationModelId }) => foundationModelId)), source, guardrails)];

  function statement(resources: readonly string[], equals: Readonly<Record<string, string | readonly string[]>>): StatementJson {
    return { Effect: 'Allow', Action: actions, Resource: resources, Condition: { StringEquals: equals } };
  }
}

function resourcesOf(targets: readonly InvocationTarget[], source: Place, ...kinds: Authorization['of'][]): string[] {
  return distinct(targets.flatMap((target) => authorizationsOf(target, source)).filter(({ of }) => kinds.includes(of)).map(({ resource }) => resource));
}

// A model in any Region is in the source Region too.
function destinationsOf(targets: readonly InvocationTarget[], source: Place): string[] {
  return distinct(targets.flatMap((target) => resourcesOf([target], source, ...(target.destinationRegions ? ['source-region-model' as const] : []), 'destination-model')));
}

// Either ARN of an application inference profile is accepted. It opens nothing: the system-defined profile itself is not allowed.
function throughProfiles(targets: readonly InvocationTarget[], source: Place): Record<string, string | string[]> {
  const arns = distinct(targets.flatMap((target) => keyValues(target, source)));
  return { [INFERENCE_PROFILE_ARN]: arns.length === 1 ? arns[0] : arns };
}
