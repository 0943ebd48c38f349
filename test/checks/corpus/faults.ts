import { Json } from './corpus-case';
import { allow, BOTH, COHERE_EMBED_4, deny, geographicStatements, globalStatements, GPT_OSS, INVOKE, literal, OPUS_5, SONNET_4_5, through } from './template-parts';

/** A fault as small as it comes, what it is without, and the calls that it is about. */
export interface Fault {
  readonly name: string;
  readonly rule: string;
  /** Other rules that are right about it too. */
  readonly also?: readonly string[];
  readonly severity: 'error' | 'warning';
  readonly wrong: readonly Json[];
  readonly right: readonly Json[];
  /** @default - through the global profile of Sonnet 4.5, from eu-west-1 */
  readonly call?: { readonly profile: string; readonly region: string; readonly destinations?: readonly string[] };
  /** What must be denied, or allowed: by what is wrong, and by what is right. @default - denied, allowed */
  readonly effect?: { readonly of: 'call' | 'stream' | 'direct' | 'application' | 'geographic'; readonly wrong: boolean; readonly right: boolean };
}

export const REGION = 'eu-west-1';
const arns = (region: string) => ({
  profile: (id: string) => literal.profile(id, region), model: (id: string, other = region) => literal.model(id, other), regionless: literal.regionless,
});
const PROFILE_ID = `global.${SONNET_4_5}`;
const PROFILE = literal.profile(PROFILE_ID, REGION);
const MODEL = literal.model(SONNET_4_5, REGION);
const REGIONLESS = literal.regionless(SONNET_4_5);
const whole = globalStatements(SONNET_4_5, arns(REGION));
const [onProfile, onModel, onRegionless] = whole;
const global = { right: whole, severity: 'error' } as const;
const JAPAN = ['ap-northeast-1', 'ap-northeast-3'];
const japan = geographicStatements(`jp.${SONNET_4_5}`, JAPAN, arns(JAPAN[0]));
const EVERY_PROFILE = 'arn:aws:bedrock:*:*:inference-profile/*';
const everyModel = (region: string) => `arn:aws:bedrock:${region}::foundation-model/anthropic.*`;
const given = (condition: Json) => ({ ...onRegionless, Condition: condition });
const replaced = (one: string, other: string): Json[] => JSON.parse(JSON.stringify(whole).split(one).join(other)) as Json[];
const regionIs = (value: unknown, operator = 'StringEquals'): Json => ({ [operator]: { 'aws:RequestedRegion': value } });
const keyIs = (operator: string, id: string): Json => ({ [operator]: { 'bedrock:InferenceProfileArn': `arn:aws:bedrock:*:*:inference-profile/${id}` } });

