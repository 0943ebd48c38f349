import { changed, properties, QUICK_START, Resources } from './quick-start';
import { architecture } from '../../scripts/pictures/architecture';

interface Statement { Action: unknown; Resource: unknown; Condition: { StringEquals: Record<string, unknown> } }

const idsOf = (all: Resources, type: string) => Object.keys(all).filter((id) => all[id].Type === type);
const statements = (all: Resources) => (properties(all, 'AWS::IAM::Policy').PolicyDocument as { Statement: Statement[] }).Statement;
/** An alarm on one metric, without an expression. */
const simpleAlarm = (all: Resources) => all[idsOf(all, 'AWS::CloudWatch::Alarm').find((id) => all[id].Properties.Namespace === 'AWS/Bedrock')!];

function withoutTarget(all: Resources): void {
  properties(all, 'AWS::Events::Rule').Targets = [];
  properties(all, 'AWS::Logs::ResourcePolicy').PolicyDocument = '{}';
}

test.each<[string, (all: Resources) => void, RegExp]>([
  ['a resource that it has no place for', (all) => { all.Queue = { Type: 'AWS::SQS::Queue', Properties: {} }; }, /no place for AWS::SQS::Queue \(Queue\)/],
  ['a log group that neither the function nor a filter uses', (all) => { all.Other = { Type: 'AWS::Logs::LogGroup', Properties: {} }; }, /no place for AWS::Logs::LogGroup \(Other\)/],
  ['a place without a resource', (all) => { for (const id of idsOf(all, 'AWS::Logs::QueryDefinition')) delete all[id]; }, /AWS::Logs::QueryDefinition \(saved queries\), but the stack has none/],
  ['a relation that it does not draw', (all) => { properties(all, 'AWS::Lambda::Function').Layers = [{ Ref: idsOf(all, 'AWS::Events::Rule')[0] }]; }, /does not draw: function - rule;/],
  ['a relation that is gone', withoutTarget, /draws what the stack does not have: log group - rule/],
  ['a rule that does not take records of Amazon Bedrock', (all) => { properties(all, 'AWS::Events::Rule').EventPattern = {}; }, /does not have: .*bedrock - rule/],
  ['alarms on metrics that nothing in it publishes', (all) => { Object.assign(simpleAlarm(all).Properties, { Namespace: 'AWS/Lambda' }); }, /who publishes the metrics of AWS\/Lambda/],
  ['a fourth statement for Amazon Bedrock', (all) => { statements(all).push({ ...statements(all)[0] }); }, /but the policy is/],
  ['other actions in one of the statements', (all) => { statements(all)[1].Action = 'bedrock:InvokeModel'; }, /but the policy is/],
  ['a model that another profile may use', (all) => { statements(all)[2].Condition.StringEquals['bedrock:InferenceProfileArn'] = 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/x'; }, /through the profile only/],
])('refuses %s', (_what, change, message) => {
  expect(() => architecture(changed(change))).toThrow(message);
});

test('refuses an ID that does not fit its box', () => {
  const longer = (value: unknown) => JSON.parse(JSON.stringify(value).replace(/claude-sonnet/g, `claude${'sonnet'.repeat(6)}`)) as Resources;
  expect(() => architecture(changed((all) => { Object.assign(all, longer(all)); }))).toThrow(/too much text for its box: Global inference/);
});

test('follows the template', () => {
  const before = architecture(QUICK_START);
  const after = architecture(changed((all) => {
    all.Another = { ...simpleAlarm(all) };
    statements(all)[2].Condition.StringEquals['aws:RequestedRegion'] = 'elsewhere';
  }));
  const says = (svg: string, ...texts: string[]) => texts.map((text) => svg.includes(`>${text}`));
  expect(says(before, '6 alarms', 'is unspecified', '23 resources', '11 graphs, 5 numbers')).toEqual([true, true, true, true]);
  expect(says(after, '7 alarms', 'is elsewhere', '24 resources')).toEqual([true, true, true]);
});
