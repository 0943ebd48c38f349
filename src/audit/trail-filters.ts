import { Annotations, Names } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AuditSource } from './audit-source';
import { BoundAudit } from './bound-audit';
import { ALL_ACCOUNTS, MAX_METRIC_FILTERS, MAX_PATTERN_LENGTH, ownChangesFilter, RECORD_METRICS, RecordFilter, recordFilters } from './patterns/metric-filters';
import { recordQueries } from './patterns/queries';
import { CrisTrail } from './trail';
import { inferenceProfileArn } from '../bedrock/arns';
import { CATALOG } from '../bedrock/catalog';
import { hasGlobalProfiles, LONGEST, partitionOf } from '../bedrock/regions';
import { addToApp, inApp, whenComplete } from '../private/app';
import { fail, INFO_IDS, show } from '../private/errors';
import { checkShape, checkValue, FLAG, instanceOf, PROFILE, TEXT } from '../private/shape';
import { Source, sourcesOf } from '../private/source';
import { differ, isToken, literal } from '../private/tokens';
import { IInferenceProfile } from '../profile/inference-profile';
import { calledAs } from '../profile/names';

/**
 * Properties of trail filters.
 */
export interface CrisTrailFiltersProps {
  /** The source of the records. */
  readonly audit: AuditSource;

  /**
   * The namespace of the metrics. Two filters with one namespace count a call twice.
   *
   * @default - `BedrockCris/` and a name that is unique to this construct
   */
  readonly metricNamespace?: string;
}

/** Options of a metric of recorded calls. */
export interface RecordMetricOptions extends cloudwatch.MetricOptions {
  /**
   * Whether the metric counts calls that pass the ARN of a system-defined profile instead of its ID.
   *
   * Calls through an application inference profile always pass its ARN.
   *
   * @default false
   */
  readonly byArn?: boolean;

  /**
   * The source Region of the calls.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegion?: string;

  /**
   * The account of the calls, where the audit tells accounts apart.
   *
   * @default - the account of the stack
   */
  readonly sourceAccount?: string;
}

/**
 * Metric filters and saved queries on CloudTrail records that show where calls through inference profiles were processed.
 *
 * They count all calls of the account in a source Region, through any inference profile, by ID or by ARN, from all callers. A trail cannot select
 * Amazon Bedrock among management events, so the filters do.
 *
 * There are six metric filters and two saved queries, however many profiles there are, and a seventh filter in a `CrisMonitoring` with
 * `allowedRegions` or `hub`. Each distinct set of dimensions is a custom metric, at $0.30 a month for the hours with data; the first 10 of an account
 * are free.
 *
 * Throws for `AuditSource.none()`, for more filters than a log group allows, and for a log group that two audits by EventBridge send records to.
 * Throws for a pattern that is too long, for a namespace that CloudWatch does not take, and for everything that the audit source throws for.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 *
 * @example
 * const existing = logs.LogGroup.fromLogGroupName(this, 'TrailLogs', 'trail-logs');
 * const filters = new CrisTrailFilters(this, 'Filters', { audit: AuditSource.logGroup(existing) });
 * filters.metricAuditChanges().createAlarm(this, 'AuditChanged', {
 *   threshold: 0,
 *   evaluationPeriods: 1,
 * });
 */
export class CrisTrailFilters extends Construct {
  /** The log group that is filtered. */
  public readonly logGroup: logs.ILogGroup;
  /** The namespace of the metrics. */
  public readonly metricNamespace: string;
  /** The Regions whose calls are counted. */
  public readonly sourceRegions: string[];

  private readonly source: Source;
  private readonly byAccount: boolean;
  private readonly accounts: readonly string[];
  private readonly path: '' | 'detail.';
  private readonly recordAlso?: BoundAudit['recordAlso'];
  private readonly dimensions: ReadonlyMap<string, readonly string[]>;
  private isCompared = false;
  private filterCount = 0;

