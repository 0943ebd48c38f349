import { parseDocument } from '../../../src/checks/policy/statement';
import { forItsTargets, forOthers } from '../../../src/checks/policy/targets';

const denyWith = (Condition: object) => parseDocument({ Statement: [{ Effect: 'Deny', Action: 'bedrock:*', Resource: '*', Condition }] }).statements[0];
const keys = ({ conditions }: { conditions: readonly { keyText: string }[] }) => conditions.map(({ keyText }) => keyText);

// Who is exempt from a deny: for everybody else it holds without the condition.
test.each<[string, object, boolean]>([
  ['a negated operator', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } }, true],
  ['a list of those whom it is for', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Developer' } }, false],
  ['whoever lacks a tag', { Null: { 'aws:PrincipalTag/admin': 'true' } }, true],
  ['whoever has a tag', { Null: { 'aws:PrincipalTag/admin': 'false' } }, false],
  ['whoever has no second factor', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, true],
  ['whoever has one', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, false],
  ['a text that is no Bool', { StringEqualsIgnoreCase: { 'aws:PrincipalTag/admin': 'false' } }, false],
])('a deny by %s', (_, condition, exempts) => {
  const deny = denyWith({ ...condition, StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } });
  const [key] = Object.keys(Object.values(condition)[0] as object);
  expect(keys(forOthers(deny))).toEqual(exempts ? ['aws:RequestedRegion'] : [key, 'aws:RequestedRegion']);
  // Whoever that is, the Region stays.
  expect(keys(forItsTargets(deny))).toEqual(['aws:RequestedRegion']);
});

test.each<[string, boolean]>([
  ['arn:aws:iam::*:role/Admin', true], ['arn:aws:iam::*:role/*', true], ['*', true], ['arn:aws:iam::*:role/Other', false], ['arn:aws:iam::*:role/NotAdmin', false],
])('a principal that is known is exempt only if %s names it: %s', (pattern, named) => {
  const deny = denyWith({ ArnNotLike: { 'aws:PrincipalArn': pattern } });
  expect(keys(forOthers(deny, { logicalId: 'Role', name: 'Admin' } as never))).toEqual(named ? ['aws:PrincipalArn'] : []);
});

test.each(['PrincipalArn', 'PrincipalTag/team', 'PrincipalType', 'PrincipalOrgPaths', 'PrincipalServiceName', 'PrincipalServiceNamesList', 'userid', 'username', 'CalledVia', 'CalledViaFirst', 'CalledViaLast', 'FederatedProvider',
  'MultiFactorAuthPresent', 'SourceVpc', 'SourceVpce', 'SourceIp', 'VpcSourceIp'])('who calls is told by aws:%s', (name) => {
  expect(keys(forItsTargets(denyWith({ StringEquals: { [`aws:${name}`]: 'x' } })))).toEqual([]);
});

test.each(['aws:PrincipalAccount', 'aws:PrincipalOrgID', 'aws:PrincipalArns', 'my-aws:userid', 'aws:SourceArn', 'aws:RequestedRegion'])('who calls is not told by %s', (key) => {
  const deny = denyWith({ StringNotEquals: { [key]: 'x' } });
  expect([keys(forItsTargets(deny)), keys(forOthers(deny))]).toEqual([[key], [key]]);
});

test.each<[string, object, boolean]>([
  ['whoever lacks one tag or has another', { Null: { 'aws:PrincipalTag/admin': ['true', 'false'] } }, false], ['a truth value in another case', { Bool: { 'aws:MultiFactorAuthPresent': 'False' } }, true],
  ['any truth value', { Bool: { 'aws:MultiFactorAuthPresent': ['false', 'true'] } }, false], ['whoever lacks a tag, in another case', { Null: { 'aws:PrincipalTag/admin': 'TRUE' } }, true],
])('a deny by %s exempts: %s', (_, condition, exempts) => {
  expect(keys(forOthers(denyWith(condition)))).toHaveLength(exempts ? 0 : 1);
});

test.each<[string, object, boolean]>([
  ['its logical ID', { logicalId: 'Role' }, true], ['another logical ID', { logicalId: 'Rol' }, false], ['its name', { name: 'Admin' }, true], ['nothing', {}, false],
])('a principal that is known by %s is exempt: %s', (_, subject, named) => {
  const deny = denyWith({ ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/Admin', '${Role.Arn}'] } });
  expect(keys(forOthers(deny, subject as never))).toHaveLength(named ? 1 : 0);
});
