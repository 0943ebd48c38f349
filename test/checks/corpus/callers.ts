import { CorpusCase, Json } from './corpus-case';
import { ACCOUNT, allow, BOTH, cdk, geographicStatements, getAtt, globalStatements, GPT_OSS, HAIKU_4_5, hand, join, OPUS_5, SONNET_4_5, sub, template } from './template-parts';
import { agent, cdkFunctionRole, inlineRole, lambdaFunction, LAMBDA_LOGS, taskDefinition } from './template-resources';

const GLOBAL_OPUS = `global.${OPUS_5}`;
const noInference = [allow(['dynamodb:GetItem', 'dynamodb:PutItem'], '*')];
const calling = (variables: Json, statements: readonly unknown[] = noInference): Json => ({ ...cdkFunctionRole('FnRole', statements), Fn: lambdaFunction(getAtt('FnRole'), variables) });
const withRole = (roleArn: unknown): Json => ({ Fn: lambdaFunction(roleArn, { MODEL: GLOBAL_OPUS }) });
// A role that may not call at all is perhaps that of something which only hands the ID on; that of an agent is not.
const doubtful = { region: 'eu-west-1', expected: [['calledProfileNotAllowed', 'warning', 'Fn']] } as const;
const missing = { region: 'eu-west-1', expected: [['calledProfileNotAllowed', 'warning', 'Fn']] } as const;
const silent = { region: 'eu-west-1', expected: [] } as const;
const parameter = (name: string, Default: string) => ({ Parameters: { [name]: { Type: 'String', Default } } });
const enforced = { Type: 'AWS::Bedrock::EnforcedGuardrailConfiguration', Properties: { GuardrailIdentifier: 'a1b2c3', GuardrailVersion: '1' } };

