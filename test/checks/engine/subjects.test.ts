import { modelIn } from './model-in';
import { targetsIn } from '../../../src/checks/model/model';
import { documentFromFile } from '../../../src/checks/policy/documents';
import { TemplateSource } from '../../../src/checks/read/template';
import { allow, document, getAtt, hand, INVOKE, OPUS_5, sub, template } from '../corpus/template-parts';
import { inlinePolicy, inlineRole, managedPolicy } from '../corpus/template-resources';

const statement = allow(INVOKE, hand.profile(`global.${OPUS_5}`));
const ROLE = inlineRole('lambda.amazonaws.com', [statement]);
const USER = { Type: 'AWS::IAM::User', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: document(statement) }] } };
const policy = (others: Record<string, unknown>) => ({ Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: document(statement), ...others } });
const role = (others: Record<string, unknown>) => inlineRole('lambda.amazonaws.com', [statement], others);

function subjects(json: unknown, ...others: [Partial<TemplateSource>?, string[]?]) {
  return modelIn('eu-west-1', json, ...others).subjects;
}

describe('which policies count for a principal', () => {
  const documentsOf = (json: unknown, principal: string) => subjects(json).find(({ kind, logicalId }) => kind === 'principal' && logicalId === principal)!.documents.map(({ logicalId }) => logicalId);

  test.each<[string, Record<string, unknown>, string[]]>([
    ['its own', { It: ROLE }, ['It']],
    ['an inline policy that names it', { It: ROLE, P: inlinePolicy('It', [statement]) }, ['It', 'P']],
    ['one that names it by its name', { It: role({ RoleName: 'assistant' }), P: policy({ Roles: ['assistant'] }) }, ['It', 'P']],
    ['one that names it by the same parameter', { It: role({ RoleName: { Ref: 'Name' } }), P: policy({ Roles: [{ Ref: 'Name' }] }) }, ['It', 'P']],
    ['a managed policy that names it', { It: ROLE, P: managedPolicy([statement], ['It']) }, ['It', 'P']],
    ['a managed policy that it names', { It: role({ ManagedPolicyArns: [{ Ref: 'P' }] }), P: managedPolicy([statement]) }, ['It', 'P']],
    ['a policy of a newer type', { It: ROLE, P: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: 'It' }, PolicyDocument: document(statement) } } }, ['It', 'P']],
    ['a policy of a user', { It: USER, P: { Type: 'AWS::IAM::UserPolicy', Properties: { UserName: { Ref: 'It' }, PolicyDocument: document(statement) } } }, ['It', 'P']],
    ['a policy of a group', { It: { Type: 'AWS::IAM::Group' }, P: policy({ Groups: [{ Ref: 'It' }] }) }, ['P']],
    ['a policy of two roles', { It: ROLE, Other: ROLE, P: policy({ Roles: [{ Ref: 'Other' }, { Ref: 'It' }] }) }, ['It', 'P']],
    ['not that of another role', { It: ROLE, Other: ROLE, P: inlinePolicy('Other', [statement]) }, ['It']],
    ['not that of a user with the name of the role', { It: role({ RoleName: 'assistant' }), P: policy({ Users: ['assistant'] }) }, ['It']],
    ['not a boundary', { It: role({ PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy([statement]) }, ['It']],
  ])('%s', (_name, resources, expected) => {
    expect(documentsOf(template(resources), 'It')).toEqual(expected);
  });

  test('a policy that nobody has stands alone, and one that is attached does not', () => {
    const alone = (resources: Record<string, unknown>) => subjects(template(resources)).filter(({ kind }) => kind === 'document').map(({ logicalId, complete }) => [logicalId, complete]);
    expect(alone({ It: ROLE, P: managedPolicy([statement]) })).toEqual([['P', true]]);
    expect(alone({ It: ROLE, P: managedPolicy([statement], ['It']) })).toEqual([]);
    // Whoever it is attached to has other policies.
    expect(alone({ P: policy({ Roles: ['existing-role'] }) })).toEqual([['P', false]]);
  });
});

