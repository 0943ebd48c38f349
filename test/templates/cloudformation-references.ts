import { TemplateBody } from './all-templates';
import { isRecord } from './property-checks';

export interface Reference {
  readonly kind: 'Ref' | 'GetAtt' | 'DependsOn';
  /** Where it stands: the logical ID and the path from there. */
  readonly at: string;
  readonly target: string;
  readonly attribute?: string;
}

/** Every Ref, Fn::GetAtt, Fn::Sub and DependsOn of a template. */
export function referencesIn({ Resources, Outputs = {}, Conditions = {} }: TemplateBody): Reference[] {
  const depends = Object.entries(Resources).flatMap(([logicalId, { DependsOn = [] }]) =>
    [DependsOn].flat().map((target) => ({ kind: 'DependsOn', at: `${logicalId}/DependsOn`, target }) as const));
  return [...depends, ...Object.entries({ ...Resources, ...Outputs, ...Conditions }).flatMap(([name, value]) => within(value, name))];
}

function within(value: unknown, at: string): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => within(item, `${at}/${index}`));
  if (!isRecord(value)) return [];
  const { Ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub } = value;
  if (typeof Ref === 'string') return [{ kind: 'Ref', at, target: Ref }];
  if (getAtt !== undefined) return [reference(typeof getAtt === 'string' ? getAtt : (getAtt as string[]).join('.'), at)];
  if (sub !== undefined) return substituted(sub, at);
  return Object.entries(value).flatMap(([key, item]) => within(item, `${at}/${key}`));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
function substituted(sub: unknown, at: string): Reference[] {
  const [text, variables] = (Array.isArray(sub) ? sub : [sub, {}]) as [string, Record<string, unknown>];
  const named = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.trim()).filter((name) => !Object.hasOwn(variables, name));
  return [...named.map((name) => reference(name, at)), ...within(variables, `${at}/Fn::Sub`)];
}

function reference(name: string, at: string): Reference {
  const [target, ...attribute] = name.split('.');
  return attribute.length === 0 ? { kind: 'Ref', at, target } : { kind: 'GetAtt', at, target, attribute: attribute.join('.') };
}
