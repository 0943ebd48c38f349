import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InvocationLogging, InvocationLoggingProps } from '../../src';
import { LoggingConfiguration } from '../../src/logging/handler/configuration';
import { PolicyDocumentJson, PolicyStatementJson } from '../support/iam-evaluator';
import { resolveIntrinsics } from '../support/template-intrinsics';

export const DEPLOYMENT = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };

export interface Deployed {
  readonly logicalId: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string[];
}

/** The logging in a stack without env, and its resources as they are once that stack is deployed somewhere. */
export function deployedLogging(props: InvocationLoggingProps | ((stack: Stack) => InvocationLoggingProps) = {}, deployment = DEPLOYMENT) {
  const stack = new Stack(new App(), 'Stack');
  const logging = new InvocationLogging(stack, 'Logging', typeof props === 'function' ? props(stack) : props);
  const template = Template.fromStack(stack);
  const resources = (type: string): Deployed[] => Object.entries(template.findResources(type))
    .map(([logicalId, resource]) => resolveIntrinsics({ logicalId, ...resource }, template.toJSON(), deployment) as Deployed);
  const resource = (type: string, idPart = ''): Deployed => {
    const found = resources(type).filter(({ logicalId }) => logicalId.includes(idPart));
    expect(found).toHaveLength(1);
    return found[0];
  };
  const custom = () => resource('Custom::BedrockInvocationLogging').Properties;
  const configuration = () => JSON.parse(custom().LoggingConfiguration as string) as LoggingConfiguration;
  return { stack, logging, template, resources, resource, custom, configuration };
}

/** What a policy of a resource allows a service, as a document that the evaluator takes: without its denies, which name other keys than it models. */
export function allowedTo(service: string, policy: unknown): PolicyDocumentJson {
  const statements = (policy as { Statement: (PolicyStatementJson & { Principal: { Service?: string } })[] }).Statement;
  const allowed = statements.filter(({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === service);
  return { Version: '2012-10-17', Statement: allowed.map(({ Principal, ...statement }) => ({ Resource: '*', ...statement })) };
}
