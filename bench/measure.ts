import { execFileSync } from 'child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import type { Figures, Synth, SynthFigures, Task } from './child';
import { BenchedProfile, MODULES, PerSide, Side } from './side';
import { writeLazily } from '../scripts/lazy-loading';

const ROOT = join(__dirname, '..');

/** What is timed in each round, by its name. */
export const TIMED = {
  role: { what: 'roles', count: 1 },
  roles: { what: 'roles', count: 100 },
  role60: { what: 'roles', count: 1, profiles: 60 },
  roles20With6: { what: 'roles', count: 20, profiles: 6 },
  roles20With60: { what: 'roles', count: 20, profiles: 60 },
  byDefault: { what: 'workloadsByDefault', count: 1 },
  workload: { what: 'workloads', count: 1 },
  workloads10: { what: 'workloads', count: 10 },
  workloads100: { what: 'workloads', count: 100, copiesToCheck: 1 },
  stacks20: { what: 'workloads', count: 20, perStack: 1 },
  // A template of 100 resources, 1, 10 and 100 times.
  check100: { what: 'workloads', count: 41, copiesToCheck: 1 },
  check1000: { what: 'workloads', count: 41, copiesToCheck: 10 },
  check10000: { what: 'workloads', count: 41, copiesToCheck: 100 },
} as const satisfies Record<string, Timed>;
type Timed = Omit<Synth, 'profiles'> & { readonly profiles?: number };

/** What one round measured. */
export type Round = { readonly load: PerSide<Figures>; readonly parts: PerSide<SynthFigures> } & Readonly<Record<keyof typeof TIMED, PerSide<SynthFigures>>>;

/** Something synthesized, untimed. */
export interface Synthesized {
  readonly outdir: string;
  readonly figures: SynthFigures;
}

/** Runs measurements, each in a fresh process on compiled code: what is published, not what tsx makes of the source. */
export class Bench {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cris-bench-'));
  private readonly requested = new Map<string, readonly string[]>();

  /** Compiles library and benchmark, so that `npm ci` is all they need. */
  constructor(private readonly profiles: readonly BenchedProfile[], private readonly env: Task['env'], nodeModules: string) {
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
    // Types are checked by `npm run typecheck`.
    execFileSync(process.execPath, [tsc, '-p', __dirname, '--outDir', this.folder, '--noEmit', 'false', '--declaration', 'false', '--noCheck'], { cwd: ROOT, stdio: 'inherit' });
    symlinkSync(nodeModules, join(this.folder, 'node_modules'), 'junction');
    // As it is installed: stack traces, which the CDK takes for each resource, leave out what is in node_modules.
    const installed = join(this.folder, 'bench', 'node_modules', 'cdk-bedrock-cris');
    mkdirSync(installed, { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
    renameSync(join(this.folder, 'src'), join(installed, 'lib'));
    writeLazily(join(ROOT, 'src'), join(installed, 'lib'));
    mkdirSync(join(this.folder, 'out'));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  public synthesize(side: Side, synth: Synth): Synthesized {
    const outdir = mkdtempSync(join(this.folder, 'out', 'synth-'));
    return { outdir, figures: this.run(side, { synth, outdir }) as SynthFigures };
  }

  /** One round: the sides take turns, each round begins with another and goes the other way, so that a machine that slows down slows all. */
  public round(number: number, sides: readonly Side[], wholeSides: readonly Side[]): Round {
    const inTurn = <T>(of: readonly Side[], figures: (side: Side) => T): PerSide<T> => {
      const turned = [...of.slice(number % of.length), ...of.slice(0, number % of.length)];
      return Object.fromEntries((Math.floor(number / of.length) % 2 === 0 ? turned : turned.reverse()).map((side) => [side, figures(side)]));
    };
    const timed = Object.entries(TIMED).map(([name, task]: [string, Timed]) => {
      const its = task.what === 'roles' ? sides : name.startsWith('check') ? wholeSides.slice(0, 1) : wholeSides;
      return [name, inTurn(its, (side) => this.synthesized(side, task))];
    });
    return {
      load: inTurn(sides, (side) => this.run(side, { modules: this.modules(side) })),
      parts: inTurn(wholeSides, (side) => this.synthesized(side, TIMED.workload, true)),
      ...Object.fromEntries(timed) as Record<keyof typeof TIMED, PerSide<SynthFigures>>,
    };
  }

  /** The modules of aws-cdk-lib that a side asks for while it loads. */
  private modules(side: Side): readonly string[] {
    if (!this.requested.has(side)) this.requested.set(side, this.run(side, { watch: true }).requested);
    return this.requested.get(side)!;
  }

  private synthesized(side: Side, timed: Timed, watch = false): SynthFigures {
    const outdir = mkdtempSync(join(this.folder, 'out', 'synth-'));
    try {
      return this.run(side, { synth: { ...timed, profiles: this.profiles.slice(0, timed.profiles ?? 1) }, outdir, watch }) as SynthFigures;
    } finally {
      rmSync(outdir, { recursive: true });
    }
  }

  private run(side: Side, task: Partial<Task>): Figures {
    const { requires, defines } = (task.synth?.what === 'roles' && MODULES[side].forRoles) || MODULES[side];
    // An environment of its own: options of the caller's Node or CDK would be measured too.
    const { PATH, HOME, SystemRoot, TEMP } = process.env;
    const env = { CDK_VALIDATION: 'false', PATH, HOME, SystemRoot, TEMP };
    // Standard error, where CDK writes its warnings, is shown if the process fails.
    const figures = execFileSync(process.execPath, [join(this.folder, 'bench', 'child.js'), JSON.stringify({ requires, defines, env: this.env, ...task })],
      { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return JSON.parse(figures) as Figures;
  }
}

/** The middle of some values, and the quartiles: half of the values are between those. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => {
    const place = part * (sorted.length - 1);
    const below = Math.floor(place);
    return sorted[below] + (place - below) * (sorted[Math.ceil(place)] - sorted[below]);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
