import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { CrisMonitoringHub, InferenceProfile } from 'cdk-bedrock-cris';
import { Construct } from 'constructs';
import { Organization } from './organization';

/** The hub of one source Region, in the monitoring account. That of the home Region has the dashboard over all of them. */
export class HubStack extends Stack {
  constructor(scope: Construct, id: string, { organization, ...props }: StackProps & { organization: Organization }) {
    super(scope, id, props);
    const { organizationId, homeRegion, sourceRegions, inferenceProfileIds, email } = organization;
    const topic = new Topic(this, 'Alerts', { enforceSSL: true });
    // A topic with a policy, as enforceSSL makes one, takes no alarm unless the policy lets CloudWatch publish.
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } }));
    topic.addSubscription(new EmailSubscription(email));

    // The whole organization: the management account links too.
    const hub = new CrisMonitoringHub(this, 'Hub', {
      organizationId,
      inferenceProfiles: inferenceProfileIds.map((profileId) => InferenceProfile.fromInferenceProfileId(profileId)),
      alarms: { alarmActions: [new SnsAction(topic)] },
      dashboard: this.region === homeRegion ? { sourceRegions } : undefined,
    });
    // The record of a call names its caller and IP address, which stay here.
    const call = `${EventField.fromPath('$.detail.eventName')} from ${EventField.fromPath('$.region')}, at ${EventField.fromPath('$.time')}`;
    hub.residencyRule.addTarget(new SnsTopic(topic, {
      authorizeUsingRole: true,
      message: RuleTargetInput.fromText(`Account ${EventField.account}: a call was processed outside of the allowed Regions (${call})`),
    }));
    hub.auditRule.addTarget(new SnsTopic(topic, {
      authorizeUsingRole: true,
      message: RuleTargetInput.fromText(`Account ${EventField.account}: the alarm ${EventField.fromPath('$.detail.alarmName')} is ${EventField.fromPath('$.detail.state.value')}`),
    }));
    new CfnOutput(this, 'SinkArn', { value: hub.sinkArn });
  }
}
