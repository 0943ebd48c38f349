/**
 * A workload with a global profile, in whatever Region it is deployed to: its role calls through the profile, streamed and not, and through no other one;
 * a trail records the calls, EventBridge delivers the records to the log group of the monitoring, and its filters count them there.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BedrockCaller, CallLookup } from './bedrock-caller';
import { CallAssertions, RefusalReason } from './call-assertions';
import { integApp } from './integ-app';
import { AuditSource, CrisMonitoring, CrisTrail, CrisWorkload, InferenceProfile } from '../../src';

const app = integApp();
const stack = new Stack(app, 'CrisIntegGlobalWorkload');
// A model of Amazon's own: it needs no subscription, and no form to be filled in.
const profile = InferenceProfile.fromInferenceProfileId('global.amazon.nova-2-lite-v1:0');
const otherProfile = InferenceProfile.fromInferenceProfileId('global.anthropic.claude-haiku-4-5-20251001-v1:0');

const trail = new CrisTrail(stack, 'Trail', { removalPolicy: RemovalPolicy.DESTROY });
for (const bucket of trail.node.findAll().filter((construct) => construct instanceof s3.CfnBucket)) {
  new s3.mixins.BucketAutoDeleteObjects().applyTo(bucket);
}
const monitoring = new CrisMonitoring(stack, 'Monitoring', {
  audit: AuditSource.eventBridge({ removalPolicy: RemovalPolicy.DESTROY }),
  alarms: { alarmActions: [new SnsAction(new sns.Topic(stack, 'Alerts'))] },
});
const workload = new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [profile] });
const caller = new BedrockCaller(stack, 'Caller', workload);
const lookup = new CallLookup(stack, 'Lookup');

// Without the update workflow, no assets are committed: their sources are in the packages of the CDK.
const calls = new CallAssertions(new IntegTest(app, 'GlobalWorkload', { testCases: [stack], stackUpdateWorkflow: false }));
calls.answered(caller, profile)
  .next(calls.answered(caller, profile, true))
  .next(calls.refused(caller, otherProfile, RefusalReason.NOT_ALLOWED))
  .next(calls.recorded(lookup, caller, profile))
  .next(calls.recorded(lookup, caller, profile, 'ConverseStream'))
  .next(calls.counted(monitoring.trailFilters!, profile));
