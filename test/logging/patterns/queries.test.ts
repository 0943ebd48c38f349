import { SavedQuery } from '../../../src/audit/patterns/queries';
import { callersQuery, invocationsQuery, joinedQuery, metadataQuery, tokensQuery } from '../../../src/logging/patterns/queries';
import { ACCOUNT, CLOUDTRAIL_RECORDS, CloudTrailRecord, cloudTrailRecord, GLOBAL_PROFILE, SOURCE_REGION, toEventBridgeEvent } from '../../support/cloudtrail-records';

type LogRecord = Readonly<Record<string, unknown>>;

/** A record of the log group, with the fields of https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html and inferenceRegion, which real ones have. */
const invocation = (overrides: LogRecord = {}): LogRecord => ({
  schemaType: 'ModelInvocationLog',
  schemaVersion: '1.0',
  timestamp: '2026-11-22T12:00:00Z',
  accountId: ACCOUNT,
  region: SOURCE_REGION,
  requestId: 'request-1',
  operation: 'Converse',
  modelId: GLOBAL_PROFILE,
  identity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/s` },
  inferenceRegion: 'eu-north-1',
  input: { inputTokenCount: 25 },
  output: { outputTokenCount: 150 },
  ...overrides,
});

const commandsOf = ({ query }: SavedQuery) => query.split('\n| ');
const valueOf = (record: LogRecord, path: string): unknown => path.split('.').reduce<unknown>((value, name) => (value as LogRecord | undefined)?.[name], record);

/** Whether the filter of a query leaves a record; throws on a condition that it does not understand. */
function keeps(query: SavedQuery, record: LogRecord): boolean {
  const [filter, ...others] = commandsOf(query).filter((command) => command.startsWith('filter '));
  expect(others).toEqual([]);
  return filter.slice('filter '.length).split(' or ').some((side) => side.replace(/^\(|\)$/g, '').split(' and ').every((condition) => {
    const [, field, values] = /^([\w.]+) (?:=|in) ("[^"]*"|\["[^\]]*"\])$/.exec(condition) ?? [];
    if (values === undefined) throw new Error(`Condition not understood: ${condition}`);
    return [JSON.parse(values) as unknown].flat().includes(valueOf(record, field));
  }));
}

/** What the `fields` commands of a query make of a record. */
function fieldsOf(query: SavedQuery, record: LogRecord): LogRecord {
  const made = commandsOf(query).filter((command) => command.startsWith('fields ')).flatMap((command) => command.slice('fields '.length).split(/, (?![^(]*\))/));
  return Object.fromEntries(made.map((field) => {
    const [expression, name = expression] = field.split(' as ');
    const [, list] = /^coalesce\((.+)\)$/.exec(expression) ?? [];
    return [name, (list ?? expression).split(', ').map((path) => valueOf(record, path)).find((value) => value !== undefined)];
  }));
}

/** The field that an expression names; special characters are in backticks: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Guidelines.html */
function fieldIn(expression: string): string {
  const [, quoted, plain] = /^(?:`([^`]+)`|([@a-zA-Z0-9.]+))$/.exec(expression) ?? [];
  if ((quoted ?? plain) === undefined) throw new Error(`Field not understood: ${expression}`);
  return quoted ?? plain;
}

/** What a `parse` command finds in a record: the text between the literals of its pattern, and nothing if they are not there. */
function parsedBy(query: SavedQuery, record: LogRecord): LogRecord {
  return Object.assign({}, ...commandsOf(query).filter((command) => command.startsWith('parse ')).map((command) => {
    const [, field, glob, names] = /^parse (\S+) "([^"]+)" as (.+)$/.exec(command)!;
    const found = new RegExp(`${glob.split('*').map((literal) => literal.replace(/[/.]/g, '\\$&')).join('(.*?)')}$`).exec(String(valueOf(record, fieldIn(field))));
    return Object.fromEntries(names.split(', ').map((name, index) => [name, found?.[index + 1]]));
  })) as LogRecord;
}

