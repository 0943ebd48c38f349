import { CorpusCase, Json } from './corpus-case';
import { allow, BOTH, deny, geographicStatements, getAtt, globalStatements, HAIKU_4_5, hand, OPUS_5, SONNET_4_5, sub, template } from './template-parts';
import { inlineRole, lambdaFunction } from './template-resources';

const US = ['us-east-1', 'us-east-2', 'us-west-2'];
const lambdaRole = (statements: readonly unknown[], others: Json = {}) => inlineRole('lambda.amazonaws.com', statements, others);
const partial = [allow(BOTH, hand.profile(`global.${OPUS_5}`))];
const PARTIAL = [['sourceRegionModelMissing', 'error', 'Role']] as const;
const usStatements = [
  allow(BOTH, 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.' + SONNET_4_5),
  allow(BOTH, US.map((region) => `arn:aws:bedrock:${region}::foundation-model/${SONNET_4_5}`), { StringEquals: { 'bedrock:InferenceProfileArn': `arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.${SONNET_4_5}` } }),
];

const APPLICATION = 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6';

/** What a template as a whole shows, or leaves open. */
export const REVIEW_TEMPLATES: readonly CorpusCase[] = [
  {
    name: 'a client in another Region than the stack',
    region: 'eu-west-1',
    templates: [template({ Role: lambdaRole(usStatements), Fn: lambdaFunction(getAtt('Role'), { MODEL: `us.${SONNET_4_5}`, BEDROCK_REGION: 'us-east-1' }) })],
    expected: [],
  },
  {
    name: 'a function that takes another role for the call',
    region: 'eu-west-1',
    templates: [template({
      Role: lambdaRole([allow('sts:AssumeRole', 'arn:aws:iam::999988887777:role/inference'), ...globalStatements(HAIKU_4_5)]),
      Fn: lambdaFunction(getAtt('Role'), { MODEL: `global.${OPUS_5}` }),
    })],
    expected: [],
  },
  {
    name: 'a profile in any Region, and its models where it works',
    region: 'eu-west-1',
    templates: [template({ Role: lambdaRole([allow(BOTH, `arn:aws:bedrock:*:*:inference-profile/us.${SONNET_4_5}`), allow(BOTH, US.map((region) => `arn:aws:bedrock:${region}::foundation-model/${SONNET_4_5}`), { ArnLike: { 'bedrock:InferenceProfileArn': `arn:aws:bedrock:*:*:inference-profile/us.${SONNET_4_5}` } })]) })],
    expected: [],
  },
  { name: 'two stages with one role name', templates: [1, 2].map(() => template({ Role: lambdaRole(partial, { RoleName: 'assistant' }) })), expected: PARTIAL },
  {
    name: 'a role whose ARN is exported to a function',
    templates: [
      template({ Role: lambdaRole(partial) }, { Outputs: { Arn: { Value: getAtt('Role'), Export: { Name: 'role' } } } }),
      template({ Fn: lambdaFunction({ 'Fn::ImportValue': 'role' }, {}) }),
    ],
    expected: PARTIAL,
  },
  {
    name: 'a role whose name is exported to a policy',
    templates: [
      template({ Role: lambdaRole(partial) }, { Outputs: { Name: { Value: { Ref: 'Role' }, Export: { Name: 'role' } } } }),
      template({ Rest: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'rest', Roles: [{ 'Fn::ImportValue': 'role' }], PolicyDocument: { Statement: globalStatements(OPUS_5) } } } }),
    ],
    expected: [],
  },
  {
    name: 'the Region from a parameter: without a Region, the model is missing whatever it is',
    templates: [template({
      Role: lambdaRole([allow(BOTH, sub(`arn:aws:bedrock:\${Home}:\${AWS::AccountId}:inference-profile/global.${OPUS_5}`)), allow(BOTH, sub(`arn:aws:bedrock:\${Home}::foundation-model/${OPUS_5}`))]),
    }, { Parameters: { Home: { Type: 'String' } } })],
    expected: [['regionlessModelMissing', 'error', 'Role']],
  },
  {
    name: 'the model from a parameter',
    region: 'eu-west-1',
    templates: [template({
      Role: lambdaRole([allow(BOTH, sub('arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:inference-profile/global.${Model}')), allow(BOTH, sub('arn:aws:bedrock:${AWS::Region}::foundation-model/${Model}'))]),
    }, { Parameters: { Model: { Type: 'String' } } })],
    expected: [['modelWithoutProfile', 'warning', 'Role'], ['regionlessModelMissing', 'error', 'Role']],
  },
  {
    name: 'a model whose ARN has a colon for the slash: one fault, not three',
    region: 'eu-west-1',
    templates: [template({ Role: lambdaRole([...partial, allow(BOTH, [`arn:aws:bedrock:eu-west-1::foundation-model:${OPUS_5}`, `arn:aws:bedrock-runtime:::foundation-model/${OPUS_5}`], { ArnLike: { 'bedrock:InferenceProfileArn': `arn:aws:bedrock:*:*:inference-profile/global.${OPUS_5}` } })]) })],
    expected: [['malformedBedrockArn', 'error', 'Role']],
  },
  {
    name: 'a destination that the same role is denied',
    region: 'us-east-1',
    templates: [template({ Role: lambdaRole([...geographicStatements(`us.${SONNET_4_5}`, US), deny(BOTH, '*', { StringEquals: { 'aws:RequestedRegion': 'us-west-2' } })]) })],
    expected: [['grantedProfileDenied', 'error', 'Role']],
  },
  {
    name: 'an application profile, and no model at all',
    region: 'eu-west-1',
    templates: [template({
      Role: lambdaRole([allow([...BOTH, 'bedrock:GetInferenceProfile'], APPLICATION)]),
      Fn: lambdaFunction(getAtt('Role'), { MODEL: APPLICATION }),
    })],
    expected: [['sourceRegionModelMissing', 'error', 'Role']],
  },
];
