import { OwnResources } from './recorded-event';
import {
  CALL_PREFIXES, CALL_TYPE, COMPLETION_INFERENCE_REGION, COMPLETION_TYPE, EVENT_SOURCE, EVENTS_SOURCE, INFERENCE_REGION, KEY_CHANGES, LINK_CHANGES, LINK_SOURCE, LOG_GROUP_CHANGES,
  LOGGING_CHANGES, LOGS_SOURCE, MODEL_ADMINISTRATION, MODEL_ID, NO_CALLS, RULE_CHANGES, TARGET_CHANGES, TRAIL_CHANGES,
} from '../../bedrock/cloudtrail';

/** Longest filter pattern, https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const MAX_PATTERN_LENGTH = 1024;

/** Metric filters that one log group allows, same page. */
export const MAX_METRIC_FILTERS = 100;

/** Every account whose records are in a log group. */
export const ALL_ACCOUNTS = '*';

/** Which records count, and how they are written in the log group. The texts may be tokens. */
export interface RecordedCalls {
  /**
   * What is in front of each field: nothing in the log group of a trail. It is `detail.` where an EventBridge rule delivers, which has looked at the account,
   * the Region and the kind of event already.
   */
  readonly path: '' | 'detail.';
  /** The Regions that calls are sent to: a multi-Region trail delivers those of others. */
  readonly sourceRegions: readonly string[];
  /** The accounts that call: an organization's trail delivers those of others. */
  readonly accounts: readonly string[];
  /** Whether metrics tell the accounts apart. */
  readonly byAccount: boolean;
  /** The beginnings of the IDs of system-defined profiles, without the dot. */
  readonly prefixes: readonly string[];
  /** The rule and the key, if they are known, whose changes count. */
  readonly ruleName?: string;
  readonly keyId?: string;
}

