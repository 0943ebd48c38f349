import { DocumentCase, Expected, Json } from './corpus-case';
import { allow, deny, document, INVOKE, literal, SONNET_4_5, through } from './template-parts';

const PROFILE = literal.profile(`global.${SONNET_4_5}`, 'us-east-1');
const US_PROFILE = literal.profile(`us.${SONNET_4_5}`, 'us-east-1');
const US = ['us-east-1', 'us-east-2', 'us-west-2'];
const MODEL = literal.model(SONNET_4_5, 'us-east-1');
const REGIONLESS = literal.regionless(SONNET_4_5);
const region = (value: string) => ({ 'aws:RequestedRegion': value });
const key = { 'bedrock:InferenceProfileArn': PROFILE };
const equals = (keys: Json): Json => ({ StringEquals: keys });
const outside = (...regions: string[]): Json => ({ StringNotEquals: { 'aws:RequestedRegion': regions } });
const profileLike = (operator: string, ...ids: string[]): Json => ({ [operator]: { 'bedrock:InferenceProfileArn': ids.map((id) => `arn:aws:bedrock:*:*:inference-profile/${id}`) } });

// These pages list InvokeModel alone, with which a streaming call is denied. To know it is worth something; it is no fault of the page.
const WITHOUT_STREAMING: readonly Expected[] = [['invokeActionMissing', 'info']];

/** What AWS's documentation allows, with https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html first. */
export const AWS_ALLOWS: readonly DocumentCase[] = [
  {
    name: 'global: three statements, each with its Region',
    document: document(
      allow(INVOKE, [PROFILE], equals(region('us-east-1'))),
      allow(INVOKE, [MODEL], equals({ ...region('us-east-1'), ...key })),
      allow(INVOKE, [REGIONLESS], equals({ ...region('unspecified'), ...key })),
    ),
    expected: WITHOUT_STREAMING,
  },
  {
    name: 'global: three statements, the Region on the third only (AWS blog on securing cross-Region inference)',
    document: document(allow(INVOKE, [PROFILE]), allow(INVOKE, [MODEL], equals(key)), allow(INVOKE, [REGIONLESS], equals({ ...region('unspecified'), ...key }))),
    expected: WITHOUT_STREAMING,
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html, with the condition key that exists
    name: 'global: two statements and no Region',
    document: document(allow(['bedrock:InvokeModel*'], [PROFILE]), allow(['bedrock:InvokeModel*'], [MODEL, REGIONLESS], { StringLike: key })),
    expected: [],
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
    name: 'geographic: two statements',
    document: document(allow(INVOKE, [US_PROFILE]), allow(INVOKE, US.map((destination) => literal.model(SONNET_4_5, destination)), through(US_PROFILE))),
    expected: WITHOUT_STREAMING,
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
    name: 'batch service role: an application profile, and its bucket by the account that owns it',
    document: document(
      allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], ['arn:aws:s3:::batch-input', 'arn:aws:s3:::batch-input/*'], equals({ 'aws:ResourceAccount': ['111122223333'] })),
      allow([INVOKE], ['arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6', ...US.map((destination) => literal.model(SONNET_4_5, destination))]),
    ),
    expected: WITHOUT_STREAMING,
  },
  {
    // The same page; its models are not bound to the profile, which a batch job could be without.
    name: 'batch service role: a system profile',
    document: document(allow([INVOKE], [US_PROFILE, ...US.map((destination) => literal.model(SONNET_4_5, destination))])),
    expected: WITHOUT_STREAMING,
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html
    name: 'the policy of an interface endpoint allows inference on everything, for every principal',
    document: document({ Principal: '*', Effect: 'Allow', Action: [INVOKE, 'bedrock:InvokeModelWithResponseStream'], Resource: '*' }),
    expected: [],
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html scopes the list to profiles, which IAM ignores: beside the point here.
    name: 'reading inference profiles',
    document: document(allow(['bedrock:GetInferenceProfile', 'bedrock:ListInferenceProfiles', 'bedrock:DeleteInferenceProfile'], ['arn:aws:bedrock:*:*:inference-profile/*'])),
    expected: [],
  },
];

/** What AWS's documentation denies, identity policies and SCPs. */
export const AWS_DENIES: readonly DocumentCase[] = [
  {
    name: 'identity policy: no global inference',
    document: document(deny(['bedrock:InvokeModel*'], '*', equals(region('unspecified')))),
    expected: [],
  },
  {
    name: 'SCP: no global inference, narrowed by the ARN of the profile',
    document: document(deny('bedrock:*', '*', { ...equals(region('unspecified')), ArnLike: { 'bedrock:InferenceProfileArn': 'arn:aws:bedrock:*:*:inference-profile/global.*' } })),
    expected: [],
  },
  {
    name: 'SCP: the same with StringLike',
    document: document(deny('bedrock:*', '*', { StringLike: region('unspecified'), ...profileLike('ArnLike', 'global.*') })),
    expected: [],
  },
  {
    name: 'SCP: profiles of the United States only',
    document: document(deny('bedrock:*', '*', { Null: { 'bedrock:InferenceProfileArn': 'false' }, ...profileLike('ArnNotLike', 'us.*') })),
    expected: [],
  },
  {
    name: 'SCP: Regions, and "unspecified" among them',
    document: document(deny('*', '*', outside(...US, 'unspecified'))),
    expected: [],
  },
  {
    name: 'SCP: Regions for all but Bedrock, and a statement of its own for Bedrock',
    document: document(
      { Effect: 'Deny', NotAction: ['iam:*', 'organizations:*', 'sts:*', 'support:*', 'bedrock:*'], Resource: '*', Condition: outside('us-east-1', 'us-east-2') },
      deny('bedrock:*', '*', outside('us-east-1', 'us-east-2', 'unspecified')),
    ),
    expected: [],
  },
  {
    name: 'SCP: Regions, but not for what goes through a global profile',
    document: document(deny('*', '*', { ...outside('us-east-1'), ...profileLike('ArnNotLike', 'global.*') })),
    expected: [],
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html
    name: 'identity policy: not this model',
    document: document(deny([INVOKE, 'bedrock:InvokeModelWithResponseStream', 'bedrock:CreateModelInvocationJob'], `arn:aws:bedrock:*::foundation-model/${SONNET_4_5}`)),
    expected: [],
  },
];
