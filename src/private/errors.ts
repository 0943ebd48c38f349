import { UnscopedValidationError, ValidationError, Validations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { isToken } from './tokens';

/** The name of every error of this library, as CDK shows it in front of the text. */
const NAME = 'BedrockCrisInput' as ConstructorParameters<typeof UnscopedValidationError>[0];

/**
 * Throws CDK's own error for input that contradicts itself. The text names the prop that the user set, its value, and the remedy.
 */
export function fail(message: string, scope?: IConstruct): never {
  throw scope ? new ValidationError(NAME, message, scope) : new UnscopedValidationError(NAME, message);
}

/** A value as an error shows it: a text in quotes, a construct by its path, an object by its class, and never a token. */
export function show(value: unknown): string {
  if (isToken(value)) return 'a value that is known only at deployment';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Construct.isConstruct(value)) return value.node.path === '' ? 'the app' : `the construct ${value.node.path}`;
  const type = value.constructor?.name;
  if (type !== undefined && type !== 'Object' && type !== 'Array') return `an object of the class ${type}`;
  try {
    return JSON.stringify(value);
  } catch {
    return 'an object';
  }
}

/** IDs of the warnings. Public: users acknowledge them, and those of `CrisChecks`, as `cdk-bedrock-cris::<id>`. */
export const WARNING_IDS = {
  unknownInferenceProfile: 'cdk-bedrock-cris::unknownInferenceProfile',
  eventPatternOverQuota: 'cdk-bedrock-cris::eventPatternOverQuota',
  roleUndefined: 'cdk-bedrock-cris::roleUndefined',
  policiesManagedElsewhere: 'cdk-bedrock-cris::policiesManagedElsewhere',
  furtherTrail: 'cdk-bedrock-cris::furtherTrail',
  bucketPolicyNotAdded: 'cdk-bedrock-cris::bucketPolicyNotAdded',
  keyPolicyNotAdded: 'cdk-bedrock-cris::keyPolicyNotAdded',
  unknownRegion: 'cdk-bedrock-cris::unknownRegion',
  retiredModel: 'cdk-bedrock-cris::retiredModel',
  dataRetentionRequired: 'cdk-bedrock-cris::dataRetentionRequired',
  sourceRegionNotInCatalog: 'cdk-bedrock-cris::sourceRegionNotInCatalog',
  destinationRegionsDiffer: 'cdk-bedrock-cris::destinationRegionsDiffer',
  destinationRegionsUnknown: 'cdk-bedrock-cris::destinationRegionsUnknown',
  granteeWithoutPolicies: 'cdk-bedrock-cris::granteeWithoutPolicies',
  sourceRegionOfRole: 'cdk-bedrock-cris::sourceRegionOfRole',
  noAlarmActions: 'cdk-bedrock-cris::noAlarmActions',
  topicRefusesAlarms: 'cdk-bedrock-cris::topicRefusesAlarms',
  hubWithoutTargets: 'cdk-bedrock-cris::hubWithoutTargets',
  watchedTwice: 'cdk-bedrock-cris::watchedTwice',
  sourceRegionNotMonitored: 'cdk-bedrock-cris::sourceRegionNotMonitored',
  serviceControlPolicyOverFormerLimit: 'cdk-bedrock-cris::serviceControlPolicyOverFormerLimit',
  serviceControlPoliciesOfTarget: 'cdk-bedrock-cris::serviceControlPoliciesOfTarget',
} as const;

/** IDs of what is told at synth without being a warning. */
export const INFO_IDS = {
  auditNeedsTrail: 'cdk-bedrock-cris::auditNeedsTrail',
  residencyNotForwarded: 'cdk-bedrock-cris::residencyNotForwarded',
} as const;

/** Adds a warning once, however many parts of the library meet the same fact at this construct. */
export function warn(scope: IConstruct, id: string, message: string): void {
  // As CDK stores it. A message may be the beginning of another.
  const seen = scope.node.metadata.some((entry) => entry.data === `${message} [ack: ${id}]`);
  if (!seen) Validations.of(scope).addWarning(id, message);
}
