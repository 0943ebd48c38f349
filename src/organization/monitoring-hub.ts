import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as oam from 'aws-cdk-lib/aws-oam';
import { Construct } from 'constructs';
import { hubDashboard } from './hub-dashboard';
import { changedAlarmPattern } from '../audit/patterns/alarm-state';
import { arrivedRecordPattern } from '../audit/patterns/residency-event';
import { STATE_WITH_READ_ONLY_EVENTS } from '../bedrock/cloudtrail';
import { CALL_METRICS, NAMESPACE } from '../bedrock/metrics';
import { CrisCountAlarmOptions } from '../monitoring/alarms';
import { evaluationOf } from '../monitoring/evaluation';
import { ICrisMonitoringHub } from '../monitoring/hub';
import { HUBS, METRICS, ORGANIZATION_NAMESPACE, SINK_ARN } from '../monitoring/hub-connection';
import { checkAlarmActions, haveActions } from '../private/alarm-actions';
import { addToApp, inApp, whenComplete } from '../private/app';
import { fail, show, warn, WARNING_IDS } from '../private/errors';
import { checkForm, checkList, checkNumber, checkPolicyText } from '../private/inputs';
import { ALARM_ACTION, checkScope, checkShape, DURATION, FLAG, having, listOf, NUMBER, OPTIONS, PROFILE, TEXT } from '../private/shape';
import { sourcesOf, validateRegions } from '../private/source';
import { differ, isToken } from '../private/tokens';
import { checkDistinct, checkOffered } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { labelOf } from '../profile/names';

/**
 * The alarms of a hub. Each is one CloudWatch Metrics Insights query over all linked accounts, with a state for each account.
 */
export interface HubAlarmsOptions {
  /**
   * Throttled calls of an account through a profile. Each retry of an SDK counts.
   *
   * @default - more than 0 in 2 of 3 periods of 5 minutes
   */
  readonly throttles?: CrisCountAlarmOptions;

  /**
   * Calls of an account through a profile that failed on the side of AWS.
   *
   * @default - more than 0 in 2 of 3 periods of 5 minutes
   */
  readonly serverErrors?: CrisCountAlarmOptions;

  /**
   * What happens when an alarm goes off, for example `new SnsAction(topic)`.
   *
   * Throws for an action in another Region than the alarm, which Amazon CloudWatch refuses.
   *
   * @default - nothing
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What happens when an alarm is over.
   *
   * @default - nothing
   */
  readonly okActions?: cloudwatch.IAlarmAction[];
}

/**
 * The dashboard of a hub.
 */
export interface HubDashboardOptions {
  /**
   * The source Regions that are shown. Each has a `CrisMonitoringHub` in the same account. Throws for an empty or repeated list, for what is no Region,
   * and for more than a dashboard allows.
   */
  readonly sourceRegions: string[];

  /**
   * The name of the dashboard, which is unique in its account.
   *
   * @default - chosen by CloudFormation
   */
  readonly dashboardName?: string;
}

/**
 * Properties of a hub.
 */
export interface CrisMonitoringHubProps {
  /** The ID of the organization whose accounts may link and forward to the hub, for example `o-a1b2c3d4e5`. */
  readonly organizationId: string;

  /**
   * IDs of organizational units: only accounts in them, in units below them, and in `accounts` may link and forward. The management account is in no
   * unit: add it to `accounts`. Throws for an empty or repeated list, and for what is no such ID.
   *
   * @default - all accounts of the organization, or `accounts`
   */
  readonly organizationalUnitIds?: string[];

  /**
   * IDs of accounts of the organization: only these, and accounts in `organizationalUnitIds`, may link and forward. The monitoring account need not be
   * among them. Throws for an empty or repeated list, and for what is no account.
   *
   * @default - all accounts of the organization, or those in `organizationalUnitIds`
   */
  readonly accounts?: string[];

