import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';

interface Assembly {
  readonly types: Record<string, { readonly fqn: string; methods?: { readonly name: string; readonly protected?: boolean }[] }>;
}

/** A copy of the compiled API without one public method, and the name of that method. */
export function brokenCopy(root: string): { readonly folder: string; readonly removed: string } {
  // Below the root, so that the assemblies which the API stands on are found.
  const folder = join(root, '.cache', 'compat', 'broken');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));

  const assembly = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')) as Assembly;
  const type = Object.values(assembly.types).find(({ methods }) => methods?.some((method) => !method.protected))!;
  const method = type.methods!.find((each) => !each.protected)!;
  type.methods = type.methods!.filter((each) => each !== method);
  writeFileSync(join(folder, '.jsii'), JSON.stringify(assembly));
  return { folder, removed: `${type.fqn}.${method.name}` };
}
