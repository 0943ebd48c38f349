import { keepsModelsOut } from '../../../src/checks/policy/misplaced';
import { parseDocument } from '../../../src/checks/policy/statement';

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
