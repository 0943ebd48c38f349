import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { README_ACCOUNT, REGION } from './accounts';
import { DeployedStack } from './deployed-stack';
import { count } from './state';
import { CLOUDTRAIL_RECORDS, CloudTrailRecord, cloudTrailRecord, toEventBridgeEvent } from '../support/cloudtrail-records';
import { matchesEventPattern, ruleReceives } from '../support/event-pattern';

const ruleOf = async (stack: DeployedStack) => {
  const Name = stack.id('AWS::Events::Rule').split('/').pop()!;
  return new EventBridgeClient(stack.client).send(new DescribeRuleCommand({ Name }));
};

test('the rule is in the state that sees read-only management events, and its pattern picks what left the allowed Regions', async () => {
  const stack = await DeployedStack.of('residency rule');
  const rule = await ruleOf(stack);
  expect(rule.State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  // The rest of the envelope, which the API asks for.
  const envelope = { id: '1', version: '0', account: README_ACCOUNT, region: REGION, time: '2026-11-22T12:00:00Z', resources: [] };
  const event = (record: CloudTrailRecord) => ({ ...envelope, ...toEventBridgeEvent(record) });
  expect(ruleReceives(rule.State!, event(CLOUDTRAIL_RECORDS.invokeModelRerouted))).toBe(true);

  const outside = { additionalEventData: { inferenceRegion: 'us-east-1' } };
  const records: Record<string, CloudTrailRecord> = {
    ...CLOUDTRAIL_RECORDS,
    processedOutside: cloudTrailRecord(outside),
    streamedOutside: cloudTrailRecord({ eventName: 'ConverseStream', ...outside }),
    fromAnotherSource: cloudTrailRecord({ awsRegion: 'us-east-1', ...outside }),
  };
  const client = new EventBridgeClient(stack.client);
  const picked: string[] = [];
  for (const [name, record] of Object.entries(records)) {
    const { Result } = await client.send(new TestEventPatternCommand({ EventPattern: rule.EventPattern, Event: JSON.stringify(event(record)) }));
    expect([name, matchesEventPattern(JSON.parse(rule.EventPattern!), event(record))]).toEqual([name, Result]);
    if (Result) picked.push(name);
    count('events matched by the emulator');
  }
  expect(picked).toEqual(['invokeModelOtherSourceRegion', 'processedOutside', 'streamedOutside', 'fromAnotherSource']);
});

test('the rule may publish to its topic, over TLS only', async () => {
  const stack = await DeployedStack.of('residency rule');
  const topic = stack.id('AWS::SNS::Topic');
  const { Targets } = await new EventBridgeClient(stack.client).send(new ListTargetsByRuleCommand({ Rule: (await ruleOf(stack)).Name }));
  expect(Targets!.map(({ Arn }) => Arn)).toEqual([topic]);
  const { Attributes } = await new SNSClient(stack.client).send(new GetTopicAttributesCommand({ TopicArn: topic }));
  const { Statement } = JSON.parse(Attributes!.Policy) as { Statement: Record<string, unknown>[] };
  expect(Statement).toEqual(expect.arrayContaining([
    expect.objectContaining({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' }, Resource: topic }),
    expect.objectContaining({ Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  ]));
});
