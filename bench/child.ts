/** One measurement in a process of its own: a task as JSON in, figures as JSON out. It imports nothing but Node, so that loading is measured. */
import Module, { createRequire } from 'module';
import { performance } from 'perf_hooks';
import type { App as CdkApp } from 'aws-cdk-lib';
import type { BenchedProfile, Define } from './side';

/** What to measure. */
export interface Task {
  readonly requires: string;
  readonly defines: string;
  /** The modules of aws-cdk-lib that the side needs, loaded first; without them, they are found out. */
  readonly modules?: readonly string[];
  readonly synth?: Synth;
  readonly env: { readonly account: string; readonly region: string };
  readonly outdir: string;
}

/** What is synthesized after loading. */
export interface Synth {
  readonly what: 'roles' | 'workloads' | 'dashboard';
  readonly count: number;
  readonly profiles: readonly BenchedProfile[];
  /** Whether to run cdk-nag on it, which is not timed. */
  readonly nag?: boolean;
}

/** What was measured, in milliseconds and files. */
export interface Figures {
  readonly modules: number;
  readonly own: number;
  readonly ownFiles: number;
  readonly moduleFiles: number;
  /** The modules of aws-cdk-lib that the side needs. */
  readonly requested: readonly string[];
  readonly synth: number;
  /** From before the first module is loaded to the end of the synthesis. */
  readonly total: number;
  /** Processor time of the process in it, which other processes disturb less. */
  readonly synthProcessor: number;
  /** The rules of cdk-nag that are broken, one for each resource that breaks it. */
  readonly findings: readonly string[];
  /** What can be synthesized, and whether the side has a name for the scope of the first profile. */
  readonly defines: readonly string[];
  readonly namesGlobal: boolean;
}

/** Workloads in a stack: the log group of its trail holds the metric filters of 25. */
const PER_STACK = 20;
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1'];
const CDK = /^(aws-cdk-lib|constructs)(\/|$)/;
const CDK_FILE = /[\\/]node_modules[\\/](aws-cdk-lib|constructs)[\\/]/;

const load = createRequire(__filename);
const task = JSON.parse(process.argv[2]) as Task;
const began = performance.now();
process.stdout.write(JSON.stringify({ ...loaded(), ...(task.synth && synthesized(task.synth)) }));

function loaded(): Pick<Figures, 'modules' | 'own' | 'requested' | 'ownFiles' | 'moduleFiles'> {
  const requested = task.modules ?? [...watchRequests()];
  const modules = timed(() => task.modules?.forEach((name) => load(name)));
  const before = new Set(Object.keys(load.cache));
  const own = timed(() => load(task.requires));
  const files = Object.keys(load.cache).filter((file) => !before.has(file));
  const moduleFiles = files.filter((file) => CDK_FILE.test(file)).length;
  return { modules, own, requested, ownFiles: files.length - moduleFiles, moduleFiles };
}

/** Loads the side and returns what its files, and those of its dependencies, require of aws-cdk-lib while it loads. */
function watchRequests(): Set<string> {
  const requested = new Set<string>();
  const { prototype } = Module as unknown as { prototype: { require(this: NodeJS.Module, id: string): unknown } };
  const original = prototype.require;
  prototype.require = function (id) {
    if (CDK.test(id) && !CDK_FILE.test(this.filename)) requested.add(id);
    return original.call(this, id);
  };
  load(task.requires);
  prototype.require = original;
  return requested;
}

function synthesized({ what, count, profiles, nag }: Synth): Omit<Figures, keyof ReturnType<typeof loaded>> {
  const { App, Stack } = load('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { define } = load(task.defines) as { define: Define };
  // What `cdk init` switches on.
  const context = load('aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;
  let app: CdkApp | undefined;
  const before = process.cpuUsage();
  const synth = timed(() => {
    app = new App({ outdir: task.outdir, analyticsReporting: false, context });
    for (let first = 1, stack = 1; first <= count; first += PER_STACK, stack++) {
      const ids = Array.from({ length: Math.min(PER_STACK, count - first + 1) }, (_, index) => `Workload${first + index}`);
      // Each in a Region of its own, as trails are.
      const scope = new Stack(app, `Bench${stack}`, { env: { ...task.env, region: REGIONS[stack - 1] } });
      if (what === 'roles') define.roles(scope, ids, profiles);
      else if (what === 'workloads') define.workloads!(scope, ids, profiles[0]);
      else define.dashboard!(scope, profiles[0]);
    }
    app.synth();
  });
  const { user, system } = process.cpuUsage(before);
  const total = performance.now() - began;
  const findings = nag ? findingsOf(app!) : [];
  return { synth, total, synthProcessor: (user + system) / 1000, findings, defines: Object.keys(define), namesGlobal: define.namesGlobal(profiles[0]) };
}

function findingsOf(app: CdkApp): string[] {
  const { AwsSolutionsChecks } = load('cdk-nag') as typeof import('cdk-nag');
  return new AwsSolutionsChecks().validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(() => ruleName));
}

function timed(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}
