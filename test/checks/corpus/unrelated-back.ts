import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as pipelineActions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { functionOf } from './unrelated-web';

export function workflow(stack: Stack): void {
  const table = new dynamodb.Table(stack, 'State', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const topic = new sns.Topic(stack, 'Done', { enforceSSL: true });
  const step = (id: string) => {
    const handler = functionOf(stack, id, { TABLE: table.tableName });
    table.grantReadWriteData(handler);
    return new tasks.LambdaInvoke(stack, `${id}Step`, { lambdaFunction: handler });
  };
  const definition = step('Validate').next(step('Reserve')).next(step('Charge')).next(step('Ship'))
    .next(new tasks.SnsPublish(stack, 'Tell', { topic, message: sfn.TaskInput.fromJsonPathAt('$') }));
  const machine = new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(definition), tracingEnabled: true, logs: { destination: new logs.LogGroup(stack, 'Logs'), level: sfn.LogLevel.ERROR },
  });
  machine.metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });
  new events.Rule(stack, 'Nightly', { schedule: events.Schedule.cron({ hour: '2', minute: '0' }), targets: [new targets.SfnStateMachine(machine)] });
}

export function fanOut(stack: Stack): void {
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const topic = new sns.Topic(stack, 'Orders', { masterKey: key });
  for (const name of ['Billing', 'Shipping', 'Search', 'Mail']) {
    const deadLetters = new sqs.Queue(stack, `${name}DeadLetters`, { enforceSSL: true });
    const queue = new sqs.Queue(stack, `${name}Queue`, { enforceSSL: true, visibilityTimeout: Duration.minutes(3), deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 } });
    topic.addSubscription(new SqsSubscription(queue));
    functionOf(stack, name).addEventSource(new SqsEventSource(queue));
    deadLetters.metricApproximateNumberOfMessagesVisible().createAlarm(stack, `${name}Lost`, { threshold: 1, evaluationPeriods: 1 });
  }
}

export function delivery(stack: Stack): void {
  const source = new s3.Bucket(stack, 'Source', { versioned: true, enforceSSL: true });
  const [sourceOutput, buildOutput] = [new codepipeline.Artifact(), new codepipeline.Artifact()];
  const project = (id: string) => new codebuild.PipelineProject(stack, id, { environment: { buildImage: codebuild.LinuxBuildImage.STANDARD_7_0 } });
  const approvals = new sns.Topic(stack, 'Approvals');
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', { pipelineType: codepipeline.PipelineType.V2, crossAccountKeys: true });
  pipeline.addStage({ stageName: 'Source', actions: [new pipelineActions.S3SourceAction({ actionName: 'Source', bucket: source, bucketKey: 'app.zip', output: sourceOutput })] });
  pipeline.addStage({ stageName: 'Build', actions: [new pipelineActions.CodeBuildAction({ actionName: 'Build', project: project('Build'), input: sourceOutput, outputs: [buildOutput] })] });
  pipeline.addStage({ stageName: 'Test', actions: [new pipelineActions.CodeBuildAction({ actionName: 'Test', project: project('Test'), input: buildOutput })] });
  pipeline.addStage({ stageName: 'Approve', actions: [new pipelineActions.ManualApprovalAction({ actionName: 'Approve', notificationTopic: approvals })] });
  pipeline.onStateChange('Changed', { target: new targets.SnsTopic(approvals) });
}

export function eventBus(stack: Stack): void {
  const bus = new events.EventBus(stack, 'Bus');
  bus.archive('Archive', { eventPattern: { source: ['acme.orders'] }, retention: Duration.days(30) });
  const topic = new sns.Topic(stack, 'Alerts', { enforceSSL: true });
  for (const name of ['Created', 'Paid', 'Sent', 'Returned', 'Converse']) {
    const rule = new events.Rule(stack, `${name}Rule`, { eventBus: bus, eventPattern: { source: ['acme.orders'], detailType: [name] } });
    rule.addTarget(new targets.LambdaFunction(functionOf(stack, name)));
  }
  new events.Rule(stack, 'RootLogin', { eventPattern: { source: ['aws.signin'], detail: { userIdentity: { type: ['Root'] } } }, targets: [new targets.SnsTopic(topic)] });
}

