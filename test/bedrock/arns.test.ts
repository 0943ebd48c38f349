import { APPLICATION_PROFILE_ARN, GUARDRAIL_ARN, GUARDRAIL_PROFILE_ARN, parseBedrockArn } from '../../src/bedrock/arns';
import { invokeActions } from '../../src/bedrock/authorizations';

const ACCOUNT = '111122223333';

test.each([
  ['arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.x:0', ['aws', 'eu-west-1', ACCOUNT, 'inference-profile', 'global.x:0']],
  ['arn:aws-us-gov:bedrock:*::foundation-model/*', ['aws-us-gov', '*', '', 'foundation-model', '*']],
  ['arn:aws:bedrock:::foundation-model/a/b', ['aws', '', '', 'foundation-model', 'a/b']],
  ['*', undefined],
  ['arn:aws:bedrock:eu-west-1::*', undefined],
  ['arn:aws:s3:eu-west-1::foundation-model/a', undefined],
  ['not-arn:aws:bedrock:eu-west-1::foundation-model/a', undefined],
])('%s has these parts: %j', (text, parts) => {
  const arn = parseBedrockArn(text);
  expect(arn && [arn.partition, arn.region, arn.account, arn.type, arn.id]).toEqual(parts);
});

const at = (rest: string, partition = 'aws', account = ACCOUNT) => `arn:${partition}:bedrock:eu-west-1:${account}:${rest}`;

describe.each([
  ['application inference profile', APPLICATION_PROFILE_ARN, 'application-inference-profile/k7m2p9q4r1s8'],
  ['guardrail', GUARDRAIL_ARN, 'guardrail/a1b2c3d4'],
  ['guardrail profile', GUARDRAIL_PROFILE_ARN, 'guardrail-profile/us-gov.guardrail.v10:12'],
])('the ARN of a %s', (_, form, rest) => {
  test.each([at(rest), at(rest, 'aws-us-gov')])('%s is one', (arn) => expect(form.test(arn)).toBe(true));

  test.each([
    `x${at(rest)}`, `${at(rest)}/x`, `${at(rest)} `, at(rest, 'azure'), at(rest, 'aws', '12'), at(rest, 'aws', `${ACCOUNT}4`), at(rest.replace(/[^/]+$/, '')),
    at(rest.replace(/[^/]+$/, '*')), at(`other/${rest.split('/')[1]}`), at(rest).replace('eu-west-1', ''),
  ])('%s is none', (arn) => expect(form.test(arn)).toBe(false));
});

test.each(['guardrail-profile/eu.guardrail.v:0', 'guardrail-profile/eu.guardrail.v1:', 'guardrail-profile/.guardrail.v1:0', 'guardrail-profile/euXguardrail.v1:0'])('%s is no guardrail profile', (rest) => {
  expect(GUARDRAIL_PROFILE_ARN.test(at(rest))).toBe(false);
});

test('without streaming, calls are authorized by one action', () => {
  expect([true, false].map((streaming) => invokeActions(streaming))).toEqual([['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'], ['bedrock:InvokeModel']]);
});