/** What one principal is allowed. */
export const IDENTITY_FAULTS: readonly Fault[] = [
  { ...global, name: 'the model without a Region is missing', rule: 'regionlessModelMissing', wrong: [onProfile, onModel] },
  { ...global, name: 'the model in the source Region is missing', rule: 'sourceRegionModelMissing', wrong: [onProfile, onRegionless] },
  { ...global, name: 'the profile alone', rule: 'sourceRegionModelMissing', wrong: [onProfile] },
  { ...global, name: 'the models of another profile', rule: 'sourceRegionModelMissing', also: ['profileMissing'], wrong: [onProfile, ...globalStatements(OPUS_5, arns(REGION)).slice(1)] },
  {
    name: 'a destination is missing',
    rule: 'destinationModelMissing',
    severity: 'error',
    right: japan,
    call: { profile: `jp.${SONNET_4_5}`, region: JAPAN[0], destinations: JAPAN },
    wrong: geographicStatements(`jp.${SONNET_4_5}`, JAPAN.slice(0, 1), arns(JAPAN[0])),
  },
  {
    name: 'every profile, and the models of one Region',
    rule: 'regionlessModelMissing',
    also: ['destinationModelMissing'],
    severity: 'error',
    wrong: [allow(BOTH, EVERY_PROFILE), allow(BOTH, everyModel(REGION), keyIs('ArnLike', '*'))],
    right: [allow(BOTH, EVERY_PROFILE), allow(BOTH, everyModel('*'), keyIs('ArnLike', '*'))],
  },
  {
    name: 'every profile of a geography, and the models of one Region',
    rule: 'destinationModelMissing',
    severity: 'error',
    call: { profile: `jp.${SONNET_4_5}`, region: JAPAN[0], destinations: JAPAN },
    wrong: [allow(BOTH, literal.profile('jp.*', JAPAN[0])), allow(BOTH, everyModel(JAPAN[0]), keyIs('ArnLike', 'jp.*'))],
    right: [allow(BOTH, literal.profile('jp.*', JAPAN[0])), allow(BOTH, JAPAN.map(everyModel), keyIs('ArnLike', 'jp.*'))],
  },
  { ...global, name: 'everything of the account, and no model', rule: 'sourceRegionModelMissing', wrong: [allow(BOTH, `arn:aws:bedrock:${REGION}:111122223333:*`)] },
  { ...global, name: 'every profile, and no model', rule: 'sourceRegionModelMissing', wrong: [allow(BOTH, EVERY_PROFILE)] },
  { ...global, name: 'a model that is offered through profiles only', rule: 'profileMissing', wrong: [allow(BOTH, `arn:aws:bedrock:*::foundation-model/${SONNET_4_5}`)] },
  {
    ...global,
    name: 'such a model beside one that can be called directly',
    rule: 'profileMissing',
    wrong: [allow(BOTH, [MODEL, REGIONLESS, literal.model(GPT_OSS, REGION)])],
    right: [...whole, allow(BOTH, literal.model(GPT_OSS, REGION))],
  },
  { ...global, name: 'models that are bound to a profile, which is not allowed', rule: 'profileMissing', wrong: [onModel, onRegionless] },
  { ...global, name: 'the models under a list of Regions', rule: 'requestedRegionExcludesUnspecified', wrong: [onProfile, allow(BOTH, [MODEL, REGIONLESS], { StringEquals: { 'aws:RequestedRegion': [REGION], 'bedrock:InferenceProfileArn': PROFILE } })] },
  { ...global, name: 'a Region that is "global"', rule: 'requestedRegionNotARegion', wrong: [onProfile, onModel, given({ StringEquals: { 'aws:RequestedRegion': 'global', 'bedrock:InferenceProfileArn': PROFILE } })] },
  { ...global, name: 'the ID of the profile in the ARN of a model', rule: 'profileIdInModelArn', wrong: [allow(BOTH, `arn:aws:bedrock:*::foundation-model/${PROFILE_ID}`)] },
  { ...global, name: 'two prefixes', rule: 'malformedProfileId', wrong: replaced(`inference-profile/${PROFILE_ID}`, `inference-profile/us.${PROFILE_ID}`), also: ['profileMissing'] },
  { ...global, name: 'no prefix', rule: 'malformedProfileId', wrong: [{ ...onProfile, Resource: PROFILE.replace('global.', '') }, onModel, onRegionless] },
  { ...global, name: 'the service of the endpoint', rule: 'malformedBedrockArn', wrong: [{ ...onProfile, Resource: PROFILE.replace(':bedrock:', ':bedrock-runtime:') }, onModel, onRegionless] },
  { ...global, name: 'a colon for the slash', rule: 'malformedBedrockArn', wrong: [onProfile, { ...onModel, Resource: MODEL.replace('model/', 'model:') }, onRegionless] },
  { ...global, name: 'a profile without an account', rule: 'profileArnWithoutAccount', wrong: [{ ...onProfile, Resource: PROFILE.replace('111122223333', '') }, onModel, onRegionless] },
  { ...global, name: 'a model with an account', rule: 'modelArnWithAccount', wrong: [onProfile, { ...onModel, Resource: MODEL.replace('::', ':111122223333:') }, onRegionless] },
  { ...global, name: 'the key on the profile', rule: 'profileKeyOnProfile', wrong: [{ ...onProfile, Condition: through(PROFILE) }, onModel, onRegionless] },
  { ...global, name: '"unspecified" on the profile', rule: 'unspecifiedOnProfile', wrong: [{ ...onProfile, Condition: regionIs('unspecified') }, onModel, onRegionless] },
  { ...global, name: 'a key of AWS that does not exist', rule: 'unknownConditionKey', wrong: replaced('bedrock:InferenceProfileArn', 'aws:InferenceProfileArn') },
  { ...global, name: 'a key of Amazon Bedrock that does not exist', rule: 'unknownConditionKey', wrong: [onProfile, { ...onModel, Condition: { StringEquals: { 'bedrock:ModelId': SONNET_4_5 } } }, onRegionless] },
  { ...global, name: 'the names of operations', rule: 'unknownAction', wrong: whole.map((statement) => ({ ...statement, Action: ['bedrock:Converse', 'bedrock:ConverseStream'] })) },
  { ...global, name: 'an action with a slip', rule: 'unknownAction', wrong: [{ ...onProfile, Action: ['bedrock:InvokeModels', 'bedrock:InvokeModelsWithResponseStream'] }, onModel, onRegionless] },
  { ...global, name: 'a wildcard that is compared as it stands', rule: 'wildcardInStringEquals', wrong: replaced(`"bedrock:InferenceProfileArn":"${PROFILE}"`, '"bedrock:InferenceProfileArn":"arn:aws:bedrock:*:*:inference-profile/global.*"') },
  { ...global, name: 'models of the own account', rule: 'resourceOwnerOnModel', wrong: [onProfile, allow(BOTH, [MODEL, REGIONLESS], { StringEquals: { 'aws:ResourceAccount': '111122223333', 'bedrock:InferenceProfileArn': PROFILE } })] },
  { ...global, name: 'a deny of what is allowed', rule: 'grantedProfileDenied', wrong: [...whole, deny(BOTH, '*', regionIs('unspecified'))] },
  { ...global, name: 'a deny outside of the source Region', rule: 'regionDenyBlocksCris', wrong: [...whole, deny('*', '*', regionIs([REGION], 'StringNotEquals'))] },
  {
    name: 'the model of a profile, which can be called directly too',
    rule: 'modelWithoutProfile',
    severity: 'warning',
    call: { profile: `global.${COHERE_EMBED_4}`, region: REGION },
    effect: { of: 'direct', wrong: true, right: false },
    wrong: globalStatements(COHERE_EMBED_4, arns(REGION)).map(({ Condition, ...statement }) => statement),
    right: globalStatements(COHERE_EMBED_4, arns(REGION)),
  },
  { ...global, name: 'every model', rule: 'wildcardModels', severity: 'warning', effect: { of: 'direct', wrong: true, right: false }, wrong: [allow(BOTH, '*')] },
];

