import { documentOfText } from './documents';
import { GUARDRAIL_ARN } from '../../bedrock/arns';
import { isOpaque, opaqueName, textOf } from '../read/opaque';
import { asList, Environment, isRecord, Resource } from '../read/template';

export const ENFORCED_GUARDRAIL = 'AWS::Bedrock::EnforcedGuardrailConfiguration';
const ORGANIZATION_POLICY = 'AWS::Organizations::Policy';

/** A guardrail that is applied to every call which an account sends to a Region, whether the caller asks for it or not. */
export interface EnforcedGuardrail {
  /** Its ARN, as far as the template tells it. */
  readonly guardrailArn: string;
  readonly region: string;
  /** The accounts on which it is enforced for certain, among other targets. */
  readonly accounts: readonly string[];
  /** Undefined for all models; empty where the template does not tell. */
  readonly models?: readonly string[];
  readonly excludedModels: readonly string[];
}

/**
 * What the resources of a template enforce for certain.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
 */
export function enforcedGuardrailsOf(resources: readonly Resource[], environment: Environment): EnforcedGuardrail[] {
  return resources.filter(({ conditional }) => !conditional).flatMap((resource) => {
    if (resource.type === ENFORCED_GUARDRAIL) return ofAccount(resource, environment);
    return resource.type === ORGANIZATION_POLICY && resource.properties.Type === 'BEDROCK_POLICY' ? ofOrganization(resource, environment) : [];
  });
}

function ofAccount({ properties }: Resource, environment: Environment): EnforcedGuardrail[] {
  const { partition, region, account } = environment;
  const identifier = textOf(properties.GuardrailIdentifier);
  const isId = /^[a-z0-9]+$/.test(identifier) || /\.GuardrailId$/.test(opaqueName(identifier) ?? '');
  const { ModelEnforcement: lists } = properties;
  const models = modelsOf(lists, isRecord(lists) ? lists.IncludedModels : undefined, isRecord(lists) ? lists.ExcludedModels : undefined);
  return enforced(isId ? `arn:${partition}:bedrock:${region}:${account}:guardrail/${identifier}` : identifier, { region, accounts: [account], ...models });
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock_syntax.html */
function ofOrganization({ properties }: Resource, environment: Environment): EnforcedGuardrail[] {
  const targets = asList(properties.TargetIds).map(textOf);
  // Which accounts an organizational unit has is not known; the root has them all, of which one is.
  const accounts = [...targets, ...(targets.some((target) => /^r-/.test(target)) ? [environment.account] : [])];
  const content = typeof properties.Content === 'string' ? documentOfText(properties.Content) : properties.Content;
  const regions = at(content, 'bedrock', 'guardrail_inference');
  return Object.entries(isRecord(regions) ? regions : {}).flatMap(([region, configurations]) => Object.values(isRecord(configurations) ? configurations : {}).flatMap((one) => {
    const lists = at(one, 'model_enforcement');
    const models = modelsOf(lists, at(lists, 'included_models', '@@assign'), at(lists, 'excluded_models', '@@assign'));
    return enforced(textOf(at(one, 'identifier', '@@assign')), { region, accounts, ...models });
  }));
}

function enforced(identifier: string, others: Omit<EnforcedGuardrail, 'guardrailArn'>): EnforcedGuardrail[] {
  const guardrailArn = identifier.replace(/:\d+$/, '');
  return GUARDRAIL_ARN.test(guardrailArn) || (isOpaque(guardrailArn) && guardrailArn !== textOf(undefined)) ? [{ guardrailArn, ...others }] : [];
}

/** On all models if there are no lists, or if the first is empty or `ALL`. A list that is not known names no model for certain. */
function modelsOf(lists: unknown, included: unknown, excluded: unknown): Pick<EnforcedGuardrail, 'models' | 'excludedModels'> {
  if (lists === undefined) return { excludedModels: [] };
  const [some, without] = [included, excluded].map((list) => asList(list).map(textOf));
  const isKnown = isRecord(lists) && [included, excluded].every((list) => list === undefined || Array.isArray(list)) && (included !== undefined || excluded !== undefined)
    && ![...some, ...without].some(isOpaque);
  if (!isKnown) return { models: [], excludedModels: [] };
  return { ...(some.length > 0 && !some.includes('ALL') && { models: some }), excludedModels: without };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}
