import { Answer, Answers, BedrockServer, summary } from './bedrock-server';
import { asKnown, OPUS, Repository, US } from './small-catalog';
import { MISSES_UNTIL_REMOVAL } from '../../scripts/catalog/merge';

let server: BedrockServer;
let repository: Repository;
beforeAll(async () => { server = await BedrockServer.start(); });
afterAll(() => server.stop());
beforeEach(() => { repository = new Repository(); });
afterEach(() => repository.remove());

const page = (...inferenceProfileSummaries: ReturnType<typeof summary>[]): Answer[] => [{ inferenceProfileSummaries }];
const row = (id: string) => repository.folder.read().profiles.find((profile) => profile.id === id);
const misses = (region: string) => repository.folder.read().state.regions[region]?.misses;

/** us-east-1 without the geographic profile that the catalog knows there, and with a new one, so that it lists something. */
const WITHOUT: Answers = asKnown({ 'us-east-1': page(summary('us-east-1', `global.${OPUS}`)) });
const ODD = { ...summary('us-east-1', 'us.odd.model', US), models: [{ modelArn: 'not-an-arn' }] };

/** The day of the scan with which something leaves, if every scan since the first day missed it. */
const LAST_DAY = `2026-12-${String(MISSES_UNTIL_REMOVAL).padStart(2, '0')}`;
let day = 0;
const scan = async (answers: Answers) => {
  server.reset(answers);
  day += 1;
  return repository.update(server, `2026-12-${String(day).padStart(2, '0')}`);
};
beforeEach(() => { day = 0; });

test(`a profile stays in a Region until ${MISSES_UNTIL_REMOVAL} clean scans in a row missed it there`, async () => {
  for (let count = 1; count < MISSES_UNTIL_REMOVAL; count++) {
    await scan(WITHOUT);
    expect(row(`us.${OPUS}`)!.sourceRegions).toEqual(US);
    expect(misses('us-east-1')![`us.${OPUS}`]).toBe(count);
    expect(repository.out).toContain(`\`us.${OPUS}\`: us-east-1: ${count} of ${MISSES_UNTIL_REMOVAL}`);
    expect(repository.out).not.toContain('Listed again');
  }
  await scan(WITHOUT);
  expect(row(`us.${OPUS}`)).toMatchObject({ sourceRegions: ['us-west-2'], sources: { 'us-west-2': US }, asOf: LAST_DAY });
  expect(row(`us.${OPUS}`)!.sources).not.toHaveProperty('us-east-1');
  expect(misses('us-east-1')).toEqual({});
  expect(repository.out).toContain(`## Removed source Regions\n\n- \`us.${OPUS}\`: us-east-1\n`);
});

test('a profile that flaps is never removed', async () => {
  const almost = Array<boolean>(MISSES_UNTIL_REMOVAL - 1).fill(true);
  for (const absent of [...almost, false, ...almost, false, true]) {
    await scan(absent ? WITHOUT : asKnown());
    expect(row(`us.${OPUS}`)!.sourceRegions).toEqual(US);
  }
  expect(misses('us-east-1')).toMatchObject({ [`us.${OPUS}`]: 1 });
});

test('says that a profile is listed again', async () => {
  await scan(WITHOUT);
  await scan(asKnown());
  expect(repository.out).toContain(`## Listed again: counts no longer towards removal\n\n- \`us.${OPUS}\`: us-east-1\n`);
  expect(misses('us-east-1')).not.toHaveProperty([`us.${OPUS}`]);
});

test('several scans of one day count once', async () => {
  for (let time = 0; time <= MISSES_UNTIL_REMOVAL; time++) {
    day = 0;
    await scan(WITHOUT);
  }
  expect(misses('us-east-1')).toMatchObject({ [`us.${OPUS}`]: 1 });
});