/** The rows of a query that counts and sums what its filter leaves, in its order. */
function rowsOf(query: SavedQuery, records: readonly LogRecord[]): LogRecord[] {
  const [, aggregates, keys] = /^stats (.+) by (.+)$/.exec(commandsOf(query).find((command) => command.startsWith('stats '))!)!;
  const groups = new Map<string, LogRecord[]>();
  for (const record of records.filter((one) => keeps(query, one))) {
    const known = { ...record, ...fieldsOf(query, record), ...parsedBy(query, record) };
    const named = Object.fromEntries(keys.split(', ').map((key) => key.split(' as ')).map(([expression, name = fieldIn(expression)]) => [name, valueOf(known, fieldIn(expression))]));
    groups.set(JSON.stringify(named), [...groups.get(JSON.stringify(named)) ?? [], known]);
  }
  const rows = [...groups].map(([named, group]): LogRecord => Object.assign(JSON.parse(named) as LogRecord, ...aggregates.split(', ').map((aggregate) => {
    const [, operation, field, name] = /^(count|sum)\(([^)]+)\) as (\w+)$/.exec(aggregate)!;
    return { [name]: operation === 'count' ? group.length : group.reduce((sum, record) => sum + Number(valueOf(record, fieldIn(field)) ?? 0), 0) };
  })) as LogRecord);
  const [, by] = /^sort (\w+) desc$/.exec(commandsOf(query).find((command) => command.startsWith('sort '))!)!;
  return rows.sort((one, other) => Number(other[by]) - Number(one[by]));
}

const PERMISSION_CHECK = { message: 'Permissions are correctly set for Amazon Bedrock logs.' };

describe('invocations with their inference Region', () => {
  test('are the records, not the line that tries the permissions out', () => {
    expect([invocation(), PERMISSION_CHECK].map((record) => keeps(invocationsQuery(), record))).toEqual([true, false]);
  });

  test('show who called what, from where, and where it was processed', () => {
    expect(fieldsOf(invocationsQuery(), invocation())).toEqual({
      '@timestamp': undefined,
      'requestId': 'request-1',
      'operation': 'Converse',
      'modelId': GLOBAL_PROFILE,
      'caller': `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`,
      'sourceRegion': SOURCE_REGION,
      'processedIn': 'eu-north-1',
      'inputTokens': 25,
      'outputTokens': 150,
    });
  });

  test.each([invocationsQuery(), tokensQuery()])('$name: without an inference Region it was the source Region', (query) => {
    expect(fieldsOf(query, invocation({ inferenceRegion: undefined })).processedIn).toBe(SOURCE_REGION);
  });
});

test('tokens are summed by profile, source Region and inference Region', () => {
  expect(commandsOf(tokensQuery())).toContain(
    'stats count(*) as calls, sum(input.inputTokenCount) as inputTokens, sum(output.outputTokenCount) as outputTokens by modelId, region as sourceRegion, processedIn');
  expect(keeps(tokensQuery(), PERMISSION_CHECK)).toBe(false);
});

describe('tokens by caller', () => {
  const role = `arn:aws:sts::${ACCOUNT}:assumed-role/gateway`;
  const by = (arn: string, overrides: LogRecord = {}) => invocation({ identity: { arn }, ...overrides });

  test('each session of a role is a row, a user has no session, and each profile and source Region is apart', () => {
    const user = `arn:aws:iam::${ACCOUNT}:user/carol`;
    const records = [
      by(`${role}/alice@example.com`, { input: { inputTokenCount: 10, cacheReadInputTokenCount: 7, cacheWriteInputTokenCount: 3 } }), by(`${role}/alice@example.com`),
      by(`${role}/bob`, { input: { inputTokenCount: 100 }, output: {} }), by(user, { modelId: 'eu.anthropic.claude-opus-5' }), PERMISSION_CHECK,
    ];
    const tokens = { cacheReadTokens: 0, cacheWriteTokens: 0 };
    expect(rowsOf(callersQuery(), records)).toEqual([
      { caller: `${role}/alice@example.com`, session: 'alice@example.com', modelId: GLOBAL_PROFILE, sourceRegion: SOURCE_REGION, calls: 2, inputTokens: 35, outputTokens: 300, cacheReadTokens: 7, cacheWriteTokens: 3 },
      { caller: user, modelId: 'eu.anthropic.claude-opus-5', sourceRegion: SOURCE_REGION, calls: 1, inputTokens: 25, outputTokens: 150, ...tokens },
      { caller: `${role}/bob`, session: 'bob', modelId: GLOBAL_PROFILE, sourceRegion: SOURCE_REGION, calls: 1, inputTokens: 100, outputTokens: 0, ...tokens },
    ]);
  });
});

describe('tokens by request metadata', () => {
  const query = metadataQuery(['team', 'cost-center']);
  const of = (requestMetadata: LogRecord | undefined, overrides: LogRecord = {}) => invocation({ requestMetadata, ...overrides });

  test('each combination of values is a row, also that of calls without metadata', () => {
    const records = [of({ 'team': 'search', 'cost-center': 'cc1' }), of({ 'team': 'search', 'cost-center': 'cc1', 'other': 'x' }), of({ team: 'search' }), of(undefined, { output: { outputTokenCount: 1 } }), PERMISSION_CHECK];
    const rows = rowsOf(query, records);
    expect(rows).toMatchObject([
      { 'requestMetadata.team': 'search', 'requestMetadata.cost-center': 'cc1', 'modelId': GLOBAL_PROFILE, 'sourceRegion': SOURCE_REGION, 'calls': 2, 'inputTokens': 50, 'outputTokens': 300 },
      { 'requestMetadata.team': 'search', 'calls': 1, 'outputTokens': 150 },
      { calls: 1, outputTokens: 1 },
    ]);
    expect(Object.keys(rows[2])).not.toContain('requestMetadata.team');
  });

  test('a key with more than letters and digits is in backticks', () => {
    expect(commandsOf(query).find((command) => command.startsWith('stats'))).toMatch(/ by requestMetadata\.team, `requestMetadata\.cost-center`, modelId, region as sourceRegion$/);
  });
});

