import { Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * Acknowledges, where a reviewer sees it, that resources of a policy have to be wildcards. The policy is one that scanners read; cdk-nag asks for the
 * exact finding, which names the resource as it is rendered.
 *
 * @see https://github.com/cdklabs/cdk-nag
 */
export function acknowledgeWildcards(policy: Construct, resources: readonly string[], reason: string): void {
  const acknowledge = () => {
    const rendered = resources.map((resource) => flattened(Stack.of(policy).resolve(resource))).filter((resource) => resource.includes('*'));
    // As metadata: Validations.acknowledge of aws-cdk-lib 2.257 takes no id with an ARN of Amazon S3 in it.
    policy.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, Object.fromEntries(rendered.map((resource) => [`AwsSolutions-IAM5[Resource::${resource}]`, reason])));
  };
  acknowledge();
  // A reference to another stack is rendered in another way once the CDK has prepared it.
  policy.node.addValidation({ validate: () => { acknowledge(); return []; } });
}

/** A rendered value as cdk-nag names it. */
function flattened(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, 'Fn::ImportValue': imported, Ref: ref } = value as {
    'Fn::Join'?: [string, unknown[]]; 'Fn::GetAtt'?: [string, string]; 'Fn::ImportValue'?: unknown; 'Ref'?: string;
  };
  if (join) return join[1].map(flattened).join(join[0]);
  if (attribute) return `<${attribute.join('.')}>`;
  if (imported !== undefined) return flattened(imported);
  return ref === undefined ? JSON.stringify(value) : `<${ref}>`;
}
