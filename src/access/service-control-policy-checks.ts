import { Construct } from 'constructs';
import { RegionDenyExemption, RegionDenyOptions } from './service-control-policy-options';
import { fail, messages } from '../private/messages';
import { isToken } from '../private/source-of';

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
  return [...arns];
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
