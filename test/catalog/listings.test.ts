import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { BedrockServer, summary } from './bedrock-server';
import { asKnown, OPUS, Repository, SMALL, US } from './small-catalog';
import { update } from '../../scripts/catalog/update';
import { ProfileSummary } from '../../src/command/profiles/listing';

let repository: Repository;
let folder: string;
beforeEach(() => {
  repository = new Repository();
  folder = join(mkdtempSync(join(tmpdir(), 'listings-')), 'some-tool');
  mkdirSync(folder);
});
afterEach(() => {
  repository.remove();
  rmSync(folder, { recursive: true, force: true });
});

const nobody = { clientOf: () => { throw new Error('AWS is asked'); } } as unknown as BedrockServer;
const row = (id: string) => repository.folder.read().profiles.find((profile) => profile.id === id);
const file = (name: string, content: unknown) => writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 4));
const profiles = (name: string, ...inferenceProfileSummaries: object[]) => file(name, { inferenceProfileSummaries });
const models = (region: string, types: Record<string, string[]>) => file(`models-${region}.json`, {
  modelSummaries: Object.entries(types).map(([modelId, inferenceTypesSupported]) => ({
    modelArn: `arn:aws:bedrock:${region}::foundation-model/${modelId}`, modelId, inferenceTypesSupported, modelLifecycle: { status: 'ACTIVE' },
  })),
});
const known = (): void => {
  for (const [region, pages] of Object.entries(asKnown())) file(`${region}.json`, pages[0]);
};
const merge = (...args: string[]) => repository.update(nobody, '2026-11-24', '--from', folder, '--source', 'some-tool', '--date', '2026-10-09', ...args);

/** As a source has it that kept IDs only. */
const withoutModels = (one: ProfileSummary): object => ({ ...one, models: undefined });

test('takes what the listings have, of the date of the source, and names it', async () => {
  profiles('west.json', summary('us-west-2', `global.${OPUS}`), summary('us-west-2', 'us.new.model', ['us-west-2', 'us-east-1']), summary('us-west-2', `us.${OPUS}`, [...US, 'us-new-1']));
  await expect(merge()).resolves.toBe(0);
  expect(row('us.new.model')).toEqual({
    id: 'us.new.model',
    scope: 'us',
    modelId: 'new.model',
    provider: 'new',
    sourceRegions: ['us-west-2'],
    sources: { 'us-west-2': US },
    asOf: '2026-10-09',
    lastSeen: '2026-10-09',
    confidence: 'medium',
    origin: ['some-tool'],
  });
  expect(row(`global.${OPUS}`)).toMatchObject({ sourceRegions: ['ap-northeast-1', 'me-south-1', 'us-east-1', 'us-west-2'], asOf: '2026-10-09', origin: ['some-tool'] });
  expect(row(`us.${OPUS}`)!.sources).toEqual({ 'us-east-1': US, 'us-west-2': ['us-east-1', 'us-new-1', 'us-west-2'] });
  const { date, sources } = repository.folder.read();
  expect([date, sources]).toEqual(['2026-11-24', [{ name: 'some-tool', date: '2026-10-09', regions: ['us-west-2'] }]]);
  const data = repository.files()['src/bedrock/catalog-data.ts'];
  expect(data).toContain('"sources": [\n{"name":"some-tool","date":"2026-10-09"}\n],');
  expect(data).toContain('{"id":"us.new.model","routes":3,"asOf":"2026-10-09","confidence":"medium","origin":[0]}');
});

test('takes a source that kept no models: the Region is known, and where the calls go is not', async () => {
  profiles('us-west-2.json', ...[summary('us-west-2', 'us.xai.grok-id', US), summary('us-west-2', `us.${OPUS}`, US)].map(withoutModels));
  await expect(merge()).resolves.toBe(0);
  expect(row('us.xai.grok-id')).toMatchObject({ sourceRegions: ['us-west-2'], sources: { 'us-west-2': null }, confidence: 'medium', asOf: '2026-10-09' });
  expect(row('us.xai.grok-id')).not.toHaveProperty('sourceRegionsUnknown');
  expect(row(`us.${OPUS}`)!.sources).toEqual({ 'us-east-1': US, 'us-west-2': US });
});

test('never removes and never counts what a folder does not list, however often, and says so', async () => {
  profiles('us-east-1.json', summary('us-east-1', 'us.new.model', US));
  for (let run = 0; run < 10; run++) await repository.update(nobody, `2027-01-${10 + run}`, '--from', folder);
  const { profiles: after, state } = repository.folder.read();
  expect(after.filter(({ id }) => id !== 'us.new.model')).toEqual(SMALL.profiles);
  expect(state).toEqual(SMALL.state);
  expect(repository.out).toContain(`## The sources differ: in the catalog, and not listed\n\n- \`global.${OPUS}\`: us-east-1\n- \`us.${OPUS}\`: us-east-1\n- \`us.openai.gpt-page\`: us-east-1\n`);
});

