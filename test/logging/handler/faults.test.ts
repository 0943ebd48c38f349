import { BedrockServer, Fault } from './bedrock-server';
import { configurationOf, ResourceInStack, TIMEOUT } from './stack';

const OURS = configurationOf('ours');
const THEIRS = configurationOf('theirs');

let server: BedrockServer;
let stack: ResourceInStack;

beforeAll(async () => { server = await BedrockServer.start(); });
afterAll(async () => server.stop());
beforeEach(() => {
  server.reset();
  stack = new ResourceInStack(server);
});

test.each<[Fault['error'], number | undefined]>([
  ['ThrottlingException', 429], ['ThrottlingException', 400], ['TooManyRequestsException', 429], ['InternalServerException', 500], ['InternalServerException', 503], ['dropped', undefined],
])('%s (%s) is tried again, with growing pauses', async (error, status) => {
  server.faults = [{ on: 'GET', error, status, times: 3 }, { on: 'PUT', error, status, times: 3 }];
  expect(await stack.deploy({ configuration: OURS })).toBeUndefined();
  expect(server.configuration).toEqual(OURS);
  expect(stack.slept).toBe(2 * (1_000 + 2_000 + 4_000));
});

test('a call without an answer is given up, and tried again', async () => {
  stack.impatient = true;
  server.faults = [{ on: 'GET', error: 'no answer' }];
  expect(await stack.deploy({ configuration: OURS })).toBeUndefined();
  expect([server.requests, stack.slept]).toEqual([['GET', 'GET', 'PUT'], 1_000]);
});

test('throttling that does not end fails, within the time of the function', async () => {
  server.faults = [{ on: 'GET', error: 'ThrottlingException', times: 500 }];
  expect(await stack.deploy({ configuration: OURS })).toBe('bedrock:GetModelInvocationLoggingConfiguration failed with ThrottlingException: ThrottlingException on purpose');
  expect(stack.slept).toBeGreaterThan(TIMEOUT / 2);
  expect(stack.slept).toBeLessThan(TIMEOUT - 25_000);
});

test.each([['GET', 'Get'], ['PUT', 'Put']] as const)('a %s that is denied fails at once and names the action', async (on, verb) => {
  server.faults = [{ on, error: 'AccessDeniedException' }];
  expect(await stack.deploy({ configuration: OURS })).toBe(`bedrock:${verb}ModelInvocationLoggingConfiguration is denied: AccessDeniedException on purpose`);
  expect([stack.slept, server.configuration]).toEqual([0, undefined]);
});

test('a delete that is denied fails and names the action', async () => {
  await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' });
  server.faults = [{ on: 'DELETE', error: 'AccessDeniedException' }];
  expect(await stack.destroy()).toBe('bedrock:DeleteModelInvocationLoggingConfiguration is denied: AccessDeniedException on purpose');
  expect(server.configuration).toEqual(OURS);
});

// A role or a policy of a few seconds ago is not known everywhere.
test('destinations that Amazon Bedrock refuses are tried again for a while', async () => {
  server.faults = [{ on: 'PUT', error: 'ValidationException', times: 6 }];
  expect(await stack.deploy({ configuration: OURS })).toBeUndefined();
  expect(server.configuration).toEqual(OURS);
});

test('destinations that it does not stop refusing fail after two minutes, and its words are kept', async () => {
  server.faults = [{ on: 'PUT', error: 'ValidationException', times: 100 }];
  expect(await stack.deploy({ configuration: OURS })).toBe('bedrock:PutModelInvocationLoggingConfiguration failed with ValidationException: ValidationException on purpose');
  expect(stack.slept).toBeGreaterThan(100_000);
  expect(stack.slept).toBeLessThanOrEqual(120_000);
});

test('a put whose answer is lost each time has been carried out all the same', async () => {
  server.faults = [{ on: 'PUT', error: 'answer lost', times: 500 }];
  expect(await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' })).toBeUndefined();
  server.faults = [];
  expect(await stack.destroy()).toBeUndefined();
  expect(server.configuration).toBeUndefined();
});

// Found by any-order.test.ts with 300 inputs, which took the second put for an overwriting of what the first had restored.
test('a former configuration whose return is not answered is put again, over itself', async () => {
  server.reset(THEIRS);
  await stack.deploy({ configuration: OURS, overwriteExisting: true, onDelete: 'RESTORE' });
  server.changes.length = 0;
  server.faults = [{ on: 'PUT', error: 'answer lost' }];
  expect(await stack.destroy()).toBeUndefined();
  expect(server.changes.map(({ before, after }) => [before, after])).toEqual([[OURS, THEIRS], [THEIRS, THEIRS]]);
});

test('a create that failed after its put is rolled back to what was there', async () => {
  server.reset(THEIRS);
  // The put is carried out, and neither its answer nor a look at it comes through.
  server.faults = [{ on: 'PUT', error: 'answer lost' }, { on: 'PUT', error: 'AccessDeniedException' }, { on: 'GET', error: 'AccessDeniedException', after: 1 }];
  expect(await stack.deploy({ configuration: OURS, overwriteExisting: true, onDelete: 'RESTORE' })).toBe('bedrock:PutModelInvocationLoggingConfiguration is denied: AccessDeniedException on purpose');
  expect(server.changes.map(({ after }) => after)).toEqual([OURS, THEIRS]);
});

describe('delivered again', () => {
  test('an event is carried out once', async () => {
    server.reset(THEIRS);
    stack.deliveries = 3;
    expect(await stack.deploy({ configuration: OURS, overwriteExisting: true, onDelete: 'RESTORE' })).toBeUndefined();
    expect(server.requests).toEqual(['GET', 'PUT']);
    expect(new Set(server.answers.map(({ PhysicalResourceId }) => PhysicalResourceId)).size).toBe(1);
    expect(await stack.destroy()).toBeUndefined();
    expect(server.configuration).toEqual(THEIRS);
  });

  test('an answer that CloudFormation does not take is given again', async () => {
    server.answersRefused = 3;
    expect(await stack.deploy({ configuration: OURS })).toBeUndefined();
    expect(server.answers).toHaveLength(1);
    expect(stack.slept).toBe(1_000 + 2_000 + 4_000);
  });

  test('where no answer came through, what CloudFormation makes up deletes nothing', async () => {
    server.answersRefused = 1_000;
    expect(await stack.deploy({ configuration: OURS, onDelete: 'RESTORE' })).toMatch(/^no answer/);
    expect(server.configuration).toEqual(OURS);
  });
});

test('an answer is small, in ASCII, without a content type, and to the event', async () => {
  server.reset({ s3Config: { bucketName: `éé${'b'.repeat(5_000)}` } });
  await stack.deploy({ configuration: OURS });
  const [answer] = server.answers;
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(4_096);
  expect(answer.Reason).toMatch(/^[ -~]+ " b+$/);
  expect(answer).toMatchObject({ Status: 'FAILED', LogicalResourceId: 'Logging', StackId: expect.stringMatching(/^arn:/) });
  expect(server.answerHeaders[0]['content-type']).toBe('');
});
