import { BedrockServer, summary } from './bedrock-server';
import { asKnown, OPUS, Repository, US } from './small-catalog';

let server: BedrockServer;
let repository: Repository;
beforeAll(async () => { server = await BedrockServer.start(); });
afterAll(() => server.stop());
beforeEach(() => { repository = new Repository(); });
afterEach(() => repository.remove());

const row = (id: string) => repository.folder.read().profiles.find((profile) => profile.id === id);
const regionRow = (name: string) => repository.folder.read().regions.find(({ region }) => region === name);
const page = (...inferenceProfileSummaries: ReturnType<typeof summary>[]) => [{ inferenceProfileSummaries }];

test('asks every Region of the partition that has Bedrock, for system-defined profiles only', async () => {
  server.reset(asKnown());
  await repository.update(server, '2026-11-22');
  expect(server.asked.map(({ region }) => region).sort()).toEqual(['ap-northeast-1', 'me-south-1', 'us-east-1', 'us-west-2']);
  for (const { query } of server.asked) expect(query).toEqual({ type: 'SYSTEM_DEFINED', maxResults: '1000' });
});

test('asks the Regions that are given, those without Bedrock so far too', async () => {
  server.reset({ ...asKnown(), 'mx-west-1': page(summary('mx-west-1', `global.${OPUS}`)) });
  await expect(repository.update(server, '2026-11-22', '--regions', 'mx-west-1,us-east-1')).resolves.toBe(0);
  expect(server.asked.map(({ region }) => region).sort()).toEqual(['mx-west-1', 'us-east-1']);
  expect(regionRow('mx-west-1')).toMatchObject({ bedrock: 'yes', canBeGlobalCrisSource: true });
  expect(row(`global.${OPUS}`)!.sourceRegions).toEqual(['ap-northeast-1', 'me-south-1', 'mx-west-1', 'us-east-1']);
});

test('asks GovCloud apart from the other Regions', async () => {
  const gov = 'us-gov-west-1';
  server.reset({ [gov]: page(summary(gov, `us-gov.${OPUS}`, [gov], 'aws-us-gov')) });
  await expect(repository.update(server, '2026-11-22', '--partition', 'aws-us-gov')).resolves.toBe(0);
  expect(server.asked.map(({ region }) => region)).toEqual([gov]);
  expect(row(`us-gov.${OPUS}`)).toMatchObject({ sources: { [gov]: [gov] }, confidence: 'high', asOf: '2026-11-22' });
  expect(row(`us-gov.${OPUS}`)).not.toHaveProperty('idInferred');
});

test('changes no byte when the answers are what the catalog has', async () => {
  server.reset(asKnown({ 'us-west-2': page(summary('us-west-2', 'us.openai.gpt-page', US), summary('us-west-2', `us.${OPUS}`, US)) }));
  await repository.update(server, '2026-11-22', '--regions', 'ap-northeast-1,us-west-2');
  const before = repository.files();
  await expect(repository.update(server, '2026-11-23', '--regions', 'ap-northeast-1,us-west-2')).resolves.toBe(0);
  expect(repository.out).toMatch(/No changes\.[^]*\nno changes\n$/);
  expect(repository.files()).toEqual(before);
});

test('takes new profiles, source Regions, destinations and geographies at once, and dates the catalog', async () => {
  server.reset(asKnown({
    'us-west-2': page(summary('us-west-2', 'us.newcomer.model-1', ['us-west-2']), summary('us-west-2', `us.${OPUS}`, ['us-east-1', 'us-west-2', 'ca-new-1']), summary('us-west-2', `global.${OPUS}`)),
    'ap-northeast-1': page(summary('ap-northeast-1', `global.${OPUS}`), summary('ap-northeast-1', `kr.${OPUS}`, ['ap-northeast-1'])),
  }));
  await expect(repository.update(server, '2026-11-22')).resolves.toBe(0);
  expect(row('us.newcomer.model-1')).toEqual({
    id: 'us.newcomer.model-1',
    scope: 'us',
    modelId: 'newcomer.model-1',
    provider: 'newcomer',
    sourceRegions: ['us-west-2'],
    sources: { 'us-west-2': ['us-west-2'] },
    asOf: '2026-11-22',
    lastSeen: '2026-11-22',
    confidence: 'medium',
  });
  expect(row(`kr.${OPUS}`)).toMatchObject({ provider: 'Anthropic', sources: { 'ap-northeast-1': ['ap-northeast-1'] }, confidence: 'medium' });
  expect(row(`us.${OPUS}`)!.sources).toEqual({ 'us-east-1': US, 'us-west-2': ['ca-new-1', 'us-east-1', 'us-west-2'] });
  expect(row(`global.${OPUS}`)!.sourceRegions).toEqual(['ap-northeast-1', 'me-south-1', 'us-east-1', 'us-west-2']);
  expect(regionRow('ap-northeast-1')!.geoPrefixesSeenAsSource).toEqual(['jp', 'kr']);
  expect(regionRow('ca-new-1')).toMatchObject({ partition: 'aws', canBeGlobalCrisSource: false });
  expect(repository.folder.read().date).toBe('2026-11-22');
  expect(repository.folder.read().state.regions['ap-northeast-1']).toEqual({ lastCleanScan: '2026-11-22', misses: {} });
  const data = repository.files()['src/bedrock/catalog-data.ts'];
  for (const text of ['"date": "2026-11-22"', '"id":"us.newcomer.model-1"', '"geographies":["jp","kr"]']) expect(data).toContain(text);
});

