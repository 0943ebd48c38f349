import { trustedProfiles } from './catalog-sources';
import { foundationModelIdFault, IdFault, isFault, isGeographyPrefix, parseInferenceProfileId } from '../../src/bedrock/inference-profile-id';

const ARN = 'arn:aws:bedrock:us-east-1';
const LONGEST = `global.anthropic.${'a'.repeat(47)}`;

/** Malformed for both kinds of ID; an ARN is answered with the ID in it where that is one of the kind. */
const MALFORMED: [what: string, id: string, asProfile: IdFault, asModel?: IdFault][] = [
  ['nothing', '', { fault: 'empty' }],
  ['the ARN of a system-defined profile', `${ARN}:111122223333:inference-profile/global.anthropic.claude-opus-5`, { fault: 'arn', id: 'global.anthropic.claude-opus-5' }, { fault: 'arn' }],
  ['the ARN of a model', `${ARN}::foundation-model/amazon.nova-lite-v1:0`, { fault: 'arn' }, { fault: 'arn', id: 'amazon.nova-lite-v1:0' }],
  ['an ARN in another partition', 'arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/us-gov.amazon.nova-lite-v1:0',
    { fault: 'arn', id: 'us-gov.amazon.nova-lite-v1:0' }, { fault: 'arn' }],
  ['the ARN of an application profile', `${ARN}:111122223333:application-inference-profile/abcdefghijkl`, { fault: 'arn' }],
  ['a label that is empty', 'global..claude-opus-5', { fault: 'empty-label' }],
  ['a dot at the end', 'anthropic.', { fault: 'empty-label' }],
  ['an ARN without a resource', `${ARN}:111122223333`, { fault: 'arn' }],
  ['a space', 'global.anthropic.claude opus-5', { fault: 'characters' }],
  ['a space at the end', 'global.anthropic.claude-opus-5 ', { fault: 'characters' }],
  ['a line break at the end', 'global.anthropic.claude-opus-5\n', { fault: 'characters' }],
  ['an underscore', 'global.anthropic.claude_opus-5', { fault: 'characters' }],
  ['a slash', 'inference-profile/global.anthropic.claude-opus-5', { fault: 'characters' }],
  ['an asterisk', 'global.anthropic.*', { fault: 'characters' }],
  ['a question mark', 'global.anthropic.claude-opus-?', { fault: 'characters' }],
  ['a policy variable', 'global.anthropic.${aws:username}', { fault: 'characters' }],
  ['a letter beyond ASCII', 'global.anthropic.claudé', { fault: 'characters' }],
  ['65 characters', `${LONGEST}a`, { fault: 'too-long' }],
];

const PROFILES: [id: string, prefix: string, foundationModelId: string][] = [
  ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'global', 'anthropic.claude-sonnet-4-5-20250929-v1:0'],
  ['global.openai.gpt-6.1-sol', 'global', 'openai.gpt-6.1-sol'],
  ['us-gov.anthropic.claude-opus-5', 'us-gov', 'anthropic.claude-opus-5'],
  ['in.openai.gpt-5.6-luna', 'in', 'openai.gpt-5.6-luna'],
  // A prefix and a provider that AWS adds tomorrow.
  ['kr.anthropic.claude-opus-9', 'kr', 'anthropic.claude-opus-9'],
  ['eu.newcomer.model-v1', 'eu', 'newcomer.model-v1'],
  ['sa.newcomer.model.v1', 'sa', 'newcomer.model.v1'],
  [LONGEST, 'global', LONGEST.slice('global.'.length)],
];

