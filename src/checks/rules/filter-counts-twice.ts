import { PAGES } from './pages';
import { Rule } from './rule';
import { TYPES } from '../model';
import { matches } from '../policy/match';
import { isOpaque } from '../template/opaque';

export const filterCountsTwice: Rule = {
  id: 'filterCountsTwice',
  severity: 'warning',
  summary: 'A metric filter on streamed calls does not ask for `eventType`, so it counts the record of the call and that of its completion',
  page: PAGES.cloudTrail,
  check: (model) => model.resources.filter(({ type, properties }) => type === TYPES.metricFilter && countsTwice(properties.FilterPattern)).map(({ logicalId }) => ({
    logicalId,
    location: 'Properties.FilterPattern',
    message: 'a streamed call has two records with the same event name, AwsApiCall and AwsServiceEvent, and the pattern matches both',
    remedy: 'add ($.eventType = "AwsApiCall") && ($.eventCategory = "Management") to the pattern',
  })),
};

/** What both records of a streamed call have, with the same value. */
const SHARED = /^\$\.(eventSource|eventName|awsRegion|recipientAccountId|readOnly)$/;
const STREAMS = ['ConverseStream', 'InvokeModelWithResponseStream'];

function countsTwice(pattern: unknown): boolean {
  if (typeof pattern !== 'string' || isOpaque(pattern)) return false;
  const selectors = pattern.match(/\$\.[\w.]+/g) ?? [];
  if (selectors.length === 0 || !selectors.every((selector) => SHARED.test(selector))) return false;
  const names = [...pattern.matchAll(/\$\.eventName\s*=\s*"?([\w*]+)"?/g)].map(([, name]) => name);
  return names.some((name) => STREAMS.some((stream) => matches(name, stream) === 'yes'));
}
