import { isDeepStrictEqual } from 'util';
import { Annotations, Aspects, Duration, PhysicalName, Stack, Stage } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct, IConstruct } from 'constructs';
import { checkAlarmsOptions, checkUnnamed, CrisAlarms, CrisAlarmsOptions } from './alarms';
import { CrisDashboard } from './dashboard';
import { ICrisMonitoringHub } from './hub';
import { HubConnection, ORGANIZATION_NAMESPACE } from './hub-connection';
import { InferenceQuota } from './inference-quota';
import { AuditSource } from '../audit/audit-source';
import { ResidencyRule } from '../audit/residency-rule';
import { CrisTrailFilters } from '../audit/trail-filters';
import { checkAlarmActions, haveActions } from '../private/alarm-actions';
import { addToApp, dependsOn, inApp, outermostStack, whenComplete } from '../private/app';
import { fail, INFO_IDS, show, warn, WARNING_IDS } from '../private/errors';
import { checkScope, checkShape, checkValue, DASHBOARD, FLAG, having, instanceOf, listOf, OPTIONS, PROFILE, TEXT } from '../private/shape';
import { checkSamePlace, sourcesOf } from '../private/source';
import { differ, isToken } from '../private/tokens';
import { checkCalled, checkDistinct } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { calledAs, labelOf, profileConstructId } from '../profile/names';

/**
 * Options of a profile that is monitored.
 */
export interface MonitoredProfileOptions {
  /**
   * The Regions that calls are sent to, which the dashboard shows side by side.
   *
   * The Region of the monitoring must be one of them.
   *
   * @default - the Region of the monitoring
   */
  readonly sourceRegions?: string[];

  /**
   * The alarms of this profile: each option that is given replaces that of the monitoring.
   *
   * @default - as the monitoring has them for every profile
   */
  readonly alarms?: CrisAlarmsOptions;
}

/**
 * The monitoring of the inference profiles that an account calls in a Region: `CrisMonitoring`, or `CrisMonitoring.none()`.
 */
export interface ICrisMonitoring {
  /** The dashboard, or undefined if there is none. */
  readonly dashboard?: CrisDashboard;

  /** The filters on what is recorded, or undefined without an audit. */
  readonly trailFilters?: CrisTrailFilters;

  /**
   * Monitors a profile, unless it is monitored already.
   *
   * Throws if the profile is monitored with other options already, and for an application inference profile of another Region.
   *
   * @param inferenceProfile the profile
   * @param options its source Regions and alarms
   */
  addInferenceProfile(inferenceProfile: IInferenceProfile, options?: MonitoredProfileOptions): void;

  /**
   * The alarms of a profile, or undefined if it is not monitored or has no alarms.
   *
   * @param inferenceProfile the profile
   */
  alarmsOf(inferenceProfile: IInferenceProfile): CrisAlarms | undefined;
}

/**
 * The dashboard of a monitoring.
 */
export interface MonitoringDashboardOptions {
  /**
   * Whether there is a dashboard.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * An existing dashboard of the app, which the widgets are added to.
   *
   * @default - a new one
   */
  readonly dashboard?: cloudwatch.Dashboard;

  /**
   * The name of a new dashboard. Names are account-wide, so include the Region.
   *
   * @default - chosen by CloudFormation
   */
  readonly dashboardName?: string;

  /**
   * Quotas whose use is shown. More can be added with `dashboard.addQuota`.
   *
   * @default - none
   */
  readonly quotas?: InferenceQuota[];
}

/**
 * The alarms of a monitoring: of each profile, of the audit, and of residency.
 */
export interface MonitoringAlarmsOptions extends CrisAlarmsOptions {
  /**
   * Whether there are alarms.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Whether there is an alarm when the audit is changed.
   *
   * These are changes to:
   *
   * - a trail that is stopped, deleted, updated or selects other events
   * - the rule of the audit, a key that was given, and the logging of model invocations
   * - with `allowedRegions` or `hub`: the residency rule, the rule that forwards to the hub, links to other accounts, and the log group of an audit by
   *   EventBridge
   *
   * A deployment that changes these is such a change too. A rule that is switched off does not deliver the record of it, and a trail leaves AWS KMS out by
   * default. The alarms on unrecorded calls see what that hides.
   *
   * @default true
   */
  readonly auditChanges?: boolean;
}

