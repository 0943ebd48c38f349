// The function of the quick start in every language. Plain JavaScript over the SDK that the runtime brings, so that there is nothing to bundle.
const { BedrockRuntimeClient, ConverseStreamCommand } = require('@aws-sdk/client-bedrock-runtime');

// The profile and the Region come from the stack: the code calls what its role is granted, and nothing else.
const inferenceProfileId = required('BEDROCK_INFERENCE_PROFILE_ID');
const client = new BedrockRuntimeClient({ region: required('BEDROCK_SOURCE_REGION') });

/**
 * @param {{ prompt: string }} question
 * @returns {Promise<{ text: string, usage?: import('@aws-sdk/client-bedrock-runtime').TokenUsage }>}
 */
exports.handler = async (question) => {
  const { stream, $metadata } = await client.send(new ConverseStreamCommand({
    modelId: inferenceProfileId,
    messages: [{ role: 'user', content: [{ text: question.prompt }] }],
    inferenceConfig: { maxTokens: 1024 },
  }));

  let text = '';
  let usage;
  for await (const event of stream ?? []) {
    text += event.contentBlockDelta?.delta?.text ?? '';
    usage = event.metadata?.usage ?? usage;
  }

  // The request ID joins this line with the CloudTrail record that names the Region that processed the request.
  console.log(JSON.stringify({ inferenceProfileId, requestId: $metadata.requestId, usage }));
  return { text, usage };
};

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set; pass CrisWorkload.environment to the function`);
  return value;
}
