import { CorpusCase, Json } from './corpus-case';
import {
  ACCOUNT, ACCOUNT_ID, allow, BOTH, cdk, COHERE_EMBED_4, geographicStatements, globalStatements, hand, INVOKE, join, literal, SONNET_4_5, SONNET_4_6, STREAM, template, through,
} from './template-parts';
import { cdkFunctionRole, inlineRole, managedPolicy } from './template-resources';

const GLOBAL_4_5 = `global.${SONNET_4_5}`;
const role = (...statements: unknown[]) => [template({ Role: inlineRole('lambda.amazonaws.com', statements) })];
const cdkRole = (...statements: unknown[]) => [template(cdkFunctionRole('FnRole', statements))];
const mended = { mended: role(...globalStatements(SONNET_4_5)), region: 'eu-west-1', call: { role: 'Role', profile: GLOBAL_4_5 } };

/** The three statements, each with a condition on the Region. */
function regions(onProfile: unknown, onModel: unknown, onRegionless: unknown): Json[] {
  const withRegion = (statement: Json, value: unknown): Json => (
    { ...statement, Condition: { StringEquals: { ...(statement.Condition as Record<string, Json> | undefined)?.StringEquals, 'aws:RequestedRegion': value } } }
  );
  const [profile, model, regionless] = globalStatements(SONNET_4_5);
  return [withRegion(profile, onProfile), withRegion(model, onModel), withRegion(regionless, onRegionless)];
}

const [onProfile, onModel, onRegionless] = globalStatements(SONNET_4_5);