/**
 * Properties of a monitoring.
 */
export interface CrisMonitoringProps {
  /**
   * The profiles that are monitored. Workloads add theirs.
   *
   * @default - none yet
   */
  readonly inferenceProfiles?: IInferenceProfile[];

  /**
   * The options of the dashboard.
   *
   * @default - a new one
   */
  readonly dashboard?: MonitoringDashboardOptions;

  /**
   * The options of the alarms.
   *
   * @default - alarms on throttles, server errors, latency, time to first token and unrecorded calls of each profile, and on changes to what audits; without
   * actions, with a warning
   */
  readonly alarms?: MonitoringAlarmsOptions;

  /**
   * Where the records of calls are: they show where calls were processed.
   *
   * @default AuditSource.eventBridge()
   */
  readonly audit?: AuditSource;

  /**
   * The Regions that calls may be processed in.
   *
   * A call that was processed elsewhere raises an alarm, after the fact, and goes to `residencyTargets`.
   *
   * @default - any
   */
  readonly allowedRegions?: string[];

  /**
   * What receives the record of a call that was processed elsewhere, together with `allowedRegions`.
   *
   * @default - nothing; the alarm tells
   */
  readonly residencyTargets?: events.IRuleTarget[];

  /**
   * The hub of the organization, in this Region.
   *
   * With it, this monitoring is the baseline of a member account:
   *
   * - The metrics of Amazon Bedrock and of recorded calls are shared with the hub.
   * - Calls that were processed outside of `allowedRegions` are forwarded to it, and so is the state of the alarms on the audit. Without `allowedRegions`
   *   no call is forwarded, and an information at synth says so.
   * - The dashboard is off, and of the alarms on profiles only `unrecordedCalls` are on: the hub has those over all accounts. Options that are given win.
   *
   * An account and Region has one monitoring with a hub. In the monitoring account itself nothing is linked: it sees its own metrics.
   *
   * Throws for the hub of another Region, and for a second monitoring with a hub in an account and Region of the app.
   *
   * @default - none
   */
  readonly hub?: ICrisMonitoringHub;
}

/**
 * The monitoring of an account in a Region: one dashboard, one set of alarms for each profile, and one audit of where calls were processed. It sees the calls
 * of all callers, in this app or not.
 *
 * Define it before the first `CrisWorkload` of its stack to configure it, or let that create it. Workloads of other stacks of the same account, Region and
 * stage share it: `monitoring: first.monitoring`. The order of profiles and workloads changes no logical ID.
 *
 * Throws for a second one in a stack, for a profile that is given twice, for `residencyTargets` without `allowedRegions`, and for what its
 * parts throw for. Warns if no alarm has an action, and if another stack of the app watches a profile in the same account and Region.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring.html
 *
 * @example
 * const monitoring = new CrisMonitoring(this, 'Monitoring', {
 *   alarms: { latencyP99: { threshold: Duration.seconds(30) }, alarmActions: [new SnsAction(topic)] },
 * });
 * new CrisWorkload(this, 'Assistant', { inferenceProfiles: [InferenceProfile.globalProfile(sonnet)] });
 */
export class CrisMonitoring extends Construct implements ICrisMonitoring {
  /**
   * The monitoring of a stack and its nested stacks: the one that is defined there, or a new one with the ID `CrisMonitoring`.
   *
   * @param scope any construct of the stack
   */
  public static of(scope: Construct): CrisMonitoring {
    checkScope(scope);
    const stack = outermostStack(scope);
    const monitoring = monitoringOf(stack) ?? new CrisMonitoring(stack, DEFAULT_ID);
    return monitoring;
  }

  /**
   * A monitoring that defines nothing.
   */
  public static none(): ICrisMonitoring {
    return new NoMonitoring();
  }

