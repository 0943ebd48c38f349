import { unknownKeyOf } from '../../../src/checks/policy/keys';
import { unknownActionOf } from '../../../src/checks/policy/misplaced';
import { didYouMean, distance, nearest } from '../../../src/checks/policy/nearest';

test.each([
  ['', '', 0], ['', 'abc', 3], ['abc', '', 3], ['abc', 'abc', 0], ['abc', 'abd', 1], ['abc', 'ab', 1], ['abc', 'xabc', 1], ['kitten', 'sitting', 3], ['flaw', 'lawn', 2],
])('from %j to %j it is %d characters', (one, other, slips) => {
  expect([distance(one, other), distance(other, one)]).toEqual([slips, slips]);
});

const NAMES = ['aws:RequestedRegion', 'aws:PrincipalArn', 'aws:PrincipalAccount'];

test('the nearest name is meant, in any case, unless it is too far away', () => {
  expect(nearest('AWS:requestedregions', NAMES, 2)).toBe('aws:RequestedRegion');
  expect(nearest('aws:PrincipalAr', NAMES, 2)).toBe('aws:PrincipalArn');
  expect([1, 2].map((slips) => nearest('aws:PrincipalArnXY', NAMES, slips))).toEqual([undefined, 'aws:PrincipalArn']);
  expect(nearest('aws:PrincipalArn', [], 5)).toBeUndefined();
});

test('a short word is meant with two slips, a long one with a third of its characters', () => {
  expect(['rels', 'ruxyz', 'profilexxxx', 'profixxx'].map((word) => didYouMean(word, ['rule', 'profiles'])))
    .toEqual(['; did you mean rule?', '', '', '']);
  expect(didYouMean('porfilse', ['rule', 'profiles'])).toBe('');
  expect(didYouMean('profile', ['rule', 'profiles'])).toBe('; did you mean profiles?');
});

const [KEY, REGION, GUARDRAIL, BOTH] = ['bedrock:InferenceProfileArn', 'aws:RequestedRegion', 'bedrock:GuardrailIdentifier', ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream']];

test.each<[string, string | undefined]>([
  ...['bedrock:inferenceprofile', 'bedrock:inferenceprofileid', 'bedrock:inferenceprofileidentifier', 'bedrock:profilearn', 'bedrock:modelid', 'bedrock:foundationmodel', 'bedrock:foundationmodelarn',
    'bedrock:foundationmodelid', 'bedrock:model', 'aws:inferenceprofilearn', 'aws:inferenceprofileid', 'bedrock:inferenceprofileax'].map((key): [string, string] => [key, KEY]),
  ...['bedrock:requestedregion', 'bedrock:region', 'aws:region', 'aws:requestregion', 'aws:requestregions', 'aws:requestedregions', 'aws:targetregion'].map((key): [string, string] => [key, REGION]),
  ...['bedrock:guardrailid', 'bedrock:guardrailarn', 'bedrock:guardrail', 'bedrock:guardrailidentif'].map((key): [string, string] => [key, GUARDRAIL]),
  ['bedrock:guardrailident', undefined], ['bedrock:sourcemodel', undefined], ['bedrock', undefined],
])('there is no condition key %s, but %s', (key, meant) => {
  expect(unknownKeyOf(key)).toEqual({ meant });
});

test.each([
  'bedrock:inferenceprofilearn', 'bedrock:guardrailidentifier', 'aws:requestedregion', 'aws:sourceregion', 'aws:regionset', 'aws:theinferenceprofile', 'aws', 's3:prefix', 's3:modelid', 's3:region', '\uE000bedrock:modelid\uE001',
])('nothing is wrong with the condition key %s, as far as is known', (key) => {
  expect(unknownKeyOf(key)).toBeUndefined();
});

test.each<[string, readonly string[] | undefined]>([
  ...['bedrock:Converse', 'bedrock:ConverseStream', 'bedrock:Chat', 'bedrock:Messages', 'bedrock:Responses', 'bedrock:InvokeInferenceProfile', 'bedrock:InvokeFoundationModel', 'bedrock:InvokeModels',
    'bedrock:InvokeBedrock', 'bedrock:StreamModel', 'bedrock:Invoke', 'bedrock-runtime:InvokeModel', 'Bedrock-Runtime:*', 'bedrock:Converse*', 'bedrock-runtime:Get?'].map((action): [string, string[]] => [action, BOTH]),
  ['bedrock:GetInferenceProfil', ['bedrock:GetInferenceProfile']], ['BEDROCK:getinferenceprofiles', ['bedrock:GetInferenceProfile']], ['bedrock:ListFundationModls', ['bedrock:ListFoundationModels']],
  ['bedrock:ThingsThatNobodyDoes', undefined], ['bedrock:BatchConverseMessages', undefined],
])('there is no action %s, but %s', (action, meant) => {
  expect(unknownActionOf(action)).toEqual(meant === undefined ? {} : { meant });
});

test.each(['bedrock:InvokeModel', 'bedrock:invokemodel', 'BEDROCK:InvokeModel', 'bedrock:Invoke*', 'bedrock:*', 'bedrock', 'bedrock-agentcore:Converse', 'not-bedrock:Converse', '*', 'bedrock:\uE000Action\uE001'])('nothing is wrong with the action %s', (action) => {
  expect(unknownActionOf(action)).toBeUndefined();
});
