import { Subject } from './subjects';
import { parseBedrockArn } from '../../bedrock/arns';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { isFault, parseInferenceProfileId } from '../../bedrock/inference-profile-id';
import { opaqueName } from '../read/opaque';
import { asList, isRecord, Json, Resource } from '../read/template';

/** Something that is told to call a profile or a model. */
export interface Caller {
  readonly logicalId: string;
  readonly location: string;
  /** An ID or an ARN of an inference profile or of a model, as it is passed. */
  readonly modelId: string;
  /** Whether that is a profile, an application profile too; else it is a model. */
  readonly isProfile: boolean;
  /** The role that it calls with, with its policies; undefined if it is not in the template. */
  readonly subject?: Subject;
  /** The actions of which one is enough. */
  readonly actions: readonly string[];
  /** Whether it calls the model itself; what is in a variable may be handed on. */
  readonly isCertain: boolean;
}

interface Passed { readonly location: string; readonly value: unknown; readonly actions?: readonly string[] }
interface Kind {
  /** The property with its role; none for what is called by somebody else. */
  readonly role?: string;
  readonly isCertain?: boolean;
  readonly passed: (properties: Json) => Passed[];
}

const environment = (name: string): Pick<Kind, 'passed'> => ({ passed: (properties) => entries(properties[name], `Properties.${name}`) });

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::Lambda::Function': {
    role: 'Role',
    passed: ({ Environment }) => entries(isRecord(Environment) ? Environment.Variables : undefined, 'Properties.Environment.Variables'),
  },
  'AWS::ECS::TaskDefinition': {
    role: 'TaskRoleArn',
    passed: ({ ContainerDefinitions }) => asList(ContainerDefinitions).flatMap((container, index) =>
      asList(isRecord(container) ? container.Environment : undefined).map((variable, at) =>
        ({ location: `Properties.ContainerDefinitions.${index}.Environment.${at}`, value: isRecord(variable) ? variable.Value : undefined }))),
  },
  'AWS::BedrockAgentCore::Runtime': { role: 'RoleArn', ...environment('EnvironmentVariables') },
  'AWS::Bedrock::Agent': { role: 'AgentResourceRoleArn', isCertain: true, passed: ({ FoundationModel }) => [{ location: 'Properties.FoundationModel', value: FoundationModel }] },
  'AWS::Bedrock::Flow': { role: 'ExecutionRoleArn', isCertain: true, passed: (properties) => [...modelsIn(properties.Definition, 'Properties.Definition'), ...modelsInText(properties.DefinitionString, 'Properties.DefinitionString', modelsIn)] },
  'AWS::Bedrock::Prompt': { isCertain: true, passed: ({ Variants }) => modelsIn(Variants, 'Properties.Variants') },
  'AWS::Bedrock::KnowledgeBase': { role: 'RoleArn', isCertain: true, passed: ({ KnowledgeBaseConfiguration }) => modelsIn(KnowledgeBaseConfiguration, 'Properties.KnowledgeBaseConfiguration') },
  'AWS::Bedrock::DataSource': { isCertain: true, passed: ({ VectorIngestionConfiguration }) => modelsIn(VectorIngestionConfiguration, 'Properties.VectorIngestionConfiguration') },
  'AWS::StepFunctions::StateMachine': {
    role: 'RoleArn',
    isCertain: true,
    passed: ({ Definition, DefinitionString, DefinitionSubstitutions }) => [
      ...tasksIn(substituted(Definition, DefinitionSubstitutions), 'Properties.Definition'),
      ...modelsInText(substituted(DefinitionString, DefinitionSubstitutions), 'Properties.DefinitionString', tasksIn),
    ],
  },
};

export const CALLER_TYPES: readonly string[] = Object.keys(KINDS);

/** Everything that a template tells which profile or model to call. */
export function callersOf(resources: readonly Resource[], subjects: readonly Subject[]): Caller[] {
  const principals = new Map(subjects.filter(({ kind }) => kind === 'principal').map((subject) => [subject.logicalId, subject]));
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  return resources.filter(({ type }) => KINDS[type]).flatMap((resource) => {
    const { logicalId, type, properties } = resource;
    const { passed, isCertain = false } = KINDS[type];
    const subject = principals.get(roleOf(resource, byId));
    // Told of one profile in several variables it is still one caller.
    const first = new Map<string, Caller>();
    for (const { location, value, actions = INVOKE_ACTIONS } of passed(properties)) {
      if (typeof value !== 'string' || first.has(value)) continue;
      const kind = kindOf(value);
      if (kind) first.set(value, { logicalId, location, modelId: value, isProfile: kind === 'profile', ...(subject && { subject }), actions, isCertain });
    }
    return [...first.values()];
  });
}

