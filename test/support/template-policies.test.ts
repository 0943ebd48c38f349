import { allows, PolicyDocumentJson } from './iam-evaluator';
import { assertWithinIamLimits, policiesOf, policySize, Pseudo } from './template-policies';

const PSEUDO: Pseudo = { partition: 'aws', region: 'us-east-1', accountId: '111122223333' };

const documentFor = (Action: string, Resource: unknown = '*') => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
const policy = (type: string, properties: object) => ({ Type: `AWS::IAM::${type}`, Properties: properties });
const Ref = (logicalId: string) => ({ Ref: logicalId });
const actionsOf = (documents: readonly PolicyDocumentJson[]) => documents.flatMap(({ Statement }) => Statement).map(({ Action }) => Action);

describe('policies', () => {
  const template = {
    Resources: {
      Role: policy('Role', {
        Policies: [{ PolicyName: 'a', PolicyDocument: documentFor('s3:A', { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::b' }) }],
        ManagedPolicyArns: [Ref('ByRef'), { 'Fn::Join': ['', ['arn:', Ref('AWS::Partition'), ':iam::aws:policy/ReadOnlyAccess']] }],
      }),
      Other: policy('Role', {}),
      Default: policy('Policy', { PolicyName: 'b', PolicyDocument: documentFor('s3:B'), Roles: [Ref('Other'), Ref('Role')] }),
      Elsewhere: policy('Policy', { PolicyName: 'c', PolicyDocument: documentFor('s3:C'), Roles: [Ref('Other')], Users: [Ref('User')] }),
      Single: policy('RolePolicy', { PolicyName: 'd', PolicyDocument: documentFor('s3:D'), RoleName: Ref('Role') }),
      ByRef: policy('ManagedPolicy', { PolicyDocument: documentFor('s3:E') }),
      ByRoles: policy('ManagedPolicy', { PolicyDocument: documentFor('s3:F'), Roles: [Ref('Role')] }),
      User: policy('User', { ManagedPolicyArns: [{ 'Fn::GetAtt': ['ByRef', 'PolicyArn'] }] }),
      Group: policy('Group', { Policies: [{ PolicyName: 'g', PolicyDocument: documentFor('s3:G') }] }),
      Imported: policy('Policy', { PolicyName: 'i', PolicyDocument: documentFor('s3:I'), Roles: ['existing-role'] }),
    },
  };

  test.each<[string, string, string[], string[]]>([
    ['Role', 'Role', ['s3:A', 's3:B', 's3:D'], ['s3:E', 's3:F']],
    ['User', 'User', ['s3:C'], ['s3:E']],
    ['Group', 'Group', ['s3:G'], []],
    ['existing-role', 'Role', ['s3:I'], []],
  ])('of %s: its own, those that name it, and managed ones of both sides', (name, expectedKind, expectedInline, expectedManaged) => {
    const { kind, inline, managed } = policiesOf(template, name, PSEUDO);
    expect([kind, actionsOf(inline), actionsOf(managed)]).toEqual([expectedKind, expectedInline, expectedManaged]);
  });

  test('are resolved, and count what is not in the template', () => {
    const { inline, external } = policiesOf(template, 'Role', PSEUDO);
    expect(allows(inline, { action: 's3:A', resource: 'arn:aws:s3:::b', context: {} })).toBe(true);
    expect(external).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
  });

  test.each<[unknown, string]>([
    [{ 'Fn::If': ['C', 'a', 'b'] }, 'Fn::If is not modelled'],
    [Ref('Parameter'), 'Neither pseudo parameter nor resource'],
  ])('%j is not guessed', (resource, message) => {
    expect(() => policiesOf({ Resources: { Role: policy('Role', { Policies: [{ PolicyDocument: documentFor('s3:A', resource) }] }) } }, 'Role', PSEUDO)).toThrow(message);
  });
});

test('each limit of IAM holds exactly', () => {
  const ofSize = (size: number) => {
    const document = documentFor('s3:A', 'arn:aws:s3:::');
    return documentFor('s3:A', `arn:aws:s3:::${'x'.repeat(size - policySize(document as PolicyDocumentJson))}`) as PolicyDocumentJson;
  };
  const some = (count: number) => Array.from({ length: count }, () => ofSize(200));
  const within = { inline: [ofSize(5_120), ofSize(5_120)], managed: [ofSize(6_144), ...some(18)], external: ['arn:aws:iam::aws:policy/A'] };
  expect(() => assertWithinIamLimits(within, { kind: 'User', inline: [ofSize(2_048)], managed: [] })).not.toThrow();
  expect(() => assertWithinIamLimits({ ...within, inline: [ofSize(5_120), ofSize(5_121)] })).toThrow('10241 characters');
  expect(() => assertWithinIamLimits({ ...within, managed: [ofSize(6_145)] })).toThrow('A managed policy has 6145 characters');
  expect(() => assertWithinIamLimits({ ...within, managed: some(20) })).toThrow('21 managed policies are attached');
  expect(() => assertWithinIamLimits(within, { kind: 'User', inline: [ofSize(2_049)], managed: [] })).toThrow('inline policies of the User');
});
