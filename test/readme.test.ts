import { ConverseCommand, ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CrisAlarms, CrisDashboard, CrisWorkload, InferenceProfile } from '../src';
import { examplesOf, read, run } from './support/examples';

const README = read('README.md');
const EXAMPLES = examplesOf('README.md', README);

test('the README has an example for every task', () => {
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(10);
});

test.each(EXAMPLES)('$name runs and synthesizes', (example) => {
  const stacks = run(example).synth().stacks;
  expect(stacks.length).toBeGreaterThan(0);
  for (const stack of stacks) expect(Object.keys((stack.template as { Resources: object }).Resources).length).toBeGreaterThan(0);
});

test('the policy that the guide shows is the one that the first example of the README defines', () => {
  const app = run(EXAMPLES[0]);
  interface Resource { Type: string; Properties: { PolicyDocument: { Statement: { Action: string | string[] }[] } } }
  const template = app.synth().stacks[0].template as { Resources: Record<string, Resource> };
  const defined = Object.values(template.Resources).filter((resource) => resource.Type === 'AWS::IAM::Policy')
    .flatMap((resource) => resource.Properties.PolicyDocument.Statement).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('bedrock:')));
  const shown = JSON.parse(/^```json\n([^]*?)^```$/m.exec(read('docs/permissions.md'))![1]) as { Statement: object[] };
  const region = Stack.of(app.node.children[0]).region;
  const resolved = JSON.parse(JSON.stringify(defined, (_, value: unknown) => text(value)).replaceAll('${AWS::Partition}', 'aws').replaceAll('${AWS::AccountId}', '111122223333')) as object[];
  expect(region).toBe('eu-west-1');
  expect(resolved).toEqual(shown.Statement);
  expect(shown.Statement).toHaveLength(3);
});

test('the second example defines as many resources as the README says, and so do further profiles and workloads', () => {
  const resources = (profiles: number, workloads: number) => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
    const ids = ['global.amazon.nova-2-lite-v1:0', 'global.anthropic.claude-opus-5', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0'].slice(0, profiles);
    for (let index = 0; index < workloads; index++) new CrisWorkload(stack, `Workload${index}`, { inferenceProfiles: ids.map((id) => InferenceProfile.fromInferenceProfileId(id)) });
    return Object.keys(Assertions.fromStack(stack).toJSON().Resources as object).length;
  };
  const one = resources(1, 1);
  expect([one, resources(2, 1) - one, resources(1, 2) - one, resources(1, 10) - one]).toEqual([20, 5, 2, 18]);
  expect(README).toContain(`defines ${one} resources`);
  // The topic and its subscription, the function and its log group.
  expect(Object.keys((run(EXAMPLES[1]).synth().stacks[0].template as { Resources: object }).Resources)).toHaveLength(one + 4);
});

test('the serializer shows the body of a dashboard, with and without references', () => {
  interface Shown { DashboardBody: { widgets: { type: string; properties: unknown }[] } }
  interface Serializer { test: (value: unknown) => boolean; serialize: (value: unknown, ...rest: unknown[]) => Shown }
  const found: Serializer[] = [];
  new Function('expect', /^```js\n([^]*?)^```$/m.exec(read('docs/snapshot-tests.md'))![1])({ addSnapshotSerializer: (serializer: Serializer) => found.push(serializer) });
  expect.addSnapshotSerializer(found[0] as never);
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const alarms = new CrisAlarms(stack, 'Alarms', { inferenceProfile: InferenceProfile.fromInferenceProfileId('global.amazon.nova-2-lite-v1:0') });
  const bodyOf = ({ node }: cloudwatch.Dashboard) => ({ DashboardBody: stack.resolve((node.defaultChild as cloudwatch.CfnDashboard).dashboardBody) as unknown });

  const whole = bodyOf(new CrisDashboard(stack, 'Cris', { alarms: alarms.alarms }).dashboard);
  const shown = found[0].serialize(whole, {}, '', 0, [], (value: unknown) => value);
  const { Ref: id } = stack.resolve(alarms.latencyP99!.alarmName) as { Ref: string };
  expect(shown.DashboardBody.widgets.find(({ type }) => type === 'alarm')?.properties).toHaveProperty('alarms', expect.arrayContaining([`\${${id}.Arn}`]));
  // What it shows is not serialized again.
  expect([whole, shown, {}, null].map((value) => found[0].test(value))).toEqual([true, false, false, false]);

  const plain = new cloudwatch.Dashboard(stack, 'Plain', { widgets: [[new cloudwatch.TextWidget({ markdown: 'as it is', background: cloudwatch.TextWidgetBackground.TRANSPARENT })]] });
  expect(bodyOf(plain)).toMatchInlineSnapshot(`
{
  "DashboardBody": {
    "widgets": [
      {
        "height": 2,
        "properties": {
          "background": "transparent",
          "markdown": "as it is",
        },
        "type": "text",
        "width": 6,
        "x": 0,
        "y": 0,
      },
    ],
  },
}
`);
});

test.each([0, 1])('the function of example %d calls the profile that its role may call, and answers', async (index) => {
  interface Function { Properties: { Code: { ZipFile: string }; Environment: { Variables: Record<string, string> } } }
  const template = run(EXAMPLES[index]).synth().stacks[0].template as { Resources: Record<string, { Type: string }> };
  const { Properties: { Code, Environment: { Variables: env } } } = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Lambda::Function') as unknown as Function;
  const asked: ConverseCommandInput[] = [];
  class BedrockRuntimeClient {
    public async send({ input }: ConverseCommand) {
      asked.push(input);
      return Promise.resolve({ output: { message: { content: [{ text: 'Paris' }] } } });
    }
  }
  const handler: { handler?: (event: { question: string }) => Promise<string> } = {};
  new Function('require', 'exports', 'process', Code.ZipFile)(() => ({ BedrockRuntimeClient, ConverseCommand }), handler, { env });
  expect(await handler.handler!({ question: 'The capital of France?' })).toBe('Paris');
  expect(asked).toEqual([{ modelId: 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', messages: [{ role: 'user', content: [{ text: 'The capital of France?' }] }] }]);
});

test('the README is short', () => {
  expect(README.split('\n').length - 1).toBeLessThanOrEqual(300);
  expect(README.split(/\s+/).length).toBeLessThanOrEqual(2500);
});

function text(value: unknown): unknown {
  const intrinsic = value as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] } | null;
  if (intrinsic !== null && typeof intrinsic === 'object' && intrinsic.Ref) return `\${${intrinsic.Ref}}`;
  if (intrinsic !== null && typeof intrinsic === 'object' && intrinsic['Fn::Join']) return intrinsic['Fn::Join'][1].map(text).join('');
  return value;
}
