import { Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { fail, messages } from './messages';

/** Where requests are sent from; the three values may be tokens. */
export interface Source {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Whether a value is only known at deployment. The one place of the library that looks at tokens. */
export function isToken(value: unknown): boolean {
  return Token.isUnresolved(value);
}

/** The value, or undefined where it is only known at deployment. */
export function literal(value: string): string | undefined {
  return isToken(value) ? undefined : value;
}

/** The source Regions given in a prop, or the Region of the scope's stack. */
export function sourcesOf(scope: IConstruct, sourceRegions?: string[], prop = 'sourceRegions'): Source[] {
  const stack = Stack.of(scope);
  if (sourceRegions !== undefined) validateRegions(prop, sourceRegions, 'leave it out to take the Region of the stack', scope);
  return (sourceRegions ?? [stack.region]).map((region) => ({ partition: stack.partition, region, account: stack.account }));
}

/** Throws unless the list is a literal list of distinct Regions; its elements may be tokens. */
export function validateRegions(prop: string, regions: string[], remedy: string, scope?: IConstruct): void {
  if (isToken(regions)) fail(messages.tokenForLiteral(prop, 'the list of Regions'), scope);
  if (regions.length === 0) fail(messages.emptyList(prop, remedy), scope);
  for (const [index, region] of regions.entries()) {
    if (regions.indexOf(region) !== index) fail(messages.duplicate(prop, region), scope);
    if (!isToken(region) && !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region)) fail(messages.notARegion(prop, region), scope);
  }
}

/** Whether two values, of Regions, accounts or partitions, are certainly not the same. */
export function differ(one: string, other: string): boolean {
  return !isToken(one) && !isToken(other) && one !== other;
}

/** The Region of the scope's stack, which may be a token. */
export function regionOf(scope: Construct): string {
  return Stack.of(scope).region;
}

/**
 * The source with every token replaced by the longest value that it can have when deployed, so that policies can be measured.
 */
export function widest(source: Source): Source {
  return {
    partition: isToken(source.partition) ? 'aws-us-gov' : source.partition,
    region: isToken(source.region) ? 'ap-northeast-1' : source.region,
    account: isToken(source.account) ? '123456789012' : source.account,
  };
}

/** The partition of a Region by its prefix, so that a Region of tomorrow has one too. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): string {
  const prefixes: [RegExp, string][] = [
    [/^us-gov-/, 'aws-us-gov'], [/^cn-/, 'aws-cn'], [/^eusc-/, 'aws-eusc'],
    [/^us-iso-/, 'aws-iso'], [/^us-isob-/, 'aws-iso-b'], [/^eu-isoe-/, 'aws-iso-e'], [/^us-isof-/, 'aws-iso-f'],
  ];
  return prefixes.find(([prefix]) => prefix.test(region))?.[1] ?? 'aws';
}