  /**
   * The ARN of the sink that this account and Region has: there can be one only. Its policy must let the accounts link metrics.
   * Throws for a sink of another account or Region.
   *
   * @default - a new sink
   */
  readonly sinkArn?: string;

  /**
   * The name of the event bus that accounts forward to. The baseline of the accounts must have the same: a baseline of the app that has another throws.
   *
   * @default 'BedrockCris'
   */
  readonly eventBusName?: string;

  /**
   * The system-defined inference profiles that have alarms over all accounts. Throws for a profile that is given twice, for an application inference
   * profile, which one account has, and for more alarms than a Region allows. Throws for a global profile in GovCloud or China, and warns of a profile that
   * the catalog does not list for the Region of the hub.
   *
   * @default - none; no alarm over accounts
   */
  readonly inferenceProfiles?: IInferenceProfile[];

  /**
   * The alarms of each profile. Amazon CloudWatch bills each metric that a query analyzes, one for each account that calls the profile, like the metric of
   * an alarm.
   *
   * @default - on throttled calls and on errors of AWS, without actions
   */
  readonly alarms?: HubAlarmsOptions;

  /**
   * The dashboard over accounts and Regions. Give it in one of the hubs of an organization.
   *
   * @default - none
   */
  readonly dashboard?: HubDashboardOptions;

  /**
   * What receives the events that accounts forward: calls that were processed outside of the allowed Regions, and the state of alarms on the audit.
   * More can be added with `residencyRule.addTarget` and `auditRule.addTarget`.
   *
   * @default - nothing, with a warning; the rules count them
   */
  readonly targets?: events.IRuleTarget[];
}

/**
 * Attributes of a hub that is defined elsewhere.
 */
export interface CrisMonitoringHubAttributes {
  /** The ID of the monitoring account. Throws for `Aws.ACCOUNT_ID`, with which each account would forward to itself. */
  readonly account: string;

  /**
   * The ARN of the sink in the Region of the stack. It cannot be predicted: read it from the output of the hub's stack. Where one template is deployed to
   * several Regions, give the parameter, or the mapping by `AWS::Region`, that has it.
   *
   * @default - no link is made: the account is linked by other means
   */
  readonly sinkArn?: string;

  /**
   * The name of the event bus.
   *
   * @default 'BedrockCris'
   */
  readonly eventBusName?: string;
}

/**
 * The hub of an organization: what its monitoring account has, once for each source Region, to see the calls of all accounts.
 *
 * - A sink of CloudWatch cross-account observability that accounts link their metrics to.
 * - An event bus for calls that were processed outside of the allowed Regions, and for alarms on the audit that go off in an account.
 * - Alarms over all accounts, one for each signal and profile, with a state for each account.
 * - In the hub that names the Regions, one dashboard over accounts and Regions.
 *
 * The baseline of each account is a `CrisMonitoring` with `hub`. Deploy hubs before baselines; remove baselines, and so their links, before hubs.
 *
 * Costs nothing but for its alarms, billed by the metrics that they analyze, and $3.00 a month for the dashboard.
 *
 * Throws for a second hub in an account and Region, and for more than 200 alarms on queries in a Region. Throws for a policy of the bus with more than
 * 10,240 characters, for more than 500 widgets, and for the causes that its props name. Warns if no alarm has an action, and if neither rule has a target.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html
 *
 * @example
 * const hub = new CrisMonitoringHub(this, 'Hub', {
 *   organizationId: 'o-a1b2c3d4e5',
 *   inferenceProfiles: [InferenceProfile.fromInferenceProfileId('global.anthropic.claude-sonnet-4-6')],
 *   alarms: { alarmActions: [new SnsAction(topic)] },
 *   dashboard: { sourceRegions: ['eu-west-1', 'us-east-1'] },
 * });
 * new CfnOutput(this, 'SinkArn', { value: hub.sinkArn });
 */
