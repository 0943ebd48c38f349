import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CONSTRUCTS_ALONE, README_SCENARIOS } from '../scenarios/scenarios';
import { RECOMMENDED_FLAGS, stackOf } from '../scenarios/synthesize';

test.each([...Object.entries(CONSTRUCTS_ALONE), ...Object.entries(README_SCENARIOS)])('%s synthesizes with all recommended flags, without error or warning', (_, scenario) => {
  const stack = stackOf(scenario);
  (stack.node.root as App).synth();
  const annotations = Annotations.fromStack(stack);
  const any = Match.anyValue();
  const messages = [...annotations.findError('*', any), ...annotations.findWarning('*', any), ...annotations.findInfo('*', any)].map((message) => message.entry.data);
  expect(messages.filter((message) => !MEANT.some((id) => String(message).endsWith(`[ack: ${id}]`)))).toEqual([]);
});

/** What depends on the account, and is told wherever the app does not tell it. */
const MEANT = ['cdk-bedrock-cris::noAlarmActions', 'cdk-bedrock-cris::auditNeedsTrail'];

test('the flags are many, and on', () => {
  expect(Object.values(RECOMMENDED_FLAGS).filter((value) => value === true).length).toBeGreaterThan(50);
  expect(new Stack(new App({ context: { ...RECOMMENDED_FLAGS } }), 'Stack').node.tryGetContext('@aws-cdk/aws-iam:minimizePolicies')).toBe(true);
});
