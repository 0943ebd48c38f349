import { spawn } from 'child_process';
import { readFileSync } from 'fs';
import { text } from 'stream/consumers';
import { BedrockServer } from './bedrock-server';
import { configurationOf } from './stack';
import { bundledHandler, CODE_FILE, sourceOf } from '../../../scripts/logging-handler';
import { HANDLER_CODE } from '../../../src/logging/handler/code-data';
import { ResourceEvent } from '../../../src/logging/handler/lifecycle';

test('the code that is deployed is made of these files (else run npm run logging:handler)', async () => {
  expect(readFileSync(CODE_FILE, 'utf8')).toBe(sourceOf(await bundledHandler()));
});

test('it imports what the runtime has, and nothing else', () => {
  expect([...HANDLER_CODE.matchAll(/\b(?:require\(|from )["']([^"']+)["']/g)].map((match) => match[1])).toEqual(['zlib']);
  expect([...HANDLER_CODE.matchAll(/["'](@[^"']+)["']/g)].map((match) => match[1])).toEqual(['@aws-sdk/client-bedrock', '@aws-sdk/client-cloudformation']);
});

const EVENT: Omit<ResourceEvent, 'ResponseURL'> = {
  RequestType: 'Create',
  RequestId: 'bundled',
  StackId: 'arn',
  LogicalResourceId: 'Logging',
  ResourceProperties: { LoggingConfiguration: JSON.stringify(configurationOf('ours')), OverwriteExisting: 'false', OnDelete: 'LEAVE' },
};

test('as a CommonJS file, in a process of its own, it configures logging and answers, whatever the runtime passes besides', async () => {
  const server = await BedrockServer.start();
  try {
    const printed = await run(`${HANDLER_CODE}
      module.exports.handler(${JSON.stringify({ ...EVENT, ResponseURL: server.answerUrl })}, { getRemainingTimeInMillis: () => 60000 }, () => {});`, server.url);
    expect(server.configuration).toEqual(configurationOf('ours'));
    expect(server.answers).toEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'bedrock-invocation-logging/none', RequestId: 'bundled', StackId: 'arn', LogicalResourceId: 'Logging' }]);
    // The URL of the answer is a credential, and stays out of the log.
    expect(printed.trim()).toBe('Create Logging: done, bedrock-invocation-logging/none');
  } finally {
    await server.stop();
  }
}, 30_000);

async function run(script: string, endpoint: string): Promise<string> {
  const child = spawn(process.execPath, ['-'], {
    env: { ...process.env, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
  });
  child.stdin.end(script);
  return text(child.stdout);
}