export class CrisMonitoringHub extends Construct implements ICrisMonitoringHub {
  /**
   * A hub that is defined elsewhere, for the baseline of an account.
   *
   * Throws for what is no account, and, where it is used, for a sink of another account or Region.
   *
   * @param scope the construct whose stack provides partition and Region
   * @param attrs what is known of the hub
   */
  public static fromCrisMonitoringHubAttributes(scope: Construct, attrs: CrisMonitoringHubAttributes): ICrisMonitoringHub {
    checkScope(scope);
    checkShape(scope, attrs, { 'account': TEXT, 'sinkArn?': TEXT, 'eventBusName?': TEXT }, 'attrs');
    const { account, sinkArn = Aws.NO_VALUE, eventBusName = DEFAULT_BUS } = attrs;
    checkForm(scope, 'account', account, ACCOUNT, 'is not an account; give the 12 digits of the monitoring account');
    if (isOwnAccount(scope, account)) fail('account: it is the account that the stack is deployed to, which would forward to itself; give the 12 digits of the monitoring account', scope);
    checkPolicyText(scope, 'eventBusName', eventBusName);
    checkForm(scope, 'eventBusName', eventBusName, BUS_NAME, NO_BUS_NAME);
    return { account, sinkArn, eventBusArn: Stack.of(scope).formatArn({ service: 'events', account, resource: 'event-bus', resourceName: eventBusName }) };
  }

  public readonly account: string;
  public readonly sinkArn: string;
  public readonly eventBusArn: string;
  /** The event bus that accounts forward to. */
  public readonly eventBus: events.EventBus;
  /** The rule for calls that accounts report as processed outside of the allowed Regions. */
  public readonly residencyRule: events.Rule;
  /** The rule for alarms on the audit of an account that go off, or are over. */
  public readonly auditRule: events.Rule;
  /** The alarms over all accounts. */
  public readonly alarms: cloudwatch.Alarm[];
  /** The dashboard, or undefined if no Regions are named. */
  public readonly dashboard?: cloudwatch.Dashboard;
  /**
   * What the bus is called, as it was given.
   *
   * @internal
   */
  public readonly _eventBusName: string;

  /** The hub of the account and Region of the stack. */
  constructor(scope: Construct, id: string, props: CrisMonitoringHubProps) {
    super(scope, id);
    checkShape(this, props, {
      'organizationId': TEXT,
      'organizationalUnitIds?': listOf(TEXT),
      'accounts?': listOf(TEXT),
      'sinkArn?': TEXT,
      'eventBusName?': TEXT,
      'inferenceProfiles?': listOf(PROFILE),
      'alarms?': OPTIONS,
      'dashboard?': OPTIONS,
      'targets?': listOf(having('a target of a rule, like new SnsTopic(topic)', 'bind')),
    });
    this.checkOnly();
    const { inferenceProfiles = [], alarms = {}, eventBusName = DEFAULT_BUS, targets } = props;
    checkForm(this, 'eventBusName', eventBusName, BUS_NAME, NO_BUS_NAME);
    const members = membersOf(this, props);
    this.account = Stack.of(this).account;

    checkForm(this, 'sinkArn', props.sinkArn, SINK_ARN, 'is not the ARN of a sink; give one like "arn:aws:oam:eu-west-1:111122223333:sink/…"');
    this.checkSinkHere(props.sinkArn);
    this.sinkArn = props.sinkArn ?? this.sink(members);
    this._eventBusName = eventBusName;
    this.eventBus = this.bus(eventBusName, members, props);
    this.eventBusArn = this.eventBus.eventBusArn;
    this.residencyRule = this.rule('Residency', 'Calls of Amazon Bedrock that accounts report as processed outside of the allowed Regions', arrivedRecordPattern(), targets);
    // As in the accounts: read-only management events. The L2 has no such state.
    (this.residencyRule.node.defaultChild as events.CfnRule).state = STATE_WITH_READ_ONLY_EVENTS;
    this.auditRule = this.rule('Audit', 'Alarms on the audit of Amazon Bedrock in accounts', changedAlarmPattern(ORGANIZATION_NAMESPACE), targets);

    if (props.inferenceProfiles) checkDistinct(this, props.inferenceProfiles);
    this.checkAlarms(inferenceProfiles, alarms);
    for (const each of inferenceProfiles) checkOffered(this, 'inferenceProfiles', each, sourcesOf(this)[0]);
    this.alarms = inferenceProfiles.flatMap((profile) => this.alarmsOf(profile, alarms));
    checkAlarmActions(this, () => this.alarms);
    whenComplete(this, () => {
      if (this.alarms.length === 0 || haveActions(this.alarms)) return;
      warn(this, WARNING_IDS.noAlarmActions, 'no alarm has an action, so nobody is notified; give alarms: { alarmActions: [new SnsAction(topic)] }');
    });
    whenComplete(this, () => this.warnWithoutTargets());
    if (props.dashboard) {
      checkShape(this, props.dashboard, { 'sourceRegions': listOf(TEXT), 'dashboardName?': TEXT }, 'dashboard');
      const { sourceRegions, dashboardName } = props.dashboard;
      validateRegions('dashboard.sourceRegions', sourceRegions, 'give the Regions that have a hub', this);
      this.dashboard = hubDashboard(this, { sourceRegions, dashboardName, namespace: ORGANIZATION_NAMESPACE, alarms: this.alarms });
    }
  }

