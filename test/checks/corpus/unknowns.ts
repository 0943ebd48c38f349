import { CorpusCase, Json } from './corpus-case';
import {
  ACCOUNT, allow, BOTH, cdk, document, geographicStatements, globalStatements, GPT_OSS, hand, HAIKU_4_5, INVOKE, join, literal, OPUS_5, SONNET_4_5, STREAM, sub, template, through,
} from './template-parts';
import { cdkRole, inlinePolicy, inlineRole, managedPolicy } from './template-resources';

const GLOBAL_OPUS = `global.${OPUS_5}`;
const US = ['us-east-1', 'us-east-2', 'us-west-2'];
const [onProfile, onModel, onRegionless] = globalStatements(OPUS_5);
const role = (...statements: unknown[]): Json => ({ Role: inlineRole('lambda.amazonaws.com', statements) });
const profileOnly = (others: Json): Json => ({ Role: inlineRole('lambda.amazonaws.com', [onProfile], others) });
const CONDITIONS = { Parameters: { Stage: { Type: 'String' } }, Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] } } };
const inProduction = (yes: unknown, no: unknown = { Ref: 'AWS::NoValue' }): Json => ({ 'Fn::If': ['IsProduction', yes, no] });
const parameters = (...names: string[]) => ({ Parameters: Object.fromEntries(names.map((name) => [name, { Type: 'String', Default: `${name}-default` }])) });
const groupPolicy = (...statements: unknown[]): Json => ({ Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: document(...statements) }] } });

const CALLABLE = { call: { role: 'Role', profile: GLOBAL_OPUS, works: true } };

