import { AuthorizationRequest, decide, PolicyDocumentJson } from './iam-evaluator';

const KEY = 'aws:RequestedRegion';
const ALLOW = { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: '*' };

type Value = string | boolean | readonly string[];
const asks = (Condition: Record<string, Record<string, Value>>): PolicyDocumentJson => (
  { Version: '2012-10-17', Statement: { ...ALLOW, Condition } }
);
const request = (context: AuthorizationRequest['context']): AuthorizationRequest => ({ action: 'bedrock:InvokeModel', resource: '*', context });
const passes = (operator: string, policyValue: Value, value: string | readonly string[] | undefined) => (
  decide([asks({ [operator]: { [KEY]: policyValue } })], request({ [KEY]: value })) === 'Allowed'
);

describe('operators', () => {
  test.each<[string, Value, string, boolean]>([
    ['StringEquals', 'us-east-1', 'us-east-1', true],
    ['StringEquals', 'us-east-1', 'US-EAST-1', false],
    ['StringEquals', 'us-*', 'us-east-1', false],
    ['StringEquals', ['us-east-1', 'us-west-2'], 'us-west-2', true],
    ['StringEqualsIgnoreCase', 'us-east-1', 'US-East-1', true],
    ['StringNotEquals', ['us-east-1', 'us-west-2'], 'us-west-2', false],
    ['StringNotEquals', ['us-east-1', 'us-west-2'], 'unspecified', true],
    ['StringNotEqualsIgnoreCase', 'us-east-1', 'US-East-1', false],
    ['StringLike', 'us-*-?', 'us-east-1', true],
    ['StringLike', 'us-*-?', 'us-east-10', false],
    ['StringLike', 'us.east.1', 'us-east-1', false],
    ['StringNotLike', 'us-*', 'us-east-1', false],
    ['StringNotLike', ['us-*', 'eu-*'], 'unspecified', true],
    ['Bool', 'true', 'TRUE', true],
    ['Bool', true, 'false', false],
  ])('%s %j and %s: %s', (operator, policyValue, value, expected) => expect(passes(operator, policyValue, value)).toBe(expected));

  const ARN = 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.model-v1:0';
  test.each<[string, boolean]>([
    [ARN, true],
    ['arn:*:bedrock:*:*:inference-profile/us.*', true],
    ['arn:aws:bedrock:*:inference-profile/us.*:0', false],
    ['arn:aws:bedrock:us-east-?:*:inference-profile/us.*:0', true],
    ['arn:aws:bed*::*:inference-profile/us.*', false],
    ['arn:aws:bedrock:*:*:INFERENCE-PROFILE/us.*', false],
  ])('ArnLike and ArnEquals on %s: %s', (pattern, expected) => {
    for (const operator of ['ArnLike', 'ArnEquals']) expect(passes(operator, pattern, ARN)).toBe(expected);
    for (const operator of ['ArnNotLike', 'ArnNotEquals']) expect(passes(operator, pattern, ARN)).toBe(!expected);
  });
  test('a wildcard crosses colons in StringLike, and stays inside its component in ArnLike', () => {
    const pattern = 'arn:aws:bedrock:*:inference-profile/us.*:0';
    expect([passes('StringLike', pattern, ARN), passes('ArnLike', pattern, ARN)]).toEqual([true, false]);
  });
  test('what is no ARN matches no ARN pattern', () => {
    expect([passes('ArnLike', 'arn:*:*:*:*:*', 'us-east-1'), passes('ArnNotLike', 'arn:*:*:*:*:*', 'us-east-1')]).toEqual([false, true]);
  });
});

describe('an absent key', () => {
  test.each(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike'])('fails %s', (operator) => {
    expect(passes(operator, 'arn:aws:s3:::a', undefined)).toBe(false);
    expect(passes(`${operator}IfExists`, 'arn:aws:s3:::a', undefined)).toBe(true);
    expect(passes(`${operator}IfExists`, 'arn:aws:s3:::a', 'arn:aws:s3:::b')).toBe(false);
  });
  test.each(['StringNotEquals', 'StringNotEqualsIgnoreCase', 'StringNotLike', 'ArnNotEquals', 'ArnNotLike'])('passes %s', (operator) => {
    expect(passes(operator, 'arn:aws:s3:::a', undefined)).toBe(true);
    expect(passes(operator, 'arn:aws:s3:::a', [])).toBe(true);
  });
  test('is what Null tests', () => {
    expect([passes('Null', 'true', undefined), passes('Null', true, 'x')]).toEqual([true, false]);
    expect([passes('Null', 'false', undefined), passes('Null', false, 'x')]).toEqual([false, true]);
  });
  test('fails Bool', () => expect(passes('Bool', 'false', undefined)).toBe(false));
  test('passes ForAllValues and fails ForAnyValue', () => {
    expect([passes('ForAllValues:StringEquals', 'a', undefined), passes('ForAnyValue:StringEquals', 'a', undefined)]).toEqual([true, false]);
    expect(passes('ForAnyValue:StringNotEquals', 'a', undefined)).toBe(false);
  });
});

