import { Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { datapoint } from './metric-math';
import { resolveIntrinsics } from '../support/template-intrinsics';

/** Something that is counted in a metric. Times are minutes. */
export interface Sample {
  /** When it counts. */
  readonly at: number;
  /** @default 1 */
  readonly value?: number;
  /** When CloudWatch shows it, if later. */
  readonly visible?: number;
}

/** A metric with what was published. */
export interface Published {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

/**
 * What AWS leaves open, or changes with the period. An evaluation looks at the periods that end now, or at those that end at whole multiples of the period.
 * It retrieves more periods than are evaluated, how many is not stated, and prefers what has data to what is missing.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export interface EvaluationModel {
  readonly sliding: boolean;
  /** Periods that are retrieved beyond those that are evaluated. */
  readonly further: number;
}

export const MODELS: readonly EvaluationModel[] = [
  { sliding: true, further: 0 }, { sliding: true, further: 3 }, { sliding: false, further: 0 }, { sliding: false, further: 3 },
];

interface Stat {
  readonly Metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions?: readonly Pair[] };
  readonly Period: number;
  readonly Stat: string;
}
interface Pair { readonly Name: string; readonly Value: string }
interface Query { readonly Id: string; readonly Expression?: string; readonly MetricStat?: Stat; readonly ReturnData?: boolean; readonly Period?: number }

export interface AlarmProperties {
  readonly AlarmName?: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly Pair[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period: number;
  readonly Metrics?: readonly Query[];
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly WarmUpConfiguration?: { readonly WarmUpPeriodDurationInMinutes: number; readonly OnlyStartEvaluatingAfterWarmUpPeriodEnds: boolean };
}

/** The alarms of a stack by their logical id, as CloudFormation hands them to CloudWatch. */
export function alarmsOf(stack: Stack): Record<string, AlarmProperties> {
  const template = Template.fromStack(stack);
  const region = Token.isUnresolved(stack.region) ? 'eu-west-1' : stack.region;
  const resolved = (value: unknown) => resolveIntrinsics(value, template.toJSON(), { partition: 'aws', region, accountId: '111122223333' }) as AlarmProperties;
  return Object.fromEntries(Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [id, resolved(Properties)]));
}

/**
 * The minutes at which an alarm is in the state ALARM, of those from 0 to the last. Only what is modelled is judged: more than a threshold, and missing data
 * that is not breaching. One that warms up is in none before, from the minute at which it was made.
 */
export function minutesInAlarm(alarm: AlarmProperties, published: readonly Published[], last: number, { sliding, further }: EvaluationModel, made = -Infinity): number[] {
  if (alarm.ComparisonOperator !== 'GreaterThanThreshold' || alarm.TreatMissingData !== 'notBreaching') throw new Error('such an alarm is not modelled');
  const queries = queriesOf(alarm);
  const period = periodOf(queries) / 60;
  const result = queries.filter(({ ReturnData }) => ReturnData !== false);
  if (result.length !== 1) throw new Error(`${result.length} queries return data`);
  const metrics = new Map(queries.flatMap(({ Id, MetricStat }) => MetricStat ? [[Id, minuteByMinute(MetricStat, published)] as const] : []));
  const inputs = new Map(queries.map(({ Id, Expression = '' }) => [Id, queries.filter((other) => other.Id !== Id && new RegExp(`\\b${other.Id}\\b`).test(Expression))]));
  const { EvaluationPeriods: n, DatapointsToAlarm: m = n } = alarm;
  const known = new Map<string, number | undefined>();
  const minutes: number[] = [];
  const { WarmUpPeriodDurationInMinutes: warmUp = 0, OnlyStartEvaluatingAfterWarmUpPeriodEnds: whole = true } = alarm.WarmUpConfiguration ?? {};
  if (!whole) throw new Error('a warm-up that may end early is not modelled');
  for (let now = Math.max(0, made + warmUp); now <= last; now++) {
    const end = sliding ? now : now - now % period;
    const values = Array.from({ length: n + further }, (_, back) => {
      const valueOf = ({ Id, Expression, MetricStat }: Query): number | undefined => {
        if (MetricStat) return statistic(MetricStat.Stat, metrics.get(Id)!, end - (back + 1) * period, end - back * period, now);
        const its = inputs.get(Id)!;
        const given = its.map(valueOf);
        // Most minutes are like others.
        const key = `${Id} ${given.join()}`;
        if (!known.has(key)) known.set(key, datapoint(Expression!, Object.fromEntries(its.map((other, index) => [other.Id, given[index]])), period * 60));
        return known.get(key);
      };
      return valueOf(result[0]);
    });
    const present = values.filter((value) => value !== undefined);
    // What is missing is not breaching, so there is no need to fill it.
    const judged = present.length >= n ? present.slice(0, n) : present;
    if (judged.filter((value) => value > alarm.Threshold).length >= m) minutes.push(now);
  }
  return minutes;
}

function queriesOf(alarm: AlarmProperties): readonly Query[] {
  if (alarm.Metrics) return alarm.Metrics;
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic } = alarm;
  return [{ Id: 'm', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: (Statistic ?? ExtendedStatistic)! } }];
}

// An alarm takes metrics of one period only.
function periodOf(queries: readonly Query[]): number {
  const periods = new Set(queries.flatMap(({ MetricStat }) => MetricStat ? [MetricStat.Period] : []));
  if (periods.size !== 1) throw new Error(`an alarm with ${periods.size} periods`);
  return [...periods][0];
}

type Minutes = ReadonlyMap<number, readonly Sample[]>;

function minuteByMinute({ Metric: { Namespace, MetricName, Dimensions = [] } }: Stat, published: readonly Published[]): Minutes {
  const key = (pairs: readonly (readonly [string, string])[]) => JSON.stringify([...pairs].sort());
  const wanted = key(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const samples = published.filter(({ namespace, metricName, dimensions }) => namespace === Namespace && metricName === MetricName && key(Object.entries(dimensions)) === wanted)
    .flatMap((metric) => metric.samples);
  const minutes = new Map<number, Sample[]>();
  for (const sample of samples) minutes.set(Math.floor(sample.at), [...minutes.get(Math.floor(sample.at)) ?? [], sample]);
  return minutes;
}

function statistic(name: string, minutes: Minutes, from: number, to: number, now: number): number | undefined {
  const values: number[] = [];
  for (let minute = from; minute < to; minute++) {
    for (const { at, visible = at, value = 1 } of minutes.get(minute) ?? []) if (visible <= now) values.push(value);
  }
  if (values.length === 0) return undefined;
  if (name === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  if (name !== 'p99') throw new Error(`the statistic ${name} is not modelled`);
  return values.sort((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1];
}