  private checkSinkHere(sinkArn?: string): void {
    if (sinkArn === undefined || isToken(sinkArn)) return;
    const { account, region } = Stack.of(this);
    const [, , , sinkRegion, sinkAccount] = sinkArn.split(':');
    if (differ(sinkRegion, region)) fail(`sinkArn: ${show(sinkArn)} is in the Region ${show(sinkRegion)}, and this stack is in ${show(region)}; give the sink of this Region`, this);
    if (differ(sinkAccount, account)) fail(`sinkArn: ${show(sinkArn)} is in the account ${show(sinkAccount)}, and this stack is in ${show(account)}; give the sink of this account, or define the hub there`, this);
  }

  private sink(members: readonly Members[]): string {
    const sink = new oam.CfnSink(this, 'Sink', {
      name: 'BedrockCris',
      policy: {
        Version: '2012-10-17',
        Statement: members.map((condition) => ({
          Effect: 'Allow',
          Principal: '*',
          Action: ['oam:CreateLink', 'oam:UpdateLink'],
          Resource: '*',
          Condition: { ...condition, 'ForAllValues:StringEquals': { 'oam:ResourceTypes': [METRICS] } },
        })),
      },
    });
    return sink.attrArn;
  }

  private bus(eventBusName: string, members: readonly Members[], { accounts }: CrisMonitoringHubProps): events.EventBus {
    const bus = new events.EventBus(this, 'Bus', { eventBusName, description: 'Events of Amazon Bedrock that the accounts of the organization forward' });
    // By L1: the L2 takes principals, which would be each account by itself.
    const statements = members.map((condition, index) => (
      { Sid: index === 0 ? 'Members' : 'FurtherMembers', Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: bus.eventBusArn, Condition: condition }
    ));
    const size = JSON.stringify({ Version: '2012-10-17', Statement: statements.map((statement) => ({ ...statement, Resource: 'x'.repeat(MAX_ARN) })) }).length;
    if (size > MAX_BUS_POLICY) {
      fail(accounts
        ? `accounts: the policy of the event bus would have ${size} characters, and one holds ${MAX_BUS_POLICY}; give organizationalUnitIds that hold the accounts, or leave them out for the whole organization`
        : `organizationalUnitIds: the policy of the event bus would have ${size} characters, and one holds ${MAX_BUS_POLICY}; give units above them, or leave them out for the whole organization`, this);
    }
    const [first, further] = statements.map((statement, index) => (
      new events.CfnEventBusPolicy(this, index === 0 ? 'BusPolicy' : 'FurtherBusPolicy', { eventBusName: bus.eventBusName, statementId: statement.Sid, statement })
    ));
    // Both change one policy, which EventBridge refuses at the same time.
    further?.addDependency(first);
    return bus;
  }