test('writes down the date of a clean scan only with a change', async () => {
  const state = () => repository.folder.read().state.regions;
  server.reset(asKnown());
  await repository.update(server, '2026-11-22', '--regions', 'ap-northeast-1');
  expect(state()).toEqual({});
  server.reset(asKnown({ 'ap-northeast-1': page(summary('ap-northeast-1', `global.${OPUS}`), summary('ap-northeast-1', 'global.new.model')) }));
  await repository.update(server, '2026-11-23', '--regions', 'ap-northeast-1');
  expect(state()).toEqual({ 'ap-northeast-1': { lastCleanScan: '2026-11-23', misses: {} } });
});

test('reports a new profile with all of its Regions', async () => {
  server.reset(asKnown({ 'us-west-2': page(summary('us-west-2', 'us.new.model', US), summary('us-west-2', `global.${OPUS}`)), 'us-east-1': page(summary('us-east-1', 'us.new.model', US)) }));
  await repository.update(server, '2026-11-22');
  expect(repository.out).toContain(`## New inference profiles\n\n- \`us.new.model\`: us-east-1, us-west-2\n\n## New source Regions\n\n- \`global.${OPUS}\`: us-west-2\n\n## Absent`);
});

test('reports Regions that cannot be asked, with neither their account nor the caller, and changes nothing there', async () => {
  const before = row(`global.${OPUS}`);
  server.reset(asKnown({ 'us-west-2': [{ status: 403, type: 'AccessDeniedException' }] }));
  await expect(repository.update(server, '2026-11-22')).resolves.toBe(0);
  expect(repository.out).toContain('2 of 4 Regions answered');
  expect(repository.out).toMatch(/## Regions that changed nothing\n\n- me-south-1: UnrecognizedClientException, HTTP 403: .*\n- us-west-2: AccessDeniedException, HTTP 403: /);
  expect(repository.out + repository.err).not.toMatch(/111122223333|assumed-role/);
  expect(row(`global.${OPUS}`)).toEqual(before);
  expect(row('us.openai.gpt-page')!.sourceRegions).toEqual(US);
});

test('writes the report where it is asked to', async () => {
  server.reset(asKnown());
  await repository.update(server, '2026-11-22', '--report', `${repository.root}/report.md`);
  expect(repository.files()['report.md']).toMatch(/^Scan of 2026-11-22, partition `aws`: 3 of 4 Regions answered\.\n/);
  expect(repository.out).not.toContain('Scan of');
});

test('changes nothing when it is a dry run', async () => {
  const before = repository.files();
  server.reset(asKnown({ 'us-west-2': page(summary('us-west-2', 'us.newcomer.model-1', ['us-west-2'])) }));
  await expect(repository.update(server, '2026-11-22', '--dry-run')).resolves.toBe(0);
  expect(repository.out).toContain('`us.newcomer.model-1`: us-west-2');
  expect(repository.files()).toEqual(before);
});

test('writes the same bytes for the same answers in another order', async () => {
  const profiles = [summary('us-west-2', 'us.b.model', ['us-west-2', 'us-east-1']), summary('us-west-2', 'us.a.model', US), summary('us-west-2', `us.${OPUS}`, US)];
  const written = await Promise.all([profiles, [...profiles].reverse().map((one) => ({ ...one, models: [...one.models!].reverse() }))].map(async (listed, index) => {
    const other = await BedrockServer.start(asKnown({ 'us-west-2': page(...listed) }));
    const copy = new Repository();
    await copy.update(other, '2026-11-22', ...index === 0 ? [] : ['--regions', 'us-west-2,me-south-1,us-east-1,ap-northeast-1']);
    const files = { ...copy.files(), report: copy.out };
    copy.remove();
    await other.stop();
    return files;
  }));
  expect(written[1]).toEqual(written[0]);
  expect(Object.keys(written[0])).toHaveLength(5);
});

test.each([
  [['--regions', 'us-east-9'], '"us-east-9" is not a Region of aws'],
  [['--regions', 'us-gov-west-1'], '"us-gov-west-1" is not a Region of aws'],
  [['--partition', 'aws-moon'], '"aws-moon" is not one of aws, aws-us-gov'],
  [['--region', 'us-east-1'], "Unknown option '--region'"],
  [['--root', '/nowhere'], 'no such file'],
])('asks nothing and says why for %j', async (args, why) => {
  server.reset(asKnown());
  await expect(repository.update(server, '2026-11-22', ...args)).resolves.toBe(2);
  expect(repository.err).toContain(why);
  expect(server.asked).toEqual([]);
});

test('explains itself', async () => {
  await expect(repository.update(server, '2026-11-22', '--help')).resolves.toBe(0);
  expect(repository.out).toContain('--dry-run');
});