/** Nothing is wrong in these, or nothing that a template shows. */
const SILENT: ReadonlyArray<Omit<CorpusCase, 'expected'>> = [
  { ...CALLABLE, name: 'the rest is in a second policy', templates: [template({ ...cdkRole('Role', 'lambda.amazonaws.com', [onProfile]), Rest: inlinePolicy('Role', [onModel, onRegionless]) })] },
  { ...CALLABLE, name: 'the rest is in a managed policy that names the role', templates: [template({ ...role(onProfile), Rest: managedPolicy([onModel, onRegionless], ['Role']) })] },
  {
    ...CALLABLE,
    name: 'the rest is in a managed policy that the role names',
    templates: [template({ ...profileOnly({ ManagedPolicyArns: [{ Ref: 'Rest' }] }), Rest: managedPolicy([onModel, onRegionless]) })],
  },
  {
    ...CALLABLE,
    name: 'the rest is in policies of newer types',
    templates: [template({
      ...role(onProfile),
      Rest: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: 'Role' }, PolicyName: 'rest', PolicyDocument: document(onModel, onRegionless) } },
    })],
  },
  {
    name: 'the rest is in a policy that names the role by its name',
    templates: [template({
      ...profileOnly({ RoleName: 'assistant' }),
      Rest: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'rest', PolicyDocument: document(onModel, onRegionless), Roles: ['assistant'] } },
    })],
  },
  {
    name: 'the rest is allowed to the group of a user',
    templates: [template({
      User: { Type: 'AWS::IAM::User', Properties: { Groups: [{ Ref: 'Group' }], Policies: [{ PolicyName: 'p', PolicyDocument: document(onProfile) }] } },
      Group: groupPolicy(onModel, onRegionless),
    })],
  },
  { name: 'the rest may be in a managed policy of the account', templates: [template(profileOnly({ ManagedPolicyArns: [join('arn:aws:iam::', ACCOUNT, ':policy/model-access')] }))] },
  { name: 'the rest is in a managed policy of AWS', templates: [template(profileOnly({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonBedrockFullAccess'] }))] },
  { name: 'the rest may be in a managed policy from a parameter', templates: [template(profileOnly({ ManagedPolicyArns: [{ Ref: 'ModelPolicy' }] }), parameters('ModelPolicy'))] },
  { name: 'the rest is in a policy under a condition', templates: [template({ ...role(onProfile), Rest: { ...inlinePolicy('Role', [onModel, onRegionless]), Condition: 'IsProduction' } }, CONDITIONS)] },
  { name: 'the rest is in a statement under a condition', templates: [template(role(onProfile, inProduction(onModel), inProduction(onRegionless)), CONDITIONS)] },
  {
    name: 'the resources are under a condition',
    templates: [template(role(
      onProfile, allow(BOTH, inProduction([hand.model(OPUS_5), hand.regionless(OPUS_5)], [hand.model(OPUS_5)]), through(hand.profile(GLOBAL_OPUS))),
    ), CONDITIONS)],
  },
  { name: 'the ARN of the model is imported', templates: [template(role(onProfile, onModel, allow(BOTH, { 'Fn::ImportValue': 'RegionlessModelArn' }, through(cdk.profile(GLOBAL_OPUS)))))] },
  {
    name: 'the model in the ARN is imported',
    templates: [template(role(onProfile, allow(BOTH, [
      join('arn:aws:bedrock:', { Ref: 'AWS::Region' }, '::foundation-model/', { 'Fn::ImportValue': 'ModelId' }),
      join('arn:aws:bedrock:::foundation-model/', { 'Fn::ImportValue': 'ModelId' }),
    ], through(cdk.profile(GLOBAL_OPUS)))))],
  },
  {
    name: 'profile and model come from parameters',
    templates: [template(role(allow(BOTH, [
      sub('arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:inference-profile/${ProfileId}'), sub('arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/${ModelId}'),
    ])), parameters('ProfileId', 'ModelId'))],
  },
  { name: 'the profile comes from a parameter of the parameter store', templates: [template(role(allow(BOTH, ['{{resolve:ssm:/assistant/profile-arn}}', hand.model(OPUS_5)])))] },
  {
    name: 'what the condition compares with comes from a parameter',
    templates: [template(role(onProfile, onModel, allow(BOTH, cdk.regionless(OPUS_5), {
      StringEquals: { 'aws:RequestedRegion': { Ref: 'Regions' }, 'bedrock:InferenceProfileArn': cdk.profile(GLOBAL_OPUS) },
    })), parameters('Regions'))],
  },
  { ...CALLABLE, name: 'the model in any Region matches the one without a Region', templates: [template(role(onProfile, allow(BOTH, cdk.model(OPUS_5, '*'), through(cdk.profile(GLOBAL_OPUS)))))] },
  { ...CALLABLE, name: 'every model, but only through the profile', templates: [template(role(onProfile, allow(BOTH, 'arn:aws:bedrock:*::foundation-model/*', through(cdk.profile(GLOBAL_OPUS)))))] },
  { ...CALLABLE, name: 'everything, but only through the profile', templates: [template(role(onProfile, allow(BOTH, '*', through(cdk.profile(GLOBAL_OPUS)))))] },
  {
    ...CALLABLE,
    name: 'the profile is allowed once more, without the key that it lacks',
    templates: [template(role(onProfile, allow(BOTH, [
      cdk.profile(GLOBAL_OPUS), cdk.model(OPUS_5), cdk.regionless(OPUS_5),
    ], through(cdk.profile(GLOBAL_OPUS)))))],
  },
  { ...CALLABLE, name: 'each action has its own statement', templates: [template(role(...globalStatements(OPUS_5, cdk, INVOKE), ...globalStatements(OPUS_5, cdk, STREAM)))] },
  {
    ...CALLABLE,
    name: 'a list of Regions with "unspecified" in it, and one that the catalog does not know',
    templates: [template(role(onProfile, allow(BOTH, [cdk.model(OPUS_5), cdk.regionless(OPUS_5)], {
      StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'me-west-1', 'unspecified'], 'bedrock:InferenceProfileArn': cdk.profile(GLOBAL_OPUS) },
    })))],
  },
  { ...CALLABLE, name: 'a model that is called directly, beside another one through its profile', templates: [template(role(...globalStatements(OPUS_5), allow(BOTH, hand.model('amazon.titan-embed-text-v2:0'))))] },
  { name: 'models only, which are called directly', templates: [template(role(allow(INVOKE, [hand.model('amazon.titan-embed-text-v2:0'), hand.model(GPT_OSS)])))] },
  { ...CALLABLE, name: 'everything is allowed to an administrator', templates: [template(role(allow('*', '*')))] },
  { ...CALLABLE, name: 'everything but identities is allowed to a power user', templates: [template(role({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }))] },
  { name: 'profiles are read and managed, not invoked', templates: [template(role(allow(['bedrock:GetInferenceProfile', 'bedrock:TagResource'], hand.profile('*')), allow(['bedrock:Get*', 'bedrock:List*'], '*')))] },
  {
    ...CALLABLE,
    name: 'several source Regions, each with its models',
    templates: [template(role(...['eu-west-1', 'eu-central-1'].flatMap((region) => [
      allow(BOTH, cdk.profile(GLOBAL_OPUS, region)),
      allow(BOTH, [cdk.model(OPUS_5, region), cdk.regionless(OPUS_5)], through(cdk.profile(GLOBAL_OPUS, region))),
    ])))],
  },
];

export const SILENT_CASES: readonly CorpusCase[] = [
  ...SILENT.map((silent) => ({ region: 'eu-west-1', ...silent, expected: [] })),
  { name: 'a geographic profile without a Region, and its model in any', templates: [template(role(allow(BOTH, hand.profile(`us.${SONNET_4_5}`)), allow(BOTH, hand.model(SONNET_4_5, '*'), through(hand.profile(`us.${SONNET_4_5}`)))))], expected: [] },
  { name: 'a global profile without a Region', templates: [template(role(...globalStatements(HAIKU_4_5, hand)))], expected: [] },
  {
    name: 'the Region of the ARNs, not of the stack: the role is called from elsewhere',
    region: 'eu-west-1',
    templates: [template(role(...geographicStatements(`us.${SONNET_4_5}`, US, {
      profile: (id) => join('arn:aws:bedrock:us-east-1:', ACCOUNT, `:inference-profile/${id}`), model: cdk.model,
    })))],
    expected: [],
  },
  {
    name: 'a file of an account that is written out, in a Region that is written out',
    templates: [template(role(
      allow(BOTH, literal.profile(`us.${SONNET_4_5}`, 'us-west-2')),
      allow(BOTH, US.map((region) => literal.model(SONNET_4_5, region)), through(literal.profile(`us.${SONNET_4_5}`, 'us-west-2'))),
    ))],
    expected: [],
  },
];
