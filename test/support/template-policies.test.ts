import { allows, PolicyDocumentJson } from './iam-evaluator';
import { assertWithinIamLimits, policiesOf, policiesOfRole, policySize, Pseudo, resolveIntrinsics } from './template-policies';

const PSEUDO: Pseudo = { partition: 'aws', region: 'us-east-1', accountId: '111122223333' };

const documentFor = (Action: string, Resource: unknown = '*') => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
const policy = (type: string, properties: object) => ({ Type: `AWS::IAM::${type}`, Properties: properties });
const Ref = (logicalId: string) => ({ Ref: logicalId });
const actionsOf = (documents: readonly PolicyDocumentJson[]) => documents.flatMap(({ Statement }) => Statement).map(({ Action }) => Action);

describe('resolveIntrinsics', () => {
  const template = {
    Resources: {
      Role: { Type: 'AWS::IAM::Role' },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Profile: { Type: 'AWS::Bedrock::ApplicationInferenceProfile' },
      Group: { Type: 'AWS::Logs::LogGroup' },
      Function: { Type: 'AWS::Lambda::Function' },
    },
  };
  const resolve = (value: unknown) => resolveIntrinsics(value, template, PSEUDO);

  test.each<[unknown, unknown]>([
    [{ 'Fn::Join': ['', ['arn:', Ref('AWS::Partition'), ':bedrock:', Ref('AWS::Region'), ':', Ref('AWS::AccountId'), ':inference-profile/x']] },
      'arn:aws:bedrock:us-east-1:111122223333:inference-profile/x'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Bucket}/${!Literal}/${Role.RoleId}' }, 'arn:aws:s3:::Bucket/${Literal}/Role.RoleId'],
    [{ 'Fn::Sub': ['${Name}-${AWS::Region}', { Name: { 'Fn::GetAtt': 'Role.Arn' } }] }, 'arn:aws:iam::111122223333:role/Role-us-east-1'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] }] }, 'aws'],
    [{ 'Fn::Select': [0, ['a', 'b']] }, 'a'],
    [{ 'Fn::GetAtt': ['Profile', 'InferenceProfileArn'] }, 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/Profile'],
    [{ 'Fn::GetAtt': ['Profile', 'InferenceProfileId'] }, 'Profile.InferenceProfileId'],
    [{ 'Fn::GetAtt': ['Group', 'Arn'] }, 'arn:aws:logs:us-east-1:111122223333:log-group:Group:*'],
    [{ 'Fn::GetAtt': ['Function', 'Arn'] }, 'arn:aws:lambda:us-east-1:111122223333:function:Function'],
    [{ A: [Ref('Role'), Ref('AWS::NoValue')], B: Ref('AWS::NoValue'), C: true, D: 1 }, { A: ['Role'], C: true, D: 1 }],
    [{ StringEquals: { 'aws:RequestedRegion': Ref('AWS::Region') } }, { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
    [[Ref('AWS::StackName'), Ref('AWS::URLSuffix')], ['Stack', 'amazonaws.com']],
    [Ref('AWS::StackId'), 'arn:aws:cloudformation:us-east-1:111122223333:stack/Stack/id'],
  ])('%j', (value, expected) => expect(resolve(value)).toEqual(expected));

  test.each<[unknown, string]>([
    [{ 'Fn::If': ['C', 'a', 'b'] }, 'Fn::If is not modelled'],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue is not modelled'],
    [Ref('Parameter'), 'Neither pseudo parameter nor resource'],
    [{ 'Fn::Sub': '${Missing.Arn}' }, 'No such resource attribute'],
    [{ 'Fn::Select': ['5', ['a']] }, 'No item 5'],
    [{ 'Fn::Join': ['', [1]] }, 'Not a string'],
    [{ 'Ref': 'Role', 'Fn::Sub': 'x' }, 'An intrinsic with other keys'],
  ])('%j is refused', (value, message) => expect(() => resolve(value)).toThrow(message));
});