  /**
   * What a workload registers its profiles with. Throws where one monitoring cannot serve it.
   *
   * @internal
   */
  public static _serve(workload: Construct, monitoring: ICrisMonitoring): void {
    checkValue(workload, 'monitoring', monitoring, MONITORING, true);
    if (!Construct.isConstruct(monitoring)) return;
    if (Stage.of(monitoring) !== Stage.of(workload)) {
      fail(`monitoring: ${show(monitoring)} is in another stage than this workload, and references do not cross stages; define a CrisMonitoring in a stack of this stage, or leave it out`, workload);
    }
    checkSamePlace(workload, 'monitoring', Stack.of(monitoring));
  }

  public readonly dashboard?: CrisDashboard;
  public readonly trailFilters?: CrisTrailFilters;
  /** The rule for calls that were processed outside of `allowedRegions`, or undefined without them. */
  public readonly residencyRule?: ResidencyRule;
  /** The alarm on calls that were processed outside of `allowedRegions`, or undefined without them or without alarms. */
  public readonly residencyAlarm?: cloudwatch.Alarm;
  /** The alarm on changes to the audit, or undefined without an audit or if it is switched off. */
  public readonly auditChangesAlarm?: cloudwatch.Alarm;

  private readonly monitored = new Map<string, Monitored>();
  private readonly options: MonitoringAlarmsOptions;
  private readonly hasHub: boolean;

