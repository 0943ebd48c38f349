import { ACCOUNT, Answer, BedrockServer, summary } from './bedrock-server';
import { OPUS, US } from './small-catalog';
import { environmentClient, RegionScan, scan } from '../../scripts/catalog/scan';
import { failureOf } from '../../src/command/profiles/error';

const EAST = 'us-east-1';
const GLOBAL = summary(EAST, `global.${OPUS}`);
const GEOGRAPHIC = summary(EAST, `us.${OPUS}`, ['us-west-2', EAST]);

let server: BedrockServer;
beforeAll(async () => { server = await BedrockServer.start(); });
afterAll(() => server.stop());

async function scanOf(...answers: Answer[]): Promise<RegionScan> {
  server.reset({ [EAST]: answers });
  return (await scan([EAST], { clientOf: server.clientOf }))[0];
}

test('reads what a global and a geographic profile list', async () => {
  await expect(scanOf({ inferenceProfileSummaries: [GEOGRAPHIC, GLOBAL] })).resolves.toEqual({
    region: EAST,
    odd: [],
    profiles: [
      { id: `global.${OPUS}`, scope: 'global', modelId: OPUS },
      { id: `us.${OPUS}`, scope: 'us', modelId: OPUS, destinationRegions: US },
    ],
  });
});

test('reads all pages, empty ones too', async () => {
  const { profiles } = await scanOf({ inferenceProfileSummaries: [GLOBAL], nextToken: 'a b/c=' }, { nextToken: 'third' }, { inferenceProfileSummaries: [GEOGRAPHIC] });
  expect(profiles.map(({ id }) => id)).toEqual([`global.${OPUS}`, `us.${OPUS}`]);
  expect(server.asked.map(({ query }) => query.nextToken)).toEqual([undefined, 'a b/c=', 'third']);
});

test('asks again when it is throttled', async () => {
  const throttled: Answer = { status: 429, type: 'ThrottlingException', headers: { 'retry-after': '0' } };
  await expect(scanOf(throttled, throttled, { inferenceProfileSummaries: [GLOBAL] })).resolves.toMatchObject({ profiles: [{ id: `global.${OPUS}` }] });
  expect(server.asked).toHaveLength(3);
});

test.each<[string, Answer, string]>([
  ['throttling without end', { status: 429, type: 'ThrottlingException' }, 'ThrottlingException, HTTP 429: too many requests'],
  ['a Region that is not enabled', { status: 403, type: 'UnrecognizedClientException' }, 'UnrecognizedClientException, HTTP 403: the credentials are not valid there'],
  ['a caller without permission', { status: 403, type: 'AccessDeniedException' }, 'AccessDeniedException, HTTP 403: the caller may not bedrock:ListInferenceProfiles'],
  ['a fault of the service', { status: 500, type: 'InternalServerException' }, 'InternalServerException, HTTP 500'],
  ['text that is no JSON', { status: 200, body: 'Hello' }, 'HTTP 200'],
])('does not merge %s', async (_what, answer, failure) => {
  const answered = await scanOf(answer);
  expect(answered).toMatchObject({ region: EAST, profiles: [], odd: [] });
  expect(answered.failure).toContain(failure);
  expect(answered.failure).not.toContain(ACCOUNT);
});

test('does not wait for a Region that never answers, nor fail for one that has no endpoint', async () => {
  server.reset({ [EAST]: ['no answer'] });
  const slow = (region: string) => server.clientOf(region, { requestHandler: { requestTimeout: 20, throwOnRequestTimeout: true }, maxAttempts: 1 });
  await expect(scan([EAST], { clientOf: slow })).resolves.toMatchObject([{ failure: expect.stringContaining('no answer in time') as unknown }]);
  const nowhere = (region: string) => server.clientOf(region, { endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });
  await expect(scan([EAST], { clientOf: nowhere })).resolves.toMatchObject([{ profiles: [], failure: expect.any(String) as unknown }]);
});

test('names what went wrong on the way to the service', () => {
  expect(failureOf(Object.assign(new Error('connect'), { code: 'ECONNREFUSED', $metadata: { attempts: 1 } }))).toBe('ECONNREFUSED: the endpoint refused the connection');
  expect(failureOf(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }))).toBe('ENOTFOUND: the Region has no endpoint that could be found');
  expect(failureOf(Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' }))).toBe('CredentialsProviderError: no AWS credentials were found');
  expect(failureOf(new Error(`something about ${ACCOUNT}`))).toBe('Error: no answer that could be read');
});

