import { Resource } from './cut-template';
import { DeployedStack } from './deployed-stack';

/** The properties of a resource that was cut, with references as what its stack deployed. */
export function resolvedProperties<Properties>(stack: DeployedStack, { Properties: properties }: Resource): Properties {
  return resolve(stack, properties) as Properties;
}

function resolve(stack: DeployedStack, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(stack, item));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: reference, 'Fn::GetAtt': attribute } = value as { 'Ref'?: string; 'Fn::GetAtt'?: [string, string] };
  if (reference !== undefined) return resource(stack, reference).physicalId;
  if (attribute !== undefined) return attributeOf(stack, ...attribute);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(stack, inner)]));
}

function attributeOf(stack: DeployedStack, logicalId: string, attribute: string): string {
  const { account, region } = stack.state;
  const { type, physicalId } = resource(stack, logicalId);
  const arns: Record<string, string> = {
    'AWS::IAM::Role': `arn:aws:iam::${account}:role/${physicalId}`,
    'AWS::KMS::Key': `arn:aws:kms:${region}:${account}:key/${physicalId}`,
    'AWS::Logs::LogGroup': `arn:aws:logs:${region}:${account}:log-group:${physicalId}:*`,
  };
  if (attribute !== 'Arn' || !(type in arns)) throw new Error(`What ${attribute} of ${logicalId} (${type}) is, is not known here`);
  return arns[type];
}

function resource(stack: DeployedStack, logicalId: string) {
  const found = stack.resources.find((candidate) => candidate.logicalId === logicalId);
  if (!found) throw new Error(`${stack.state.name} has no ${logicalId}`);
  return found;
}
