import { command, Workspace } from './command-run';
import { TemplateAnswer } from '../../src/command/explain/in-template';
import { CrisCall, evaluations } from '../support/cris-requests';
import { decide, PolicyStatementJson } from '../support/iam-evaluator';

const workspace = new Workspace();

const MODEL = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const GLOBAL = `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.${MODEL}`;
const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
const role = 'arn:aws:sts::111122223333:assumed-role/app-AssistantRole1A2B3C4D-x7Yz/assistant';

const denial = (resource: string, end = 'because no identity-based policy allows the bedrock:InvokeModel action', caller = role) =>
  `AccessDeniedException: User: ${caller} is not authorized to perform: bedrock:InvokeModel on resource: ${resource} ${end}`;
const REGIONLESS = denial(`arn:aws:bedrock:::foundation-model/${MODEL}`);
const byScp = (resource: string) => denial(resource, 'with an explicit deny in a service control policy');

type Statement = Partial<PolicyStatementJson> & Pick<PolicyStatementJson, 'Effect'>;

function roleOf(logicalId: string, Statement: readonly Statement[], properties: object = {}): Record<string, object> {
  return {
    [logicalId]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } },
    [`${logicalId}Policy`]: {
      Type: 'AWS::IAM::Policy',
      Metadata: { 'aws:cdk:path': `App/${logicalId}/DefaultPolicy/Resource` },
      Properties: { PolicyName: 'p', Roles: [{ Ref: logicalId }], PolicyDocument: { Version: '2012-10-17', Statement } },
    },
  };
}

let files = 0;

async function answers(text: string, content: unknown, ...args: string[]): Promise<readonly TemplateAnswer[]> {
  const path = workspace.write(`${files++}.${typeof content === 'string' ? 'yaml' : 'json'}`, content);
  const { code, out, err } = await command('explain', '--format', 'json', '--region', 'eu-west-1', '--template', path, ...args, text);
  expect([code, err]).toEqual([0, '']);
  return (JSON.parse(out) as { explanations: { template: TemplateAnswer[] }[] }).explanations[0].template;
}

const onProfile: Statement = { Sid: 'Profile', Effect: 'Allow', Action: INVOKE, Resource: GLOBAL };
const onModel: Statement = {
  Sid: 'Models', Effect: 'Allow', Action: INVOKE, Resource: `arn:aws:bedrock:*::foundation-model/${MODEL}`, Condition: { StringEquals: { 'bedrock:InferenceProfileArn': GLOBAL } },
};

test('a policy that lacks the model without a Region: the statement that comes nearest, and what it allows', async () => {
  const regional = { ...onModel, Resource: `arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}` };
  expect(await answers(REGIONLESS, { Resources: roleOf('AssistantRole1A2B3C4D', [onProfile, regional]) })).toEqual([{
    path: expect.stringContaining('.json'),
    decision: 'lacks',
    message: expect.stringContaining(`on arn:aws:bedrock:eu-west-1::foundation-model/${MODEL}, not on arn:aws:bedrock:::foundation-model/${MODEL}`),
    logicalId: 'AssistantRole1A2B3C4DPolicy',
    constructPath: 'App/AssistantRole1A2B3C4D/DefaultPolicy/Resource',
    sid: 'Models',
    location: 'Properties.PolicyDocument.Statement.1',
    line: 1,
    column: expect.any(Number),
  }]);
});

test('a condition that the authorization does not meet: the condition, and what the call carries', async () => {
  const [one] = await answers(REGIONLESS, { Resources: roleOf('AssistantRole1A2B3C4D', [{ ...onModel, Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }]) });
  expect(one).toMatchObject({ decision: 'lacks', sid: 'Models', message: expect.stringMatching(/StringEquals aws:RequestedRegion eu-west-1; it carries unspecified/) });
});

test('a condition on a key that the authorization does not have', async () => {
  const [one] = await answers(denial(GLOBAL), { Resources: roleOf('AssistantRole1A2B3C4D', [{ ...onProfile, Condition: { StringEquals: { 'bedrock:InferenceProfileArn': GLOBAL } } }]) });
  expect(one).toMatchObject({ decision: 'lacks', sid: 'Profile', message: expect.stringContaining('the call has no such key there') });
});

test('another action', async () => {
  const [one] = await answers(denial(GLOBAL), { Resources: roleOf('AssistantRole1A2B3C4D', [{ ...onProfile, Action: 'bedrock:InvokeModelWithResponseStream' }]) });
  expect(one).toMatchObject({ decision: 'lacks', sid: 'Profile', message: expect.stringContaining('but not bedrock:InvokeModel: it has bedrock:InvokeModelWithResponseStream') });
});

