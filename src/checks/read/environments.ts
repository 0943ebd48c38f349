import { Environment, isRecord, resourcesOf, TemplateSource, textsIn } from './template';
import { CATALOG } from '../../bedrock/catalog';
import { isRegion, partitionOf, regionsIn } from '../../bedrock/regions';

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
  if (region !== undefined && account !== undefined) return [{ region, account, partition: partitionOf(region) }];
  // Mappings often name every Region; what matters is said in resources and in the values of parameters.
  const texts = textsIn(isRecord(template) && isRecord(template.Resources) ? [resourcesOf(template).map(({ properties }) => properties), template.Parameters] : template);
  const partition = region === undefined ? partitionIn(texts) : partitionOf(region);
  const named = [...new Set([...texts].flatMap(regionsIn))].sort().filter((name) => partitionOf(name) === partition && (CATALOG.regions.has(name) || partition !== 'aws'));
  const regions = region === undefined ? [SOME_REGION, ...named] : [region];
  const accounts = account === undefined ? [SOME_ACCOUNT, ...[...new Set([...texts].flatMap(accountsIn))].sort()].slice(0, MAX_ACCOUNTS) : [account];
  // Where nothing but roles with allows is deployed, which name their Regions, the Region that none of them names is the strictest.
  if (isTheSameAnywhere(template, texts)) return [{ region: regions[0], account: accounts[0], partition }];
  // Not each with each: a rule that asks for both takes the Region from the statement.
  const [anyRegion, anyAccount] = [regions[0], accounts[0]];
  return [...regions.map((name) => ({ region: name, account: anyAccount, partition })), ...accounts.slice(1).map((number) => ({ region: anyRegion, account: number, partition }))];
}

const PRINCIPALS = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::User', 'AWS::IAM::Group'];

function isTheSameAnywhere(template: unknown, texts: ReadonlySet<string>): boolean {
  const resources = resourcesOf(template);
  return resources.length > 0 && resources.every(({ type }) => PRINCIPALS.includes(type)) && ![...texts].some((text) => text === 'Deny' || /AWS::(Region|AccountId)/.test(text));
}

/** The accounts that a text names. */
export function accountsIn(text: string): string[] {
  return text.match(/\b\d{12}\b/g) ?? [];
}

/** Whether nothing stands in for a Region or an account that is not known. */
export function isKnown(environment: Environment): boolean {
  return !isGuess(environment) && environment.account !== SOME_ACCOUNT;
}

/** Whether the Region stands for others. */
export function isGuess({ region }: Environment): boolean {
  return region === SOME_REGION;
}

/** A text for people, without what stands in for a Region or an account that is not known. */
export function withoutStandIns(text: string, region = '<source Region>', account = '<account>'): string {
  return text.split(SOME_REGION).join(region).split(SOME_ACCOUNT).join(account);
}

/** The partition that most ARNs name; what is not told is that of commercial Regions. */
function partitionIn(texts: ReadonlySet<string>): string {
  const partitions = new Map<string, number>();
  for (const text of texts) {
    if (isRegion(text) && partitionOf(text) !== 'aws') partitions.set(partitionOf(text), (partitions.get(partitionOf(text)) ?? 0) + 1);
    const [, partition, region] = /^arn:(aws[a-z-]*):[a-z0-9-]*:([a-z0-9-]*):/.exec(text) ?? [];
    if (partition !== undefined) partitions.set(partition, (partitions.get(partition) ?? 0) + (isRegion(region) ? 2 : 1));
  }
  return [...partitions].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'aws';
}
