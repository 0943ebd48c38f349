import { checkJson, command, Workspace } from './command-run';
import { HAIKU_4_5, OPUS_5 } from '../checks/corpus/template-parts';

const workspace = new Workspace();
const HEAD = 'AWSTemplateFormatVersion: 2010-09-09\nTransform: AWS::Serverless-2016-10-31\n';
const profile = (model: string) => `!Sub "arn:aws:bedrock:\${AWS::Region}:\${AWS::AccountId}:inference-profile/global.${model}"`;
const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** Statements as they are written: of the profile, and of its models. */
const ON_PROFILE = `- Sid: OnProfile
  Effect: Allow
  Action: [bedrock:InvokeModel, bedrock:InvokeModelWithResponseStream]
  Resource: ${profile(OPUS_5)}
`;
const ON_MODELS = `- Effect: Allow
  Action: [bedrock:InvokeModel, bedrock:InvokeModelWithResponseStream]
  Resource: !Sub arn:aws:bedrock:\${AWS::Region}::foundation-model/${OPUS_5}
  Condition: {StringEquals: {bedrock:InferenceProfileArn: ${profile(OPUS_5)}}}
- Effect: Allow
  Action: [bedrock:InvokeModel, bedrock:InvokeModelWithResponseStream]
  Resource: arn:aws:bedrock:::foundation-model/${OPUS_5}
  Condition: {StringEquals: {aws:RequestedRegion: unspecified, bedrock:InferenceProfileArn: ${profile(OPUS_5)}}}
`;
const OTHER_MODEL = ON_PROFILE.replace(OPUS_5, HAIKU_4_5) + ON_MODELS.replaceAll(OPUS_5, HAIKU_4_5);

function serverless(type: string, properties: string, globals = ''): string {
  return `${HEAD}${globals}Resources:\n  Chat:\n    Type: AWS::Serverless::${type}\n    Properties:\n${indent(properties, 6)}`;
}

const CODE = 'Runtime: nodejs22.x\nHandler: index.handler\nCodeUri: src/\n';
const functionWith = (policies: string) => serverless('Function', `${CODE}Policies:\n${policies}`);
const withStatements = (statements: string) => `  - AWSLambdaBasicExecutionRole\n  - Version: 2012-10-17\n    Statement:\n${indent(statements, 6)}`;

let count = 0;
const check = (text: string, ...options: string[]) => checkJson('--region', 'eu-west-1', ...options, workspace.write(`sam-${count++}.yaml`, text));
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

