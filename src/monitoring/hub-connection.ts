import { Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as oam from 'aws-cdk-lib/aws-oam';
import { Construct, IConstruct } from 'constructs';
import { ICrisMonitoringHub } from './hub';
import { changedAlarmPattern } from '../audit/patterns/alarm-state';
import { NAMESPACE } from '../bedrock/metrics';
import { inApp } from '../private/app';
import { fail, show } from '../private/errors';
import { checkForm } from '../private/inputs';
import { differ, isToken } from '../private/tokens';

/**
 * The namespace of the metrics of recorded calls in every account that has a hub: a query over accounts names one namespace.
 */
export const ORGANIZATION_NAMESPACE = 'BedrockCris/Organization';

/** What can be linked. */
export const METRICS = 'AWS::CloudWatch::Metric';

/**
 * Connects an account and Region to the hub of its organization: a link for metrics, and a rule that forwards the state of audit alarms.
 */
export class HubConnection extends Construct {
  /** Whether metrics are shared by a link that is defined here. */
  public isLinked = false;
  private readonly hub: ICrisMonitoringHub;
  private readonly role: iam.Role;

  constructor(scope: Construct, id: string, hub: ICrisMonitoringHub) {
    super(scope, id);
    this.hub = hub;
    this.checkHub();
    this.node.addValidation({ validate: () => this.otherBus() });
    if (hub.sinkArn !== Aws.NO_VALUE) this.link(hub.sinkArn);
    this.role = new iam.Role(this, 'ForwardRole', {
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      description: 'Forwards events of Amazon Bedrock to the monitoring account',
      inlinePolicies: {
        Forward: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [hub.eventBusArn] })] }),
      },
    });
  }

  /** What a rule sends to the hub. It needs a role: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html */
  public get target(): events.IRuleTarget {
    return { bind: () => ({ arn: this.hub.eventBusArn, role: this.role }) };
  }

  /** Forwards that an alarm on the metrics of a namespace goes off, or is over. Returns the rule. */
  public forwardAlarms(metricNamespace: string): events.Rule {
    const { source, detailType, detail } = changedAlarmPattern(metricNamespace);
    return new events.Rule(this, 'AuditAlarms', {
      description: 'Forwards the state of alarms on the audit of Amazon Bedrock to the monitoring account',
      eventPattern: { source, detailType, detail },
      targets: [this.target],
    });
  }

  private link(sinkArn: string): void {
    const { account } = Stack.of(this);
    if (account === this.hub.account) return;
    this.isLinked = true;
    const link = new oam.CfnLink(this, 'Link', {
      sinkIdentifier: sinkArn,
      labelTemplate: '$AccountName',
      resourceTypes: [METRICS],
      linkConfiguration: { metricConfiguration: { filter: `Namespace = '${NAMESPACE}' OR Namespace LIKE 'BedrockCris/%'` } },
    });
    // One template for all accounts of an organization reaches the monitoring account too, which sees its own metrics and cannot link to itself.
    if (isToken(account)) {
      link.cfnOptions.condition = new CfnCondition(this, 'IsMember', { expression: Fn.conditionNot(Fn.conditionEquals(account, this.hub.account)) });
    }
  }

  private checkHub(): void {
    const { account, sinkArn, eventBusArn } = this.hub;
    const { region } = Stack.of(this);
    if (Construct.isConstruct(this.hub) && differ(Stack.of(this.hub).region, region)) {
      fail(`hub: ${show(this.hub)} is in the Region ${show(Stack.of(this.hub).region)}, and this stack is in ${show(region)}; give the hub of this Region`, this);
    }
    checkForm(this, 'hub.account', account, /^\d{12}$/, 'is not an account; give the 12 digits of the monitoring account');
    checkForm(this, 'hub.sinkArn', sinkArn, SINK_ARN, 'is not the ARN of a sink; give one like "arn:aws:oam:eu-west-1:111122223333:sink/…"');
    for (const [prop, arn] of [['hub.sinkArn', sinkArn], ['hub.eventBusArn', eventBusArn]] as const) {
      if (isToken(arn)) continue;
      const [, , , arnRegion, arnAccount] = arn.split(':');
      if (differ(arnRegion, region)) fail(`${prop}: ${show(arn)} is in the Region ${show(arnRegion)}, and this stack is in ${show(region)}; give the hub of this Region`, this);
      if (differ(arnAccount, account)) fail(`${prop}: ${show(arn)} is in the account ${show(arnAccount)}, and hub.account is ${show(account)}; give what the monitoring account has`, this);
    }
  }

  // A hub may be defined later in the app.
  private otherBus(): string[] {
    const name = this.hub.eventBusArn.split(':event-bus/')[1];
    if (Construct.isConstruct(this.hub) || name === undefined || isToken(name) || isToken(this.hub.account)) return [];
    const hubs = inApp<HubOfApp>(this, HUBS).filter((hub) => Stack.of(hub).account === this.hub.account && !differ(Stack.of(hub).region, Stack.of(this).region));
    const [other] = hubs;
    return other === undefined || hubs.some(({ _eventBusName: own }) => !differ(own, name)) ? [] : [
      `eventBusName: this monitoring forwards to the event bus ${show(name)}, and the hub of its account in this app, ${other.node.path}, has ${show(other._eventBusName)}; give both the same`,
    ];
  }
}

/** A hub that is defined in the app. */
interface HubOfApp extends IConstruct {
  readonly _eventBusName: string;
}

/** The hubs of an app. */
export const HUBS = Symbol.for('cdk-bedrock-cris.CrisMonitoringHub');

export const SINK_ARN = /^arn:aws[a-z-]*:oam:[a-z0-9-]+:\d{12}:sink\/[A-Za-z0-9-]+$/;
