import type { ConverseStreamOutput, TokenUsage } from '@aws-sdk/client-bedrock-runtime';

type Sdk = typeof import('@aws-sdk/client-bedrock-runtime');
type Mock = typeof import('aws-sdk-client-mock');
interface Handler {
  handler(question: { prompt: string }): Promise<{ text: string; usage?: TokenUsage }>;
}

const ENVIRONMENT = { BEDROCK_INFERENCE_PROFILE_ID: 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', BEDROCK_SOURCE_REGION: 'eu-west-1' };
const USAGE = { inputTokens: 11, outputTokens: 5, totalTokens: 16 };

const text = (value: string): ConverseStreamOutput => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: value } } } as ConverseStreamOutput);
const end = { messageStop: { stopReason: 'end_turn' } } as ConverseStreamOutput;
const metadata = { metadata: { usage: USAGE, metrics: { latencyMs: 800 } } } as ConverseStreamOutput;

const log = jest.spyOn(console, 'log').mockImplementation();
const logged = () => log.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown);

/** Loads the handler as a cold start does, with the environment and the events that Amazon Bedrock streams. */
function coldStart(events: ConverseStreamOutput[] | undefined, environment: Record<string, string | undefined> = ENVIRONMENT) {
  const saved = process.env;
  // Without it, the SDK warns of an older Node.js on each cold start.
  process.env = { ...saved, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment };
  try {
    let loaded!: { handler: Handler['handler']; bedrock: ReturnType<Mock['mockClient']>; sdk: Sdk };
    jest.isolateModules(() => {
      const sdk = jest.requireActual<Sdk>('@aws-sdk/client-bedrock-runtime');
      const { mockClient } = jest.requireActual<Mock>('aws-sdk-client-mock');
      const bedrock = mockClient(sdk.BedrockRuntimeClient);
      bedrock.onAnyCommand().resolves({ stream: events && streamOf(events), $metadata: { requestId: 'request-1' } });
      loaded = { handler: jest.requireActual<Handler>('../../examples/function').handler, bedrock, sdk };
    });
    return loaded;
  } finally {
    process.env = saved;
  }
}

async function* streamOf(events: ConverseStreamOutput[]): AsyncGenerator<ConverseStreamOutput> {
  for (const event of events) yield event;
}

const whole = () => [{ messageStart: { role: 'assistant' } } as ConverseStreamOutput, text('Good '), text('mor'), text('ning'), end, metadata];

test('calls the profile of its environment once, by streaming', async () => {
  const { handler, bedrock, sdk } = coldStart(whole());
  await handler({ prompt: 'Say good morning' });
  const calls = bedrock.calls();
  expect(calls).toHaveLength(1);
  expect(calls[0].args[0]).toBeInstanceOf(sdk.ConverseStreamCommand);
  expect(calls[0].args[0].input).toMatchObject({
    modelId: ENVIRONMENT.BEDROCK_INFERENCE_PROFILE_ID,
    messages: [{ role: 'user', content: [{ text: 'Say good morning' }] }],
  });
});

test('sends requests to the source Region of its environment', async () => {
  const { handler, bedrock, sdk } = coldStart(whole());
  await handler({ prompt: 'Say good morning' });
  const client = bedrock.calls()[0].thisValue as InstanceType<Sdk['BedrockRuntimeClient']>;
  await expect(client.config.region()).resolves.toBe('eu-west-1');
  expect(client).toBeInstanceOf(sdk.BedrockRuntimeClient);
});

test('answers with the text of all events in their order, and the token usage', async () => {
  const { handler } = coldStart(whole());
  await expect(handler({ prompt: 'Say good morning' })).resolves.toEqual({ text: 'Good morning', usage: USAGE });
});

test('logs one line of JSON: the profile, the request ID that CloudTrail has too, and the token usage', async () => {
  const { handler } = coldStart(whole());
  await handler({ prompt: 'Say good morning' });
  expect(logged()).toEqual([{ inferenceProfileId: ENVIRONMENT.BEDROCK_INFERENCE_PROFILE_ID, requestId: 'request-1', usage: USAGE }]);
});

test('does not log the prompt nor the answer', async () => {
  const { handler } = coldStart(whole());
  await handler({ prompt: 'Say good morning' });
  expect(JSON.stringify(log.mock.calls)).not.toMatch(/morning/i);
});

test.each<[string, ConverseStreamOutput[] | undefined, string, typeof USAGE | undefined]>([
  ['a stream without metadata', [text('Hello'), end], 'Hello', undefined],
  ['metadata before the text', [metadata, text('Hello')], 'Hello', USAGE],
  ['metadata without usage after some with it', [text('Hello'), metadata, { metadata: {} } as ConverseStreamOutput], 'Hello', USAGE],
  ['an empty stream', [], '', undefined],
  ['no stream', undefined, '', undefined],
])('answers for %s', async (_what, events, expected, usage) => {
  const { handler } = coldStart(events);
  await expect(handler({ prompt: 'Hi' })).resolves.toEqual({ text: expected, usage });
  expect(logged()).toEqual([{ inferenceProfileId: ENVIRONMENT.BEDROCK_INFERENCE_PROFILE_ID, requestId: 'request-1', ...(usage && { usage }) }]);
});

test('fails with the error of Amazon Bedrock, and logs no usage', async () => {
  const { handler, bedrock } = coldStart(whole());
  bedrock.onAnyCommand().rejects(new Error('ThrottlingException'));
  await expect(handler({ prompt: 'Hi' })).rejects.toThrow('ThrottlingException');
  expect(log).not.toHaveBeenCalled();
});

test.each(['BEDROCK_INFERENCE_PROFILE_ID', 'BEDROCK_SOURCE_REGION'])('does not start without %s', (name) => {
  const message = `the environment variable ${name} is not set; pass CrisWorkload.environment to the function`;
  expect(() => coldStart(whole(), { ...ENVIRONMENT, [name]: undefined })).toThrow(new Error(message));
  expect(() => coldStart(whole(), { ...ENVIRONMENT, [name]: '' })).toThrow(new Error(message));
});
