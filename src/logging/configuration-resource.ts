import { Aws, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { HANDLER_CODE } from './handler/code-data';
import { warn, WARNING_IDS } from '../private/errors';
import { letLogsEncrypt } from '../private/record-storage';
import { isImmutable } from '../private/roles';
import { acknowledgeWildcards } from '../private/wildcards';

/** What the custom resource is given. */
interface ConfigurationResourceProps {
  /** The configuration as the API takes it. */
  readonly configuration: object;
  readonly overwriteExisting: boolean;
  readonly onDelete: string;
  /** The role that the configuration names, which the role of the function must be allowed to pass. */
  readonly deliveryRole?: iam.IRole;
  /** The role of the function, if it is given. */
  readonly role?: iam.IRole;
  /** Where in a VPC the function is, if it is in one. */
  readonly network?: Pick<lambda.FunctionProps, 'vpc' | 'vpcSubnets' | 'securityGroups'>;
  readonly encryptionKey?: kms.IKey;
  readonly retention: logs.RetentionDays;
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

function handlerFunction(scope: Construct, props: ConfigurationResourceProps): lambda.Function {
  const { deliveryRole, encryptionKey, network } = props;
  const description = 'Configures the logging of Amazon Bedrock model invocations';
  // Retained too: what was overwritten stands in it.
  const logGroup = new logs.LogGroup(scope, 'HandlerLogs', { encryptionKey, retention: props.retention, removalPolicy: props.removalPolicy });
  if (encryptionKey) letLogsEncrypt(scope, 'encryptionKey', logGroup, encryptionKey);
  const role = props.role ?? new iam.Role(scope, 'HandlerRole', { description, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const policy = new iam.Policy(scope, 'HandlerPolicy', { statements: handlerStatements(scope, logGroup, network !== undefined, deliveryRole) });
  acknowledgeWildcards(policy, ['*'], 'The three actions have no resource type, so "*" is all that IAM takes; only in the Region of the stack' +
    (network ? '. The network interfaces of a function in a VPC exist only after the policy' : ''));
  role.attachInlinePolicy(policy);
  if (props.role && isImmutable(props.role)) {
    warn(scope, WARNING_IDS.policiesManagedElsewhere,
      'handlerRole: the role takes no policy updates, so nothing is written to it; let it allow Get-, Put- and DeleteModelInvocationLoggingConfiguration of bedrock,' +
      ` logs:CreateLogStream and logs:PutLogEvents, cloudformation:DescribeStacks${deliveryRole ? ', iam:PassRole of the delivery role' : ''}${network ? ', and what AWSLambdaVPCAccessExecutionRole allows' : ''}`);
  }
  const handler = new lambda.Function(scope, 'Handler', {
    description,
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(HANDLER_CODE),
    memorySize: 256,
    timeout: Duration.minutes(5),
    // A delivery that is late is not wanted any more.
    maxEventAge: Duration.minutes(10),
    role,
    logGroup,
    ...network,
  });
  handler.node.addDependency(policy);
  return handler;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const NETWORK_INTERFACES = ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets', 'DeleteNetworkInterface', 'AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'];

function handlerStatements(scope: Construct, logGroup: logs.ILogGroup, inVpc: boolean, deliveryRole?: iam.IRole): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['Get', 'Put', 'Delete'].map((verb) => `bedrock:${verb}ModelInvocationLoggingConfiguration`),
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': Stack.of(scope).region } },
    }),
    new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    // To tell a rollback from an update.
    new iam.PolicyStatement({ actions: ['cloudformation:DescribeStacks'], resources: [Aws.STACK_ID] }),
    ...(deliveryRole ? [new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [deliveryRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
    })] : []),
    ...(inVpc ? [new iam.PolicyStatement({ actions: NETWORK_INTERFACES.map((action) => `ec2:${action}`), resources: ['*'] })] : []),
  ];
}
