import { Condition, INFERENCE_PROFILE_ARN, REQUESTED_REGION } from './condition';
import { selectsAction } from './decide';
import { isWildcard } from './literals';
import { overlap } from './match';
import { nearest } from './nearest';
import { Statement } from './statement';
import { BedrockArn, parseBedrockArn } from '../../bedrock/arns';
import { INVOKE_ACTIONS, REGIONLESS_REQUESTED_REGION } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { ACTIONS } from '../../bedrock/iam-names';
import { isRegion } from '../../bedrock/regions';
import { isOpaque, replaceOpaque } from '../read/opaque';

/** The ARNs of Amazon Bedrock that a statement names. */
export function arnsOf({ resources }: Statement): BedrockArn[] {
  return resources.values.map(parseBedrockArn).filter((arn) => arn !== undefined);
}

export function isProfile({ type }: BedrockArn): boolean {
  return type === 'inference-profile' || type === 'application-inference-profile';
}

export function isModel({ type }: BedrockArn): boolean {
  return type === 'foundation-model';
}

/** Whether a statement certainly speaks of an action that inference is authorized with. */
export function invokes(statement: Statement): boolean {
  return INVOKE_ACTIONS.some((action) => selectsAction(statement, action) === 'yes');
}

/** Whether it does so by name, not as one of all services. */
export function namesInvocation(statement: Statement): boolean {
  return !statement.actions.negated && invokes(statement) && statement.actions.values.some((action) => /^bedrock:/i.test(action));
}

export function isPositive({ operator }: Condition): boolean {
  return !operator.negated && operator.comparison !== 'null' && operator.comparison !== 'other';
}

/** A condition that only a request with one of these Regions meets. */
export function isRegionList(condition: Condition): boolean {
  return condition.key === REQUESTED_REGION && isPositive(condition);
}

/** The values of a list of Regions that no request carries. What has wildcards is another matter. */
export function noRegions({ values }: Condition): string[] {
  return values.filter((value) => !isOpaque(value) && !isWildcard(value)
    && value !== REGIONLESS_REQUESTED_REGION && !isRegion(value.toLowerCase()));
}

/** Whether a positive condition on the key stands where the key is absent: on a profile. */
export function isProfileKeyOnProfile(statement: Statement, condition: Condition): boolean {
  return statement.effect === 'Allow' && condition.key === INFERENCE_PROFILE_ARN && isPositive(condition) && !condition.operator.ifExists && condition.operator.whenAbsent !== 'yes'
    && !statement.resources.negated && arnsOf(statement).some(isProfile);
}

/** Whether `unspecified` alone stands where the source Region is asked: on a profile, or on the model in a Region. */
export function isMisplacedUnspecified(statement: Statement, condition: Condition): boolean {
  return statement.effect === 'Allow' && isRegionList(condition) && condition.values.length > 0 && condition.values.every((value) => value === REGIONLESS_REQUESTED_REGION)
    && !statement.resources.negated && arnsOf(statement).some((arn) => isProfile(arn) || (isModel(arn) && arn.region !== '' && !isWildcard(arn.region)));
}

/** Values with wildcards under an operator that has none. */
export function literalWildcards({ key, operator, values }: Condition): string[] {
  return [INFERENCE_PROFILE_ARN, REQUESTED_REGION].includes(key) && /^equals/.test(operator.comparison) ? values.filter(isWildcard) : [];
}

const MAX_SLIPS = 3;
const KNOWN_ACTIONS: ReadonlySet<string> = new Set(ACTIONS.map((action) => action.toLowerCase()));

/** An action of Amazon Bedrock that does not exist, or a pattern of such, and the one that is meant. */
export function unknownActionOf(action: string): { readonly meant?: readonly string[] } | undefined {
  const [service, name = ''] = action.split(':');
  if (isOpaque(action) || !/^bedrock(-runtime)?$/i.test(service)) return undefined;
  const lower = name.toLowerCase();
  if (service.toLowerCase() === 'bedrock' && (name === '' || KNOWN_ACTIONS.has(lower) || (isWildcard(name) && [...KNOWN_ACTIONS].some((known) => overlap(lower, known))))) return undefined;
  if (/^(converse|chat|messages|responses|invokeinferenceprofile|invokefoundationmodel|invokemodel|invokebedrock|streammodel|invoke\*?$)/.test(lower) || isWildcard(name)) return { meant: INVOKE_ACTIONS };
  const near = nearest(name, ACTIONS, MAX_SLIPS);
  return near === undefined ? {} : { meant: [`bedrock:${near}`] };
}

/** The prefix of an inference profile in the ID of a model, if it has one. */
export function prefixInModelId({ id }: BedrockArn): string | undefined {
  const label = id.split('.')[0];
  return id.includes('.') && CATALOG.prefixes.has(label) ? label : undefined;
}

/** What is wrong with the ID in the ARN of an inference profile, patterns too; undefined if nothing is known to be. */
export function faultOfProfileId(id: string): 'no-prefix' | 'two-prefixes' | 'unknown-prefix' | undefined {
  if (isOpaque(id.split('.')[0]) || id === '') return undefined;
  const { prefixes, providers } = CATALOG;
  if (isWildcard(id.split('.')[0])) return [...prefixes].some((prefix) => overlap(replaceOpaque(id, '*'), `${prefix}.*`)) ? undefined : 'no-prefix';
  const [first, second] = id.split('.');
  if (prefixes.has(first)) return second !== undefined && prefixes.has(second) ? 'two-prefixes' : undefined;
  if (providers.has(first) || second === undefined) return 'no-prefix';
  return 'unknown-prefix';
}

/** A foundation model is AWS's: its ARN has no account. */
export function hasForeignAccount(arn: BedrockArn): boolean {
  return isModel(arn) && /\d/.test(arn.account) && !isOpaque(arn.account);
}

/** A condition on who owns the resource. */
export function isOwnerTest({ key }: Condition): boolean {
  return /^aws:resource(account|orgid|orgpaths)$/.test(key);
}

/**
 * Whether an owner test keeps foundation models out, which are AWS's. A negated test passes whether the key is absent or that of AWS; a positive one
 * with IfExists depends on it, which AWS does not document.
 */
export function keepsModelsOut({ effect, conditions }: Statement, condition: Condition): boolean {
  const { key, operator } = condition;
  if (!isOwnerTest(condition) || conditions.some((other) => other.key === key && other.operator.comparison === 'null')) return false;
  return effect === 'Allow' ? isPositive(condition) && !operator.ifExists && operator.whenAbsent !== 'yes' : operator.negated && operator.whenAbsent !== 'no';
}