describe('a message that does not tell the Region', () => {
  const inTheStack = (Resource: string) => ({ 'Fn::Sub': Resource.replace(/:bedrock:eu-west-1:111122223333:/, ':bedrock:${AWS::Region}:${AWS::AccountId}:') });
  const regionless = { ...onModel, Resource: `arn:aws:bedrock:::foundation-model/${MODEL}` };
  const there = { ...regionless, Condition: { StringEquals: { 'aws:RequestedRegion': 'unspecified' }, ArnLike: { 'bedrock:InferenceProfileArn': inTheStack(GLOBAL) } } };
  const ask = async (statement: object) => {
    const path = workspace.write(`${files++}.json`, { Resources: roleOf('AssistantRole1A2B3C4D', [statement as Statement]) });
    const { out } = await command('explain', '--format', 'json', '--template', path, REGIONLESS);
    return (JSON.parse(out) as { explanations: { template: TemplateAnswer[] }[] }).explanations[0].template;
  };

  test('is about the Region of the stack', async () => {
    expect(await ask(there)).toEqual([expect.objectContaining({ decision: 'allows', message: expect.stringContaining('deploy this file') })]);
  });

  test('or about the one that the file names', async () => {
    expect(await ask(regionless)).toEqual([expect.objectContaining({ decision: 'allows' })]);
  });

  test('and nothing that stands in for it is printed', async () => {
    const [one] = await ask({ ...there, Resource: inTheStack(GLOBAL) });
    expect(one.message).toContain('<source-region>');
    expect(JSON.stringify(one)).not.toMatch(/xx-stack|000000000000/);
  });
});

test('nothing like it', async () => {
  const [one] = await answers(REGIONLESS, { Resources: roleOf('AssistantRole1A2B3C4D', [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }]) });
  expect(one).toMatchObject({ decision: 'lacks', message: expect.stringContaining('no statement allows bedrock:InvokeModel') });
  expect(one.logicalId).toBeUndefined();
});

test('a template that allows it: then another policy denies it', async () => {
  const [one] = await answers(byScp(`arn:aws:bedrock:::foundation-model/${MODEL}`), { Resources: roleOf('AssistantRole1A2B3C4D', [onProfile, onModel]) });
  expect(one).toMatchObject({ decision: 'allows', message: expect.stringMatching(/nothing in it denies it|another policy/) });
  const [allowed] = await answers(REGIONLESS, { Resources: roleOf('AssistantRole1A2B3C4D', [onProfile, onModel]) });
  expect(allowed).toMatchObject({ decision: 'allows', sid: 'Models', message: expect.stringContaining('deploy this file') });
});

test('of several roles, the one that called', async () => {
  const template = { Resources: { ...roleOf('AssistantRole1A2B3C4D', [onProfile]), ...roleOf('Other9F8E7D6C', [onProfile, onModel]) } };
  expect((await answers(REGIONLESS, template)).map(({ decision, logicalId }) => [decision, logicalId])).toEqual([['lacks', 'AssistantRole1A2B3C4DPolicy']]);
  const other = denial(`arn:aws:bedrock:::foundation-model/${MODEL}`, undefined, role.replace('AssistantRole1A2B3C4D', 'Other9F8E7D6C'));
  expect((await answers(other, template)).map(({ decision, logicalId }) => [decision, logicalId])).toEqual([['allows', 'Other9F8E7D6CPolicy']]);
});

test('of several roles, the one that called, by a short logical ID or by the name in a listing', async () => {
  const caller = (name: string) => denial(`arn:aws:bedrock:::foundation-model/${MODEL}`, undefined, `arn:aws:sts::111122223333:assumed-role/${name}/i-1`);
  const template = { Resources: { ...roleOf('Other', [onProfile, onModel]), ...roleOf('Api', [onProfile]) } };
  expect((await answers(caller('app-Api-x7Yz'), template)).map(({ decision, logicalId }) => [decision, logicalId])).toEqual([['lacks', 'ApiPolicy']]);
  const listed = (RoleName: string, Statement: readonly Statement[]) => ({ RoleName, RolePolicyList: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement } }] });
  const listing = { RoleDetailList: [listed('other', [onProfile, onModel]), listed('api', [onProfile])] };
  expect((await answers(caller('api'), listing)).map(({ decision }) => decision)).toEqual(['lacks']);
  expect((await answers(caller('other'), listing)).map(({ decision }) => decision)).toEqual(['allows']);
});

