import { modelIn } from './model-in';
import { allow, BOTH, COHERE_EMBED_4, getAtt, hand, join, literal, OPUS_5, template } from '../corpus/template-parts';
import { inlineRole, managedPolicy } from '../corpus/template-resources';

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
  ['no role', undefined], ['a policy', { Ref: 'Policy' }],
])('a caller whose role is not known: %s', (_name, role) => {
  expect(callers({ F: lambda(role, { A: PROFILE }), Policy: managedPolicy([allow(BOTH, '*')]) })).toEqual([['F', `${VARIABLES}.A`, PROFILE, undefined]]);
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
  ['an ARN of a profile with two prefixes', getAtt('Role'), literal.profile(`us.global.${OPUS_5}`, 'eu-west-1')],
  ['another ARN with the ID of a profile', getAtt('Role'), `arn:aws:bedrock:eu-west-1:111122223333:provisioned-model/${PROFILE}`],
  ['a prefix and a model of nobody', getAtt('Role'), 'eu.nobody.model-1'],
  ['a prefix and a provider', getAtt('Role'), 'eu.amazon.titan'],
  ['a model of nobody', getAtt('Role'), 'nobody.model-1'],
])('nobody is known to call a profile: %s', (_name, role, value) => {
  expect(callers({ F: lambda(role, { A: value }) })).toEqual([]);
});

/** What the one caller is told, and whether it is certain to call it. */
function told(resources: Record<string, unknown>) {
  const { callers: all } = modelIn('eu-west-1', template({ Role: ROLE, ...resources }));
  return all.map(({ location, modelId, subject, isProfile, isCertain, actions }) => [location.replace(/^Properties\./, ''), modelId, subject?.logicalId, isProfile, isCertain, actions.length]);
}
const bedrock = (type: string, Properties: object) => ({ It: { Type: `AWS::Bedrock::${type}`, Properties } });
const machine = (properties: object) => ({ It: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: getAtt('Role'), ...properties } } });
const EMBED = literal.model(COHERE_EMBED_4, 'eu-west-1');
const SDK = 'arn:aws:states:::aws-sdk:bedrockruntime:';
const task = (Resource: unknown, given: unknown = { ModelId: PROFILE }, name = 'Parameters') => ({ States: { Call: { Type: 'Task', Resource, [name]: given } } });
const AT_CALL = 'Definition.States.Call';

