import { DescribeRuleCommand, EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand, Rule as EventRule, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { DeployedStack } from './deployed-stack';
import { policiesOfRole } from './role-policies';
import { cloudTrailRecord, toEventBridgeEvent } from '../support/cloudtrail-records';
import { allows } from '../support/iam-evaluator';

const MEMBER = '444455556666';
const record = cloudTrailRecord({ additionalEventData: { inferenceRegion: 'ap-south-1' } });
// As it arrives from an account: its source, account and Region are those of the account.
const forwarded = { id: '1', version: '0', account: MEMBER, region: 'eu-west-1', time: '2026-11-22T12:00:00Z', resources: [], ...toEventBridgeEvent(record) };

const matches = async (stack: DeployedStack, { EventPattern }: EventRule, event: object) =>
  (await new EventBridgeClient(stack.client).send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }))).Result;

test('what an account forwards goes to the bus of the hub, with a role that may put events there and nowhere else', async () => {
  const [hub, baseline] = await Promise.all(['hub', 'baseline of an account'].map(async (scenario) => DeployedStack.of(scenario)));
  const bus = `arn:aws:events:eu-west-1:111122223333:event-bus/${hub.id('AWS::Events::EventBus')}`;
  const client = new EventBridgeClient(baseline.client);
  const rules = await Promise.all(baseline.ids('AWS::Events::Rule').map(async (id) => client.send(new DescribeRuleCommand({ Name: id.split('/').pop()! }))));
  const targets = (await Promise.all(rules.map(async ({ Name: Rule }) => client.send(new ListTargetsByRuleCommand({ Rule }))))).flatMap(({ Targets = [] }) => Targets);
  const toHub = targets.filter(({ Arn }) => Arn?.endsWith(`/${hub.id('AWS::Events::EventBus')}`));
  expect(toHub).toHaveLength(2);
  const role = baseline.id('AWS::IAM::Role', 'ForwardRole');
  expect(toHub.map(({ RoleArn }) => RoleArn!.split('/').pop())).toEqual([role, role]);
  const policies = await policiesOfRole(role);
  const may = (resource: string) => allows(policies, { action: 'events:PutEvents', resource, context: {} });
  expect([...toHub.map(({ Arn }) => may(Arn!)), may(bus.replace('111122223333', '999988887777')), may(bus.replace('BedrockCris', 'default'))]).toEqual([true, true, false, false]);
});

test('the rule of the hub takes what an account forwards, and nothing of another source', async () => {
  const hub = await DeployedStack.of('hub');
  const { Rules = [] } = await new EventBridgeClient(hub.client).send(new ListRulesCommand({ EventBusName: hub.id('AWS::Events::EventBus') }));
  expect(Rules).toHaveLength(2);
  const residency = Rules.filter(({ State }) => State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  expect(residency).toHaveLength(1);
  expect([await matches(hub, residency[0], forwarded), await matches(hub, residency[0], { ...forwarded, source: 'own.app' })]).toEqual([true, false]);
});