/** The trail records write events, which is nobody's fault: nothing in the stack calls a model. */
export function auditTrail(stack: Stack): void {
  const alerts = new sns.Topic(stack, 'Alerts', { enforceSSL: true });
  const logGroup = new logs.LogGroup(stack, 'TrailLogs', { retention: logs.RetentionDays.ONE_YEAR });
  new cloudtrail.Trail(stack, 'Trail', { managementEvents: cloudtrail.ReadWriteType.WRITE_ONLY, sendToCloudWatchLogs: true, cloudWatchLogGroup: logGroup });
  const watched = { RootUse: '$.userIdentity.type = "Root"', PolicyChange: '$.eventName = "PutRolePolicy"', TrailStop: '$.eventName = "StopLogging"', KeyLoss: '$.eventName = "ScheduleKeyDeletion"', GroupChange: '$.eventName = "AuthorizeSecurityGroup*"', Denied: '$.errorCode = "AccessDenied*"' };
  for (const [name, pattern] of Object.entries(watched)) {
    const filter = new logs.MetricFilter(stack, `${name}Filter`, { logGroup, filterPattern: logs.FilterPattern.literal(`{ ${pattern} }`), metricNamespace: 'Security', metricName: name });
    filter.metric({ statistic: 'Sum' }).createAlarm(stack, name, { threshold: 1, evaluationPeriods: 1, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING })
      .addAlarmAction(new SnsAction(alerts));
  }
}

export function stream(stack: Stack): void {
  const input = new kinesis.Stream(stack, 'Clicks', { shardCount: 2 });
  const lake = new s3.Bucket(stack, 'Lake', { enforceSSL: true, versioned: true });
  new firehose.DeliveryStream(stack, 'Delivery', { source: new firehose.KinesisStreamSource(input), destination: new firehose.S3Bucket(lake) });
  for (const name of ['Sessions', 'Fraud', 'Counts']) {
    const table = new dynamodb.Table(stack, `${name}Table`, { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    const handler = functionOf(stack, name, { TABLE: table.tableName });
    handler.addEventSource(new KinesisEventSource(input, { startingPosition: StartingPosition.LATEST }));
    table.grantWriteData(handler);
  }
}

/** Administrators, power users, a boundary, a data perimeter of buckets: none of it is about models. */
export function identities(stack: Stack): void {
  const boundary = new iam.ManagedPolicy(stack, 'Boundary', {
    statements: [
      new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }),
      new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['iam:CreateUser', 'iam:DeleteRolePermissionsBoundary', 'organizations:*'], resources: ['*'] }),
      new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['ec2:*', 'rds:*'], resources: ['*'], conditions: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } } }),
      new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['s3:*'], resources: ['*'], conditions: { StringNotEquals: { 'aws:ResourceAccount': stack.account } } }),
    ],
  });
  const admins = new iam.Group(stack, 'Admins', { managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')] });
  for (const name of ['Ana', 'Ben', 'Cem']) new iam.User(stack, name, { groups: [admins], permissionsBoundary: boundary });
  for (const service of ['ec2', 'lambda', 'glue', 'sagemaker', 'ssm', 'states']) {
    const role = new iam.Role(stack, `${service}Role`, { assumedBy: new iam.ServicePrincipal(`${service}.amazonaws.com`), permissionsBoundary: boundary });
    role.addToPolicy(new iam.PolicyStatement({ actions: [`${service}:*`, 'kms:Decrypt'], resources: ['*'] }));
  }
  const operator = new iam.Role(stack, 'Operator', { assumedBy: new iam.AccountRootPrincipal(), managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess')] });
  operator.addToPolicy(new iam.PolicyStatement({ notActions: ['iam:*', 'account:*'], resources: ['*'] }));
  new iam.Role(stack, 'Emergency', { assumedBy: new iam.AccountRootPrincipal(), inlinePolicies: { all: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })] }) } });
  new iam.InstanceProfile(stack, 'InstanceProfile', { role: operator });
}
