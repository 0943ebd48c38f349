import { Declarations, member } from './declarations';

/** As much of a jsii assembly as its API is made of. */
export interface Assembly {
  readonly name: string;
  readonly types: Readonly<Record<string, AssemblyType>>;
}

interface AssemblyType {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly name: string;
  readonly namespace?: string;
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly parameters?: readonly Named[] };
  readonly properties?: readonly Member[];
  readonly methods?: readonly (Member & { readonly parameters?: readonly Named[] })[];
  readonly members?: readonly Named[];
}

interface Named {
  readonly name: string;
}

interface Member extends Named {
  readonly static?: boolean;
}

/** What the API of a jsii assembly is in C#: names in Pascal case, and for each struct an interface and a class. Its structs may extend those of dependencies. */
export function jsiiDeclarations(assembly: Assembly, namespace: string, dependencies: readonly Assembly[]): Declarations {
  const known = Object.assign({}, ...[assembly, ...dependencies].map((each) => each.types)) as Assembly['types'];
  const types = new Map<string, Set<string>>();
  const add = (kind: string, name: string, members: string[]) => types.set(`${kind} ${namespace}.${name}`, new Set(members));
  for (const type of Object.values(assembly.types)) {
    if (type.namespace) throw new Error(`${type.name} is in the submodule ${type.namespace}, which is not compared yet`);
    const properties = propertiesOf(type);
    if (type.kind === 'enum') {
      add('enum', type.name, type.members!.map(({ name }) => member(name, true)));
    } else if (type.datatype) {
      add('interface', `I${type.name}`, properties);
      add('class', type.name, ['constructor()', ...inherited(known, type).flatMap(propertiesOf)]);
    } else {
      const methods = (type.methods ?? []).map((method) => member(pascal(method.name), Boolean(method.static), namesOf(method.parameters)));
      const constructors = type.initializer ? [member('constructor', false, namesOf(type.initializer.parameters))] : [];
      add(type.kind, type.name, [...constructors, ...properties, ...methods]);
    }
  }
  return types;
}

function propertiesOf({ properties = [] }: AssemblyType): string[] {
  return properties.map((property) => member(pascal(property.name), Boolean(property.static)));
}

/** A struct and those that it extends. */
function inherited(known: Assembly['types'], type: AssemblyType): AssemblyType[] {
  return [type, ...(type.interfaces ?? []).flatMap((name) => inherited(known, known[name]))];
}

function namesOf(parameters: readonly Named[] = []): string[] {
  return parameters.map(({ name }) => name);
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
