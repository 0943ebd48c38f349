import type { Property, PropertyType, TypeDefinition } from '@aws-cdk/service-spec-types';

/** Whether values are of the types that the CloudFormation schema has for them. */
export class PropertyChecks {
  constructor(private readonly definition: (id: string) => TypeDefinition) {}

  /** What is wrong with the properties of a resource, or of a definition within one. */
  public properties(values: Readonly<Record<string, unknown>>, schema: Readonly<Record<string, Property>>, at: string): string[] {
    const missing = Object.entries(schema).filter(([name, { required }]) => required && isAbsent(values[name]));
    return [
      ...missing.map(([name]) => `${at}: ${name} is required`),
      ...Object.entries(values).flatMap(([name, value]) => (Object.hasOwn(schema, name)
        ? this.value(value, schema[name].type, `${at}/${name}`)
        : [`${at}: no property ${name}`])),
    ];
  }

  private value(value: unknown, type: PropertyType, at: string): string[] {
    const intrinsic = intrinsicOf(value);
    // What a function returns is known when the stack is deployed; the branches of a condition are here.
    if (intrinsic === 'Fn::If') return (value as { 'Fn::If': unknown[] })['Fn::If'].slice(1).flatMap((branch, index) => this.value(branch, type, `${at}/Fn::If/${index + 1}`));
    if (intrinsic) return [];
    const mistake = (expected: string) => [`${at}: ${JSON.stringify(value)} is no ${expected}`];

    switch (type.type) {
      case 'array':
        return Array.isArray(value) ? value.flatMap((item, index) => this.value(item, type.element, `${at}/${index}`)) : mistake('list');
      case 'map':
        return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => this.value(item, type.element, `${at}/${key}`)) : mistake('map');
      case 'ref': {
        const definition = this.definition(type.reference.$ref);
        return isRecord(value) ? this.properties(value, definition.properties, at) : mistake(definition.name);
      }
      case 'tag':
        return isRecord(value) ? this.properties(value, TAG, at) : mistake('tag');
      case 'union': {
        const outcomes = type.types.map((one) => this.value(value, one, at));
        return outcomes.some((outcome) => outcome.length === 0) ? [] : outcomes.flat();
      }
      case 'json':
        return isRecord(value) || Array.isArray(value) || isJsonText(value) ? [] : mistake('JSON');
      case 'string':
      case 'integer':
        if (!PRIMITIVES[type.type](value)) return mistake(type.type);
        return type.allowedValues && !(type.allowedValues as unknown[]).includes(value) ? mistake(type.allowedValues.join(' or ')) : [];
      default:
        return PRIMITIVES[type.type](value) ? [] : mistake(type.type);
    }
  }
}

const TAG: Record<string, Property> = { Key: { type: { type: 'string' }, required: true }, Value: { type: { type: 'string' }, required: true } };

// CloudFormation itself would take "true" for true; a template that is generated has no reason to.
const PRIMITIVES: Record<'string' | 'integer' | 'number' | 'boolean' | 'date-time' | 'null', (value: unknown) => boolean> = {
  'string': (value) => typeof value === 'string',
  'integer': (value) => Number.isInteger(value),
  'number': (value) => typeof value === 'number',
  'boolean': (value) => typeof value === 'boolean',
  'date-time': (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  'null': (value) => value === null,
};

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function intrinsicOf(value: unknown): string | undefined {
  const keys = isRecord(value) ? Object.keys(value) : [];
  return keys.length === 1 && /^(Ref|Fn::\w+(::\w+)?)$/.test(keys[0]) ? keys[0] : undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html#cfn-pseudo-param-novalue */
function isAbsent(value: unknown): boolean {
  return value === undefined || (isRecord(value) && value.Ref === 'AWS::NoValue');
}

function isJsonText(value: unknown): boolean {
  try {
    return typeof value === 'string' && typeof JSON.parse(value) === 'object';
  } catch {
    return false;
  }
}
