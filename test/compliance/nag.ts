import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { NagPack } from 'cdk-nag';
import { Finding } from './named-findings';
import { ALL_SCENARIOS } from '../scenarios/scenarios';
import { stackOf } from '../scenarios/synthesize';

// eslint-disable-next-line @typescript-eslint/no-require-imports
export const NAG_VERSION = (require('cdk-nag/package.json') as { version: string }).version;

/** What a pack of cdk-nag finds in a stack, each with the resource. */
export function nagFindings(pack: NagPack, stack: Stack, template = stack.stackName): Finding[] {
  const resources = new Map(stack.node.findAll().filter((each) => CfnResource.isCfnResource(each)).map((each) => [each.node.path, each]));
  return pack.validateScope(stack).violations.flatMap(({ ruleName: rule, description: message, violatingResources }) => violatingResources.map(({ constructPath }) => {
    const resource = resources.get(`${constructPath}`);
    return { rule, message, template, of: resource?.cfnResourceType ?? 'no resource', id: resource ? `${stack.resolve(resource.logicalId)}` : `${constructPath}`, path: '' };
  }));
}

/** The same in every scenario, with the recommended feature flags and without any. */
export function nagFindingsOfScenarios(pack: NagPack): Finding[] {
  return Object.entries(ALL_SCENARIOS).flatMap(([name, scenario]) => [...nagFindings(pack, stackOf(scenario), name), ...nagFindings(pack, stackOf(scenario, {}), `${name}, without flags`)]);
}

/** What a pack looked at, for the output of the gate. */
export function nagLooked(pack: NagPack): string {
  // A pack applies each of its rules to every resource; the rule says whether it is one for it.
  const rules = jest.spyOn(pack as unknown as { applyRule: () => void }, 'applyRule').mockImplementation();
  const stack = new Stack(new App(), 'Stack');
  new CfnResource(stack, 'Resource', { type: 'AWS::Logs::LogGroup' });
  pack.validateScope(stack);
  const count = rules.mock.calls.length;
  rules.mockRestore();
  return `${Object.keys(ALL_SCENARIOS).length} scenarios with feature flags and without, ${count} rules`;
}
