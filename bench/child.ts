/** One measurement in a process of its own: a task as JSON in, figures as JSON out. It imports nothing but Node, so that loading is measured. */
import { copyFileSync } from 'fs';
import Module, { createRequire } from 'module';
import { join } from 'path';
import { performance } from 'perf_hooks';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { BenchedProfile, Define } from './side';

/** What to measure: loading and, if there is something to synthesize, what follows. */
export interface Task {
  readonly requires: string;
  readonly defines: string;
  /** The modules of aws-cdk-lib that the side asks for while it loads, which are loaded before that is measured. */
  readonly modules?: readonly string[];
  readonly synth?: Synth;
  /** Whether to find out what is loaded and what the time is spent on, which takes a little time itself. */
  readonly watch?: boolean;
  readonly env: { readonly account: string; readonly region: string };
  readonly outdir: string;
}

export interface Synth {
  readonly what: 'roles' | 'workloads' | 'workloadsByDefault';
  readonly count: number;
  /** How many are in a stack; all if it is not given. */
  readonly perStack?: number;
  readonly profiles: readonly BenchedProfile[];
  /** Whether to run cdk-nag on it; not part of the times. */
  readonly nag?: boolean;
  /** To check that many copies of the templates, if the side can; not part of the other times. */
  readonly copiesToCheck?: number;
}

/** Milliseconds as they pass, and those of the processor: user and system, in all threads. */
export interface Time {
  readonly wall: number;
  readonly processor: number;
}

/** What the milliseconds are spent on: reading and running files, and what else defining and `app.synth()` take. */
export interface Parts {
  readonly cdkFiles: number;
  readonly ownFiles: number;
  readonly define: number;
  readonly synth: number;
}

export interface Figures {
  readonly load: Time;
  /** The modules of aws-cdk-lib that the side asks for while it loads. */
  readonly requested: readonly string[];
  /** How many files are loaded in the end: of the side and what it depends on, and of aws-cdk-lib. */
  readonly files: { readonly own: number; readonly cdk: number };
}

export interface SynthFigures extends Figures {
  /** From before the first module is loaded to the end of the synthesis. */
  readonly total: Time;
  /** From `new App` on. */
  readonly synth: Time;
  readonly check?: Time;
  /** The most that the process had in memory by then, in MB. */
  readonly memory: number;
  readonly parts: Parts;
  /** The rules of cdk-nag that are broken, one for each resource that breaks it. */
  readonly nag: readonly string[];
}

const REGIONS = [
  'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2',
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1',
];
/** What happens when an alarm goes off: a topic that exists is told. */
const ACTION: IAlarmAction = { bind: (_, { stack: { region } }) => ({ alarmActionArn: `arn:aws:sns:${region}:${task.env.account}:alarms` }) };
const CDK = /^(aws-cdk-lib|constructs)(\/|$)/;
/** With what aws-cdk-lib itself depends on. */
const CDK_FILE = /[\\/]node_modules[\\/](aws-cdk-lib|constructs|@aws-cdk[\\/](asset|cloud-assembly)-[\w-]+)[\\/]/;

const load = createRequire(__filename);
const task = JSON.parse(process.argv[2]) as Task;
const requested = new Set<string>();
const spent = { cdkFiles: 0, ownFiles: 0 };
if (task.watch) watchRequires();

const total = stopwatch();
task.modules?.forEach((name) => load(name));
const before = Object.keys(load.cache).length;
const loaded = timed(() => load(task.requires));
const asked = [...requested];
const synthesized = task.synth && synthesize(task.synth);
const files = Object.keys(load.cache).slice(before);
const cdk = files.filter((file) => CDK_FILE.test(file)).length;
process.stdout.write(JSON.stringify({ load: loaded, requested: asked, files: { own: files.length - cdk, cdk }, ...synthesized }));

function synthesize({ what, count, perStack = count, profiles, nag, copiesToCheck }: Synth): Omit<SynthFigures, keyof Figures> {
  const { App, Stack } = load('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { define: exported } = load(task.defines) as { define: Define | ((name: string) => Define) };
  const side = typeof exported === 'function' ? exported(task.requires) : exported;
  // What `cdk init` switches on.
  const context = load('aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;

  const synth = stopwatch();
  let app!: InstanceType<typeof App>;
  const defined = apart(() => {
    app = new App({ outdir: task.outdir, analyticsReporting: false, context });
    for (let first = 1, stack = 1; first <= count; first += perStack, stack++) {
      const ids = Array.from({ length: perStack }, (_, index) => `Workload${first + index}`);
      // Each in a Region of its own, as a monitoring is.
      const scope = new Stack(app, `Bench${stack}`, { env: { ...task.env, region: REGIONS[stack - 1] } });
      if (what === 'roles') side.roles(scope, ids, profiles);
      else side.workloads!(scope, ids, profiles[0], what === 'workloads' ? ACTION : undefined);
    }
  });
  const parts = { define: defined, synth: apart(() => app.synth()), ...spent };
  const figures = { total: total(), synth: synth(), parts, memory: process.resourceUsage().maxRSS / 1024 };

  const checked = copiesToCheck && side.check ? checkOf(app.synth().stacks.map(({ templateFile }) => templateFile), copiesToCheck, side.check) : undefined;
  return { ...figures, check: checked, nag: nag ? findings(app) : [] };
}

function checkOf(templates: readonly string[], copies: number, check: (templatePaths: string[]) => number): Time {
  const paths = templates.flatMap((template) => Array.from({ length: copies }, (_, index) => {
    const copy = join(task.outdir, `copy-${index}-${template}`);
    copyFileSync(join(task.outdir, template), copy);
    return copy;
  }));
  return timed(() => {
    // What is slow because something is found would be another measurement.
    if (check(paths) > 0) throw new Error('the check has findings in what is measured; mend bench/sides/library.ts');
  });
}

function findings(app: InstanceType<typeof import('aws-cdk-lib').App>): string[] {
  const { AwsSolutionsChecks } = load('cdk-nag') as typeof import('cdk-nag');
  return new AwsSolutionsChecks().validateScope(app).violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(() => ruleName));
}

/** Notes what the side and its dependencies require of aws-cdk-lib, and the time that each kind of file takes without the files that it loads itself. */
function watchRequires(): void {
  const { prototype } = Module as unknown as { prototype: { require(this: NodeJS.Module, id: string): unknown } };
  const original = prototype.require;
  let inner = 0;
  prototype.require = function (id) {
    const ofCdk = CDK_FILE.test(this.filename);
    if (CDK.test(id) && !ofCdk) requested.add(id);
    const [outer, start] = [inner, performance.now()];
    inner = 0;
    try {
      return original.call(this, id);
    } finally {
      const whole = performance.now() - start;
      spent[ofCdk || CDK.test(id) ? 'cdkFiles' : 'ownFiles'] += whole - inner;
      inner = outer + whole;
    }
  };
}

/** The milliseconds of an action without those of the files that it loads. */
function apart(action: () => void): number {
  const loading = () => spent.cdkFiles + spent.ownFiles;
  const start = loading();
  const { wall } = timed(action);
  return wall - (loading() - start);
}

function timed(action: () => void): Time {
  const elapsed = stopwatch();
  action();
  return elapsed();
}

function stopwatch(): () => Time {
  const processor = process.cpuUsage();
  const start = performance.now();
  return () => {
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(processor);
    return { wall, processor: (user + system) / 1000 };
  };
}
