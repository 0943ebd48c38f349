import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The stack that a nested stack belongs to in the end, or the stack itself. */
export function outermostStack(scope: IConstruct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}

/**
 * What the app of a scope has of a kind so far. It is kept on the root of the construct tree, so that it ends with the app: a list in a module
 * would outlive it, and a search of the tree takes seconds in a large app.
 */
export function inApp<T extends IConstruct>(scope: IConstruct, kind: symbol): readonly T[] {
  return (scope.node.root as IConstruct & { readonly [kind]?: readonly T[] })[kind] ?? [];
}

/** Adds a construct to what its app has of a kind. */
export function addToApp(construct: IConstruct, kind: symbol): void {
  Object.defineProperty(construct.node.root, kind, { value: [...inApp(construct, kind), construct], configurable: true });
}
