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
    ...totalRows(rounds, '1 role for 60 profiles', 'role60'),
    growthRow(rounds, 'synth: growth from 6 to 60 profiles of a role, 20 roles', 'synth', { role: 1, roles20With6: 120, roles20With60: 1200 }),
    memoryRow(rounds, '1 role', 'role'),
    filesRow('require and synth: 1 role', rounds[0].role),
  ];
}

/** Workloads, loading and synthesis together, and how that grows. */
export function workloadTimeRows(rounds: readonly Round[]): Row[] {
  return [
    ...totalRows(rounds, '1 workload', 'workload', 1.04),
    ...totalRows(rounds, '1 workload by default, whose alarms have no action', 'byDefault', 1.04),
    ...totalRows(rounds, '10 workloads', 'workloads10', 1.04),
    ...totalRows(rounds, '100 workloads', 'workloads100', 1.04),
    ...totalRows(rounds, '20 workloads in 20 stacks', 'stacks20', 1.04),
    growthRow(rounds, 'synth: growth from 10 to 100 workloads', 'synth', { workload: 1, workloads10: 10, workloads100: 100 }),
    memoryRow(rounds, '100 workloads', 'workloads100'),
    filesRow('require and synth: 1 workload', rounds[0].workload),
  ];
}

/** The check of templates, in a process that has synthesized them. */
export function checkRows(rounds: readonly Round[]): Row[] {
  const sizes = [['check100', 100], ['check1000', 1000], ['check10000', 10_000]] as const;
  return [
    ...sizes.map(([name, resources]): Row => {
      const seconds = spread(rounds.map((round) => round[name].library!.check!.wall)).median / 1000;
      const row = { what: `check of ${resources.toLocaleString('en-US')} resources (ms)`, cells: medians(rounds, name, of(name, 'check')) };
      return resources < 10_000 ? row : { ...row, aim: 'at most 5 s', met: seconds <= 5 };
    }),
    growthRow(rounds, 'check: growth from 1,000 to 10,000 resources', 'check', { check100: 100, check1000: 1000, check10000: 10_000 }),
    ratioRow('check of 100 workloads, beside their synth', ratios(rounds, 'check100', of('workloads100', 'check'), of('workloads100', 'synth')), 0.1),
  ];
}

/** One line for each side: what its time is spent on, for one workload. */
export function partsText(rounds: readonly Round[], titles: PerSide<string>): string {
  const part = (side: Side, figure: (figures: SynthFigures) => number) => spread(rounds.map(({ parts }) => figure(parts[side]!))).median.toFixed(1);
  return Object.values(mapped(rounds[0].parts, (_, side) => `- ${titles[side]}: ` + [
    `files of aws-cdk-lib ${part(side, ({ parts }) => parts.cdkFiles)}`,
    `files of its own ${part(side, ({ parts }) => parts.ownFiles)}`,
    `defining ${part(side, ({ parts }) => parts.define)}`,
    `synthesizing ${part(side, ({ parts }) => parts.synth)}`,
    `in all ${part(side, ({ total }) => total.wall)}`,
  ].join(', '))).join('\n');
}

export function exactly(value: number): Spread {
  return { median: value, low: value, high: value };
}

function of(name: keyof typeof TIMED, figure: 'total' | 'synth' | 'check'): Times {
  return (round, side) => round[name][side]![figure]!;
}

function totalRows(rounds: readonly Round[], what: string, name: keyof typeof TIMED, atMost?: number): Row[] {
  return timeRows(rounds, `require and synth: ${what}`, name, of(name, 'total'), atMost);
}

/** Ratios are taken round by round, because the sides of a round ran on the machine as it was then. */
function timeRows(rounds: readonly Round[], what: string, name: keyof Round, times: Times, atMost?: number): Row[] {
  return [
    { what: `${what} (ms)`, cells: medians(rounds, name, times) },
    ratioRow(`${what}, ratio to by hand`, ratios(rounds, name, times, (round) => times(round, 'handWritten')), atMost),
  ];
}

function medians(rounds: readonly Round[], name: keyof Round, times: Times): PerSide<string> {
  const median = (side: Side, clock: Clock) => spread(rounds.map((round) => times(round, side)[clock])).median.toFixed(1);
  return mapped(rounds[0][name], (_, side) => `${median(side, 'wall')} / ${median(side, 'processor')}`);
}

/** The exponent of a growth: 1 where twice as many take twice as long. Beside what the least of three takes, most of which is the same for any number. */
function growthRow(rounds: readonly Round[], what: string, figure: 'synth' | 'check', counts: Partial<Record<keyof typeof TIMED, number>>): Row {
  const [least, some, many] = Object.entries(counts) as [keyof typeof TIMED, number][];
  const exponents = (clock: Clock) => mapped(rounds[0][least[0]], (_, side) => {
    const median = ([name]: typeof least) => spread(rounds.map((round) => of(name, figure)(round, side)[clock])).median;
    return exactly(Math.log((median(many) - median(least)) / (median(some) - median(least))) / Math.log((many[1] - least[1]) / (some[1] - least[1])));
  });
  return ratioRow(`${what}, exponent`, { wall: exponents('wall'), processor: exponents('processor') }, 1.05);
}

function memoryRow(rounds: readonly Round[], what: string, name: keyof typeof TIMED): Row {
  const memory = mapped(rounds[0][name], (_, side) => spread(rounds.map((round) => round[name][side]!.memory)));
  return { what: `memory: ${what}, at most (MB)`, cells: mapped(memory, ({ median }) => median.toFixed(0)), less: memory };
}

type Ratios = Record<Clock, PerSide<Spread>>;

function ratios(rounds: readonly Round[], name: keyof Round, times: Times, to: Times): Ratios {
  const sides = Object.keys(rounds[0][name]) as Side[];
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
