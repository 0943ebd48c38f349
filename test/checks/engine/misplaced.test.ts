import { parseBedrockArn } from '../../../src/bedrock/arns';
import { faultOfProfileId, hasForeignAccount, isMisplacedUnspecified, isProfileKeyOnProfile, isRegionList, keepsModelsOut, literalWildcards, namesInvocation, noRegions, prefixInModelId } from '../../../src/checks/policy/misplaced';
import { parseDocument } from '../../../src/checks/policy/statement';
import { opaque } from '../../../src/checks/read/opaque';

const ACCOUNT = { 'aws:ResourceAccount': '111122223333' };

// Foundation models are AWS's. Whether the key is there on them, AWS does not document.
test.each<[string, 'Allow' | 'Deny', object, boolean]>([
  ['an allow for what an account owns', 'Allow', { StringEquals: ACCOUNT }, true],
  ['an allow for what an organization owns', 'Allow', { StringLike: { 'aws:ResourceOrgPaths': 'o-a1b2c3d4e5/*' } }, true],
  ['an allow for what an account owns, if the owner is known', 'Allow', { StringEqualsIfExists: ACCOUNT }, false],
  ['an allow for all of no owners', 'Allow', { 'ForAllValues:StringEquals': ACCOUNT }, false],
  ['an allow for any of the owners', 'Allow', { 'ForAnyValue:StringEquals': ACCOUNT }, true],
  ['an allow for what others own', 'Allow', { StringNotEquals: ACCOUNT }, false],
  ['a deny of what others own', 'Deny', { StringNotEquals: ACCOUNT }, true],
  ['a deny of what any of others owns', 'Deny', { 'ForAnyValue:StringNotEquals': ACCOUNT }, false],
  ['a deny of what an account owns', 'Deny', { StringEquals: ACCOUNT }, false],
  ['a deny that says what holds without an owner', 'Deny', { StringNotEquals: ACCOUNT, Null: { 'aws:ResourceAccount': 'false' } }, false],
  ['an allow by another key', 'Allow', { StringEquals: { 'aws:PrincipalAccount': '111122223333' } }, false],
])('%s keeps models out: %s', (_, Effect, Condition, expected) => {
  const [statement] = parseDocument({ Statement: [{ Effect, Action: 'bedrock:*', Resource: '*', Condition }] }).statements;
  expect(keepsModelsOut(statement, statement.conditions[0])).toBe(expected);
});

const PROFILE = 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.x.y';
const MODEL = 'arn:aws:bedrock:eu-west-1::foundation-model/x.y';
const REGIONLESS = 'arn:aws:bedrock:::foundation-model/x.y';
const statementOf = (others: object) => parseDocument({ Statement: { Effect: 'Allow', Action: 'bedrock:*', Resource: PROFILE, ...others } }).statements[0];
const conditionOf = (Condition: object) => statementOf({ Condition }).conditions[0];
const key = (operator: string, value: unknown = PROFILE) => ({ Condition: { [operator]: { 'bedrock:InferenceProfileArn': value } } });
const region = (value: unknown, operator = 'StringEquals') => ({ Condition: { [operator]: { 'aws:RequestedRegion': value } } });

test.each<[string, object, boolean]>([
  ['it is asked for', key('ArnLike'), true], ['on an application profile', { ...key('ArnLike'), Resource: PROFILE.replace('inference', 'application-inference') }, true], ['in a list', { ...key('ArnLike'), Resource: [MODEL, PROFILE] }, true],
  ['in a deny', { ...key('ArnLike'), Effect: 'Deny' }, false], ['on models', { ...key('ArnLike'), Resource: [MODEL, REGIONLESS] }, false], ['on all but profiles', { ...key('ArnLike'), Resource: undefined, NotResource: PROFILE }, false],
  ['it is not to be one', key('ArnNotLike'), false], ['if it exists', key('ArnLikeIfExists'), false], ['all of none', key('ForAllValues:ArnLike'), false], ['any', key('ForAnyValue:ArnLike'), true],
  ['whether it is there', key('Null', 'false'), false], ['under an operator that is not known', key('Unknown'), false], ['another key', region('eu-west-1'), false],
])('the key of models on a profile, where it is absent: %s', (_, others, expected) => {
  const statement = statementOf(others);
  expect(isProfileKeyOnProfile(statement, statement.conditions[0])).toBe(expected);
});

