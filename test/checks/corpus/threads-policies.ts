import { CorpusCase } from './corpus-case';
import {
  ACCOUNT, allow, BOTH, cdk, geographicStatements, getAtt, globalStatements, hand, HAIKU_4_5, INVOKE, join, REGION, SONNET_4_5, SONNET_4_6, STREAM, sub, template, through,
} from './template-parts';
import { cdkFunctionRole, cdkRole, inlineRole, lambdaFunction, managedPolicy } from './template-resources';

const listProfiles = allow('bedrock:ListInferenceProfiles', '*');

/** Threads whose fault is in what a role is allowed. */
export const POLICY_THREADS: readonly CorpusCase[] = [
  {
    name: 'thread 1: an agent\'s role has the models of its own Region only, so a global profile lacks the one without a Region',
    region: 'us-west-2',
    templates: [template({
      AgentRole: inlineRole('bedrock.amazonaws.com', [
        allow(['bedrock:InvokeModel*', 'bedrock:GetInferenceProfile'], hand.profile(`global.${SONNET_4_6}`)),
        allow('bedrock:InvokeModel*', hand.model('*')),
      ]),
    })],
    expected: [['regionlessModelMissing', 'error', 'AgentRole'], ['wildcardModels', 'warning', 'AgentRole']],
    mended: [template({ AgentRole: inlineRole('bedrock.amazonaws.com', globalStatements(SONNET_4_6, hand, 'bedrock:InvokeModel*')) })],
    call: { role: 'AgentRole', profile: `global.${SONNET_4_6}` },
  },
  {
    name: 'thread 2: the ID of a profile is pasted into the ARN of a model, and the profile is not allowed at all',
    region: 'us-east-1',
    templates: [template(cdkFunctionRole('ConversationHandlerRole', [allow(BOTH, cdk.model(`global.${SONNET_4_5}`))]))],
    expected: [['profileIdInModelArn', 'error', 'ConversationHandlerRoleDefaultPolicy']],
    mended: [template(cdkFunctionRole('ConversationHandlerRole', globalStatements(SONNET_4_5)))],
    call: { role: 'ConversationHandlerRole', profile: `global.${SONNET_4_5}` },
  },
  {
    name: 'thread 3: a list of prefixes without jp and global takes their profiles for models',
    region: 'ap-northeast-1',
    templates: [template({
      JapanDataSourceRole: inlineRole('appsync.amazonaws.com', [allow([INVOKE], [sub(`arn:aws:bedrock:\${AWS::Region}::foundation-model/jp.${SONNET_4_6}`)])]),
      GlobalDataSourceRole: inlineRole('appsync.amazonaws.com', [allow([INVOKE], [sub(`arn:aws:bedrock:\${AWS::Region}::foundation-model/global.${HAIKU_4_5}`)])]),
    })],
    expected: [['profileIdInModelArn', 'error', 'JapanDataSourceRole'], ['profileIdInModelArn', 'error', 'GlobalDataSourceRole']],
    mended: [template({
      JapanDataSourceRole: inlineRole('appsync.amazonaws.com', geographicStatements(`jp.${SONNET_4_6}`, ['ap-northeast-1', 'ap-northeast-3'], hand)),
      GlobalDataSourceRole: inlineRole('appsync.amazonaws.com', globalStatements(HAIKU_4_5, hand)),
    })],
    call: { role: 'JapanDataSourceRole', profile: `jp.${SONNET_4_6}`, destinations: ['ap-northeast-1', 'ap-northeast-3'] },
  },
  {
    name: 'thread 7: a function calls through a profile, and its role has models only',
    region: 'eu-west-1',
    templates: [template({
      ...cdkFunctionRole('ChatRole', [allow(BOTH, 'arn:aws:bedrock:*::foundation-model/*')]),
      Chat: lambdaFunction(getAtt('ChatRole'), { BEDROCK_MODEL_ID: `global.${HAIKU_4_5}`, LOG_LEVEL: 'INFO' }),
    })],
    expected: [['calledProfileNotAllowed', 'error', 'Chat'], ['wildcardModels', 'warning', 'ChatRoleDefaultPolicy']],
    mended: [template({
      ...cdkFunctionRole('ChatRole', [
        ...globalStatements(HAIKU_4_5),
        // The first call of a third-party model in an account subscribes to it. https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html
        allow(['aws-marketplace:Subscribe', 'aws-marketplace:ViewSubscriptions'], '*', { StringEquals: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } }),
      ]),
      Chat: lambdaFunction(getAtt('ChatRole'), { BEDROCK_MODEL_ID: `global.${HAIKU_4_5}`, LOG_LEVEL: 'INFO' }),
    })],
    call: { role: 'ChatRole', profile: `global.${HAIKU_4_5}` },
  },
  {
    name: 'thread 8: a sentinel that is no Region lands in aws:RequestedRegion and kills every statement',
    region: 'us-west-2',
    templates: [template({
      DeveloperRole: inlineRole('cognito-identity.amazonaws.com', [listProfiles]),
      DeveloperPolicy: managedPolicy(
        globalStatements(SONNET_4_5, hand).map((statement) => ({ ...statement, Condition: { StringEquals: { 'aws:RequestedRegion': ['all-commercial'] } } })),
        ['DeveloperRole'],
      ),
    })],
    expected: [['requestedRegionNotARegion', 'error', 'DeveloperPolicy']],
    mended: [template({
      DeveloperRole: inlineRole('cognito-identity.amazonaws.com', [listProfiles]),
      DeveloperPolicy: managedPolicy([
        allow(BOTH, hand.profile(`global.${SONNET_4_5}`), { StringEquals: { 'aws:RequestedRegion': [REGION] } }),
        allow(BOTH, [hand.model(SONNET_4_5), hand.regionless(SONNET_4_5)], {
          StringEquals: { 'aws:RequestedRegion': [REGION, 'unspecified'], 'bedrock:InferenceProfileArn': hand.profile(`global.${SONNET_4_5}`) },
        }),
      ], ['DeveloperRole']),
    })],
    call: { role: 'DeveloperRole', profile: `global.${SONNET_4_5}` },
  },
  {
    name: 'thread 10: the model of a jp profile is allowed in one of its two Regions, so calls fail under load',
    region: 'ap-northeast-1',
    templates: [template(cdkRole('AnalyzerTaskRole', 'ecs-tasks.amazonaws.com', [
      allow(BOTH, cdk.profile(`jp.${SONNET_4_5}`)),
      allow(BOTH, cdk.model(SONNET_4_5)),
    ]))],
    expected: [['destinationModelMissing', 'error', 'AnalyzerTaskRoleDefaultPolicy']],
    mended: [template(cdkRole('AnalyzerTaskRole', 'ecs-tasks.amazonaws.com', geographicStatements(`jp.${SONNET_4_5}`, ['ap-northeast-1', 'ap-northeast-3'])))],
    call: { role: 'AnalyzerTaskRole', profile: `jp.${SONNET_4_5}`, destinations: ['ap-northeast-1', 'ap-northeast-3'] },
  },
  {
    name: 'thread 11: a grant on the profile leaves out every model',
    region: 'us-east-1',
    templates: [template(cdkFunctionRole('SummaryRole', [
      allow(['bedrock:GetInferenceProfile', INVOKE, STREAM], join('arn:aws:bedrock:us-east-1:', ACCOUNT, `:inference-profile/us.${SONNET_4_5}`)),
    ]))],
    expected: [['sourceRegionModelMissing', 'error', 'SummaryRoleDefaultPolicy']],
    mended: [template(cdkFunctionRole('SummaryRole', [
      allow('bedrock:GetInferenceProfile', cdk.profile(`us.${SONNET_4_5}`)),
      allow(BOTH, cdk.profile(`us.${SONNET_4_5}`)),
      // AWS's own wildcard: the Region is open, the profile is not.
      allow(BOTH, cdk.model(SONNET_4_5, '*'), through(cdk.profile(`us.${SONNET_4_5}`))),
    ]))],
    call: { role: 'SummaryRole', profile: `us.${SONNET_4_5}`, destinations: ['us-east-1', 'us-east-2', 'us-west-2'] },
  },
];