/** Workloads that call through a profile, and what only looks like one that may not. */
export const CALLERS: readonly CorpusCase[] = [
  {
    name: 'a role that may call where the account enforces a guardrail, and may not apply it',
    region: 'eu-west-1',
    templates: [template({ Role: inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5)), Guardrail: enforced })],
    expected: [['enforcedGuardrailNotAllowed', 'warning', 'Role']],
    mended: [template({ Role: inlineRole('lambda.amazonaws.com', [...globalStatements(OPUS_5), allow('bedrock:ApplyGuardrail', sub('arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:guardrail/a1b2c3'))]), Guardrail: enforced })],
  },
  { ...doubtful, name: 'a function that calls through a profile, without any permission', templates: [template(calling({ MODEL: GLOBAL_OPUS }))] },
  { ...missing, name: 'the ARN of a profile', templates: [template(calling({ MODEL_ARN: hand.profile(GLOBAL_OPUS) }, globalStatements(HAIKU_4_5)))] },
  { ...missing, name: 'the ID of a profile, put together', templates: [template(calling({ MODEL: { 'Fn::Join': ['.', ['global', OPUS_5]] } }, globalStatements(HAIKU_4_5)))] },
  { ...missing, name: 'another profile than the one that is allowed', templates: [template(calling({ MODEL: GLOBAL_OPUS }, globalStatements(HAIKU_4_5)))] },
  { ...missing, name: 'an application profile that exists', templates: [template(calling({ MODEL: sub('arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:application-inference-profile/a1b2c3d4e5f6') }, [allow('bedrock:GetInferenceProfile', '*'), ...globalStatements(OPUS_5)]))] },
  {
    name: 'a task whose execution role may call, and whose own role may not',
    region: 'eu-west-1',
    templates: [template({
      ExecutionRole: inlineRole('ecs-tasks.amazonaws.com', globalStatements(OPUS_5)),
      TaskRole: inlineRole('ecs-tasks.amazonaws.com', noInference),
      Task: taskDefinition('TaskRole', { MODEL_ID: GLOBAL_OPUS }),
    })],
    expected: [['calledProfileNotAllowed', 'warning', 'Task']],
  },
  // A pattern that covers many profiles hides at the policy what is clear from the call.
  {
    ...missing,
    name: 'every profile, and the model of another one',
    templates: [template(calling({ MODEL: GLOBAL_OPUS }, [
      allow(BOTH, hand.profile('*')), allow(BOTH, `arn:aws:bedrock:*::foundation-model/${HAIKU_4_5}`, { Null: { 'bedrock:InferenceProfileArn': 'false' } }),
    ]))],
  },
  {
    name: 'everything in Europe, and a global profile',
    region: 'eu-west-1',
    templates: [template(calling({ MODEL: GLOBAL_OPUS }, [allow(BOTH, '*', { StringLike: { 'aws:RequestedRegion': 'eu-*' } })]))],
    expected: [['requestedRegionExcludesUnspecified', 'error', 'FnRoleDefaultPolicy'], ['wildcardModels', 'warning', 'FnRoleDefaultPolicy']],
  },
  {
    name: 'an agent whose role is allowed nothing',
    region: 'eu-west-1',
    templates: [template({ AgentRole: inlineRole('bedrock.amazonaws.com', [allow('s3:GetObject', 'arn:aws:s3:::schemas/*')]), Agent: agent('AgentRole', GLOBAL_OPUS) })],
    expected: [['calledProfileNotAllowed', 'error', 'Agent']],
  },
  { ...silent, name: 'the profile is allowed', templates: [template(calling({ MODEL: GLOBAL_OPUS }, globalStatements(OPUS_5)))] },
  {
    name: 'one of two geographic profiles',
    region: 'us-east-2',
    templates: [template(calling({ MODEL: `us.${SONNET_4_5}` }, geographicStatements(`us.${SONNET_4_5}`, ['us-east-1', 'us-east-2', 'us-west-2'])))],
    expected: [],
  },
  { ...silent, name: 'a role that is imported', templates: [template(withRole(join('arn:aws:iam::', ACCOUNT, ':role/existing')))] },
  { ...silent, name: 'a role of another stack', templates: [template(withRole({ 'Fn::ImportValue': 'Base:RoleArn' }))] },
  { ...silent, name: 'a role from a parameter', templates: [template(withRole({ Ref: 'RoleArn' }), parameter('RoleArn', ''))] },
  {
    ...silent,
    name: 'a role under a condition',
    templates: [template(
      { ...withRole({ 'Fn::If': ['Own', getAtt('FnRole'), { Ref: 'RoleArn' }] }), ...cdkFunctionRole('FnRole', noInference) },
      { ...parameter('RoleArn', ''), Conditions: { Own: { 'Fn::Equals': [{ Ref: 'RoleArn' }, ''] } } },
    )],
  },
  {
    ...silent,
    name: 'a role with a policy that is not known',
    templates: [template({
      FnRole: inlineRole('lambda.amazonaws.com', noInference, { ManagedPolicyArns: [LAMBDA_LOGS, join('arn:aws:iam::', ACCOUNT, ':policy/inference')] }),
      ...withRole(getAtt('FnRole')),
    })],
  },
  { ...silent, name: 'permissions on ARNs that are imported', templates: [template(calling({ MODEL: GLOBAL_OPUS }, [allow(BOTH, { 'Fn::ImportValue': 'InferenceArns' })]))] },
  { ...missing, name: 'the profile is the default of a parameter', templates: [template(calling({ MODEL: { Ref: 'Model' } }), parameter('Model', GLOBAL_OPUS))] },
  { ...silent, name: 'the profile comes from a parameter', templates: [template(calling({ MODEL: { Ref: 'Model' } }), parameter('Model', ''))] },
  {
    ...silent,
    name: 'the profile is under a condition',
    templates: [template(
      calling({ MODEL: { 'Fn::If': ['Bedrock', GLOBAL_OPUS, ''] } }),
      { Parameters: { Provider: { Type: 'String' } }, Conditions: { Bedrock: { 'Fn::Equals': [{ Ref: 'Provider' }, 'bedrock'] } } },
    )],
  },
  {
    ...silent,
    name: 'values that look like a profile',
    templates: [template(calling({
      HOST: 'global.api.example.com', TOPIC: 'us.orders.created', LOCALE: 'jp.ja-JP', BUCKET: 'eu.assets-v1:0', ENDPOINT: 'bedrock-runtime.us-east-1.amazonaws.com', PREFIX: 'global.',
    }))],
  },
  { ...silent, name: 'a model that is called directly', templates: [template(calling({ MODEL: GPT_OSS }, [allow(BOTH, hand.model(GPT_OSS))]))] },
  {
    ...silent,
    name: 'an agent whose role may call through the profile',
    templates: [template({ AgentRole: inlineRole('bedrock.amazonaws.com', globalStatements(OPUS_5, hand)), Agent: agent('AgentRole', GLOBAL_OPUS) })],
  },
  {
    ...silent,
    name: 'an agent whose model is called directly, which it can be',
    templates: [template({ AgentRole: inlineRole('bedrock.amazonaws.com', [allow(BOTH, hand.model(GPT_OSS))]), Agent: agent('AgentRole', GPT_OSS) })],
  },
  {
    name: 'an agent whose model can be called through a profile only',
    region: 'eu-west-1',
    templates: [template({ AgentRole: inlineRole('bedrock.amazonaws.com', [allow(BOTH, hand.model(HAIKU_4_5))]), Agent: agent('AgentRole', HAIKU_4_5) })],
    expected: [['modelNeedsProfile', 'error', 'Agent'], ['profileMissing', 'error', 'AgentRole']],
    mended: [template({ AgentRole: inlineRole('bedrock.amazonaws.com', globalStatements(HAIKU_4_5, hand)), Agent: agent('AgentRole', `global.${HAIKU_4_5}`) })],
    call: { role: 'AgentRole', profile: `global.${HAIKU_4_5}` },
  },
  {
    ...silent,
    name: 'an application profile that may be read and called',
    templates: [template(calling(
      { MODEL: sub('arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:application-inference-profile/a1b2c3d4e5f6') },
      [
        allow([...BOTH, 'bedrock:GetInferenceProfile'], 'arn:aws:bedrock:*:*:application-inference-profile/*'),
        allow(BOTH, [cdk.model(OPUS_5), cdk.regionless(OPUS_5)], { ArnLike: { 'bedrock:InferenceProfileArn': ['arn:aws:bedrock:*:*:application-inference-profile/*', cdk.profile(GLOBAL_OPUS)] } }),
      ],
    ))],
  },
];