describe('whether all policies of a principal are seen', () => {
  const completeOf = (json: unknown, ...others: [Partial<TemplateSource>?, string[]?]) => subjects(json, ...others).find(({ kind, logicalId }) => kind === 'principal' && logicalId === 'It')!.complete;
  const AWS_POLICY = 'arn:aws:iam::aws:policy/';

  test.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['its own only', { It: ROLE }],
    ['a managed policy of the template', { It: role({ ManagedPolicyArns: [{ Ref: 'P' }] }), P: managedPolicy([statement]) }],
    ['a managed policy of AWS for another service', { It: role({ ManagedPolicyArns: [`${AWS_POLICY}service-role/AWSLambdaBasicExecutionRole`] }) }],
    ['a policy of another role under a condition', { It: ROLE, Other: ROLE, P: { ...inlinePolicy('Other', [statement]), Condition: 'C' } }],
    ['an output of its name that nobody imports', { It: ROLE }, { Outputs: { Name: { Value: { Ref: 'Other' }, Export: { Name: 'x' } } } }],
    ['a template of serverless functions', { It: ROLE }, { Transform: 'AWS::Serverless-2016-10-31' }],
  ])('yes: %s', (_name, resources, others = {}) => {
    expect(completeOf(template(resources, others))).toBe(true);
  });

  const conditional = (yes: unknown) => ({ 'Fn::If': ['C', yes, { Ref: 'AWS::NoValue' }] });
  test.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['a managed policy of the account', { It: role({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/models'] }) }],
    ['a managed policy from a parameter', { It: role({ ManagedPolicyArns: [{ Ref: 'Policy' }] }) }],
    ['managed policies from a parameter', { It: role({ ManagedPolicyArns: { Ref: 'Policies' } }) }],
    ['a managed policy under a condition', { It: role({ ManagedPolicyArns: conditional([{ Ref: 'P' }]) }), P: managedPolicy([statement]) }],
    ['a managed policy of AWS for Amazon Bedrock', { It: role({ ManagedPolicyArns: [`${AWS_POLICY}AmazonBedrockFullAccess`] }) }],
    ['a managed policy of AWS for administrators', { It: role({ ManagedPolicyArns: [`${AWS_POLICY}AdministratorAccess`] }) }],
    ['its policies under a condition', { It: role({ Policies: conditional([]) }) }],
    ['one of its policies under a condition', { It: role({ Policies: [conditional({ PolicyName: 'p', PolicyDocument: document(statement) })] }) }],
    ['a statement under a condition', { It: inlineRole('lambda.amazonaws.com', [statement, conditional(statement)]) }],
    ['a statement with a macro', { It: inlineRole('lambda.amazonaws.com', [statement, { 'Effect': 'Allow', 'Fn::Transform': { Name: 'AWS::Include' } }]) }],
    ['a policy under a condition', { It: ROLE, P: { ...inlinePolicy('It', [statement]), Condition: 'C' } }],
    ['a policy for a list under a condition', { It: ROLE, P: policy({ Roles: conditional([{ Ref: 'It' }]) }) }],
    ['a policy for the role under a condition', { It: ROLE, P: policy({ Roles: [conditional({ Ref: 'It' })] }) }],
    ['a policy for the name in its ARN', { It: ROLE, P: policy({ Roles: [{ 'Fn::Select': [1, { 'Fn::Split': ['/', getAtt('It')] }] }] }) }],
    ['properties with a macro', { It: role({ 'Fn::Transform': { Name: 'AWS::Include' } }) }],
    ['a group', { It: { ...USER, Properties: { ...USER.Properties, Groups: ['models'] } } }],
    ['a group that names its members', { It: USER, Members: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: 'models', Users: [{ Ref: 'It' }] } } }],
    ['an export of its name', { It: ROLE }, { Outputs: { Name: { Value: { Ref: 'It' }, Export: { Name: 'x' } } } }],
    ['an export of its ARN', { It: ROLE }, { Outputs: { Arn: { Value: getAtt('It'), Export: { Name: 'x' } } } }],
    ['an export of its name in a text', { It: ROLE }, { Outputs: { Name: { Value: sub('${It}'), Export: { Name: 'x' } } } }],
    ['a nested stack that gets its name', { It: ROLE, Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Role: { Ref: 'It' } } } } }],
    ['a macro of the template', { It: ROLE }, { Transform: ['AWS::Serverless-2016-10-31', 'Macro'] }],
    ['an included template', { 'It': ROLE, 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['a loop over resources', { 'It': ROLE, 'Fn::ForEach::Policies': ['Name', ['a'], {}] }, { Transform: 'AWS::LanguageExtensions' }],
  ])('no: %s', (_name, resources, others = {}) => {
    expect(completeOf(template(resources, others))).toBe(false);
  });

  test('no: a nested stack hands its name to its parent, without exporting it', () => {
    const json = template({ It: ROLE }, { Outputs: { Name: { Value: { Ref: 'It' } } } });
    expect([completeOf(json, { isNested: true }), completeOf(json, { isNested: false })]).toEqual([false, true]);
  });

  test('no: a policy of another template of the application names it', () => {
    const [one, other] = [template({ It: role({ RoleName: 'assistant' }) }), template({ P: policy({ Roles: ['assistant', { Ref: 'Parameter' }] }) })] as const;
    expect(targetsIn(other)).toEqual({ names: ['assistant'], hasUnknown: true });
    expect(completeOf(one, {}, [...targetsIn(other).names])).toBe(false);
    expect(completeOf(one, {}, ['another'])).toBe(true);
    expect(completeOf(template({ It: ROLE }), {}, ['It'])).toBe(true);
  });
});

