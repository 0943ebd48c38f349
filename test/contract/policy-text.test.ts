import { App, Aws, aws_iam as iam, aws_kms as kms, aws_s3 as s3, Errors, Stack } from 'aws-cdk-lib';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, BatchInferenceRole, ExplicitDeny, Geography, IInferenceProfile, InferenceEndpointPolicy, InferenceProfile,
  InferenceProfileGrants, RequiredGuardrail, ServiceControlPolicyContent,
} from '../../src';

const ACCOUNT = '111122223333';
const PROFILE = InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5');
const GUARDRAIL = `arn:aws:bedrock:eu-west-1:${ACCOUNT}:guardrail/abcdef123456`;
const APPLICATION = `arn:aws:bedrock:eu-west-1:${ACCOUNT}:application-inference-profile/k7m2p9q4r1s8`;

const role = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const grants = (stack: Stack, sourceRegions?: string[]) => InferenceProfileGrants.of(stack, [PROFILE], { sourceRegions });
const invoke = (stack: Stack, profile: IInferenceProfile) => InferenceProfileGrants.of(stack, [profile]).invoke(role(stack));
const guarded = (stack: Stack, guardrail: RequiredGuardrail) => InferenceProfileGrants.of(stack, [PROFILE], { guardrail }).invoke(role(stack));
/** A profile that somebody made by hand: any object of the shape is one. */
const handMade = (own: object): IInferenceProfile => ({
  inferenceProfileId: PROFILE.inferenceProfileId, foundationModelId: PROFILE.foundationModelId, isGlobal: true, destinationRegions: () => undefined, ...own,
} as IInferenceProfile);

/** Each place where a text of the user's becomes part of a policy: a text that is right, and who takes it. */
const PLACES: Record<string, [right: string, act: (stack: Stack, text: string) => unknown]> = {
  'the ID of a profile': ['global.anthropic.claude-opus-5', (stack, text) => invoke(stack, InferenceProfile.fromInferenceProfileId(text))],
  'a model': ['anthropic.claude-opus-5', (stack, text) => invoke(stack, InferenceProfile.globalProfile({ modelId: text }))],
  'a geography': ['us', (_, text) => Geography.of(text)],
  'a destination Region': ['eu-west-3', (stack, text) => invoke(stack, InferenceProfile.fromInferenceProfileId('eu.anthropic.claude-opus-5', { destinationRegions: ['eu-west-1', text] }))],
  'a source Region': ['eu-west-1', (stack, text) => grants(stack, [text]).invoke(role(stack))],
  'a guardrail': [GUARDRAIL, (stack, text) => grants(stack).applyGuardrail(role(stack), text)],
  'a required guardrail': [GUARDRAIL, (stack, text) => guarded(stack, RequiredGuardrail.draft(text))],
  'its version': ['3', (stack, text) => guarded(stack, RequiredGuardrail.version(GUARDRAIL, text))],
  'its profile': ['eu.guardrail.v1:0', (stack, text) => guarded(stack, RequiredGuardrail.draft(GUARDRAIL, { guardrailProfileId: text }))],
  'a Region of its profile': ['eu-west-3', (stack, text) => guarded(stack, RequiredGuardrail.draft(GUARDRAIL, { guardrailProfileId: 'eu.guardrail.v1:0', guardrailProfileRegions: [text] }))],
  'a product': ['prod-a1b2c3d4e5f6g', (stack, text) => grants(stack).subscribeThroughBedrock(role(stack), { productIds: [text] })],
  'the role of a batch job': [`arn:aws:iam::${ACCOUNT}:role/batch`, (stack, text) => grants(stack).submitBatchInference(role(stack), iam.Role.fromRoleArn(stack, 'Batch', text))],
  'a bucket': ['arn:aws:s3:::data', (stack, text) => batchRole(stack, { inputBucket: s3.Bucket.fromBucketArn(stack, 'Data', text) })],
  'the key of a bucket': [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd`, (stack, text) => batchRole(stack, {
    inputBucket: s3.Bucket.fromBucketAttributes(stack, 'Data', { bucketName: 'data', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', text) }),
  })],
  'the prefix of an input': ['jobs/in', (stack, text) => batchRole(stack, { inputPrefix: text })],
  'the prefix of an output': ['jobs/out', (stack, text) => batchRole(stack, { outputPrefix: text })],
  'a model that is left': ['anthropic.claude-opus-5', (stack, text) => ExplicitDeny.outsideModels([{ modelId: text }]).toDocument(stack)],
  'a provider that is left': ['anthropic', (stack, text) => ExplicitDeny.outsideProviders([text]).toDocument(stack)],
  'a Region that is left': ['eu-west-1', (stack, text) => ExplicitDeny.outsideSourceRegions([text]).toDocument(stack)],
  'a Region of an organization': ['eu-west-1', (stack, text) => ServiceControlPolicyContent.denyOutsideRegions([text]).toDocument(stack)],
  'an organization': ['o-a1b2c3d4e5', (stack, text) => InferenceEndpointPolicy.of(stack, [PROFILE], { organizationId: text }).toDocument()],
  'an application profile': [APPLICATION, (stack, text) => invoke(stack, ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Application', {
    inferenceProfileArn: text, modelSource: ApplicationInferenceProfileSource.inferenceProfile(PROFILE),
  }))],
  'the ID of one made by hand': ['global.anthropic.claude-opus-5', (stack, text) => invoke(stack, handMade({ inferenceProfileId: text }))],
  'the model of one made by hand': ['anthropic.claude-opus-5', (stack, text) => invoke(stack, handMade({ foundationModelId: text }))],
  'the ARN of one made by hand': [APPLICATION, (stack, text) => invoke(stack, handMade({ application: { inferenceProfileArn: text, systemProfileId: PROFILE.inferenceProfileId } }))],
};

function batchRole(stack: Stack, props: object) {
  const inputBucket = s3.Bucket.fromBucketName(stack, 'Input', 'data');
  return new BatchInferenceRole(stack, 'Batch', { inferenceProfiles: [PROFILE], inputBucket, ...props });
}

/** What policies read as more than text, and white space. */
const MORE_THAN_TEXT = ['*', '?', '${aws:username}', '"', '\n', ' ', '\\'];

function answer(act: (stack: Stack, text: string) => unknown, text: string): string | undefined {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  try {
    act(stack, text);
    app.synth();
  } catch (error) {
    return Errors.isValidationError(error) ? undefined : String(error);
  }
  return 'accepted';
}

describe.each(Object.entries(PLACES))('%s', (_, [right, act]) => {
  test('takes what is right', () => {
    expect(answer(act, right)).toBe('accepted');
  });

  test.each(MORE_THAN_TEXT)('does not take %j', (more) => {
    expect([answer(act, more), answer(act, right + more), answer(act, more + right)]).toEqual([undefined, undefined, undefined]);
  });

  test.each(MORE_THAN_TEXT)('nor %j beside a token', (more) => {
    expect(answer(act, `${right}${Aws.STACK_NAME}${more}`)).toBeUndefined();
  });

  if (right.startsWith('arn:')) {
    test('nor another partition', () => {
      expect(answer(act, right.replace('arn:aws:', 'arn:*:'))).toBeUndefined();
    });
  }
});
