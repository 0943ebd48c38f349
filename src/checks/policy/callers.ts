import { Subject } from './subjects';
import { parseBedrockArn } from '../../bedrock/arns';
import { CATALOG } from '../../bedrock/catalog';
import { isFault, parseInferenceProfileId } from '../../bedrock/inference-profile-id';
import { opaqueName } from '../read/opaque';
import { asList, isRecord, Resource } from '../read/template';

/** Something that runs with a role of the template and is told to call a profile. */
export interface Caller {
  readonly logicalId: string;
  readonly location: string;
  /** An ID or an ARN of an inference profile, as it is passed. */
  readonly modelId: string;
  /** The role, with its policies. */
  readonly subject: Subject;
  /** Whether it calls the profile itself; what is in a variable may be handed on. */
  readonly isCertain: boolean;
}

interface Passed { readonly location: string; readonly value: unknown }
interface Kind { readonly role: string; readonly isCertain?: boolean; readonly passed: (properties: Resource['properties']) => Passed[] }

const KINDS: Record<string, Kind> = {
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
  'AWS::Bedrock::Agent': {
    role: 'AgentResourceRoleArn',
    isCertain: true,
    passed: ({ FoundationModel }) => [{ location: 'Properties.FoundationModel', value: FoundationModel }],
  },
  'AWS::BedrockAgentCore::Runtime': { role: 'RoleArn', passed: ({ EnvironmentVariables }) => entries(EnvironmentVariables, 'Properties.EnvironmentVariables') },
};

export const CALLER_TYPES: readonly string[] = Object.keys(KINDS);

/** The callers whose roles are in the template. */
export function callersOf(resources: readonly Resource[], subjects: readonly Subject[]): Caller[] {
  return resources.filter(({ type }) => KINDS[type]).flatMap(({ logicalId, type, properties }) => {
    const { role, passed, isCertain = false } = KINDS[type];
    const roleId = opaqueName(properties[role])?.replace(/\.Arn$/, '');
    const subject = subjects.find((candidate) => candidate.kind === 'principal' && candidate.logicalId === roleId);
    if (!subject) return [];
    // Told of one profile in several variables it is still one caller.
    const first = new Map<string, string>();
    for (const { location, value } of passed(properties)) if (isProfile(value) && !first.has(value)) first.set(value, location);
    return [...first].map(([modelId, location]) => ({ logicalId, location, modelId, subject, isCertain }));
  });
}

function entries(variables: unknown, location: string): Passed[] {
  return isRecord(variables) ? Object.entries(variables).map(([name, value]) => ({ location: `${location}.${name}`, value })) : [];
}

// Only a prefix that the catalog knows: "example.com" looks like an ID too.
function isProfile(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const arn = parseBedrockArn(value);
  if (arn) return arn.type === 'application-inference-profile' || (arn.type === 'inference-profile' && !isFault(parseInferenceProfileId(arn.id)));
  const { prefixes, providers } = CATALOG;
  const [prefix, provider] = value.split('.');
  return prefixes.has(prefix) && providers.has(provider) && !isFault(parseInferenceProfileId(value));
}
