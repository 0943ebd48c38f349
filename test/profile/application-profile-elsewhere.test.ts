import { App, Lazy, Stack } from 'aws-cdk-lib';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, IInferenceProfile, InferenceProfile, InferenceQuota, ResidencyRule } from '../../src';

const account = '111122223333';
const modelSource = ApplicationInferenceProfileSource.inferenceProfile(InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5'));

type Define = (stack: Stack, profile: IInferenceProfile) => unknown;
const CONSTRUCTS: [name: string, prop: string, define: Define][] = [
  ['InferenceQuota', 'inferenceProfile', (stack, inferenceProfile) => new InferenceQuota(stack, 'X', { inferenceProfile, tokensPerMinute: 1000 })],
  ['ResidencyRule', 'inferenceProfiles', (stack, profile) => new ResidencyRule(stack, 'X', { allowedRegions: ['eu-west-1'], inferenceProfiles: [profile] })],
];

// An application inference profile is called in its own Region, where its metrics and its CloudTrail records are. Elsewhere there is nothing to watch.
describe.each(CONSTRUCTS)('%s', (_, prop, define) => {
  const stacks = (one?: object, other?: object) => {
    const app = new App();
    return [new Stack(app, 'One', { env: one }), new Stack(app, 'Other', { env: other })];
  };

  test('refuses the application inference profile of a stack in another Region', () => {
    const [one, other] = stacks({ account, region: 'us-east-1' }, { account, region: 'eu-west-1' });
    const profile = new ApplicationInferenceProfile(one, 'Profile', { modelSource });
    expect(() => define(other, profile)).toThrow(new RegExp(`^${prop}: .* is called in its own Region only, us-east-1, which is not among the source Regions \\(eu-west-1\\);`));
  });

  test('refuses one that is referenced by an ARN of another Region', () => {
    const [one] = stacks({ account, region: 'eu-west-1' });
    const inferenceProfileArn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/k7m2p9q4r1s8';
    expect(() => define(one, ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(one, 'Profile', { inferenceProfileArn, modelSource })))
      .toThrow(/ is called in its own Region only, us-east-1, /);
  });

  test.each<[string, object | undefined, object | undefined]>([
    ['of the same Region', { account, region: 'eu-west-1' }, { account, region: 'eu-west-1' }],
    ['of a Region that is known at deployment only', undefined, { account, region: 'eu-west-1' }],
    ['from a Region that is known at deployment only', { account, region: 'eu-west-1' }, undefined],
  ])('takes one %s', (__, first, second) => {
    const [one, other] = stacks(first, second);
    const profile = first === undefined || second === undefined
      ? { ...profileValues(), sourceRegions: first === undefined ? [Lazy.string({ produce: () => 'eu-west-1' })] : ['eu-west-1'] }
      : new ApplicationInferenceProfile(one, 'Profile', { modelSource });
    expect(() => define(other, profile)).not.toThrow();
  });
});

/** An application inference profile as anybody may implement it: references between stacks with and without an environment are refused by the CDK. */
function profileValues(): IInferenceProfile {
  return {
    inferenceProfileId: 'k7m2p9q4r1s8',
    foundationModelId: 'anthropic.claude-opus-5',
    isGlobal: true,
    application: { inferenceProfileArn: 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/k7m2p9q4r1s8', systemProfileId: 'global.anthropic.claude-opus-5' },
    destinationRegions: () => undefined,
  };
}
