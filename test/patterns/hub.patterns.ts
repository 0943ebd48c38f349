import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { decide } from './event-ruler';
import { fieldsOf, misspelt } from './misspelt';
import { CrisMonitoring, CrisMonitoringHub, InferenceProfile } from '../../src';
import { ALLOW_LISTS, EXPECTED } from '../audit/patterns/residency-expected';
import { alarmEventsOf } from '../monitoring/alarm-events';
import { CLOUDTRAIL_RECORDS, toEventBridgeEvent } from '../support/cloudtrail-records';
import { matchesEventPattern } from '../support/event-pattern';

/** Both hops: from the bus of an account to that of the hub, and from there to the targets. A record or a change of state is asked of all four rules. */
const HUB = '111122223333';

const app = new App();
const member = new Stack(app, 'Member', { env: { account: '444455556666', region: 'eu-west-1' } });
new CrisMonitoring(member, 'Monitoring', {
  hub: CrisMonitoringHub.fromCrisMonitoringHubAttributes(member, { account: HUB }),
  allowedRegions: ALLOW_LISTS.source,
  inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6')],
  alarms: { throttles: {} },
});
const hub = new Stack(app, 'Hub', { env: { account: HUB, region: 'eu-west-1' } });
new CrisMonitoringHub(hub, 'Hub', { organizationId: 'o-a1b2c3d4e5' });

interface Rule { readonly Properties: { readonly EventPattern: { readonly source: string[] }; readonly Targets?: { Arn: unknown }[] } }
const rules = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule') as Record<string, Rule>).map(({ Properties }) => Properties);
const forwarding = rules(member).filter(({ Targets }) => JSON.stringify(Targets).includes('event-bus')).map(({ EventPattern }) => EventPattern);
const receiving = rules(hub).map(({ EventPattern }) => EventPattern);

const records: Record<string, Record<string, unknown>> = Object.fromEntries(Object.entries(CLOUDTRAIL_RECORDS).map(([name, record]) => [name, toEventBridgeEvent(record)]));
const EVENTS: Record<string, Record<string, unknown>> = { ...records, ...alarmEventsOf(member) };
/** Calls that were processed elsewhere, and alarms on the audit that go off or are over. */
const expected = [
  ...Object.entries(EXPECTED).filter(([, { anyProfile }]) => anyProfile.includes('source')).map(([name]) => name),
  ...Object.keys(EVENTS).filter((name) => /^Monitoring.*(AuditChanges|UnrecordedCalls)\w* (OK to ALARM|INSUFFICIENT_DATA to ALARM|ALARM to OK)$/.test(name)),
].sort();

/** The events that at least one of some patterns matches, as event-ruler decides. */
function matched(patterns: readonly unknown[]): string[] {
  const names = Object.keys(EVENTS);
  const answers = decide(patterns.flatMap((pattern) => names.map((name) => ({ pattern, event: EVENTS[name] }))));
  return names.filter((_, index) => patterns.some((__, at) => answers[at * names.length + index])).sort();
}

test('an account forwards what it should, and nothing else', () => {
  expect(expected.length).toBeGreaterThan(12);
  expect(forwarding).toHaveLength(2);
  expect(matched(forwarding)).toEqual(expected);
});

test('the hub receives all of it', () => {
  expect(receiving).toHaveLength(2);
  expect(matched(receiving).filter((name) => expected.includes(name))).toEqual(expected);
});

test('each is matched by one rule of the hub, so that nobody is told twice', () => {
  const each = receiving.map((pattern) => matched([pattern]));
  expect(each[0].filter((name) => each[1].includes(name))).toEqual([]);
});

test('our own matcher decides as event-ruler does', () => {
  for (const patterns of [forwarding, receiving]) {
    const ours = Object.keys(EVENTS).filter((name) => patterns.some((pattern) => matchesEventPattern(pattern, EVENTS[name]))).sort();
    expect(matched(patterns)).toEqual(ours);
  }
});

// The control: a field of the pattern for alarms that is misspelt changes what is forwarded.
test('each field of the rule for alarms, misspelt, changes a decision', () => {
  const [alarms] = forwarding.filter(({ source }) => source.includes('aws.cloudwatch'));
  const right = matched([alarms]);
  expect(fieldsOf(alarms).filter((field) => matched([misspelt(alarms, field)]).join() === right.join())).toEqual([]);
});
