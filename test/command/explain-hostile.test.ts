import { command, Workspace } from './command-run';

const workspace = new Workspace();

const MB = 1024 * 1024;
const DENIED = 'User: arn:aws:iam::111122223333:user/dana is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-6 because no identity-based policy allows the bedrock:InvokeModel action';

/** Seconds, generous for a busy machine: what must not happen takes minutes. */
const MOST = 20;

async function timed(content: string | Buffer, name = 'input'): Promise<{ code: number; causes: string[]; seconds: number }> {
  const path = workspace.write(name, content.toString('latin1'));
  const start = process.hrtime.bigint();
  const { code, out } = await command('explain', '--format', 'json', '--region', 'eu-west-1', '--file', path);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { code, causes: out === '' ? [] : (JSON.parse(out) as { explanations: { cause: string }[] }).explanations.map(({ cause }) => cause), seconds };
}

test.each<[string, () => string]>([
  ['20 MB of text, with one message at its end', () => `${'a log line with nothing in it\n'.repeat(20 * MB / 30)}${DENIED}`],
  ['5 MB without a line break', () => `${'x'.repeat(5 * MB)} ${DENIED}`],
  ['5 MB of spaces', () => `${' '.repeat(5 * MB)}${DENIED}`],
  ['5 MB of backslashes', () => `${'\\'.repeat(5 * MB)} ${DENIED}`],
  ['1 MB of escape sequences', () => `${'\u001B['.repeat(MB / 2)}${DENIED}`],
  ['5 MB of JSON', () => JSON.stringify({ padding: 'y'.repeat(5 * MB), message: DENIED })],
])('%s', async (_name, text) => {
  const { code, causes, seconds } = await timed(text());
  expect([code, causes]).toEqual([0, ['regionlessModelDenied']]);
  expect(seconds).toBeLessThan(MOST);
}, 60_000);

test('the same message 100,000 times is one', async () => {
  const { causes, seconds } = await timed(`${DENIED}\n`.repeat(100_000));
  expect(causes).toEqual(['regionlessModelDenied']);
  expect(seconds).toBeLessThan(MOST);
}, 60_000);

test('thousands of different messages', async () => {
  const text = Array.from({ length: 20_000 }, (_, index) => DENIED.replace('user/dana', `user/u${index}`)).join('\n');
  const path = workspace.write('many', text);
  const { code, err } = await command('explain', '--format', 'json', '--file', path);
  expect([code, err]).toEqual([0, expect.stringContaining('more messages than are read')]);
}, 60_000);

test('binary content', async () => {
  const bytes = Buffer.from(Array.from({ length: MB }, (_, index) => (index * 7919) % 256));
  expect(await timed(bytes)).toMatchObject({ code: 1, causes: [] });
  expect(await timed(Buffer.concat([bytes, Buffer.from(` ${DENIED} `), bytes]))).toMatchObject({ code: 0, causes: ['regionlessModelDenied'] });
}, 60_000);

test('JSON of 100,000 levels', async () => {
  const deep = `${'{"a":'.repeat(100_000)}"${DENIED}"${'}'.repeat(100_000)}`;
  expect((await timed(deep)).causes).toEqual(['regionlessModelDenied']);
}, 60_000);

// Each is made to match long and fail at its end.
test.each<[string, string]>([
  ['phrases without an end', 'is not authorized to perform: '.repeat(30_000)],
  ['actions without an end', `not authorized to perform: bedrock:${'A'.repeat(500_000)}`],
  ['resources without an end', `not authorized to perform: bedrock:InvokeModel on resource: arn:${':'.repeat(500_000)}`],
  ['resources in a row', 'not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:::foundation-model/'.repeat(5_000)],
  ['IDs without an end', `ValidationException: The provided model identifier is invalid. ${'eu.anthropic.'.repeat(50_000)}`],
  ['Regions without an end', `AccessDenied region = "${'us-east-'.repeat(50_000)}`],
  ['hosts without an end', `AccessDenied ${'bedrock-runtime-'.repeat(50_000)}`],
  ['errors without an end', `${'AaException'.repeat(50_000)} Too many tokens`],
  ['an encoded message without an end', `Encoded authorization failure message: ${'A'.repeat(MB)}`],
  ['operations without an end', `Too many tokens ${'operation error Bedrock Runtime '.repeat(30_000)}`],
  ['open quotes', `The provided model identifier is invalid. Value '${"'".repeat(500_000)}`],
])('%s end in time', async (_name, text) => {
  const { seconds } = await timed(text);
  expect(seconds).toBeLessThan(MOST);
}, 60_000);
