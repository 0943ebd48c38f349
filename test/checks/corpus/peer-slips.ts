import { CorpusCase, Json } from './corpus-case';
import { ACCOUNT, allow, BOTH, cdk, geographicStatements, globalStatements, GPT_OSS, HAIKU_4_5, INVOKE, join, OPUS_5, SONNET_4_5, template, through } from './template-parts';
import { inlineRole } from './template-resources';

const role = (...statements: unknown[]) => [template({ Role: inlineRole('lambda.amazonaws.com', statements) })];
const profileArn = (id: string): Json => join('arn:aws:bedrock:us-east-1:', ACCOUNT, `:inference-profile/${id}`);
/** The profile, and its model wherever it may go, bound to it. */
const withModel = (id: string, model: string) => role(allow(BOTH, profileArn(id)), allow(BOTH, `arn:aws:bedrock:*::foundation-model/${model}`, through(profileArn(id))));

/** Slips in IDs and actions, and what looks like one. */
export const PEER_SLIPS: readonly CorpusCase[] = [
  { name: 'a prefix is put before an ID that has one', region: 'us-east-1', templates: withModel(`global.us.${OPUS_5}`, OPUS_5), expected: [['malformedProfileId', 'error', 'Role']] },
  { name: 'a model where a profile belongs', region: 'us-east-1', templates: withModel(OPUS_5, OPUS_5), expected: [['malformedProfileId', 'error', 'Role']] },
  { name: 'a prefix that the catalog does not know may be a new one', region: 'us-east-1', templates: withModel(`zz.${OPUS_5}`, OPUS_5), expected: [['malformedProfileId', 'warning', 'Role']] },
  { name: 'a profile that the catalog does not know is most likely new', region: 'us-east-1', templates: withModel('global.anthropic.claude-sonnet-9', 'anthropic.claude-sonnet-9'), expected: [] },
  { name: 'a profile of another geography', region: 'us-east-1', templates: withModel(`eu.${SONNET_4_5}`, SONNET_4_5), expected: [['profileNotOffered', 'warning', 'Role']] },
  {
    name: 'a profile that AWS has retired',
    region: 'us-east-1',
    templates: withModel('global.anthropic.claude-sonnet-4-20250514-v1:0', 'anthropic.claude-sonnet-4-20250514-v1:0'),
    expected: [['profileNotOffered', 'warning', 'Role']],
  },
  {
    name: 'a profile that AWS calls legacy still answers',
    region: 'us-east-1',
    templates: withModel('us.anthropic.claude-opus-4-1-20250805-v1:0', 'anthropic.claude-opus-4-1-20250805-v1:0'),
    expected: [],
  },
  {
    name: 'the name of the endpoint for the service of an ARN, and a colon for its slash',
    region: 'us-east-1',
    templates: role(allow(BOTH, join('arn:aws:bedrock-runtime:us-east-1:', ACCOUNT, `:inference-profile:global.${OPUS_5}`)), ...globalStatements(OPUS_5).slice(1)),
    expected: [['malformedBedrockArn', 'error', 'Role']],
    mended: role(...globalStatements(OPUS_5)),
    call: { role: 'Role', profile: `global.${OPUS_5}` },
  },
  {
    name: 'an effect in lower case',
    region: 'us-east-1',
    templates: role(...globalStatements(OPUS_5).map((statement, index) => (index === 0 ? statement : { ...statement, Effect: 'allow' }))),
    expected: [['unreadableStatement', 'warning', 'Role']],
    mended: role(...globalStatements(OPUS_5)),
  },
  {
    name: 'the names of operations for actions',
    region: 'us-east-1',
    templates: role(...globalStatements(OPUS_5, cdk, ['bedrock:Converse', 'bedrock:ConverseStream'])),
    expected: [['unknownAction', 'error', 'Role']],
    mended: role(...globalStatements(OPUS_5)),
    call: { role: 'Role', profile: `global.${OPUS_5}` },
  },
  {
    name: 'the names of operations beside real actions do no harm',
    region: 'us-east-1',
    templates: role(...globalStatements(OPUS_5, cdk, [...BOTH, 'bedrock:Converse', 'bedrock:InvokeModelWithBidirectionalStream'])),
    expected: [['unknownAction', 'warning', 'Role']],
    mended: role(...globalStatements(OPUS_5)),
    call: { role: 'Role', profile: `global.${OPUS_5}`, works: true },
  },
  {
    name: 'real actions that are rarely seen, in any case',
    region: 'us-east-1',
    templates: role(allow([
      'bedrock:InvokeAgent', 'bedrock:InvokeInlineAgent', 'bedrock:InvokeFlow', 'bedrock:GetAsyncInvoke', 'bedrock:ListAsyncInvokes', 'bedrock:Retrieve',
      'bedrock:RetrieveAndGenerate', 'bedrock:ApplyGuardrail', 'bedrock:CountTokens', 'bedrock:CallWithBearerToken', 'bedrock:GetInferenceProfile',
      'bedrock:CreateModelInvocationJob', 'bedrock:RenderPrompt', 'bedrock:List*', 'bedrock-mantle:CreateInference', 'bedrock-agentcore:InvokeAgentRuntime',
    ], '*'), allow(['BEDROCK:invokemodel', 'bedrock:INVOKEMODELWITHRESPONSESTREAM'], cdk.model(GPT_OSS))),
    expected: [],
  },
  {
    name: 'condition keys of Bedrock that are rarely seen',
    region: 'us-east-1',
    templates: role(
      allow(BOTH, cdk.model(GPT_OSS), { StringEquals: { 'bedrock:ServiceTier': 'flex' }, ArnLike: { 'bedrock:GuardrailIdentifier': 'arn:aws:bedrock:*:*:guardrail/*' } }),
      allow('bedrock:CallWithBearerToken', '*', { StringEquals: { 'bedrock:bearerTokenType': 'SHORT_TERM' } }),
      allow(INVOKE, cdk.profile('us.amazon.nova-lite-v1:0')),
      allow(INVOKE, cdk.model('amazon.nova-lite-v1:0', '*'), { StringEquals: { 'BEDROCK:inferenceprofilearn': cdk.profile('us.amazon.nova-lite-v1:0') } }),
    ),
    expected: [['invokeActionMissing', 'info', 'Role']],
  },
  {
    name: 'a geographic profile with Regions by pattern, which match all that it reaches',
    region: 'us-east-1',
    templates: role(...geographicStatements(`us.${HAIKU_4_5}`, ['*']).map((statement) => (
      { ...statement, Condition: { ...(statement.Condition as Json | undefined), StringLike: { 'aws:RequestedRegion': 'us-*' } } }
    ))),
    expected: [],
    call: { role: 'Role', profile: `us.${HAIKU_4_5}`, destinations: ['us-east-1', 'us-east-2', 'us-west-2'], works: true },
  },
];
