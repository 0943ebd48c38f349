import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { MAX_METRIC_FILTERS } from '../../src/audit/patterns/metric-filters';
import { CrisTrail, ICrisTrail } from '../../src/audit/trail';
import { CrisTrailFilters } from '../../src/audit/trail-filters';
import { InferenceProfile } from '../../src/profile/inference-profile';
import { GLOBAL_PROFILE } from '../support/cloudtrail-records';

const account = '111122223333';
const inferenceProfiles = [InferenceProfile.fromInferenceProfileId(GLOBAL_PROFILE)];

function existing(stack: Stack, id: string, name = id): ICrisTrail {
  return CrisTrail.fromLogGroup(stack, id, logs.LogGroup.fromLogGroupName(stack, `${id}Logs`, name));
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
describe('the 100 metric filters of a log group', () => {
  const FILTERS_OF_ONE_PROFILE = 4;
  const FULL = MAX_METRIC_FILTERS / FILTERS_OF_ONE_PROFILE;
  const fill = (trail: ICrisTrail, scopes: Stack[], count = FULL) => {
    for (let n = 0; n < count; n += 1) new CrisTrailFilters(scopes[n % scopes.length], `Filters${n}`, { trail, inferenceProfiles });
  };
  const fails = (constructPath: string) => expect.objectContaining({
    constructPath,
    message: 'inferenceProfiles: the workloads on one trail need 104 metric filters, and a log group holds 100;'
      + ' give fewer profiles, or switch the trail of some workloads off with CrisTrail.none()',
  });

  test('are shared by all constructs on it: as many as it holds are deployed, one more fails', () => {
    const stack = new Stack(new App(), 'Stack');
    const trail = existing(stack, 'trail');
    fill(trail, [stack]);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::MetricFilter', MAX_METRIC_FILTERS);
    expect(() => new CrisTrailFilters(stack, 'More', { trail, inferenceProfiles })).toThrow(fails('Stack/More'));
  });

  test('are shared by all stacks, nested ones too, and by every ICrisTrail of the log group', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const { logGroup } = CrisTrail.shared(stack);
    const trails = [CrisTrail.shared(stack), CrisTrail.fromLogGroup(stack, 'Again', logGroup)];
    fill(trails[0], [stack, new NestedStack(stack, 'Nested'), new Stack(app, 'Other')], FULL);
    expect(() => new CrisTrailFilters(stack, 'More', { trail: trails[1], inferenceProfiles })).toThrow(fails('Stack/More'));
  });

  // A pipeline deploys the same stacks to several accounts. 13 filters of each construct, 117 of all.
  describe('of nine constructs in three stages, on log groups of one name', () => {
    const ids = Array.from({ length: 24 }, (_, index) => `global.anthropic.${'m'.repeat(44)}${index + 10}`);
    const nine = (environments: { account: string; region: string }[]) => {
      const app = new App();
      return environments.flatMap((env, index) => {
        const stack = new Stack(new Stage(app, `Stage${index}`, { env }), 'Stack');
        return ['A', 'B', 'C'].map((id) => new CrisTrailFilters(stack, id, {
          trail: existing(stack, `trail${id}`, 'organization-trail'), inferenceProfiles: ids.map((each) => InferenceProfile.fromInferenceProfileId(each)),
        }));
      });
    };
    const filters = (constructs: CrisTrailFilters[]) => constructs.flatMap(({ node }) => node.findAll()).filter((construct) => construct instanceof logs.CfnMetricFilter);
    const ACCOUNTS = [account, '444455556666', '777788889999'].map((each) => ({ account: each, region: 'eu-west-1' }));
    const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1'].map((region) => ({ account, region }));

    test.each([['accounts', ACCOUNTS], ['Regions', REGIONS]])('do not add up over three %s', (_, environments) => {
      expect(filters(nine(environments))).toHaveLength(117);
    });

    test('do not add up over two apps', () => {
      expect(filters([...nine(ACCOUNTS), ...nine(ACCOUNTS)])).toHaveLength(234);
    });

    test('add up in one account and Region', () => {
      expect(() => nine([ACCOUNTS[0], ACCOUNTS[0], ACCOUNTS[0]])).toThrow(fails('Stage2/Stack/B'));
    });
  });

  test('are those of one log group: another one has its own', () => {
    const stack = new Stack(new App(), 'Stack');
    fill(existing(stack, 'one'), [stack]);
    expect(() => new CrisTrailFilters(stack, 'More', { trail: existing(stack, 'two'), inferenceProfiles })).not.toThrow();
  });
});

describe('the Region of the log group', () => {
  const logGroupArn = (region: string) => `arn:aws:logs:${region}:${account}:log-group:trail-logs`;
  const fails = expect.objectContaining({
    constructPath: 'Stack/Filters',
    message: 'trail: its log group is in "us-east-1", and a metric filter in this stack, in "eu-west-1", cannot read it;'
      + ' define the filters in a stack in "us-east-1"',
  });
  const define = (stack: Stack, arn: string) => () => new CrisTrailFilters(stack, 'Filters', {
    trail: CrisTrail.fromLogGroup(stack, 'Trail', logs.LogGroup.fromLogGroupArn(stack, 'Logs', arn)), inferenceProfiles,
  });

  test('fails if it is not that of the stack, where the filters are created', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account, region: 'eu-west-1' } });
    expect(define(stack, logGroupArn('us-east-1'))).toThrow(fails);
  });

  test('fails for the trail of a stack in another Region, even with its Region as sourceRegion', () => {
    const app = new App();
    const trail = CrisTrail.shared(new Stack(app, 'Virginia', { env: { account, region: 'us-east-1' } }));
    const stack = new Stack(app, 'Stack', { env: { account, region: 'eu-west-1' } });
    expect(() => new CrisTrailFilters(stack, 'Filters', { trail, inferenceProfiles, sourceRegion: 'us-east-1' }))
      .toThrow(fails);
  });

  test.each([
    ['is the same', { env: { account, region: 'eu-west-1' } }, logGroupArn('eu-west-1')],
    ['of the stack is known at deployment only', {}, logGroupArn('us-east-1')],
    ['of the log group is known at deployment only', { env: { account, region: 'eu-west-1' } }, logGroupArn('${Token}')],
  ])('is fine if it %s', (_, stackProps, arn) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', stackProps);
    const { region } = new Stack(app, 'Elsewhere');
    expect(define(stack, arn.replace('${Token}', region))).not.toThrow();
    Template.fromStack(stack).resourceCountIs('AWS::Logs::MetricFilter', 4);
  });
});
