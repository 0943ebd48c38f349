import { STREAMED_CALLS } from '../../bedrock/cloudtrail';
import { ANY, matchesRecord, RecordFields } from '../model/filter-pattern';
import { TYPES } from '../model/model';
import { PAGES, Rule } from '../model/rule';
import { isOpaque } from '../read/opaque';

export const filterCountsTwice: Rule = {
  id: 'filterCountsTwice',
  severity: 'warning',
  summary: 'A metric filter that matches streamed calls does not ask for `eventType`, so it counts the record of the call and that of its completion',
  page: PAGES.cloudTrail,
  check: (model) => model.resources.filter(({ type, properties }) => type === TYPES.metricFilter && countsTwice(properties.FilterPattern)).map(({ logicalId }) => ({
    logicalId,
    location: 'Properties.FilterPattern',
    message: 'a streamed call has two records with the same event name, AwsApiCall and AwsServiceEvent, and the pattern matches both',
    remedy: 'add ($.eventType = "AwsApiCall") && ($.eventCategory = "Management") to the pattern',
  })),
};

function countsTwice(pattern: unknown): boolean {
  if (typeof pattern !== 'string' || isOpaque(pattern)) return false;
  // What matches the records of other services too is no count of inference.
  return !matchesRecord(pattern, OTHER_SERVICE)
    && STREAMED_CALLS.some((eventName) => [CALL, COMPLETION].every((record) => matchesRecord(pattern, new Map([...record, ['eventName', eventName]]))));
}

/** What every record of a call that succeeds carries; of a streamed one, both have the same. */
const COMMON: RecordFields = new Map([
  ...['awsRegion', 'recipientAccountId', 'userIdentity', 'sourceIPAddress', 'userAgent'].map((field): [string, string] => [field, ANY]),
  ['readOnly', 'true'], ['errorCode', undefined], ['errorMessage', undefined],
]);

const CALL: RecordFields = new Map([
  ...COMMON, ['eventSource', 'bedrock.amazonaws.com'], ['eventType', 'AwsApiCall'], ['eventCategory', 'Management'], ['requestParameters.modelId', ANY],
]);

/** The sample on AWS's page tells no category. */
const COMPLETION: RecordFields = new Map([...COMMON, ['eventSource', 'bedrock.amazonaws.com'], ['eventType', 'AwsServiceEvent'], ['requestParameters', undefined]]);

const OTHER_SERVICE: RecordFields = new Map([...COMMON, ['eventSource', 'sts.amazonaws.com'], ['eventName', 'AssumeRole'], ['eventType', 'AwsApiCall']]);
