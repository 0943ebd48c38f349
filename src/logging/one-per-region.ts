import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { fail, messages } from '../private/messages';
import { literal } from '../private/source-of';

/** What each app has of it so far. */
const inApp = new WeakMap<IConstruct, Construct[]>();

/**
 * Throws where an app defines the logging of model invocations twice for one account and Region: AWS has one configuration there. Where account or
 * Region of different stacks are only known at deployment, they may differ, and the deployment finds out.
 */
export function onePerRegion(scope: Construct): void {
  const others = inApp.get(scope.node.root) ?? [];
  const other = others.find((one) => meet(Stack.of(one), Stack.of(scope)));
  if (other) fail(messages.secondInvocationLogging(other.node.path), scope);
  inApp.set(scope.node.root, [...others, scope]);
}

function meet(one: Stack, other: Stack): boolean {
  if (outermost(one) === outermost(other)) return true;
  const known = [one, other].every(({ account, region }) => literal(account) !== undefined && literal(region) !== undefined);
  return known && one.account === other.account && one.region === other.region;
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}
