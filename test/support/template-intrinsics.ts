export type Template = Readonly<Record<string, unknown>>;

export interface Pseudo {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** @default 'Stack' */
  readonly stackName?: string;
  /** @default - an ARN made of the stack name */
  readonly stackId?: string;
  /** @default 'amazonaws.com' */
  readonly urlSuffix?: string;
}

export interface Resource { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>>; readonly Condition?: unknown }

/**
 * The value as CloudFormation would see it after deployment, with placeholders for what only a deployment knows: a resource's Ref is its logical
 * id. Throws on every other intrinsic, so that no test judges half of a string.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function resolveIntrinsics(value: unknown, template: Template, pseudo: Pseudo): unknown {
  const resolve = (inner: unknown) => resolveIntrinsics(inner, template, pseudo);
  if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined);
  if (!isRecord(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== 'Ref' && !name?.startsWith('Fn::')) {
    // An undefined member is AWS::NoValue, which removes the property.
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]).filter(([, inner]) => inner !== undefined));
  }
  if (others.length > 0) return refuse('An intrinsic with other keys', value);
  const argument = value[name];
  switch (name) {
    case 'Ref': return reference(text(argument), template, pseudo);
    case 'Fn::GetAtt': return attribute(typeof argument === 'string' ? argument.split('.') : texts(resolve(argument)), template, pseudo);
    case 'Fn::Join': return join(list(argument), resolve);
    case 'Fn::Sub': return substitute(argument, template, pseudo);
    case 'Fn::Select': return select(list(argument), resolve);
    case 'Fn::Split': return text(resolve(list(argument)[1])).split(text(list(argument)[0]));
    default: return refuse(`${name} is not modelled`, value);
  }
}

export function resourceOf(template: Template, logicalId: string): Resource | undefined {
  const resources = isRecord(template.Resources) ? template.Resources : {};
  const resource = Object.hasOwn(resources, logicalId) ? resources[logicalId] : undefined;
  if (!isRecord(resource)) return undefined;
  return { Type: text(resource.Type), Properties: isRecord(resource.Properties) ? resource.Properties : {}, Condition: resource.Condition };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reference(name: string, template: Template, pseudo: Pseudo): string | undefined {
  if (name === 'AWS::NoValue') return undefined;
  const stackName = pseudo.stackName ?? 'Stack';
  const pseudoParameters: Record<string, string> = {
    'AWS::Partition': pseudo.partition,
    'AWS::Region': pseudo.region,
    'AWS::AccountId': pseudo.accountId,
    'AWS::StackName': stackName,
    'AWS::StackId': pseudo.stackId ?? `arn:${pseudo.partition}:cloudformation:${pseudo.region}:${pseudo.accountId}:stack/${stackName}/id`,
    'AWS::URLSuffix': pseudo.urlSuffix ?? 'amazonaws.com',
  };
  if (Object.hasOwn(pseudoParameters, name)) return pseudoParameters[name];
  return resourceOf(template, name) ? name : refuse('Neither pseudo parameter nor resource', { Ref: name });
}

/** An ARN in the form that the service uses where the attribute is one, else a placeholder. */
function attribute([logicalId, ...path]: readonly string[], template: Template, pseudo: Pseudo): string {
  const name = path.join('.');
  const type = resourceOf(template, logicalId)?.Type;
  if (type === undefined || name === '') return refuse('No such resource attribute', { 'Fn::GetAtt': [logicalId, ...path] });
  if (!name.endsWith('Arn')) return `${logicalId}.${name}`;
  const [, service, kind] = type.split('::').map((part) => part.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase());
  const scope = `${pseudo.region}:${pseudo.accountId}`;
  switch (service) {
    case 'iam': return `arn:${pseudo.partition}:iam::${pseudo.accountId}:${kind === 'managed-policy' ? 'policy' : kind}/${logicalId}`;
    case 's3': return `arn:${pseudo.partition}:s3:::${logicalId.toLowerCase()}`;
    case 'lambda': return `arn:${pseudo.partition}:lambda:${scope}:function:${logicalId}`;
    case 'logs': return `arn:${pseudo.partition}:logs:${scope}:log-group:${logicalId}:*`;
    default: return `arn:${pseudo.partition}:${service}:${scope}:${kind}/${logicalId}`;
  }
}

function join([delimiter, parts]: readonly unknown[], resolve: (value: unknown) => unknown): string {
  return texts(resolve(parts)).join(text(delimiter));
}

function select([index, items]: readonly unknown[], resolve: (value: unknown) => unknown): unknown {
  const resolved = list(resolve(items));
  const position = Number(resolve(index));
  return position in resolved ? resolved[position] : refuse(`No item ${position}`, items);
}

function substitute(argument: unknown, template: Template, pseudo: Pseudo): string {
  const [pattern, variables] = Array.isArray(argument) ? [text(argument[0]), argument[1]] : [text(argument), {}];
  const map = isRecord(variables) ? variables : {};
  return pattern.replace(/\$\{([^}]+)\}/g, (_match, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(map, name)) return text(resolveIntrinsics(map[name], template, pseudo));
    if (name.startsWith('AWS::') || !name.includes('.')) return text(reference(name, template, pseudo));
    return attribute(name.split('.'), template, pseudo);
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : refuse('Not a string', value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : refuse('Not a list', value);
}

function texts(value: unknown): string[] {
  return list(value).map(text);
}

function refuse(reason: string, value: unknown): never {
  throw new Error(`${reason}: ${JSON.stringify(value)}`);
}