test('reports where the sources differ, and changes nothing by it', async () => {
  const before = row(`us.${OPUS}`);
  profiles('us-east-1.json', summary('us-east-1', `us.${OPUS}`, ['us-east-1']), summary('us-east-1', 'us.anthropic.claude-old', US));
  await merge();
  expect(repository.out).toContain(`## The sources differ: destination Regions in the catalog, and not listed\n\n- \`us.${OPUS}\`: us-east-1: to us-west-2\n`);
  expect(repository.out).toContain('## The sources differ: retired in the catalog, and listed\n\n- `us.anthropic.claude-old`: us-east-1\n');
  expect(row(`us.${OPUS}`)).toEqual(before);
  expect(row('us.anthropic.claude-old')!.lifecycle).toBe('past-eol');
});

describe('confidence', () => {
  const listed = (...regions: string[]) => {
    for (const region of regions) profiles(`${region}.json`, withoutModels(summary(region, 'us.openai.gpt-page', US)));
  };

  test('is high where the sources name the same Regions, of those that both asked', async () => {
    listed(...US);
    await merge();
    expect(row('us.openai.gpt-page')).toMatchObject({ confidence: 'high', sources: { 'us-east-1': null, 'us-west-2': null } });
    expect(row('us.openai.gpt-page')).not.toHaveProperty('origin');
  });

  test('stays where the listing lacks a Region that it asked', async () => {
    profiles('us-east-1.json', summary('us-east-1', `us.${OPUS}`, US));
    listed('us-west-2');
    await merge();
    expect(row('us.openai.gpt-page')!.confidence).toBe('medium');
  });

  test('is not raised by the same source again', async () => {
    profiles('us-east-1.json', withoutModels(summary('us-east-1', 'us.xai.grok-id', US)));
    await merge();
    await merge();
    expect(row('us.xai.grok-id')!.confidence).toBe('medium');
  });

  test('is medium for what was in doubt', async () => {
    profiles('us-east-1.json', withoutModels(summary('us-east-1', 'us.openai.gpt-doubtful', US)));
    await merge();
    expect(row('us.openai.gpt-doubtful')!.confidence).toBe('medium');
  });
});

describe('on-demand facts', () => {
  test('are taken for the models of the catalog, and only added', async () => {
    known();
    models('us-east-1', { [OPUS]: ['INFERENCE_PROFILE'], 'openai.gpt-page': ['ON_DEMAND', 'INFERENCE_PROFILE'], 'someone.else': ['ON_DEMAND'] });
    await merge();
    expect(row(`us.${OPUS}`)).toMatchObject({ profileOnlyOnBedrockRuntime: true });
    expect(row(`global.${OPUS}`)).toMatchObject({ profileOnlyOnBedrockRuntime: true });
    expect(row('us.openai.gpt-page')).toMatchObject({ alsoOnDemandIn: ['us-east-1'] });
    expect(repository.out).toContain('## Callable without a profile\n\n- `anthropic.claude-opus-5`: through profiles only\n- `openai.gpt-page`: us-east-1\n');
    rmSync(join(folder, 'models-us-east-1.json'));
    models('us-west-2', { 'openai.gpt-page': ['ON_DEMAND'] });
    await merge();
    expect(row('us.openai.gpt-page')).toMatchObject({ alsoOnDemandIn: ['us-east-1', 'us-west-2'] });
  });

  test('are disputed where the catalog has a model through profiles only, and stay where a listing lacks them', async () => {
    repository.folder.write({
      ...SMALL,
      profiles: SMALL.profiles.map((one) => (one.modelId === OPUS ? { ...one, profileOnlyOnBedrockRuntime: true } : one.id === 'us.openai.gpt-page' ? { ...one, alsoOnDemandIn: ['us-east-1'] } : one)),
    });
    models('us-east-1', { [OPUS]: ['ON_DEMAND'], 'openai.gpt-page': ['INFERENCE_PROFILE'] });
    await merge();
    expect(row(`us.${OPUS}`)).toMatchObject({ profileOnlyOnBedrockRuntime: true, disputedOnDemandIn: ['us-east-1'] });
    expect(row('us.openai.gpt-page')).toMatchObject({ alsoOnDemandIn: ['us-east-1'] });
    expect(repository.out).toContain('## The sources differ: callable without a profile\n\n' +
      `- \`${OPUS}\`: us-east-1: the catalog has it through profiles only\n- \`openai.gpt-page\`: us-east-1: the listing has it through profiles only\n`);
    expect(repository.files()['src/bedrock/catalog-data.ts']).toMatch(/\{"id":"anthropic.claude-opus-5","onDemand":null,"disputed":\d+\}/);
  });
});

