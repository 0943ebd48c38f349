import { mendedPattern } from '../../../src/checks/policy/mend';

const ENVIRONMENT = { region: 'eu-west-1', account: '111122223333' } as Parameters<typeof mendedPattern>[1];
const MODEL = 'anthropic.claude-sonnet-4-6';

test.each([
  ['a model whose ID has the prefix of a profile', `arn:aws:bedrock:eu-west-1::foundation-model/eu.${MODEL}`, `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`],
  ['a model as it is', `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`, `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`],
  ['a model with an account', `arn:aws:bedrock:eu-west-1:111122223333:foundation-model/${MODEL}`, `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}`],
  ['a profile, which keeps its prefix', `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.${MODEL}`, `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.${MODEL}`],
  ['a profile without an account', `arn:aws:bedrock:eu-west-1::inference-profile/eu.${MODEL}`, `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.${MODEL}`],
  ['what is no ARN of Amazon Bedrock', 'arn:aws:s3:::bucket', 'arn:aws:s3:::bucket'],
])('%s is mended', (_, pattern, expected) => {
  expect(mendedPattern(pattern, ENVIRONMENT)).toBe(expected);
});
