import type { Figures, SynthFigures, Time } from './child';
import { Round, spread, Spread, TIMED } from './measure';
import { mapped, PerSide, Side } from './side';

/** A line of the table: a heading, or a cell for each side that has the thing, and the aim of the library where there is one. */
export interface Row {
  readonly what: string;
  readonly heading?: true;
  readonly cells: PerSide<string>;
  /** What tells which side is better, the least being the best. */
  readonly less?: PerSide<Spread>;
  readonly aim?: string;
  readonly met?: boolean;
}

type Times = (round: Round, side: Side) => Time;
type Clock = keyof Time;

/** Loading alone, and how much of it. */
export function loadRows(rounds: readonly Round[]): Row[] {
  return [
    ...timeRows(rounds, 'require: added to the modules of aws-cdk-lib that it needs', 'load', ({ load }, side) => load[side]!.load, 1),
    filesRow('require', rounds[0].load),
  ];
}

/** Roles, loading and synthesis together. */
export function roleTimeRows(rounds: readonly Round[]): Row[] {
  return [
    ...totalRows(rounds, '1 role', 'role', 1.1),
    ...totalRows(rounds, '100 roles', 'roles'),
    filesRow('require and synth: 1 role', rounds[0].role),
  ];
}

/** Workloads, loading and synthesis together, how that grows, and what the check of their templates takes. */
export function workloadTimeRows(rounds: readonly Round[]): Row[] {
  const synth = (name: keyof typeof TIMED): Times => (round, side) => round[name][side]!.synth;
  const growth = ratios(rounds, 'workload', synth('workloads100'), synth('workloads10'));
  const check = ratios(rounds, 'workload', ({ workloads100 }, side) => workloads100[side]!.check!, synth('workloads100'), ['library']);
  return [
    // What loading takes tells more of one workload than of many.
    ...totalRows(rounds, '1 workload', 'workload'),
    ...totalRows(rounds, '10 workloads', 'workloads10', 1.04),
    ...totalRows(rounds, '100 workloads', 'workloads100', 1.04),
    ratioRow('synth: growth from 10 to 100 workloads', growth, 10),
    ratioRow('check of 100 workloads, beside their synth', check, 0.2),
  ];
}

/** One line for each side: what its time is spent on, for one role. */
export function partsText(rounds: readonly Round[], titles: PerSide<string>): string {
  const part = (side: Side, of: (figures: SynthFigures) => number) => spread(rounds.map(({ parts }) => of(parts[side]!))).median.toFixed(1);
  return Object.values(mapped(rounds[0].parts, (_, side) => `- ${titles[side]}: ` + [
    `files of aws-cdk-lib ${part(side, ({ parts }) => parts.cdkFiles)}`,
    `files of its own ${part(side, ({ parts }) => parts.ownFiles)}`,
    `the catalog ${part(side, ({ parts }) => parts.catalog)}`,
    `defining ${part(side, ({ parts }) => parts.define)}`,
    `synthesizing ${part(side, ({ parts }) => parts.synth)}`,
    `in all ${part(side, ({ total }) => total.wall)}`,
  ].join(', '))).join('\n');
}

export function exactly(value: number): Spread {
  return { median: value, low: value, high: value };
}

function totalRows(rounds: readonly Round[], what: string, name: keyof typeof TIMED, atMost?: number): Row[] {
  return timeRows(rounds, `require and synth: ${what}`, name, (round, side) => round[name][side]!.total, atMost);
}

/** Ratios are taken round by round, because the sides of a round ran on the machine as it was then. */
function timeRows(rounds: readonly Round[], what: string, name: keyof Round, times: Times, atMost?: number): Row[] {
  const median = (side: Side, clock: Clock) => spread(rounds.map((round) => times(round, side)[clock])).median.toFixed(1);
  return [
    { what: `${what} (ms)`, cells: mapped(rounds[0][name], (_, side) => `${median(side, 'wall')} / ${median(side, 'processor')}`) },
    ratioRow(`${what}, ratio to by hand`, ratios(rounds, name, times, (round) => times(round, 'handWritten')), atMost),
  ];
}

type Ratios = Record<Clock, PerSide<Spread>>;

function ratios(rounds: readonly Round[], name: keyof Round, times: Times, to: Times, sides = Object.keys(rounds[0][name]) as Side[]): Ratios {
  const ratio = (clock: Clock) => Object.fromEntries(sides.map((side) => [side, spread(rounds.map((round) => times(round, side)[clock] / to(round, side)[clock]))]));
  return { wall: ratio('wall'), processor: ratio('processor') };
}

/** The aim is for the median of the time that passes: what a user waits for. */
function ratioRow(what: string, { wall, processor }: Ratios, atMost?: number): Row {
  const text = ({ median, low, high }: Spread) => low === high ? median.toFixed(2) : `${median.toFixed(2)} (${low.toFixed(2)}..${high.toFixed(2)})`;
  const cells = mapped(wall, (ratio, side) => `${text(ratio)} / ${text(processor[side]!)}`);
  return { what, cells, less: wall, ...(atMost && { aim: `at most ${atMost % 1 === 0 ? atMost : atMost.toFixed(2)}`, met: wall.library!.median <= atMost }) };
}

function filesRow(what: string, figures: PerSide<Figures>): Row {
  return { what: `${what}, files of its own and its dependencies + of aws-cdk-lib`, cells: mapped(figures, ({ files }) => `${files.own} + ${files.cdk}`) };
}
