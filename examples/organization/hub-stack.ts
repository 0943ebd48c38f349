import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { CrisMonitoringHub, InferenceProfile } from 'cdk-bedrock-cris';
import { Construct } from 'constructs';
import { Organization } from './organization';

/** The hub of one source Region, in the monitoring account. The first Region has the dashboard over all of them. */
export class HubStack extends Stack {
  constructor(scope: Construct, id: string, { organization, ...props }: StackProps & { organization: Organization }) {
    super(scope, id, props);
    const { organizationId, sourceRegions, inferenceProfileIds, email } = organization;
    const topic = new Topic(this, 'Alerts', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));

    // The whole organization: the management account links too.
    const hub = new CrisMonitoringHub(this, 'Hub', {
      organizationId,
      inferenceProfiles: inferenceProfileIds.map((profileId) => InferenceProfile.fromInferenceProfileId(profileId)),
      alarms: { alarmActions: [new SnsAction(topic)] },
      targets: [new SnsTopic(topic)],
      dashboard: this.region === sourceRegions[0] ? { sourceRegions } : undefined,
    });
    new CfnOutput(this, 'SinkArn', { value: hub.sinkArn });
  }
}
