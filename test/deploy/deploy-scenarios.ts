import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { clientOf, environmentOf, REGION, REGIONS } from './accounts';
import { Assembly, synthesize } from './assembly';
import { cdkOrThrow, deployArgs } from './cdk-cli';
import { makeProfile } from './made-by-api';
import { DeployedStackState } from './state';
import { Scenario } from '../scenarios/scenarios';

/** The log group of the trail that the scenarios take as existing. */
export const EXISTING_LOG_GROUP = 'organization-trail';

/** Bootstraps an account and deploys each scenario into it as a stack of its own, all with one call of the command line. */
export async function deployScenarios(account: string, folder: string, scenarios: Readonly<Record<string, Scenario>>): Promise<DeployedStackState[]> {
  const environment = { ...process.env, ...environmentOf(account) };
  await cdkOrThrow(['bootstrap', ...REGIONS.map((region) => `aws://${account}/${region}`)], environment);
  await new CloudWatchLogsClient(clientOf(account)).send(new CreateLogGroupCommand({ logGroupName: EXISTING_LOG_GROUP }));

  return deployAssembly(account, synthesize(folder, scenarios));
}

/** Deploys the example of the quick start into an account that is bootstrapped. */
export async function deployExample(account: string, folder: string): Promise<DeployedStackState[]> {
  const root = resolve(__dirname, '../..');
  const printed = execFileSync(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), '--tsconfig', join(root, 'test/tsconfig.json'), join(__dirname, 'example-assembly.ts'), folder], { encoding: 'utf8' });
  return deployAssembly(account, JSON.parse(printed) as Assembly);
}

async function deployAssembly(account: string, assembly: Assembly): Promise<DeployedStackState[]> {
  const stacks = await Promise.all(assembly.stacks.map(async (stack) => withProfiles(stack, account)));
  const parameters = assembly.stacks.flatMap(({ name, parameters: ofStack }, index) => Object.entries(ofStack)
    .flatMap(([parameter, [logicalId, attribute]]) => ['--parameters', `${name}:${parameter}=${attributeOf(stacks[index].madeByApi[logicalId], attribute)}`]));
  await cdkOrThrow([...deployArgs(assembly.folder, '--all'), ...parameters], { ...process.env, ...environmentOf(account) });
  return stacks;
}

async function withProfiles({ name, region = REGION, template, removed }: Assembly['stacks'][number], account: string): Promise<DeployedStackState> {
  const profiles = Object.entries(removed).filter(([, { Type }]) => Type === 'AWS::Bedrock::ApplicationInferenceProfile');
  const made = await Promise.all(profiles.map(async ([logicalId, resource]) => [logicalId, await makeProfile(resource, { account, region })] as const));
  return { account, region, name, template, removed, madeByApi: Object.fromEntries(made) };
}

function attributeOf(profileArn: string, attribute: string): string {
  if (attribute === 'InferenceProfileArn') return profileArn;
  if (attribute === 'InferenceProfileId') return profileArn.split('/')[1];
  throw new Error(`An application inference profile has no ${attribute} here`);
}
