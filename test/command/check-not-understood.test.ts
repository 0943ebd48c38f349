import { checkJson, command, Workspace } from './command-run';
import { readTemplates } from '../../src/checks/read/assembly';
import { allow, BOTH, document, template } from '../checks/corpus/template-parts';

const workspace = new Workspace();
const whats = async (json: unknown) => (await checkJson(workspace.write('one.json', json))).notUnderstood.map(({ what }) => what);
const role = (policies: unknown, others: object = {}) => ({ Type: 'AWS::IAM::Role', Properties: { Policies: policies, ...others } });
const calling = (others: object) => role([{ PolicyName: 'p', PolicyDocument: document(allow(BOTH, '*')) }], others);
const policy = (PolicyDocument: unknown) => ({ Type: 'AWS::IAM::Policy', Properties: { PolicyDocument, Roles: ['r'] } });

describe('what may hold a policy and is not read is named', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
    ['a macro', {}, { Transform: 'Ours' }, ['the macro Ours']],
    ['macros, of which SAM and the extensions of the language are none', {}, { Transform: ['AWS::Serverless-2016-10-31', 'AWS::LanguageExtensions', { Name: 'AWS::Include', Parameters: {} }] }, ['the macro AWS::Include']],
    ['what is included in the resources', { 'Fn::Transform': { Name: 'AWS::Include' } }, {}, ['what Fn::Transform adds to the resources']],
    ['a loop of resources', { 'Fn::ForEach::Roles': ['Name', ['a'], {}] }, {}, ['what Fn::ForEach::Roles adds to the resources']],
    ['what is included in the template', {}, { 'Fn::Transform': { Name: 'AWS::Include' } }, ['what Fn::Transform adds to the resources']],
    ['a document from elsewhere', { P: policy({ Ref: 'Document' }) }, {}, ['the policy Ref Document of P']],
    ['a document that is imported', { P: policy({ 'Fn::ImportValue': 'doc' }) }, {}, ['the policy Fn::ImportValue doc of P']],
    ['a document that is included', { P: policy({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } } }) }, {}, ['what Fn::Transform adds to a policy of P']],
    ['a statement from elsewhere', { P: policy(document({ Ref: 'Statement' }, allow('s3:GetObject', '*'))) }, {}, ['the statement Ref Statement of P']],
    ['a statement that a condition decides on', { P: policy(document({ 'Fn::If': ['Prod', allow(BOTH, '*'), { Ref: 'AWS::NoValue' }] })) }, {}, ['the statement Fn::If Prod of P']],
    ['a policy of a role that a condition decides on', { R: role([{ 'Fn::If': ['Prod', { PolicyName: 'p', PolicyDocument: document() }, { Ref: 'AWS::NoValue' }] }]) }, {}, ['the policy Fn::If Prod of R']],
    ['what is included in a role', { R: { Type: 'AWS::IAM::Role', Properties: { 'Fn::Transform': { Name: 'AWS::Include' } } } }, {}, ['what Fn::Transform adds to a policy of R']],
    ['a text that is no policy', { S: { Type: 'AWS::SSO::PermissionSet', Properties: { InlinePolicy: '{' } } }, {}, ['a policy of S']],
    ['the content of a service control policy', { S: { Type: 'AWS::Organizations::Policy', Properties: { Type: 'SERVICE_CONTROL_POLICY', Content: { Ref: 'Content' } } } }, {}, ['the policy Ref Content of S']],
    ['a stack set', { S: { Type: 'AWS::CloudFormation::StackSet', Properties: {} } }, {}, ['the template of the stack set S']],
    ['a nested stack that is elsewhere', { N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/t.json' } } }, {}, ['the template of the nested stack N, which is not here']],
    ['a module', { M: { Type: 'Acme::Bedrock::Role::MODULE', Properties: {} } }, {}, ['the module M']],
    ['a custom resource that names actions of Amazon Bedrock', { C: { Type: 'Custom::Policy', Properties: { Actions: BOTH } } }, {}, ['the custom resource C, which names bedrock:']],
    ['a managed policy of the account', { R: calling({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/team'] }) }, {}, ['the managed policy arn:aws:iam::111122223333:policy/team of R, which is not here']],
    ['one that is imported', { R: calling({ ManagedPolicyArns: [{ 'Fn::ImportValue': 'shared' }] }) }, {}, ['the managed policy Fn::ImportValue shared of R, which is not here']],
    ['one of AWS that may allow inference', { R: calling({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess'] }) }, {}, ['the managed policy AmazonBedrockLimitedAccess of R, which is not here']],
  ])('%s', async (_name, resources, others, expected) => {
    expect(await whats(template(resources, others))).toEqual(expected);
  });

  test('and what is understood is not', async () => {
    expect(await whats(template({
      P: policy(document(allow(BOTH, { 'Fn::Sub': 'x' }))),
      R: role([{ PolicyName: 'p', PolicyDocument: document() }], { RoleName: { Ref: 'Name' }, ManagedPolicyArns: [{ 'Fn::If': ['A', 'b', 'c'] }] }),
      Calling: calling({ ManagedPolicyArns: [{ Ref: 'M' }, { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonDynamoDBReadOnlyAccess']] }, 'arn:aws:iam::aws:policy/AmazonBedrockReadOnly'] }),
      M: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(allow('s3:GetObject', '*')) } },
      Other: role([{ PolicyName: 'p', PolicyDocument: document(allow('s3:GetObject', '*')) }], { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/team'] }),
      C: { Type: 'Custom::Other', Properties: { Text: 'x' } },
      T: { Type: 'AWS::Organizations::Policy', Properties: { Type: 'TAG_POLICY', Content: { Ref: 'Content' } } },
    }, { Transform: 'AWS::Serverless-2016-10-31' }))).toEqual([]);
  });

  test('a nested stack that is here is read: beside the template, in YAML', async () => {
    const faulty = 'Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: p\n          PolicyDocument: {Statement: {Effect: Allow, Action: "bedrock:*", Resource: "*"}}\n';
    const nested = workspace.write('nested/inner/child.yaml', faulty);
    const parent = workspace.write('nested/parent.yaml', 'Resources:\n  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner/child.yaml}}\n');
    const { findings, notUnderstood, summary } = await checkJson(parent);
    expect([notUnderstood, summary.templates, [...new Set(findings.map(({ file }) => file))]]).toEqual([[], 2, [nested]]);
    expect((await checkJson(workspace.path('nested'))).summary.templates).toBe(2);
  });

  test('within a synth a file that the CDK did not write is left alone', () => {
    workspace.write('synth/child.yaml', 'Resources: {A: {Type: AWS::SNS::Topic}}\n');
    const parent = workspace.write('synth/parent.template.json', template({ Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'child.yaml' } } }));
    expect(readTemplates([parent]).map(({ path }) => path)).toEqual([parent]);
  });
});

test('in the text each is named, and of many the rest is counted', async () => {
  const policies = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`P${index}`, policy({ Ref: 'Document' })]));
  const { out } = await command('check', workspace.write('many.json', template(policies)));
  expect(out).toMatch(/^Not understood, so not checked: 25\n( {2}.*many\.json: the policy Ref Document of P\d+\n){20} {2}and 5 more\n/);
});
