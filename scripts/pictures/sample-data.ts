import { createHash } from 'crypto';

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  /** In seconds. */
  readonly period: number;
}

/** The times of the sample: a day, every quarter of an hour. */
export const TIMES = Array.from({ length: 96 }, (_, index) => `${String(Math.floor(index / 4)).padStart(2, '0')}:${String(index % 4 * 15).padStart(2, '0')}`);

/** The load of an office day, hour by hour, as a share of its peak. */
const DAY = [8, 6, 5, 5, 6, 9, 18, 36, 62, 84, 93, 88, 74, 86, 97, 100, 92, 76, 54, 40, 31, 24, 17, 12, 8].map((percent) => percent / 100);
const PEAK_REQUESTS_PER_MINUTE = 46;
const PER_REQUEST: Readonly<Record<string, number>> = { InputTokenCount: 1450, OutputTokenCount: 380, CacheReadInputTokenCount: 900, CacheWriteInputTokenCount: 120 };
/** The share of calls that each Region processes at peak load; the rest stays in the source Region. */
const REROUTED: Readonly<Record<string, number>> = { 'us-west-2': 0.17, 'eu-north-1': 0.12, 'ap-southeast-2': 0.07 };
const MILLISECONDS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  InvocationLatency: { p50: 6600, p90: 12800, p99: 24000 },
  TimeToFirstToken: { p50: 850, p90: 1500, p99: 3100 },
};

/**
 * Made-up values of a metric, the same at every run. The metrics agree with each other: tokens, throttles and routing follow the requests, so
 * what an expression computes from several of them makes sense.
 */
export function sample(metric: Metric): number[] {
  const random = generator(JSON.stringify(metric));
  return TIMES.map((_, time) => valueAt(metric, time, random));
}

function valueAt({ name, statistic, period, dimensions }: Metric, time: number, random: () => number): number {
  const load = loadAt(time);
  const requests = load * PEAK_REQUESTS_PER_MINUTE * period / 60;
  const around = (value: number, spread: number) => value * (1 + spread * (2 * random() - 1));
  if (name in MILLISECONDS && statistic in MILLISECONDS[name]) return Math.round(around(MILLISECONDS[name][statistic] * (0.85 + 0.3 * load), statistic === 'p99' ? 0.18 : 0.06));
  if (name === 'OutputTokenCount' && statistic === 'p50') return Math.round(around(370, 0.05));
  if (statistic !== 'Sum') throw new Error(`no sample data for the statistic ${statistic} of ${name}`);
  if (name in PER_REQUEST) return Math.round(around(requests * PER_REQUEST[name], 0.07));
  switch (name) {
    case 'Invocations': return Math.round(requests);
    case 'InvocationThrottles': return isBurst(time) ? Math.round(around(requests * 0.05, 0.6)) : 0;
    case 'InvocationClientErrors': return Math.floor(random() * random() * 4);
    case 'InvocationServerErrors': return random() < 0.06 ? 1 : 0;
    // Output tokens of this model count five times: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
    case 'EstimatedTPMQuotaUsage': return Math.round(around(requests * (PER_REQUEST.InputTokenCount + PER_REQUEST.CacheWriteInputTokenCount + 5 * PER_REQUEST.OutputTokenCount), 0.07));
    case 'ReroutedInvocations': return Math.round(dimensions.InferenceRegion === undefined ? requests * reroutedShare(load) : around(requests * REROUTED[dimensions.InferenceRegion] * load, 0.15));
    case 'NotReroutedInvocations': return Math.round(requests * (1 - reroutedShare(load)));
    default: throw new Error(`no sample data for the metric ${name}`);
  }
}

/** Between two hours in a straight line, with a little unrest that every metric sees alike. */
function loadAt(time: number): number {
  const hour = Math.floor(time / 4);
  const straight = DAY[hour] + (DAY[hour + 1] - DAY[hour]) * (time % 4) / 4;
  return straight * (0.93 + 0.14 * generator(`load ${time}`)());
}

function reroutedShare(load: number): number {
  return Object.values(REROUTED).reduce((sum, share) => sum + share, 0) * load;
}

function isBurst(time: number): boolean {
  return time >= 58 && time <= 63;
}

/** Numbers from 0 to 1 that depend on the seed only, on every machine. */
function generator(seed: string): () => number {
  let count = 0;
  return () => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE() / 0x1_0000_0000;
}
