import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CatalogRefreshRoleStack } from '../../examples/typescript/catalog-refresh-role';
import { allows, PolicyStatementJson } from '../support/iam-evaluator';
import { policiesOfRole, resolveIntrinsics } from '../support/template-policies';

const PSEUDO = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };
const REPOSITORY = 'cdk-bedrock-cris@123456/cdk-bedrock-cris@456789';
const ID = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const PROFILE = `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.${ID}`;
const MODEL = `arn:aws:bedrock:eu-west-1::foundation-model/${ID}`;

function synthesized(branch?: string) {
  const stack = new CatalogRefreshRoleStack(new App(), 'Refresh', { env: { region: 'eu-west-1' }, repository: REPOSITORY, branch });
  const template = Template.fromStack(stack).toJSON();
  const [roleId] = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return { template, role: template.Resources[roleId], policies: policiesOfRole(template, roleId, PSEUDO) };
}

function without(statement: PolicyStatementJson, element: string): PolicyStatementJson {
  return Object.fromEntries(Object.entries(statement).filter(([name]) => name !== element)) as unknown as PolicyStatementJson;
}

describe('what the role may do', () => {
  const { policies } = synthesized();
  const documents = [...policies.inline, ...policies.managed];

  test.each(['us-east-1', 'eu-west-1', 'ap-southeast-6'])('it lists inference profiles in %s', (region) => {
    expect(allows(documents, { action: 'bedrock:ListInferenceProfiles', resource: '*', context: { 'aws:RequestedRegion': region } })).toBe(true);
  });

  test('it reads an inference profile', () => {
    expect(allows(documents, { action: 'bedrock:GetInferenceProfile', resource: PROFILE, context: {} })).toBe(true);
  });

  test.each([
    'InvokeModel', 'InvokeModelWithResponseStream', 'CountTokens', 'CreateInferenceProfile', 'DeleteInferenceProfile', 'TagResource', 'CreateModelInvocationJob',
    'ListFoundationModels', 'GetFoundationModel', 'PutModelInvocationLoggingConfiguration', 'CallWithBearerToken',
  ].flatMap((action) => [PROFILE, MODEL, `arn:aws:bedrock:::foundation-model/${ID}`, '*'].map((resource) => [action, resource])))('it may not bedrock:%s on %s', (action, resource) => {
    const context = { 'aws:RequestedRegion': resource.includes(':::') ? 'unspecified' : 'eu-west-1', 'bedrock:InferenceProfileArn': PROFILE };
    expect(allows(documents, { action: `bedrock:${action}`, resource, context })).toBe(false);
  });

  test('it has those two actions and no other, of any service, and no policy from elsewhere', () => {
    const statements = documents.flatMap(({ Statement }) => [Statement].flat() as PolicyStatementJson[]);
    const actions = statements.flatMap(({ Action, NotAction }) => Action ?? `all but ${String(NotAction)}`);
    expect(actions.sort()).toEqual(['bedrock:GetInferenceProfile', 'bedrock:ListInferenceProfiles']);
    expect(policies.external).toEqual([]);
  });
});

describe('who may take the role', () => {
  const ISSUER = 'token.actions.githubusercontent.com';
  const taken = (sub: string, aud = 'sts.amazonaws.com', branch?: string) => {
    const { role, template } = synthesized(branch);
    const trust = resolveIntrinsics(role.Properties.AssumeRolePolicyDocument, template, PSEUDO) as { Statement: PolicyStatementJson[] };
    // A trust policy has a principal and no resource; the evaluator is of identity policies.
    const Statement = trust.Statement.map((statement) => ({ ...without(statement, 'Principal'), Resource: '*' }));
    return allows([{ Version: '2012-10-17', Statement }], {
      action: 'sts:AssumeRoleWithWebIdentity', resource: '*', context: { [`${ISSUER}:sub`]: sub, [`${ISSUER}:aud`]: aud },
    });
  };

  test('a workflow on the branch', () => {
    expect(taken(`repo:${REPOSITORY}:ref:refs/heads/main`)).toBe(true);
    expect(taken(`repo:${REPOSITORY}:ref:refs/heads/next`, undefined, 'next')).toBe(true);
  });

  test.each([
    ['another branch', `repo:${REPOSITORY}:ref:refs/heads/main2`],
    ['a tag', `repo:${REPOSITORY}:ref:refs/tags/main`],
    ['a pull request', `repo:${REPOSITORY}:pull_request`],
    ['another repository', 'repo:someone@1/cdk-bedrock-cris@2:ref:refs/heads/main'],
    ['a repository of the same name', 'repo:cdk-bedrock-cris/cdk-bedrock-cris:ref:refs/heads/main'],
  ])('not %s', (_what, sub) => {
    expect(taken(sub)).toBe(false);
  });

  test('not for another audience', () => {
    expect(taken(`repo:${REPOSITORY}:ref:refs/heads/main`, 'https://github.com/someone')).toBe(false);
  });

  test('and the provider of the tokens is that of GitHub, without a custom resource', () => {
    const { template, role } = synthesized();
    const types = Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.sort()).toEqual(['AWS::IAM::OIDCProvider', 'AWS::IAM::Policy', 'AWS::IAM::Role']);
    const [provider] = Object.entries(template.Resources as Record<string, { Type: string; Properties: object }>).find(([, { Type }]) => Type === 'AWS::IAM::OIDCProvider')!;
    expect(template.Resources[provider].Properties).toMatchObject({ Url: `https://${ISSUER}`, ClientIdList: ['sts.amazonaws.com'] });
    expect(JSON.stringify(role.Properties.AssumeRolePolicyDocument)).toContain(provider);
  });
});
