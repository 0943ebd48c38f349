import { CorpusCase } from './corpus-case';
import { allow, BOTH, cdk, deny, geographicStatements, getAtt, globalStatements, HAIKU_4_5, hand, SONNET_4_5, SONNET_4_6, template, through } from './template-parts';
import { agent, cdkFunctionRole, inlineRole, lambdaFunction, taskDefinition } from './template-resources';

const US = ['us-east-1', 'us-east-2', 'us-west-2'];
const listProfiles = allow('bedrock:ListInferenceProfiles', '*');
const noGlobal = deny(['bedrock:InvokeModel*'], '*', { StringEquals: { 'aws:RequestedRegion': 'unspecified' } });
const executionRole = { ExecutionRole: inlineRole('ecs-tasks.amazonaws.com', [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*')]) };

const copyFrom = cdk.profile(`us.${SONNET_4_5}`, 'us-east-1');
const applicationProfile = {
  AppProfile: { Type: 'AWS::Bedrock::ApplicationInferenceProfile', Properties: { InferenceProfileName: 'documents', ModelSource: { CopyFrom: copyFrom } } },
};
const applicationArn = getAtt('AppProfile', 'InferenceProfileArn');
// AWS does not document which of the two ARNs the key holds in such a call.
const throughApplication = [
  allow(BOTH, applicationArn),
  allow(BOTH, US.map((region) => cdk.model(SONNET_4_5, region)), through(applicationArn, copyFrom)),
];

/** Threads whose fault shows where a workload calls. */
export const CALLER_THREADS: readonly CorpusCase[] = [
  {
    name: 'thread 6: the client prefers a global profile, which the role is denied',
    region: 'us-east-1',
    templates: [template({
      ...cdkFunctionRole('CopilotRole', [listProfiles, ...geographicStatements(`us.${SONNET_4_5}`, US), ...globalStatements(SONNET_4_5), noGlobal]),
      Copilot: lambdaFunction(getAtt('CopilotRole'), { MODEL: `global.${SONNET_4_5}` }),
    })],
    expected: [['grantedProfileDenied', 'error', 'CopilotRoleDefaultPolicy']],
    mended: [template({
      ...cdkFunctionRole('CopilotRole', [listProfiles, ...geographicStatements(`us.${SONNET_4_5}`, US), noGlobal]),
      Copilot: lambdaFunction(getAtt('CopilotRole'), { MODEL: `us.${SONNET_4_5}` }),
    })],
  },
  {
    name: 'thread 9: a function calls through an application profile, and its role has the system profile only',
    region: 'us-east-1',
    templates: [template({
      ...applicationProfile,
      ...cdkFunctionRole('ExtractionRole', [allow('bedrock:GetInferenceProfile', '*'), ...geographicStatements(`us.${SONNET_4_5}`, US)]),
      Extraction: lambdaFunction(getAtt('ExtractionRole'), { EXTRACTION_MODEL: applicationArn }),
    })],
    expected: [['calledProfileNotAllowed', 'warning', 'Extraction']],
    mended: [template({
      ...applicationProfile,
      ...cdkFunctionRole('ExtractionRole', [allow('bedrock:GetInferenceProfile', '*'), ...throughApplication]),
      Extraction: lambdaFunction(getAtt('ExtractionRole'), { EXTRACTION_MODEL: applicationArn }),
    })],
  },
  {
    // The agreement for a model is of the account, made through AWS Marketplace; no template shows it, so there is nothing to find.
    name: 'thread 16: the account has no agreement for the model',
    region: 'us-east-1',
    templates: [template({
      ...applicationProfile,
      ...executionRole,
      LibraryRole: inlineRole('ecs-tasks.amazonaws.com', [allow('bedrock:GetInferenceProfile', applicationArn), ...throughApplication]),
      Library: taskDefinition('LibraryRole', { BEDROCK_INFERENCE_PROFILE: applicationArn }),
    })],
    expected: [],
  },
  {
    name: 'thread 17: the client resolves an application profile, which its role may not read',
    region: 'us-east-1',
    templates: [template({
      ...applicationProfile,
      ...executionRole,
      GatewayRole: inlineRole('ecs-tasks.amazonaws.com', throughApplication),
      Gateway: taskDefinition('GatewayRole', { ANTHROPIC_MODEL: applicationArn, PORT: '8080' }),
    })],
    expected: [['applicationProfileNotReadable', 'info', 'Gateway']],
    mended: [template({
      ...applicationProfile,
      ...executionRole,
      GatewayRole: inlineRole('ecs-tasks.amazonaws.com', [...throughApplication, allow('bedrock:GetInferenceProfile', applicationArn)]),
      Gateway: taskDefinition('GatewayRole', { ANTHROPIC_MODEL: applicationArn, PORT: '8080' }),
    })],
  },
  {
    name: 'thread 18: the model is only offered through a profile, and the role got it in every Region, with or without one',
    region: 'us-east-1',
    templates: [template({
      ...executionRole,
      TutorRole: inlineRole('ecs-tasks.amazonaws.com', [allow(BOTH, [hand.profile(`us.${SONNET_4_6}`), `arn:aws:bedrock:*::foundation-model/${SONNET_4_6}`])]),
      Tutor: taskDefinition('TutorRole', { MODEL_ID: `us.${SONNET_4_6}` }),
    })],
    // Without a profile, Amazon Bedrock refuses the model itself.
    expected: [],
    mended: [template({
      ...executionRole,
      TutorRole: inlineRole('ecs-tasks.amazonaws.com', [
        allow(BOTH, hand.profile(`us.${SONNET_4_6}`)),
        allow(BOTH, `arn:aws:bedrock:*::foundation-model/${SONNET_4_6}`, through(hand.profile(`us.${SONNET_4_6}`))),
      ]),
      Tutor: taskDefinition('TutorRole', { MODEL_ID: `us.${SONNET_4_6}` }),
    })],
    call: { role: 'TutorRole', profile: `us.${SONNET_4_6}`, destinations: US, works: true },
  },
  {
    name: 'thread 19: agents whose models are profiles, by ID and by ARN, and whose roles have models only',
    region: 'us-west-2',
    templates: [template({
      OrdersRole: inlineRole('bedrock.amazonaws.com', [allow(BOTH, hand.model(HAIKU_4_5))]),
      Orders: agent('OrdersRole', `us.${HAIKU_4_5}`),
      ReturnsRole: inlineRole('bedrock.amazonaws.com', [allow(BOTH, US.map((region) => hand.model(SONNET_4_5, region)))]),
      Returns: agent('ReturnsRole', hand.profile(`us.${SONNET_4_5}`)),
    })],
    expected: [['calledProfileNotAllowed', 'error', 'Orders'], ['calledProfileNotAllowed', 'error', 'Returns']],
    mended: [template({
      OrdersRole: inlineRole('bedrock.amazonaws.com', [allow('bedrock:GetInferenceProfile', hand.profile('*')), ...geographicStatements(`us.${HAIKU_4_5}`, US, hand)]),
      Orders: agent('OrdersRole', `us.${HAIKU_4_5}`),
      ReturnsRole: inlineRole('bedrock.amazonaws.com', geographicStatements(`us.${SONNET_4_5}`, US, hand)),
      Returns: agent('ReturnsRole', hand.profile(`us.${SONNET_4_5}`)),
    })],
    call: { role: 'OrdersRole', profile: `us.${HAIKU_4_5}`, destinations: US },
  },
];
