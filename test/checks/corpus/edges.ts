import { CorpusCase, Json } from './corpus-case';
import { ACCOUNT, ACCOUNT_ID, allow, BOTH, cdk, COHERE_EMBED_4, deny, document, geographicStatements, globalStatements, hand, join, literal, OPUS_5, SONNET_4_5, template, through } from './template-parts';
import { inlineRole } from './template-resources';

const GLOBAL_OPUS = `global.${OPUS_5}`;
const PROFILE = cdk.profile(GLOBAL_OPUS);
const [onProfile, onModel, onRegionless] = globalStatements(OPUS_5);
const role = (...statements: unknown[]) => [template({ Role: inlineRole('lambda.amazonaws.com', statements) })];
const fails = { region: 'eu-west-1', mended: role(...globalStatements(OPUS_5)), call: { role: 'Role', profile: GLOBAL_OPUS } };
const callable = { region: 'eu-west-1', call: { role: 'Role', profile: GLOBAL_OPUS, works: true } };
const EMBED_PROFILE = cdk.profile(`global.${COHERE_EMBED_4}`);
const embedding = { role: 'Role', profile: `global.${COHERE_EMBED_4}`, works: true };
// On demand in all three Regions of its profile.
const NOVA_LITE = 'amazon.nova-lite-v1:0';
const outside = (key: string, ...regions: string[]): Json => ({ StringNotEquals: { [key]: regions } });
const models = [cdk.model(OPUS_5), cdk.regionless(OPUS_5)];
const GOV_SONNET = `us-gov.${SONNET_4_5}`;
const gov = {
  profile: `arn:aws-us-gov:bedrock:us-gov-west-1:${ACCOUNT_ID}:inference-profile/${GOV_SONNET}`,
  model: (region: string) => `arn:aws-us-gov:bedrock:${region}::foundation-model/${SONNET_4_5}`,
};

