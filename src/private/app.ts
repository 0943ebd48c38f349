import { CfnElement, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isToken } from './tokens';

/** The stack that a nested stack belongs to in the end, or the stack itself. */
export function outermostStack(scope: IConstruct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}

/** Whether two constructs are certainly deployed to one account: those of one stack, or of stacks whose accounts are literal and the same. */
export function inOneAccount(one: IConstruct, other: IConstruct): boolean {
  const [account, others] = [one, other].map((construct) => Stack.of(construct).account);
  return outermostStack(one) === outermostStack(other) || (!isToken(account) && account === others);
}

/**
 * What the app of a scope has of a kind so far. It is kept on the root of the construct tree, so that it ends with the app. A list in a module
 * would outlive it, and a search of the tree takes seconds in a large app.
 */
export function inApp<T extends IConstruct>(scope: IConstruct, kind: symbol): readonly T[] {
  return (scope.node.root as IConstruct & { readonly [kind]?: readonly T[] })[kind] ?? [];
}

/** Adds a construct to what its app has of a kind. */
export function addToApp(construct: IConstruct, kind: symbol): void {
  Object.defineProperty(construct.node.root, kind, { value: [...inApp(construct, kind), construct], configurable: true });
}

/** Does something once the whole app is defined, while warnings can still be added: a validation, which comes after all Aspects. */
export function whenComplete(scope: IConstruct, action: () => void): void {
  scope.node.addValidation({ validate: () => { action(); return []; } });
}

/** Whether a stack depends on another: by a reference in what it defines, or as it was told to. */
export function dependsOn(stack: Stack, other: Stack, seen = new Set<Stack>()): boolean {
  if (seen.has(stack)) return false;
  seen.add(stack);
  if (stack.dependencies.some((one) => one === other || dependsOn(one, other, seen))) return true;
  const references = new References();
  for (const element of stack.node.findAll().filter((one): one is CfnElement => CfnElement.isCfnElement(one))) {
    Tokenization.resolve((element as unknown as { _toCloudFormation(): unknown })._toCloudFormation(), { scope: element, resolver: references, preparing: true });
  }
  return [...references.targets].some((target) => outermostStack(target) === other);
}

/** What the references in a value are to. */
export function referencedBy(scope: IConstruct, value: unknown): IConstruct[] {
  const references = new References();
  Tokenization.resolve(value, { scope, resolver: references, preparing: true });
  return [...references.targets];
}

/** Collects what the references in a value are to. */
class References extends DefaultTokenResolver {
  public readonly targets = new Set<IConstruct>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) this.targets.add(token.target);
    return super.resolveToken(token, context, postProcessor);
  }
}