  /** Creates the monitoring of the stack. */
  constructor(scope: Construct, id: string, props: CrisMonitoringProps = {}) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles?': listOf(PROFILE),
      'dashboard?': OPTIONS,
      'alarms?': OPTIONS,
      'audit?': instanceOf(() => AuditSource),
      'allowedRegions?': listOf(TEXT),
      'residencyTargets?': listOf(having('a target of a rule, like new SnsTopic(topic)', 'bind')),
      'hub?': having('a hub, like CrisMonitoringHub.fromCrisMonitoringHubAttributes(…)', 'eventBusArn'),
    });
    const { alarms: given = {}, audit = AuditSource.eventBridge(), inferenceProfiles, allowedRegions, residencyTargets, hub } = props;
    const dashboard = props.dashboard ?? { enabled: hub === undefined };
    checkShape(this, dashboard, { 'enabled?': FLAG, 'dashboard?': DASHBOARD, 'dashboardName?': TEXT, 'quotas?': listOf(instanceOf(() => InferenceQuota)) }, 'dashboard');
    checkShape(this, given, { 'enabled?': FLAG, 'auditChanges?': FLAG }, 'alarms');
    checkAlarmsOptions(this, given, 'alarms');
    checkUnnamed(this, given);
    const alarms = hub ? { ...WATCHED_BY_HUB, ...given } : given;
    if (inferenceProfiles) checkDistinct(this, inferenceProfiles);
    if (residencyTargets?.length && !allowedRegions) fail('residencyTargets: there are no allowedRegions, so nothing is sent to them; give allowedRegions, or leave them out', this);
    this.options = alarms;
    this.hasHub = hub !== undefined;
    this.checkOnly();
    if (hub) this.checkOnlyWithHub();
    addToApp(this, KIND);

    if (!audit._isNone) {
      this.trailFilters = new CrisTrailFilters(this, 'Audit', { audit, metricNamespace: hub && ORGANIZATION_NAMESPACE });
      this.trailFilters._checkCountsHere(this);
    }
    const connection = hub && new HubConnection(this, 'Hub', hub);
    const forwardsAlarms = this.trailFilters !== undefined && this.hasAlarms;
    const forwarding = connection && this.trailFilters && forwardsAlarms ? connection.forwardAlarms(this.trailFilters.metricNamespace) : undefined;
    if (connection && !allowedRegions) {
      Annotations.of(this).addInfoV2(INFO_IDS.residencyNotForwarded,
        'there are no allowedRegions, so there is no residency rule, and calls that are processed elsewhere are not forwarded to the hub' +
        `${forwardsAlarms ? ': the state of the alarms on the audit is' : ', and nothing else is'}; give the Regions that calls may be processed in (allowedRegions: ['eu-west-1']), or acknowledge this`);
    }
    if (dashboard.enabled ?? true) {
      const { enabled, ...rest } = dashboard;
      this.dashboard = new CrisDashboard(this, 'Dashboard', { ...rest, trailFilters: this.trailFilters });
    }
    if (this.trailFilters && this.hasAlarms && (alarms.auditChanges ?? true)) {
      this.auditChangesAlarm = this.alarm('AuditChanges', this.trailFilters.metricAuditChanges({ period: Duration.minutes(5) }),
        'The audit of Amazon Bedrock was changed: a trail, the rule, a key, or the logging of model invocations');
    }
    if (allowedRegions) {
      this.residencyRule = new ResidencyRule(this, 'Residency', { allowedRegions, targets: residencyTargets });
      if (connection) this.residencyRule.rule.addTarget(connection.target);
      if (this.hasAlarms) {
        this.residencyAlarm = this.alarm('ProcessedElsewhere', new cloudwatch.Metric({
          namespace: 'AWS/Events',
          metricName: 'MatchedEvents',
          dimensionsMap: { RuleName: this.residencyRule.rule.ruleName },
          statistic: cloudwatch.Stats.SUM,
          period: Duration.minutes(5),
        }), 'Calls of Amazon Bedrock were processed outside of the allowed Regions');
      }
    }
    const ownRules = [this.residencyRule?.rule, forwarding].flatMap((rule) => rule?.ruleName ?? []);
    if (ownRules.length > 0) this.trailFilters?._countChangesOf(ownRules, connection?.isLinked ?? false);
    for (const profile of inferenceProfiles ?? []) this.addInferenceProfile(profile);
    whenComplete(this, () => this.warnWithoutActions());
    checkAlarmActions(this, () => [this.auditChangesAlarm, this.residencyAlarm].flatMap((alarm) => alarm ?? []));
    this.node.addValidation({ validate: () => tooManyResources(this, this.monitored.size) });
  }

  public addInferenceProfile(inferenceProfile: IInferenceProfile, options: MonitoredProfileOptions = {}): void {
    checkValue(this, 'inferenceProfile', inferenceProfile, PROFILE);
    checkShape(this, options, { 'sourceRegions?': listOf(TEXT), 'alarms?': OPTIONS }, 'options');
    if (options.alarms) checkAlarmsOptions(this, options.alarms, 'alarms');
    const name = calledAs(inferenceProfile);
    const first = this.monitored.get(name);
    if (first) return this.checkAlike(first, inferenceProfile, options);

    const sources = sourcesOf(this, options.sourceRegions);
    checkCalled(this, [inferenceProfile], sources, 'inferenceProfile');
    const { region } = Stack.of(this);
    if (sources.every((source) => differ(source.region, region))) {
      fail(`sourceRegions: ${show(options.sourceRegions)} do not hold ${show(region)}, the Region of this monitoring, where the metrics and records would have to be; define a CrisMonitoring in a stack of a source Region`, this);
    }
    this.checkCycle(inferenceProfile);
    this.warnIfWatchedTwice(inferenceProfile, name);
    this.dashboard?.addInferenceProfile(inferenceProfile, { sourceRegions: options.sourceRegions });
    const alarms = this.hasAlarms ? this.alarmsFor(inferenceProfile, merged(this.options, options.alarms)) : undefined;
    this.monitored.set(name, { options, alarms });
  }

  public alarmsOf(inferenceProfile: IInferenceProfile): CrisAlarms | undefined {
    checkValue(this, 'inferenceProfile', inferenceProfile, PROFILE);
    return this.monitored.get(calledAs(inferenceProfile))?.alarms;
  }

  private get hasAlarms(): boolean {
    return this.options.enabled ?? true;
  }

  private alarmsFor(inferenceProfile: IInferenceProfile, options: CrisAlarmsOptions): CrisAlarms {
    const alarms = new CrisAlarms(this, profileConstructId(this, inferenceProfile), { ...options, inferenceProfile, trailFilters: this.trailFilters });
    this.dashboard?.addAlarms(...alarms.alarms);
    for (const [metricName, threshold] of alarms._thresholds) this.dashboard?._addThreshold(metricName, threshold);
    return alarms;
  }

  private alarm(id: string, metric: cloudwatch.IMetric, alarmDescription: string): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      // As in CrisAlarms: for a dashboard of another account or Region.
      alarmName: PhysicalName.GENERATE_IF_NEEDED,
      alarmDescription,
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const { alarmActions = [], okActions = [] } = this.options;
    if (alarmActions.length > 0) alarm.addAlarmAction(...alarmActions);
    if (okActions.length > 0) alarm.addOkAction(...okActions);
    this.dashboard?.addAlarms(alarm);
    return alarm;
  }

  private checkOnly(): void {
    const other = monitoringOf(outermostStack(this));
    if (!other) return;
    fail(other.node.id === DEFAULT_ID && other.node.scope === outermostStack(this)
      ? `CrisMonitoring: a workload of this stack, or CrisMonitoring.of, has made ${show(other.node.path)} already; define this one before the first CrisWorkload of the stack`
      : `CrisMonitoring: a stack has one, for everything that is called in its account and Region, and ${show(other.node.path)} is it; use that one`, this);
  }

  private checkOnlyWithHub(): void {
    const { account, region } = Stack.of(this);
    // Templates for several organizational units are not told apart by what is known here.
    if (isToken(account) || isToken(region)) return;
    const other = inApp<CrisMonitoring>(this, KIND).find((one) => one.hasHub && Stack.of(one).account === account && Stack.of(one).region === region);
    if (!other) return;
    fail(`hub: ${show(other)} has a hub already, in this account and Region, which have one link to it and one namespace of recorded calls;` +
      ' leave hub out here, or let the workloads share that one (monitoring: first.monitoring)', this);
  }

  // What is left out agrees with everything.
  private checkAlike(first: Monitored, profile: IInferenceProfile, { sourceRegions, alarms }: MonitoredProfileOptions): void {
    const { region } = Stack.of(this);
    const differs = (one: unknown, other: unknown) => !isDeepStrictEqual(one, other);
    const prop = sourceRegions && differs([...sourceRegions].sort(), [...first.options.sourceRegions ?? [region]].sort()) ? 'sourceRegions'
      : alarms && differs(alarms, first.options.alarms ?? {}) ? 'alarms' : undefined;
    if (prop === undefined) return;
    fail(`${prop}: ${show(labelOf(profile))} is monitored already, with ${prop === 'sourceRegions' ? show(first.options.sourceRegions ?? ['the Region of the stack']) : 'other alarms'};` +
      ' give it the same options wherever it is added, or leave them out after the first', this);
  }

  // The alarms refer to an application inference profile by its ID. References are only known once everything is defined.
  private checkCycle(profile: IInferenceProfile): void {
    if (!Construct.isConstruct(profile) || !isToken(profile.inferenceProfileId)) return;
    const [here, there] = [outermostStack(this), outermostStack(profile)];
    if (here === there) return;
    const check = () => {
      if (!dependsOn(there, here)) return;
      fail(`monitoring: ${show(labelOf(profile))} is an application inference profile of the stack ${there.node.path}, whose resources use those of ${here.node.path}, the stack of this monitoring, and alarms here would` +
        ` use the profile there: a cycle; define a CrisMonitoring in ${there.node.path}, or leave costTags out`, this);
    };
    Aspects.of(this).add({ visit: (node) => { if (node === this) check(); } });
  }

  private warnIfWatchedTwice(profile: IInferenceProfile, name: string): void {
    const { account, region } = Stack.of(this);
    const known = !isToken(account) && !isToken(region);
    const other = inApp<CrisMonitoring>(this, KIND).find((one) => {
      const stack = Stack.of(one);
      return one !== this && stack.account === account && stack.region === region && (known || Stage.of(one) === Stage.of(this)) && one.monitored.has(name);
    });
    if (!other) return;
    warn(this, WARNING_IDS.watchedTwice,
      `${labelOf(profile)} is watched by ${other.node.path} too, in the same account and Region: both see all calls through it, and each alarm, filter and dashboard is paid twice; ` +
      'let the workloads share one (monitoring: first.monitoring), or give each costTags, which tell the calls of workloads apart');
  }

  private warnWithoutActions(): void {
    // The hub is told of the alarms on the audit, and of calls that were processed elsewhere.
    const audits = this.hasHub ? [this.auditChangesAlarm, this.residencyAlarm, ...[...this.monitored.values()].map(({ alarms: of }) => of?.unrecordedCalls)] : [];
    const alarms = this.node.findAll().filter((one): one is cloudwatch.Alarm => one instanceof cloudwatch.Alarm && !audits.includes(one));
    if (alarms.length === 0 || haveActions(alarms)) return;
    warn(this, WARNING_IDS.noAlarmActions, 'no alarm has an action, so nobody is notified; give alarms: { alarmActions: [new SnsAction(topic)] } to a CrisMonitoring that is defined before the first workload');
  }
}

