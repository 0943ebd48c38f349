import { Environment, isRecord, resourcesOf, TemplateSource, textsIn } from './template';
import { CATALOG } from '../../bedrock/catalog';
import { partitionOf, regionsIn } from '../../bedrock/regions';

// It has the form of a Region and of an account, and is none.
const SOME_REGION = 'xx-stack-1';
const SOME_ACCOUNT = '000000000000';

// A list of accounts in a policy is no list of accounts that the template is for.
const MAX_ACCOUNTS = 4;

/**
 * Where a template may be deployed: where it says, or else in any Region and account, of which only those make a difference that its text names,
 * and one more for all others.
 */
export function environmentsOf({ template, region, account }: TemplateSource): Environment[] {
  if (region !== undefined && account !== undefined) return [environment(region, account)];
  // Mappings often name every Region; what matters is said in resources.
  const texts = textsIn(isRecord(template) && isRecord(template.Resources) ? resourcesOf(template).map(({ properties }) => properties) : template);
  const regions = region === undefined ? [SOME_REGION, ...named(texts, regionsIn).filter((name) => CATALOG.regions.has(name))] : [region];
  const accounts = account === undefined ? [SOME_ACCOUNT, ...named(texts, (text) => text.match(/\b\d{12}\b/g) ?? [])].slice(0, MAX_ACCOUNTS) : [account];
  // Not each with each: a rule that asks for both takes the Region from the statement.
  return [...regions.map((name) => environment(name, accounts[0])), ...accounts.slice(1).map((number) => environment(regions[0], number))];
}

/** Whether nothing stands in for a Region or an account that is not known. */
export function isKnown({ region, account }: Environment): boolean {
  return region !== SOME_REGION && account !== SOME_ACCOUNT;
}

function environment(region: string, account: string): Environment {
  return { region, account, partition: partitionOf(region) };
}

/** A text for people, without what stands in for a Region or an account that is not known. */
export function withoutStandIns(text: string): string {
  return text.split(SOME_REGION).join('<source Region>').split(SOME_ACCOUNT).join('<account>');
}

function named(texts: ReadonlySet<string>, namesIn: (text: string) => string[]): string[] {
  return [...new Set([...texts].flatMap((text) => namesIn(text)))].sort();
}