test('set operators compare each value of the request', () => {
  expect(passes('ForAllValues:StringLike', ['a*', 'b'], ['a1', 'b'])).toBe(true);
  expect(passes('ForAllValues:StringLike', ['a*', 'b'], ['a1', 'c'])).toBe(false);
  expect(passes('ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'])).toBe(true);
  expect(passes('ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'])).toBe(false);
  expect(() => passes('StringEquals', 'a', ['a', 'b'])).toThrow('needs ForAnyValue');
});

test('keys and operators are ANDed, and the case of a key does not matter', () => {
  const both = asks({ StringEquals: { 'AWS:requestedregion': 'a', 'aws:PrincipalAccount': 'b' }, StringLike: { 'aws:SourceVpc': 'c*' } });
  expect(decide([both], request({ 'aws:RequestedRegion': 'a', 'aws:principalaccount': 'b', 'aws:SourceVpc': 'cd' }))).toBe('Allowed');
  expect(decide([both], request({ 'aws:RequestedRegion': 'a', 'aws:principalaccount': 'b', 'aws:SourceVpc': 'd' }))).toBe('ImplicitDeny');
  expect(decide([both], request({ 'aws:RequestedRegion': 'a', 'aws:SourceVpc': 'cd' }))).toBe('ImplicitDeny');
});

describe('what is refused', () => {
  const never = { ...ALLOW, Action: 's3:GetObject' };
  test.each<[string, object]>([
    ['an unknown operator, even in a statement that does not apply', { ...never, Condition: { StringEqual: { [KEY]: 'a' } } }],
    ['an operator in another case', { ...never, Condition: { stringEquals: { [KEY]: 'a' } } }],
    ['an inherited name as operator', { ...never, Condition: { toString: { [KEY]: 'a' } } }],
    ['NullIfExists', { ...never, Condition: { NullIfExists: { [KEY]: 'true' } } }],
    ['Null of neither true nor false', { ...never, Condition: { Null: { [KEY]: 'no' } } }],
    ['an ARN operator with no ARN', { ...never, Condition: { ArnLike: { [KEY]: 'us-*' } } }],
    ['an empty list of values', { ...never, Condition: { StringEquals: { [KEY]: [] } } }],
    ['a policy variable', { ...never, Condition: { StringEquals: { [KEY]: '${aws:username}' } } }],
    ['an unresolved intrinsic', { ...never, Resource: { 'Fn::Join': ['', []] } }],
    ['a lower-case Effect', { ...ALLOW, Effect: 'allow' }],
    ['Action and NotAction', { ...ALLOW, NotAction: 's3:*' }],
    ['no Resource', { Effect: 'Allow', Action: '*' }],
    ['an empty Action', { ...ALLOW, Action: [] }],
    ['an action without service', { ...ALLOW, Action: 'InvokeModel' }],
    ['a Principal', { ...ALLOW, Principal: '*' }],
    ['a resource that is no ARN', { ...ALLOW, Resource: 'foundation-model/x' }],
    ['a stray space in an ARN', { ...ALLOW, Resource: 'arn:aws:bedrock:::foundation-model/x ' }],
    ['an ARN that is too short', { ...ALLOW, Resource: 'arn:aws:bedrock:foundation-model/x' }],
    ['a Sid with a hyphen', { ...ALLOW, Sid: 'a-b' }],
  ])('%s', (_name, statement) => {
    const document = { Statement: [statement] } as unknown as PolicyDocumentJson;
    expect(() => decide([document], request({}))).toThrow(/Malformed policy|Unknown condition operator/);
  });
  test.each<[string, object]>([
    ['no statement', { Statement: [] }],
    ['another version', { Version: '2020-01-01', Statement: ALLOW }],
    ['duplicate Sids', { Statement: [{ ...ALLOW, Sid: 'A' }, { ...ALLOW, Sid: 'A' }] }],
    ['an unknown element', { Statements: [ALLOW] }],
  ])('a document with %s', (_name, document) => expect(() => decide([document as PolicyDocumentJson], request({}))).toThrow('Malformed policy'));
});