test('each query has a name of its own, by which the console shows it', () => {
  const names = [invocationsQuery(), tokensQuery(), callersQuery(), metadataQuery(['team']), joinedQuery()].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('');
});

test('the newest invocations come first, and the Regions with the most calls', () => {
  expect(commandsOf(invocationsQuery()).slice(-2)).toEqual(['sort @timestamp desc', 'limit 1000']);
  expect(commandsOf(tokensQuery()).slice(-1)).toEqual(['sort calls desc']);
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
test.each([callersQuery(), metadataQuery(['team'])])('$name: is in documented order', (query) => {
  expect(commandsOf(query).map((command) => command.split(' ')[0]).filter((name) => name !== 'fields' && name !== 'parse')).toEqual(['filter', 'stats', 'sort', 'limit']);
});

describe.each<[string, (record: CloudTrailRecord) => LogRecord]>([
  ['in the log group of a trail', (record) => record],
  ['as EventBridge delivers them', (record) => toEventBridgeEvent(record) as unknown as LogRecord],
])('invocations beside their CloudTrail records %s', (_, trail) => {
  const query = joinedQuery();
  const made = (record: LogRecord) => fieldsOf(query, record);
  const { converseStreamRerouted: call, converseStreamCompleted: completed, invokeModelRerouted, invokeModelThrottled } = CLOUDTRAIL_RECORDS;

  test('both kinds of records are read, and nothing else', () => {
    const others = [PERMISSION_CHECK, trail(cloudTrailRecord({ eventName: 'ListInferenceProfiles' })), trail(cloudTrailRecord({ eventSource: 's3.amazonaws.com' }))];
    expect([invocation(), trail(invokeModelRerouted), trail(invokeModelThrottled), trail(completed)].map((record) => keeps(query, record))).toEqual([true, true, true, true]);
    expect(others.map((record) => keeps(query, record))).toEqual([false, false, false]);
  });

  test('a call, its log record and the completion of its stream have one key', () => {
    const keys = [invocation({ requestId: call.requestID }), trail(call), trail(completed)].map((record) => made(record).request);
    expect(new Set(keys)).toEqual(new Set([call.requestID]));
  });

  test('model, caller and source Region come from either', () => {
    for (const record of [invocation(), trail(invokeModelRerouted)]) {
      expect(made(record)).toMatchObject({ model: GLOBAL_PROFILE, caller: expect.stringMatching(/^arn:aws:sts::/), calledIn: SOURCE_REGION });
    }
  });

  test('the Region that CloudTrail recorded is that of the call or of the completion', () => {
    expect([invokeModelRerouted, completed].map((record) => made(trail(record)).recorded)).toEqual(['eu-north-1', 'eu-north-1']);
  });

  test('a record of CloudTrail is told from a logged call by its type, and one that failed by its error', () => {
    expect([invocation(), trail(invokeModelRerouted), trail(completed), trail(invokeModelThrottled)].map((record) => [made(record).recordType, made(record).failedWith])).toEqual([
      [undefined, undefined], ['AwsApiCall', undefined], ['AwsServiceEvent', undefined], ['AwsApiCall', 'ThrottlingException'],
    ]);
  });

  // "If you use a sort or limit command, it must appear after the last stats command", and aggregates take fields:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
  test('is in documented syntax: aggregates of fields, sorted afterwards', () => {
    const commands = commandsOf(query);
    expect(commands.map((command) => command.split(' ')[0])).toEqual(['filter', 'fields', 'fields', 'fields', 'fields', 'stats', 'sort', 'limit']);
    const [, aggregates, key] = /^stats (.+) by (\w+)$/.exec(commands[5])!;
    const names = Object.keys(made(invocation()));
    for (const aggregate of aggregates.split(', ')) {
      const [, field] = /^(?:count|max|min)\(([@\w]+)\) as \w+$/.exec(aggregate)!;
      expect([...names, 'schemaType', 'inferenceRegion', '@timestamp']).toContain(field);
    }
    expect(names).toContain(key);
    expect(commands[6]).toMatch(/^sort firstRecord desc$/);
  });
});