test.each<[string, Answer[]]>([
  ['lists nothing', page()],
  ['refuses', [{ status: 403, type: 'AccessDeniedException' }]],
  ['fails', [{ status: 500, type: 'InternalServerException' }]],
  ['fails on its second page', [{ inferenceProfileSummaries: [summary('us-east-1', `global.${OPUS}`)], nextToken: 'two' }, { status: 503 }]],
  ['answers with half a page', [{ status: 200, body: '{"inferenceProfileSummaries":[{"infer' }]],
  ['answers with something else', [{ status: 200, body: '<html></html>' }]],
  ['lists only what cannot be read', [{ inferenceProfileSummaries: [ODD] }]],
  ['repeats a page', [{ inferenceProfileSummaries: [summary('us-east-1', `global.${OPUS}`)], nextToken: 'again' }]],
])('a Region that %s changes nothing, and neither counts nor breaks a count', async (_what, answer) => {
  await scan(WITHOUT);
  const before = repository.files();
  for (let time = 0; time <= MISSES_UNTIL_REMOVAL; time++) await scan(asKnown({ 'us-east-1': answer, 'us-west-2': [{ status: 403 }] }));
  expect(repository.out).toMatch(/## Regions that changed nothing\n\n[^#]*- us-east-1: /);
  expect(repository.files()).toEqual(before);
});

test('a Region with an odd entry is merged, but counts no absence', async () => {
  for (let time = 0; time <= MISSES_UNTIL_REMOVAL; time++) {
    await scan({ ...WITHOUT, 'us-east-1': page(summary('us-east-1', `global.${OPUS}`), summary('us-east-1', 'us.new.model', US), ODD) });
  }
  expect(repository.out).toContain('## Skipped: not as documented\n\n- `us.odd.model` in us-east-1: not-an-arn is not the ARN of a model in aws. Absences in us-east-1 were not counted.');
  expect(row('us.new.model')!.sourceRegions).toEqual(['us-east-1']);
  expect(row('us.odd.model')).toBeUndefined();
  expect(row(`us.${OPUS}`)!.sourceRegions).toEqual(US);
  expect(misses('us-east-1')).toBeUndefined();
});

test('a Region that only AWS\'s pages name becomes disputed, and a profile of nothing else leaves the catalog but not its source', async () => {
  for (let time = 0; time < MISSES_UNTIL_REMOVAL; time++) await scan(asKnown({ 'me-south-1': page(summary('me-south-1', 'global.new.model')) }));
  expect(row(`global.${OPUS}`)).toMatchObject({ sourceRegions: ['ap-northeast-1', 'us-east-1'], disputedSourceRegions: ['me-south-1'], confidence: 'medium' });
  // In the order of the file, and without what no longer holds.
  expect(Object.keys(row(`global.${OPUS}`)!)).toEqual(['id', 'scope', 'modelId', 'provider', 'sourceRegions', 'destinations', 'disputedSourceRegions', 'asOf', 'confidence']);
  expect(row('us.openai.gpt-page')).toEqual({
    id: 'us.openai.gpt-page', scope: 'us', modelId: 'openai.gpt-page', provider: 'OpenAI', disputedSourceRegions: US, sourceRegionsUnknown: true, asOf: LAST_DAY, confidence: 'low',
  });
  expect(repository.files()['src/bedrock/catalog-data.ts']).not.toContain('gpt-page');
});

test('a profile that a scan knew and no Region lists any more is removed', async () => {
  await scan(asKnown({ 'us-east-1': page(summary('us-east-1', 'us.short.lived', US), summary('us-east-1', `global.${OPUS}`)) }));
  for (let time = 0; time < MISSES_UNTIL_REMOVAL; time++) await scan(asKnown());
  expect(row('us.short.lived')).toBeUndefined();
  expect(repository.out).toContain('## Removed inference profiles\n\n- `us.short.lived`\n');
});

test('a retired model stays retired rather than unknown, and an ID without Regions stays', async () => {
  for (let time = 0; time <= MISSES_UNTIL_REMOVAL; time++) await scan(WITHOUT);
  expect(row('us.anthropic.claude-old')).toMatchObject({ sourceRegions: ['us-east-1'], lifecycle: 'past-eol' });
  expect(row('us.xai.grok-id')).toMatchObject({ sourceRegionsUnknown: true, confidence: 'medium' });
  expect(row('us.openai.gpt-doubtful')).toMatchObject({ confidence: 'low' });
});

test('an answer is a second kind of source: it confirms what pages say and lifts what was in doubt', async () => {
  await scan(asKnown({
    'me-south-1': page(summary('me-south-1', `global.${OPUS}`)),
    'us-west-2': page(...['us.openai.gpt-page', 'us.xai.grok-id', 'us.openai.gpt-doubtful', `us.${OPUS}`].map((id) => summary('us-west-2', id, US))),
  }));
  expect(row(`global.${OPUS}`)).not.toHaveProperty('unverifiedSourceRegions');
  expect(row(`global.${OPUS}`)).toMatchObject({ asOf: '2026-08-21', confidence: 'high' });
  expect(row('us.openai.gpt-page')).toMatchObject({ sources: { 'us-east-1': null, 'us-west-2': US }, confidence: 'high' });
  expect(row('us.xai.grok-id')).toEqual({
    id: 'us.xai.grok-id',
    scope: 'us',
    modelId: 'xai.grok-id',
    provider: 'xAI',
    sourceRegions: ['us-west-2'],
    sources: { 'us-west-2': US },
    asOf: '2026-12-01',
    lastSeen: '2026-12-01',
    confidence: 'high',
  });
  expect(row('us.openai.gpt-doubtful')).toMatchObject({ sourceRegions: ['us-west-2'], confidence: 'medium' });
});
