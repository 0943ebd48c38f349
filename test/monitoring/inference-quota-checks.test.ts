import { App, Lazy, Stack, Token } from 'aws-cdk-lib';
import { InferenceProfile, InferenceQuota, InferenceQuotaProps } from '../../src';

const NO_CODE = 'global.anthropic.claude-haiku-5-5';

function quota(props: Partial<InferenceQuotaProps>): InferenceQuota {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  return new InferenceQuota(stack, 'Quota', { inferenceProfile: InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-5'), ...props });
}

const TOKENS = { tokensPerMinute: 1000 };
const notAQuota = (prop: string, value: number) => [
  `${prop} ${value}`, { [prop]: value }, `${prop}: ${value} is not a quota; give the applied value, a whole number of at least 1, that Service Quotas shows in the Region of the quota;`
  + ' where that is 0, as it may be in a new account, every call is throttled, so have AWS raise it first',
] as const;
const outOfRange = (prop: 'share' | 'burndownRate', value: number, rule: string) => [`${prop} ${value}`, { ...TOKENS, [prop]: value }, `${prop}: ${value} is out of range; give ${rule}`] as const;
const code = (prop: string, value: string) => [
  `${prop} ${value}`, { ...TOKENS, [prop]: value }, `${prop}: "${value}" is not the code of a quota; give one like "L-27C57EE8", as Service Quotas shows it`,
] as const;
const evaluation = (datapointsToAlarm: number | undefined, evaluationPeriods: number | undefined, shown: string) => [
  `${datapointsToAlarm} of ${evaluationPeriods}`, { ...TOKENS, datapointsToAlarm, evaluationPeriods },
  `datapointsToAlarm: ${shown} evaluationPeriods; give whole numbers, at least 1, with no more datapoints than periods`,
] as const;
const desired = (value: number) => [
  `desired ${value}`, { ...TOKENS, requestIncrease: { desiredTokensPerMinute: value } },
  `requestIncrease.desiredTokensPerMinute: ${value} is out of range; give a whole number of 1 to 10000000000`,
] as const;

test.each<readonly [string, Partial<InferenceQuotaProps>, string]>([
  ['no quota', {}, 'tokensPerMinute: neither it nor requestsPerMinute is given; give at least one, as Service Quotas shows it, because no metric holds it'],
  ...[0, -1, NaN, Infinity, 0.5, 1e300].flatMap((value) => [notAQuota('tokensPerMinute', value), notAQuota('requestsPerMinute', value)]),
  ...[0, -0.1, 1.01, 80, NaN].map((value) => outOfRange('share', value, 'a share of more than 0 and at most 1, like 0.8')),
  ...[0, 0.5, -5, NaN, Infinity].map((value) => outOfRange('burndownRate', value, 'a number of at least 1')),
  ...['', 'L-27C57EE', 'L-27C57EE80', 'l-27c57ee8', 'L-27C57EE!', '27C57EE8'].flatMap((value) => [code('quotaCode', value), code('requestsQuotaCode', value)]),
  evaluation(undefined, 0, '0 of 0'),
  evaluation(undefined, 1.5, '1.5 of 1.5'),
  evaluation(0, undefined, '0 of 3'),
  evaluation(4, undefined, '4 of 3'),
  ['a quota Region that is none', { ...TOKENS, quotaRegion: 'Virginia' }, 'quotaRegion: "Virginia" is not a Region; give a name like "eu-west-1"'],
  ['an increase of nothing', { ...TOKENS, requestIncrease: {} }, 'requestIncrease: it asks for nothing; give desiredTokensPerMinute or desiredRequestsPerMinute, or leave it out'],
  ...[0, -1, NaN, 1000.5, 10_000_000_001].map(desired),
  ['the same', { ...TOKENS, requestIncrease: { desiredTokensPerMinute: 1000 } },
    'requestIncrease.desiredTokensPerMinute: 1000 is not more than tokensPerMinute, 1000; give more, or leave it out once AWS has raised the quota'],
  ['less', { requestsPerMinute: 10, requestsQuotaCode: 'L-F6E116D7', requestIncrease: { desiredRequestsPerMinute: 9 } },
    'requestIncrease.desiredRequestsPerMinute: 9 is not more than requestsPerMinute, 10; give more, or leave it out once AWS has raised the quota'],
  ['more of what is not given', { ...TOKENS, requestIncrease: { desiredRequestsPerMinute: 100 } },
    'requestIncrease.desiredRequestsPerMinute: requestsPerMinute is not given, without which it may be no increase; give the applied value'],
  ['an increase that is a token', { ...TOKENS, requestIncrease: { desiredTokensPerMinute: Token.asNumber(Lazy.number({ produce: () => 2000 })) } },
    'requestIncrease.desiredTokensPerMinute: the value is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
  ['an increase with a code that is a token', { ...TOKENS, quotaCode: Lazy.string({ produce: () => 'L-27C57EE8' }), requestIncrease: { desiredTokensPerMinute: 2000 } },
    'quotaCode: the code of the quota is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
  ['an increase without a code', { ...TOKENS, inferenceProfile: InferenceProfile.fromInferenceProfileId(NO_CODE), requestIncrease: { desiredTokensPerMinute: 2000 } },
    'quotaCode: no code is known for "anthropic.claude-haiku-5-5" (as of 2026-11-22), and a request needs one; give the one that Service Quotas shows in the Region of the quota'],
  ['an increase without a code for requests', { requestsPerMinute: 10, requestIncrease: { desiredRequestsPerMinute: 20 } },
    'requestsQuotaCode: no code is known for "anthropic.claude-sonnet-5" (as of 2026-11-22), and a request needs one; give the one that Service Quotas shows in the Region of the quota'],
])('fails for %s', (_what, props, message) => {
  expect(() => quota(props)).toThrow(expect.objectContaining({ message, constructPath: 'Stack/Quota' }));
});

test('a code that is not known is no error where nothing is requested', () => {
  const known = quota({ ...TOKENS, inferenceProfile: InferenceProfile.fromInferenceProfileId(NO_CODE) });
  expect([known.quotaCode, known.requestsQuotaCode]).toEqual([undefined, undefined]);
});

test('what is given wins over what is known', () => {
  expect(quota(TOKENS)).toMatchObject({ quotaCode: 'L-DD84E5CA', burndownRate: 10 });
  expect(quota({ ...TOKENS, quotaCode: 'L-00000001', requestsQuotaCode: 'L-00000002', burndownRate: 3 }))
    .toMatchObject({ quotaCode: 'L-00000001', requestsQuotaCode: 'L-00000002', burndownRate: 3 });
});