  /** Defines the metric filters and the saved queries. */
  constructor(scope: Construct, id: string, props: CrisTrailFiltersProps) {
    super(scope, id);
    checkShape(this, props, { 'audit': instanceOf(() => AuditSource), 'metricNamespace?': TEXT });
    if (props.audit._isNone) fail('audit: AuditSource.none() has no records to filter; give another one, or leave the filters out', this);
    const uniqueName = Names.uniqueResourceName(this, { maxLength: 200, separator: '-' });
    this.metricNamespace = props.metricNamespace ?? `BedrockCris/${uniqueName}`;
    if (!isToken(this.metricNamespace) && !/^(?!AWS\/|:)[A-Za-z0-9.\-_/#:]{1,255}$/.test(this.metricNamespace)) {
      fail(`metricNamespace: ${show(this.metricNamespace)} is not a metric namespace; give 1 to 255 letters, digits and . - _ / # : that do not start with "AWS/" or ":"`, this);
    }
    const audit = props.audit._bind(this)!;
    this.logGroup = audit.logGroup;
    this.source = sourcesOf(this)[0];
    this.sourceRegions = [...audit.sourceRegions ?? [this.source.region]];
    this.byAccount = audit.accounts !== undefined;
    this.path = audit.path;
    this.recordAlso = audit.recordAlso;
    this.accounts = audit.accounts ?? [this.source.account];
    const calls = { ...audit, accounts: this.accounts, sourceRegions: this.sourceRegions, byAccount: this.byAccount, prefixes: this.prefixes() };
    this.checkLengths(recordFilters({
      ...calls,
      accounts: calls.accounts.map((account) => isToken(account) ? WIDEST.account : account),
      sourceRegions: this.sourceRegions.map((region) => isToken(region) ? WIDEST.region : region),
      ruleName: audit.ruleName && WIDEST.ruleName,
      keyId: audit.keyId && WIDEST.keyId,
    }));
    const filters = recordFilters(calls);
    this.checkLogGroup();
    this.countFilters(filters.length);
    addToApp(this, KIND);
    this.dimensions = new Map(filters.map(({ metricName, dimensions }) => [metricName, Object.keys(dimensions)]));

    for (const filter of filters) this.filter(filter);
    for (const [queryId, { name, query }] of Object.entries(recordQueries(audit.path))) {
      new logs.CfnQueryDefinition(this, queryId, { name: `${uniqueName}/${name}`, queryString: query, logGroupNames: [this.logGroup.logGroupName] });
    }
    if (audit.needsTrail) whenComplete(this, () => this.noticeOfTrail());
  }

  /**
   * Recorded calls, of any model and with any outcome, as a sum.
   *
   * If it is 0 in a source Region where Amazon Bedrock is called, that Region has no audit.
   *
   * @param options which calls are counted, and metric options
   */
  public metricRecorded(options: RecordMetricOptions = {}): cloudwatch.Metric {
    this.checkOptions(options);
    return this.metric(RECORD_METRICS.recorded, options, {});
  }

  /**
   * Calls that were processed in another Region than they were sent to, as a sum.
   *
   * If the audit tells accounts apart, it counts calls through every profile, whatever `inferenceProfile` is.
   *
   * @param inferenceProfile the profile that the calls went through
   * @param inferenceRegion the Region that processed the calls
   * @param options which calls are counted, and metric options
   */
  public metricRerouted(inferenceProfile: IInferenceProfile, inferenceRegion: string, options: RecordMetricOptions = {}): cloudwatch.Metric {
    this.checkOptions(options);
    checkValue(this, 'inferenceRegion', inferenceRegion, TEXT);
    return this.metric(RECORD_METRICS.rerouted, options, { InferenceRegion: inferenceRegion, ...this.perProfile(inferenceProfile, options) });
  }

  /**
   * Calls that were processed in their source Region, or whose Region was not reported, as a sum.
   *
   * The record of a streamed call need not report its Region. If the audit tells accounts apart, it counts calls through every profile, whatever
   * `inferenceProfile` is.
   *
   * @param inferenceProfile the profile that the calls went through
   * @param options which calls are counted, and metric options
   */
  public metricNotRerouted(inferenceProfile: IInferenceProfile, options: RecordMetricOptions = {}): cloudwatch.Metric {
    this.checkOptions(options);
    return this.metric(RECORD_METRICS.notRerouted, options, this.perProfile(inferenceProfile, options));
  }

  /**
   * Streams that a Region completed, as a sum.
   *
   * Their records name no profile. The saved query "Calls by processing Region, streams included" joins them to their calls.
   *
   * @param inferenceRegion the Region that processed the streams
   * @param options which calls are counted, and metric options
   */
  public metricCompletedStreams(inferenceRegion: string, options: RecordMetricOptions = {}): cloudwatch.Metric {
    this.checkOptions(options);
    checkValue(this, 'inferenceRegion', inferenceRegion, TEXT);
    return this.metric(RECORD_METRICS.streams, options, { InferenceRegion: inferenceRegion });
  }

  /**
   * Calls that failed with an error, for example throttled and denied calls, as a sum.
   *
   * @param errorCode the error as CloudTrail names it, for example `AccessDenied` or `ThrottlingException`
   * @param options which calls are counted, and metric options
   */
  public metricFailed(errorCode: string, options: RecordMetricOptions = {}): cloudwatch.Metric {
    this.checkOptions(options);
    checkValue(this, 'errorCode', errorCode, TEXT);
    return this.metric(RECORD_METRICS.failed, options, { ErrorCode: errorCode });
  }

  /**
   * Changes to what records the calls, also refused ones, as a sum.
   *
   * It counts changes to a trail (stopped, deleted, updated, other event selectors), to the rule of the audit, to a given key, and to the logging of
   * model invocations. A rule that is switched off or deleted does not deliver that record: the alarm on unrecorded calls reports it.
   *
   * In a `CrisMonitoring` with `allowedRegions` or `hub` it also counts changes to the residency rule, to the rule that forwards to the hub, and to links to
   * other accounts. An audit by EventBridge then counts changes to its log group too, unless the name of that is too long for its event pattern. Deleted
   * alarms are not counted.
   *
   * @param options metric options
   */
  public metricAuditChanges(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: this.metricNamespace, metricName: RECORD_METRICS.changes, statistic: cloudwatch.Stats.SUM, ...options }).attachTo(this);
  }

  /**
   * Throws if the calls of the stack itself are not among those that are counted: its metrics of Amazon Bedrock are compared with what is recorded.
   *
   * @internal
   */
  public _checkCountsHere(scope: Construct): void {
    const { region, account } = this.source;
    if (this.sourceRegions.every((one) => differ(one, region))) {
      fail(`audit: the sourceRegions ${show(this.sourceRegions)} of its log group do not hold ${show(region)}, the Region of this stack, whose calls would seem not to be recorded; add it`, scope);
    }
    if (!this.accounts.includes(ALL_ACCOUNTS) && this.accounts.every((one) => differ(one, account))) {
      fail(`audit: the accounts of its log group do not hold ${show(account)}, the account of this stack, whose calls would seem not to be recorded; add it, or give ["*"]`, scope);
    }
  }

  /**
   * The names of the dimensions of a metric.
   *
   * @internal
   */
  public _dimensionsOf(metricName: string): readonly string[] {
    return this.dimensions.get(metricName) ?? [];
  }

  /**
   * Notes that an alarm compares calls with what is recorded here.
   *
   * @internal
   */
  public _alarmsOnUnrecordedCalls(): void {
    this.isCompared = true;
  }

  /**
   * Counts changes to what a monitoring has of its own, among those of the audit.
   *
   * @internal
   */
  public _countChangesOf(ruleNames: readonly string[], isLinked: boolean): void {
    const { account, region } = this.source;
    const own = this.recordAlso?.({ isLinked, logGroupName: this.logGroup.logGroupName }) ?? { isLinked };
    this.countFilters(1);
    this.filter(ownChangesFilter({ path: this.path, account, region, ruleNames, ...own }));
  }

  private filter({ id, metricName, pattern, dimensions }: RecordFilter): void {
    // By L1: the L2 takes an empty set of dimensions for one, and no default value goes with dimensions.
    new logs.CfnMetricFilter(this, id, {
      logGroupName: this.logGroup.logGroupName,
      filterPattern: pattern,
      metricTransformations: [{
        metricNamespace: this.metricNamespace,
        metricName,
        metricValue: '1',
        dimensions: Object.keys(dimensions).length === 0 ? undefined : Object.entries(dimensions).map(([key, value]) => ({ key, value })),
      }],
    });
  }

  // A trail that is defined later in the app counts too.
  private noticeOfTrail(): void {
    if (CrisTrail._recordsPlaceOf(this)) return;
    const then = this.isCompared ? 'and the alarms UnrecordedCalls go off' : 'and no alarm reports it: no profile is monitored here with an alarm on unrecorded calls';
    Annotations.of(this).addInfoV2(INFO_IDS.auditNeedsTrail,
      'records come through a CloudTrail trail that records management events of this account and Region, read-only ones too, as most organizations have one; without a trail nothing is ' +
      `recorded, ${then}. This line makes one: new CrisTrail(this, 'Trail');`);
  }

  // Those of GovCloud exist in its own partition only.
  private prefixes(): string[] {
    const commercial = this.sourceRegions.every((region) => literal(region) !== undefined && hasGlobalProfiles(partitionOf(region)));
    return [...CATALOG.prefixes].filter((prefix) => !commercial || prefix !== 'us-gov');
  }

  private checkOptions(options: RecordMetricOptions): void {
    checkShape(this, options, { 'byArn?': FLAG, 'sourceRegion?': TEXT, 'sourceAccount?': TEXT }, 'options');
  }

  private modelId(profile: IInferenceProfile, { byArn, sourceRegion = this.source.region, sourceAccount = this.source.account }: RecordMetricOptions): string {
    checkValue(this, 'inferenceProfile', profile, PROFILE);
    return byArn && !profile.application ? inferenceProfileArn({ ...this.source, region: sourceRegion, account: sourceAccount }, profile.inferenceProfileId) : calledAs(profile);
  }

  private perProfile(profile: IInferenceProfile, options: RecordMetricOptions): Record<string, string> {
    const ModelId = this.modelId(profile, options);
    return this.byAccount ? {} : { ModelId };
  }

  private metric(metricName: string, { byArn, sourceRegion, sourceAccount, ...options }: RecordMetricOptions, dimensions: Record<string, string>): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: this.metricNamespace,
      metricName,
      statistic: cloudwatch.Stats.SUM,
      ...options,
      dimensionsMap: { ...this.byAccount && { Account: sourceAccount ?? this.source.account }, SourceRegion: sourceRegion ?? this.source.region, ...dimensions },
    }).attachTo(this);
  }

  private checkLengths(filters: ReadonlyArray<{ readonly pattern: string }>): void {
    const longest = Math.max(...filters.map(({ pattern }) => pattern.length));
    if (longest <= MAX_PATTERN_LENGTH) return;
    fail(`audit: the longest pattern of a filter would have ${longest} characters, and CloudWatch Logs takes ${MAX_PATTERN_LENGTH}; give fewer sourceRegions, or fewer accounts, or ["*"] for all,` +
      ' or define several CrisTrailFilters', this);
  }

  private get others(): readonly CrisTrailFilters[] {
    const place = placeOf(this.logGroup);
    return inApp<CrisTrailFilters>(this, KIND).filter((other) => other !== this && placeOf(other.logGroup) === place);
  }

  private checkLogGroup(): void {
    // Each rule delivers every record.
    const twice = this.path === '' ? undefined : this.others.find(({ path }) => path === this.path);
    if (twice) {
      fail(`logGroup: ${show(twice.node.path)} sends the records of EventBridge there already, and each call would be counted twice; leave it out for a log group of its own, or let stacks share a` +
        ' CrisMonitoring (monitoring: other.monitoring)', this);
    }
  }

  private countFilters(more: number): void {
    this.filterCount += more;
    const all = this.others.reduce((sum, { filterCount }) => sum + filterCount, this.filterCount);
    if (all > MAX_METRIC_FILTERS) fail(`audit: the filters on this log group would be ${all}, and a log group holds ${MAX_METRIC_FILTERS}; let stacks share a CrisMonitoring (monitoring: other.monitoring)`, this);
  }
}

/** The longest that the values may be when they are deployed. */
const WIDEST = { ...LONGEST, ruleName: 'x'.repeat(64), keyId: 'x'.repeat(40) };

const KIND = Symbol.for('cdk-bedrock-cris.CrisTrailFilters');

// A log group that exists may be referenced more than once, by its name.
function placeOf({ logGroupName, env, node }: logs.ILogGroup): string {
  return [env.account, env.region, literal(logGroupName)].every((value) => value !== undefined && !isToken(value)) ? [env.account, env.region, logGroupName].join(' ') : node.path;
}
