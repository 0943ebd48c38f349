import { CALL_PREFIXES, CALL_TYPE, EVENT_SOURCE, INFERENCE_REGION, LOGGING_CHANGES } from '../../bedrock/cloudtrail';

/** Longest filter pattern, https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const MAX_PATTERN_LENGTH = 1024;

/** Metric filters that one log group holds, same page. */
export const MAX_METRIC_FILTERS = 100;

/** Fields of a CloudTrail record that become metric dimensions: a field must stand in the pattern too, and in the record. */
export const DIMENSION_FIELDS = {
  SourceRegion: '$.awsRegion',
  InferenceRegion: `$.${INFERENCE_REGION}`,
  ModelId: '$.requestParameters.modelId',
} as const;

/** Whose records count: an organization's trail delivers those of other accounts, a multi-Region trail those of other Regions. */
export interface RecordSource {
  readonly account: string;
  readonly region: string;
}

/**
 * Calls through the profiles that were processed outside of the source Region.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html
 */
export function reroutedPattern(source: RecordSource, modelIds: readonly string[]): string {
  return all(
    ...inferenceCall(source, modelIds),
    equal(DIMENSION_FIELDS.InferenceRegion, '*'),
    `${DIMENSION_FIELDS.InferenceRegion} != "${source.region}"`,
  );
}

/**
 * Calls through the profiles that were processed in the source Region.
 *
 * AWS has documented the field as absent on a request that was not re-routed, and later samples carry it: both count, so "not re-routed"
 * includes "not reported".
 */
export function notReroutedPattern(source: RecordSource, modelIds: readonly string[]): string {
  return all(
    ...inferenceCall(source, modelIds),
    '$.errorCode NOT EXISTS',
    any(`${DIMENSION_FIELDS.InferenceRegion} NOT EXISTS`, equal(DIMENSION_FIELDS.InferenceRegion, source.region)),
  );
}

/** Changes to the model invocation logging of the source Region, refused ones too. */
export function loggingChangedPattern(source: RecordSource): string {
  return all(
    equal('$.eventSource', EVENT_SOURCE),
    ...from(source),
    any(...LOGGING_CHANGES.map((name) => equal('$.eventName', name))),
  );
}

/** Divides model IDs so that each pattern stays within its limit, as long as each ID may be when deployed. */
export function splitByPatternLength(source: RecordSource, modelIds: readonly string[], deployed = (id: string) => id): string[][] {
  const groups: string[][] = [];
  for (const id of modelIds) {
    const last = groups[groups.length - 1];
    if (last && notReroutedPattern(source, [...last, id].map(deployed)).length <= MAX_PATTERN_LENGTH) last.push(id);
    else groups.push([id]);
  }
  return groups;
}

// A streaming call leaves a second record (AwsServiceEvent) and a trail of data events a third (eventCategory Data): only the API call counts.
// https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
function inferenceCall(source: RecordSource, modelIds: readonly string[]): string[] {
  return [
    equal('$.eventSource', EVENT_SOURCE),
    equal('$.eventType', CALL_TYPE),
    equal('$.eventCategory', 'Management'),
    any(...CALL_PREFIXES.map((name) => equal('$.eventName', `${name}*`))),
    ...from(source),
    // The field holds what the caller passed: the ID of the profile, or its ARN, which ends with the ID.
    any(...modelIds.map((id) => equal(DIMENSION_FIELDS.ModelId, `*${id}`))),
  ];
}

function from({ account, region }: RecordSource): string[] {
  return [equal('$.recipientAccountId', account), equal(DIMENSION_FIELDS.SourceRegion, region)];
}

function equal(selector: string, value: string): string {
  return `${selector} = "${value}"`;
}

function any(...terms: string[]): string {
  return terms.length === 1 ? terms[0] : terms.map((term) => `(${term})`).join(' || ');
}

function all(...terms: string[]): string {
  return `{ ${terms.map((term) => `(${term})`).join(' && ')} }`;
}
