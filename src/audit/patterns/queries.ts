import {
  CALL_PREFIXES, CALL_TYPE, COMPLETION_INFERENCE_REGION, COMPLETION_TYPE, EVENT_SOURCE, INFERENCE_REGION, MODEL_ADMINISTRATION, MODEL_ID, NO_CALLS, PARENT_REQUEST_ID,
} from '../../bedrock/cloudtrail';

/** A CloudWatch Logs Insights query to be saved. */
export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

/** The queries over what is recorded, by the id of their resource. */
export function recordQueries(path: '' | 'detail.'): Readonly<Record<string, SavedQuery>> {
  const field = (name: string) => `${path}${name}`;
  const bedrock = `${field('eventSource')} = "${EVENT_SOURCE}"`;
  // The same conditions as those of the metric filters: one record a call.
  const call = `${field('eventType')} = "${CALL_TYPE}" and ${field('eventCategory')} = "Management"`;
  const ofModel = `ispresent(${field(MODEL_ID)})`;
  // The record of a denied call need not say what was called. Where EventBridge delivers, a rule has looked.
  const other = path === '' ? ` and ${field('eventName')} not in ${list([...NO_CALLS, ...MODEL_ADMINISTRATION])}` : '';
  const ofAnyModel = path === '' ? `(${ofModel} or ${field('eventName')} like /^(${CALL_PREFIXES.join('|')})/)` : `${field('eventName')} not like /LoggingConfiguration$/`;
  const completion = `${field('eventType')} = "${COMPLETION_TYPE}" and ispresent(${field(PARENT_REQUEST_ID)})`;
  return {
    // The completion of a stream alone is sure to have its Region, and does not name the profile: both are joined by the request ID of the call.
    ProcessingRegions: {
      name: 'Calls by processing Region, streams included',
      query: lines(
        `filter ${bedrock} and ((${call} and ${ofModel}${other}) or (${completion}))`,
        `fields coalesce(${field(PARENT_REQUEST_ID)}, ${field('requestID')}) as request, coalesce(${field(COMPLETION_INFERENCE_REGION)}, ${field(INFERENCE_REGION)}) as reported`,
        `stats max(${field(MODEL_ID)}) as modelId, max(${field('awsRegion')}) as sourceRegion, max(reported) as inferenceRegion, max(${field('errorCode')}) as error by request`,
        'stats count(*) as calls, count(error) as errors by modelId, sourceRegion, coalesce(inferenceRegion, sourceRegion) as processedIn',
        'sort calls desc',
      ),
    },
    FailedCalls: {
      name: 'Throttled and denied calls',
      query: lines(
        `filter ${bedrock} and ${call} and ${ofAnyModel}${other} and ispresent(${field('errorCode')})`,
        `fields @timestamp, ${field('eventName')} as operation, ${field('errorCode')} as error, ${field('errorMessage')} as message, ${field(MODEL_ID)} as modelId, ` +
          `${field('userIdentity.arn')} as caller, ${field('awsRegion')} as sourceRegion`,
        'sort @timestamp desc',
        'limit 100',
      ),
    },
  };
}

/** The commands of a query, one a line. */
export function lines(...commands: string[]): string {
  return commands.join('\n| ');
}

/** A list of texts, as `in` takes it. */
export function list(names: readonly string[]): string {
  return JSON.stringify(names).replace(/,/g, ', ');
}
