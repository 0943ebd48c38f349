import { DeployedResource, DeployedStack } from './deployed-stack';
import { canBeLookedUp, exists } from './existence';
import { count, DeployedStackState, readState } from './state';

const STACKS = readState().stacks;
// The command line does not deploy a stack without resources.
const deployed = STACKS.filter(({ template }) => Object.keys(template.Resources).length > 0);
const titled = (stacks: readonly DeployedStackState[]) => stacks.map((stack) => [`${stack.name} in ${stack.account}`, stack] as const);

/** Read back elsewhere: policies with their roles, topic policies with the rule, functions by what they did. Of EC2 only that CloudFormation has made it. */
const NOT_LOOKED_UP = [
  'AWS::EC2::SecurityGroup', 'AWS::EC2::VPCEndpoint', 'AWS::IAM::Policy', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::Function', 'AWS::SNS::TopicPolicy',
  'Custom::BedrockInvocationLogging',
];

test('stacks of which nothing is left are those of types that the emulator refuses', () => {
  const empty = STACKS.filter((stack) => !deployed.includes(stack)).map(({ name }) => name);
  expect(empty).toEqual([
    'organization', 'organization-beside-calls', 'enforced-guardrail', 'ApplicationInferenceProfile', 'CrisServiceControlPolicy', 'EnforcedGuardrailPolicy',
    'GuardrailResourcePolicy', 'InferenceBudget',
  ]);
  count('stacks', deployed.length);
});

test.each(titled(deployed))('%s has the resources of its template, and the services have them too', async (_title, { name, account, template }) => {
  const stack = await DeployedStack.of(name, account);
  const types = Object.fromEntries(stack.resources.map(({ logicalId, type }) => [logicalId, type]));
  expect(types).toEqual(Object.fromEntries(Object.entries(template.Resources).map(([logicalId, { Type }]) => [logicalId, Type])));

  const absent: DeployedResource[] = [];
  for (const resource of stack.resources.filter(canBeLookedUp)) if (!await exists(resource, stack.client)) absent.push(resource);
  expect(absent).toEqual([]);
  count('resources', stack.resources.length);
});

test('only what is listed is not looked up', async () => {
  const resources = (await Promise.all(deployed.map(async ({ name, account }) => DeployedStack.of(name, account)))).flatMap((stack) => stack.resources);
  expect([...new Set(resources.filter((resource) => !canBeLookedUp(resource)).map(({ type }) => type))].sort()).toEqual(NOT_LOOKED_UP);
  count('types', new Set(resources.map(({ type }) => type)).size);
});
