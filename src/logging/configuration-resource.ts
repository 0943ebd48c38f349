import { Aws, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { HANDLER_CODE } from './handler/code-data';
import { acknowledgeWildcards } from '../private/wildcards';

/** What the custom resource is given. */
interface ConfigurationResourceProps {
  /** The configuration as the API takes it. */
  readonly configuration: object;
  readonly overwriteExisting: boolean;
  readonly onDelete: string;
  /** The role that the configuration names, which whoever puts it must be allowed to pass. */
  readonly deliveryRole?: iam.IRole;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The configuration of model invocation logging as a resource, which CloudFormation has no type for, and the function that looks after it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
 */
export function configurationResource(scope: Construct, props: ConfigurationResourceProps): CustomResource {
  const handler = handlerFunction(scope, props);
  return new CustomResource(scope, 'Resource', {
    resourceType: 'Custom::BedrockInvocationLogging',
    serviceToken: handler.functionArn,
    // The function answers within five minutes; without an answer CloudFormation would wait for an hour.
    serviceTimeout: Duration.minutes(10),
    properties: {
      // As text: CloudFormation would make texts of its switches.
      LoggingConfiguration: Stack.of(scope).toJsonString(props.configuration),
      OverwriteExisting: String(props.overwriteExisting),
      OnDelete: props.onDelete,
    },
  });
}

function handlerFunction(scope: Construct, { deliveryRole, removalPolicy }: ConfigurationResourceProps): lambda.Function {
  // Retained too: what was overwritten stands in it.
  const logGroup = new logs.LogGroup(scope, 'HandlerLogs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy });
  const role = new iam.Role(scope, 'HandlerRole', {
    description: 'Configures the logging of Amazon Bedrock model invocations',
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Handler: new iam.PolicyDocument({ statements: handlerStatements(logGroup, deliveryRole) }) },
  });
  // A policy of its own shows that "*" is for nothing else.
  const configure = new iam.Policy(scope, 'HandlerPolicy', {
    roles: [role],
    statements: [new iam.PolicyStatement({
      actions: ['Get', 'Put', 'Delete'].map((verb) => `bedrock:${verb}ModelInvocationLoggingConfiguration`),
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': Stack.of(scope).region } },
    })],
  });
  acknowledgeWildcards(configure, ['*'], 'The three actions have no resource type, so "*" is all that IAM takes; only in the Region of the stack');
  const handler = new lambda.Function(scope, 'Handler', {
    description: 'Configures the logging of Amazon Bedrock model invocations',
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(HANDLER_CODE),
    memorySize: 256,
    timeout: Duration.minutes(5),
    // A delivery that is late is not wanted any more.
    maxEventAge: Duration.minutes(10),
    role,
    logGroup,
  });
  handler.node.addDependency(configure);
  return handler;
}

function handlerStatements(logGroup: logs.ILogGroup, deliveryRole?: iam.IRole): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    // To tell a rollback from an update.
    new iam.PolicyStatement({ actions: ['cloudformation:DescribeStacks'], resources: [Aws.STACK_ID] }),
    ...(deliveryRole ? [new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [deliveryRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
    })] : []),
  ];
}
