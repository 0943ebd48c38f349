import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { command, commandWith, Ran, Workspace } from './command-run';

const workspace = new Workspace();

const MODEL = 'anthropic.claude-sonnet-4-6';
const denied = (resource: string) =>
  `AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/app/i-1 is not authorized to perform: bedrock:InvokeModel on resource: ${resource} because no identity-based policy allows the bedrock:InvokeModel action`;
const REGIONLESS = denied(`arn:aws:bedrock:::foundation-model/${MODEL}`);
const PROFILE = denied(`arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.${MODEL}`);
const THROTTLED = 'ThrottlingException: Too many tokens, please wait before trying again.';

interface Json {
  readonly explanations: readonly { readonly cause: string; readonly times: number; readonly placeholders: object; readonly facts: object }[];
  readonly recognised?: object;
}

function explained({ out }: Ran): Json {
  return JSON.parse(out) as Json;
}

const causes = (ran: Ran) => explained(ran).explanations.map(({ cause, times }) => [cause, times]);

const piped = (text: string | Buffer, ...args: string[]): Promise<Ran> => commandWith({ input: () => Buffer.from(text) }, 'explain', ...args);

describe('where a message comes from', () => {
  test('an argument, or several that were not quoted', async () => {
    const whole = await command('explain', '--format', 'json', REGIONLESS);
    const pieces = await command('explain', '--format', 'json', ...REGIONLESS.split(' '));
    expect(causes(whole)).toEqual([['regionlessModelDenied', 1]]);
    expect(pieces).toEqual(whole);
  });

  test('files, and standard input', async () => {
    const [one, other] = [workspace.write('one.log', `a\n${REGIONLESS}\nb\n`), workspace.write('other.log', THROTTLED)];
    expect(causes(await command('explain', '--format', 'json', '--file', one, '--file', other))).toEqual([['regionlessModelDenied', 1], ['throttled', 1]]);
    expect(causes(await piped(PROFILE, '--format', 'json', '-'))).toEqual([['profileDenied', 1]]);
    // As Windows PowerShell writes files.
    expect(causes(await piped(Buffer.from(`\uFEFF${PROFILE}`, 'utf16le'), '--format', 'json', '-'))).toEqual([['profileDenied', 1]]);
  });

  test('several messages in one text: each once, with how often', async () => {
    const log = [PROFILE, THROTTLED, PROFILE, REGIONLESS, PROFILE].map((line, index) => `2026-11-22T10:00:0${index}Z ${line}`).join('\n');
    expect(causes(await piped(log, '--format', 'json', '-'))).toEqual([['profileDenied', 3], ['throttled', 1], ['regionlessModelDenied', 1]]);
    expect((await piped(log, '-')).out).toContain('in the source Region (3 times)');
  });
});

describe('what a message does not tell', () => {
  test('is a placeholder that is explained, and can be given', async () => {
    const open = explained(await command('explain', '--format', 'json', REGIONLESS)).explanations[0];
    expect(open.placeholders).toEqual({ '<source-region>': expect.stringContaining('--region') });
    const known = await command('explain', '--format', 'json', '--region', 'eu-west-1', REGIONLESS);
    expect(explained(known).explanations[0].placeholders).toEqual({});
    expect(known.out).not.toMatch(/<[a-z-]+>/);
  });

  test('what the message tells counts more than what is given', async () => {
    const { facts } = explained(await command('explain', '--format', 'json', '--region', 'us-east-1', PROFILE)).explanations[0];
    expect(facts).toMatchObject({ sourceRegion: 'eu-west-1' });
  });
});

describe('what is not recognised', () => {
  test.each([
    ['an empty message', '', 'the message is empty'],
    ['white space', ' \n\t ', 'the message is empty'],
    ['another text', 'the coffee is cold', 'no error of Amazon Bedrock was recognised'],
    ['an error of another kind', 'botocore.exceptions.ParamValidationError: Parameter validation failed', 'no error of Amazon Bedrock was recognised'],
  ])('%s exits with 1', async (_name, text, said) => {
    const { code, out, err } = await command('explain', text);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(said);
  });

  test('shows what was seen all the same', async () => {
    const text = `An error occurred (ModelErrorException) when calling the Converse operation: something new happened with eu.${MODEL}`;
    const { code, err } = await command('explain', text);
    expect(code).toBe(1);
    expect(err).toMatch(/Error +ModelErrorException/);
    expect(err).toMatch(/Operation +Converse/);
    expect(err).toMatch(new RegExp(`Called +eu\\.${MODEL}`));
    const json = await command('explain', '--format', 'json', text);
    expect([json.code, explained(json)]).toEqual([1, { explanations: [], recognised: { code: 'ModelErrorException', operation: 'Converse', called: `eu.${MODEL}` } }]);
  });
});

describe('arguments that are not usable exit with 2', () => {
  test.each<[string, string[], RegExp]>([
    ['none', [], /no message given/],
    ['an unknown option', ['--formt', 'json', 'x'], /there is no option --formt; did you mean --format/],
    ['an unknown format', ['--format', 'xml', REGIONLESS], /--format: there is no xml; give text or json/],
    ['no Region', ['--region', 'Ireland', REGIONLESS], /Ireland is not a Region/],
    ['a file that does not exist', ['--file', '/does/not/exist.log'], /does not exist/],
    ['a folder for a file', ['--file', __dirname], /is no file/],
  ])('%s', async (_name, args, said) => {
    const { code, out, err } = await command('explain', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(said);
    expect(err).toContain('--help');
  });
});

test('a template that cannot be read is named, the message is explained, and the command exits with 2', async () => {
  const ran = await command('explain', '--format', 'json', '--template', '/does/not/exist.json', REGIONLESS);
  expect([ran.code, causes(ran)]).toEqual([2, [['regionlessModelDenied', 1]]]);
  expect(ran.err).toContain('/does/not/exist.json');
});

test('--help shows the usage, with examples', async () => {
  const { code, out } = await command('explain', '--help');
  expect(code).toBe(0);
  for (const part of ['--file', '--template', '--region', '--model-id', '--format', 'Exit codes', 'Examples']) expect(out).toContain(part);
  expect((await command('--help')).out).toMatch(/^ {2}explain </m);
});

test('texts for people end their lines, and have nothing but what can be read', async () => {
  const { out } = await command('explain', `\u001B[31m${REGIONLESS}\u001B[0m`);
  expect(out.endsWith('\n')).toBe(true);
  expect(out).not.toMatch(/undefined|\[object|NaN|\u001B/);
});

test('nothing of the network or of credentials is loaded', () => {
  const folder = join(__dirname, '..', '..', 'src', 'command', 'explain');
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  expect([...new Set([...sources.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name))].sort()).toEqual(['fs']);
});
