import { resolve, Scope } from '../../../src/checks/read/intrinsics';
import { isOpaque, opaque, opaqueName, readable } from '../../../src/checks/read/opaque';
import { resourcesOf } from '../../../src/checks/read/template';

const SCOPE: Scope = {
  environment: { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '111122223333' },
  resources: new Map(resourcesOf({ Resources: { Profile: { Type: 'AWS::Bedrock::ApplicationInferenceProfile' }, Role: { Type: 'AWS::IAM::Role' } } }).map((resource) => [resource.logicalId, resource])),
  mappings: { Models: { 'us-gov-west-1': { Id: 'provider.model', All: ['a', 'b'], Count: 3 } } },
  parameters: new Map(),
};
const resolved = (value: unknown) => resolve(value, SCOPE);
const REGION = { Ref: 'AWS::Region' };

test.each<[string, unknown, unknown]>([
  ['a text, a number and a truth value', ['a', 1, true], ['a', 1, true]],
  ['the Region', REGION, 'us-gov-west-1'],
  ['the partition', { Ref: 'AWS::Partition' }, 'aws-us-gov'],
  ['the account', { Ref: 'AWS::AccountId' }, '111122223333'],
  ['an item that is not there', ['a', { Ref: 'AWS::NoValue' }], ['a']],
  ['a property that is not there', { A: { Ref: 'AWS::NoValue' }, B: 'b' }, { B: 'b' }],
  ['a parameter, or a resource', { Ref: 'Role' }, opaque('Role')],
  ['an attribute', { 'Fn::GetAtt': ['Role', 'Arn'] }, opaque('Role.Arn')],
  ['an attribute as a text', { 'Fn::GetAtt': 'Role.Arn' }, opaque('Role.Arn')],
  ['the ARN of an application inference profile', { 'Fn::GetAtt': ['Profile', 'InferenceProfileArn'] }, `arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:application-inference-profile/${opaque('Profile')}`],
  ['that attribute of something else', { 'Fn::GetAtt': ['Role', 'InferenceProfileArn'] }, opaque('Role.InferenceProfileArn')],
  ['a join', { 'Fn::Join': ['-', ['a', REGION, 2]] }, 'a-us-gov-west-1-2'],
  ['a join with a part that is not known', { 'Fn::Join': ['', ['a', { Ref: 'Stage' }, 'b']] }, `a${opaque('Stage')}b`],
  ['a join with an item that is not there', { 'Fn::Join': [',', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'a,b'],
  ['joins in each other', { 'Fn::Join': ['', ['a', { 'Fn::Join': [':', [REGION, 'b']] }]] }, 'aus-gov-west-1:b'],
  ['a substitution', { 'Fn::Sub': 'arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}:y' }, 'arn:aws-us-gov:x:us-gov-west-1:111122223333:y'],
  ['a substitution of what is not known', { 'Fn::Sub': 'a-${Stage}-${Role.Arn}' }, `a-${opaque('Stage')}-${opaque('Role.Arn')}`],
  ['a substitution with variables', { 'Fn::Sub': ['${A}-${B}-${AWS::Region}', { A: 'a', B: { 'Fn::Join': ['', ['b', REGION]] } }] }, 'a-bus-gov-west-1-us-gov-west-1'],
  ['a variable that hides a pseudo parameter', { 'Fn::Sub': ['${Role}', { Role: 'mine' }] }, 'mine'],
  ['a variable that a substitution leaves as it is', { 'Fn::Sub': 'user/${!aws:username}' }, 'user/${aws:username}'],
  ['another attribute of one', { 'Fn::GetAtt': ['Profile', 'Status'] }, opaque('Profile.Status')],
  ['the end of host names', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  ['a split', { 'Fn::Split': ['/', { 'Fn::Join': ['/', ['a', REGION]] }] }, ['a', 'us-gov-west-1']],
  ['a selection of a split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'role/name'] }] }, 'name'],
  ['a selection', { 'Fn::Select': [1, ['a', REGION]] }, 'us-gov-west-1'],
  ['a selection by a text', { 'Fn::Select': ['0', ['a', 'b']] }, 'a'],
  ['a mapping', { 'Fn::FindInMap': ['Models', REGION, 'Id'] }, 'provider.model'],
  ['a list in a mapping', { 'Fn::FindInMap': ['Models', REGION, 'All'] }, ['a', 'b']],
  ['a mapping in a join', { 'Fn::Join': ['/', ['foundation-model', { 'Fn::FindInMap': ['Models', REGION, 'Id'] }]] }, 'foundation-model/provider.model'],
  ['two keys, one of them that of an intrinsic', { Ref: 'Role', Other: 'x' }, { Ref: 'Role', Other: 'x' }],
])('%s', (_name, value, expected) => {
  expect(resolved(value)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['a condition', { 'Fn::If': ['IsProduction', 'a', 'b'] }],
  ['an import', { 'Fn::ImportValue': 'Name' }],
  ['a split', { 'Fn::Split': [',', { Ref: 'List' }] }],
  ['a split at a number', { 'Fn::Split': [5, 'a5b'] }], ['a split of a list', { 'Fn::Split': [',', ['a,b']] }], ['a split of a part that is not known', { 'Fn::Split': [',', { 'Fn::Sub': 'a,${Stage}' }] }],
  ['a selection of what is not known', { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'List' }] }] }],
  ['a selection beyond the end', { 'Fn::Select': [5, ['a']] }],
  ['a join of a list that is not known', { 'Fn::Join': [',', { Ref: 'List' }] }],
  ['a mapping that is not there', { 'Fn::FindInMap': ['Models', 'eu-west-1', 'Id'] }],
  ['a mapping by a parameter', { 'Fn::FindInMap': ['Models', { Ref: 'Stage' }, 'Id'] }],
  ['a mapping by names that every object has', { 'Fn::FindInMap': ['constructor', 'prototype', 'toString'] }],
  ['a base64 text', { 'Fn::Base64': 'a' }], ['a network', { 'Fn::Cidr': ['10.0.0.0/8', 1, 1] }], ['zones', { 'Fn::GetAZs': '' }], ['a length', { 'Fn::Length': [1] }],
  ['a macro', { 'Fn::Transform': { Name: 'AWS::Include' } }],
  ['a macro beside what it adds to', { 'Effect': 'Allow', 'Fn::Transform': { Name: 'AWS::Include' } }],
  ['a loop', { 'Fn::ForEach::Loop': ['Item', ['a'], {}] }],
  ['a loop beside other keys', { 'A': 'a', 'Fn::ForEach::Loop': ['Item', ['a'], {}] }],
  ['an intrinsic of the future', { 'Fn::Tomorrow': ['a'] }],
  ['a substitution without a text', { 'Fn::Sub': [{ Ref: 'Text' }, {}] }],
  ['a dynamic reference', '{{resolve:ssm:/model}}'],
])('%s is not known, and equal ones are equal', (_name, value) => {
  const once = resolved(value);
  expect(opaqueName(once)).toBeDefined();
  expect(resolved(JSON.parse(JSON.stringify(value)))).toBe(once);
  expect(resolved({ 'Fn::Join': ['', [value]] })).toBe(once);
});

test('the end of host names is another one in China', () => {
  expect(resolve({ Ref: 'AWS::URLSuffix' }, { ...SCOPE, environment: { ...SCOPE.environment, partition: 'aws-cn' } })).toBe('amazonaws.com.cn');
});

test('different arguments are different values', () => {
  const values = [{ 'Fn::ImportValue': 'A' }, { 'Fn::ImportValue': 'B' }, { 'Fn::If': ['A', 'B', 'C'] }, { 'Fn::If': ['A', 'C', 'B'] }, { Ref: 'A' }, { 'Fn::GetAtt': ['A', 'B'] }, '{{resolve:ssm:/a}}', '{{resolve:ssm:/b}}',
    { 'Fn::ImportValue': 'net:role' }, { 'Fn::ImportValue': 'net/role' }, { 'Fn::ImportValue': 'net_role' }];
  expect(new Set(values.map(resolved)).size).toBe(values.length);
});

test('a dynamic reference is not known where it stands, and the text around it is', () => {
  const text = resolved('arn:aws:bedrock:*::foundation-model/{{resolve:ssm:/model}}') as string;
  expect(text.startsWith('arn:aws:bedrock:*::foundation-model/')).toBe(true);
  expect(opaqueName(text.split('/')[1])).toBeDefined();
});

test('what is not known never looks like an ARN, a wildcard or a variable, and is readable', () => {
  const text = resolved({ 'Fn::ImportValue': { 'Fn::Sub': 'arn:${A}:*/?' } }) as string;
  expect(text).not.toMatch(/[:*?/$]/);
  expect(isOpaque(text)).toBe(true);
  expect(readable(text)).toMatch(/^<ImportValue .*>$/);
  // Nothing that a template holds can close an unknown text before its end.
  expect(opaqueName(resolved({ Ref: 'A\uE001B\uE000' }))).toBeDefined();
});

test('depth does not matter', () => {
  let deep: unknown = REGION;
  for (let level = 0; level < 20_000; level++) deep = level % 2 ? [deep] : { A: deep };
  expect(() => resolved(deep)).not.toThrow();
  expect(JSON.stringify(resolved([[[{ A: [REGION] }]]]))).toBe('[[[{"A":["us-gov-west-1"]}]]]');
});
