import { Aws, CfnMapping, Stack } from 'aws-cdk-lib';
import { CrisMonitoring, CrisMonitoringHub, CrisPermissionsBoundary, InferenceProfile } from 'cdk-bedrock-cris';
import { Organization } from './organization';

/**
 * What an account has in each source Region: a link to the hub, events of calls that were processed elsewhere, and alarms on its audit. Its workloads add
 * a role each, with `CrisMonitoring.none()` or a `CrisMonitoring` of their own.
 */
export function regionalBaseline(stack: Stack, { monitoringAccount, sinkArns, allowedRegions }: Organization): CrisMonitoring {
  // One template for all Regions, and the ARN of a sink cannot be predicted.
  const sinks = new CfnMapping(stack, 'Sinks', { mapping: Object.fromEntries(Object.entries(sinkArns).map(([region, arn]) => [region, { arn }])) });
  return new CrisMonitoring(stack, 'Bedrock', {
    hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: monitoringAccount, sinkArn: sinks.findInMap(Aws.REGION, 'arn') }),
    allowedRegions,
  });
}

/** What an account has once, as IAM is global: a permissions boundary that developers set on the roles that they make. */
export function globalBaseline(stack: Stack, { inferenceProfileIds, sourceRegions }: Organization): CrisPermissionsBoundary {
  return new CrisPermissionsBoundary(stack, 'BedrockBoundary', {
    managedPolicyName: 'BedrockCrisBoundary',
    inferenceProfiles: inferenceProfileIds.map((profileId) => InferenceProfile.fromInferenceProfileId(profileId)),
    sourceRegions,
  });
}
