import { Resource } from './quick-start';

/** The names that a resource refers to: `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`; pseudo parameters are among them. */
export function references(resource: Resource): Set<string> {
  const found = new Set<string>([resource.DependsOn ?? []].flat());
  collect(resource.Properties, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref') found.add(String(inner));
    else if (key === 'Fn::GetAtt') found.add(String(Array.isArray(inner) ? inner[0] : inner).split('.')[0]);
    else if (key === 'Fn::Sub') for (const [, name] of String(Array.isArray(inner) ? inner[0] : inner).matchAll(/\$\{([^}!.]+)/g)) found.add(name);
    if (typeof inner === 'object') collect(inner, found);
  }
}