  private rule(id: string, description: string, { source, detailType, detail }: events.EventPattern, targets?: events.IRuleTarget[]): events.Rule {
    return new events.Rule(this, id, { eventBus: this.eventBus, description, eventPattern: { source, detailType, detail }, targets });
  }

  // Alarms of the hub see other things than what accounts forward.
  private warnWithoutTargets(): void {
    // Lazy, and a token without any too.
    const hasTargets = [this.residencyRule, this.auditRule].some((rule) => {
      const targets = Stack.of(this).resolve((rule.node.defaultChild as events.CfnRule).targets) as unknown;
      return Array.isArray(targets) && targets.length > 0;
    });
    if (hasTargets) return;
    warn(this, WARNING_IDS.hubWithoutTargets, 'no rule has a target, so nobody is notified of calls that accounts report as processed elsewhere, or of alarms on their audit;' +
      ' give targets: [new SnsTopic(topic)], or call addTarget of residencyRule and auditRule');
  }

  private checkAlarms(profiles: readonly IInferenceProfile[], alarms: HubAlarmsOptions): void {
    const application = profiles.find((profile) => profile.application);
    if (application) fail(`inferenceProfiles: ${show(labelOf(application))} is an application inference profile, which one account has; give the system-defined profile that the accounts call`, this);
    checkShape(this, alarms, { 'throttles?': OPTIONS, 'serverErrors?': OPTIONS, 'alarmActions?': listOf(ALARM_ACTION), 'okActions?': listOf(ALARM_ACTION) }, 'alarms');
    const { throttles, serverErrors } = alarms;
    for (const [prop, options] of Object.entries({ throttles, serverErrors })) {
      if (!options) continue;
      checkShape(this, options, { 'enabled?': FLAG, 'alarmName?': TEXT, 'period?': DURATION, 'evaluationPeriods?': NUMBER, 'datapointsToAlarm?': NUMBER, 'threshold?': NUMBER }, `alarms.${prop}`);
      checkNumber(this, `alarms.${prop}.threshold`, options.threshold, (value) => Number.isFinite(value) && value >= 0, 'a count of 0 or more');
      if (options.alarmName !== undefined && profiles.length > 1) fail(`alarms.${prop}.alarmName: ${show(options.alarmName)} would be the name of ${profiles.length} alarms; leave it out, or give one profile`, this);
      const { period = DEFAULT_PERIOD } = options;
      const { evaluationPeriods } = evaluationOf(this, options);
      if (isToken(evaluationPeriods) || period.isUnresolved()) continue;
      const looksBack = period.toSeconds() * evaluationPeriods;
      if (looksBack > MAX_LOOK_BACK.toSeconds()) fail(`alarms.${prop}.evaluationPeriods: ${evaluationPeriods} periods of ${period.toHumanString()} are more than the 3 hours that a query of an alarm looks back; give fewer, or a shorter period`, this);
    }
    const signals = [throttles, serverErrors].filter((options) => options?.enabled ?? true).length;
    const count = profiles.length * signals;
    if (count > MAX_QUERY_ALARMS) {
      fail(`inferenceProfiles: ${profiles.length} profiles with ${signals} alarms each are ${count} alarms on queries, and an account has ${MAX_QUERY_ALARMS} in a Region; give the profiles that accounts call most,` +
        ' or switch one kind off (alarms: { serverErrors: { enabled: false } })', this);
    }
  }