describe('policiesOf', () => {
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
      Both: policy('ManagedPolicy', { PolicyDocument: documentFor('s3:G'), Roles: [Ref('Role')], Groups: [Ref('Group')] }),
      User: policy('User', { ManagedPolicyArns: [{ 'Fn::GetAtt': ['ByRef', 'PolicyArn'] }] }),
      Group: policy('Group', { Policies: [{ PolicyName: 'g', PolicyDocument: documentFor('s3:H') }] }),
      Imported: policy('Policy', { PolicyName: 'i', PolicyDocument: documentFor('s3:I'), Roles: ['existing-role'] }),
      ReadOnlyAccess: policy('ManagedPolicy', { PolicyDocument: documentFor('s3:J') }),
    },
  };

  test('a role has its own, those that name it, and the managed ones of both sides', () => {
    const { kind, inline, managed, external } = policiesOfRole(template, 'Role', PSEUDO);
    expect([kind, actionsOf(inline), actionsOf(managed)]).toEqual(['Role', ['s3:A', 's3:B', 's3:D'], ['s3:E', 's3:F', 's3:G']]);
    expect(external).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
    expect(allows(inline, { action: 's3:A', resource: 'arn:aws:s3:::b', context: {} })).toBe(true);
  });

  test.each<[string, string, string[], string[]]>([
    ['User', 'User', ['s3:C'], ['s3:E']],
    ['Group', 'Group', ['s3:H'], ['s3:G']],
    ['existing-role', 'Role', ['s3:I'], []],
  ])('%s', (name, expectedKind, expectedInline, expectedManaged) => {
    const { kind, inline, managed } = policiesOf(template, name, PSEUDO);
    expect([kind, actionsOf(inline), actionsOf(managed)]).toEqual([expectedKind, expectedInline, expectedManaged]);
  });

  test('what is no principal, or depends on a condition, is refused', () => {
    expect(() => policiesOfRole(template, 'User', PSEUDO)).toThrow('User is not a role but AWS::IAM::User');
    expect(() => policiesOf(template, 'Default', PSEUDO)).toThrow('is no role, user or group');
    expect(() => policiesOf(template, 'Nobody', PSEUDO)).toThrow('is no role, user or group');
    const conditional = { Resources: { ...template.Resources, Default: { ...template.Resources.Default, Condition: 'C' } } };
    expect(() => policiesOf(conditional, 'Role', PSEUDO)).toThrow('Default depends on the condition "C"');
    const broken = { Resources: { Role: policy('Role', { Policies: [{ PolicyName: 'a' }] }) } };
    expect(() => policiesOf(broken, 'Role', PSEUDO)).toThrow('No policy document');
  });
});

describe('limits', () => {
  const ofSize = (size: number) => {
    const document = documentFor('s3:A', 'arn:aws:s3:::');
    return documentFor('s3:A', `arn:aws:s3:::${'x'.repeat(size - policySize(document as PolicyDocumentJson))}`) as PolicyDocumentJson;
  };
  const some = (count: number) => Array.from({ length: count }, () => ofSize(200));

  test('the size is that of the compact JSON', () => {
    expect(policySize({ Version: '2012-10-17', Statement: [] })).toBe('{"Version":"2012-10-17","Statement":[]}'.length);
  });
  test('each limit holds exactly', () => {
    const within = { inline: [ofSize(5_120), ofSize(5_120)], managed: [ofSize(6_144), ...some(18)], external: ['arn:aws:iam::aws:policy/A'] };
    expect(() => assertWithinIamLimits(within, { kind: 'User', inline: [ofSize(2_048)], managed: [] })).not.toThrow();
    expect(() => assertWithinIamLimits({ ...within, inline: [ofSize(5_120), ofSize(5_121)] })).toThrow('10241 characters');
    expect(() => assertWithinIamLimits({ ...within, managed: [ofSize(6_145)] })).toThrow('A managed policy has 6145 characters');
    expect(() => assertWithinIamLimits({ ...within, managed: some(20) })).toThrow('21 managed policies are attached');
    expect(() => assertWithinIamLimits(within, { kind: 'User', inline: [ofSize(2_049)], managed: [] })).toThrow('inline policies of the User');
  });
});
