import { Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { Geography, InferenceProfile } from '../../src';

const model = (modelId: string) => new FoundationModelIdentifier(modelId);
const GIVE_PROFILE = 'give an inference profile ID like "global.anthropic.claude-sonnet-4-6"';
const GIVE_MODEL = 'give a foundation model ID like "anthropic.claude-sonnet-4-6"';
const CHARACTERS = 'has characters other than letters, digits, ".", ":" and "-"';
const PROFILE_ARN = 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/global.anthropic.claude-opus-5';
const MODEL_ARN = 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5';
const TOO_LONG = `global.anthropic.${'a'.repeat(48)}`;

const WRONG_CHARACTERS = ['global.anthropic.claude opus', 'global.anthropic.claude_opus', 'global/anthropic.claude-opus', 'global.anthropic.*', 'global.anthropic.${x}'];

describe('fromInferenceProfileId', () => {
  test.each([
    ['an empty text', '', `is empty; ${GIVE_PROFILE}`],
    ['an ARN', PROFILE_ARN, 'is an ARN; give the ID, "global.anthropic.claude-opus-5"'],
    ['an ARN that ends early', 'arn:aws:bedrock', `is an ARN; ${GIVE_PROFILE}`],
    ['65 characters', TOO_LONG, `is longer than 64 characters; ${GIVE_PROFILE}`],
    ['a doubled prefix', 'global.global.anthropic.claude-opus-5', 'starts with two prefixes, "global.global"; give "global.anthropic.claude-opus-5"'],
    ['a doubled prefix', 'us.us.anthropic.claude-opus-5', 'starts with two prefixes, "us.us"; give "us.anthropic.claude-opus-5"'],
    ['two prefixes', 'global.us.anthropic.claude-opus-5', 'starts with two prefixes, "global.us"; give "global.anthropic.claude-opus-5"'],
    ['a foundation model ID', 'anthropic.claude-opus-5', `is a foundation model ID; ${GIVE_PROFILE}, or use InferenceProfile.globalProfile or InferenceProfile.geographicProfile`],
    ['a prefix and no provider', 'eu.claude', `names no model provider; ${GIVE_PROFILE}`],
    ...WRONG_CHARACTERS.map((id): [string, string, string] => ['a wrong character', id, `${CHARACTERS}; ${GIVE_PROFILE}`]),
  ])('fails for %s: %j', (_what, id, text) => {
    expect(() => InferenceProfile.fromInferenceProfileId(id)).toThrow(new Error(`inferenceProfileId: ${JSON.stringify(id)} ${text}`));
  });

  test.each(tokens())('fails for %s', (_what, token) => {
    expect(() => InferenceProfile.fromInferenceProfileId(token)).toThrow(new Error(
      'inferenceProfileId: the inference profile ID is a token, known only at deployment; give a literal, because what is synthesized depends on it',
    ));
  });
});

describe.each([
  ['global', (modelId: string) => InferenceProfile.globalProfile(model(modelId))],
  ['geographic', (modelId: string) => InferenceProfile.geographicProfile(Geography.EU, model(modelId))],
])('%s', (_name, create) => {
  test.each([
    ['an empty text', '', `is empty; ${GIVE_MODEL}`],
    ['an ARN', MODEL_ARN, 'is an ARN; give the ID, "anthropic.claude-opus-5"'],
    ['65 characters', TOO_LONG, `is longer than 64 characters; ${GIVE_MODEL}`],
    ['a global profile ID', 'global.anthropic.claude-opus-5',
      'starts with the prefix of an inference profile; give "anthropic.claude-opus-5", or use InferenceProfile.fromInferenceProfileId'],
    ['a geographic profile ID', 'us-gov.openai.gpt-6.1-sol',
      'starts with the prefix of an inference profile; give "openai.gpt-6.1-sol", or use InferenceProfile.fromInferenceProfileId'],
    ...WRONG_CHARACTERS.map((id): [string, string, string] => ['a wrong character', id, `${CHARACTERS}; ${GIVE_MODEL}`]),
  ])('fails for %s: %j', (_what, modelId, text) => {
    expect(() => create(modelId)).toThrow(new Error(`model: ${JSON.stringify(modelId)} ${text}`));
  });

  test.each(tokens())('fails for %s', (_what, token) => {
    expect(() => create(token)).toThrow(new Error(
      'model: the foundation model ID is a token, known only at deployment; give a literal, because what is synthesized depends on it',
    ));
  });
});

describe.each([
  ['geographicProfile', (destinationRegions: string[]) => InferenceProfile.geographicProfile(Geography.EU, model('amazon.nova-lite-v1:0'), { destinationRegions })],
  ['fromInferenceProfileId', (destinationRegions: string[]) => InferenceProfile.fromInferenceProfileId('eu.amazon.nova-lite-v1:0', { destinationRegions })],
])('destinationRegions of %s', (_name, create) => {
  test.each([
    ['no Regions', [], 'the list is empty; leave it out to take them from the catalog'],
    ['a Region twice', ['eu-west-1', 'eu-west-1'], '"eu-west-1" is given twice; leave one out'],
    ['a wildcard', ['*'], '"*" is not a Region; give a name like "eu-west-1"'],
    ['no Region', ['eu-west-1', 'Ireland'], '"Ireland" is not a Region; give a name like "eu-west-1"'],
    ['a token list', Fn.split(',', Fn.importValue('Regions')), 'the list of Regions is a token, known only at deployment; give a literal, because what is synthesized depends on it'],
  ])('fails for %s', (_what, destinationRegions, message) => {
    expect(() => create(destinationRegions)).toThrow(new Error(`destinationRegions: ${message}`));
  });
});

test.each([[['eu-west-1']], [[]]])('destinationRegions %j of a global profile fail', (destinationRegions) => {
  expect(() => InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5', { destinationRegions })).toThrow(new Error(
    'destinationRegions: the calls of the global profile "global.anthropic.claude-opus-5" may be processed in any commercial Region; leave it out',
  ));
});

describe('near misses', () => {
  test.each([
    ['a label that is empty', 'global..claude-opus-5'],
    ['a model without a name', 'global.anthropic.'],
  ])('fails for %s: %s', (_what, id) => {
    expect(() => InferenceProfile.fromInferenceProfileId(id)).toThrow(/^inferenceProfileId: /);
  });

  test.each(['EU.anthropic.claude-opus-5', 'eu-west-1.anthropic.claude-opus-5'])('names the prop of the caller when the prefix is wrong: %s', (id) => {
    expect(() => InferenceProfile.fromInferenceProfileId(id)).toThrow(/^inferenceProfileId: /);
  });

  test('names another ID as the remedy of "global.global"', () => {
    expect(() => InferenceProfile.fromInferenceProfileId('global.global')).toThrow(/give (?!"global\.global")/);
  });

  test.each([
    ['too long with its prefix', `anthropic.${'a'.repeat(54)}`],
    ['without a provider', 'claude-opus-5'],
  ])('fails for a model ID that makes a profile ID that fails: %s', (_what, modelId) => {
    expect(() => InferenceProfile.fromInferenceProfileId(`global.${modelId}`)).toThrow();
    expect(() => InferenceProfile.globalProfile(model(modelId))).toThrow(/^model: /);
  });
});

function tokens(): [what: string, token: string][] {
  return [
    ['a reference', Fn.ref('Profile')],
    ['a token in an ID', `global.anthropic.${Aws.REGION}`],
    ['a parameter', new CfnParameter(new Stack(), 'Profile').valueAsString],
    ['an imported value', Fn.importValue('Profile')],
  ];
}
