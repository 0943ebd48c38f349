import { Aws, CfnMapping, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AuditSource, CrisMonitoring, CrisMonitoringHub, CrisPermissionsBoundary, InferenceProfile } from 'cdk-bedrock-cris';
import { Organization } from './organization';

/**
 * What an account has in each source Region: a link to the hub, events of calls that were processed elsewhere, and alarms on its audit. Its workloads add
 * a role each, with `CrisMonitoring.none()` or a `CrisMonitoring` of their own.
 */
export function regionalBaseline(stack: Stack, { monitoringAccount, sinkArns, allowedRegions, logRetention }: Organization): CrisMonitoring {
  // One template for all Regions, and the ARN of a sink cannot be predicted.
  const sinks = new CfnMapping(stack, 'Sinks', { mapping: Object.fromEntries(Object.entries(sinkArns).map(([region, arn]) => [region, { arn }])) });
  return new CrisMonitoring(stack, 'Bedrock', {
    hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(stack, { account: monitoringAccount, sinkArn: sinks.findInMap(Aws.REGION, 'arn') }),
    // With a key in each account and Region, $1 a month each: encryptionKey: new Key(stack, 'AuditKey').
    audit: AuditSource.eventBridge({ logRetention }),
    allowedRegions,
  });
}

/** What an account has once, as IAM is global: a permissions boundary that developers set on the roles that they make. */
export function globalBaseline(stack: Stack, { inferenceProfileIds, sourceRegions, otherActions }: Organization): void {
  const { managedPolicy } = new CrisPermissionsBoundary(stack, 'BedrockBoundary', {
    managedPolicyName: 'BedrockCrisBoundary',
    inferenceProfiles: inferenceProfileIds.map((profileId) => InferenceProfile.fromInferenceProfileId(profileId)),
    sourceRegions,
    statements: [new PolicyStatement({ actions: otherActions, resources: ['*'] })],
  });
  Validations.of(managedPolicy).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'A boundary grants nothing; the policies of each role name its resources' });
}
