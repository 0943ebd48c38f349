import { Json } from './corpus-case';

export const REGION = { Ref: 'AWS::Region' };
export const ACCOUNT = { Ref: 'AWS::AccountId' };
export const PARTITION = { Ref: 'AWS::Partition' };
/** Where an account is written out. */
export const ACCOUNT_ID = '111122223333';

export const INVOKE = 'bedrock:InvokeModel';
export const STREAM = 'bedrock:InvokeModelWithResponseStream';
export const BOTH = [INVOKE, STREAM];

export const SONNET_4_5 = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
export const SONNET_4_6 = 'anthropic.claude-sonnet-4-6';
export const HAIKU_4_5 = 'anthropic.claude-haiku-4-5-20251001-v1:0';
export const OPUS_5 = 'anthropic.claude-opus-5';
/** On demand in us-east-1 and eu-west-1 too, besides its profiles. */
export const COHERE_EMBED_4 = 'cohere.embed-v4:0';
/** On demand in most Regions. */
export const GPT_OSS = 'openai.gpt-oss-20b-1:0';

export function template(resources: Json, others: Json = {}): Json {
  return { AWSTemplateFormatVersion: '2010-09-09', ...others, Resources: resources };
}

/** As CDK renders a text with pseudo parameters in it. */
export function join(...parts: unknown[]): Json {
  return { 'Fn::Join': ['', parts] };
}

/** As people write it by hand. */
export function sub(text: string): Json {
  return { 'Fn::Sub': text };
}

export function getAtt(logicalId: string, attribute = 'Arn'): Json {
  return { 'Fn::GetAtt': [logicalId, attribute] };
}

/** ARNs as CDK renders them; the Region is that of the stack unless it is written out. */
export const cdk = {
  profile: (id: string, region: unknown = REGION) => join('arn:', PARTITION, ':bedrock:', region, ':', ACCOUNT, `:inference-profile/${id}`),
  model: (id: string, region: unknown = REGION) => join('arn:', PARTITION, ':bedrock:', region, `::foundation-model/${id}`),
  regionless: (id: string) => join('arn:', PARTITION, `:bedrock:::foundation-model/${id}`),
};

/** ARNs as in a template written by hand. */
export const hand = {
  profile: (id: string, region = '${AWS::Region}') => sub(`arn:\${AWS::Partition}:bedrock:${region}:\${AWS::AccountId}:inference-profile/${id}`),
  model: (id: string, region = '${AWS::Region}') => sub(`arn:\${AWS::Partition}:bedrock:${region}::foundation-model/${id}`),
  regionless: (id: string) => `arn:aws:bedrock:::foundation-model/${id}`,
};

/** ARNs without any intrinsic. */
export const literal = {
  profile: (id: string, region: string, account = ACCOUNT_ID) => `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`,
  model: (id: string, region: string) => `arn:aws:bedrock:${region}::foundation-model/${id}`,
  regionless: (id: string) => `arn:aws:bedrock:::foundation-model/${id}`,
};

export function allow(actions: string | readonly string[], resources: unknown, condition?: Json): Json {
  return { Effect: 'Allow', Action: actions, Resource: resources, ...(condition && { Condition: condition }) };
}

export function deny(actions: string | readonly string[], resources: unknown, condition?: Json): Json {
  return { ...allow(actions, resources, condition), Effect: 'Deny' };
}

export function document(...statements: unknown[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

/** Binds a model to the profile through which it may be called. */
export function through(...profileArns: unknown[]): Json {
  return { StringEquals: { 'bedrock:InferenceProfileArn': profileArns.length === 1 ? profileArns[0] : profileArns } };
}

interface Arns {
  readonly profile: (id: string) => unknown;
  readonly model: (id: string, region?: string) => unknown;
  readonly regionless: (id: string) => unknown;
}

/** The three statements of https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html, with both actions. */
export function globalStatements(model: string, arns: Arns = cdk, actions: string | readonly string[] = BOTH): Json[] {
  const profile = arns.profile(`global.${model}`);
  const unspecified = { 'aws:RequestedRegion': 'unspecified', 'bedrock:InferenceProfileArn': profile };
  return [
    allow(actions, profile),
    allow(actions, arns.model(model), through(profile)),
    allow(actions, arns.regionless(model), { StringEquals: unspecified }),
  ];
}

/** The two statements of https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html, with both actions. */
export function geographicStatements(profileId: string, regions: readonly string[], arns: Omit<Arns, 'regionless'> = cdk): Json[] {
  const profile = arns.profile(profileId);
  const model = profileId.slice(profileId.indexOf('.') + 1);
  return [allow(BOTH, profile), allow(BOTH, regions.map((region) => arns.model(model, region)), through(profile))];
}
