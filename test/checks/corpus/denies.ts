import { DocumentCase, Json } from './corpus-case';
import { allow, BOTH, deny, document, INVOKE } from './template-parts';

const regionIs = (value: unknown, operator = 'StringEquals'): Json => ({ [operator]: { 'aws:RequestedRegion': value } });
const regionIsNot = (...regions: string[]): Json => ({ StringNotEquals: { 'aws:RequestedRegion': regions } });
const profileIs = (operator: string, ...ids: string[]): Json => ({ [operator]: { 'bedrock:InferenceProfileArn': ids.map((id) => `arn:aws:bedrock:*:*:inference-profile/${id}`) } });
const PRESENT = { Null: { 'bedrock:InferenceProfileArn': 'false' } };
const APPLICATION_PROFILES = 'arn:aws:bedrock:*:*:application-inference-profile/*';
const GLOBAL_PROFILES = 'arn:aws:bedrock:*:*:inference-profile/global.*';

/** Denies that do not deny what they say, or more than they say. */
export const FAULTY_DENIES: readonly DocumentCase[] = [
  { name: 'a Region that is "global"', document: document(deny(BOTH, '*', regionIs('global'))), expected: [['denyOnGlobalRegion', 'error']] },
  { name: 'a Region like "global"', document: document(deny('bedrock:*', '*', regionIs(['global'], 'StringLike'))), expected: [['denyOnGlobalRegion', 'error']] },
  { name: 'a Region that is "Global", in any case', document: document(deny(BOTH, '*', regionIs('Global', 'StringEqualsIgnoreCase'))), expected: [['denyOnGlobalRegion', 'error']] },
  { name: 'global profiles by the condition key alone', document: document(deny('bedrock:*', '*', profileIs('ArnLike', 'global.*'))), expected: [['denyLeaksThroughApplicationProfile', 'warning']] },
  { name: 'global profiles as resources alone', document: document(deny(BOTH, GLOBAL_PROFILES)), expected: [['denyLeaksThroughApplicationProfile', 'warning']] },
  {
    name: 'global profiles by both names, in two statements',
    document: document(deny(BOTH, [GLOBAL_PROFILES]), deny(BOTH, '*', profileIs('StringLike', 'global.*'))),
    expected: [['denyLeaksThroughApplicationProfile', 'warning']],
  },
  { name: 'other profiles, where the key may be absent', document: document(deny('bedrock:*', '*', profileIs('ArnNotLike', 'us.*'))), expected: [['denyWithoutNull', 'error']] },
  { name: 'other profiles, as texts', document: document(deny(BOTH, ['*'], profileIs('StringNotLike', 'us.*', 'eu.*'))), expected: [['denyWithoutNull', 'error']] },
  // A negated operator matches where the key is absent, with IfExists too.
  { name: 'other profiles, if the key exists', document: document(deny(BOTH, '*', profileIs('ArnNotLikeIfExists', 'us.*'))), expected: [['denyWithoutNull', 'error']] },
  { name: 'Regions, for every action', document: document(deny('*', '*', regionIsNot('eu-west-1'))), expected: [['regionDenyBlocksCris', 'warning']] },
  { name: 'Regions by pattern', document: document(deny(['bedrock:Invoke*'], '*', regionIs(['eu-*', 'us-*'], 'StringNotLike'))), expected: [['regionDenyBlocksCris', 'warning']] },
  { name: 'Regions, and "global" among them, as the launch post has it', document: document(deny('*', '*', regionIsNot('us-east-1', 'global'))), expected: [['regionDenyBlocksCris', 'warning']] },
  {
    name: 'Regions, for all but some services and the calls that are not streamed',
    document: document({ Effect: 'Deny', NotAction: ['iam:*', 'sts:*', 'bedrock:InvokeModel'], Resource: '*', Condition: regionIsNot('us-east-1') }),
    expected: [['regionDenyBlocksCris', 'warning']],
  },
  { name: 'Regions, on models', document: document(deny(BOTH, 'arn:aws:bedrock:*::foundation-model/*', regionIsNot('eu-west-1', 'eu-central-1'))), expected: [['regionDenyBlocksCris', 'warning']] },
  {
    name: 'Regions, but not for principals of one name',
    document: document(deny('*', '*', { ...regionIsNot('eu-west-1'), ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } })),
    expected: [['regionDenyBlocksCris', 'warning']],
  },
  {
    name: 'resources of other organizations: a model is nobody\'s',
    document: document(deny('*', '*', { StringNotEquals: { 'aws:ResourceOrgID': 'o-abcd123456' } })),
    expected: [['resourceOwnerOnModel', 'error']],
  },
  {
    name: 'models of the own account only: there are none',
    document: document(allow(BOTH, ['arn:aws:bedrock:*::foundation-model/amazon.nova-micro-v1:0'], { StringEquals: { 'aws:ResourceAccount': '111122223333' } })),
    expected: [['resourceOwnerOnModel', 'error']],
  },
  { name: 'operations for actions', document: document(deny(['bedrock:Converse', 'bedrock:ConverseStream'], '*')), expected: [['unknownAction', 'error']] },
  { name: 'a key that does not exist', document: document(deny(BOTH, '*', { ArnLike: { 'aws:InferenceProfileArn': GLOBAL_PROFILES } })), expected: [['unknownConditionKey', 'error']] },
];

