import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { IdFault } from '../profile/catalog/inference-profile-id';

/** Throws an error in CDK's message style; the construct path is named where there is one. */
export function fail(message: string, scope?: IConstruct): never {
  throw new Error(scope ? `${message} [at ${scope.node.path || 'the app'}]` : message);
}

/** Ids of the warnings: public, users acknowledge them. */
export const WARNING_IDS = {
  unknownInferenceProfile: 'cdk-bedrock-cris:unknownInferenceProfile',
  eventPatternOverQuota: 'cdk-bedrock-cris:eventPatternOverQuota',
  furtherTrail: 'cdk-bedrock-cris:furtherTrail',
  unknownRegion: 'cdk-bedrock-cris:unknownRegion',
  retiredModel: 'cdk-bedrock-cris:retiredModel',
  sourceRegionNotInCatalog: 'cdk-bedrock-cris:sourceRegionNotInCatalog',
  destinationRegionsUnknown: 'cdk-bedrock-cris:destinationRegionsUnknown',
  sourceRegionNotMonitored: 'cdk-bedrock-cris:sourceRegionNotMonitored',
  serviceControlPolicyOverFormerLimit: 'cdk-bedrock-cris:serviceControlPolicyOverFormerLimit',
} as const;

/** Adds a warning once, however many parts of the library meet the same fact at this construct. */
export function warn(scope: IConstruct, id: string, message: string): void {
  // As CDK stores it; a message may be the beginning of another.
  const seen = scope.node.metadata.some((entry) => entry.data === `${message} [ack: ${id}]`);
  if (!seen) Annotations.of(scope).addWarningV2(id, message);
}

const show = (value: unknown): string => JSON.stringify(value);