test.each<[string, object, boolean]>([
  ['on a profile', region('unspecified'), true], ['on a model in a Region', { ...region('unspecified'), Resource: MODEL }, true], ['beside the model without a Region', { ...region('unspecified'), Resource: [REGIONLESS, MODEL] }, true],
  ['on the model without a Region', { ...region('unspecified'), Resource: REGIONLESS }, false], ['on the model in any', { ...region('unspecified'), Resource: MODEL.replace('eu-west-1', '*') }, false],
  ['beside a Region', region(['unspecified', 'eu-west-1']), false], ['no Region at all', region([]), false], ['in a deny', { ...region('unspecified'), Effect: 'Deny' }, false], ['it is not to be that', region('unspecified', 'StringNotEquals'), false],
  ['on all but profiles', { ...region('unspecified'), Resource: undefined, NotResource: PROFILE }, false], ['on a guardrail', { ...region('unspecified'), Resource: PROFILE.replace('inference-profile', 'guardrail') }, false],
])('"unspecified" where the source Region is asked: %s', (_, others, expected) => {
  const statement = statementOf(others);
  expect(isMisplacedUnspecified(statement, statement.conditions[0])).toBe(expected);
});

test('a list of Regions is one that only they meet', () => {
  const is = (operator: string, name = 'aws:RequestedRegion') => isRegionList(conditionOf({ [operator]: { [name]: 'eu-west-1' } }));
  expect(['StringEquals', 'StringLike', 'StringEqualsIgnoreCase', 'StringNotEquals', 'Null', 'IpAddress'].map((operator) => is(operator))).toEqual([true, true, true, false, false, false]);
  expect(is('StringEquals', 'aws:PrincipalArn')).toBe(false);
  expect(noRegions(conditionOf({ StringEquals: { 'aws:RequestedRegion': ['global', 'EU-WEST-1', 'unspecified', 'eu-*', 'xx?', opaque('Region'), 'eu-west-1', 'Europe'] } }))).toEqual(['global', 'Europe']);
});

test('a wildcard is one of the characters where the operator has none', () => {
  const of = (operator: string, name: string) => literalWildcards(conditionOf({ [operator]: { [name]: ['a*', 'b', 'c?'] } }));
  expect(['StringEquals', 'StringNotEqualsIgnoreCase'].flatMap((operator) => ['aws:RequestedRegion', 'bedrock:InferenceProfileArn'].map((name) => of(operator, name)))).toEqual(Array(4).fill(['a*', 'c?']));
  expect(['StringLike', 'ArnEquals', 'Null', 'Unknown'].map((operator) => of(operator, 'bedrock:InferenceProfileArn'))).toEqual([[], [], [], []]);
  expect(of('StringEquals', 'aws:PrincipalArn')).toEqual([]);
});

test.each<[string, object, boolean]>([
  ['by its name', { Action: 'bedrock:InvokeModel' }, true], ['in any case', { Action: 'BEDROCK:invokemodel*' }, true], ['streaming alone', { Action: 'bedrock:InvokeModelWithResponseStream' }, true],
  ['as one of all services', { Action: '*' }, false], ['beside another service', { Action: ['*', 'not-bedrock:*'] }, false], ['as what is left', { Action: undefined, NotAction: 'bedrock:Get*' }, false], ['another action', { Action: 'bedrock:GetModel' }, false],
])('a statement names inference: %s', (_, others, expected) => {
  expect(namesInvocation(statementOf(others))).toBe(expected);
});

test.each<[string, ReturnType<typeof faultOfProfileId>]>([
  ['global.anthropic.x', undefined], ['eu.*', undefined], ['global', undefined], ['', undefined], ['*', undefined], ['??.anthropic.x', undefined], [`${opaque('Prefix')}.anthropic.x`, undefined], [`global.${opaque('Model')}`, undefined],
  ['us.global.anthropic.x', 'two-prefixes'], ['us.eu', 'two-prefixes'], ['anthropic.x', 'no-prefix'], ['x', 'no-prefix'], ['q*.anthropic.x', 'no-prefix'], ['*anthropic', undefined], ['mars.anthropic.x', 'unknown-prefix'],
])('the ID of a profile: %s', (id, fault) => {
  expect(faultOfProfileId(id)).toBe(fault);
});

test('a model has neither prefix nor account', () => {
  const arn = (account: string, id: string, type = 'foundation-model') => parseBedrockArn(`arn:aws:bedrock:eu-west-1:${account}:${type}/${id}`)!;
  expect(['eu.anthropic.x', 'anthropic.x', 'eu', 'europe.x'].map((id) => prefixInModelId(arn('', id)))).toEqual(['eu', undefined, undefined, undefined]);
  expect(['111122223333', '', '*', opaque('AccountOf1')].map((account) => hasForeignAccount(arn(account, 'x')))).toEqual([true, false, false, false]);
  expect(hasForeignAccount(arn('111122223333', 'global.x', 'inference-profile'))).toBe(false);
});
