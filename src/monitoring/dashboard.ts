import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IConstruct } from 'constructs';
import { InferenceProfileMetrics } from './inference-profile-metrics';
import { InferenceQuota } from './inference-quota';
import { RECORD_METRICS } from '../audit/patterns/metric-filters';
import { CrisTrailFilters } from '../audit/trail-filters';
import { CALL_METRICS, NAMESPACE } from '../bedrock/metrics';
import { fail } from '../private/errors';
import { checkShape, checkValue, ALARM, DASHBOARD, instanceOf, listOf, PROFILE, TEXT } from '../private/shape';
import { checkSamePlace, sourcesOf } from '../private/source';
import { differ, literal } from '../private/tokens';
import { checkCalled, checkDistinct } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';
import { calledAs, profileConstructId, titleOf } from '../profile/names';

/**
 * Options of a profile on a dashboard.
 */
export interface CrisDashboardProfileOptions {
  /**
   * The Regions that calls are sent to, whose series are side by side.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];
}

/**
 * Properties of a dashboard.
 */
export interface CrisDashboardProps extends CrisDashboardProfileOptions {
  /**
   * The profiles that can be chosen, and whose application inference profiles are shown among all others. More can be added.
   *
   * @default - none yet
   */
  readonly inferenceProfiles?: IInferenceProfile[];

  /**
   * Filters that count what is recorded, in the account and Region of the stack.
   *
   * @default - where calls were processed is not shown
   */
  readonly trailFilters?: CrisTrailFilters;

  /**
   * Alarms whose status is shown, of any Region.
   *
   * @default - none yet
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * Quotas whose use is shown.
   *
   * @default - none yet
   */
  readonly quotas?: InferenceQuota[];

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
}

/**
 * A CloudWatch dashboard of the inference profiles that an account calls.
 *
 * It answers four questions. Is something failing? Is it slow? Where were calls processed? How much is it?
 *
 * The number of widgets is the same for one profile and for a hundred. Graphs show the ten highest of all inference profiles that are called in the source
 * Region, by ID or by ARN, the highest in red. Of several source Regions, they show at least the two highest of each. Those that say "chosen profile" show the one
 * that is chosen at the top. The body is made when the app is
 * synthesized, so that profiles may be added until then, in any order.
 *
 * Throws for a profile or a Region that is given twice, and for an application inference profile of another Region. Throws for filters of another account or
 * Region, and for `dashboard` together with `dashboardName`.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 *
 * @example
 * const profile = InferenceProfile.globalProfile(sonnet);
 * const alarms = new CrisAlarms(this, 'Alarms', { inferenceProfile: profile });
 * new CrisDashboard(this, 'Dashboard', { inferenceProfiles: [profile], alarms: alarms.alarms });
 */
export class CrisDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;

  private readonly trailFilters?: CrisTrailFilters;
  private readonly profiles = new Map<string, { readonly profile: IInferenceProfile; readonly regions: readonly string[] }>();
  private readonly alarms: cloudwatch.IAlarm[] = [];
  private readonly quotas: InferenceQuota[] = [];
  private readonly limits: Array<{ readonly metricName: string; readonly threshold: number }> = [];
  /** What has been made of the body. The CDK asks for it three times in each synthesis. */
  private readonly made = new Map<object, unknown>();