/** Denies that look like those above and do what they say. */
export const SOUND_DENIES: readonly DocumentCase[] = [
  { name: 'global profiles by name, beside a statement that no application profile escapes', document: document(deny(BOTH, [GLOBAL_PROFILES]), deny(BOTH, '*', regionIs('unspecified'))) },
  { name: 'models without a Region', document: document(deny(BOTH, [GLOBAL_PROFILES]), deny(BOTH, 'arn:aws:bedrock:::foundation-model/*')) },
  { name: 'profiles of a geography by name: nothing global is meant', document: document(deny(BOTH, 'arn:aws:bedrock:*:*:inference-profile/apac.*')) },
  { name: 'other profiles, where the key is there', document: document(deny(BOTH, '*', { ...PRESENT, ...profileIs('ArnNotLike', 'us.*') })) },
  { name: 'the same with a boolean', document: document(deny(BOTH, '*', { Null: { 'bedrock:InferenceProfileArn': false }, ...profileIs('ArnNotLike', 'us.*') })) },
  { name: 'other profiles, on models: the profile itself, on which the key is absent, is not met', document: document(deny(BOTH, 'arn:aws:bedrock:*::foundation-model/*', profileIs('ArnNotLike', 'us.*'))) },
  { name: 'calls of models without a profile', document: document(deny(BOTH, 'arn:aws:bedrock:*::foundation-model/*', { Null: { 'bedrock:InferenceProfileArn': 'true' } })) },
  { name: 'a list of Regions that are denied, none of which is "unspecified"', document: document(deny('*', '*', regionIs(['ap-east-1', 'me-south-1']))) },
  { name: 'Regions, for other services', document: document(deny(['ec2:*', 'rds:*', 'bedrock-agentcore:*'], '*', regionIsNot('eu-west-1'))) },
  { name: 'Regions, on other resources', document: document(deny('*', ['arn:aws:s3:::*', 'arn:aws:dynamodb:*:*:table/*'], regionIsNot('eu-west-1'))) },
  { name: 'Regions to which calls are sent: a profile is evaluated in its source Region', document: document(deny(BOTH, ['arn:aws:bedrock:*:*:inference-profile/*'], regionIsNot('eu-west-1'))) },
  { name: 'Regions, for what manages Bedrock', document: document(deny(['bedrock:Create*', 'bedrock:Delete*', 'bedrock:Put*'], '*', regionIsNot('eu-west-1'))) },
  { name: 'Regions, but not for calls of any profile', document: document(deny('*', '*', { ...regionIsNot('eu-west-1'), ...profileIs('ArnNotLike', '*') })) },
  { name: 'Regions, but not for the profiles of a geography', document: document(deny('*', '*', { ...regionIsNot('eu-west-1'), ...profileIs('ArnNotLike', 'eu.*') })) },
  {
    name: 'Regions, but not for the profiles of a geography, and nothing global',
    document: document(deny('*', '*', { ...regionIsNot('eu-west-1'), ...profileIs('ArnNotLike', 'eu.*') }), deny(BOTH, '*', regionIs('unspecified')), deny(BOTH, GLOBAL_PROFILES)),
  },
  { name: 'Regions, but not for what goes through a profile at all', document: document(deny('*', '*', { ...regionIsNot('eu-west-1'), Null: { 'bedrock:InferenceProfileArn': 'true' } })) },
  { name: 'buckets of other organizations', document: document(deny('s3:*', '*', { StringNotEquals: { 'aws:ResourceOrgID': 'o-abcd123456' } })) },
  {
    name: 'resources of other organizations, but not those of Bedrock',
    document: document({ Effect: 'Deny', NotAction: ['bedrock:*', 'iam:*'], Resource: '*', Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-abcd123456' } } }),
  },
  {
    name: 'application profiles of the own account, which has some',
    document: document(
      allow(BOTH, APPLICATION_PROFILES, { StringEquals: { 'aws:ResourceAccount': '111122223333' } }),
      allow(BOTH, 'arn:aws:bedrock:*::foundation-model/amazon.*', { ArnLike: { 'bedrock:InferenceProfileArn': [APPLICATION_PROFILES, 'arn:aws:bedrock:*:*:inference-profile/*'] } }),
    ),
  },
  { name: 'operations beside the action that they need', document: document(deny([INVOKE, 'bedrock:Converse'], 'arn:aws:bedrock:*::foundation-model/meta.*')) },
  { name: 'principals of other organizations', document: document(deny('*', '*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abcd123456' } })) },
  { name: 'the other endpoint of Bedrock', document: document(deny('bedrock-mantle:*', '*')) },
].map((sound) => ({ ...sound, expected: [] }));
