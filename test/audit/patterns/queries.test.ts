import { failedCallsQuery, processingRegionsQuery, SavedQuery } from '../../../src/audit/patterns/queries';
import { CLOUDTRAIL_RECORDS, CloudTrailRecord, CloudTrailRecordName, recordsWhere } from '../../support/cloudtrail-records';

const commandsOf = ({ query }: SavedQuery) => query.split('\n| ');

/** The records that the filter commands of a query leave; throws on a condition that it does not understand. */
function kept(query: SavedQuery): CloudTrailRecordName[] {
  const conditions = commandsOf(query).filter((command) => command.startsWith('filter ')).flatMap((command) => command.slice('filter '.length).split(' and '));
  return recordsWhere((record) => conditions.every((condition) => holds(condition, record)));
}

function holds(condition: string, record: CloudTrailRecord): boolean {
  const present = /^ispresent\((\w+)\)$/.exec(condition);
  if (present) return record[present[1]] !== undefined;
  const [, field, values] = /^(\w+) (?:=|in) ("[^"]*"|\["[^\]]*"\])$/.exec(condition) ?? [];
  if (values === undefined) throw new Error(`Condition not understood: ${condition}`);
  return [JSON.parse(values) as unknown].flat().includes(record[field]);
}

const FAILED: CloudTrailRecordName[] = ['invokeModelThrottled', 'invokeModelAccessDenied', 'invokeModelAccessDeniedException'];

describe('calls by processing Region', () => {
  test('are all calls, those that failed too, each once: no completion of a stream, no data event copy, no other event', () => {
    expect(kept(processingRegionsQuery())).toEqual([
      'invokeModelRerouted', 'invokeModelNotRerouted', 'invokeModelServedInSource', 'invokeModelWithTokenCounts', 'invokeModelByProfileArn',
      'invokeModelInRegion', ...FAILED, 'converseRerouted', 'converseStreamRerouted', 'responseStreamRerouted', 'invokeModelOtherSourceRegion',
      'invokeModelApplicationProfile', 'invokeModelGeographicRerouted', 'invokeModelOtherModelRerouted',
    ]);
  });

  test('are counted by profile, source Region and processing Region, which is the source Region where none is recorded', () => {
    const commands = commandsOf(processingRegionsQuery());
    expect(commands).toContain('fields coalesce(additionalEventData.inferenceRegion, awsRegion) as processedIn');
    expect(commands.find((command) => command.startsWith('stats ')))
      .toMatch(/^stats count\(\*\) as calls, .* by requestParameters\.modelId as modelId, awsRegion as sourceRegion, processedIn$/);
  });
});

describe('throttled and denied calls', () => {
  test('are the calls with an error', () => {
    expect(kept(failedCallsQuery())).toEqual(FAILED);
  });

  test.each(FAILED)('show who called through which profile and what Bedrock answered, as %s has it', (name) => {
    const [fields] = commandsOf(failedCallsQuery()).filter((command) => command.startsWith('fields '));
    for (const field of ['errorCode', 'errorMessage', 'requestParameters.modelId', 'userIdentity.arn', 'awsRegion']) {
      expect(fields.split(/[ ,]+/)).toContain(field);
      expect(CLOUDTRAIL_RECORDS[name]).toHaveProperty(field);
    }
  });

  test('are limited, newest first', () => {
    expect(commandsOf(failedCallsQuery()).slice(-2)).toEqual(['sort @timestamp desc', 'limit 100']);
  });
});