  /** Creates a dashboard, or widgets on an existing one. */
  constructor(scope: Construct, id: string, props: CrisDashboardProps = {}) {
    super(scope, id);
    checkShape(this, props, {
      'inferenceProfiles?': listOf(PROFILE),
      'sourceRegions?': listOf(TEXT),
      'trailFilters?': instanceOf(() => CrisTrailFilters),
      'alarms?': listOf(ALARM),
      'quotas?': listOf(instanceOf(() => InferenceQuota)),
      'dashboard?': DASHBOARD,
      'dashboardName?': TEXT,
    });
    const { trailFilters, inferenceProfiles, sourceRegions } = props;
    if (props.dashboard && props.dashboardName !== undefined) fail('dashboardName: the prop "dashboard" is given too, and it has a name of its own; leave one of the two out', this);
    if (trailFilters) checkSamePlace(this, 'trailFilters', Stack.of(trailFilters));
    if (inferenceProfiles) checkDistinct(this, inferenceProfiles);
    this.trailFilters = trailFilters;
    this.dashboard = props.dashboard ?? new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName: props.dashboardName,
      // A period that the dashboard chooses would add minutes up for what a minute's quota is compared with.
      periodOverride: cloudwatch.PeriodOverride.INHERIT,
    });
    for (const profile of inferenceProfiles ?? []) this.addInferenceProfile(profile, { sourceRegions });
    this.addAlarms(...props.alarms ?? []);
    for (const quota of props.quotas ?? []) this.addQuota(quota);

    const variable = { toJson: () => this.once(variable, () => this.variable()) };
    this.dashboard.addVariable(variable);
    for (const row of this.rows()) this.dashboard.addWidgets(...row);
  }

  /**
   * Adds a profile, unless it is there already.
   *
   * Throws for an application inference profile of another Region.
   *
   * @param inferenceProfile the profile
   * @param options the source Regions
   */
  public addInferenceProfile(inferenceProfile: IInferenceProfile, options: CrisDashboardProfileOptions = {}): void {
    checkValue(this, 'inferenceProfile', inferenceProfile, PROFILE);
    checkShape(this, options, { 'sourceRegions?': listOf(TEXT) }, 'options');
    const sources = sourcesOf(this, options.sourceRegions);
    checkCalled(this, [inferenceProfile], sources, 'inferenceProfile');
    const regions = sources.map(({ region }) => region).filter((region) => inferenceProfile.sourceRegions === undefined || !inferenceProfile.application
      || inferenceProfile.sourceRegions.some((own) => !differ(own, region)));
    const name = calledAs(inferenceProfile);
    if (!this.profiles.has(name)) this.profiles.set(name, { profile: inferenceProfile, regions });
    this.made.clear();
  }

  /**
   * Adds alarms to those whose status is shown.
   *
   * @param alarms the alarms
   */
  public addAlarms(...alarms: cloudwatch.IAlarm[]): void {
    checkValue(this, 'alarms', alarms, listOf(ALARM));
    this.alarms.push(...alarms);
    this.made.clear();
  }

  /**
   * Adds a quota to those whose use is shown, and its alarms.
   *
   * @param quota the quota
   */
  public addQuota(quota: InferenceQuota): void {
    checkValue(this, 'quota', quota, instanceOf(() => InferenceQuota));
    this.quotas.push(quota);
    this.addAlarms(...quota.alarms);
  }

  private rows(): cloudwatch.IWidget[][] {
    const audited = this.trailFilters !== undefined;
    return [
      [this.late(24, 2, () => this.head())],
      [this.late(24, STATUS, () => this.alarmStatus())],
      [
        this.number('Calls', 'calls', CALL_METRICS.invocations, (invocations) => `SUM(${invocations})`),
        this.late(6, 3, () => this.throttleRate()),
        this.number('Errors', 'of callers and of AWS', ERRORS, (errors) => `SUM(${errors})`),
        this.number('Slowest p99 latency', 'ms', CALL_METRICS.latency, (latency) => `MAX(${latency})`, 'p99'),
      ],
      [title('Failing?')],
      [
        this.highest('Throttled requests', CALL_METRICS.throttles, THIRD),
        this.highest('Errors of AWS', CALL_METRICS.serverErrors, THIRD),
        audited ? this.failed() : this.highest('Errors of callers', CALL_METRICS.clientErrors, THIRD),
      ],
      [title('Slow?')],
      [
        this.highest('Latency p99 (ms)', CALL_METRICS.latency, THIRD, 'p99'),
        this.highest('Time to first token p99 (ms)', CALL_METRICS.timeToFirstToken, THIRD, 'p99'),
        this.chosen('Latency, chosen profile (ms)', (metrics, label, alone) => (alone ? ['p50', 'p90', 'p99'] : ['p99']).map((statistic) => metrics.metricInvocationLatency({ statistic, label: label(statistic) }))),
      ],
      [title('Where?')],
      audited
        ? [this.processed('Re-routed calls by Region', RECORD_METRICS.rerouted), this.processed('Completed streams by Region', RECORD_METRICS.streams), this.share()]
        : [this.late(24, 2, () => text('Regions are in CloudTrail only, and this dashboard has no filters on it: see `AuditSource`.', 2))],
      [title('How much?')],
      [
        this.highest('Calls per minute', CALL_METRICS.invocations, QUARTER, PER_MINUTE),
        this.highest('Quota tokens per minute', CALL_METRICS.estimatedQuotaUsage, QUARTER, PER_MINUTE),
        this.chosen('Tokens, chosen profile', (metrics, label, alone) => [
          metrics.metricInputTokenCount({ label: label('input') }),
          metrics.metricOutputTokenCount({ label: label('output') }),
          ...alone ? [
            metrics.metricCacheReadInputTokenCount({ label: label('cache read') }),
            metrics.metricCacheWriteInputTokenCount({ label: label('cache write') }),
          ] : [],
        ], QUARTER),
        this.late(QUARTER, HEIGHT, () => this.quotaUse()),
      ],
      [this.late(24, 2, () => text(FOOTNOTE, 2))],
    ];
  }

  /** A widget that is made when the app is synthesized: profiles, alarms and quotas may be added until then. */
  private late(width: number, height: number, make: () => cloudwatch.ConcreteWidget): cloudwatch.IWidget {
    let place: readonly [number, number] = [0, 0];
    const late: cloudwatch.IWidget = {
      width,
      height,
      position: (x, y) => {
        if (x !== place[0] || y !== place[1]) this.made.delete(late);
        place = [x, y];
      },
      toJson: () => this.once(late, () => {
        const widget = make();
        widget.position(...place);
        return widget.toJson();
      }) as unknown[],
    };
    return late;
  }

  private once(part: object, make: () => unknown): unknown {
    if (!this.made.has(part)) this.made.set(part, make());
    return this.made.get(part);
  }

  private head(): cloudwatch.TextWidget {
    const links = [
      '[Alarms](#alarmsV2:)',
      ...this.trailFilters ? ['[Queries](#logsV2:logs-insights)'] : [],
      '[Service Quotas](/servicequotas/home/services/bedrock/quotas)',
      '[Troubleshooting](https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html)',
    ];
    const regions = this.regions();
    return text(`# Amazon Bedrock inference profiles\nCalled in ${regions.join(', ')} · ${links.join(' · ')}`, 2);
  }

  private alarmStatus(): cloudwatch.ConcreteWidget {
    const { length } = this.alarms;
    if (length === 0) return text('### Alarms\nThere are none.', STATUS);
    // Those that tell most first: a widget takes a hundred, and the link above leads to all.
    const alarms = URGENT.flatMap((is) => inOrder(this.alarms).filter(({ node }) => is(node.id))).slice(0, MAX_ALARMS);
    const heading = length > MAX_ALARMS ? `Alarms: ${MAX_ALARMS} of ${length}, for all of them see the link above` : 'Alarms';
    return new cloudwatch.AlarmStatusWidget({ title: heading, alarms, width: 24, height: STATUS, sortBy: cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP });
  }

  /** The ten highest series of a metric, the highest of each Region in red. A rate per minute stays one, whatever the period. */
  private highest(heading: string, metricName: string, width: number, statistic = 'Sum'): cloudwatch.IWidget {
    return this.late(width, HEIGHT, () => {
      const searches = this.searches(metricName, statistic === PER_MINUTE ? 'Sum' : statistic);
      // Searches of several Regions cannot be sorted together, so each has its share.
      const most = Math.max(2, Math.floor(LEGIBLE / searches.length));
      const left = searches.flatMap(({ search, region }, index) => {
        const series = statistic === PER_MINUTE ? this.rated(search, region, index) : { expression: `s${index}`, usingMetrics: { [`s${index}`]: search } };
        const ranked = (expression: string, options: cloudwatch.MathExpressionOptions) => new cloudwatch.MathExpression({
          expression, usingMetrics: series.usingMetrics, period: PERIOD, ...options,
        });
        const name = this.seriesName();
        return [
          ranked(`SORT(${series.expression},MAX,DESC,1)`, { label: name, color: cloudwatch.Color.RED }),
          ranked(`SLICE(SORT(${series.expression},MAX,DESC),1,${most})`, { label: name }),
        ];
      });
      return this.graph(heading, left, width, { leftAnnotations: this.thresholds(metricName, statistic) });
    });
  }

  // PERIOD takes a metric, not what a search finds; the metric is on the same graph, so that both have one period.
  private rated(search: cloudwatch.IMetric, region: string, index: number) {
    const metric = this.anyMetric(region);
    return metric === undefined
      ? { expression: `s${index}`, usingMetrics: { [`s${index}`]: search } }
      : { expression: `s${index}/PERIOD(m${index})*60`, usingMetrics: { [`s${index}`]: search, [`m${index}`]: metric } };
  }

  private anyMetric(region: string): cloudwatch.IMetric | undefined {
    const found = this.sorted().find(({ regions }) => regions.includes(region));
    return found && this.metricsOf(found.profile, region).metricInvocations();
  }

  private number(heading: string, unit: string, metricName: string, combine: (id: string) => string, statistic = 'Sum'): cloudwatch.IWidget {
    return this.late(6, 3, () => this.single(heading, this.combined(unit, [[metricName, statistic]], ([ids]) => (
      ids.length === 1 ? combine(ids[0]) : statistic === 'Sum' ? ids.map(combine).join('+') : `MAX([${ids.map(combine).join(',')}])`
    ))));
  }

  // Throttled requests are not among the invocations, so the requests are both together.
  private throttleRate(): cloudwatch.ConcreteWidget {
    return this.single('Throttled (% of requests)', this.combined('%', [[CALL_METRICS.throttles, 'Sum'], [CALL_METRICS.invocations, 'Sum']], ([throttles, invocations]) => {
      const [t, i] = [throttles, invocations].map((ids) => `(${ids.map((one) => `SUM(${one})`).join('+')})`);
      return `100*${t}/(${i}+${t})`;
    }));
  }

  /** One expression over what is found of some metrics in all source Regions. */
  private combined(label: string, metrics: ReadonlyArray<readonly [string, string]>, expression: (ids: string[][]) => string): cloudwatch.IMetric {
    const found = metrics.map(([metricName, statistic], number) => this.searches(metricName, statistic).map(({ search }, index) => [`s${number}${index}`, search] as const));
    return new cloudwatch.MathExpression({
      expression: expression(found.map((searches) => searches.map(([name]) => name))), usingMetrics: Object.fromEntries(found.flat()), label, period: PERIOD,
    });
  }

  /** All inference profiles that are called in a source Region: by the beginnings of their IDs, by ARN, and application inference profiles by their IDs. */
  private searches(metricName: string, statistic: string): Array<{ readonly search: cloudwatch.IMetric; readonly region: string }> {
    return this.regions().flatMap((region) => {
      const applications = this.sorted().filter(({ profile, regions }) => profile.application && regions.includes(region)).map(({ profile }) => `"${profile.inferenceProfileId}"`);
      const groups = [[...this.beginnings(), ...applications.slice(0, SEARCHED)], ...chunks(applications.slice(SEARCHED), SEARCHED)];
      return groups.map((terms) => ({
        region,
        search: new cloudwatch.MathExpression({
          expression: `SEARCH('{${NAMESPACE},ModelId} MetricName=${metricName === ERRORS ? ERRORS : `"${metricName}"`} ModelId=(${terms.join(' OR ')})${terms.some((term) => AMBIGUOUS.has(term)) ? ` NOT ModelId=(${OTHER_ARNS.join(' OR ')})` : ''}', '${statistic}')`,
          usingMetrics: {},
          period: PERIOD,
          ...this.place(region),
        }),
      }));
    });
  }

  // As the search takes texts apart: `us-gov` is `us` and `gov`.
  private beginnings(): string[] {
    const prefixes = this.sorted().map(({ profile }) => profile.geography?.prefix ?? 'global');
    return [...new Set((prefixes.length === 0 ? ['global'] : prefixes).map((prefix) => prefix.split('-')[0])), 'inference'];
  }

  // On a dashboard of another account or Region a graph must say whose metrics it shows.
  private place(region: string): { readonly searchRegion?: string; readonly searchAccount?: string } {
    const [own, shown] = [Stack.of(this), Stack.of(this.dashboard)];
    return {
      ...region === own.region && !differ(own.region, shown.region) ? {} : { searchRegion: region },
      ...differ(own.account, shown.account) && { searchAccount: own.account },
    };
  }

  private chosen(
    heading: string, metricsFor: (metrics: InferenceProfileMetrics, label: (name: string) => string, alone: boolean) => cloudwatch.IMetric[], width = THIRD,
  ): cloudwatch.IWidget {
    return this.late(width, HEIGHT, () => {
      const [first] = this.sorted();
      if (first === undefined) return text(`### ${heading}\nNo profile is registered.`, HEIGHT, width);
      const left = first.regions.flatMap((region, index, regions) => (
        metricsFor(this.metricsOf(first.profile, region), (name) => regions.length === 1 ? name : `${name} ${literal(region) ?? index}`, regions.length === 1)
      ));
      return this.graph(heading, left, width);
    });
  }

  /** Metrics of the filters, one series a Region: a query of Metrics Insights can group. */
  private processed(heading: string, metricName: string): cloudwatch.IWidget {
    return this.grouped(heading, metricName, 'InferenceRegion');
  }

  private failed(): cloudwatch.IWidget {
    return this.grouped('Failed calls by error (CloudTrail)', RECORD_METRICS.failed, 'ErrorCode');
  }

  private grouped(heading: string, metricName: string, dimension: string): cloudwatch.IWidget {
    const { metricNamespace } = this.trailFilters!;
    const schema = [`"${metricNamespace}"`, ...this.trailFilters!._dimensionsOf(metricName)].join(',');
    const expression = `SELECT SUM(${metricName}) FROM SCHEMA(${schema}) GROUP BY ${dimension} ORDER BY SUM() DESC LIMIT 10`;
    return this.late(THIRD, HEIGHT, () => this.graph(heading, [
      new cloudwatch.MathExpression({ expression, usingMetrics: {}, label: '', period: PERIOD, ...this.place(Stack.of(this).region) }),
    ], THIRD));
  }

  private share(): cloudwatch.IWidget {
    const { metricNamespace } = this.trailFilters!;
    const schema = (metricName: string) => [`"${metricNamespace}"`, ...this.trailFilters!._dimensionsOf(metricName)].join(',');
    const find = (metricName: string) => new cloudwatch.MathExpression({
      expression: `SEARCH('{${schema(metricName)}} MetricName="${metricName}"', 'Sum')`, usingMetrics: {}, period: PERIOD, ...this.place(Stack.of(this).region),
    });
    return this.late(THIRD, HEIGHT, () => this.single('Re-routed (% of calls)', new cloudwatch.MathExpression({
      expression: '100*SUM(r)/(SUM(r)+SUM(n))', label: 'of the shown time', usingMetrics: { r: find(RECORD_METRICS.rerouted), n: find(RECORD_METRICS.notRerouted) }, period: PERIOD,
    }), THIRD, HEIGHT));
  }

  private quotaUse(): cloudwatch.ConcreteWidget {
    if (this.quotas.length === 0) return text('### Quota used (%)\nNo metric holds a quota: give an `InferenceQuota`.', HEIGHT, QUARTER);
    const left = inOrder(this.quotas).flatMap((quota, number) => quota._utilization(number));
    return this.graph('Quota used (%)', left, QUARTER, { leftAnnotations: [{ value: 100, label: 'quota', color: cloudwatch.Color.RED }] });
  }

  private thresholds(metricName: string, statistic: string): cloudwatch.HorizontalAnnotation[] {
    const values = new Set([...this.limits].filter((limit) => limit.metricName === metricName && statistic === 'p99').map(({ threshold }) => threshold));
    return values.size === 1 ? [{ value: [...values][0], label: 'alarm', color: cloudwatch.Color.GREY }] : [];
  }

  /**
   * Draws the threshold of an alarm where all profiles have the same.
   *
   * @internal
   */
  public _addThreshold(metricName: string, threshold: number): void {
    this.limits.push({ metricName, threshold });
    this.made.clear();
  }

  private single(heading: string, metric: cloudwatch.IMetric, width = QUARTER, height = 3): cloudwatch.SingleValueWidget {
    return new cloudwatch.SingleValueWidget({ title: heading, metrics: [metric], width, height, region: Stack.of(this.dashboard).region, setPeriodToTimeRange: true });
  }

  private graph(
    heading: string, left: cloudwatch.IMetric[], width: number, { leftAnnotations }: { leftAnnotations?: cloudwatch.HorizontalAnnotation[] } = {},
  ): cloudwatch.GraphWidget {
    return new cloudwatch.GraphWidget({ title: heading, left, width, height: HEIGHT, region: Stack.of(this.dashboard).region, leftYAxis: { min: 0 }, leftAnnotations });
  }

  private variable(): unknown {
    const values = this.sorted().map(({ profile }) => ({ value: profile.inferenceProfileId, label: profile.application && titleOf(profile) }));
    return new cloudwatch.DashboardVariable({
      id: 'profile',
      type: cloudwatch.VariableType.PROPERTY,
      value: 'ModelId',
      label: 'Chosen profile',
      inputType: cloudwatch.VariableInputType.SELECT,
      values: values.length === 0 ? cloudwatch.Values.fromSearch(`{${NAMESPACE},ModelId} MetricName="${CALL_METRICS.invocations}"`, 'ModelId') : cloudwatch.Values.fromValues(...values),
      defaultValue: cloudwatch.DefaultValue.value(values[0]?.value ?? '__FIRST'),
      visible: true,
    }).toJson();
  }

  private sorted() {
    return [...this.profiles.values()].sort((one, other) => profileConstructId(this, one.profile) < profileConstructId(this, other.profile) ? -1 : 1);
  }

  private regions(): string[] {
    const regions = [...new Set(this.sorted().flatMap((entry) => entry.regions))];
    return regions.length === 0 ? [Stack.of(this).region] : regions.sort();
  }

  // Of itself, a series is named by what it differs in.
  private seriesName(): string {
    return this.regions().length === 1 ? '' : "${PROP('Dim.ModelId')} ${PROP('Region')}";
  }

  // A metric of the stack itself needs no Region and no account, which take a tenth of the synth to resolve.
  private metricsOf(profile: IInferenceProfile, sourceRegion: string): InferenceProfileMetrics {
    const metricsOf = Stack.of(this.dashboard) === Stack.of(this) ? InferenceProfileMetrics._unattached : InferenceProfileMetrics.of;
    return metricsOf(this, profile, { sourceRegion });
  }
}

