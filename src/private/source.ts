import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { fail, show } from './errors';
import { checkList, checkPolicyText } from './inputs';
import { checkScope, checkValue, listOf, TEXT } from './shape';
import { differ, isToken } from './tokens';
import { isRegion, LONGEST, partitionOf } from '../bedrock/regions';

/** Where requests are sent from. The three values may be tokens. */
export interface Source {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The source Regions given in a prop, or the Region of the scope's stack. */
export function sourcesOf(scope: IConstruct, sourceRegions?: string[], prop = 'sourceRegions'): Source[] {
  checkScope(scope);
  const stack = Stack.of(scope);
  if (sourceRegions !== undefined) validateRegions(prop, sourceRegions, 'leave it out to take the Region of the stack', scope);
  return (sourceRegions ?? [stack.region]).map((region) => ({ partition: stack.partition, region, account: stack.account }));
}

/** Throws unless the list is a literal list of distinct Regions. Its elements may be tokens. */
export function validateRegions(prop: string, regions: string[], remedy: string, scope?: IConstruct): void {
  checkValue(scope, prop, regions, listOf(TEXT));
  checkList(scope, prop, regions, remedy, 'the list of Regions');
  for (const region of regions.filter(isToken)) checkPolicyText(scope, prop, region);
  const wrong = regions.find((region) => !isToken(region) && !isRegion(region));
  if (wrong !== undefined) fail(`${prop}: ${show(wrong)} is not a Region; give a name like "eu-west-1"`, scope);
}

/** The Region of the scope's stack, which may be a token. */
export function regionOf(scope: Construct): string {
  return Stack.of(scope).region;
}

/** Throws for a resource that is certainly in another account than the stack, or in another Region. */
export function checkSamePlace(scope: IConstruct, prop: string, { account, region }: { readonly account: string; readonly region?: string }): void {
  const stack = Stack.of(scope);
  const pairs = [['account', account, stack.account], ['Region', region ?? stack.region, stack.region]] as const;
  for (const [what, given, own] of pairs) {
    if (differ(given, own)) fail(`${prop}: it is in the ${what} ${show(given)}, and this stack is in ${show(own)}; give one of the same ${what}`, scope);
  }
}

/** The source with every token replaced by the longest value that it can have when deployed, so that policies can be measured. */
export function widest({ partition, region, account }: Source): Source {
  return {
    partition: !isToken(partition) ? partition : isToken(region) ? LONGEST.partition : partitionOf(region),
    region: isToken(region) ? LONGEST.region : region,
    account: isToken(account) ? LONGEST.account : account,
  };
}