/** What is known of a profile that is monitored. */
interface Monitored {
  readonly options: MonitoredProfileOptions;
  readonly alarms?: CrisAlarms;
}

/** What the hub has alarms on, over all accounts. */
const WATCHED_BY_HUB: CrisAlarmsOptions = {
  throttles: { enabled: false }, serverErrors: { enabled: false }, latencyP99: { enabled: false }, timeToFirstTokenP99: { enabled: false },
};

const DEFAULT_ID = 'CrisMonitoring';
const KIND = Symbol.for('cdk-bedrock-cris.CrisMonitoring');
const MONITORING = having('a monitoring, like other.monitoring or CrisMonitoring.none()', 'addInferenceProfile');

/** The options of all profiles, with those of one in place of the same. */
function merged(all: CrisAlarmsOptions, one: CrisAlarmsOptions = {}): CrisAlarmsOptions {
  return {
    throttles: { ...all.throttles, ...one.throttles },
    serverErrors: { ...all.serverErrors, ...one.serverErrors },
    latencyP99: { ...all.latencyP99, ...one.latencyP99 },
    timeToFirstTokenP99: { ...all.timeToFirstTokenP99, ...one.timeToFirstTokenP99 },
    unrecordedCalls: { ...all.unrecordedCalls, ...one.unrecordedCalls },
    alarmActions: one.alarmActions ?? all.alarmActions,
    okActions: one.okActions ?? all.okActions,
  };
}

