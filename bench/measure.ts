import { execFileSync } from 'child_process';
import type { Figures, Synth, Task } from './child';
import type { Compiled } from './compile';
import { BenchedProfile, MODULES, PerSide, perSide, Side } from './side';

/** How many are synthesized at once. */
export const COUNTS = [1, 10, 100] as const;
export type Count = typeof COUNTS[number];

/** What one round measured. */
export interface Round {
  readonly load: PerSide<Figures>;
  readonly roles: Record<Count, PerSide<Figures>>;
  readonly workloads: Record<Count, PerSide<Figures>>;
}

/** Something synthesized, untimed. */
export interface Synthesized {
  readonly outdir: string;
  readonly figures: Figures;
}

/** Runs measurements, each in a fresh process. */
export class Bench {
  /** What each module needs of aws-cdk-lib. */
  private readonly requested = new Map<string, readonly string[]>();

  constructor(private readonly compiled: Compiled, private readonly sides: readonly Side[], private readonly profile: BenchedProfile, private readonly env: Task['env']) {}

  public synthesize(side: Side, synth: Synth): Synthesized {
    const outdir = this.compiled.outdir();
    return { outdir, figures: this.run(side, synth, outdir) };
  }

  /** One round: the sides take turns, so that a machine that slows down slows all. */
  public round(wholeSides: readonly Side[]): Round {
    const counted = (what: Synth['what'], sides: readonly Side[], count: Count) =>
      perSide(sides, (side) => this.run(side, { what, count, profiles: [this.profile] }));
    const each = (what: Synth['what'], sides: readonly Side[]) => ({ 1: counted(what, sides, 1), 10: counted(what, sides, 10), 100: counted(what, sides, 100) });
    return { load: perSide(this.sides, (side) => this.run(side)), roles: each('roles', this.sides), workloads: each('workloads', wholeSides) };
  }

  private run(side: Side, synth?: Synth, outdir = this.compiled.outdir()): Figures {
    const { requires, defines } = (synth?.what === 'roles' && MODULES[side].forRoles) || MODULES[side];
    const task: Task = { requires, defines, synth, outdir, env: this.env };
    const modules = this.requested.get(requires) ?? runChild<Figures>(this.compiled.child, { ...task, synth: undefined }).requested;
    this.requested.set(requires, modules);
    return runChild(this.compiled.child, { ...task, modules });
  }
}

/** Runs a script of the benchmark in a process of its own. */
export function runChild<T>(script: string, task: object): T {
  // An environment of its own: options of the caller's Node or CDK would be measured too.
  const { PATH, HOME, SystemRoot, TEMP } = process.env;
  const env = { CDK_VALIDATION: 'false', PATH, HOME, SystemRoot, TEMP };
  // Standard error, where CDK writes its warnings, is shown if the process fails.
  const figures = execFileSync(process.execPath, [script, JSON.stringify(task)], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return JSON.parse(figures) as T;
}

/** Middle, least and greatest of some values. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}
