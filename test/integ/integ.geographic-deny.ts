/**
 * A workload with a geographic profile and an explicit deny of global inference: its role calls through the geographic profile, and not through the
 * global one, which another policy of the role allows.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { BedrockCaller, CallLookup } from './bedrock-caller';
import { CallAssertions, RefusalReason } from './call-assertions';
import { integApp } from './integ-app';
import { CrisMonitoring, CrisWorkload, ExplicitDeny, InferenceProfile, InferenceProfileGrants } from '../../src';

const app = integApp();
// The destinations of a geographic profile depend on the source Region, so there is one.
const env = { region: 'eu-west-1' };
const stack = new Stack(app, 'CrisIntegGeographicDeny', { env });
const profile = InferenceProfile.fromInferenceProfileId('eu.amazon.nova-2-lite-v1:0');
const globalProfile = InferenceProfile.fromInferenceProfileId('global.amazon.nova-2-lite-v1:0');

const workload = new CrisWorkload(stack, 'Assistant', {
  inferenceProfiles: [profile],
  explicitDeny: ExplicitDeny.globalInference(),
  monitoring: CrisMonitoring.none(),
});
InferenceProfileGrants.of(stack, [globalProfile]).invoke(workload.role);
const caller = new BedrockCaller(stack, 'Caller', workload);
const lookup = new CallLookup(stack, 'Lookup');

const calls = new CallAssertions(new IntegTest(app, 'GeographicDeny', {
  testCases: [stack], assertionStack: new Stack(app, 'CrisIntegGeographicDenyAssertions', { env }), stackUpdateWorkflow: false,
}));
calls.answered(caller, profile)
  .next(calls.answered(caller, profile, true))
  .next(calls.refused(caller, globalProfile, RefusalReason.EXPLICIT_DENY))
  .next(calls.recorded(lookup, caller, profile));
