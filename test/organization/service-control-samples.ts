import { BEDROCK, ELSEWHERE, GLOBAL } from './service-control-calls';
import { PolicyDocumentJson } from '../support/iam-evaluator';

const AIP_OVER_US = ['AIP over us, key: AIP', 'AIP over us, key: system'];
const KEY_IS_AIP = BEDROCK.filter((name) => name.endsWith('key: AIP'));
const THROUGH_ZZ = ['zz', 'AIP over zz, key: AIP', 'AIP over zz, key: system'];
const THROUGH_GEOGRAPHIES = ['us', 'Responses API', ...AIP_OVER_US, ...THROUGH_ZZ];

type Condition = Record<string, Record<string, string | string[]>>;
const unspecified: Condition = { StringEquals: { 'aws:RequestedRegion': 'unspecified' } };
const profiles = (pattern: string) => ({ 'bedrock:InferenceProfileArn': `arn:aws:bedrock:*:*:inference-profile/${pattern}` });
const outside = (...regions: string[]) => ({ StringNotEquals: { 'aws:RequestedRegion': regions } });

function document(...statements: object[]): PolicyDocumentJson {
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ Effect: 'Deny', ...statement })) };
}

function denyBedrock(condition: Condition | undefined, resource = '*'): PolicyDocumentJson {
  return document({ Action: 'bedrock:*', Resource: resource, ...(condition && { Condition: condition }) });
}

/**
 * The shapes of deny that AWS publishes or that follow from what it publishes, in documents of our own, and every call that each stops: what our
 * own contents are measured against.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export const AWS_DOCUMENTS: [string, PolicyDocumentJson, string[]][] = [
  ['D1, unspecified', denyBedrock(unspecified), GLOBAL],
  ['D2, unspecified narrowed by profile', denyBedrock({ ...unspecified, ArnLike: profiles('global.*') }), GLOBAL.filter((name) => !KEY_IS_AIP.includes(name))],
  ['D3, profile by key', denyBedrock({ ArnLike: profiles('global.*') }), GLOBAL.filter((name) => !KEY_IS_AIP.includes(name))],
  ['D4, profile as resource', denyBedrock(undefined, 'arn:aws:bedrock:*:*:inference-profile/global.*'), [...GLOBAL.filter((name) => !name.startsWith('AIP')), 'make AIP over global']],
  ['D5, "global" as Region', denyBedrock({ StringEquals: { 'aws:RequestedRegion': 'global' } }), []],
  ['D6, model without a Region', denyBedrock(undefined, 'arn:aws:bedrock:::foundation-model/*'), GLOBAL],
  ['D7, other profiles', denyBedrock({ Null: { 'bedrock:InferenceProfileArn': 'false' }, ArnNotLike: profiles('us.*') }),
    [...GLOBAL, 'zz', 'AIP over zz, key: system', 'eu elsewhere', 'AIP over eu elsewhere, key: system', ...KEY_IS_AIP]],
  ['D8, other profiles without Null', denyBedrock({ ArnNotLike: profiles('us.*') }), BEDROCK],

  ['no fix: an allow-list of Regions', document({ NotAction: ['iam:*'], Resource: '*', Condition: outside('us-east-1') }), [...GLOBAL, ...THROUGH_GEOGRAPHIES, ...ELSEWHERE]],
  ['fix 1, unspecified in the list', document({ NotAction: ['iam:*'], Resource: '*', Condition: outside('us-east-1', 'unspecified') }), [...THROUGH_GEOGRAPHIES, ...ELSEWHERE]],
  ['fix 2, Bedrock apart', document(
    { NotAction: ['iam:*', 'bedrock:*'], Resource: '*', Condition: outside('us-east-1') },
    { Action: 'bedrock:*', Resource: '*', Condition: outside('us-east-1', 'us-east-2', 'us-west-2', 'unspecified') },
  ), [...ELSEWHERE, ...THROUGH_ZZ]],
  ['fix 3, global profiles exempt', document({ NotAction: ['iam:*'], Resource: '*', Condition: { ...outside('us-east-1'), ArnNotLike: profiles('global.*') } }),
    [...THROUGH_GEOGRAPHIES, ...ELSEWHERE, 'AIP over global, key: AIP']],
  ['fix 3, geographic profiles exempt', document({ NotAction: ['iam:*'], Resource: '*', Condition: { ...outside('us-east-1'), ArnNotLike: profiles('us.*') } }),
    [...GLOBAL, ...ELSEWHERE, ...THROUGH_ZZ, 'AIP over us, key: AIP']],
];
