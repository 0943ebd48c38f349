import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AuditSource, CrisTrailFilters, InferenceProfile, ResidencyRule } from '../../src';
import { arrives, AUDITED, STACK_NAME } from '../audit/audited-records';
import { ENV, KEY_ARN } from '../audit/deployed-audit';
import { ALLOW_LISTS, AllowList, EXPECTED, LISTS } from '../audit/patterns/residency-expected';
import { CLOUDTRAIL_RECORDS, CloudTrailRecord, GLOBAL_PROFILE } from '../support/cloudtrail-records';

const elsewhere = (from: CloudTrailRecord, additionalEntries: object): CloudTrailRecord => (
  { ...from, awsRegion: 'us-east-1', serviceEventDetails: { AdditionalEventData: { additionalEntries } } }
);

/** Streams that were sent to another Region than those of the records, and the allow-lists outside of which they were processed, whatever the profile. */
const STREAMED_FROM_ELSEWHERE: Readonly<Record<string, readonly [CloudTrailRecord, AllowList[]]>> = {
  completedElsewhereNotReported: [elsewhere(CLOUDTRAIL_RECORDS.converseStreamCompleted, {}), ['source', 'sourceAndNorth', 'central']],
  completedElsewhereNotReportedDataCopy: [elsewhere(CLOUDTRAIL_RECORDS.responseStreamCompletedDataCopy, {}), []],
  completedElsewhereRerouted: [elsewhere(CLOUDTRAIL_RECORDS.converseStreamCompleted, { inferenceRegion: 'eu-north-1' }), ['source', 'central']],
};

/** What the rule of a construct is to match. */
export interface PatternTable {
  /** The patterns of the rule by a name, as they are deployed: one for each set of props that is tried. */
  readonly patterns: Readonly<Record<string, unknown>>;
  /** What they are asked about: every record that there is, and those without which a field could be misspelt and no decision changed. */
  readonly records: Readonly<Record<string, CloudTrailRecord>>;
  /** The names of the patterns that match a record, in the order of the patterns. */
  readonly expected: Readonly<Record<string, readonly string[]>>;
}

/** One table for each construct that makes a pattern; what is held of all of them is in rules.patterns.ts. */
export const TABLES: Readonly<Record<string, PatternTable>> = { ResidencyRule: residencyRule(), AuditSource: auditSource() };

function residencyRule(): PatternTable {
  const profiles = { anyProfile: undefined, globalProfile: [InferenceProfile.fromInferenceProfileId(GLOBAL_PROFILE)] };
  const combinations = (['anyProfile', 'globalProfile'] as const).flatMap((profile) => LISTS.map((list) => ({ profile, list, name: `${profile} outside of ${list}` })));
  const expected = { ...EXPECTED, ...Object.fromEntries(Object.entries(STREAMED_FROM_ELSEWHERE).map(([name, [, lists]]) => [name, { anyProfile: lists, globalProfile: lists }])) };
  return {
    patterns: Object.fromEntries(combinations.map(({ profile, list, name }) => [
      name, deployedPattern((stack) => new ResidencyRule(stack, 'X', { allowedRegions: ALLOW_LISTS[list], inferenceProfiles: profiles[profile] })),
    ])),
    records: { ...CLOUDTRAIL_RECORDS, ...Object.fromEntries(Object.entries(STREAMED_FROM_ELSEWHERE).map(([name, [record]]) => [name, record])) },
    expected: Object.fromEntries(Object.entries(expected).map(([record, lists]) => [
      record, combinations.filter(({ profile, list }) => lists[profile].includes(list)).map(({ name }) => name),
    ])),
  };
}

/** Whether the rule of an audit sends a record to its log group: with a key, without one, and where the name of the stack is known at deployment only. */
function auditSource(): PatternTable {
  const filters = (scope: Stack, encryptionKey?: kms.IKey) => new CrisTrailFilters(scope, 'Filters', { audit: AuditSource.eventBridge({ encryptionKey }) });
  const ofRecord = (name: string) => {
    const { eventSource, eventName, awsRegion, recipientAccountId } = AUDITED[name].record;
    const ofKey = eventSource === 'kms.amazonaws.com';
    const ofAnyRule = eventSource === 'events.amazonaws.com' && eventName !== 'EnableRule' && awsRegion === ENV.region && recipientAccountId === ENV.account;
    const sent = arrives(AUDITED[name]);
    return [...sent && !ofKey ? ['audit'] : [], ...sent ? ['auditWithKey'] : [], ...(sent && !ofKey) || ofAnyRule ? ['auditOfNestedStack'] : []];
  };
  return {
    patterns: {
      audit: deployedPattern((stack) => filters(stack)),
      auditWithKey: deployedPattern((stack) => filters(stack, kms.Key.fromKeyArn(stack, 'Key', KEY_ARN))),
      auditOfNestedStack: deployedPattern((stack) => filters(new NestedStack(stack, 'Nested'))),
    },
    records: Object.fromEntries(Object.entries(AUDITED).map(([name, { record }]) => [name, record])),
    expected: Object.fromEntries(Object.keys(AUDITED).map((name) => [name, ofRecord(name)])),
  };
}

/** The pattern of the one rule of what is defined, as the template of its stack has it. */
function deployedPattern(define: (stack: Stack) => Construct): unknown {
  const stack = Stack.of(define(new Stack(new App(), 'Stack', { env: ENV, stackName: STACK_NAME })));
  const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule')) as { Properties: { EventPattern: unknown } }[];
  if (rules.length !== 1) throw new Error(`${rules.length} rules, expected one`);
  return rules[0].Properties.EventPattern;
}