const NO_PROFILES: [id: string, fault: IdFault][] = [
  ['global.global.anthropic.claude-opus-5', { fault: 'doubled-prefix', prefix: 'global.global', remedy: 'global.anthropic.claude-opus-5' }],
  ['us.us.anthropic.claude-opus-5', { fault: 'doubled-prefix', prefix: 'us.us', remedy: 'us.anthropic.claude-opus-5' }],
  ['global.us.openai.gpt-5.6-luna', { fault: 'doubled-prefix', prefix: 'global.us', remedy: 'global.openai.gpt-5.6-luna' }],
  ['us-gov.us-gov.amazon.nova-lite-v1:0', { fault: 'doubled-prefix', prefix: 'us-gov.us-gov', remedy: 'us-gov.amazon.nova-lite-v1:0' }],
  ['eu.global.jp.anthropic.claude-opus-5', { fault: 'doubled-prefix', prefix: 'eu.global', remedy: 'eu.anthropic.claude-opus-5' }],
  ['anthropic.claude-opus-5', { fault: 'foundation-model' }],
  ['openai.gpt-6.1-sol', { fault: 'foundation-model' }],
  ['zai.glm-5.3', { fault: 'foundation-model' }],
  ['claude-opus-5', { fault: 'foundation-model' }],
  ['newcomer.model-v1', { fault: 'foundation-model' }],
  ['global.claude-opus-5', { fault: 'no-provider' }],
  ['global', { fault: 'no-provider' }],
  ['global.global', { fault: 'doubled-prefix', prefix: 'global.global' }],
  ['EU.anthropic.claude-opus-5', { fault: 'prefix', prefix: 'EU' }],
  ['eu-west-1.anthropic.claude-opus-5', { fault: 'prefix', prefix: 'eu-west-1' }],
  ['1eu.anthropic.claude-opus-5', { fault: 'prefix', prefix: '1eu' }],
];

test('every kind of fault is in a table', () => {
  // Record<…> makes the compiler ask for a new kind here.
  const kinds: Record<IdFault['fault'], true> = {
    'empty': true,
    'arn': true,
    'characters': true,
    'empty-label': true,
    'too-long': true,
    'no-provider': true,
    'prefix': true,
    'doubled-prefix': true,
    'foundation-model': true,
    'inference-profile': true,
  };
  const seen = [...MALFORMED.map(([, , { fault }]) => fault), ...NO_PROFILES.map(([, { fault }]) => fault), 'inference-profile'];
  expect([...new Set(seen)].sort()).toEqual(Object.keys(kinds).sort());
});

test.each(PROFILES)('%s is the prefix %s and the model %s', (id, prefix, foundationModelId) => {
  expect(parseInferenceProfileId(id)).toEqual({ prefix, foundationModelId });
});

test.each(NO_PROFILES)('%s is no inference profile ID', (id, fault) => {
  expect(parseInferenceProfileId(id)).toEqual(fault);
});

describe.each(MALFORMED)('%s', (_what, id, asProfile, asModel = asProfile) => {
  test('is no inference profile ID', () => expect(parseInferenceProfileId(id)).toEqual(asProfile));
  test('is no foundation model ID', () => expect(foundationModelIdFault(id, 'global')).toEqual(asModel));
});

describe.each(trustedProfiles)('the catalog ID $id', ({ id, scope, modelId }) => {
  test('parses to its own parts', () => {
    expect(parseInferenceProfileId(id)).toEqual({ prefix: scope, foundationModelId: modelId });
  });

  test('is no foundation model ID, and its model ID is', () => {
    expect(foundationModelIdFault(id, scope)).toEqual({ fault: 'inference-profile', foundationModelId: modelId });
    expect(foundationModelIdFault(modelId, scope)).toBeUndefined();
  });

  test('has a model ID that is no inference profile ID', () => {
    expect(parseInferenceProfileId(modelId)).toEqual({ fault: 'foundation-model' });
  });
});

test('a model ID has a provider, and room for its prefix', () => {
  const longest = `anthropic.${'a'.repeat(47)}`;
  expect(foundationModelIdFault('claude-opus-5', 'eu')).toEqual({ fault: 'no-provider' });
  expect(foundationModelIdFault(longest, 'global')).toBeUndefined();
  expect(foundationModelIdFault(`${longest}a`, 'eu')).toBeUndefined();
  expect(foundationModelIdFault(`${longest}a`, 'global')).toEqual({ fault: 'too-long', withPrefix: true });
});

test('tells parts and faults apart', () => {
  expect(isFault(parseInferenceProfileId('eu.anthropic.claude-opus-5'))).toBe(false);
  expect(isFault(parseInferenceProfileId('anthropic.claude-opus-5'))).toBe(true);
});

test.each([...new Set(trustedProfiles.map(({ scope }) => scope))].map((prefix) => ({ prefix, expected: prefix !== 'global' })))(
  'the prefix $prefix is one of a geography: $expected', ({ prefix, expected }) => {
    expect(isGeographyPrefix(prefix)).toBe(expected);
  });