/** The shapes in which libraries, samples and policies of the field grant cross-Region inference. */
export const PEERS: readonly CorpusCase[] = [
  {
    ...mended,
    name: 'the profile only, as a grant of the CDK renders it',
    templates: cdkRole(onProfile),
    expected: [['sourceRegionModelMissing', 'error', 'FnRoleDefaultPolicy']],
    call: undefined,
  },
  { ...mended, name: 'the profile and the model of the source Region', templates: role(onProfile, onModel), expected: [['regionlessModelMissing', 'error', 'Role']] },
  { ...mended, name: 'the profile and the model without a Region', templates: role(onProfile, onRegionless), expected: [['sourceRegionModelMissing', 'error', 'Role']] },
  {
    name: 'a geographic profile of which a destination is left out',
    region: 'us-west-1',
    templates: role(...geographicStatements(`us.${SONNET_4_6}`, ['us-west-1', 'us-west-2', 'us-east-1'])),
    expected: [['destinationModelMissing', 'error', 'Role']],
    mended: role(...geographicStatements(`us.${SONNET_4_6}`, ['us-west-1', 'us-west-2', 'us-east-1', 'us-east-2'])),
    call: { role: 'Role', profile: `us.${SONNET_4_6}`, destinations: ['us-west-1', 'us-west-2', 'us-east-1', 'us-east-2'] },
  },
  {
    name: 'the profile, and the model in any Region without a condition',
    region: 'us-east-1',
    templates: cdkRole(
      allow(['bedrock:InvokeModel*', 'bedrock:GetFoundationModel'], cdk.model(COHERE_EMBED_4, '*')),
      allow(['bedrock:InvokeModel*', 'bedrock:GetInferenceProfile'], cdk.profile(`us.${COHERE_EMBED_4}`)),
    ),
    expected: [['modelWithoutProfile', 'warning', 'FnRoleDefaultPolicy']],
    mended: cdkRole(
      allow('bedrock:InvokeModel*', cdk.model(COHERE_EMBED_4, '*'), through(cdk.profile(`us.${COHERE_EMBED_4}`))),
      allow(['bedrock:InvokeModel*', 'bedrock:GetInferenceProfile'], cdk.profile(`us.${COHERE_EMBED_4}`)),
    ),
  },
  { ...mended, name: 'every action of Bedrock on everything', templates: role(allow('bedrock:*', '*')), expected: [['wildcardModels', 'warning', 'Role']], call: { ...mended.call, works: true } },
  {
    ...mended,
    name: 'InvokeModel on everything, in a managed policy',
    templates: [template({ Role: inlineRole('lambda.amazonaws.com', [allow('logs:PutLogEvents', '*')]), Invoke: managedPolicy([allow(BOTH, '*')], ['Role']) })],
    expected: [['wildcardModels', 'warning', 'Invoke']],
    call: { ...mended.call, works: true },
  },
  {
    ...mended,
    name: 'every profile and every model, as AWS\'s page on inference profiles begins',
    templates: role(allow(['bedrock:InvokeModel*', 'bedrock:CreateInferenceProfile'], [
      'arn:aws:bedrock:*::foundation-model/*', 'arn:aws:bedrock:*:*:inference-profile/*', 'arn:aws:bedrock:*:*:application-inference-profile/*',
    ])),
    expected: [['wildcardModels', 'warning', 'Role']],
    call: { ...mended.call, works: true },
  },
  {
    name: 'a managed policy that is attached to nothing is judged by itself',
    templates: [template({ Shared: managedPolicy([onProfile, onModel]) })],
    expected: [['regionlessModelMissing', 'error', 'Shared']],
    mended: [template({ Shared: managedPolicy([onProfile, onModel, onRegionless]) })],
  },
  {
    name: 'a permission set, whose policy is a text',
    templates: [template({
      Developers: {
        Type: 'AWS::SSO::PermissionSet',
        Properties: {
          InstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
          Name: 'developers',
          InlinePolicy: JSON.stringify({ Version: '2012-10-17', Statement: [allow(BOTH, [literal.profile(GLOBAL_4_5, 'eu-west-1'), literal.model(SONNET_4_5, 'eu-west-1')])] }),
        },
      },
    })],
    expected: [['regionlessModelMissing', 'error', 'Developers']],
  },
  {
    ...mended,
    name: 'the model without a Region is on the list, but under a condition on the source Region',
    templates: role(...regions({ Ref: 'AWS::Region' }, { Ref: 'AWS::Region' }, { Ref: 'AWS::Region' })),
    expected: [['requestedRegionExcludesUnspecified', 'error', 'Role']],
  },
  {
    ...mended,
    name: 'the Regions of a company, as a pattern, on the models in any Region',
    templates: role(onProfile, allow(BOTH, `arn:aws:bedrock:*::foundation-model/${SONNET_4_5}`, {
      StringLike: { 'aws:RequestedRegion': ['eu-*'], 'bedrock:InferenceProfileArn': `arn:aws:bedrock:*:*:inference-profile/${GLOBAL_4_5}` },
    })),
    expected: [['requestedRegionExcludesUnspecified', 'error', 'Role']],
  },
  { ...mended, name: 'aws:RequestedRegion "global", as the launch post has it', templates: role(...regions('eu-west-1', 'eu-west-1', 'global')), expected: [['requestedRegionNotARegion', 'error', 'Role']] },
  {
    ...mended,
    name: '"unspecified" on the profile',
    templates: role(...regions('unspecified', 'eu-west-1', 'unspecified')),
    expected: [['unspecifiedOnProfile', 'error', 'Role']],
  },
  {
    ...mended,
    name: '"unspecified" on the model of the source Region',
    templates: role(...regions('eu-west-1', 'unspecified', 'unspecified')),
    expected: [['unspecifiedOnProfile', 'error', 'Role']],
  },
  {
    ...mended,
    name: 'bedrock:InferenceProfileArn on the profile itself',
    templates: role(allow(BOTH, cdk.profile(GLOBAL_4_5), through(cdk.profile(GLOBAL_4_5))), onModel, onRegionless),
    expected: [['profileKeyOnProfile', 'error', 'Role']],
  },
  {
    ...mended,
    name: 'one statement for profile and models, bound to the profile',
    templates: role(allow(BOTH, [hand.profile(GLOBAL_4_5), hand.model(SONNET_4_5), hand.regionless(SONNET_4_5)], through(hand.profile(GLOBAL_4_5)))),
    expected: [['profileKeyOnProfile', 'error', 'Role']],
  },
  {
    ...mended,
    name: 'aws:InferenceProfileArn, a slip on AWS\'s own page',
    templates: role(onProfile, allow(BOTH, [cdk.model(SONNET_4_5), cdk.regionless(SONNET_4_5)], { StringLike: { 'aws:InferenceProfileArn': cdk.profile(GLOBAL_4_5) } })),
    expected: [['unknownConditionKey', 'error', 'Role']],
  },
  {
    ...mended,
    name: 'bedrock:InferenceProfileId, which does not exist',
    templates: role(onProfile, allow(BOTH, [cdk.model(SONNET_4_5), cdk.regionless(SONNET_4_5)], { StringEquals: { 'bedrock:InferenceProfileId': GLOBAL_4_5 } })),
    expected: [['unknownConditionKey', 'error', 'Role']],
  },
  {
    ...mended,
    name: 'the ARN of the profile without an account, like that of a model',
    templates: role(allow(BOTH, `arn:aws:bedrock:eu-west-1::inference-profile/${GLOBAL_4_5}`), onModel, onRegionless),
    expected: [['profileArnWithoutAccount', 'error', 'Role']],
  },
  {
    ...mended,
    name: 'the ARN of the model with an account, like that of a profile',
    templates: role(onProfile, allow(BOTH, join('arn:aws:bedrock:eu-west-1:', ACCOUNT, `:foundation-model/${SONNET_4_5}`), through(cdk.profile(GLOBAL_4_5))), onRegionless),
    expected: [['modelArnWithAccount', 'error', 'Role']],
  },
  {
    ...mended,
    name: 'InvokeModel without streaming, as the launch post has it',
    templates: cdkRole(...globalStatements(SONNET_4_5, cdk, INVOKE)),
    expected: [['invokeActionMissing', 'info', 'FnRoleDefaultPolicy']],
    call: undefined,
  },
  {
    ...mended,
    name: 'streaming without InvokeModel',
    templates: role(...globalStatements(SONNET_4_5, cdk, STREAM)),
    expected: [['invokeActionMissing', 'info', 'Role']],
  },
  {
    name: 'an account that is written out',
    region: 'eu-west-1',
    templates: role(allow(BOTH, literal.profile(GLOBAL_4_5, 'eu-west-1', ACCOUNT_ID)), allow(BOTH, literal.model(SONNET_4_5, 'eu-west-1'), through(literal.profile(GLOBAL_4_5, 'eu-west-1')))),
    expected: [['regionlessModelMissing', 'error', 'Role']],
  },
];
