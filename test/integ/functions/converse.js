// Runs in AWS Lambda as it stands, with the SDK of the runtime.
const { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } = require('@aws-sdk/client-bedrock-runtime');

const client = new BedrockRuntimeClient({ region: process.env.BEDROCK_SOURCE_REGION });

/** Calls through a profile, by default the first of the workload. A call that is refused is an answer too: what refused it is what a test asks for. */
exports.handler = async ({ inferenceProfileId = process.env.BEDROCK_INFERENCE_PROFILE_ID, streaming = false }) => {
  const request = {
    modelId: inferenceProfileId,
    messages: [{ role: 'user', content: [{ text: 'Answer with the word yes.' }] }],
    inferenceConfig: { maxTokens: 16 },
  };
  try {
    return { inferenceProfileId, answered: (streaming ? await streamed(request) : await whole(request)) > 0 };
  } catch (error) {
    return { inferenceProfileId, answered: false, error: error.name, message: error.message };
  }
};

async function whole(request) {
  const { usage } = await client.send(new ConverseCommand(request));
  return usage.outputTokens;
}

async function streamed(request) {
  const { stream } = await client.send(new ConverseStreamCommand(request));
  let outputTokens = 0;
  for await (const event of stream) outputTokens = event.metadata?.usage.outputTokens ?? outputTokens;
  return outputTokens;
}
