import { EU } from './frozen-catalog';
import { profilesCommand } from '../../src/command/profiles/profiles-command';

jest.mock('../../src/bedrock/catalog-data', () => jest.requireActual<object>('./frozen-catalog'));

const IDS = [
  'eu.anthropic.claude-opus-5', 'eu.anthropic.claude-opus-5-5', 'eu.anthropic.claude-page', 'global.anthropic.claude-old', 'global.anthropic.claude-opus-5',
  'global.openai.gpt-5.6-sol', 'global.openai.gpt-6-sol', 'us-gov.anthropic.claude-opus-5', 'us.amazon.nova-lite-v1:0',
];

async function run(args: string[], columns?: number) {
  let out = '', err = '';
  const code = await profilesCommand(args, { out: (text) => { out += text; }, err: (text) => { err += text; }, columns });
  return { code, out, err };
}

/** The rows of the table that the command prints, cell by cell. */
async function rows(...args: string[]) {
  const { code, out, err } = await run(args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.trimEnd().split('\n').slice(3).map((line) => line.split(/ {2,}/));
}

test('prints the whole catalog under its date, with what is known of each profile', async () => {
  expect((await run([])).out.split('\n')[0]).toBe('catalog of 2026-11-22 (with some-tool of 2026-10-09), 9 of 9 inference profiles');
  await expect(rows()).resolves.toEqual([
    ['eu.anthropic.claude-opus-5', '2', '2026-08-21', 'high', '-'],
    ['eu.anthropic.claude-opus-5-5', 'not known', '2026-11-10', 'medium', '-'],
    ['eu.anthropic.claude-page', '1', '2026-08-21', 'high', '-'],
    ['global.anthropic.claude-old', '1', '2026-08-21', 'high', 'past-eol'],
    ['global.anthropic.claude-opus-5', '3', '2026-08-21', 'high', '-'],
    ['global.openai.gpt-5.6-sol', '1', '2026-08-21', 'medium', '-'],
    ['global.openai.gpt-6-sol', 'not known', '2026-08-21', 'medium', '-'],
    ['us-gov.anthropic.claude-opus-5', '1', '2026-08-21', 'high', '-'],
    ['us.amazon.nova-lite-v1:0', '1', '2026-08-21', 'high', 'legacy'],
  ]);
});

test('prints the destinations from a source Region, of all that is or may be called from there and of nothing else', async () => {
  expect((await rows('--source-region', 'eu-west-2')).map(([id, destinations]) => [id, destinations])).toEqual([
    ['eu.anthropic.claude-opus-5', 'eu-central-1, eu-north-1, eu-west-1, eu-west-2'],
    ['eu.anthropic.claude-opus-5-5', 'source Regions not known'],
    ['eu.anthropic.claude-page', 'not known'],
    ['global.anthropic.claude-opus-5', 'all commercial Regions'],
    ['global.openai.gpt-6-sol', 'source Regions not known'],
  ]);
  expect((await rows('--source-region', 'us-gov-west-1')).map(([id]) => id)).toEqual(['us-gov.anthropic.claude-opus-5']);
});

test.each([
  [['--scope', 'global'], /^global\./],
  [['--scope', 'us'], /^us\./],
  [['--scope', 'us-gov'], /^us-gov\./],
  [['--model', 'opus-5'], /opus-5/],
  [['--model', 'OPUS-5'], /opus-5/],
  [['--model', 'anthropic.*-5'], /anthropic\..*-5$/],
  [['--model', '*opus-?'], /opus-5$/],
  [['--model', 'nova-lite-v1:0'], /nova-lite-v1:0/],
  [['--model', 'gpt-5.6'], /gpt-5\.6/],
  [['--model', 'opus', '--scope', 'eu'], /^eu\..*opus/],
])('%j selects %p', async (args, expected) => {
  expect((await rows(...args)).map(([id]) => id)).toEqual(IDS.filter((id) => expected.test(id)));
});

test.each([[['--model', 'global*']], [['--model', 'gpt.5']], [['--model', '^openai']], [['--model', 'nova', '--scope', 'eu']]])('says that nothing is as %j', async (args) => {
  await expect(run(args)).resolves.toEqual({ code: 1, out: '', err: 'the catalog of 2026-11-22 has no such inference profile\n' });
  const { code, out } = await run([...args, '--json']);
  expect([code, JSON.parse(out)]).toEqual([1, { catalogDate: '2026-11-22', catalogSources: [{ name: 'some-tool', date: '2026-10-09' }], profiles: [] }]);
});

test('prints as JSON what the table says, with the Regions', async () => {
  const opus = { inferenceProfileId: 'eu.anthropic.claude-opus-5', sourceRegions: ['eu-west-1', 'eu-west-2'], asOf: '2026-08-21', confidence: 'high', lifecycle: null, origin: [] };
  const unknown = { inferenceProfileId: 'eu.anthropic.claude-opus-5-5', sourceRegions: null, destinationRegions: null, asOf: '2026-11-10', confidence: 'medium', lifecycle: null, origin: [] };
  const page = { inferenceProfileId: 'eu.anthropic.claude-page', sourceRegions: ['eu-west-2'], asOf: '2026-08-21', confidence: 'high', lifecycle: null, origin: ['some-tool'] };
  expect(JSON.parse((await run(['--json', '--scope', 'eu'])).out)).toEqual({
    catalogDate: '2026-11-22',
    catalogSources: [{ name: 'some-tool', date: '2026-10-09' }],
    profiles: [
      { ...opus, destinationRegions: { 'eu-west-1': EU, 'eu-west-2': [...EU, 'eu-west-2'] } },
      unknown,
      { ...page, destinationRegions: { 'eu-west-2': null } },
    ],
  });
  expect(JSON.parse((await run(['--json', '--scope', 'eu', '--source-region', 'eu-west-1'])).out)).toEqual({
    catalogDate: '2026-11-22', catalogSources: [{ name: 'some-tool', date: '2026-10-09' }], sourceRegion: 'eu-west-1', profiles: [{ ...opus, destinationRegions: EU }, unknown],
  });
});

test('fits a narrow terminal by breaking lists of Regions, and loses none', async () => {
  const narrow = await run(['--source-region', 'eu-west-2'], 95);
  const wide = await run(['--source-region', 'eu-west-2']);
  const words = (text: string) => text.split(/\s+/).sort();
  expect(Math.max(...narrow.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(95);
  expect(words(narrow.out)).toEqual(words(wide.out));
  expect(narrow.out.split('\n').length).toBeGreaterThan(wide.out.split('\n').length);
});

test.each([
  [['--source-region', 'eu-west-9'], /^--source-region: .* 2026-11-22 does not know "eu-west-9"; give one of eu-central-1, .*us-east-1, us-gov-west-1\n/],
  [['--source-region', 'ap-east-1'], /^--source-region: .* does not know "ap-east-1"/],
  [['--scope', 'xx'], /^--scope: .* does not know "xx"; give one of eu, global, us, us-gov\n/],
  [['--colour'], /^Unknown option '--colour'\n/],
  [['extra'], /^Unexpected argument 'extra'/],
  [['--model'], /^Option '--model <value>' argument missing\n/],
  [['--json=yes'], /^Option '--json' does not take an argument\n/],
])('answers %j with what it takes', async (args, message) => {
  const { code, out, err } = await run(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err).toContain('--live');
});

test.each(['--help', '-h'])('explains itself for %s', async (option) => {
  await expect(run([option])).resolves.toMatchObject({ code: 0, err: '', out: expect.stringContaining('--source-region REGION') as unknown });
});

test('loads neither the CDK nor the SDK before it is asked to', () => {
  jest.isolateModules(() => {
    for (const name of ['aws-cdk-lib', 'constructs', '@aws-sdk/client-bedrock']) jest.doMock(name, () => { throw new Error(`${name} is loaded`); });
    expect(() => jest.requireActual<object>('../../src/command/profiles/profiles-command')).not.toThrow();
  });
});
