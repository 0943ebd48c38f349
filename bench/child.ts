/** One measurement in a process of its own: a task as JSON in, figures as JSON out. It imports nothing but Node, so that loading is measured. */
import { createRequire } from 'module';
import { performance } from 'perf_hooks';
import type { BenchedProfile, Define, Side } from './side';

/** What to measure. */
export interface Task {
  readonly side: Side;
  /** The modules that the side needs, loaded first. */
  readonly modules: readonly string[];
  /** What is synthesized after loading, if anything. */
  readonly synth?: { readonly workloads: number } | { readonly policies: readonly BenchedProfile[] };
  readonly profile: BenchedProfile;
  readonly env: { readonly account: string; readonly region: string };
  readonly outdir: string;
}

/** What was measured, in milliseconds and files. */
export interface Figures {
  readonly modules: number;
  readonly own: number;
  readonly ownFiles: number;
  readonly moduleFiles: number;
  readonly synth: number;
  /** Processor time of the process in it, which other processes disturb less. */
  readonly synthProcessor: number;
}

/** Workloads in a stack: the log group of its trail holds the metric filters of 25. */
const PER_STACK = 20;
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1'];

const load = createRequire(__filename);
const task = JSON.parse(process.argv[2]) as Task;
const figures: Figures = { ...loaded(), ...synthesized() };
process.stdout.write(JSON.stringify(figures));

function loaded(): Omit<Figures, 'synth' | 'synthProcessor'> {
  const modules = timed(() => task.modules.forEach((name) => load(name)));
  const before = Object.keys(load.cache);
  const own = timed(() => load(task.side === 'library' ? '../src' : './hand-written'));
  const files = Object.keys(load.cache).filter((file) => !before.includes(file));
  const moduleFiles = files.filter((file) => file.includes('node_modules')).length;
  return { modules, own, ownFiles: files.length - moduleFiles, moduleFiles };
}

function synthesized(): Pick<Figures, 'synth' | 'synthProcessor'> {
  const { synth } = task;
  if (!synth) return { synth: 0, synthProcessor: 0 };
  const { App, Stack } = load('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { define } = load(task.side === 'library' ? './workload' : './hand-written') as { define: Define };
  // What `cdk init` switches on.
  const context = load('aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;
  const before = process.cpuUsage();
  const time = timed(() => {
    const app = new App({ outdir: task.outdir, analyticsReporting: false, context });
    if ('workloads' in synth) {
      for (let first = 1, stack = 1; first <= synth.workloads; first += PER_STACK, stack++) {
        const ids = Array.from({ length: Math.min(PER_STACK, synth.workloads - first + 1) }, (_, index) => `Workload${first + index}`);
        // Each in a Region of its own, as trails are.
        define.workloads(new Stack(app, `Bench${stack}`, { env: { ...task.env, region: REGIONS[stack - 1] } }), ids, task.profile);
      }
    } else {
      define.policies(new Stack(app, 'Bench1', { env: task.env }), synth.policies);
    }
    app.synth();
  });
  const { user, system } = process.cpuUsage(before);
  return { synth: time, synthProcessor: (user + system) / 1000 };
}

function timed(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}
