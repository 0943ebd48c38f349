import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct } from 'constructs';

/**
 * Creates an AwsCustomResource in the one function that all of a stack share, which is made by whichever comes first: without a role it gets a managed
 * policy, so the first one brings a role and a log group. A function that is there already stays as it is, and its role gets the statements.
 */
export function inSharedFunction(scope: Construct, create: (props: Pick<cr.AwsCustomResourceProps, 'role' | 'logGroup'>) => void): void {
  const stack = Stack.of(scope);
  if (sharedFunction(stack)) return create({});

  const home = new Construct(stack, 'CrisQuotaIncrease');
  const logGroup = new logs.LogGroup(home, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
  const role = new iam.Role(home, 'Role', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    description: 'Requests increases of Amazon Bedrock quotas',
  });
  logGroup.grantWrite(role);
  create({ role, logGroup });

  // CDK takes the newest runtime that every Region has had for long, which is not the newest.
  const definition = sharedFunction(stack)?.node.defaultChild as lambda.CfnFunction;
  definition.runtime = lambda.Runtime.NODEJS_24_X.name;
}

// By the id that CDK gives to it.
function sharedFunction(stack: Stack): IConstruct | undefined {
  return stack.node.tryFindChild(`AWS${cr.AwsCustomResource.PROVIDER_FUNCTION_UUID.replace(/-/g, '')}`);
}