const QUARTER = 6;
const THIRD = 8;
const HEIGHT = 6;
/** The height of the status of the alarms. */
const STATUS = 3;
/** Lines of a graph that can be told apart. */
const LEGIBLE = 10;
const PERIOD = Duration.minutes(5);
/** Both metrics at once, as a search takes them. */
const ERRORS = `("${CALL_METRICS.clientErrors}" OR "${CALL_METRICS.serverErrors}")`;
const PER_MINUTE = 'per minute';

/** Alarms that a widget shows, https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MAX_ALARMS = 100;

/** Beginnings of profile IDs that are also in the names of Regions, and what ARNs have that are called without an inference profile, in which they would be found. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['us', 'eu', 'ca']);
const OTHER_ARNS = ['foundation', 'provisioned', 'custom', 'imported'];

/** Application inference profiles in one search, whose expression has 1,024 characters at most. */
const SEARCHED = 25;

const FOOTNOTE = 'Metrics are of the source Region; a stream reports its Region when it completes. ' +
  '[What is shown, what is not](https://github.com/cdk-bedrock-cris/cdk-bedrock-cris/blob/main/docs/monitoring.md)';

function text(markdown: string, height: number, width = 24): cloudwatch.TextWidget {
  return new cloudwatch.TextWidget({ markdown, width, height });
}

function title(question: string): cloudwatch.TextWidget {
  return text(`## ${question}`, 1);
}

/** That in which they are added changes nothing. */
/** Alarms by their ids: calls that fail and an audit that is gone, then all others. */
const FIRST: readonly string[] = ['AuditChanges', 'ProcessedElsewhere', 'Throttles', 'UnrecordedCalls', 'ServerErrors'];
const URGENT: ReadonlyArray<(id: string) => boolean> = [...FIRST.map((one) => (id: string) => id === one), (id) => !FIRST.includes(id)];

function inOrder<T extends IConstruct>(constructs: readonly T[]): T[] {
  return [...constructs].sort((one, other) => one.node.path < other.node.path ? -1 : 1);
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  return values.length === 0 ? [] : [values.slice(0, size), ...chunks(values.slice(size), size)];
}
