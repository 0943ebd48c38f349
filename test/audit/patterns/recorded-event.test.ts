import { recordedEventPattern } from '../../../src/audit/patterns/recorded-event';
import { ACCOUNT, SOURCE_REGION, toEventBridgeEvent } from '../../support/cloudtrail-records';
import { matchesEventPattern } from '../../support/event-pattern';
import { arrives, AUDITED, KEY_ID } from '../audited-records';

const HERE = { account: ACCOUNT, region: SOURCE_REGION };

function matched(keyId?: string): string[] {
  const { detailType, ...parts } = recordedEventPattern({ ...HERE, keyId });
  return Object.keys(AUDITED).filter((name) => matchesEventPattern({ ...parts, 'detail-type': detailType }, toEventBridgeEvent(AUDITED[name].record)));
}

test('matches what an audit by EventBridge counts, and little else', () => {
  expect(matched(KEY_ID)).toEqual(Object.keys(AUDITED).filter((name) => arrives(AUDITED[name])));
});

test('without a key matches the same, but no change to a key', () => {
  const ofKey = ['disableKeyById', 'disableKeyByArn', 'scheduleKeyDeletion'];
  expect(matched()).toEqual(matched(KEY_ID).filter((name) => !ofKey.includes(name)));
  expect(recordedEventPattern(HERE).source).toEqual(['aws.bedrock', 'aws.cloudtrail', 'aws.events']);
});
