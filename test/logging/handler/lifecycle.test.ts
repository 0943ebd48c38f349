import { createHash } from 'crypto';
import { BedrockServer } from './bedrock-server';
import { configurationOf, ResourceInStack } from './stack';

const OURS = configurationOf('ours');
const NEW = configurationOf('ours', { imageDataDeliveryEnabled: false });
const THEIRS = configurationOf('theirs');

let server: BedrockServer;
let stack: ResourceInStack;

beforeAll(async () => { server = await BedrockServer.start(); });
afterAll(async () => server.stop());
beforeEach(() => {
  server.reset();
  stack = new ResourceInStack(server);
});

describe('create', () => {
  test('puts the configuration where there is none', async () => {
    expect(await stack.deploy({ configuration: OURS })).toBeUndefined();
    expect(server.configuration).toEqual(OURS);
    expect(server.requests).toEqual(['GET', 'PUT']);
    expect(stack.log).toEqual(['Create Logging: done, bedrock-invocation-logging/none']);
  });

  test('takes on one that is the same, without putting it', async () => {
    server.reset(OURS);
    expect(await stack.deploy({ configuration: OURS })).toBeUndefined();
    expect(server.requests).toEqual(['GET']);
  });

  test('refuses to overwrite another, names its destinations and what to do, and its rollback touches nothing', async () => {
    server.reset({ ...THEIRS, s3Config: { bucketName: 'audit', keyPrefix: 'x' } });
    expect(await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' })).toBe(
      'The logging of model invocations is configured already, by somebody else: it delivers to the log group "theirs-logs" and the bucket "audit"' +
      ' and the bucket "theirs-bucket" for large data. There is one configuration for the account in each Region. Delete it, or set overwriteExisting to replace it');
    expect(server.changes).toEqual([]);
    expect(server.requests).toEqual(['GET']);
  });

  test('a switch that differs makes it another', async () => {
    server.reset(NEW);
    expect(await stack.deploy({ configuration: OURS })).toMatch(/by somebody else/);
    expect(server.changes).toEqual([]);
  });

  test('overwrites another if told, and remembers and logs it', async () => {
    server.reset(THEIRS);
    expect(await stack.deploy({ configuration: OURS, overwriteExisting: true, onDelete: 'RESTORE' })).toBeUndefined();
    expect(server.configuration).toEqual(OURS);
    expect(stack.log).toContain(`Overwrites ${JSON.stringify(THEIRS)}`);
    expect(await stack.destroy()).toBeUndefined();
    expect(server.configuration).toEqual(THEIRS);
  });

  test('does not overwrite what is too long to be remembered', async () => {
    const noise = Array.from({ length: 16 }, (_, index) => createHash('sha512').update(`${index}`).digest('base64url')).join('').slice(0, 1024);
    server.reset({ s3Config: { bucketName: 'audit', keyPrefix: noise } });
    expect(await stack.deploy({ configuration: OURS, overwriteExisting: true })).toMatch(/^The configuration that delivers to the bucket "audit" is too long to be remembered; delete it first$/);
    expect(server.changes).toEqual([]);
  });

  test('a configuration without destinations is none', async () => {
    server.reset({ textDataDeliveryEnabled: true });
    expect(await stack.deploy({ configuration: OURS })).toBeUndefined();
    expect(server.configuration).toEqual(OURS);
  });

  test('in a Region that does not know a switch, it stays recognisable', async () => {
    server.unknownSwitches = ['audioDataDeliveryEnabled'];
    expect(await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' })).toBeUndefined();
    expect(await stack.deploy({ configuration: NEW, onDelete: 'RESTORE' })).toBeUndefined();
    expect(server.configuration?.imageDataDeliveryEnabled).toBe(false);
    expect(await stack.destroy()).toBeUndefined();
    expect(server.configuration).toBeUndefined();
  });
});

describe('update', () => {
  beforeEach(async () => { await stack.deploy({ configuration: OURS }); });

  test('replaces what it put', async () => {
    expect(await stack.deploy({ configuration: NEW })).toBeUndefined();
    expect(server.configuration).toEqual(NEW);
  });

  test('puts it again where somebody switched logging off: nothing is overwritten', async () => {
    server.configuration = undefined;
    expect(await stack.deploy({ configuration: NEW })).toBeUndefined();
    expect(server.configuration).toEqual(NEW);
  });

  test('fails where somebody else changed it, and the stack rolls back without touching it', async () => {
    server.configuration = THEIRS;
    expect(await stack.deploy({ configuration: NEW })).toMatch(/by somebody else: it delivers to the log group "theirs-logs"[^;]*$/);
    expect(server.configuration).toEqual(THEIRS);
    expect(stack.log).toContain(`Rolling back: leaves ${JSON.stringify(THEIRS)}`);
  });

  test.each([['denied', 'AccessDenied', 0], ['no answer', 'TimeoutError', 60_000]] as const)('where the status of the stack is unknown (%s), the rollback fails too, in time, and touches nothing', async (reason, error, most) => {
    stack.noStatus = reason;
    server.configuration = THEIRS;
    expect(await stack.deploy({ configuration: NEW })).toMatch(/by somebody else.*; ROLLBACK_FAILED: .*by somebody else/);
    expect(server.configuration).toEqual(THEIRS);
    expect(stack.log).toContain(`The status of the stack is not known: ${error}`);
    expect(stack.slept).toBeLessThanOrEqual(most);
  });

  test('a refusal stays one in the rollback, though the former properties say to overwrite', async () => {
    await stack.deploy({ configuration: OURS, overwriteExisting: true });
    server.configuration = THEIRS;
    expect(await stack.deploy({ configuration: NEW })).toMatch(/by somebody else/);
    expect(server.configuration).toEqual(THEIRS);
  });

  test('overwrites it if told, and logs it', async () => {
    server.configuration = THEIRS;
    expect(await stack.deploy({ configuration: NEW, overwriteExisting: true })).toBeUndefined();
    expect(server.configuration).toEqual(NEW);
    expect(stack.log).toContain(`Overwrites ${JSON.stringify(THEIRS)}`);
  });

  test('puts nothing where only other properties changed', async () => {
    server.requests.length = 0;
    expect(await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' })).toBeUndefined();
    expect(server.requests).toEqual(['GET']);
  });

  test('is undone where another resource of the stack fails', async () => {
    await stack.deploy({ configuration: NEW });
    expect(await stack.rollBack({ configuration: OURS }, { configuration: NEW })).toBe('');
    expect(server.configuration).toEqual(OURS);
  });
});

describe('delete', () => {
  test('leaves everything by default, without a call', async () => {
    await stack.deploy({ configuration: OURS });
    server.requests.length = 0;
    expect(await stack.destroy()).toBeUndefined();
    expect(server.requests).toEqual([]);
    expect(server.configuration).toEqual(OURS);
  });

  test('restores: switches off where there was nothing, after updates too', async () => {
    await stack.deploy({ configuration: OURS });
    await stack.deploy({ configuration: NEW, onDelete: 'RESTORE' });
    expect(await stack.destroy()).toBeUndefined();
    expect(server.configuration).toBeUndefined();
  });

  test('restores: leaves what was there already', async () => {
    server.reset(OURS);
    await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' });
    expect(await stack.destroy()).toBeUndefined();
    expect(server.configuration).toEqual(OURS);
  });

  test.each([['none', undefined], ['another', THEIRS]])('restores: leaves %s that somebody else has made of it, and succeeds', async (_, configuration) => {
    await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' });
    server.configuration = configuration;
    server.changes.length = 0;
    expect(await stack.destroy()).toBeUndefined();
    expect(server.changes).toEqual([]);
  });

  test('restores: a former configuration that Amazon Bedrock does not take any more is named', async () => {
    server.reset(THEIRS);
    await stack.deploy({ configuration: OURS, overwriteExisting: true, onDelete: 'RESTORE' });
    server.faults = [{ on: 'PUT', error: 'ValidationException', times: 50 }];
    expect(await stack.destroy()).toMatch(/^The former configuration, to the log group "theirs-logs" and the bucket "theirs-bucket" for large data, cannot be put back: .*ValidationException/);
    expect(server.configuration).toEqual(OURS);
  });

  test('after a replacement, the new one stays: its role is another', async () => {
    await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' });
    const replacement = new ResourceInStack(server);
    const configuration = configurationOf('replacement');
    expect(await replacement.deploy({ configuration, overwriteExisting: true, onDelete: 'RESTORE' })).toBeUndefined();
    expect(await stack.destroy()).toBeUndefined();
    expect(server.configuration).toEqual(configuration);
  });
});
