import { App, Stack } from 'aws-cdk-lib';
import { dashboardBodies } from './dashboard-body';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, CrisMonitoring, Geography, IInferenceProfile, InferenceProfile, InferenceProfileMetrics, InferenceQuota,
} from '../../src';

const MODEL = { modelId: 'anthropic.claude-sonnet-5' };
const over = {
  Global: { modelSource: ApplicationInferenceProfileSource.inferenceProfile(InferenceProfile.globalProfile(MODEL)) },
  Eu: { modelSource: ApplicationInferenceProfileSource.inferenceProfile(InferenceProfile.geographicProfile(Geography.EU, MODEL)) },
  Model: { modelSource: ApplicationInferenceProfileSource.foundationModel(MODEL) },
};
const stackIn = () => new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
const applications = (stack: Stack) => Object.entries(over).map(([id, source]) => new ApplicationInferenceProfile(stack, id, { ...source, inferenceProfileName: `team-${id}` }));
const idOf = (stack: Stack, profile: IInferenceProfile) => `${(stack.resolve(profile.inferenceProfileId) as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0]}.InferenceProfileId`;

test('its metrics carry its ID, by ARN too', () => {
  const stack = stackIn();
  const [profile] = applications(stack);
  for (const byArn of [true, false]) {
    expect(stack.resolve(InferenceProfileMetrics.of(stack, profile, { byArn }).metricInvocations().dimensions)).toEqual({ ModelId: stack.resolve(profile.inferenceProfileId) });
  }
});

test('each is monitored by its name, its ID and what it is over', () => {
  const stack = stackIn();
  const profiles = applications(stack);
  const monitoring = new CrisMonitoring(stack, 'Monitoring', { inferenceProfiles: profiles });
  const [body] = dashboardBodies(stack);
  for (const [index, what] of [`global.${MODEL.modelId}`, `eu.${MODEL.modelId}`, MODEL.modelId].entries()) {
    expect(body).toContain(`team-${Object.keys(over)[index]}, ${idOf(stack, profiles[index])} (application inference profile over ${what})`);
    expect(monitoring.alarmsOf(profiles[index])!.alarms).toHaveLength(5);
  }
});

test('a quota for one of another Region is refused', () => {
  const stack = stackIn();
  const inferenceProfile = ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Existing', {
    inferenceProfileArn: 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/k7m2p9q4r1s8', ...over.Global,
  });
  expect(() => new InferenceQuota(stack, 'Quota', { inferenceProfile, tokensPerMinute: 1000 })).toThrow(new Error(
    'inferenceProfile: "k7m2p9q4r1s8" is called in its own Region only, us-east-1, which is not among the source Regions (eu-west-1);' +
    ' define an application inference profile in each source Region, or call this one from its own'));
});
