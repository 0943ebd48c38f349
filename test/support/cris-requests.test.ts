import { applicationProfileEvaluations, CrisCall, directModelCall, evaluations } from './cris-requests';

const GLOBAL: CrisCall = { account: '111122223333', sourceRegion: 'eu-west-1', inferenceProfileId: 'global.anthropic.claude-v1:0' };
const SYSTEM_ARN = 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.anthropic.claude-v1:0';
const APPLICATION_ARN = 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6';

const rows = (requests: ReturnType<typeof evaluations>) => requests.map(({ resource, context }) => (
  [resource, context['aws:RequestedRegion'], context['bedrock:InferenceProfileArn']]
));

test('a global profile: the profile, the model in the source Region, the model without Region', () => {
  expect(rows(evaluations(GLOBAL))).toEqual([
    [SYSTEM_ARN, 'eu-west-1', undefined],
    ['arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v1:0', 'eu-west-1', SYSTEM_ARN],
    ['arn:aws:bedrock:::foundation-model/anthropic.claude-v1:0', 'unspecified', SYSTEM_ARN],
  ]);
});

test('a geographic profile: the profile, the model in the source Region and in each destination, once', () => {
  const call: CrisCall = {
    ...GLOBAL,
    partition: 'aws-us-gov',
    sourceRegion: 'us-gov-west-1',
    inferenceProfileId: 'us-gov.amazon.nova-v1:0',
    destinationRegions: ['us-gov-west-1', 'us-gov-east-1'],
    action: 'bedrock:InvokeModelWithResponseStream',
  };
  const profileArn = 'arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:inference-profile/us-gov.amazon.nova-v1:0';
  expect(rows(evaluations(call))).toEqual([
    [profileArn, 'us-gov-west-1', undefined],
    ['arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-v1:0', 'us-gov-west-1', profileArn],
    ['arn:aws-us-gov:bedrock:us-gov-east-1::foundation-model/amazon.nova-v1:0', 'us-gov-east-1', profileArn],
  ]);
  expect(evaluations(call).map(({ action }) => action)).toEqual(Array(3).fill('bedrock:InvokeModelWithResponseStream'));
});

test.each<['application' | 'system', string]>([['application', APPLICATION_ARN], ['system', SYSTEM_ARN]])(
  'an application profile whose calls carry the ARN of the %s profile', (conditionValue, arn) => {
    const { account, sourceRegion, inferenceProfileId: systemProfileId } = GLOBAL;
    const call = { account, sourceRegion, systemProfileId, applicationInferenceProfileArn: APPLICATION_ARN, conditionValue };
    expect(rows(applicationProfileEvaluations(call))).toEqual([
      [APPLICATION_ARN, 'eu-west-1', undefined],
      ['arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v1:0', 'eu-west-1', arn],
      ['arn:aws:bedrock:::foundation-model/anthropic.claude-v1:0', 'unspecified', arn],
    ]);
  },
);

test('a direct call has the model alone', () => {
  const request = directModelCall({ region: 'eu-west-1', modelId: 'amazon.nova-v1:0' });
  expect(rows([request])).toEqual([['arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-v1:0', 'eu-west-1', undefined]]);
});

test('calls that cannot be are refused', () => {
  expect(() => evaluations({ ...GLOBAL, destinationRegions: ['us-east-1'] })).toThrow('no list of destination Regions');
  expect(() => evaluations({ ...GLOBAL, inferenceProfileId: 'us.amazon.nova-v1:0' })).toThrow('needs its destination Regions');
  expect(() => evaluations({ ...GLOBAL, inferenceProfileId: 'amazon-nova' })).toThrow('Not the id');
  expect(() => evaluations({ ...GLOBAL, inferenceProfileId: SYSTEM_ARN })).toThrow('Not the id');
});