describe('documents', () => {
  const documents = (resource: unknown) => modelIn('eu-west-1', template({ It: resource })).documents
    .map(({ kind, location, complete, statements }) => [kind, location, complete, statements.length]);
  const IN = document(statement);

  test('in a file: of an endpoint if it names who calls', () => {
    expect([IN, document({ ...statement, Principal: '*' }), document(statement, { ...statement, NotPrincipal: { AWS: 'x' } })].map((one) => documentFromFile(one).kind)).toEqual(['identity', 'endpoint', 'endpoint']);
  });

  const endpoint = (ServiceName: unknown) => ({ Type: 'AWS::EC2::VPCEndpoint', Properties: { PolicyDocument: IN, ServiceName } });

  test.each<[string, unknown, unknown[]]>([
    ['of a role, each by its index', role({ Policies: [{ PolicyDocument: IN }, { PolicyDocument: IN }] }), [['identity', 'Properties.Policies.0.PolicyDocument', true, 1], ['identity', 'Properties.Policies.1.PolicyDocument', true, 1]]],
    ['of a permission set, as a text', { Type: 'AWS::SSO::PermissionSet', Properties: { InlinePolicy: JSON.stringify(document(allow(INVOKE, '*'))) } }, [['identity', 'Properties.InlinePolicy', true, 1]]],
    ['of a service control policy', { Type: 'AWS::Organizations::Policy', Properties: { Type: 'SERVICE_CONTROL_POLICY', Content: IN } }, [['service-control', 'Properties.Content', true, 1]]],
    ['not of a policy of tags', { Type: 'AWS::Organizations::Policy', Properties: { Type: 'TAG_POLICY', Content: IN } }, []],
    ['of an endpoint', { Type: 'AWS::EC2::VPCEndpoint', Properties: { PolicyDocument: IN } }, [['endpoint', 'Properties.PolicyDocument', true, 1]]],
    ...['', '-fips'].map((end): [string, unknown, unknown[]] => [`of an endpoint of the runtime${end}`, endpoint(`com.amazonaws.eu-west-1.bedrock-runtime${end}`), [['endpoint', 'Properties.PolicyDocument', true, 1]]]),
    ['of an endpoint whose service is not known', endpoint({ Ref: 'Service' }), [['endpoint', 'Properties.PolicyDocument', true, 1]]],
    ...['s3', 'bedrock-runtime-other', 'bedrock'].map((service): [string, unknown, unknown[]] => [`not of an endpoint of ${service}`, endpoint(`com.amazonaws.eu-west-1.${service}`), []]),
    ...['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'].map((type): [string, unknown, unknown[]] =>
      [`of a ${type}`, { Type: `AWS::IAM::${type}`, Properties: { PolicyDocument: IN } }, [['identity', 'Properties.PolicyDocument', true, 1]]]),
    ['of a policy under a condition, of which it is not known whether it is there', { ...policy({}), Condition: 'C' }, [['identity', 'Properties.PolicyDocument', false, 1]]],
    ['not of an endpoint without one', { Type: 'AWS::EC2::VPCEndpoint', Properties: {} }, []],
    ['a text that is no document', { Type: 'AWS::SSO::PermissionSet', Properties: { InlinePolicy: 'Dear IAM' } }, [['identity', 'Properties.InlinePolicy', false, 0]]],
    ['one that is not known', { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Ref: 'Document' } } }, [['identity', 'Properties.PolicyDocument', false, 0]]],
  ])('%s', (_name, resource, expected) => {
    expect(documents(resource)).toEqual(expected);
  });
});
