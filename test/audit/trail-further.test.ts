import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CrisWorkload, ICrisTrail, InferenceProfile } from '../../src';
import { CrisTrail } from '../../src/audit/trail';
import { warningsOf } from '../profile/stack-warnings';

const ID = 'cdk-bedrock-cris::furtherTrail';
const account = '111122223333';
const region = 'eu-west-1';
const env = { account, region };

const warned = (stack: Stack) => warningsOf(stack).map(({ path, id }) => `${path} ${id}`);

/** A trail in each of the scopes; the warnings of each stack. */
function warnings(...scopes: Construct[]): string[][] {
  scopes.forEach((scope) => new CrisTrail(scope, 'Trail'));
  return scopes.map((scope) => warned(Stack.of(scope)));
}

// The first copy of management events is free, each further one is not: https://aws.amazon.com/cloudtrail/pricing/
describe('a second trail of an app in the same account and Region', () => {
  test('gets a warning that names the stack of the first and tells what to do', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
    expect(warnings(one, two)).toEqual([[], [`/Two/Trail ${ID}`]]);
    expect(warningsOf(two)[0].message).toBe('the stack One has a trail of the same Region, and each further trail is billed for all of its management events;'
      + ' give the workloads of this stack { trail: other.trail }, where other is a workload of the stack One, or the CrisTrail of that stack itself');
  });

  test('is warned of if it is the shared one, and in a stage', () => {
    const app = new App();
    CrisTrail.shared(new Stack(new Stage(app, 'Test'), 'Stack', { env }));
    const second = new Stack(new Stage(app, 'Live', { env }), 'Stack');
    CrisTrail.shared(second);
    expect(warned(second)).toEqual([`/Live/Stack/CrisTrail ${ID}`]);
    expect(warningsOf(second)[0].message).toBe('the stack Test/Stack has a trail of the same Region, and each further trail is billed for all of its management events;'
      + ' give the workloads of this stack { trail: CrisTrail.fromLogGroup(…) } with the log group of that trail, by its name, because references do not cross stages');
  });

  test.each([['first', 0], ['second', 1]])('is warned of if the %s is in a nested stack', (_, nestedAt) => {
    const app = new App();
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
    const [one, two] = stacks.map((stack, index) => new CrisTrail(index === nestedAt ? new NestedStack(stack, 'Nested') : stack, 'Trail'));
    expect(stacks.flatMap(warned)).toEqual([`/${two.node.path} ${ID}`]);
    expect(warningsOf(stacks[1])[0].message).toContain(`the stack ${Stack.of(one).node.path} has`);
  });

  test('a third is warned of once, also where only the second is in its Region', () => {
    const ireland = new App();
    expect(warnings(...['One', 'Two', 'Three'].map((id) => new Stack(ireland, id, { env })))[2]).toEqual([`/Three/Trail ${ID}`]);
    const both = new App();
    const regions = ['us-east-1', region, region].map((of, index) => new Stack(both, `Stack${index}`, { env: { account, region: of } }));
    expect(warnings(...regions)).toEqual([[], [], [`/Stack2/Trail ${ID}`]]);
  });
});

describe('no warning', () => {
  test.each([
    ['in another Region', env, { account, region: 'us-east-1' }],
    ['in another account', env, { account: '444455556666', region }],
    ['in a Region that is known at deployment only', { account }, { account }],
    ['where nothing is known', undefined, undefined],
    ['where only the first is known', env, undefined],
    ['where only the second is known', undefined, env],
  ])('%s', (_, first, second) => {
    const app = new App();
    expect(warnings(new Stack(app, 'One', { env: first }), new Stack(app, 'Two', { env: second }))).toEqual([[], []]);
  });

  test('in another app', () => {
    expect(warnings(new Stack(new App(), 'One', { env }), new Stack(new App(), 'Two', { env }))).toEqual([[], []]);
  });

  test('for the log group of a trail that exists, which is what the warning proposes in a stage', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
    new CrisTrail(one, 'Trail');
    CrisTrail.fromLogGroup(two, 'Trail', logs.LogGroup.fromLogGroupName(two, 'Logs', 'trail-logs'));
    expect(warned(two)).toEqual([]);
  });
});

type Resources = Record<string, { readonly Properties: Record<string, unknown> }>;
const of = (stack: Stack, type: string) => Object.values(Template.fromStack(stack).findResources(type) as Resources).map(({ Properties }) => Properties);

/** The exports of a stack, by name. */
function exportsOf(stack: Stack): Record<string, unknown> {
  const outputs = (Template.fromStack(stack).toJSON().Outputs ?? {}) as Record<string, { Value: unknown; Export: { Name: string } }>;
  return Object.fromEntries(Object.values(outputs).map(({ Value, Export }) => [Export.Name, Value]));
}

// What the warning proposes within a stage.
test.each<[string, (stack: Stack) => ICrisTrail, number]>([
  ['of a workload', (stack) => workload(stack).trail!, 8],
  ['that is defined by itself', (stack) => new CrisTrail(stack, 'Trail'), 4],
  ['of a workload in a nested stack', (stack) => workload(new NestedStack(stack, 'Nested')).trail!, 4],
])('the trail %s serves a workload of another stack: one trail, and its records are filtered in both', (_, trailIn, filtersInOne) => {
  const app = new App();
  const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
  const trail = trailIn(one);
  const inOne = workload(new Construct(one, 'Own'));
  const inTwo = workload(two, trail);

  // A newer aws-cdk-lib has a warning of its own, about references between stacks.
  expect([one, two].flatMap(warned).filter((warning) => warning.includes('cdk-bedrock-cris:'))).toEqual([]);
  expect([one, two].map((stack) => of(stack, 'AWS::CloudTrail::Trail').length)).toEqual([1, 0]);
  expect([one, two].map((stack) => of(stack, 'AWS::Logs::LogGroup').length)).toEqual([1, 0]);
  const [{ CloudWatchLogsLogGroupArn }] = of(one, 'AWS::CloudTrail::Trail');
  const logGroup = { Ref: (CloudWatchLogsLogGroupArn as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0] };
  const [readInOne, readInTwo] = [one, two].map((stack) => of(stack, 'AWS::Logs::MetricFilter').map(({ LogGroupName }) => LogGroupName));
  expect(readInOne).toEqual(Array(filtersInOne).fill(logGroup));
  expect(readInTwo.map((name) => exportsOf(one)[(name as { 'Fn::ImportValue': string })['Fn::ImportValue']])).toEqual(Array(4).fill(logGroup));
  expect(inOne.trailFilters!.metricNamespace).not.toBe(inTwo.trailFilters!.metricNamespace);
});

function workload(scope: Construct, trail?: ICrisTrail): CrisWorkload {
  return new CrisWorkload(scope, 'Workload', { inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6')], trail });
}
