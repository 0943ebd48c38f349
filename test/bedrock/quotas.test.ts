import { App, Stack } from 'aws-cdk-lib';
import { IInferenceProfile, InferenceProfile, InferenceQuota } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';
import { knownBurndownRate, knownQuotaCode, QUOTA_CODES } from '../../src/bedrock/quotas';

const models = new Set([...CATALOG.profiles.keys()].map((id) => id.slice(id.indexOf('.') + 1)));

// https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
test.each([
  ['anthropic.claude-opus-4-8', 15],
  ['anthropic.claude-opus-5-5', 10],
  ['anthropic.claude-sonnet-5', 10],
  ['anthropic.claude-sonnet-5-20260901-v1:0', 10],
  ['anthropic.claude-opus-5', 10],
  ['anthropic.claude-fable-5-1', 10],
  ['anthropic.claude-opus-4-7', 5],
  ['anthropic.claude-opus-4-6-v1', 5],
  ['anthropic.claude-sonnet-4-6', 5],
  ['anthropic.claude-sonnet-4-5-20250929-v1:0', 5],
  ['anthropic.claude-haiku-4-5-20251001-v1:0', 5],
  ['anthropic.claude-opus-4-1-20250805-v1:0', 5],
  ['anthropic.claude-sonnet-4-20250514-v1:0', 5],
  ['anthropic.claude-3-7-sonnet-20250219-v1:0', 5],
  ['anthropic.claude-3-haiku-20240307-v1:0', 5],
  ['openai.gpt-5.6-sol', 10],
  ['openai.gpt-5.6-terra', 10],
  ['openai.gpt-5.6-luna', 10],
  ['openai.gpt-oss-120b-1:0', 1],
  ['amazon.nova-2-lite-v1:0', 1],
  ['meta.llama4-scout-17b-instruct-v1:0', 1],
  // Not on the page: nothing is made up.
  ['anthropic.claude-sonnet-5-5', undefined],
  ['anthropic.claude-haiku-5-5', undefined],
  ['anthropic.claude-fable-5', undefined],
  ['anthropic.claude-fable-5-2', undefined],
  ['anthropic.claude-fable-5-10', undefined],
  ['anthropic.claude-opus-50', undefined],
  ['anthropic.claude-opus-4-80', undefined],
  ['anthropic.claude-opus-4-9', undefined],
  ['anthropic.claude-opus-6', undefined],
  ['openai.gpt-6-sol', undefined],
  ['newcomer.model-1', undefined],
])('an output token of %s takes %s of the quota', (model, expected) => {
  expect(knownBurndownRate(model)).toBe(expected);
});

test('the rate is known for most models of the catalog, which grows sooner than the page', () => {
  const unknown = [...models].filter((model) => knownBurndownRate(model) === undefined);
  expect(unknown.length).toBeLessThan(models.size / 2);
});

test('codes have their form, stand once each, and are of models that the catalog holds', () => {
  const codes = [...QUOTA_CODES.values()].flat().filter((code) => code !== '-');
  expect(codes.length).toBeGreaterThan(100);
  expect(codes.filter((code) => !/^L-[0-9A-F]{8}$/.test(code))).toEqual([]);
  expect(new Set(codes).size).toBe(codes.length);
  expect([...QUOTA_CODES.values()].filter((row) => row.length !== 6)).toEqual([]);
  expect([...QUOTA_CODES.keys()].filter((model) => !models.has(model))).toEqual([]);
});

test('a code is known for most profiles that are not retired, and of the scope that the catalog has', () => {
  const live = [...CATALOG.profiles.values()].filter(({ id, lifecycle }) => lifecycle !== 'past-eol' && !id.startsWith('us-gov.')).map(({ id }) => id);
  const known = live.filter((id) => ['tokens', 'requests'].some((counted) => {
    const [prefix, ...model] = id.split('.');
    return knownQuotaCode(model.join('.'), prefix === 'global' ? 'global' : 'geographic', counted as 'tokens') !== undefined;
  }));
  expect(known.length).toBeGreaterThan(live.length * 0.75);
  expect(knownQuotaCode('amazon.nova-2-lite-v1:0', 'global', 'tokensPerDay')).toBe('L-AD940EDE');
  expect(knownQuotaCode('someone.model-1', 'global', 'tokens')).toBeUndefined();
});

test.each([
  ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'L-27C57EE8', 'L-DB84CE56'],
  ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 'L-F4DDD3EB', 'L-4A6BFAB1'],
  ['us.anthropic.claude-opus-5-5', 'L-A4430697', undefined],
  ['global.amazon.nova-2-lite-v1:0', 'L-71C69B70', 'L-D5F39C2F'],
  ['us.amazon.nova-2-lite-v1:0', 'L-C6F5908D', 'L-F06F1187'],
  ['eu.anthropic.claude-haiku-5-5', undefined, undefined],
])('the codes of %s', (id, tokens, requests) => {
  const quota = new InferenceQuota(new Stack(new App(), 'Stack'), 'Quota', { inferenceProfile: InferenceProfile.fromInferenceProfileId(id), tokensPerMinute: 1 });
  expect([quota.quotaCode, quota.requestsQuotaCode]).toEqual([tokens, requests]);
});

test('an application inference profile over a model in one Region has no code of cross-Region inference', () => {
  const overModel: IInferenceProfile = { inferenceProfileId: '06vsfs68yb4g', foundationModelId: 'anthropic.claude-sonnet-5', isGlobal: false, destinationRegions: () => undefined };
  const quota = new InferenceQuota(new Stack(new App(), 'Stack'), 'Quota', { inferenceProfile: overModel, tokensPerMinute: 1 });
  expect(quota.quotaCode).toBeUndefined();
  expect(knownQuotaCode('anthropic.claude-sonnet-5', 'geographic', 'tokens')).toBeDefined();
});
