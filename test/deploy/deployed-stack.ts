import { CloudFormationClient, ListStackResourcesCommand, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { clientOf, README_ACCOUNT } from './accounts';
import { stackName } from './assembly';
import { Resource } from './cut-template';
import { DeployedStackState, readState } from './state';

/** A resource as the stack has it. */
export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** A stack that is deployed, with the physical ids of its resources. */
export class DeployedStack {
  static async of(scenario: string, account = README_ACCOUNT): Promise<DeployedStack> {
    const state = readState().stacks.find((stack) => stack.name === stackName(scenario) && stack.account === account);
    if (!state) throw new Error(`${scenario} is not deployed in ${account}`);
    return new DeployedStack(state, await resourcesOf(state.name, state));
  }

  private constructor(readonly state: DeployedStackState, readonly resources: readonly DeployedResource[]) {}

  get client() {
    return clientOf(this.state.account, this.state.region);
  }

  ids(type: string, idPart = ''): string[] {
    return this.resources.filter((resource) => resource.type === type && resource.logicalId.includes(idPart)).map(({ physicalId }) => physicalId);
  }

  /** The physical id of the only resource of a type, or of the only one with the part in its logical id. */
  id(type: string, idPart = ''): string {
    const ids = this.ids(type, idPart);
    if (ids.length !== 1) throw new Error(`${this.state.name} has ${ids.length} resources of type ${type} with "${idPart}"`);
    return ids[0];
  }

  removed(type: string): [string, Resource][] {
    return Object.entries(this.state.removed).filter(([, resource]) => resource.Type === type);
  }
}

export async function resourcesOf(StackName: string, place: { readonly account: string; readonly region: string }): Promise<DeployedResource[]> {
  const client = new CloudFormationClient(clientOf(place.account, place.region));
  const summaries: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName, NextToken }));
    summaries.push(...page.StackResourceSummaries ?? []);
    ({ NextToken } = page);
  } while (NextToken);
  return summaries.map(({ LogicalResourceId, ResourceType, PhysicalResourceId }) => ({ logicalId: LogicalResourceId!, type: ResourceType!, physicalId: PhysicalResourceId! }));
}
