import { failedCallsQuery, processingRegionsQuery, SavedQuery, streamedCallsQuery } from '../../../src/audit/patterns/queries';
import { CLOUDTRAIL_RECORDS, CloudTrailRecord, cloudTrailRecord, CloudTrailRecordName, FOUNDATION_MODEL, recordsWhere } from '../../support/cloudtrail-records';

const commandsOf = ({ query }: SavedQuery) => query.split('\n| ');

/** Whether the filter commands of a query leave a record; throws on a condition that it does not understand. */
function keeps(query: SavedQuery, record: CloudTrailRecord): boolean {
  const conditions = commandsOf(query).filter((command) => command.startsWith('filter ')).flatMap((command) => command.slice('filter '.length).split(' and '));
  return conditions.every((condition) => holds(condition, record));
}

const kept = (query: SavedQuery) => recordsWhere((record) => keeps(query, record));

function holds(condition: string, record: CloudTrailRecord): boolean {
  if (condition.includes(' or ')) return condition.split(' or ').some((one) => holds(one, record));
  if (condition.startsWith('not ')) return !holds(condition.slice('not '.length), record);
  const present = /^ispresent\((\w+)\)$/.exec(condition);
  if (present) return record[present[1]] !== undefined;
  const [, field, values] = /^(\w+) (?:=|in) ("[^"]*"|\["[^\]]*"\])$/.exec(condition) ?? [];
  if (values === undefined) throw new Error(`Condition not understood: ${condition}`);
  return [JSON.parse(values) as unknown].flat().includes(record[field]);
}

const FAILED: CloudTrailRecordName[] = ['invokeModelThrottled', 'invokeModelAccessDenied', 'invokeModelAccessDeniedException'];

const COMPLETED: CloudTrailRecordName[] = ['converseStreamCompleted', 'converseStreamCompletedUncategorized', 'responseStreamCompleted'];

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

describe('streamed calls by processing Region', () => {
  // A trail with all data events of Bedrock has a copy of each completion.
  test('are the completion records, with a category or without, and no call and no data event copy', () => {
    expect(kept(streamedCallsQuery())).toEqual(COMPLETED);
  });

  test.each([['ConverseStream', true], ['InvokeModelWithResponseStream', true], ['CountTokens', false]])('a service event of %s is one: %s', (eventName, is) => {
    expect(keeps(streamedCallsQuery(), cloudTrailRecord({ eventName, eventType: 'AwsServiceEvent' }))).toBe(is);
  });

  test.each(COMPLETED)('are counted by model, source Region and processing Region, which %s has there', (name) => {
    const commands = commandsOf(streamedCallsQuery());
    const [, inferenceRegion] = /^fields coalesce\(([\w.]+), awsRegion\) as processedIn$/.exec(commands[3]) ?? [];
    expect(CLOUDTRAIL_RECORDS[name]).toHaveProperty(inferenceRegion, 'eu-north-1');
    expect(commands[4]).toBe('stats count(*) as calls by resources.0.ARN as model, awsRegion as sourceRegion, processedIn');
    expect(CLOUDTRAIL_RECORDS[name]).toHaveProperty('resources.0.ARN', expect.stringMatching(`foundation-model/${FOUNDATION_MODEL}$`));
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

describe('every query', () => {
  const queries = () => [processingRegionsQuery(), streamedCallsQuery(), failedCallsQuery()];

  test('has a name of its own, by which the console shows it', () => {
    const names = queries().map(({ name }) => name);
    expect([...new Set(names)]).toEqual(names);
    expect(names).not.toContain('');
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
  test('is made of commands that CloudWatch knows, and puts what matters most first', () => {
    for (const query of queries()) {
      expect(commandsOf(query).filter((command) => !/^(filter|fields|stats|sort|limit) \S/.test(command))).toEqual([]);
      expect(commandsOf(query).filter((command) => /^sort (calls|@timestamp) desc$/.test(command))).toHaveLength(1);
    }
  });
});
