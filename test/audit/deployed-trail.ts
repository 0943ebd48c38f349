import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CrisTrail, CrisTrailProps } from '../../src/audit/trail';
import { resolveIntrinsics } from '../support/template-intrinsics';

export interface DeployedResource {
  readonly logicalId: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
}

export const DEPLOYMENT = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };

/** A trail in a stack without env, and the resources as they are once that stack is deployed somewhere. */
export function deployedTrail(props: CrisTrailProps = {}, deployment = DEPLOYMENT, context: Record<string, unknown> = {}) {
  const stack = new Stack(new App({ context }), 'Stack');
  const trail = new CrisTrail(stack, 'Trail', props);
  const template = Template.fromStack(stack);

  const resource = (type: string, idPart = ''): DeployedResource => {
    const found = Object.entries(template.findResources(type)).filter(([logicalId]) => logicalId.includes(idPart));
    expect(found).toHaveLength(1);
    return resolveIntrinsics({ logicalId: found[0][0], ...found[0][1] }, template.toJSON(), deployment) as DeployedResource;
  };
  const arn = (service: string, rest: string) => `arn:${deployment.partition}:${service}:${deployment.region}:${deployment.accountId}:${rest}`;
  const trailArn = arn('cloudtrail', `trail/${String(resource('AWS::CloudTrail::Trail').Properties.TrailName)}`);
  return { stack, trail, template, resource, arn, trailArn };
}

export function statementsOf(resource: DeployedResource, document: string): Array<Record<string, unknown>> {
  return (resource.Properties[document] as { Statement: Array<Record<string, unknown>> }).Statement;
}
