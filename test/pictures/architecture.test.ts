import { changed, properties, QUICK_START, Resources } from './quick-start';
import { architecture } from '../../scripts/pictures/architecture';

interface Statement { Action: unknown; Resource: unknown; Condition: { StringEquals: Record<string, unknown> } }

const idsOf = (all: Resources, type: string) => Object.keys(all).filter((id) => all[id].Type === type);
const statements = (all: Resources) => (properties(all, 'AWS::IAM::Policy').PolicyDocument as { Statement: Statement[] }).Statement;
const firstAlarm = (all: Resources) => all[idsOf(all, 'AWS::CloudWatch::Alarm')[0]];

function withoutBucket(all: Resources): void {
  const [id] = idsOf(all, 'AWS::CloudTrail::Trail');
  const { S3BucketName, ...others } = all[id].Properties;
  all[id] = { Type: all[id].Type, Properties: others };
}

test.each<[string, (all: Resources) => void, RegExp]>([
  ['a resource that it has no place for', (all) => { all.Queue = { Type: 'AWS::SQS::Queue', Properties: {} }; }, /no place for AWS::SQS::Queue \(Queue\)/],
  ['a log group that neither the function nor the trail uses', (all) => { all.Other = { Type: 'AWS::Logs::LogGroup', Properties: {} }; }, /no place for AWS::Logs::LogGroup \(Other\)/],
  ['a place without a resource', (all) => { for (const id of idsOf(all, 'AWS::Logs::QueryDefinition')) delete all[id]; }, /AWS::Logs::QueryDefinition \(saved queries\), but the stack has none/],
  ['a relation that it does not draw', (all) => { properties(all, 'AWS::Lambda::Function').Layers = [{ Ref: idsOf(all, 'AWS::CloudTrail::Trail')[0] }]; }, /does not draw: function - trail;/],
  ['a relation that is gone', withoutBucket, /draws what the stack does not have: bucket - trail/],
  ['alarms on metrics that nothing in it publishes', (all) => { Object.assign(firstAlarm(all).Properties, { Namespace: 'AWS/Lambda' }); }, /who publishes the metrics of AWS\/Lambda/],
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
    all.Another = { ...firstAlarm(all) };
    statements(all)[2].Condition.StringEquals['aws:RequestedRegion'] = 'elsewhere';
    properties(all, 'AWS::CloudTrail::Trail').KMSKeyId = 'alias/other';
  }));
  const says = (svg: string, ...texts: string[]) => texts.map((text) => svg.includes(`>${text}`));
  expect(says(before, '4 alarms', 'is unspecified', '24 resources')).toEqual([true, true, true]);
  expect(says(after, '5 alarms', 'is elsewhere', '25 resources')).toEqual([true, true, true]);
  const padlocks = (svg: string) => svg.match(/a3 3 0 0 1 6 0/g)!.length;
  expect([padlocks(before), padlocks(after)]).toEqual([4, 3]);
});