/** The faulty one is found at the resource and the text that the user wrote; the mended one has nothing. */
const SHAPES: Record<string, { faulty: string; mended: string; at: string; location: string; logicalId?: string }> = {
  'a policy document in the list of policies of a function': {
    faulty: functionWith(withStatements(ON_PROFILE)), mended: functionWith(withStatements(ON_PROFILE + ON_MODELS)), at: '- Sid: OnProfile', location: 'Properties.Policies.1.Statement.0',
  },
  'a policy document in place of the list': {
    faulty: functionWith(`  Statement:\n${indent(ON_PROFILE, 4)}`), mended: functionWith(`  Statement:\n${indent(ON_PROFILE + ON_MODELS, 4)}`), at: '- Sid: OnProfile', location: 'Properties.Policies.Statement.0',
  },
  'a document with one statement, without a version': {
    faulty: functionWith(`  - Statement:\n${indent(ON_PROFILE.replace('- ', '  '), 6)}`),
    mended: functionWith(`  - Statement:\n${indent(ON_PROFILE.replace('- ', '  '), 6)}  - Statement:\n${indent(ON_MODELS, 6)}`),
    at: '- Statement:',
    location: 'Properties.Policies.0.Statement',
  },
  'a policy beside a policy template of another service': {
    faulty: functionWith(`  - DynamoDBCrudPolicy: {TableName: !Ref Table}\n${withStatements(ON_PROFILE)}`),
    mended: functionWith(`  - DynamoDBCrudPolicy: {TableName: !Ref Table}\n${withStatements(ON_PROFILE + ON_MODELS)}`),
    at: '- Sid: OnProfile',
    location: 'Properties.Policies.2.Statement.0',
  },
  'the policies of a state machine': {
    faulty: serverless('StateMachine', `Definition: {StartAt: A, States: {A: {Type: Succeed}}}\nPolicies:\n  - Statement:\n${indent(ON_PROFILE, 6)}`),
    mended: serverless('StateMachine', `Definition: {StartAt: A, States: {A: {Type: Succeed}}}\nPolicies:\n  - Statement:\n${indent(ON_PROFILE + ON_MODELS, 6)}`),
    at: '- Sid: OnProfile',
    location: 'Properties.Policies.0.Statement.0',
  },
  'the environment of a function': {
    faulty: functionWith(`${withStatements(OTHER_MODEL)}Environment: {Variables: {MODEL: global.${OPUS_5}}}\n`),
    mended: functionWith(`${withStatements(ON_PROFILE + ON_MODELS)}Environment: {Variables: {MODEL: global.${OPUS_5}}}\n`),
    at: 'MODEL: global',
    location: 'Properties.Environment.Variables.MODEL',
  },
  'the environment of all functions': {
    faulty: serverless('Function', `${CODE}Environment: {Variables: {LEVEL: debug}}\nPolicies:\n${withStatements(OTHER_MODEL)}`, `Globals:\n  Function:\n    Timeout: 30\n    Environment:\n      Variables:\n        MODEL: global.${OPUS_5}\n`),
    mended: serverless('Function', `${CODE}Environment: {Variables: {LEVEL: debug}}\nPolicies:\n${withStatements(ON_PROFILE + ON_MODELS)}`, `Globals:\n  Function:\n    Environment:\n      Variables:\n        MODEL: global.${OPUS_5}\n`),
    at: 'MODEL: global',
    location: 'Properties.Environment.Variables.MODEL',
  },
  'an event that is a rule': {
    faulty: serverless('Function', `${CODE}Events:\n  Calls:\n    Type: EventBridgeRule\n    Properties:\n      Pattern:\n        source: [aws.bedrock]\n        detail-type: [AWS API Call via CloudTrail]\n        detail: {eventName: [InvokeModel, Converse]}\n`),
    mended: serverless('Function', `${CODE}Events:\n  Calls:\n    Type: EventBridgeRule\n    Properties:\n      State: ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS\n      Pattern:\n        source: [aws.bedrock]\n        detail-type: [AWS API Call via CloudTrail]\n        detail: {eventName: [InvokeModel, Converse]}\n`),
    at: '          Properties:',
    location: 'Properties.Events.Calls.Properties.State',
  },
  'an event of a state machine': {
    faulty: serverless('StateMachine', 'Role: !Ref SomeRole\nEvents:\n  Calls:\n    Type: CloudWatchEvent\n    Properties: {Pattern: {source: [aws.bedrock], detail-type: [AWS API Call via CloudTrail], detail: {eventName: [Converse]}}}\n'),
    mended: serverless('StateMachine', 'Role: !Ref SomeRole\nEvents:\n  Calls:\n    Type: CloudWatchEvent\n    Properties: {Pattern: {source: [aws.bedrock], detail-type: [AWS API Call via CloudTrail], detail: {eventName: [DeleteGuardrail]}}}\n'),
    at: '          Properties:',
    location: 'Properties.Events.Calls.Properties.State',
  },
  'a role of plain CloudFormation beside functions': {
    faulty: `${serverless('Function', CODE)}  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: inference\n          PolicyDocument:\n            Statement:\n${indent(ON_PROFILE, 14)}`,
    mended: `${serverless('Function', CODE)}  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: inference\n          PolicyDocument:\n            Statement:\n${indent(ON_PROFILE + ON_MODELS, 14)}`,
    at: '- Sid: OnProfile',
    location: 'Properties.Policies.0.PolicyDocument.Statement.0',
    logicalId: 'Role',
  },
};

describe.each(Object.entries(SHAPES))('%s', (_name, { faulty, mended, at, location, logicalId = 'Chat' }) => {
  test('its fault is found, where the user wrote it', async () => {
    const { findings, notUnderstood } = await check(faulty);
    expect(findings.length).toBeGreaterThan(0);
    const places = findings.map((finding) => [finding.logicalId, finding.location, finding.line]);
    expect(places).toEqual(findings.map(() => [logicalId, expect.stringContaining(location), lineOf(faulty, at)]));
    expect(findings.map(({ sid }) => sid)).toEqual(findings.map(() => (location.includes('.Statement') ? 'OnProfile' : undefined)));
    expect(notUnderstood).toEqual([]);
  });

  test('mended it has none', async () => {
    expect(await check(mended)).toMatchObject({ code: 0, findings: [] });
  });
});

