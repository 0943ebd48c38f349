import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { widgetsOf } from './dashboard-body';
import { CrisAlarms, CrisDashboard, IInferenceProfile, InferenceProfileMetrics } from '../../src';

const OPAQUE = '06vsfs68yb4g';

/** A profile whose ID is known only at deployment, as that of an application inference profile is. */
function tokenProfile(inferenceProfileId = OPAQUE): IInferenceProfile {
  return {
    inferenceProfileId: Lazy.string({ produce: () => inferenceProfileId }),
    foundationModelId: 'anthropic.claude-sonnet-5',
    isGlobal: true,
    destinationRegions: () => undefined,
  };
}
const stackWith = (create: (stack: Stack) => unknown) => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  create(stack);
  return stack;
};

test('a metric of it carries the token as its dimension', () => {
  const stack = stackWith(() => undefined);
  const { dimensions } = InferenceProfileMetrics.of(stack, tokenProfile()).metricInvocations();
  expect(stack.resolve(dimensions)).toEqual({ ModelId: OPAQUE });
});

test('alarms on it have the opaque ID as their dimension, and the model in their logical ids', () => {
  const template = Template.fromStack(stackWith((stack) => new CrisAlarms(stack, 'Alarms', { inferenceProfiles: [tokenProfile()] })));
  const alarms = template.findResources('AWS::CloudWatch::Alarm', { Properties: { Dimensions: [{ Name: 'ModelId', Value: OPAQUE }] } });
  expect(Object.keys(alarms)).toHaveLength(4);
  expect(Object.keys(alarms).filter((logicalId) => !/^Alarmsanthropicclaudesonnet5/.test(logicalId))).toEqual([]);
});

test('a dashboard of it has the opaque ID as the dimension of every metric', () => {
  const stack = stackWith((scope) => new CrisDashboard(scope, 'Dashboard', { inferenceProfiles: [tokenProfile()] }));
  const metrics = widgetsOf(stack).flatMap(({ lines }) => lines).filter(({ metricName }) => metricName);
  expect(new Set(metrics.map(({ dimensions }) => dimensions.ModelId))).toEqual(new Set([OPAQUE]));
});

test('alarms may be on two of one model', () => {
  stackWith((stack) => new CrisAlarms(stack, 'Alarms', { inferenceProfiles: [tokenProfile('one'), tokenProfile('other')] }));
});
