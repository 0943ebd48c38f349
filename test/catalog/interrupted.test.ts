import { spawn } from 'child_process';
import { join } from 'path';
import { Answers, BedrockServer, summary } from './bedrock-server';
import { asKnown, OPUS, Repository, US } from './small-catalog';
import { merge } from '../../scripts/catalog/merge';

const fs = jest.requireActual<typeof import('fs')>('fs');
const ROOT = join(__dirname, '..', '..');
const NEW: Answers = asKnown({ 'us-west-2': [{ inferenceProfileSummaries: [summary('us-west-2', 'us.new.model', US)] }] });

let server: BedrockServer;
let repository: Repository;
beforeEach(async () => {
  server = await BedrockServer.start(NEW);
  repository = new Repository();
});
afterEach(async () => {
  repository.remove();
  await server.stop();
});

/** The updater as a process of its own, told about the server by the SDK's own variables; resolves with its exit code. */
function run(options: { readonly onAsked?: (interrupt: () => void) => void } = {}): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/catalog/update.ts', '--root', repository.root], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      TSX_TSCONFIG_PATH: join(ROOT, 'test', 'tsconfig.json'),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ENDPOINT_URL_BEDROCK: server.url,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_MAX_ATTEMPTS: '1',
      CI: 'true',
    },
  });
  let out = '', err = '';
  child.stdout.on('data', (data) => { out += String(data); });
  child.stderr.on('data', (data) => { err += String(data); });
  const timer = setInterval(() => {
    if (server.asked.length < 4) return;
    clearInterval(timer);
    options.onAsked?.(() => child.kill('SIGINT'));
  }, 10);
  return new Promise((resolve) => child.on('close', (code) => {
    clearInterval(timer);
    resolve({ code, out, err });
  }));
}

test('as a process it finds the service by the environment, is quiet in CI, and writes', async () => {
  const { code, out, err } = await run();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('## New inference profiles\n\n- `us.new.model`: us-west-2\n');
  expect(repository.folder.read().profiles.map(({ id }) => id)).toContain('us.new.model');
}, 30_000);

test('an interrupted run leaves every byte as it was, whatever Regions have answered', async () => {
  server.reset({ ...NEW, 'us-east-1': ['no answer'] });
  const before = repository.files();
  const { code, err } = await run({ onAsked: (interrupt) => interrupt() });
  expect({ code, err }).toEqual({ code: 130, err: 'interrupted; nothing was written\n' });
  expect(repository.files()).toEqual(before);
}, 30_000);

test('a run in which no Region answers fails and writes nothing', async () => {
  const before = repository.files();
  server.reset({ 'us-east-1': [{ inferenceProfileSummaries: [summary('us-east-1', `us.${OPUS}`, US)], nextToken: 'two' }, { status: 500 }] });
  await expect(repository.update(server, '2026-11-22')).resolves.toBe(1);
  expect(repository.err).toMatch(/no Region answered; nothing was written\n$/);
  expect(repository.files()).toEqual(before);
});

test.each([1, 2, 3, 4])('a write that fails at file %d leaves every byte as it was', (turn) => {
  const before = repository.files();
  const scans = [
    { region: 'us-west-2', odd: [], profiles: [{ id: 'us.new.model', scope: 'us', modelId: 'new.model', destinationRegions: US }] },
    { region: 'us-east-1', odd: [], profiles: [{ id: 'kr.new.model', scope: 'kr', modelId: 'new.model', destinationRegions: US }] },
  ];
  const merged = merge(repository.folder.read(), scans, '2026-11-22');
  for (const step of ['writeFileSync', 'renameSync'] as const) {
    let calls = 0;
    const original = fs[step] as (...args: unknown[]) => void;
    const spy = jest.spyOn(fs, step).mockImplementation((...args: unknown[]) => {
      calls += 1;
      if (calls === turn) throw new Error('the disk is full');
      original(...args);
    });
    expect(() => repository.folder.write(merged)).toThrow('the disk is full');
    spy.mockRestore();
    expect(repository.files()).toEqual(before);
  }
  expect(repository.folder.write(merged)).toBe(true);
  expect(Object.entries(repository.files()).filter(([file, text]) => text !== before[file])).toHaveLength(4);
});