// The documents of a knowledge base are read with its role.
function roleOf({ type, properties }: Resource, byId: ReadonlyMap<string, Resource>): string | undefined {
  if (type === 'AWS::Bedrock::DataSource') {
    const base = byId.get(opaqueName(properties.KnowledgeBaseId)?.replace(/\.KnowledgeBaseId$/, '') ?? '');
    return base?.type === 'AWS::Bedrock::KnowledgeBase' ? roleOf(base, byId) : undefined;
  }
  const { role } = KINDS[type];
  return role === undefined ? undefined : opaqueName(properties[role])?.replace(/\.Arn$/, '');
}

function entries(variables: unknown, location: string): Passed[] {
  return isRecord(variables) ? Object.entries(variables).map(([name, value]) => ({ location: `${location}.${name}`, value })) : [];
}

/** Every model that a configuration names, in the case of CloudFormation or of the API. */
function modelsIn(value: unknown, location: string): Passed[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => modelsIn(item, `${location}.${index}`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => (/^(modelId|modelArn|embeddingModelArn|foundationModel)$/i.test(name) ? [{ location: `${location}.${name}`, value: inner }] : modelsIn(inner, `${location}.${name}`)));
}

function modelsInText(text: unknown, location: string, find: (value: unknown, location: string) => Passed[]): Passed[] {
  if (typeof text !== 'string') return [];
  try {
    return find(JSON.parse(text), location).map((passed) => ({ ...passed, location }));
  } catch {
    // What only CloudFormation fills in may stand where no text may.
    return [];
  }
}

/** The tasks of a state machine that call a model, however deep they are nested. */
function tasksIn(definition: unknown, location: string): Passed[] {
  if (Array.isArray(definition)) return definition.flatMap((item, index) => tasksIn(item, `${location}.${index}`));
  if (!isRecord(definition)) return [];
  const { Resource: task } = definition;
  const action = typeof task === 'string' ? actionOf(task) : undefined;
  if (action === undefined) return Object.entries(definition).flatMap(([name, inner]) => tasksIn(inner, `${location}.${name}`));
  return ['Parameters', 'Arguments'].flatMap((name) => {
    const given = definition[name];
    return isRecord(given) ? [{ location: `${location}.${name}.ModelId`, value: given.ModelId, actions: [action] }] : [];
  });
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html */
function actionOf(task: string): string | undefined {
  return /:states:::(bedrock:invokeModel|aws-sdk:bedrockruntime:(invokeModel|converse))(\.|$)/i.test(task) ? INVOKE_ACTIONS[0] : undefined;
}

function substituted(value: unknown, substitutions: unknown): unknown {
  if (!isRecord(substitutions)) return value;
  if (Array.isArray(value)) return value.map((item) => substituted(item, substitutions));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, substituted(inner, substitutions)]));
  if (typeof value !== 'string') return value;
  return value.replace(/\$\{(\w+)\}/g, (all, name: string) => (typeof substitutions[name] === 'string' ? substitutions[name] : all));
}

// Only prefixes and providers that the catalog knows: "example.com" looks like an ID too.
function kindOf(value: string): 'profile' | 'model' | undefined {
  const arn = parseBedrockArn(value);
  if (arn) {
    if (arn.type === 'foundation-model') return 'model';
    return arn.type === 'application-inference-profile' || (arn.type === 'inference-profile' && !isFault(parseInferenceProfileId(arn.id))) ? 'profile' : undefined;
  }
  const { prefixes, providers, models } = CATALOG;
  const [prefix, provider] = value.split('.');
  // A model has a number in its ID; the host eu.amazon.com has none.
  if (prefixes.has(prefix)) return providers.has(provider) && /\d/.test(value) && !isFault(parseInferenceProfileId(value)) ? 'profile' : undefined;
  return models.has(value) || [...prefixes].some((known) => CATALOG.profiles.has(`${known}.${value}`)) ? 'model' : undefined;
}
