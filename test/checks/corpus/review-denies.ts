import { DocumentCase, Json } from './corpus-case';
import { BOTH, deny, document, INVOKE, STREAM } from './template-parts';

const key = (operator: string, value: unknown): Json => ({ [operator]: { 'bedrock:InferenceProfileArn': value } });
const region = (value: unknown, operator = 'StringEquals'): Json => ({ [operator]: { 'aws:RequestedRegion': value } });
const profiles = (id: string) => `arn:aws:bedrock:*:*:inference-profile/${id}`;
const anywhere = (...others: Json[]): Json => Object.assign({}, region(['eu-west-1', 'eu-central-1'], 'StringNotEquals'), ...others) as Json;

/** Denies whose effect is another than it looks. */
export const FAULTY_EFFECTS: readonly DocumentCase[] = [
  { name: 'unspecified, on profiles', document: document(deny(BOTH, profiles('global.*'), region('unspecified'))), expected: [['denyNeverApplies', 'error']] },
  { name: 'unspecified, on models in a Region', document: document(deny(BOTH, 'arn:aws:bedrock:us-east-1::foundation-model/*', region('unspecified'))), expected: [['denyNeverApplies', 'error']] },
  { name: 'the key of models, on profiles', document: document(deny(BOTH, profiles('global.*'), key('ArnLike', profiles('global.*')))), expected: [['denyNeverApplies', 'error']] },
  { name: 'a pattern that is compared as it stands', document: document(deny(BOTH, '*', key('StringEquals', profiles('global.*')))), expected: [['denyLeaksThroughApplicationProfile', 'warning'], ['wildcardInStringEquals', 'error']] },
  {
    name: 'exceptions that are compared as they stand',
    document: document(deny(BOTH, '*', { Null: { 'bedrock:InferenceProfileArn': 'false' }, ...key('StringNotEquals', profiles('us.*')) })),
    expected: [['wildcardInStringEquals', 'error']],
  },
  { name: 'one action of two', document: document(deny(INVOKE, '*', region('unspecified'))), expected: [['denyLeavesStreaming', 'warning']] },
  { name: 'streaming alone', document: document(deny(STREAM, '*', region('unspecified'))), expected: [['denyLeavesStreaming', 'warning']] },
  { name: 'direct calls, on every resource', document: document(deny(BOTH, '*', { Null: { 'bedrock:InferenceProfileArn': 'true' } })), expected: [['denyStopsEveryProfile', 'error']] },
  { name: 'other models, and everything that is no model', document: document({ Effect: 'Deny', Action: BOTH, NotResource: 'arn:aws:bedrock:*::foundation-model/anthropic.*' }), expected: [['denyStopsEveryProfile', 'error']] },
  { name: 'global profiles of a provider, by name', document: document(deny(BOTH, profiles('global.anthropic.*'))), expected: [['denyLeaksThroughApplicationProfile', 'warning']] },
  { name: '"global" beside what is meant', document: document(deny(BOTH, '*', region(['global', 'unspecified']))), expected: [['denyOnGlobalRegion', 'info']] },
  { name: 'Regions, but for AWS services', document: document(deny('*', '*', anywhere({ BoolIfExists: { 'aws:ViaAWSService': 'false' } }))), expected: [['regionDenyBlocksCris', 'warning']] },
  { name: 'Regions, but for AWS services as principals', document: document(deny('*', '*', anywhere({ Bool: { 'aws:PrincipalIsAWSService': 'false' } }))), expected: [['regionDenyBlocksCris', 'warning']] },
  { name: 'Regions, but for somebody by ID', document: document(deny('*', '*', anywhere({ StringNotLike: { 'aws:userId': 'AROAEXAMPLE:*' } }))), expected: [['regionDenyBlocksCris', 'warning']] },
  { name: 'Regions, with an exemption that no profile meets', document: document(deny('*', '*', anywhere(key('ArnNotLike', 'arn:aws:bedrock:*::inference-profile/global.*')))), expected: [['regionDenyBlocksCris', 'warning']] },
];

/** Look-alikes of those, which do what they say. */
export const SOUND_EFFECTS: readonly DocumentCase[] = [
  { name: 'direct calls, on models', document: document(deny(BOTH, 'arn:aws:bedrock:*::foundation-model/*', { Null: { 'bedrock:InferenceProfileArn': 'true' } })), expected: [] },
  {
    name: 'other models, with profiles left out',
    document: document({ Effect: 'Deny', Action: BOTH, NotResource: ['arn:aws:bedrock:*::foundation-model/anthropic.*', profiles('*'), 'arn:aws:bedrock:*:*:application-inference-profile/*'] }),
    expected: [],
  },
  { name: 'both actions, in two statements', document: document(deny(INVOKE, '*', region('unspecified')), deny(STREAM, '*', region('unspecified'))), expected: [] },
  { name: 'Regions, for an object store', document: document(deny('*', 'arn:aws:s3:::reports/*', region('eu-west-1', 'StringNotEquals'))), expected: [] },
];
