import { modelIn } from './model-in';
import { allow, BOTH, getAtt, hand, join, OPUS_5, template } from '../corpus/template-parts';
import { inlineRole } from '../corpus/template-resources';

const PROFILE = `global.${OPUS_5}`;
const ROLE = inlineRole('lambda.amazonaws.com', [allow(BOTH, hand.profile(PROFILE))]);
const lambda = (Role: unknown, variables: unknown) => ({ Type: 'AWS::Lambda::Function', Properties: { Role, Environment: { Variables: variables } } });

function callers(resources: Record<string, unknown>): unknown[] {
  const model = modelIn('eu-west-1', template({ Role: ROLE, Other: ROLE, ...resources }));
  return model.callers.map(({ logicalId, location, modelId, subject }) => [logicalId, location, modelId, subject?.logicalId]);
}

const VARIABLES = 'Properties.Environment.Variables';
test.each<[string, unknown]>([
  ['a role of the account', 'arn:aws:iam::111122223333:role/existing'], ['a role from a parameter', { Ref: 'RoleArn' }], ['a role that is imported', { 'Fn::ImportValue': 'RoleArn' }],
])('a caller whose role is not known: %s', (_name, role) => {
  expect(callers({ F: lambda(role, { A: PROFILE }) })).toEqual([['F', `${VARIABLES}.A`, PROFILE, undefined]]);
});

test.each<[string, Record<string, unknown>, unknown[]]>([
  ['a function, by the ID of a profile', { F: lambda(getAtt('Role'), { STAGE: 'test', MODEL: PROFILE }) }, [['F', `${VARIABLES}.MODEL`, PROFILE, 'Role']]],
  ['a function, by the ARN of a profile', { F: lambda(getAtt('Role'), { MODEL: hand.profile(PROFILE) }) },
    [['F', `${VARIABLES}.MODEL`, `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${PROFILE}`, 'Role']]],
  ['a function with two profiles', { F: lambda(getAtt('Role'), { A: PROFILE, B: `eu.${OPUS_5}` }) },
    [['F', `${VARIABLES}.A`, PROFILE, 'Role'], ['F', `${VARIABLES}.B`, `eu.${OPUS_5}`, 'Role']]],
  ['a function that is told of a profile twice', { F: lambda(getAtt('Role'), { A: PROFILE, B: `eu.${OPUS_5}`, C: PROFILE }), G: lambda(getAtt('Role'), { C: PROFILE }) },
    [['F', `${VARIABLES}.A`, PROFILE, 'Role'], ['F', `${VARIABLES}.B`, `eu.${OPUS_5}`, 'Role'], ['G', `${VARIABLES}.C`, PROFILE, 'Role']]],
  ['each with its own role', { F: lambda(getAtt('Role'), { A: PROFILE }), G: lambda({ 'Fn::GetAtt': 'Other.Arn' }, { A: PROFILE }) },
    [['F', `${VARIABLES}.A`, PROFILE, 'Role'], ['G', `${VARIABLES}.A`, PROFILE, 'Other']]],
  ['a function, by the ID of a model', { F: lambda(getAtt('Role'), { A: OPUS_5 }) }, [['F', `${VARIABLES}.A`, OPUS_5, 'Role']]],
  ['a task, by the role of the task', {
    T: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { TaskRoleArn: getAtt('Role'), ExecutionRoleArn: getAtt('Other'), ContainerDefinitions: [{}, { Environment: [{ Name: 'A', Value: 'a' }, { Name: 'MODEL', Value: PROFILE }] }] },
    },
  }, [['T', 'Properties.ContainerDefinitions.1.Environment.1', PROFILE, 'Role']]],
  ['an agent', { A: { Type: 'AWS::Bedrock::Agent', Properties: { AgentResourceRoleArn: getAtt('Role'), FoundationModel: PROFILE } } }, [['A', 'Properties.FoundationModel', PROFILE, 'Role']]],
  ['a runtime of agents', { R: { Type: 'AWS::BedrockAgentCore::Runtime', Properties: { RoleArn: getAtt('Role'), EnvironmentVariables: { MODEL: PROFILE } } } },
    [['R', 'Properties.EnvironmentVariables.MODEL', PROFILE, 'Role']]],
])('%s', (_name, resources, expected) => {
  expect(callers(resources)).toEqual(expected);
});

test('an application inference profile of the template, whose ID is not known', () => {
  const [caller] = callers({ Profile: { Type: 'AWS::Bedrock::ApplicationInferenceProfile', Properties: {} }, F: lambda(getAtt('Role'), { A: getAtt('Profile', 'InferenceProfileArn') }) }) as string[][];
  expect(caller[2]).toMatch(/^arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile\/./);
});

test.each<[string, unknown, unknown]>([
  ['a profile that is not known', getAtt('Role'), { Ref: 'Profile' }],
  ['a host name', getAtt('Role'), 'eu.example.com'],
  ['a host name with a prefix that profiles have', getAtt('Role'), join('us.', { Ref: 'Domain' }, '.com')],
  ['a URL with a prefix and a provider', getAtt('Role'), 'us.amazon.com/products'],
  ['a sentence', getAtt('Role'), `see ${PROFILE}`],
  ['a profile with two prefixes', getAtt('Role'), `us.global.${OPUS_5}`],
  ['a number', getAtt('Role'), 5],
])('nobody is known to call a profile: %s', (_name, role, value) => {
  expect(callers({ F: lambda(role, { A: value }) })).toEqual([]);
});