function monitoringOf(stack: Stack): CrisMonitoring | undefined {
  return inApp<CrisMonitoring>(stack, KIND).find((monitoring) => outermostStack(monitoring) === stack);
}

class NoMonitoring implements ICrisMonitoring {
  public readonly dashboard = undefined;
  public readonly trailFilters = undefined;

  public addInferenceProfile(): void {
    // Nothing is monitored.
  }

  public alarmsOf(): CrisAlarms | undefined {
    return undefined;
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;

// The CDK counts too, and does not say what to do.
function tooManyResources(scope: IConstruct, profiles: number): string[] {
  const stack = Stack.of(scope);
  const all = stack.node.findAll();
  if (all.length <= MAX_RESOURCES) return [];
  const resources = all.filter((one) => (one as { cfnResourceType?: unknown }).cfnResourceType !== undefined && Stack.of(one) === stack).length;
  return resources <= MAX_RESOURCES ? [] : [
    `CrisMonitoring: the stack ${stack.node.path} has ${resources} resources, and CloudFormation takes ${MAX_RESOURCES}; ${profiles} profiles have alarms here; move workloads to other stacks of the` +
    ' account and Region, and give them this monitoring (monitoring: first.monitoring), or switch alarms off that you do not need (alarms: { timeToFirstTokenP99: { enabled: false } })',
  ];
}
