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
