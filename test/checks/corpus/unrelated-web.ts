import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** A function of its own role, with a handler that does nothing. */
export function functionOf(stack: Stack, id: string, environment: Record<string, string> = {}): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    timeout: Duration.seconds(30),
    environment,
  });
}

/** A service behind a load balancer, with values that look a little like profiles and Regions. */
export function containerService(stack: Stack): void {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  vpc.addInterfaceEndpoint('Secrets', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 512, memoryLimitMiB: 1024 });
  const apiKey = new secretsmanager.Secret(stack, 'ApiKey');
  taskDefinition.addContainer('web', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29'),
    portMappings: [{ containerPort: 80 }],
    environment: { MODEL: 'gpt-like-local', HOST: 'global.shop.example.com', CATALOG: 'us.catalog.v1:0', REGION_PREFIX: 'eu.' },
    secrets: { API_KEY: ecs.Secret.fromSecretsManager(apiKey) },
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logRetention: logs.RetentionDays.ONE_MONTH }),
  });
  const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition, desiredCount: 2 });
  const loadBalancer = new elb.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, internetFacing: true });
  loadBalancer.addListener('Http', { port: 80 }).addTargets('Web', { port: 80, targets: [service] });
  service.autoScaleTaskCount({ maxCapacity: 6 }).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
  loadBalancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT).createAlarm(stack, 'ServerErrors', { threshold: 5, evaluationPeriods: 3 });
}

export function relationalDatabase(stack: Stack): void {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  const bastion = new ec2.SecurityGroup(stack, 'BastionGroup', { vpc });
  const cluster = new rds.DatabaseCluster(stack, 'Database', {
    engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_4 }),
    writer: rds.ClusterInstance.serverlessV2('Writer'),
    readers: [rds.ClusterInstance.serverlessV2('Reader', { scaleWithWriter: true })],
    vpc,
    storageEncrypted: true,
  });
  cluster.connections.allowDefaultPortFrom(bastion);
  const migration = functionOf(stack, 'Migration', { STAGE: 'global', SCHEMA: 'us.public' });
  cluster.secret!.grantRead(migration);
  cluster.metricCPUUtilization().createAlarm(stack, 'BusyDatabase', { threshold: 80, evaluationPeriods: 3 });
}

export function restApi(stack: Stack): void {
  const table = new dynamodb.Table(stack, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } });
  const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { metricsEnabled: true } });
  const orders = api.root.addResource('orders');
  for (const [method, id] of [['GET', 'List'], ['POST', 'Create'], ['DELETE', 'Remove']] as const) {
    const handler = functionOf(stack, id, { TABLE: table.tableName, MODEL: 'order.v2' });
    table.grantReadWriteData(handler);
    orders.addMethod(method, new apigateway.LambdaIntegration(handler));
    handler.metricErrors().createAlarm(stack, `${id}Errors`, { threshold: 1, evaluationPeriods: 1 });
  }
  new cloudwatch.Alarm(stack, 'ErrorRate', {
    threshold: 5,
    evaluationPeriods: 3,
    metric: new cloudwatch.MathExpression({ expression: '100 * errors / calls', usingMetrics: { errors: api.metricServerError(), calls: api.metricCount() } }),
  });
}

export function website(stack: Stack): void {
  const accessLogs = new s3.Bucket(stack, 'AccessLogs', { objectOwnership: s3.ObjectOwnership.OBJECT_WRITER, enforceSSL: true });
  const deployer = functionOf(stack, 'Deployer', { BUCKET_PREFIX: 'global.assets' });
  const invalidator = functionOf(stack, 'Invalidator');
  for (const site of ['Shop', 'Docs', 'Status']) {
    const bucket = new s3.Bucket(stack, `${site}Bucket`, { enforceSSL: true, serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: site });
    bucket.grantReadWrite(deployer);
    const distribution = new cloudfront.Distribution(stack, `${site}Distribution`, {
      defaultBehavior: { origin: origins.S3BucketOrigin.withOriginAccessControl(bucket), viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
      defaultRootObject: 'index.html',
    });
    distribution.grantCreateInvalidation(invalidator);
    new cloudfront.ResponseHeadersPolicy(stack, `${site}Headers`, { securityHeadersBehavior: { contentTypeOptions: { override: true } } });
    new CfnOutput(stack, `${site}Domain`, { value: distribution.distributionDomainName });
  }
}

export function signIn(stack: Stack): void {
  const pool = new cognito.UserPool(stack, 'Users', {
    selfSignUpEnabled: true,
    mfa: cognito.Mfa.OPTIONAL,
    lambdaTriggers: {
      preSignUp: functionOf(stack, 'PreSignUp'), postConfirmation: functionOf(stack, 'PostConfirmation'), preTokenGeneration: functionOf(stack, 'PreToken'), customMessage: functionOf(stack, 'Message'),
    },
  });
  for (const app of ['Web', 'Mobile', 'Admin']) pool.addClient(app, { authFlows: { userSrp: true } });
  const server = pool.addResourceServer('Server', { identifier: 'orders', scopes: [{ scopeName: 'read', scopeDescription: 'read orders' }] });
  pool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'example-orders' } });
  new cognito.CfnUserPoolGroup(stack, 'Admins', { userPoolId: pool.userPoolId, groupName: 'admins' }).node.addDependency(server);
}