describe('what SAM makes of it', () => {
  test('the template in JSON is the same', async () => {
    const json = { Transform: ['AWS::Serverless-2016-10-31'], Resources: { Chat: { Type: 'AWS::Serverless::Function', Properties: { Policies: [{ Statement: { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.${OPUS_5}` } }] } } } };
    const { findings } = await checkJson(workspace.write('sam.json', JSON.stringify(json, undefined, 2)));
    expect(findings.map(({ logicalId, line }) => [logicalId, line])).toEqual(findings.map(() => ['Chat', 11]));
    expect(findings.length).toBeGreaterThan(0);
  });

  test('with a role of its own, policies are not used', async () => {
    expect((await check(`${functionWith(withStatements(ON_PROFILE))}      Role: !Ref RoleArn\n`)).findings).toEqual([]);
  });

  test('what a policy that is not here may hold is not missed', async () => {
    for (const other of ['- AmazonBedrockFullAccess', '- !Ref ManagedPolicyArn', '- arn:aws:iam::111122223333:policy/models', '- !Sub "arn:aws:iam::${AWS::AccountId}:policy/models"', '- !If [Prod, !Ref PolicyArn, !Ref "AWS::NoValue"]']) {
      expect((await check(functionWith(`  ${other}\n${withStatements(ON_PROFILE)}`))).findings).toEqual([]);
    }
    for (const other of ['- AmazonS3ReadOnlyAccess', '- arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess', '- S3ReadPolicy: {BucketName: b}', '- SQSPollerPolicy: {QueueName: q}', '- TextractPolicy: {}', '- AWSSecretsManagerGetSecretValuePolicy: {SecretArn: x}']) {
      expect((await check(functionWith(`  ${other}\n${withStatements(ON_PROFILE)}`))).code).toBe(1);
    }
  });

  test('a policy template that may allow anything is named, and nothing is missed', async () => {
    const { findings, notUnderstood } = await check(functionWith(`  - BedrockInvokePolicy: {ModelId: x}\n${withStatements(ON_PROFILE)}`));
    expect([findings, notUnderstood.map(({ what }) => what)]).toEqual([[], ['the SAM policy template BedrockInvokePolicy of Chat']]);
    const odd = await check(functionWith('  - 5\n  - {}\n  - [a]\n  - {A: b, C: d}\n'));
    expect(odd.notUnderstood.map(({ what }) => /^policy (\d) of Chat/.exec(what)?.[1])).toEqual(['0', '1', '2', '3']);
  });

  test('a policy that a condition decides on is no fault, and is counted', async () => {
    const { findings, notUnderstood } = await check(functionWith(`  - !If\n    - Prod\n    - Statement:\n${indent(ON_PROFILE, 8)}    - !Ref AWS::NoValue\n`));
    expect([findings, notUnderstood.map(({ what }) => what)]).toEqual([[], ['the policy Fn::If Prod of Chat']]);
  });

  test('lists that are said for all are joined, maps merged, and of the rest that of the one is used', async () => {
    const globals = (value: string) => `Globals:\n  Function:\n    Environment: {Variables: {MODEL: ${value}}}\n`;
    const own = (value: string) => `${CODE}Environment: {Variables: {MODEL: ${value}}}\nPolicies:\n${withStatements(OTHER_MODEL)}`;
    expect((await check(serverless('Function', own('x'), globals(`global.${OPUS_5}`)))).findings).toEqual([]);
    const { findings, code } = await check(serverless('Function', own(`global.${OPUS_5}`), globals('x')));
    expect([code, findings.length, findings[0].line]).toEqual([0, 1, lineOf(serverless('Function', own(`global.${OPUS_5}`), globals('x')), `MODEL: global.${OPUS_5}`)]);
  });

  test('the boundary of the role is seen', async () => {
    const boundary = '  Limits:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - {Effect: Allow, Action: "*", Resource: "*"}\n          - {Effect: Deny, Action: "*", Resource: "*", Condition: {StringNotEquals: {aws:RequestedRegion: [eu-west-1]}}}\n';
    const text = (property: string) => `${functionWith(withStatements(ON_PROFILE + ON_MODELS))}${property}${boundary}`;
    const severities = async (property: string) => (await check(text(property))).findings.map(({ severity }) => severity);
    expect(await severities('      PermissionsBoundary: !Ref Limits\n')).toContain('error');
    expect(await severities('')).not.toContain('error');
  });

  test('an application of another template is counted', async () => {
    const { notUnderstood } = await check(`${HEAD}Resources:\n  Nested: {Type: AWS::Serverless::Application, Properties: {Location: ./other.yaml}}\n`);
    expect(notUnderstood.map(({ what }) => what)).toEqual(['the application Nested']);
  });
});

test.each(['null', '5', 'x', '[]', '[null]', '{}', '{Fn::If: 5}', '{Fn::If: [a]}', '!Ref A', '{toString: 1}'])('an odd value does not end the check: %s', async (odd) => {
  const properties = ['Policies', 'Events', 'Environment', 'Role', 'PermissionsBoundary', 'Definition'].map((name) => `${name}: ${odd}`).join('\n');
  for (const text of [
    serverless('Function', `${properties}\n`), serverless('StateMachine', `${properties}\n`), serverless('Function', `Events: {A: ${odd}, B: {Type: EventBridgeRule, Properties: ${odd}}}\nPolicies: [${odd}]\n`),
    `${HEAD}Globals: ${odd}\nResources:\n  A: {Type: AWS::Serverless::Function, Properties: ${odd}}\n`, `${HEAD}Globals: {Function: ${odd}}\nResources:\n  A: {Type: AWS::Serverless::Function}\n  B: ${odd}\n`,
  ]) {
    const { code, err } = await command('check', workspace.write('odd.yaml', text));
    expect([code, err]).toEqual([0, '']);
  }
});
