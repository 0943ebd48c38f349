/** The public types of a library in C#, `class Geography` for example, with their public members, `static Of(prefix)` for example. */
export type Declarations = ReadonlyMap<string, ReadonlySet<string>>;

/** A member as it is compared: whether it is static, its name, and of a method the names of its parameters. */
export function member(name: string, isStatic: boolean, parameters?: readonly string[]): string {
  return `${isStatic ? 'static ' : ''}${name}${parameters ? `(${parameters.join(', ')})` : ''}`;
}
