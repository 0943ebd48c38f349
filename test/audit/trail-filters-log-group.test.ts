import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { MAX_METRIC_FILTERS } from '../../src/audit/patterns/metric-filters';
import { CrisTrail, ICrisTrail } from '../../src/audit/trail';
import { CrisTrailFilters } from '../../src/audit/trail-filters';
import { messages } from '../../src/private/messages';
import { InferenceProfile } from '../../src/profile/inference-profile';
import { GLOBAL_PROFILE } from '../support/cloudtrail-records';

const account = '111122223333';
const inferenceProfiles = [InferenceProfile.fromInferenceProfileId(GLOBAL_PROFILE)];

function existing(stack: Stack, name: string): ICrisTrail {
  return CrisTrail.fromLogGroup(stack, name, logs.LogGroup.fromLogGroupName(stack, `${name}Logs`, name));
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
describe('the 100 metric filters of a log group', () => {
  const FILTERS_OF_ONE_PROFILE = 4;
  const FULL = MAX_METRIC_FILTERS / FILTERS_OF_ONE_PROFILE;
  const fill = (trail: ICrisTrail, scopes: Stack[], count = FULL) => {
    for (let n = 0; n < count; n += 1) new CrisTrailFilters(scopes[n % scopes.length], `Filters${n}`, { trail, inferenceProfiles });
  };
  const fails = (at: string) => new Error(`${messages.tooManyFilters(MAX_METRIC_FILTERS + FILTERS_OF_ONE_PROFILE, MAX_METRIC_FILTERS)} [at ${at}]`);

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

  test('are those of one log group: another one has its own', () => {
    const stack = new Stack(new App(), 'Stack');
    fill(existing(stack, 'one'), [stack]);
    expect(() => new CrisTrailFilters(stack, 'More', { trail: existing(stack, 'two'), inferenceProfiles })).not.toThrow();
  });

  test('are told with the remedy', () => {
    expect(messages.tooManyFilters(104, 100)).toBe('inferenceProfiles: the workloads on one trail need 104 metric filters, and a log group holds 100;'
      + ' give fewer profiles, or switch the trail of some workloads off with CrisTrail.none()');
  });
});

describe('the Region of the log group', () => {
  const logGroupArn = (region: string) => `arn:aws:logs:${region}:${account}:log-group:trail-logs`;
  const define = (stack: Stack, arn: string) => () => new CrisTrailFilters(stack, 'Filters', {
    trail: CrisTrail.fromLogGroup(stack, 'Trail', logs.LogGroup.fromLogGroupArn(stack, 'Logs', arn)), inferenceProfiles,
  });

  test('fails if it is not that of the stack, where the filters are created', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account, region: 'eu-west-1' } });
    const message = 'trail: its log group is in "us-east-1", and a metric filter in this stack, in "eu-west-1", cannot read it;'
      + ' define the filters in a stack in "us-east-1" [at Stack/Filters]';
    expect(define(stack, logGroupArn('us-east-1'))).toThrow(new Error(message));
    expect(message).toContain(messages.logGroupRegion('us-east-1', 'eu-west-1'));
  });

  test('fails for the trail of a stack in another Region, even with its Region as sourceRegion', () => {
    const app = new App();
    const trail = CrisTrail.shared(new Stack(app, 'Virginia', { env: { account, region: 'us-east-1' } }));
    const stack = new Stack(app, 'Stack', { env: { account, region: 'eu-west-1' } });
    expect(() => new CrisTrailFilters(stack, 'Filters', { trail, inferenceProfiles, sourceRegion: 'us-east-1' }))
      .toThrow(new Error(`${messages.logGroupRegion('us-east-1', 'eu-west-1')} [at Stack/Filters]`));
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
