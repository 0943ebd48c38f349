import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { bandsOf, widgetsOf } from './dashboard-body';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, CrisAlarms, CrisDashboard, Geography, IInferenceProfile, InferenceProfile, InferenceProfileMetrics,
  InferenceQuota, IRoutingMetrics,
} from '../../src';

const MODEL = { modelId: 'anthropic.claude-sonnet-5' };
const ARN = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/k7m2p9q4r1s8';
const ROUTING: IRoutingMetrics = { metricNamespace: 'BedrockCris/X', reroutedMetricName: 'ReroutedInvocations', notReroutedMetricName: 'NotReroutedInvocations' };

function stackWith<T>(create: (stack: Stack) => T) {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  return { stack, made: create(stack) };
}

const over = {
  Global: { modelSource: ApplicationInferenceProfileSource.inferenceProfile(InferenceProfile.globalProfile(MODEL)) },
  Eu: { modelSource: ApplicationInferenceProfileSource.inferenceProfile(InferenceProfile.geographicProfile(Geography.EU, MODEL)) },
  Model: { modelSource: ApplicationInferenceProfileSource.foundationModel(MODEL) },
};
const applications = (stack: Stack) => Object.entries(over).map(([id, source]) => new ApplicationInferenceProfile(stack, id, { ...source, inferenceProfileName: `team-${id}` }));
const idOf = (stack: Stack, profile: IInferenceProfile) => `${(stack.resolve(profile.inferenceProfileId) as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0]}.InferenceProfileId`;

test('its metrics carry its ID', () => {
  const { stack, made: [profile] } = stackWith(applications);
  expect(stack.resolve(InferenceProfileMetrics.of(stack, profile).metricInvocations().dimensions)).toEqual({ ModelId: stack.resolve(profile.inferenceProfileId) });
});

test('a dashboard shows each in the section of what it is over, with its name, its ID and that', () => {
  const { stack, made: profiles } = stackWith((scope) => {
    const all = applications(scope);
    new CrisDashboard(scope, 'Dashboard', { inferenceProfiles: [...all, InferenceProfile.globalProfile(MODEL)] });
    return all;
  });
  const [global, eu, model] = profiles.map((profile) => idOf(stack, profile));
  expect(bandsOf(widgetsOf(stack)).map(({ section, heading }) => [section, heading])).toEqual([
    ['Global inference profiles', `team-Global, ${global} (application inference profile over global.${MODEL.modelId}) from eu-west-1`],
    ['Global inference profiles', `global.${MODEL.modelId} from eu-west-1`],
    ['Geographic inference profiles', `team-Eu, ${eu} (application inference profile over eu.${MODEL.modelId}) from eu-west-1`],
    ['Models in one Region', `team-Model, ${model} (application inference profile over ${MODEL.modelId}) from eu-west-1`],
  ]);
});

test('where its requests were processed is shown by what CloudTrail records: its ARN', () => {
  const { stack } = stackWith((scope) => new CrisDashboard(scope, 'Dashboard', { inferenceProfiles: applications(scope).slice(0, 1), routing: ROUTING }));
  const lines = widgetsOf(stack).filter(({ title }) => title?.includes('CloudTrail')).flatMap((widget) => widget.lines);
  const [id] = Object.keys(Template.fromStack(stack).findResources('AWS::Bedrock::ApplicationInferenceProfile')).filter((name) => name.startsWith('Global'));
  const arn = `arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/${id}`;
  expect(new Set(lines.filter(({ metricName }) => metricName).map(({ dimensions }) => dimensions.ModelId))).toEqual(new Set([arn]));
  expect(lines.find(({ expression }) => expression?.startsWith('SEARCH'))!.expression).toContain(`ModelId="${arn}"`);
});

test('a dashboard shows it for its own Region only', () => {
  const existing = (scope: Stack) => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(scope, 'Existing', { inferenceProfileArn: ARN, ...over.Global });
  const { stack } = stackWith((scope) => new CrisDashboard(scope, 'Dashboard', { inferenceProfiles: [existing(scope), InferenceProfile.globalProfile(MODEL)], sourceRegions: ['eu-west-1', 'us-east-1'] }));
  expect(bandsOf(widgetsOf(stack)).map(({ heading }) => heading)).toEqual([
    `k7m2p9q4r1s8 (application inference profile over global.${MODEL.modelId}) from us-east-1`,
    `global.${MODEL.modelId} from eu-west-1`,
    `global.${MODEL.modelId} from us-east-1`,
  ]);
});

test('alarms on it have its ID as their dimension, its name in their logical ids, and what it is over in their text', () => {
  const { stack, made: profiles } = stackWith((scope) => {
    const all = applications(scope);
    new CrisAlarms(scope, 'Alarms', { inferenceProfiles: all });
    return all;
  });
  const alarms = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  const of = (name: string) => Object.entries(alarms).filter(([id]) => id.startsWith(`Alarmsteam${name}`)).map(([, { Properties }]) => Properties);
  for (const [index, name] of ['Global', 'Eu', 'Model'].entries()) {
    expect(of(name).map(({ Dimensions }) => Dimensions[0].Value)).toEqual(Array(4).fill(stack.resolve(profiles[index].inferenceProfileId)));
    expect(JSON.stringify(of(name)[0].AlarmDescription)).toContain(`team-${name}, `);
  }
});

test.each<[string, string, (scope: Stack, profile: IInferenceProfile) => unknown]>([
  ['alarms', 'inferenceProfiles', (scope, profile) => new CrisAlarms(scope, 'X', { inferenceProfiles: [profile] })],
  ['a dashboard', 'inferenceProfiles', (scope, profile) => new CrisDashboard(scope, 'X', { inferenceProfiles: [profile] })],
  ['a quota', 'inferenceProfile', (scope, inferenceProfile) => new InferenceQuota(scope, 'X', { inferenceProfile, tokensPerMinute: 1000 })],
])('%s for one of another Region are refused', (_, prop, create) => {
  expect(() => stackWith((scope) => create(scope, ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(scope, 'Existing', { inferenceProfileArn: ARN, ...over.Global })))).toThrow(new Error(
    `${prop}: "k7m2p9q4r1s8" is called in its own Region only, us-east-1, which is not among the source Regions (eu-west-1);` +
    ' define an application inference profile in each source Region, or call this one from its own'));
});
