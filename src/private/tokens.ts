import { Token, Tokenization } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Whether a value is only known at deployment. The one place of the library that looks at tokens. */
export function isToken(value: unknown): boolean {
  // A stack has a method `resolve`, which is all that the CDK looks for.
  return Token.isUnresolved(value) && !Construct.isConstruct(value);
}

/** The value, or undefined where it is only known at deployment. */
export function literal(value: string): string | undefined {
  return isToken(value) ? undefined : value;
}

/** Whether two values, of Regions, accounts or partitions, are certainly not the same. */
export function differ(one: string, other: string): boolean {
  return !isToken(one) && !isToken(other) && one !== other;
}

/** What is written out of a text that may hold tokens. */
export function literalParts(text: string): string[] {
  if (!isToken(text)) return [text];
  const fragments = Tokenization.reverseString(text).join({ join: (left, right) => [left, right].flat() }) as unknown;
  return [fragments].flat().filter((fragment): fragment is string => typeof fragment === 'string' && !isToken(fragment));
}