test('leaves out the profiles of the account itself', async () => {
  profiles('us-east-1.json', summary('us-east-1', `us.${OPUS}`, US), {
    inferenceProfileId: 'a1b2c3d4e5f6', type: 'APPLICATION', inferenceProfileArn: 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6', models: [],
  });
  await merge();
  expect(repository.out).not.toContain('Skipped');
});

test('skips an entry that is not as documented, says why, and takes the others', async () => {
  profiles('us-west-2.json', summary('us-west-2', 'us.new.model', US), summary('us-west-2', 'us.odd.model', ['us-east-1']));
  profiles('us-east-1.json', { ...summary('us-east-1', 'us.other.model', US), inferenceProfileId: 'nothing', models: undefined });
  await merge();
  expect(repository.out).toContain('## Skipped: not as documented\n\n- `nothing` in us-east-1: its ID is not a prefix and a model ID.\n- `us.odd.model` in us-west-2: its models are in us-east-1, ');
  expect([row('us.new.model')?.id, row('us.odd.model')]).toEqual(['us.new.model', undefined]);
});

test('writes the same bytes for the same answers in other files, another order and another layout', async () => {
  const east = [summary('us-east-1', 'us.b.model', US), summary('us-east-1', 'us.a.model', US)];
  profiles('a.json', ...east);
  profiles('b.json', summary('us-west-2', 'us.a.model', US));
  models('us-east-1', { 'a.model': ['ON_DEMAND'], 'b.model': ['INFERENCE_PROFILE'] });
  await merge();
  const first = { ...repository.files(), out: repository.out };
  for (const name of ['a.json', 'b.json', 'models-us-east-1.json']) rmSync(join(folder, name));
  repository.remove();
  repository = new Repository();
  file('z.json', JSON.stringify({ inferenceProfileSummaries: [...east].reverse().map((one) => ({ ...one, models: [...one.models!].reverse() })) }));
  profiles('y.json', summary('us-west-2', 'us.a.model', US));
  models('us-east-1', { 'b.model': ['INFERENCE_PROFILE'], 'a.model': ['ON_DEMAND'] });
  await merge();
  expect({ ...repository.files(), out: repository.out }).toEqual(first);
});

test('changes no byte the second time', async () => {
  known();
  profiles('us-west-2.json', summary('us-west-2', 'us.new.model', US));
  models('us-east-1', { [OPUS]: ['ON_DEMAND'], 'new.model': ['INFERENCE_PROFILE'] });
  await merge();
  const before = repository.files();
  await expect(repository.update(nobody, '2026-12-01', '--from', folder, '--source', 'some-tool', '--date', '2026-10-09')).resolves.toBe(0);
  expect(repository.out).toMatch(/No changes\.[^]*\nno changes\n$/);
  expect(repository.files()).toEqual(before);
});

test('is dated today and named after the folder if nothing else is said', async () => {
  profiles('us-west-2.json', summary('us-west-2', 'us.new.model', US));
  await expect(repository.update(nobody, '2026-11-24', '--from', folder)).resolves.toBe(0);
  expect(repository.folder.read().sources).toEqual([{ name: 'some-tool', date: '2026-11-24', regions: ['us-west-2'] }]);
});

test('keeps what a person wrote of a source, and the later date', async () => {
  repository.folder.write({ ...SMALL, sources: [{ name: 'some-tool', date: '2026-11-01', regions: ['us-east-1'], url: 'https://example.com' } as never] });
  profiles('us-west-2.json', summary('us-west-2', 'us.new.model', US));
  await merge();
  expect(repository.folder.read().sources).toEqual([{ name: 'some-tool', date: '2026-11-01', regions: ['us-east-1', 'us-west-2'], url: 'https://example.com' }]);
});

test('changes nothing when it is a dry run, and writes the report where it is asked to', async () => {
  const before = repository.files();
  profiles('us-west-2.json', summary('us-west-2', 'us.new.model', US));
  const report = join(folder, 'report.md');
  await expect(merge('--dry-run', '--report', report)).resolves.toBe(0);
  expect(repository.files()).toEqual(before);
  expect(repository.out).toBe('');
});

