import { execFile } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import * as sdk from '@aws-sdk/client-bedrock';
import { buildSync } from 'esbuild';
import { Answer, BedrockServer, summary } from './bedrock-server';
import { EU } from './frozen-catalog';
import { BedrockSdk } from '../../src/command/profiles/live';
import { profilesCommand } from '../../src/command/profiles/profiles-command';

jest.mock('../../src/bedrock/catalog-data', () => jest.requireActual<object>('./frozen-catalog'));

const ROOT = join(__dirname, '..', '..');
const REGION = 'eu-west-1';
const NO_SDK = '--live needs the AWS SDK: npx -p cdk-bedrock-cris -p @aws-sdk/client-bedrock cdk-bedrock-cris profiles --live\n';
const OLD = summary(REGION, 'global.anthropic.claude-old');
const OPUS = summary(REGION, 'global.anthropic.claude-opus-5');
const EU_OPUS = summary(REGION, 'eu.anthropic.claude-opus-5', EU);

let server: BedrockServer;
let saved: NodeJS.ProcessEnv;
beforeAll(async () => { server = await BedrockServer.start(); });
afterAll(() => server.stop());
beforeEach(() => {
  saved = process.env;
  process.env = {
    ...saved,
    AWS_ENDPOINT_URL_BEDROCK: server.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_MAX_ATTEMPTS: '1',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
});
afterEach(() => { process.env = saved; });

async function run(answers: readonly Answer[], ...args: string[]) {
  server.reset(Object.fromEntries([REGION, 'eu-west-2', 'us-east-1', 'mars-north-1'].map((region) => [region, answers])));
  let out = '', err = '';
  const code = await profilesCommand(['--live', ...args], { out: (text) => { out += text; }, err: (text) => { err += text; } }, async () => sdk as unknown as BedrockSdk);
  return { code, out, err };
}

test('finds no difference in an account that lists what the catalog has', async () => {
  await expect(run([{ inferenceProfileSummaries: [OPUS, EU_OPUS, OLD] }])).resolves.toEqual({
    code: 0, err: '', out: 'inference profiles of eu-west-1: 3 listed, beside the catalog of 2026-11-22\n\nno difference\n',
  });
});

test('prints what only the account has, only the catalog, and destinations that differ', async () => {
  const { out } = await run([
    { inferenceProfileSummaries: [summary(REGION, 'global.new.model'), summary(REGION, 'eu.anthropic.claude-opus-5', [REGION, 'eu-new-1'])], nextToken: 'two' },
    {
      inferenceProfileSummaries: [
        summary(REGION, 'global.openai.gpt-6-sol'), summary(REGION, 'us.amazon.nova-lite-v1:0', [REGION]),
        { ...summary(REGION, 'eu.odd.model', [REGION]), models: [] },
      ],
    },
  ]);
  expect(out).toBe(`inference profiles of eu-west-1: 4 listed, beside the catalog of 2026-11-22

only in the account
  global.new.model: the catalog does not know it
  global.openai.gpt-6-sol: the catalog does not know its source Regions
  us.amazon.nova-lite-v1:0: the catalog does not list eu-west-1 as its source Region

only in the catalog
  global.anthropic.claude-old: AWS has retired the model
  global.anthropic.claude-opus-5: the account does not list it

destinations differ
  eu.anthropic.claude-opus-5: eu-new-1, eu-west-1; the catalog has eu-central-1, eu-north-1, eu-west-1

not as documented
  eu.odd.model: its models are in none, without eu-west-1 or with one that has no Region
`);
});

test('does not miss a profile whose entry is not as documented', async () => {
  const { out } = await run([{ inferenceProfileSummaries: [{ ...OPUS, models: [] }, EU_OPUS, OLD] }]);
  expect(out).not.toContain('only in');
  expect(out).toContain('\nnot as documented\n  global.anthropic.claude-opus-5: ');
});

test('says where the catalog does not know the destinations', async () => {
  const { out } = await run([{ inferenceProfileSummaries: [summary('eu-west-2', 'eu.anthropic.claude-page', ['eu-west-2'])] }], '--source-region', 'eu-west-2', '--model', 'page');
  expect(out).toContain('\ndestinations differ\n  eu.anthropic.claude-page: eu-west-2; the catalog does not know them\n');
});

test('asks Regions that the catalog does not know', async () => {
  const { code, out } = await run([{ inferenceProfileSummaries: [summary('mars-north-1', 'global.new.model')] }], '--source-region', 'mars-north-1');
  expect([code, out.split('\n')[0]]).toEqual([0, 'inference profiles of mars-north-1: 1 listed, beside the catalog of 2026-11-22']);
});

test('compares only what the options select, in the Region that is given, as JSON too', async () => {
  const listed = [summary('us-east-1', 'us.new.model', ['us-east-1']), summary('us-east-1', 'global.new.model')];
  const { code, out } = await run([{ inferenceProfileSummaries: listed }], '--source-region', 'us-east-1', '--scope', 'global', '--model', 'new.*', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    catalogDate: '2026-11-22',
    sourceRegion: 'us-east-1',
    listed: 1,
    onlyInCatalog: [],
    destinations: [],
    odd: [],
    onlyInAccount: [{ id: 'global.new.model', why: 'the catalog does not know it' }],
  });
  expect(server.asked.map(({ region }) => region)).toEqual(['us-east-1']);
});

