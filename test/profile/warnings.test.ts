import { Annotations, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { stackIn, warningsOf } from './stack-warnings';
import { CrisWorkload, InferenceProfile, InferenceProfileGrants } from '../../src';

// A refresh of the catalog changes what is not known.
jest.mock('../../src/bedrock/catalog-data', () => jest.requireActual<object>('../support/catalog-2026-11-22'));

const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);

const CASES = [
  ['cdk-bedrock-cris::unknownInferenceProfile', 'global.newcomer.model-v1', 'eu-west-1'],
  ['cdk-bedrock-cris::retiredModel', 'global.anthropic.claude-sonnet-4-20250514-v1:0', 'eu-west-1'],
  ['cdk-bedrock-cris::dataRetentionRequired', 'global.anthropic.claude-fable-5', 'eu-west-1'],
  ['cdk-bedrock-cris::sourceRegionNotInCatalog', 'global.openai.gpt-6-astra', 'af-south-1'],
  ['cdk-bedrock-cris::destinationRegionsUnknown', 'us-gov.anthropic.claude-opus-5', 'us-gov-west-1'],
] as const;

describe.each(CASES)('the warning %s', (id, inferenceProfileId, region) => {
  const ids = (stack: Stack) => warningsOf(stack).map((warning) => warning.id);

  test('is there, and gone after acknowledgeWarning on the stack', () => {
    const stack = stackIn(region);
    InferenceProfileGrants.of(stack, [profile(inferenceProfileId)]);
    expect(ids(stack)).toEqual([id]);
    Annotations.of(stack).acknowledgeWarning(id);
    expect(ids(stack)).toEqual([]);
  });

  test('does not come where it was acknowledged beforehand', () => {
    const stack = stackIn(region);
    Annotations.of(stack).acknowledgeWarning(id, 'checked');
    InferenceProfileGrants.of(new Construct(stack, 'Part'), [profile(inferenceProfileId)]);
    expect(ids(stack)).toEqual([]);
  });

  test('stays when another warning is acknowledged', () => {
    const stack = stackIn(region);
    InferenceProfileGrants.of(stack, [profile(inferenceProfileId)]);
    CASES.filter(([other]) => other !== id).forEach(([other]) => Annotations.of(stack).acknowledgeWarning(other));
    expect(ids(stack)).toEqual([id]);
  });

  test('goes after Validations.acknowledge on the stack', () => {
    const stack = stackIn(region);
    InferenceProfileGrants.of(stack, [profile(inferenceProfileId)]);
    Validations.of(stack).acknowledge({ id, reason: 'checked' });
    expect(ids(stack)).toEqual([]);
  });

  test('comes once, however often and for however many principals the profile is granted', () => {
    const stack = stackIn(region);
    for (const name of ['One', 'Other']) {
      const role = new iam.Role(stack, name, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      const grants = InferenceProfileGrants.of(stack, [profile(inferenceProfileId)]);
      grants.invoke(role);
      grants.getInferenceProfile(role);
      grants.countTokens(role);
    }
    expect(ids(stack)).toEqual([id]);
  });

  test('comes once from a workload with all its parts, at the workload', () => {
    const stack = stackIn(region);
    new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [profile(inferenceProfileId)] });
    expect(warningsOf(stack).filter((warning) => warning.id !== 'cdk-bedrock-cris::noAlarmActions')).toEqual([expect.objectContaining({ id, path: '/Stack/Assistant' })]);
  });
});

test('two profiles with the same fault have a warning each', () => {
  const stack = stackIn('eu-west-1');
  InferenceProfileGrants.of(stack, [profile('global.newcomer.one'), profile('global.newcomer.two')]);
  expect(warningsOf(stack)).toHaveLength(2);
});

describe('known gaps', () => {
  test('a profile has its warning although one was given whose ID starts with its own', () => {
    const stack = stackIn('ap-east-1');
    InferenceProfileGrants.of(stack, [profile('global.anthropic.claude-opus-5-5'), profile('global.anthropic.claude-opus-5')]);
    expect(warningsOf(stack).map(({ message }) => /source Region of (\S+)/.exec(message)?.[1])).toEqual(['global.anthropic.claude-opus-5-5', 'global.anthropic.claude-opus-5']);
  });
});