  private alarmsOf(profile: IInferenceProfile, alarms: HubAlarmsOptions): cloudwatch.Alarm[] {
    const home = new Construct(this, profile.inferenceProfileId);
    const alarm = (id: string, metricName: string, what: string, options: CrisCountAlarmOptions = {}): cloudwatch.Alarm[] => {
      if (!(options.enabled ?? true)) return [];
      const one = new cloudwatch.Alarm(home, id, {
        metric: new cloudwatch.MathExpression({
          expression: `SELECT SUM(${metricName}) FROM SCHEMA("${NAMESPACE}", ModelId) WHERE ModelId = '${profile.inferenceProfileId}' GROUP BY AWS.AccountId ORDER BY MAX() DESC`,
          usingMetrics: {},
          label: what,
          period: options.period ?? DEFAULT_PERIOD,
        }),
        alarmName: options.alarmName,
        alarmDescription: `Calls through ${profile.inferenceProfileId} ${what}, in an account of the organization`,
        threshold: options.threshold ?? 0,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        ...evaluationOf(this, options),
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      one.addAlarmAction(...alarms.alarmActions ?? []);
      one.addOkAction(...alarms.okActions ?? []);
      return [one];
    };
    return [
      ...alarm('Throttles', CALL_METRICS.throttles, 'are throttled', alarms.throttles),
      ...alarm('ServerErrors', CALL_METRICS.serverErrors, 'fail on the side of AWS', alarms.serverErrors),
    ];
  }

  private checkOnly(): void {
    const { account, region } = Stack.of(this);
    const other = inApp<CrisMonitoringHub>(this, HUBS).find((hub) => Stack.of(hub).account === account && Stack.of(hub).region === region);
    if (other) fail(`CrisMonitoringHub: ${show(other.node.path)} is the hub of this account and Region already, which have one sink; use that one`, this);
    addToApp(this, HUBS);
  }
}

/** Whether an account is `Aws.ACCOUNT_ID`, in one way of writing it or another. */
function isOwnAccount(scope: Construct, account: string): boolean {
  return isToken(account) && (Stack.of(scope).resolve(account) as { Ref?: unknown }).Ref === 'AWS::AccountId';
}

/** Who may link and forward, as conditions of a policy. */
type Members = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One for each way to be a member: by unit, or by account. */
function membersOf(scope: Construct, { organizationId, organizationalUnitIds, accounts }: CrisMonitoringHubProps): Members[] {
  checkPolicyText(scope, 'organizationId', organizationId);
  checkForm(scope, 'organizationId', organizationId, /^o-[a-z0-9]{10,32}$/, 'is not the ID of an organization; give one like "o-a1b2c3d4e5"');
  for (const [prop, ids, form, what] of [
    ['organizationalUnitIds', organizationalUnitIds, /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'is not the ID of an organizational unit; give one like "ou-a1b2-c3d4e5f6"'],
    ['accounts', accounts, ACCOUNT, 'is not an account; give 12 digits'],
  ] as const) {
    if (ids === undefined) continue;
    checkList(scope, prop, ids, 'leave it out to take all accounts of the organization');
    for (const id of ids) {
      checkPolicyText(scope, prop, id);
      checkForm(scope, prop, id, form, what);
    }
  }
  const inOrganization = { 'aws:PrincipalOrgID': organizationId };
  const members: Members[] = [
    ...organizationalUnitIds ? [{ 'StringEquals': inOrganization, 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': organizationalUnitIds.map((unit) => `${organizationId}/*/${unit}/*`) } }] : [],
    ...accounts ? [{ StringEquals: { ...inOrganization, 'aws:PrincipalAccount': accounts } }] : [],
  ];
  return members.length > 0 ? members : [{ StringEquals: inOrganization }];
}

const ACCOUNT = /^\d{12}$/;
const DEFAULT_BUS = 'BedrockCris';
const DEFAULT_PERIOD = Duration.minutes(5);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
const BUS_NAME = /^(?!default$|aws\.)[.\-_A-Za-z0-9]{1,256}$/;
const NO_BUS_NAME = 'is not the name of a custom event bus; give 1 to 256 letters, digits and . - _';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_BUS_POLICY = 10_240;
const MAX_ARN = 350;

/** Alarms on queries in a Region, and how far they look back, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html */
const MAX_QUERY_ALARMS = 200;
const MAX_LOOK_BACK = Duration.hours(3);
