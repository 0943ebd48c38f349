import { createHash } from 'crypto';

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  /** In seconds. */
  readonly period: number;
  /** Where it is: none for that of the dashboard. */
  readonly region?: string;
}

/** A metric that the account of the sample has. */
export type Listed = Pick<Metric, 'namespace' | 'name' | 'dimensions'>;

/** The Regions that the calls of the sample are processed in, beside the source Region. */
const ELSEWHERE = ['us-west-2', 'eu-north-1', 'ap-southeast-2'];

/** What the account of the sample has of a schema of dimensions. It calls the profiles of the dashboard, two by ARN, and two that are not on it. */
export function listed(namespace: string, dimensions: readonly string[], profileIds: readonly string[]): Listed[] {
  const names = [...dimensions].sort().join();
  const of = (name: string, all: readonly Record<string, string>[]) => all.map((one): Listed => ({ namespace, name, dimensions: one }));
  if (namespace === 'AWS/Bedrock' && names === 'ModelId') {
    const arns = profileIds.slice(0, 2).filter((id) => id.includes('.')).map((id) => `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${id}`);
    const ids = [...new Set([...profileIds, 'global.anthropic.claude-haiku-4-5-20251001-v1:0', 'global.amazon.nova-2-lite-v1:0', ...arns])].map((ModelId) => ({ ModelId }));
    return [...Object.keys(MILLISECONDS), ...Object.keys(PER_REQUEST), ...OF_CALLS].flatMap((name) => of(name, ids));
  }
  const SourceRegion = 'eu-west-1';
  const models = profileIds.map((ModelId) => ({ SourceRegion, ModelId }));
  switch (names) {
    case 'InferenceRegion,ModelId,SourceRegion': return of('ReroutedInvocations', models.flatMap((one) => ELSEWHERE.map((InferenceRegion) => ({ ...one, InferenceRegion }))));
    case 'ModelId,SourceRegion': return of('NotReroutedInvocations', models);
    case 'InferenceRegion,SourceRegion': return of('CompletedStreams', [SourceRegion, ...ELSEWHERE].map((InferenceRegion) => ({ SourceRegion, InferenceRegion })));
    case 'ErrorCode,SourceRegion': return of('FailedInvocations', ['ThrottlingException', 'ValidationException', 'AccessDenied'].map((ErrorCode) => ({ SourceRegion, ErrorCode })));
    default: throw new Error(`no sample data for the dimensions ${names} of ${namespace}`);
  }
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

const OF_CALLS = ['Invocations', 'InvocationThrottles', 'InvocationClientErrors', 'InvocationServerErrors', 'EstimatedTPMQuotaUsage'];

/**
 * Made-up values of a metric, the same at every run. The metrics agree with each other: tokens, throttles and routing follow the requests, so
 * what an expression computes from several of them makes sense.
 */
export function sample(metric: Metric): number[] {
  const { namespace, name, statistic, period, region, dimensions } = metric;
  const random = generator([namespace, name, statistic, period, region, ...Object.entries(dimensions).map((pair) => pair.join(' ')).sort()].join(' '));
  return TIMES.map((_, time) => valueAt(metric, time, random));
}

function valueAt(metric: Metric, time: number, random: () => number): number {
  const { name, statistic, period, dimensions } = metric;
  const load = loadAt(time);
  const share = shareOf(metric);
  const requests = share * load * PEAK_REQUESTS_PER_MINUTE * period / 60;
  const around = (value: number, spread: number) => value * (1 + spread * (2 * random() - 1));
  if (name in MILLISECONDS && statistic in MILLISECONDS[name]) return Math.round(around(MILLISECONDS[name][statistic] * (0.4 + 0.6 * share) * (0.85 + 0.3 * load), statistic === 'p99' ? 0.18 : 0.06));
  if (name === 'OutputTokenCount' && statistic === 'p50') return Math.round(around(370, 0.05));
  if (statistic !== 'Sum') throw new Error(`no sample data for the statistic ${statistic} of ${name}`);
  if (name in PER_REQUEST) return Math.round(around(requests * PER_REQUEST[name], 0.07));
  switch (name) {
    case 'Invocations': return Math.round(requests);
    case 'InvocationThrottles': return isBurst(time) && share > 0.5 ? Math.round(around(requests * 0.05, 0.6)) : 0;
    case 'InvocationClientErrors': return Math.floor(random() * random() * 4 * share);
    case 'InvocationServerErrors': return random() < 0.05 * share ? 1 + Math.floor(3 * share) : 0;
    // Output tokens of this model count five times: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
    case 'EstimatedTPMQuotaUsage': return Math.round(around(requests * (PER_REQUEST.InputTokenCount + PER_REQUEST.CacheWriteInputTokenCount + 5 * PER_REQUEST.OutputTokenCount), 0.07));
    case 'ReroutedInvocations': return Math.round(around(requests * REROUTED[dimensions.InferenceRegion] * load, 0.15));
    case 'CompletedStreams': return Math.round(around(requests * 0.6 * (REROUTED[dimensions.InferenceRegion] ?? 1 - reroutedShare(1)) * load, 0.15));
    case 'FailedInvocations': return dimensions.ErrorCode === 'ThrottlingException' ? (isBurst(time) ? Math.round(around(requests * 0.05, 0.6)) : 0) : Math.floor(random() * random() * 3);
    case 'NotReroutedInvocations': return Math.round(requests * (1 - reroutedShare(load)));
    default: throw new Error(`no sample data for the metric ${name}`);
  }
}

/** How much of the load is that of a profile in a Region; that of all of them where a metric names none. */
function shareOf({ dimensions: { ModelId }, region = '' }: Metric): number {
  if (ModelId === undefined) return 1;
  const byArn = ModelId.startsWith('arn:') ? 0.3 : 1;
  return byArn * (ModelId.includes('sonnet-4-5') ? 1 : 0.1 + 0.6 * generator(`share ${ModelId}`)()) * (region === '' ? 1 : 0.3 + 0.7 * generator(`share ${region}`)());
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