test('of several roles none of which has the name of the caller, each that may be it', async () => {
  const template = { Resources: { ...roleOf('One1A2B3C4D', [onProfile]), ...roleOf('Two9F8E7D6C', [onProfile, onModel]), ...roleOf('Backup5A6B7C8D', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]) } };
  const found = await answers(denial(`arn:aws:bedrock:::foundation-model/${MODEL}`, undefined, 'arn:aws:sts::111122223333:assumed-role/assistant/i-1'), template);
  expect(found.map(({ decision, message }) => [decision, message.split(':')[0]])).toEqual([['lacks', 'if One1A2B3C4D is the caller'], ['allows', 'if Two9F8E7D6C is the caller']]);
});

test('a role by the name that the template gives it, and not one whose logical ID is alike', async () => {
  const template = { Resources: { ...roleOf('Assistant', [onProfile, onModel], { RoleName: 'other' }), ...roleOf('Named', [onProfile], { RoleName: 'app-Assistant-1' }) } };
  const found = await answers(denial(`arn:aws:bedrock:::foundation-model/${MODEL}`, undefined, 'arn:aws:sts::111122223333:assumed-role/app-Assistant-1/i-1'), template);
  expect(found.map(({ decision, logicalId }) => [decision, logicalId])).toEqual([['lacks', 'NamedPolicy']]);
});

test('a role with policies elsewhere: that is said', async () => {
  const template = { Resources: roleOf('AssistantRole1A2B3C4D', [onProfile], { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/shared'] }) };
  expect(await answers(REGIONLESS, template)).toEqual([expect.objectContaining({ decision: 'lacks', message: expect.stringContaining('policies that are not in this file') })]);
});

describe('a Deny of Regions', () => {
  const deny: PolicyStatementJson = { Sid: 'Regions', Effect: 'Deny', NotAction: ['iam:*'], Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } };
  const everything: PolicyStatementJson = { Effect: 'Allow', Action: '*', Resource: '*' };
  const call: CrisCall = { account: '111122223333', sourceRegion: 'eu-west-1', inferenceProfileId: `global.${MODEL}` };

  test.each<[string, (statement: PolicyStatementJson) => unknown, string | undefined]>([
    ['a file', (statement) => ({ Version: '2012-10-17', Statement: [statement] }), undefined],
    ['what the AWS CLI prints', (statement) => ({ Policy: { Content: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) } }), undefined],
    ['a service control policy of a template', (statement) => ({
      Resources: { Scp: { Type: 'AWS::Organizations::Policy', Properties: { Name: 'n', Type: 'SERVICE_CONTROL_POLICY', Content: { Version: '2012-10-17', Statement: [statement] } } } },
    }), 'Scp'],
  ])('in %s: the statement, and the same with an exemption that lets the call through', async (_name, content, logicalId) => {
    const [one] = await answers(byScp(`arn:aws:bedrock:::foundation-model/${MODEL}`), content(deny));
    expect(one).toMatchObject({ decision: 'denies', sid: 'Regions', ...(logicalId && { logicalId }) });
    const decisions = (statement: PolicyStatementJson) => evaluations(call).map((request) => decide([{ Version: '2012-10-17', Statement: [everything, statement] }], request));
    expect(decisions(deny)).toContain('ExplicitDeny');
    expect(decisions(one.mended as PolicyStatementJson)).toEqual(['Allowed', 'Allowed', 'Allowed']);
  });

  test('a Deny that is on purpose gets no exemption', async () => {
    const onPurpose: PolicyStatementJson = { ...deny, Condition: { StringEquals: { 'aws:RequestedRegion': 'unspecified' } } };
    const [one] = await answers(byScp(`arn:aws:bedrock:::foundation-model/${MODEL}`), { Version: '2012-10-17', Statement: [onPurpose] });
    expect([one.decision, one.mended]).toEqual(['denies', undefined]);
  });

  test('a Deny of something else is not named', async () => {
    const other: PolicyStatementJson = { Sid: 'Other', Effect: 'Deny', Action: 's3:*', Resource: '*' };
    const found = await answers(byScp(`arn:aws:bedrock:::foundation-model/${MODEL}`), { Version: '2012-10-17', Statement: [other] });
    expect(found.map(({ decision, sid }) => [decision, sid])).toEqual([['allows', undefined]]);
  });
});

test('a permissions boundary of the template', async () => {
  const boundary = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: 'Bound', ...onProfile }] } } };
  const template = { Resources: { Boundary: boundary, ...roleOf('AssistantRole1A2B3C4D', [onProfile, onModel], { PermissionsBoundary: { Ref: 'Boundary' } }) } };
  const [one] = await answers(denial(`arn:aws:bedrock:::foundation-model/${MODEL}`, 'because no permissions boundary allows the bedrock:InvokeModel action'), template);
  expect(one).toMatchObject({ decision: 'lacks', logicalId: 'Boundary' });
});

