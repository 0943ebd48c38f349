import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { IdFault } from '../bedrock/inference-profile-id';

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
  noGlobalApplication: (profile: string, region: string) =>
    `inferenceProfile: the global profile ${show(profile)} cannot be called from ${show(region)}, the Region of this stack: global profiles exist in commercial Regions only;` +
    ' use InferenceProfile.geographic, or define this in a stack in another Region',
  noApplicationOfGeography: (profile: string, region: string, known: string[], date: string) =>
    `inferenceProfile: ${show(profile)} has no source Region ${show(region)}, the Region of this stack (the catalog of ${date} knows ${known.join(', ')});` +
    ' define this in a stack in one of these, or set destinationRegions in InferenceProfile.geographic if AWS has added the Region since',
  oneOf: (prop: string, other: string, both: boolean) =>
    both ? `${prop}: the prop ${show(other)} is given too, and there is one source; leave one of the two out` : `${prop}: neither it nor the prop ${show(other)} is given; give one of the two`,
  textPattern: (prop: string, text: string, rule: string) => `${prop}: ${show(text)} is not accepted; give ${rule}`,
  needs: (prop: string, other: string) => `${prop}: it is given without ${show(other)}, which it belongs to; give both, or leave it out`,
  emptyTags: (prop: string) => `${prop}: the map is empty; give at least one tag, or leave it out`,
  tooManyTags: (prop: string, given: number, limit: number) => `${prop}: ${given} tags, and a resource holds ${limit}; give fewer`,
  tag: (prop: string, what: string, text: string, rule: string) => `${prop}: ${show(text)} is not the ${what} of a tag; give ${rule}`,
  applicationProfileArn: (arn: string) =>
    `inferenceProfileArn: ${show(arn)} is not the ARN of an application inference profile; give one like "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6"`,
  applicationProfileRegion: (profile: string, own: string[], sources: string[]) =>
    `inferenceProfiles: ${show(profile)} is called in its own Region only, ${own.join(', ')}, which is not among the source Regions (${sources.join(', ')});` +
    ' add it to sourceRegions, or define an application inference profile in each source Region',
  applicationProfileOfPolicy: (profile: string) =>
    `inferenceProfiles: ${show(profile)} is an application inference profile, and those over what is allowed are left alone; give the system-defined profile that it is over`,
  applicationProfileResponses: () =>
    'inferenceProfiles: the Responses API refuses application inference profiles, and there are no others; give grants on the system-defined profile',
  costTagsRegions: (sources: string[], region: string) =>
    `costTags: the application inference profiles that carry the tags are called in ${show(region)}, the Region of this stack, only, and sourceRegions are ${show(sources)};` +
    ' define a workload in a stack in each source Region, or leave costTags out',

  guardrailArn: (arn: string) =>
    `guardrailArn: ${show(arn)} is not the ARN of a guardrail without a version; give one like "arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6"`,
  guardrailVersion: (version: string) =>
    `guardrailVersion: ${show(version)} is not the number of a version; give one like "1", or use RequiredGuardrail.draft or RequiredGuardrail.anyVersion`,
  guardrailProfileId: (id: string) => `guardrailProfileId: ${show(id)} is not the ID of a guardrail profile; give one like "eu.guardrail.v1:0"`,
  guardrailRegion: (arn: string, region: string) =>
    `guardrail: ${show(arn)} cannot be applied to calls from the source Region ${show(region)}; give a guardrail of that Region, or leave the Region out of sourceRegions and grant it with one of its own`,
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
  sessionArn: (arn: string, role: string) =>
    `exemptPrincipalArns: ${show(arn)} is the ARN of a session, and aws:PrincipalArn holds that of its role; give the role, with its path if it has one, like ${show(role)}`,
  provider: (provider: string) => `providers: ${show(provider)} is not a model provider; give one as foundation model IDs begin with it, like "anthropic"`,
  partition: (partition: string, known: readonly string[]) => `partition: ${show(partition)} is not a partition; give one of ${known.join(', ')}`,
  regionOfOtherPartition: (prop: string, region: string, partition: string) =>
    `${prop}: ${show(region)} is not in ${show(partition)}, the partition of the organization; leave it out, or define a policy of its own in the partition of ${show(region)}`,
  noKnownRegion: (prop: string, regions: readonly string[], date: string) =>
    `${prop}: the catalog of ${date} knows none of ${regions.join(', ')}, and a list without a Region that exists denies all of them; check the names, ` +
    'or, where all are newer than the catalog, use CrisServiceControlPolicy or toDocument, which warn',
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
  notInRange: (prop: string, value: number, rule: string) => `${prop}: ${value} is out of range; give ${rule}`,
  noQuota: () => 'tokensPerMinute: neither it nor requestsPerMinute is given; give at least one, as Service Quotas shows it, because no metric holds it',
  quota: (prop: string, value: number) =>
    `${prop}: ${value} is not a quota; give the applied value, a whole number of at least 1, that Service Quotas shows in the Region of the quota;` +
    ' where that is 0, as it may be in a new account, every call is throttled, so have AWS raise it first',
  quotaNotGiven: (prop: string) => `${prop}: it was not given, and what is left or used of it is not known without; give it`,
  quotaCode: (prop: string, code: string) => `${prop}: ${show(code)} is not the code of a quota; give one like "L-27C57EE8", as Service Quotas shows it`,
  unknownQuotaCode: (prop: string, model: string, date: string) =>
    `${prop}: no code is known for ${show(model)} (as of ${date}), and a request needs one; give the one that Service Quotas shows in the Region of the quota`,
  noIncrease: () => 'requestIncrease: it asks for nothing; give desiredTokensPerMinute or desiredRequestsPerMinute, or leave it out',
  notAnIncrease: (prop: string, desired: number, quotaProp: string, quota: number) =>
    `${prop}: ${desired} is not more than ${quotaProp}, ${quota}; give more, or leave it out once AWS has raised the quota`,
  increaseWithoutQuota: (prop: string, quotaProp: string) =>
    `${prop}: ${quotaProp} is not given, without which it may be no increase; give the applied value`,
  tooMany: (prop: string, given: number, allowed: string) => `${prop}: ${given} are given; give ${allowed}`,
  costTagPrefix: (key: string) => `costTags: ${show(key)} has the prefix of AWS Budgets; give the key as it stands on the resource, ${show(key.slice('user:'.length))}`,
  emailAddress: (address: string) => `emailAddresses: ${show(address)} is not an address; give one like "budget@example.com"`,
  topicAccount: (account: string, stackAccount: string) =>
    `topic: it is in the account ${show(account)}, and AWS Budgets in ${show(stackAccount)}, the account of this stack, cannot publish there; give a topic of this account`,
  dashboardTooLarge: (widgets: number, limit: number) =>
    `inferenceProfiles: the dashboard needs ${widgets} widgets, and CloudWatch allows ${limit}; define several CrisDashboard with fewer profiles or source Regions each`,
  dashboardForOptions: () => 'dashboard: a Dashboard was given, and the prop holds options; give { dashboard: … } to add to it',
  dashboardNameAndDashboard: () => 'dashboardName: the prop "dashboard" is given too, and it has a name of its own; leave one of the two out',

  secondTrail: (path: string) =>
    `CrisTrail: a stack holds at most one, because each further trail in a Region costs money, and ${show(path)} is one; use it, or define this one before the first CrisWorkload`,
  noTrail: () => 'trail: CrisTrail.none() has no log group to filter; give a CrisTrail or CrisTrail.fromLogGroup',
  secondInvocationLogging: (path: string) =>
    `InvocationLogging: an account has one configuration of it in each Region, and ${show(path)} defines it already; leave one of the two out`,
  notDeliveredTo: (prop: string, other: string, value: string) =>
    `${prop}: nothing is delivered there, because ${other} is ${value}; leave one of the two out`,
  largePayloadsToBucket: () => 'largePayloads: false, and the destination is BUCKET, which takes them without being asked; leave it out, or use the destination LOG_GROUP',
  elsewhere: (prop: string, what: 'account' | 'Region', given: string, own: string) =>
    `${prop}: it is in the ${what} ${show(given)}, and this stack is in ${show(own)}; give one of the same ${what}`,
  keyPrefix: (prop: string, prefix: string) =>
    `${prop}: ${show(prefix)} is not a prefix; give letters, digits and . - _ ! ' ( ) with slashes only between them, like "team/logs"`,
  settingOfGiven: (prop: string, what: string) => `${prop}: no ${what} is made here that it could be for; leave it out`,
  leftWithoutDestination: () =>
    'removalPolicy: DESTROY removes what logging delivers to, while onDelete leaves it switched on; set onDelete to InvocationLoggingOnDelete.RESTORE, or retain',
  restoreNotRecognised: () =>
    'onDelete: RESTORE with a bucket that exists and no log group cannot tell this configuration from an equal one of another stack; use LEAVE, or a destination with a log group',
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
