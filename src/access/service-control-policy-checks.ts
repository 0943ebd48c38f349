import { Construct } from 'constructs';
import { RegionDenyExemption, RegionDenyOptions } from './service-control-policy-options';
import { fail, messages } from '../private/messages';
import { isToken } from '../private/source-of';
import { isProfilePrefix } from '../profile/catalog-facts';

/** Throws unless the list is a literal one of distinct values; the values may be tokens. */
export function checkValues(prop: string, values: readonly string[], remedy = 'give at least one', scope?: Construct): void {
  if (isToken(values)) fail(messages.tokenForLiteral(prop, 'the list'), scope);
  if (values.length === 0) fail(messages.emptyList(prop, remedy), scope);
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) fail(messages.duplicate(prop, repeated), scope);
}

/** The principals that a deny leaves alone; none by default. */
export function exemptPrincipals(arns?: string[]): string[] {
  if (arns === undefined) return [];
  checkValues('exemptPrincipalArns', arns, 'leave it out to exempt nobody');
  // The account and the name may hold wildcards; sts is the service of the sessions of federated users.
  const wrong = arns.find((arn) => !isToken(arn) && !/^arn:[^:\s]+:(iam|sts)::[^:\s]*:[^:\s]+$/.test(arn));
  if (wrong !== undefined) fail(messages.principalArn(wrong));
  for (const arn of arns.filter((one) => !isToken(one))) checkNoSession(arn);
  return [...arns];
}

// aws:PrincipalArn never holds such an ARN, so it would exempt nobody:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
function checkNoSession(arn: string): void {
  const [, partition, account, role] = /^arn:([^:]+):sts::([^:]*):assumed-role\/([^/]+)/.exec(arn) ?? [];
  if (role !== undefined) fail(messages.sessionArn(arn, `arn:${partition}:iam::${account}:role/${role}`));
}

/** Throws for what no foundation model ID begins with; a provider of tomorrow is accepted. */
export function checkProviders(providers: readonly string[]): void {
  checkValues('providers', providers);
  // A prefix of profiles names no model: with it, every model would be denied.
  const wrong = providers.find((provider) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(provider) || isProfilePrefix(provider));
  if (wrong !== undefined) fail(messages.provider(wrong));
}

/** The actions that a deny of Regions leaves alone. */
export function checkActions(prop: string, actions: readonly string[]): void {
  checkValues(prop, actions, 'leave it out to take those of the global services');
  const wrong = actions.find((action) => !/^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(action));
  if (wrong !== undefined) fail(messages.notAnAction(prop, wrong));
}

/** Throws for options that only an exemption of profiles can express, together with the one value for all. */
export function checkExemption({ crossRegionInference, globalInference, geographies, applicationInferenceProfiles }: RegionDenyOptions): void {
  if (crossRegionInference !== RegionDenyExemption.UNSPECIFIED_REGION) return;
  if (globalInference === false) fail(messages.unspecifiedRegion('globalInference: false'));
  if (geographies !== undefined && geographies.length > 0) fail(messages.unspecifiedRegion('geographies'));
  if (applicationInferenceProfiles === false) fail(messages.unspecifiedRegion('applicationInferenceProfiles: false'));
}