const openDeny = { effect: { of: 'call', wrong: true, right: false }, severity: 'error' } as const;
const wideDeny = { effect: { of: 'geographic', wrong: false, right: true }, severity: 'error' } as const;
const NO_GLOBAL = [deny(BOTH, '*', regionIs('unspecified'))];
const BY_NAME = deny(BOTH, 'arn:aws:bedrock:*:*:inference-profile/global.*');
const PRESENT = { Null: { 'bedrock:InferenceProfileArn': 'false' } };
const OTHERS = keyIs('ArnNotLike', 'eu.*');

/** What is denied to everybody. */
export const DENY_FAULTS: readonly Fault[] = [
  { ...openDeny, name: 'a Region that is "global"', rule: 'denyOnGlobalRegion', wrong: [deny(BOTH, '*', regionIs('global'))], right: NO_GLOBAL },
  { ...openDeny, name: '"unspecified" on profiles', rule: 'denyNeverApplies', wrong: [{ ...BY_NAME, Condition: regionIs('unspecified') }], right: NO_GLOBAL },
  { ...openDeny, name: 'the key on profiles', rule: 'denyNeverApplies', wrong: [{ ...BY_NAME, Condition: keyIs('ArnLike', 'global.*') }], right: NO_GLOBAL },
  { ...openDeny, name: 'a key that does not exist', rule: 'unknownConditionKey', wrong: [deny(BOTH, '*', { ArnLike: { 'aws:InferenceProfileArn': 'arn:aws:bedrock:*:*:inference-profile/global.*' } })], right: NO_GLOBAL },
  { ...openDeny, name: 'names of operations', rule: 'unknownAction', wrong: [deny(['bedrock:Converse', 'bedrock:ConverseStream'], '*', regionIs('unspecified'))], right: NO_GLOBAL },
  { ...openDeny, name: 'one action of two', rule: 'denyLeavesStreaming', severity: 'warning', effect: { of: 'stream', wrong: true, right: false }, wrong: [deny(INVOKE, '*', regionIs('unspecified'))], right: NO_GLOBAL },
  { ...openDeny, name: 'global profiles by their names', rule: 'denyLeaksThroughApplicationProfile', severity: 'warning', effect: { of: 'application', wrong: true, right: false }, wrong: [BY_NAME], right: [BY_NAME, ...NO_GLOBAL] },
  { ...wideDeny, name: 'other profiles, where the key may be absent', rule: 'denyWithoutNull', wrong: [deny(BOTH, '*', OTHERS)], right: [deny(BOTH, '*', { ...PRESENT, ...OTHERS })] },
  {
    ...wideDeny,
    name: 'direct calls, on everything',
    rule: 'denyStopsEveryProfile',
    wrong: [deny(BOTH, '*', { Null: { 'bedrock:InferenceProfileArn': 'true' } })],
    right: [deny(BOTH, 'arn:aws:bedrock:*::foundation-model/*', { Null: { 'bedrock:InferenceProfileArn': 'true' } })],
  },
  {
    ...wideDeny,
    name: 'other models, and every profile',
    rule: 'denyStopsEveryProfile',
    wrong: [{ Effect: 'Deny', Action: BOTH, NotResource: 'arn:aws:bedrock:*::foundation-model/anthropic.*' }],
    right: [{ Effect: 'Deny', Action: BOTH, NotResource: ['arn:aws:bedrock:*::foundation-model/anthropic.*', EVERY_PROFILE, 'arn:aws:bedrock:*:*:application-inference-profile/*'] }],
  },
  {
    ...wideDeny,
    name: 'a data perimeter',
    rule: 'resourceOwnerOnModel',
    wrong: [{ Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::aws-*', Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-abcd123456' } } }],
    right: [{ Effect: 'Deny', Action: '*', NotResource: ['arn:aws:s3:::aws-*', 'arn:aws:bedrock:*::foundation-model/*'], Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-abcd123456' } } }],
  },
  {
    name: 'every Region but one',
    rule: 'regionDenyBlocksCris',
    severity: 'warning',
    effect: { of: 'call', wrong: false, right: true },
    wrong: [deny('*', '*', regionIs([REGION], 'StringNotEquals'))],
    right: [deny('*', '*', regionIs([REGION, 'unspecified'], 'StringNotEquals'))],
  },
];