test.each<[string, Record<string, unknown>, unknown[]]>([
  ['a function, which may hand it on', { It: lambda(getAtt('Role'), { A: EMBED }) }, ['Environment.Variables.A', EMBED, 'Role', false, false, 2]],
  ['a function, of a model that the catalog knows by its profiles', { It: lambda(getAtt('Role'), { A: 'meta.llama3-2-1b-instruct-v1:0' }) }, ['Environment.Variables.A', 'meta.llama3-2-1b-instruct-v1:0', 'Role', false, false, 2]],
  ['an agent', bedrock('Agent', { AgentResourceRoleArn: getAtt('Role'), FoundationModel: PROFILE }), ['FoundationModel', PROFILE, 'Role', true, true, 2]],
  ['a node of a flow', bedrock('Flow', { ExecutionRoleArn: getAtt('Role'), Definition: { Nodes: [{ Name: 'In' }, { Inline: { ModelId: PROFILE } }] } }), ['Definition.Nodes.1.Inline.ModelId', PROFILE, 'Role', true, true, 2]],
  ['a flow as a text', bedrock('Flow', { ExecutionRoleArn: getAtt('Role'), DefinitionString: JSON.stringify({ nodes: [{ foundationModel: PROFILE }] }) }), ['DefinitionString', PROFILE, 'Role', true, true, 2]],
  ['a prompt, which has no role', bedrock('Prompt', { Variants: [{ ModelId: PROFILE }] }), ['Variants.0.ModelId', PROFILE, undefined, true, true, 2]],
  ['a knowledge base', bedrock('KnowledgeBase', { RoleArn: getAtt('Role'), KnowledgeBaseConfiguration: { Vector: { EmbeddingModelArn: EMBED } } }), ['KnowledgeBaseConfiguration.Vector.EmbeddingModelArn', EMBED, 'Role', false, true, 2]],
  ['a task of a state machine', machine({ Definition: task('arn:aws:states:::bedrock:invokeModel') }), [`${AT_CALL}.Parameters.ModelId`, PROFILE, 'Role', true, true, 1]],
  ['a task in branches', machine({ Definition: { States: { All: { Branches: [{}, task(`${SDK}converse`)] } } } }), ['Definition.States.All.Branches.1.States.Call.Parameters.ModelId', PROFILE, 'Role', true, true, 1]],
  ['a task that waits, in JSONata', machine({ Definition: task(`${SDK}invokeModel.waitForTaskToken`, { ModelId: PROFILE }, 'Arguments') }), [`${AT_CALL}.Arguments.ModelId`, PROFILE, 'Role', true, true, 1]],
  ['a state machine as a text', machine({ DefinitionString: JSON.stringify(task(`${SDK}invokeModel`)) }), ['DefinitionString', PROFILE, 'Role', true, true, 1]],
  ['what is substituted', machine({ Definition: { Of: [task(`${SDK}\${Operation}`, { ModelId: '${Model}', Max: 5 })] }, DefinitionSubstitutions: { Model: PROFILE, Operation: 'converse' } }),
    ['Definition.Of.0.States.Call.Parameters.ModelId', PROFILE, 'Role', true, true, 1]],
  ['what is substituted in a text', machine({ DefinitionString: JSON.stringify(task(`${SDK}converse`, { ModelId: 'global.${Model}', Of: '${Other}' })), DefinitionSubstitutions: { Model: OPUS_5, Other: 5 } }),
    ['DefinitionString', PROFILE, 'Role', true, true, 1]],
])('told of a profile or a model: %s', (_name, resources, expected) => {
  expect(told(resources)).toEqual([expected]);
});

test.each<[string, Record<string, unknown>]>([
  ['a flow that is no JSON', bedrock('Flow', { DefinitionString: '{', Definition: PROFILE })],
  ['a flow whose names only look like it', bedrock('Flow', { Definition: { theModelId: PROFILE, modelIdOf: PROFILE } })],
  ['a task that calls nothing', machine({ Definition: task('arn:aws:states:::lambda:invoke') })],
  ['a task that makes a model', machine({ Definition: task('arn:aws:states:::bedrock:invokeModelCustomization') })],
  ['a flow in a list', bedrock('Flow', { DefinitionString: [JSON.stringify({ ModelId: PROFILE })] })],
  ['a task that is a list', machine({ Definition: task([`${SDK}converse`]) })],
  ['a task of an activity', machine({ Definition: task({ Ref: 'Activity' }) })],
  ['a task whose model is found when it runs', machine({ Definition: task(`${SDK}converse`, '{% $model %}') })],
  ['a text for another parameter', machine({ Definition: task(`${SDK}converse`, { ModelId: '${Other}' }), DefinitionSubstitutions: { Model: PROFILE } })],
])('told of none: %s', (_name, resources) => {
  expect(told(resources)).toEqual([]);
});

test.each<[string, unknown, string | undefined]>([
  ['its knowledge base', { Ref: 'Base' }, 'Role'], ['an attribute of its knowledge base', getAtt('Base', 'KnowledgeBaseId'), 'Role'],
  ['what is no knowledge base', { Ref: 'Machine' }, undefined], ['a knowledge base that exists', 'KB12345678', undefined],
])('a data source reads with the role of %s', (_name, KnowledgeBaseId, role) => {
  const source = bedrock('DataSource', { KnowledgeBaseId, VectorIngestionConfiguration: { Parsing: { ModelArn: EMBED } } });
  const others = { Base: { Type: 'AWS::Bedrock::KnowledgeBase', Properties: { RoleArn: getAtt('Role') } }, Machine: machine({}).It };
  expect(told({ ...source, ...others })).toEqual([['VectorIngestionConfiguration.Parsing.ModelArn', EMBED, role, false, true, 2]]);
});
