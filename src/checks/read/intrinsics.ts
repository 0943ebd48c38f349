import { isOpaque, opaque, textOf, withoutDynamicReferences } from './opaque';
import { ParameterValues } from './parameters';
import { Environment, isRecord, Json, MAX_DEPTH, Resource } from './template';

/** What intrinsics refer to. */
export interface Scope {
  readonly environment: Environment;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly mappings: Json;
  /** What parameters are taken to be; one that is not here is not known. */
  readonly parameters: ParameterValues;
}

/**
 * The value as far as the template tells it: pseudo parameters, joins and substitutions become texts, everything else an opaque text.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function resolve(value: unknown, scope: Scope, depth = 0): unknown {
  if (depth > MAX_DEPTH) return opaque('too deep');
  const inner = (part: unknown) => resolve(part, scope, depth + 1);
  if (Array.isArray(value)) return value.map(inner).filter((item) => item !== undefined);
  if (typeof value === 'string') return withoutDynamicReferences(value);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  // A macro or a loop beside other keys adds some that are not seen.
  if (keys.some((key) => key.startsWith('Fn::') && /^Fn::(Transform|ForEach)/.test(key))) return unknown('macro', value);
  if (keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'))) return intrinsic(keys[0], value[keys[0]], scope, inner);
  // A property whose value is AWS::NoValue is not there.
  return Object.fromEntries(keys.map((key) => [key, inner(value[key])]).filter(([, part]) => part !== undefined));
}

function intrinsic(name: string, argument: unknown, scope: Scope, inner: (part: unknown) => unknown): unknown {
  const parts = Array.isArray(argument) ? argument.map(inner) : [];
  switch (name) {
    case 'Ref': return reference(textOf(argument), scope);
    case 'Fn::GetAtt': return attribute(typeof argument === 'string' ? argument : parts.map(textOf).join('.'), scope);
    case 'Fn::Join': return Array.isArray(parts[1]) && parts[1].every(isText) ? parts[1].join(textOf(parts[0])) : unknown(name, argument);
    case 'Fn::Sub': return substitute(argument, scope, inner);
    case 'Fn::Select': return Array.isArray(parts[1]) && parts[1][Number(parts[0])] !== undefined ? parts[1][Number(parts[0])] : unknown(name, argument);
    case 'Fn::Split': return typeof parts[0] === 'string' && typeof parts[1] === 'string' && !isOpaque(parts[1]) ? parts[1].split(parts[0]) : unknown(name, argument);
    case 'Fn::FindInMap': return lookUp(parts, scope) ?? unknown(name, argument);
    default: return unknown(name, argument);
  }
}

function reference(name: string, { environment, parameters }: Scope): string | readonly string[] | undefined {
  switch (name) {
    case 'AWS::NoValue': return undefined;
    case 'AWS::Partition': return environment.partition;
    case 'AWS::Region': return environment.region;
    case 'AWS::AccountId': return environment.account;
    case 'AWS::URLSuffix': return environment.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    default: return parameters.get(name) ?? opaque(name);
  }
}

function attribute(path: string, { environment, resources }: Scope): string {
  const [logicalId, name] = path.split('.');
  // The ARN of an application inference profile ends with its ID, which only Amazon Bedrock knows.
  if (name === 'InferenceProfileArn' && resources.get(logicalId)?.type === 'AWS::Bedrock::ApplicationInferenceProfile') {
    const { partition, region, account } = environment;
    return `arn:${partition}:bedrock:${region}:${account}:application-inference-profile/${opaque(logicalId)}`;
  }
  return opaque(path);
}

function substitute(argument: unknown, scope: Scope, inner: (part: unknown) => unknown): string {
  const [pattern, variables] = Array.isArray(argument) ? [argument[0], argument[1]] : [argument, {}];
  if (typeof pattern !== 'string') return unknown('Fn::Sub', argument);
  return pattern.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (isRecord(variables) && Object.hasOwn(variables, name)) return textOf(inner(variables[name]));
    const value = name.includes('.') ? attribute(name, scope) : reference(name, scope) ?? '';
    return typeof value === 'string' ? value : opaque(name);
  });
}

function lookUp([map, first, second]: readonly unknown[], { mappings }: Scope): unknown {
  const top = mappings[textOf(map)];
  const middle = isRecord(top) ? top[textOf(first)] : undefined;
  return isRecord(middle) ? middle[textOf(second)] : undefined;
}

// Equal arguments are equal values, so the same import twice is the same text.
function unknown(name: string, argument: unknown): string {
  try {
    return opaque(`${name.replace('Fn::', '')} ${JSON.stringify(argument)}`);
  } catch {
    // Nested too deep to be written.
    return opaque(name);
  }
}

function isText(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