test.each<[string, Answer, RegExp]>([
  ['a caller without permission', { status: 403, type: 'AccessDeniedException' }, /in eu-west-1 did not list .*AccessDeniedException, HTTP 403: the caller may not bedrock:ListInferenceProfiles/],
  ['a Region that is not enabled', { status: 403, type: 'UnrecognizedClientException' }, /not enabled in the account/],
])('says in one line what is wrong with %s', async (_what, answer, message) => {
  const { code, out, err } = await run([answer]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(message);
  expect(err).toMatch(/^[^\n]*\n$/);
});

test('says in one line that there are no credentials, or no Region', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
  await expect(run([])).resolves.toMatchObject({ code: 1, err: expect.stringMatching(/no AWS credentials were found\n$/) as unknown });
  delete process.env.AWS_REGION;
  await expect(run([])).resolves.toMatchObject({ code: 1, err: 'no Region is configured; give --source-region\n' });
  expect(server.asked).toEqual([]);
});

test.each([
  ['is missing', Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }), NO_SDK],
  ['does not load', new Error('too old'), '@aws-sdk/client-bedrock cannot be loaded: too old\n'],
])('says in one line what to do when the SDK %s', async (_what, error, line) => {
  let err = '';
  const load = async (): Promise<BedrockSdk> => Promise.reject(error);
  await expect(profilesCommand(['--live'], { out: () => undefined, err: (text) => { err += text; } }, load)).resolves.toBe(1);
  expect(err).toBe(line);
});

/** The command in a process of its own, because Jest has no dynamic imports. */
async function inProcess(profiles: string, cwd: string, ...node: string[]) {
  const io = '{ out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) }';
  const script = `require(${JSON.stringify(profiles)}).profilesCommand(['--live'], ${io}).then((code) => process.stdout.write('exit ' + code))`;
  return promisify(execFile)(process.execPath, [...node, '-e', script], { cwd, env: process.env });
}

test('loads the SDK where there is one', async () => {
  server.reset({ [REGION]: [{ inferenceProfileSummaries: [summary(REGION, 'global.new.model')] }] });
  const { stdout, stderr } = await inProcess('./src/command/profiles/profiles-command', ROOT, '--import', 'tsx');
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/only in the account\n {2}global\.new\.model: [^]*exit 0$/) as unknown, stderr: '' });
}, 30_000);

test('needs no SDK to be bundled, and says so where there is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'no-sdk-'));
  try {
    buildSync({ entryPoints: [join(ROOT, 'src', 'command', 'profiles', 'profiles-command.ts')], bundle: true, platform: 'node', outfile: join(folder, 'profiles.js'), logLevel: 'error' });
    await expect(inProcess(join(folder, 'profiles.js'), folder)).resolves.toMatchObject({ stdout: 'exit 1', stderr: NO_SDK });
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 30_000);