test('finds Bedrock where the environment says', async () => {
  server.reset({ [EAST]: [{ inferenceProfileSummaries: [GLOBAL] }] });
  const saved = process.env;
  process.env = { ...saved, AWS_ENDPOINT_URL_BEDROCK: server.url, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  try {
    await expect(scan([EAST], { clientOf: (region) => environmentClient(region) })).resolves.toMatchObject([{ profiles: [{ id: `global.${OPUS}` }] }]);
  } finally {
    process.env = saved;
  }
});

test('answers in the order of the names, however many Regions there are and whichever is first', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `xx-east-${index + 10}`);
  server.reset(Object.fromEntries(names.map((name) => [name, [{ inferenceProfileSummaries: [summary(name, `global.${OPUS}`)] }]])));
  const scans = await scan([...names].reverse(), { clientOf: server.clientOf });
  expect(scans.map(({ region }) => region)).toEqual(names);
  expect(scans.every(({ profiles }) => profiles.length === 1)).toBe(true);
});

const models = (...arns: (string | undefined)[]) => ({ models: arns.map((modelArn) => ({ modelArn })) });
const arn = (region: string, model = OPUS, partition = 'aws') => `arn:${partition}:bedrock:${region}::foundation-model/${model}`;

test.each<[string, object, RegExp]>([
  ['no ID', { inferenceProfileId: undefined }, /its ID/],
  ['the ID of a model', { inferenceProfileId: OPUS }, /its ID/],
  ['a doubled prefix', { inferenceProfileId: `us.us.${OPUS}` }, /its ID/],
  ['the ARN of another profile', { inferenceProfileArn: `arn:aws:bedrock:${EAST}:${ACCOUNT}:inference-profile/us.amazon.nova` }, /its ARN/],
  ['an ARN in another Region', { inferenceProfileArn: `arn:aws:bedrock:us-west-2:${ACCOUNT}:inference-profile/us.${OPUS}` }, /its ARN/],
  ['an application profile', { type: 'APPLICATION' }, /of the type APPLICATION/],
  ['no models', { models: undefined }, /its models are in none/],
  ['a model that is no ARN', models(OPUS), /not the ARN of a model/],
  ['a model without an ARN', models(undefined), /not the ARN of a model/],
  ['another kind of model', models(`arn:aws:bedrock:${EAST}:${ACCOUNT}:custom-model/x`), /:\(account\):custom-model\/x is not the ARN of a model/],
  ['another model', models(arn(EAST), arn('us-west-2', 'amazon.nova')), /not the ARN of anthropic/],
  ['another partition', models(arn(EAST, OPUS, 'aws-cn')), /not the ARN of a model in aws$/],
  ['a geography without its source', models(arn('us-west-2')), /its models are in us-west-2, without us-east-1/],
  ['a geography with a model in no Region', models(arn(''), arn(EAST)), /its models are in \(no Region\), us-east-1/],
])('leaves out an entry with %s, and reads the others', async (_what, fault, why) => {
  const { profiles, odd } = await scanOf({ inferenceProfileSummaries: [{ ...GEOGRAPHIC, ...fault }, GLOBAL] });
  expect(profiles.map(({ id }) => id)).toEqual([`global.${OPUS}`]);
  expect(odd).toEqual([{ id: expect.any(String) as unknown, why: expect.stringMatching(why) as unknown }]);
  expect(JSON.stringify(odd)).not.toContain(ACCOUNT);
});

test.each([[[EAST]], [['']], [['', 'us-west-2']], [['', EAST, 'us-west-2']]])('leaves out a global profile whose models are in %j', async (regions) => {
  const { profiles, odd } = await scanOf({ inferenceProfileSummaries: [{ ...GLOBAL, ...models(...regions.map((name) => arn(name))) }, GEOGRAPHIC] });
  expect([profiles.map(({ id }) => id), odd.map(({ id }) => id)]).toEqual([[`us.${OPUS}`], [`global.${OPUS}`]]);
});

test('leaves out a profile that is listed twice and differently, not one that is listed twice', async () => {
  const other = summary(EAST, `us.${OPUS}`, [EAST]);
  await expect(scanOf({ inferenceProfileSummaries: [GLOBAL, GLOBAL, GEOGRAPHIC, other] })).resolves.toMatchObject({
    profiles: [{ id: `global.${OPUS}` }], odd: [{ id: `us.${OPUS}`, why: expect.stringContaining('twice') as unknown }],
  });
});
