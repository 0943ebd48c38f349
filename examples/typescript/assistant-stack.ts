import { join } from 'path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CrisMonitoring, CrisWorkload, InferenceProfile } from 'cdk-bedrock-cris';
import { Construct } from 'constructs';

/** The quick start: a function that calls Claude Sonnet 4.5 through its global inference profile, with what it needs to do so. */
export class AssistantStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Once for the account and Region, before the first workload. Whoever subscribes to the topic is notified.
    const alerts = new sns.Topic(this, 'Alerts');
    new CrisMonitoring(this, 'Monitoring', { alarms: { alarmActions: [new SnsAction(alerts)] } });

    const assistant = new CrisWorkload(this, 'Assistant', {
      inferenceProfiles: [
        InferenceProfile.globalProfile(FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0),
      ],
    });

    // The role is the workload's own, so the function may write to this log group and to no other.
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    logGroup.grantWrite(assistant);

    new lambda.Function(this, 'Function', {
      description: 'Answers a prompt with a model behind a cross-Region inference profile',
      code: lambda.Code.fromAsset(join(__dirname, '..', 'function')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.minutes(2),
      role: assistant.role,
      environment: assistant.environment,
      logGroup,
    });
  }
}
