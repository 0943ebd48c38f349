import { CfnResource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { referencedBy, whenComplete } from './app';
import { fail, show, warn, WARNING_IDS } from './errors';
import { differ } from './tokens';

/** Whether an alarm among some has an action. The actions of an Alarm of the CDK are a token until they are resolved, without any too. */
export function haveActions(alarms: readonly cloudwatch.Alarm[]): boolean {
  return alarms.some((alarm) => {
    const actions = alarm.stack.resolve(actionsOf(alarm)) as unknown;
    return Array.isArray(actions) && actions.length > 0;
  });
}

/**
 * Throws for an action in another Region than its alarm, which Amazon CloudWatch refuses. Warns at each topic whose policy leaves out Amazon CloudWatch,
 * so that alarms with it notify nobody. A topic without a policy takes the alarms of its account. `enforceSSL` creates a policy, and so does a rule that
 * has the topic as a target.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function checkAlarmActions(scope: Construct, alarms: () => readonly cloudwatch.Alarm[]): void {
  whenComplete(scope, () => {
    alarms().forEach(checkRegions);
    for (const { node } of new Set(alarms().flatMap((alarm) => referencedBy(alarm, actionsOf(alarm))).filter(refusesAlarms))) {
      warn(node.scope!, WARNING_IDS.topicRefusesAlarms, 'the policy of this topic does not let Amazon CloudWatch publish, so alarms notify nobody;' +
        " call topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } }))");
    }
  });
}

function checkRegions(alarm: cloudwatch.Alarm): void {
  const { region } = alarm.stack;
  const { alarmActions, okActions, insufficientDataActions } = alarm.node.defaultChild as cloudwatch.CfnAlarm;
  const all = [alarmActions, okActions, insufficientDataActions].flatMap((actions) => (alarm.stack.resolve(actions) ?? []) as unknown[]);
  const elsewhere = all.find((arn) => typeof arn === 'string' && differ(arn.split(':')[3] || region, region));
  if (elsewhere !== undefined) fail(`alarmActions: ${show(elsewhere)} is in another Region than the alarm, which is in ${show(region)}; give an action of the same Region`, alarm);
}

function actionsOf(alarm: cloudwatch.Alarm): string[] | undefined {
  return (alarm.node.defaultChild as cloudwatch.CfnAlarm).alarmActions;
}

function refusesAlarms(resource: IConstruct): boolean {
  if ((resource as CfnResource).cfnResourceType !== 'AWS::SNS::Topic') return false;
  const { document } = (resource.node.scope?.node.tryFindChild('Policy') ?? {}) as { document?: PolicyDocument };
  if (document === undefined) return false;
  const { Statement: statements = [] } = Stack.of(resource).resolve(document) as { Statement?: { Effect: string; Principal?: unknown }[] };
  return !statements.some(({ Effect, Principal }) => Effect === 'Allow' && /"(cloudwatch\.amazonaws\.com|\*)"/.test(JSON.stringify(Principal)));
}