/** Where a plain look at the text goes wrong, and only what IAM decides is right. */
export const EDGES: readonly CorpusCase[] = [
  {
    ...fails,
    name: 'the models are bound to another profile',
    templates: role(onProfile, allow(BOTH, models, through(cdk.profile(`eu.${OPUS_5}`)))),
    expected: [['sourceRegionModelMissing', 'error', 'Role']],
  },
  {
    ...fails,
    name: 'the models are bound to the profile of another Region',
    templates: role(onProfile, allow(BOTH, models, through(cdk.profile(GLOBAL_OPUS, 'us-east-1')))),
    expected: [['sourceRegionModelMissing', 'error', 'Role']],
  },
  { ...fails, name: 'every global profile, and the models of the own Region', templates: role(allow(BOTH, hand.profile('global.*')), allow(BOTH, hand.model('*'), { ArnLike: { 'bedrock:InferenceProfileArn': hand.profile('global.*') } })), expected: [['regionlessModelMissing', 'error', 'Role']] },
  {
    ...fails,
    name: 'every profile, and every model of the own Region',
    templates: role(allow('bedrock:InvokeModel*', [hand.profile('*'), hand.model('*')])),
    expected: [['regionlessModelMissing', 'error', 'Role'], ['destinationModelMissing', 'error', 'Role'], ['wildcardModels', 'warning', 'Role']],
  },
  { ...fails, name: 'the model without a Region, but with an account', templates: role(onProfile, onModel, allow(BOTH, join('arn:aws:bedrock::', ACCOUNT, `:foundation-model/${OPUS_5}`), through(PROFILE))), expected: [['modelArnWithAccount', 'error', 'Role']] },
  { ...fails, name: 'every global profile, in the ARN of a model', templates: role(allow(BOTH, 'arn:aws:bedrock:*::foundation-model/global.*')), expected: [['profileIdInModelArn', 'error', 'Role']] },
  {
    ...fails,
    name: 'a pattern of Regions under an operator without patterns',
    templates: role(...globalStatements(OPUS_5).map((statement) => (
      { ...statement, Condition: { StringEquals: { ...(statement.Condition as Record<string, Json> | undefined)?.StringEquals, 'aws:RequestedRegion': 'eu-*' } } }
    ))),
    expected: [['wildcardInStringEquals', 'error', 'Role']],
  },
  {
    ...fails,
    name: 'a pattern of profiles under an operator without patterns',
    templates: role(onProfile, allow(BOTH, models, through('arn:aws:bedrock:*:*:inference-profile/global.*'))),
    expected: [['wildcardInStringEquals', 'error', 'Role']],
  },
  {
    name: 'a user and a group without the model',
    region: 'eu-west-1',
    templates: [template(Object.fromEntries(['User', 'Group'].map((kind) => [
      kind, { Type: `AWS::IAM::${kind}`, Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: document(onProfile, onModel) }] } },
    ])))],
    expected: [['regionlessModelMissing', 'error', 'User'], ['regionlessModelMissing', 'error', 'Group']],
  },
  {
    name: 'a permission set that AWS\'s managed policy completes',
    region: 'eu-west-1',
    templates: [template({
      Set: {
        Type: 'AWS::SSO::PermissionSet',
        Properties: { InstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', Name: 'chat', InlinePolicy: document(onProfile), ManagedPolicies: ['arn:aws:iam::aws:policy/AmazonBedrockFullAccess'] },
      },
    })],
    expected: [],
  },
  {
    name: 'a model that AWS has retired, by its own ARN, beside one that lives',
    region: 'us-east-1',
    templates: role(allow(BOTH, [literal.model('amazon.nova-premier-v1:0', 'us-east-1'), literal.model(NOVA_LITE, 'us-east-1')])),
    expected: [['profileNotOffered', 'warning', 'Role']],
  },
  {
    name: 'a denied one is called by nobody',
    region: 'us-east-1',
    templates: role(deny(BOTH, literal.model('amazon.nova-premier-v1:0', 'us-east-1'))),
    expected: [],
  },
  {
    name: '"unspecified" on everything, beside statements that allow all of it',
    region: 'eu-west-1',
    templates: role(allow(BOTH, [PROFILE, ...models]), allow(BOTH, [PROFILE, ...models], { StringEquals: { 'aws:RequestedRegion': 'unspecified' } })),
    expected: [['unspecifiedOnProfile', 'warning', 'Role']],
  },
  {
    name: 'a global profile in GovCloud, which has none',
    region: 'us-gov-west-1',
    templates: role(...globalStatements(OPUS_5)),
    expected: [['profileNotOffered', 'warning', 'Role']],
  },
  {
    ...fails,
    name: 'a Region deny, and everything of Bedrock is allowed',
    templates: role(allow('bedrock:*', '*'), deny('*', '*', outside('aws:RequestedRegion', 'eu-west-1'))),
    // Whoever may call everything need not call through a global profile.
    expected: [['regionDenyBlocksCris', 'warning', 'Role'], ['wildcardModels', 'warning', 'Role']],
  },
  {
    ...fails,
    name: 'a Region deny whose key is spelt in another case',
    templates: role(...globalStatements(OPUS_5), deny('bedrock:invoke*', '*', outside('AWS:REQUESTEDREGION', 'eu-west-1'))),
    expected: [['regionDenyBlocksCris', 'error', 'Role']],
  },
  {
    name: 'a Region deny, and AWS\'s managed policy allows the rest',
    region: 'eu-west-1',
    templates: [template({
      Role: inlineRole('ec2.amazonaws.com', [deny('*', '*', outside('aws:RequestedRegion', 'eu-west-1'))], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonBedrockFullAccess'] }),
    })],
    expected: [['regionDenyBlocksCris', 'warning', 'Role']],
  },
  {
    ...callable,
    name: 'the key, if it exists: a direct call has none, and is allowed',
    templates: role(allow(BOTH, [EMBED_PROFILE, cdk.model(COHERE_EMBED_4), cdk.regionless(COHERE_EMBED_4)], { StringEqualsIfExists: { 'bedrock:InferenceProfileArn': EMBED_PROFILE } })),
    call: embedding,
    expected: [['modelWithoutProfile', 'warning', 'Role']],
  },
  {
    ...callable,
    name: 'models of one provider without a profile, beside a profile of it',
    templates: role(allow(BOTH, EMBED_PROFILE), allow(BOTH, 'arn:aws:bedrock:*::foundation-model/cohere.*')),
    call: embedding,
    expected: [['modelWithoutProfile', 'warning', 'Role']],
  },
  {
    name: 'the model of a destination without the profile: it may be called directly there',
    region: 'us-east-1',
    templates: role(...geographicStatements(`us.${NOVA_LITE}`, ['us-east-1']), allow(BOTH, ['us-east-2', 'us-west-2'].map((region) => cdk.model(NOVA_LITE, region)))),
    expected: [['modelWithoutProfile', 'warning', 'Role']],
    call: { role: 'Role', profile: `us.${NOVA_LITE}`, destinations: ['us-east-1', 'us-east-2', 'us-west-2'], works: true },
  },
  {
    ...callable,
    name: 'everything, if the key exists or not',
    templates: role(onProfile, allow(BOTH, '*', { ArnLikeIfExists: { 'bedrock:InferenceProfileArn': PROFILE } })),
    expected: [['wildcardModels', 'warning', 'Role']],
  },
  { ...callable, name: 'the models through any profile', templates: role(onProfile, allow(BOTH, models, { Null: { 'bedrock:InferenceProfileArn': 'false' } })), expected: [] },
  { ...callable, name: 'an account that is a wildcard matches none', templates: role(onProfile, allow(BOTH, `arn:aws:bedrock:*:*:foundation-model/${OPUS_5}`, through(PROFILE))), expected: [] },
  {
    ...callable,
    name: 'one statement that is no list, and operators in another order',
    templates: [template({
      Role: inlineRole('lambda.amazonaws.com', [], {
        Policies: [
          { PolicyName: 'profile', PolicyDocument: { Version: '2012-10-17', Statement: onProfile } },
          { PolicyName: 'model', PolicyDocument: { Version: '2012-10-17', Statement: onModel } },
          { PolicyName: 'regionless', PolicyDocument: { Version: '2012-10-17', Statement: onRegionless } },
        ],
      }),
    })],
    expected: [],
  },
  {
    ...callable,
    name: 'inference on all but something else is inference on everything',
    templates: role({ Effect: 'Allow', Action: BOTH, NotResource: 'arn:aws:s3:::*' }),
    expected: [['wildcardModels', 'warning', 'Role']],
  },
  {
    name: 'a profile of GovCloud, in both of its Regions',
    region: 'us-gov-west-1',
    templates: role(allow(BOTH, gov.profile), allow(BOTH, ['us-gov-west-1', 'us-gov-east-1'].map(gov.model), through(gov.profile))),
    expected: [],
  },
  {
    name: 'the processed form of another tool: functions that hold their policies',
    region: 'eu-west-1',
    templates: [template({
      Chat: {
        Type: 'AWS::Serverless::Function',
        Properties: { InlineCode: '', Handler: 'index.handler', Runtime: 'nodejs22.x', Policies: [document(...globalStatements(OPUS_5, hand))], Environment: { Variables: { MODEL: GLOBAL_OPUS } } },
      },
    }, { Transform: 'AWS::Serverless-2016-10-31' })],
    expected: [],
  },
  {
    name: 'a model from a mapping',
    region: 'eu-west-1',
    templates: [template({
      Role: inlineRole('lambda.amazonaws.com', [
        onProfile,
        allow(BOTH, [{ 'Fn::FindInMap': ['Models', { Ref: 'AWS::Region' }, 'arn'] }, cdk.regionless(OPUS_5)], through(PROFILE)),
      ]),
    }, { Mappings: { Models: { 'eu-west-1': { arn: `arn:aws:bedrock:eu-west-1::foundation-model/${OPUS_5}` } } } })],
    expected: [],
  },
  {
    name: 'a geographic profile without a Region: from each it reaches another one',
    templates: role(allow(BOTH, hand.profile(`us.${SONNET_4_5}`)), allow(BOTH, hand.model(SONNET_4_5), through(hand.profile(`us.${SONNET_4_5}`)))),
    expected: [['destinationModelMissing', 'error', 'Role']],
    mended: role(allow(BOTH, hand.profile(`us.${SONNET_4_5}`)), allow(BOTH, hand.model(SONNET_4_5, '*'), through(hand.profile(`us.${SONNET_4_5}`)))),
  },
];