test('an endpoint policy of the template', async () => {
  const endpoint = {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: { ServiceName: 'com.amazonaws.eu-west-1.bedrock-runtime', PolicyDocument: { Version: '2012-10-17', Statement: [{ ...onProfile, Principal: '*' }] } },
  };
  const template = { Resources: { Endpoint: endpoint, ...roleOf('AssistantRole1A2B3C4D', [onProfile, onModel]) } };
  const found = await answers(denial(`arn:aws:bedrock:::foundation-model/${MODEL}`, 'because no VPC endpoint policy allows the bedrock:InvokeModel action'), template);
  expect(found.map(({ decision, logicalId }) => [decision, logicalId])).toEqual([['lacks', 'Endpoint']]);
});

test('what the file does not tell is said to be open', async () => {
  const parameter = { ...onModel, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ai' } } };
  const [one] = await answers(REGIONLESS, { Resources: roleOf('AssistantRole1A2B3C4D', [onProfile, parameter]) });
  expect(one).toMatchObject({ decision: 'may-allow', sid: 'Models' });
});

test('YAML in short forms: the line and column of the statement, and the exemption beside what is written', async () => {
  const yaml = [
    'Resources:',
    '  Scp:',
    '    Type: AWS::Organizations::Policy',
    '    Properties:',
    '      Type: SERVICE_CONTROL_POLICY',
    '      Content:',
    '        Statement:',
    '          - Sid: Regions',
    '            Effect: Deny',
    "            NotAction: ['iam:*']",
    "            Resource: '*'",
    '            Condition:',
    '              StringNotEquals:',
    '                aws:RequestedRegion: [!Sub "${AWS::Region}"]',
  ].join('\n');
  const [one] = await answers(byScp(`arn:aws:bedrock:::foundation-model/${MODEL}`), yaml);
  expect(one).toMatchObject({ decision: 'denies', logicalId: 'Scp', sid: 'Regions', line: 8, column: 13 });
  expect((one.mended as PolicyStatementJson).Condition).toEqual({
    StringNotEquals: { 'aws:RequestedRegion': [{ 'Fn::Sub': '${AWS::Region}' }] }, ArnNotLike: { 'bedrock:InferenceProfileArn': ['arn:aws:bedrock:*:*:inference-profile/global.*'] },
  });
});

test('a function of AWS SAM, whose role is made of its policies', async () => {
  const yaml = [
    'Transform: AWS::Serverless-2016-10-31',
    'Resources:',
    '  Chat:',
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    '      Runtime: nodejs22.x',
    '      Policies:',
    '        - Statement:',
    '            - Sid: Call',
    '              Effect: Allow',
    '              Action: bedrock:InvokeModel',
    `              Resource: !Sub arn:aws:bedrock:eu-west-1:\${AWS::AccountId}:inference-profile/global.${MODEL}`,
  ].join('\n');
  const [one] = await answers(denial(`arn:aws:bedrock:::foundation-model/${MODEL}`, undefined, 'arn:aws:sts::111122223333:assumed-role/app-ChatRole-1A2B3C/chat'), yaml);
  expect(one).toMatchObject({ decision: 'lacks', logicalId: 'Chat', sid: 'Call', line: 9 });
});

test('several files, a folder of the CDK among them; in the text the statement and its place', async () => {
  workspace.write('cdk.out/manifest.json', {
    version: '36.0.0', artifacts: { App: { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile: 'App.template.json' } } },
  });
  workspace.write('cdk.out/App.template.json', { Resources: roleOf('AssistantRole1A2B3C4D', [onProfile]) });
  const scp = workspace.write('scp.json', { Version: '2012-10-17', Statement: [{ Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' }] });
  const { code, out } = await command('explain', '--template', workspace.path('cdk.out'), '--template', scp, REGIONLESS);
  expect(code).toBe(0);
  expect(out).toMatch(/In the given files\n {4}\S*App\.template\.json:1:\d+ at App\/AssistantRole1A2B3C4D\/DefaultPolicy\/Resource AssistantRole1A2B3C4DPolicy Properties\.PolicyDocument\.Statement\.0 \(Sid Profile\)/);
  expect(out).toMatch(/scp\.json:1:\d+ at Statement\.0 \(Sid All\)/);
});

test('a Deny of what another organization owns: models belong to AWS', async () => {
  const perimeter: PolicyStatementJson = { Sid: 'Perimeter', Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-a1b2c3' } } };
  const found = await answers(byScp(`arn:aws:bedrock:::foundation-model/${MODEL}`), { Version: '2012-10-17', Statement: [perimeter] });
  expect(found.map(({ decision, sid }) => [decision, sid])).toEqual([[expect.stringMatching(/^(may-)?den(y|ies)$/), 'Perimeter']]);
});
