import { ANOTHER_REGION, contextOf, Evaluation, evaluationsOf } from './authorizations';
import { INFERENCE_PROFILE_ARN } from './condition';
import { regionsNamedIn } from './grants';
import { Statement } from './statement';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { accountsIn } from '../read/environments';
import { Environment } from '../read/template';

const MODEL = 'provider.every-model';

/**
 * Calls of every kind that a statement on inference may be about: through profiles of every scope and those that it names, through application
 * profiles over them, and directly, from the Region of the stack and the Regions that it names, or that statements
 * beside it name. What they have no model for is a made-up one.
 */
export function sampleRequests(statement: Statement, environment: Environment, beside: readonly Statement[] = []): Evaluation[] {
  // One Region that it does not name, too.
  const regions = [...new Set([environment.region, ...regionsNamedIn([statement, ...beside]), ANOTHER_REGION])];
  const accounts = [...new Set([environment.account, ...textsOf(statement).flatMap(accountsIn)])];
  const partitions = [...new Set([environment.partition, ...textsOf(statement).flatMap((text) => /^arn:(aws[a-z-]*):/.exec(text)?.[1] ?? [])])];
  const sources = regions.flatMap((region) => accounts.flatMap((account) => partitions.map((partition) => ({ region, account, partition }))));
  return profilesIn(statement).flatMap((inferenceProfileId) => sources.flatMap((source) => INVOKE_ACTIONS.flatMap((action) => {
    const evaluations = evaluationsOf({ inferenceProfileId, source, action });
    return evaluations.flatMap((evaluation) => [evaluation, ...variants(evaluation, source)]);
  })));
}

// The same model through an application profile, and directly.
function variants(evaluation: Evaluation, { partition, region, account }: Environment): Evaluation[] {
  const application = `arn:${partition}:bedrock:${region}:${account}:application-inference-profile/x`;
  if (evaluation.of === 'profile') return [{ ...evaluation, resource: application, context: contextOf(region, undefined, 'application') }];
  return [application, undefined].map((through) => ({ ...evaluation, context: new Map(evaluation.context).set(INFERENCE_PROFILE_ARN, through) }));
}

function profilesIn(statement: Statement): string[] {
  const named = textsOf(statement).flatMap((text) => /:(?:inference-profile|foundation-model)\/(.+)$/.exec(text)?.[1] ?? []).map((id) => id.replace(/[*?]/g, MODEL));
  const models = named.flatMap((id) => (CATALOG.prefixes.has(id.split('.')[0]) ? [] : [id]));
  const scopes = [...CATALOG.prefixes];
  return [...new Set([...named.filter((id) => id.includes('.') && !models.includes(id)), ...[MODEL, ...models].flatMap((model) => scopes.map((scope) => `${scope}.${model}`))])];
}

function textsOf({ resources, conditions }: Statement): string[] {
  return [...resources.values, ...conditions.flatMap(({ values }) => values)];
}