/** Every error text. Each names the prop, the value and the remedy. */
export const messages = {
  emptyList: (prop: string, remedy: string) => `${prop}: the list is empty; ${remedy}`,
  duplicate: (prop: string, value: string) => `${prop}: ${show(value)} is given twice; leave one out`,
  tokenForLiteral: (prop: string, what: string) =>
    `${prop}: ${what} is a token, known only at deployment; give a literal, because what is synthesized depends on it`,
  notARegion: (prop: string, region: string) => `${prop}: ${show(region)} is not a Region; give a name like "eu-west-1"`,
  geographyPrefix: (prefix: string) =>
    `prefix: ${show(prefix)} is not the prefix of a geography; give lower-case letters and hyphens like "eu" (for global profiles use InferenceProfile.global)`,

  inferenceProfileId: (id: string, fault: IdFault) => `inferenceProfileId: ${show(id)} ${faultText(fault, 'an inference profile ID like "global.anthropic.claude-sonnet-4-6"')}`,
  foundationModelId: (id: string, fault: IdFault) => `model: ${show(id)} ${faultText(fault, 'a foundation model ID like "anthropic.claude-sonnet-4-6"')}`,

  noGlobalInPartition: (profile: string, region: string) =>
    `inferenceProfiles: the global profile ${show(profile)} cannot be called from the source Region ${show(region)}: global profiles exist in commercial Regions only;` +
    ' use InferenceProfile.geographic, or another source Region',
  notOfGeography: (profile: string, region: string, known: string[], date: string) =>
    `inferenceProfiles: ${show(profile)} has no source Region ${show(region)} (the catalog of ${date} knows ${known.join(', ')});` +
    ' give one of these in sourceRegions (profiles with other source Regions need a workload or grants of their own), or set destinationRegions in InferenceProfile.geographic if AWS has added the Region since',
  tooManyPolicies: (kind: string, limit: number) =>
    `inferenceProfiles: the profiles and source Regions that are granted to one ${kind} need more than ${limit} managed policies, which is what IAM attaches to a ${kind}; spread them over several`,
  otherAccount: (prop: string, account: string, stackAccount: string) =>
    `${prop}: the role is in the account ${show(account)}, where a policy of this stack, in ${show(stackAccount)}, cannot be attached; define this in a stack in the account of the role`,
  deniedProfile: (profile: string, region: string) =>
    `explicitDeny: it denies ${show(profile)} from the source Region ${show(region)}, which inferenceProfiles is there to allow; leave the profile out, or the deny`,
  otherPartition: (region: string, partition: string) =>
    `sourceRegions: ${show(region)} is not in the partition of this stack, ${show(partition)}; define the role in an account of the partition of ${show(region)}`,
  logGroupRegion: (region: string, stackRegion: string) =>
    `trail: its log group is in ${show(region)}, and a metric filter in this stack, in ${show(stackRegion)}, cannot read it; define the filters in a stack in ${show(region)}`,
  profileTooLarge: (profile: string, size: number, limit: number) =>
    `inferenceProfiles: the policy of ${show(profile)} has ${size} characters, and a managed policy holds ${limit}; give fewer destinationRegions`,
  roleAndAssumedBy: () => 'assumedBy: the prop "role" is given too, and its trust policy is its own; leave one of the two out',
  denyTooLarge: (size: number, limit: number) =>
    `deny: the policy has ${size} characters, and a managed policy holds ${limit}; name fewer profiles or Regions, or define several CrisDenyPolicy`,
  boundaryTooLarge: (size: number, limit: number, given: number, fit: number) =>
    `inferenceProfiles: the permissions boundary has ${size} characters, and a managed policy holds ${limit}; ` + (fit > 0
      ? `${given - fit} of the ${given} profiles are too many: give at most the first ${fit}, give fewer sourceRegions, or divide the roles over several boundaries`
      : 'not even one profile fits: give fewer sourceRegions, statements or denies'),

  principalArn: (arn: string) => `exemptPrincipalArns: ${show(arn)} is not the ARN of a principal; give one like "arn:aws:iam::*:role/PlatformAdmin"`,
  notAnAction: (prop: string, action: string) => `${prop}: ${show(action)} is not an action; give one like "iam:*" or "ec2:DescribeRegions"`,
  unspecifiedRegion: (prop: string) =>
    `crossRegionInference: UNSPECIFIED_REGION leaves global inference alone, and nothing else, through any profile, which contradicts "${prop}"; leave ${prop.split(':')[0]} out, or use PROFILE_EXEMPTION`,
  serviceControlPolicyTooLarge: (size: number, limit: number) =>
    `content: the document has ${size} characters, and a service control policy holds ${limit}; name fewer profiles, models or actions, or divide it over several CrisServiceControlPolicy`,
  textLength: (prop: string, length: number, limit: number) => `${prop}: ${length} characters; give 1 to ${limit}`,
  targetId: (id: string) => `targetIds: ${show(id)} is not the ID of a root, an organizational unit or an account; give one like "r-a1b2", "ou-a1b2-c3d4e5f6" or "111122223333"`,
  endpointPolicyTooLarge: (size: number, limit: number) =>
    `inferenceProfiles: the policy has ${size} characters, and that of a VPC endpoint holds ${limit}; give fewer profiles, or divide them over endpoints in several VPCs`,
  organizationId: (id: string) => `organizationId: ${show(id)} is not the ID of an organization; give one like "o-a1b2c3d4e5"`,

  threshold: (prop: string, value: number, rule: string) => `${prop}: ${value} is not a threshold; give ${rule}`,
  evaluation: (datapointsToAlarm: number, evaluationPeriods: number) =>
    `datapointsToAlarm: ${datapointsToAlarm} of ${evaluationPeriods} evaluationPeriods; give whole numbers, at least 1, with no more datapoints than periods`,
  alarmRegion: (region: string, stackRegion: string) =>
    `sourceRegion: an alarm cannot be in ${show(stackRegion)}, the Region of this stack, for metrics in ${show(region)}; define the alarms in a stack in ${show(region)}`,
  partsRegion: (prop: string, regions: string[], stackRegion: string) =>
    `${prop}: sourceRegions ${show(regions)} do not hold ${show(stackRegion)}, the Region of this stack, where the metrics and events would have to be;` +
    ` define the workload in a stack in a source Region, or leave ${prop} out`,
  dashboardTooLarge: (widgets: number, limit: number) =>
    `inferenceProfiles: the dashboard needs ${widgets} widgets, and CloudWatch allows ${limit}; define several CrisDashboard with fewer profiles or source Regions each`,
  dashboardForOptions: () => 'dashboard: a Dashboard was given, and the prop holds options; give { dashboard: … } to add to it',
  dashboardNameAndDashboard: () => 'dashboardName: the prop "dashboard" is given too, and it has a name of its own; leave one of the two out',

  secondTrail: (path: string) =>
    `CrisTrail: a stack holds at most one, because each further trail in a Region costs money, and ${show(path)} is one; use it, or define this one before the first CrisWorkload`,
  noTrail: () => 'trail: CrisTrail.none() has no log group to filter; give a CrisTrail or CrisTrail.fromLogGroup',
  metricNamespace: (namespace: string) =>
    `metricNamespace: ${show(namespace)} is not a metric namespace; give 1 to 255 letters, digits and . - _ / # : that do not start with "AWS/" or ":"`,
  patternTooLong: (length: number, limit: number) =>
    `inferenceProfiles: the event pattern has ${length} characters, and a rule holds ${limit}; give fewer profiles or allowedRegions, or define several ResidencyRule`,
  tooManyFilters: (needed: number, limit: number) =>
    `inferenceProfiles: the workloads on one trail need ${needed} metric filters, and a log group holds ${limit}; give fewer profiles, or switch the trail of some workloads off with CrisTrail.none()`,
};

function faultText(fault: IdFault, expected: string): string {
  switch (fault.fault) {
    case 'empty': return `is empty; give ${expected}`;
    case 'arn': return `is an ARN; give ${fault.id ? `the ID, ${show(fault.id)}` : expected}`;
    case 'characters': return `has characters other than letters, digits, ".", ":" and "-"; give ${expected}`;
    case 'empty-label': return `has nothing before, between or after its dots; give ${expected}`;
    case 'prefix': return `starts with ${show(fault.prefix)}, which is no prefix of a geography; give ${expected}`;
    case 'no-provider': return `names no model provider; give ${expected}`;
    case 'too-long': return `${fault.withPrefix ? 'with its prefix ' : ''}is longer than 64 characters; give ${expected}`;
    case 'doubled-prefix': return `starts with two prefixes, ${show(fault.prefix)}; give ${fault.remedy ? show(fault.remedy) : expected}`;
    case 'foundation-model': return `is a foundation model ID; give ${expected}, or use InferenceProfile.global or InferenceProfile.geographic`;
    case 'inference-profile': return `starts with the prefix of an inference profile; give ${show(fault.foundationModelId)}, or use InferenceProfile.fromInferenceProfileId`;
  }
}
