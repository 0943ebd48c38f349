import type { Figures } from './child';
import { Count, COUNTS, Round, spread, Spread } from './measure';
import { PerSide, Side, SIDES } from './side';

/** A line of the table: a heading, or a cell for each side that has the thing, and the aim of the library where there is one. */
export interface Row {
  readonly what: string;
  readonly heading?: true;
  readonly cells: PerSide<string>;
  /** What tells which side is better, the least being the best; a side whose greatest is below the least of the library is better for certain. */
  readonly less?: PerSide<Spread>;
  readonly aim?: string;
  readonly met?: boolean;
  /** Of a time: not even in the best round. A machine that is busy now and then does not miss an aim like that. */
  readonly missedAlways?: boolean;
}

/** An aim for a time or a ratio of times: shown by the median. */
export function timeAim(aim: string, limit: number, { median, min }: Spread): Pick<Row, 'aim' | 'met' | 'missedAlways'> {
  return { aim, met: median <= limit, missedAlways: min > limit };
}

const RATIO_AIM = 1.10;
const REQUIRE_AIM = 25;

/** Loading, each side after the modules of aws-cdk-lib that it needs. */
export function loadRows(rounds: readonly Round[]): Row[] {
  const own = spreads(rounds, ({ load }) => load, ({ own: ms }) => ms);
  const total = spreads(rounds, ({ load }) => load, ({ modules, own: ms }) => modules + ms);
  return [
    // The aim is not a ratio, so the spread of the times tells how busy the machine was.
    { ...row('require: added to the modules of aws-cdk-lib that it needs (ms)', own, timeText), ...timeAim(`at most ${REQUIRE_AIM}`, REQUIRE_AIM, own.library!) },
    row('require: these modules and it (ms)', total, timeText),
    {
      what: 'require: files of its own and its dependencies + of aws-cdk-lib that they set off',
      cells: mapped(rounds[0].load, ({ ownFiles, moduleFiles }) => `${ownFiles} + ${moduleFiles}`),
    },
  ];
}

/** Roles, loading and synthesis together: a side that loads more of aws-cdk-lib beforehand would seem to synthesize faster. */
export function roleTimeRows(rounds: readonly Round[]): Row[] {
  return [
    ...COUNTS.flatMap((count) => timesAndRatio(rounds, `require and synth: ${named(count, 'role')}`, ({ roles }) => roles[count], ({ total }) => total)),
    lateRow(rounds, 'role', ({ roles }) => roles),
  ];
}

/** Workloads, synthesis alone, and what that hides: what other processes disturb less, what comes after the first use of aws-cdk-lib, and growth. */
export function workloadTimeRows(rounds: readonly Round[]): Row[] {
  const processor = ratios(rounds, ({ workloads }) => workloads[100], ({ synthProcessor }) => synthProcessor);
  const growth = compared(rounds, ({ workloads }) => workloads, (of) => of(100) / of(10));
  return [
    ...COUNTS.flatMap((count) => {
      const [times, ratio] = timesAndRatio(rounds, `synth: ${named(count, 'workload')}`, ({ workloads }) => workloads[count], ({ synth }) => synth);
      return [times, { ...ratio, ...timeAim(`at most ${RATIO_AIM.toFixed(2)}`, RATIO_AIM, ratio.less!.library!) }];
    }),
    row('synth: 100 workloads, ratio of processor times', processor, ratioText),
    lateRow(rounds, 'workload', ({ workloads }) => workloads),
    { ...row('synth: growth from 10 to 100 workloads', growth, ratioText), ...timeAim('at most 10', 10, growth.library!) },
  ];
}

/** A row of values that are spread, or the same each time. */
export function row(what: string, less: PerSide<Spread>, text: (value: Spread) => string): Row {
  return { what, cells: mapped(less, (value) => text(value)), less };
}

export function exactly(value: number): Spread {
  return { median: value, min: value, max: value };
}

/** The value for each side that has one. */
export function mapped<T, U>(values: PerSide<T>, map: (value: T, side: Side) => U): PerSide<U> {
  return Object.fromEntries(SIDES.flatMap((side) => side in values ? [[side, map(values[side]!, side)]] : []));
}

export function timeText(value: Spread): string {
  return spreadText(value, 1);
}

export function ratioText(value: Spread, digits = 2): string {
  return value.min === 1 && value.max === 1 ? '1' : spreadText(value, digits);
}

function spreadText({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`;
}

export function named(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Ratios are taken round by round, because the sides of a round ran on the machine as it was then. */
function timesAndRatio(rounds: readonly Round[], what: string, of: (round: Round) => PerSide<Figures>, value: (figures: Figures) => number): [Row, Row] {
  return [
    { what: `${what} (ms)`, cells: mapped(spreads(rounds, of, value), (time) => timeText(time)) },
    row(`${what}, ratio to by hand`, ratios(rounds, of, value), ratioText),
  ];
}

function lateRow(rounds: readonly Round[], what: string, of: (round: Round) => Round['roles']): Row {
  return row(`synth: each ${what} from the 11th to the 100th (ms)`, compared(rounds, of, (synth) => (synth(100) - synth(10)) / 90), (value) => spreadText(value, 2));
}

function compared(rounds: readonly Round[], of: (round: Round) => Round['roles'], value: (synth: (count: Count) => number) => number): PerSide<Spread> {
  return mapped(of(rounds[0])[1], (_, side) => spread(rounds.map((round) => value((count) => of(round)[count][side]!.synth))));
}

function spreads(rounds: readonly Round[], of: (round: Round) => PerSide<Figures>, value: (figures: Figures) => number): PerSide<Spread> {
  return mapped(of(rounds[0]), (_, side) => spread(rounds.map((round) => value(of(round)[side]!))));
}

function ratios(rounds: readonly Round[], of: (round: Round) => PerSide<Figures>, value: (figures: Figures) => number): PerSide<Spread> {
  return mapped(of(rounds[0]), (_, side) => spread(rounds.map((round) => value(of(round)[side]!) / value(of(round).handWritten!))));
}