/** A metric filter, with its dimensions as fields of a record. */
export interface RecordFilter {
  readonly id: string;
  readonly metricName: string;
  readonly pattern: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The names of the metrics. */
export const RECORD_METRICS = {
  recorded: 'RecordedInvocations',
  rerouted: 'ReroutedInvocations',
  notRerouted: 'NotReroutedInvocations',
  streams: 'CompletedStreams',
  failed: 'FailedInvocations',
  changes: 'AuditChanges',
} as const;

/**
 * The filters on what is recorded. Their number is fixed: those that need it match the beginnings of profile IDs, and any profile by its ARN.
 *
 * Each dimension is a scalar field of the pattern, three at most. CloudWatch may disable a filter that finds 1,000 distinct values in an
 * hour: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function recordFilters(calls: RecordedCalls): RecordFilter[] {
  const { field, equal, differs, exists, absent, oneOf } = termsAt(calls.path);
  const { sourceRegions, accounts } = calls;
  const selected = calls.path !== '';
  const from = selected ? [] : [accounts.includes(ALL_ACCOUNTS) ? exists('recipientAccountId') : oneOf('recipientAccountId', accounts)];
  // A dimension has to stand in the pattern.
  const inRegion = selected ? exists('awsRegion') : oneOf('awsRegion', sourceRegions);
  const here = [...from, inRegion];
  const bedrock = equal('eventSource', EVENT_SOURCE);
  // A stream leaves a second record (AwsServiceEvent) and a trail of data events a third (eventCategory Data): only the API call counts.
  // https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
  const call = [bedrock, equal('eventType', CALL_TYPE), equal('eventCategory', 'Management'), ...selected ? [] : NO_CALLS.map((name) => differs('eventName', name))];
  // The field holds what the caller passed: the ID of a profile, or an ARN.
  const profile = any(...calls.prefixes.map((prefix) => equal(MODEL_ID, `${prefix}.*`)), equal(MODEL_ID, '*inference-profile/*'));
  // The record of a denied call need not say what was called.
  const ofModel = selected ? differs('eventName', LOGGING_CONFIGURATION) : any(...CALL_PREFIXES.map((name) => equal('eventName', `${name}*`)), both(exists(MODEL_ID), ...MODEL_ADMINISTRATION.map((name) => differs('eventName', name))));
  const elsewhere = sourceRegions.length === 1
    ? [inRegion, differs(INFERENCE_REGION, sourceRegions[0])]
    : [any(...sourceRegions.map((region) => both(equal('awsRegion', region), differs(INFERENCE_REGION, region))))];
  const notElsewhere = any(absent(INFERENCE_REGION), ...sourceRegions.length === 1
    ? [equal(INFERENCE_REGION, sourceRegions[0])]
    : sourceRegions.map((region) => both(equal('awsRegion', region), equal(INFERENCE_REGION, region))));

  const account: Record<string, string> = calls.byAccount ? { Account: field('recipientAccountId') } : {};
  const dimensions = { ...account, SourceRegion: field('awsRegion') };
  // Three dimensions are the most, so with the account the profile is not among them.
  const perProfile: Record<string, string> = calls.byAccount ? {} : { ModelId: field(MODEL_ID) };
  return [
    // Of any model: that the audit works is not about a profile, and a record need not name one.
    { id: 'Recorded', metricName: RECORD_METRICS.recorded, pattern: all(...call, ...here, ofModel), dimensions },
    // Whatever the profile: one of a geography that is not known here was processed elsewhere all the same.
    {
      id: 'Rerouted',
      metricName: RECORD_METRICS.rerouted,
      pattern: all(...call, ...from, exists(MODEL_ID), exists(INFERENCE_REGION), ...elsewhere),
      dimensions: { ...dimensions, InferenceRegion: field(INFERENCE_REGION), ...perProfile },
    },
    // AWS has documented the field as absent on a call that was not re-routed, and later samples carry it: "not re-routed" includes "not reported".
    {
      id: 'NotRerouted',
      metricName: RECORD_METRICS.notRerouted,
      pattern: all(...call, ...here, profile, absent('errorCode'), notElsewhere),
      dimensions: { ...dimensions, ...perProfile },
    },
    // The record of a completion names the model, in a list, and not the profile. AWS's own sample of one has no category.
    {
      id: 'Streams',
      metricName: RECORD_METRICS.streams,
      pattern: all(bedrock, equal('eventType', COMPLETION_TYPE), any(absent('eventCategory'), equal('eventCategory', 'Management')), ...here, exists(COMPLETION_INFERENCE_REGION)),
      dimensions: { ...dimensions, InferenceRegion: field(COMPLETION_INFERENCE_REGION) },
    },
    {
      id: 'Failed',
      metricName: RECORD_METRICS.failed,
      pattern: all(...call, ...here, ofModel, exists('errorCode')),
      dimensions: { ...dimensions, ErrorCode: field('errorCode') },
    },
    {
      id: 'Changes',
      metricName: RECORD_METRICS.changes,
      pattern: all(...here, any(
        both(bedrock, oneOf('eventName', LOGGING_CHANGES)),
        // Names that no other service has.
        oneOf('eventName', TRAIL_CHANGES),
        ...calls.ruleName === undefined ? [] : [
          both(oneOf('eventName', RULE_CHANGES), equal('requestParameters.name', calls.ruleName)),
          both(oneOf('eventName', TARGET_CHANGES), equal('requestParameters.rule', calls.ruleName)),
        ],
        ...calls.keyId === undefined ? [] : [both(oneOf('eventName', KEY_CHANGES), equal('requestParameters.keyId', `*${calls.keyId}`))],
      )),
      dimensions: {},
    },
  ];
}

/** What a monitoring has of its own besides an audit. */
export interface OwnChanges extends OwnResources {
  readonly path: RecordedCalls['path'];
  readonly account: string;
  readonly region: string;
  readonly ruleNames: readonly string[];
}

/**
 * The filter on changes to what a monitoring has of its own. It counts none that the filter on changes to what audits counts. Where a rule delivers, that has
 * looked at the account, the Region, the names of events, and the log group already. Only there a log group is given.
 */
export function ownChangesFilter({ path, account, region, ruleNames, isLinked, logGroupName }: OwnChanges): RecordFilter {
  const { equal, oneOf } = termsAt(path);
  const from = (source: string) => equal('eventSource', source);
  const selected = path !== '';
  const changes = (names: readonly string[], ...terms: string[]) => both(...selected ? [] : [oneOf('eventName', names)], ...terms);
  const pattern = all(...selected ? [] : [equal('recipientAccountId', account), equal('awsRegion', region)], any(
    both(from(EVENTS_SOURCE), any(
      changes(RULE_CHANGES, oneOf('requestParameters.name', ruleNames)),
      changes(TARGET_CHANGES, oneOf('requestParameters.rule', ruleNames)),
    )),
    ...isLinked ? [changes(LINK_CHANGES, from(LINK_SOURCE))] : [],
    ...logGroupName === undefined ? [] : [changes(LOG_GROUP_CHANGES, from(LOGS_SOURCE))],
  ));
  return { id: 'OwnChanges', metricName: RECORD_METRICS.changes, pattern, dimensions: {} };
}

/** The terms of a pattern over the fields of a record. */
function termsAt(path: RecordedCalls['path']) {
  const field = (name: string) => `$.${path}${name}`;
  const equal = (name: string, value: string) => `${field(name)} = "${value}"`;
  return {
    field,
    equal,
    differs: (name: string, value: string) => `${field(name)} != "${value}"`,
    exists: (name: string) => equal(name, '*'),
    absent: (name: string) => `${field(name)} NOT EXISTS`,
    oneOf: (name: string, values: readonly string[]) => any(...values.map((value) => equal(name, value))),
  };
}

/** Besides calls, what a rule delivers of Amazon Bedrock: `LOGGING_CHANGES`. */
const LOGGING_CONFIGURATION = '*LoggingConfiguration';

function both(...terms: string[]): string {
  return terms.map((term) => `(${term})`).join(' && ');
}

function any(...terms: string[]): string {
  return terms.length === 1 ? terms[0] : terms.map((term) => `(${term})`).join(' || ');
}

function all(...terms: string[]): string {
  return `{ ${terms.map((term) => `(${term})`).join(' && ')} }`;
}
