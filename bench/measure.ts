import { execFileSync } from 'child_process';
import type { Figures, Task } from './child';
import type { Compiled } from './compile';
import { BenchedProfile, Pair, Side, SIDES } from './side';
import { readTemplate, Template } from './templates';

/** Workloads in one stack. */
export const WORKLOADS = [1, 10, 100] as const;
export type Workloads = typeof WORKLOADS[number];

/** What one round measured. */
export interface Round {
  readonly load: Pair<Figures>;
  readonly synth: Record<Workloads, Pair<Figures>>;
}

/** Runs measurements, each in a fresh process. */
export class Bench {
  constructor(private readonly compiled: Compiled, private readonly profile: BenchedProfile, private readonly env: Task['env']) {}

  /** The templates of both sides, untimed. */
  public templates(synth: NonNullable<Task['synth']>): Pair<Template> {
    return sides((side) => {
      const outdir = this.compiled.outdir();
      this.run(side, synth, outdir);
      return readTemplate(outdir);
    });
  }

  /** One round: the sides take turns, so that a machine that slows down slows both. */
  public round(): Round {
    const synth = (workloads: Workloads) => sides((side) => this.run(side, { workloads }));
    return { load: sides((side) => this.run(side)), synth: { 1: synth(1), 10: synth(10), 100: synth(100) } };
  }

  private run(side: Side, synth?: Task['synth'], outdir = this.compiled.outdir()): Figures {
    const task: Task = { side, synth, outdir, modules: this.compiled.modules[side], profile: this.profile, env: this.env };
    // An environment of its own: options of the caller's Node or CDK would be measured too.
    const env = { CDK_VALIDATION: 'false', PATH: process.env.PATH, HOME: process.env.HOME, SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP };
    // Standard error, where CDK writes its warnings, is shown if the process fails.
    const figures = execFileSync(process.execPath, [this.compiled.child, JSON.stringify(task)], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return JSON.parse(figures) as Figures;
  }
}

function sides<T>(measure: (side: Side) => T): Pair<T> {
  const [library, handWritten] = SIDES.map(measure);
  return { library, handWritten };
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
