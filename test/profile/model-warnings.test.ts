import { Aws, Stack, Validations } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { Construct } from 'constructs';
import { stackIn, warningsOf } from './stack-warnings';
import { ApplicationInferenceProfile, ApplicationInferenceProfileSource, CrisWorkload, Geography, InferenceProfile, InferenceProfileGrants } from '../../src';
import { CATALOG } from '../../src/bedrock/catalog';
import { WARNING_IDS } from '../../src/private/errors';

const FABLE = 'global.anthropic.claude-fable-5';
const NEWCOMER = 'global.newcomer.model-v1';
const { dataRetentionRequired, retiredModel, unknownInferenceProfile } = WARNING_IDS;

const profile = (id: string) => InferenceProfile.fromInferenceProfileId(id);
const model = (id: string) => ApplicationInferenceProfileSource.foundationModel(new FoundationModelIdentifier(id));
const over = (id: string) => ApplicationInferenceProfileSource.inferenceProfile(profile(id));
const ids = (stack: Stack) => warningsOf(stack).map(({ id }) => id);

const define = (stack: Stack, modelSource: ApplicationInferenceProfileSource) => new ApplicationInferenceProfile(stack, 'Profile', { modelSource });
const importIt = (stack: Stack, modelSource: ApplicationInferenceProfileSource, region = stack.region) => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'Profile', {
  inferenceProfileArn: `arn:${region.startsWith('us-gov') ? 'aws-us-gov' : 'aws'}:bedrock:${region}:111122223333:application-inference-profile/a1b2c3d4e5f6`, modelSource,
});

describe('a model that needs a data retention mode', () => {
  const message = (id: string, region: string) => `${id} is called in accounts with the data retention mode aws_review only, as the catalog of ${CATALOG.date} has it; ` +
    `elsewhere calls fail with a ValidationException, whatever IAM allows; set the mode of the account in ${region}: ` +
    `"aws bedrock put-account-data-retention --mode aws_review --region ${region}", for which the caller is allowed bedrock:PutAccountDataRetention ` +
    '(its condition key is bedrock:DataRetentionMode); AWS then keeps prompts and answers, and may review them; ' +
    "Validations.of(…).acknowledge({ id: 'cdk-bedrock-cris::dataRetentionRequired', reason: … }) silences this";

  test('is a warning for each source Region, with the mode, the date and what to do', () => {
    const stack = stackIn('eu-west-1');
    InferenceProfileGrants.of(stack, [profile(FABLE)], { sourceRegions: ['eu-west-1', 'us-east-1'] });
    expect(warningsOf(stack)).toEqual(['eu-west-1', 'us-east-1'].map((region) => ({ path: '/Stack', id: dataRetentionRequired, message: message(FABLE, region) })));
  });

  test('is one in a stack without a Region too, and for a profile that the catalog lacks', () => {
    const stack = stackIn();
    InferenceProfileGrants.of(stack, [InferenceProfile.geographicProfile(Geography.JP, new FoundationModelIdentifier('anthropic.claude-fable-5'), { destinationRegions: ['ap-northeast-1'] })]);
    expect(ids(stack)).toEqual([unknownInferenceProfile, dataRetentionRequired]);
    expect(warningsOf(stack)[1].message).toContain('set the mode of the account in each Region that the stack is deployed to: "aws bedrock put-account-data-retention --mode aws_review", ');
    expect(warningsOf(stack)[1].message).not.toContain('Token');
  });

  test('is silent when acknowledged, before and after', () => {
    const [before, after] = [stackIn('eu-west-1'), stackIn('eu-west-1')];
    Validations.of(before).acknowledge({ id: dataRetentionRequired, reason: 'set in the landing zone' });
    for (const stack of [before, after]) InferenceProfileGrants.of(new Construct(stack, 'Part'), [profile(FABLE)]);
    Validations.of(after).acknowledge({ id: dataRetentionRequired, reason: 'set in the landing zone' });
    expect([ids(before), ids(after)]).toEqual([[], []]);
  });

  test('comes once from a workload with cost tags, at the application inference profile', () => {
    const stack = stackIn('eu-west-1');
    new CrisWorkload(stack, 'Assistant', { inferenceProfiles: [profile(FABLE)], costTags: { team: 'one' } });
    expect(ids(stack).filter((id) => id === dataRetentionRequired)).toHaveLength(1);
  });

  test.each(['global.anthropic.claude-opus-5'])('is not that of %s, as far as AWS says', (id) => {
    const stack = stackIn('eu-west-1');
    InferenceProfileGrants.of(stack, [profile(id)]);
    expect(ids(stack)).toEqual([]);
  });
});

describe('behind an application inference profile', () => {
  describe.each([['defined', define], ['imported', importIt]] as const)('that is %s', (_, make) => {
    test.each([
      ['a retired profile', over('global.anthropic.claude-sonnet-4-20250514-v1:0'), retiredModel],
      ['a retired model', model('anthropic.claude-sonnet-4-20250514-v1:0'), retiredModel],
      ['an unknown profile', over(NEWCOMER), unknownInferenceProfile],
      ['a profile that needs a retention mode', over(FABLE), dataRetentionRequired],
      ['a model that needs a retention mode', model('anthropic.claude-fable-5'), dataRetentionRequired],
    ])('%s is a warning, once, however it is used', (_what, source, id) => {
      const stack = stackIn('eu-west-1');
      const made = make(stack, source);
      InferenceProfileGrants.of(stack, [made]);
      expect(warningsOf(stack)).toEqual([expect.objectContaining({ path: '/Stack/Profile', id })]);
    });

    test.each([['a profile', over('global.anthropic.claude-opus-5')], ['a model', model('amazon.nova-lite-v1:0')], ['a model that nobody knows', model('newcomer.model-v1')]])(
      '%s without such a fact is none', (_what, source) => {
        const stack = stackIn('eu-west-1');
        make(stack, source);
        expect(ids(stack)).toEqual([]);
      });
  });

  test('an imported one may have an ARN of tokens', () => {
    const stack = stackIn();
    importIt(stack, over(FABLE), Aws.REGION);
    expect(ids(stack)).toEqual([dataRetentionRequired]);
  });
});