describe('leaves every byte as it was and says why', () => {
  const good = () => profiles('us-west-2.json', summary('us-west-2', 'us.new.model', US));
  test.each<[string, () => void, RegExp]>([
    ['a file that is cut off', () => file('us-east-1.json', '{"inferenceProfileSummaries": [{"inferen'), /^--from: us-east-1\.json: .*JSON/],
    ['an empty file', () => file('us-east-1.json', ''), /^--from: us-east-1\.json: .*JSON/],
    ['another answer', () => file('us-east-1.json', { guardrails: [] }), /^--from: us-east-1\.json: it has neither "inferenceProfileSummaries" nor "modelSummaries"; write it with: aws bedrock /],
    ['null', () => file('us-east-1.json', 'null'), /it has neither/],
    ['a list that is none', () => file('us-east-1.json', { inferenceProfileSummaries: 'none' }), /it has neither/],
    ['a Region that lists nothing', () => profiles('us-east-1.json'), /^--from: us-east-1\.json: it lists nothing/],
    ['two Regions in a file', () => profiles('us-east-1.json', summary('us-east-1', `us.${OPUS}`, US), summary('us-west-2', `us.${OPUS}`, US)), /its ARNs are not all of one Region \(us-east-1, us-west-2\)/],
    ['an entry without an ARN', () => profiles('us-east-1.json', { inferenceProfileId: `us.${OPUS}` }), /its ARNs are not all of one Region/],
    ['an entry that is null', () => file('us-east-1.json', { inferenceProfileSummaries: [null] }), /its ARNs are not all of one Region/],
    ['a Region twice', () => profiles('again.json', summary('us-west-2', `us.${OPUS}`, US)), /^--from: again\.json and us-west-2\.json both list us-west-2; keep one/],
    ['a Region that nobody knows', () => profiles('us-new-1.json', summary('us-new-1', `us.${OPUS}`, ['us-new-1'])), /^--from: us-new-1\.json: "us-new-1" is not a Region of regions\.json; add it there first/],
  ])('for %s', async (_, bad, why) => {
    good();
    bad();
    const before = repository.files();
    await expect(merge()).resolves.toBe(2);
    expect(repository.err).toMatch(why);
    expect(repository.err).toMatch(/nothing was written\n$/);
    expect([repository.out, repository.files()]).toEqual(['', before]);
  });

  test('for a folder that is not there, and for one without listings', async () => {
    const before = repository.files();
    await expect(merge()).resolves.toBe(2);
    expect(repository.err).toContain('--from: no file in the folder ends in ".json"');
    await expect(repository.update(nobody, '2026-11-24', '--from', '/nowhere')).resolves.toBe(2);
    expect(repository.err).toContain('no such file');
    expect(repository.files()).toEqual(before);
  });

  test('for a folder in which nothing can be read', async () => {
    profiles('us-west-2.json', summary('us-west-2', 'us.odd.model', ['us-east-1']));
    const before = repository.files();
    await expect(merge()).resolves.toBe(1);
    expect(repository.err).toBe('no profile could be read; nothing was written\n');
    expect(repository.files()).toEqual(before);
  });

  test.each([
    [['--from', 'x', '--regions', 'us-east-1'], '--regions: "us-east-1" is for a scan; with --from, the Regions are those of the folder'],
    [['--from', 'x', '--partition', 'aws'], '--partition: "aws" is for a scan'],
    [['--source', 'x'], '--source: "x" is about a folder; give --from too'],
    [['--date', '2026-10-09'], '--date: "2026-10-09" is about a folder; give --from too'],
    [['--from', 'x', '--source', '../x'], '--source: "../x" is not a name'],
    [['--from', 'x', '--date', '2026-13-01'], '--date: "2026-13-01" is not a date; give one like 2026-10-09'],
  ])('for %j', async (args, why) => {
    await expect(repository.update(nobody, '2026-11-24', ...args)).resolves.toBe(2);
    expect(repository.err).toContain(why);
  });

  test.each([1, 2, 3, 4])('for a write that fails at file %d', async (turn) => {
    const fs = jest.requireActual<typeof import('fs')>('fs');
    profiles('us-west-2.json', summary('us-west-2', 'kr.new.model', US));
    const before = repository.files();
    for (const step of ['writeFileSync', 'renameSync'] as const) {
      let calls = 0;
      const original = fs[step] as (...args: unknown[]) => void;
      const spy = jest.spyOn(fs, step).mockImplementation((...args: unknown[]) => {
        calls += 1;
        if (calls === turn) throw new Error('the disk is full');
        original(...args);
      });
      await expect(merge()).rejects.toThrow('the disk is full');
      spy.mockRestore();
      expect(repository.files()).toEqual(before);
    }
  });

  test('for a run that is interrupted', async () => {
    good();
    const before = repository.files();
    let err = '';
    const code = await update(['--root', repository.root, '--from', folder], {
      today: '2026-11-24', out: () => {}, terminal: { write: (text) => { err += text; }, isTTY: false, quiet: true }, signal: AbortSignal.abort(),
    });
    expect([code, err, repository.files()]).toEqual([130, 'interrupted; nothing was written\n', before]);
  });
});
