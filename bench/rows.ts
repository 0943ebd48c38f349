import { Round, spread, Spread, WORKLOADS, Workloads } from './measure';
import type { Pair, Side } from './side';
import { invokePolicySizes, PolicySizes, resourceTypes, Template, templateBytes } from './templates';

/** A line of the result: both sides, and the aim where there is one. */
export interface Row {
  readonly what: string;
  readonly library: string;
  readonly handWritten: string;
  readonly ratio?: string;
  readonly aim?: string;
  readonly met?: boolean;
}

/** Times of all rounds: medians, and ratios round by round, because both sides of a round ran on the machine as it was then. */
export function timeRows(rounds: readonly Round[]): Row[] {
  const own = both(rounds, (round, side) => round.load[side].own);
  const total = both(rounds, (round, side) => round.load[side].modules + round.load[side].own);
  const growth = both(rounds, (round, side) => round.synth[100][side].synth / round.synth[10][side].synth);
  const each = (from: Workloads, to: Workloads) => both(rounds, (round, side) => (round.synth[to][side].synth - round.synth[from][side].synth) / (to - from));
  const processor = both(rounds, (round, side) => round.synth[100][side].synthProcessor);
  const late = each(10, 100);
  const files = (side: Side) => `${rounds[0].load[side].ownFiles} + ${rounds[0].load[side].moduleFiles}`;
  const synth = (workloads: Workloads) => both(rounds, (round, side) => round.synth[workloads][side].synth);
  return [
    {
      what: 'require: added to the modules that it needs (ms)',
      // The aim is not a ratio, so the spread of the times tells how busy the machine was.
      ...eachSide((side) => withSpread(own[side], 1)),
      aim: 'at most 25',
      met: own.library.median <= 25,
    },
    { what: 'require: these modules and it (ms)', ...medians(total), ratio: withSpread(total.ratio) },
    { what: 'require: files of its own + of aws-cdk-lib that it sets off', library: files('library'), handWritten: files('handWritten') },
    ...WORKLOADS.map((workloads) => {
      const times = synth(workloads);
      const met = times.ratio.median <= 1.10;
      return { what: `synth: ${named(workloads)} (ms)`, ...medians(times), ratio: withSpread(times.ratio), aim: 'ratio at most 1.10', met };
    }),
    { what: 'synth: 100 workloads, processor time (ms)', ...medians(processor), ratio: withSpread(processor.ratio) },
    { what: 'synth: each workload from the 11th to the 100th (ms)', ...medians(late), ratio: withSpread(late.ratio) },
    { what: 'synth: growth from 10 to 100 workloads', ...medians(growth), aim: 'at most 10 times', met: growth.library.median <= 10 },
  ];
}

/** Sizes, which are the same in every run. */
export function sizeRows(templates: Record<Workloads, Pair<Template>>): Row[] {
  const perWorkload = eachSide((side) => (count(templates[10][side]) - count(templates[1][side])) / 9);
  const shared = eachSide((side) => count(templates[1][side]) - perWorkload[side]);
  const bytes = (workloads: Workloads) => eachSide((side) => templateBytes(templates[workloads][side]));
  return [
    { what: 'resources: of each workload', ...shown(perWorkload), aim: 'at most 20', met: perWorkload.library <= 20 },
    { what: 'resources: of the trail that the workloads of a stack share', ...shown(shared) },
    ...WORKLOADS.map((workloads) => ({ what: `template: ${named(workloads)} (bytes)`, ...shown(bytes(workloads)), ratio: quotient(bytes(workloads)) })),
  ];
}

/** The policies of one role for several profiles. */
export function policyRows(templates: ReadonlyMap<number, Pair<Template>>): Row[] {
  return [...templates].map(([profiles, pair]) => {
    const sizes = { library: invokePolicySizes(pair.library), handWritten: invokePolicySizes(pair.handWritten) };
    return {
      what: profiles === 1 ? '1 profile, as in a workload' : `${profiles} profiles`,
      library: documents(sizes.library),
      handWritten: documents(sizes.handWritten),
      ratio: quotient({ library: sizes.library.bytes, handWritten: sizes.handWritten.bytes }),
      aim: 'IAM takes it',
      met: sizes.library.fits,
    };
  });
}

function documents({ bytes, documents: number, largest, fits }: PolicySizes): string {
  return `${integer(bytes)} in ${number}, largest ${integer(largest)}${fits ? '' : ', too large'}`;
}

function both(rounds: readonly Round[], value: (round: Round, side: Side) => number): Pair<Spread> & { readonly ratio: Spread } {
  return {
    ...eachSide((side) => spread(rounds.map((round) => value(round, side)))),
    ratio: spread(rounds.map((round) => value(round, 'library') / value(round, 'handWritten'))),
  };
}

function eachSide<T>(value: (side: Side) => T): Pair<T> {
  return { library: value('library'), handWritten: value('handWritten') };
}

function medians(spreads: Pair<Spread>): Pair<string> {
  return eachSide((side) => spreads[side].median.toFixed(1));
}

function withSpread({ median, min, max }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}

function quotient({ library, handWritten }: Pair): string {
  return (library / handWritten).toFixed(2);
}

function shown(values: Pair): Pair<string> {
  return eachSide((side) => integer(values[side]));
}

function integer(value: number): string {
  return value.toLocaleString('en-US');
}

function named(workloads: number): string {
  return workloads === 1 ? '1 workload' : `${workloads} workloads`;
}

function count(template: Template): number {
  return resourceTypes(template).length;
}
