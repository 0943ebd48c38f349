/** One measurement of the checker in a process of its own: an environment as JSON in, figures as JSON out. See bench/checks.ts. */
import { readFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import { performance } from 'perf_hooks';
import type { BenchedProfile, Define } from './side';

export interface CheckTask {
  readonly profile: BenchedProfile;
  /** Without it the stacks are environment-agnostic, and every Region that they name is checked. */
  readonly env?: { readonly account: string; readonly region: string };
  readonly outdir: string;
}

/** Milliseconds, and what was checked. */
export interface CheckFigures {
  readonly synth: number;
  readonly check: number;
  readonly resources: number;
  readonly findings: number;
}

const RESOURCES = 500;
const WORKLOADS = 10;
/** Roles with a policy and a function: what the rest of an app is. */
const PER_STACK = 25;

const load = createRequire(__filename);
const { profile, env, outdir } = JSON.parse(process.argv[2]) as CheckTask;
process.stdout.write(JSON.stringify(measured()));

function measured(): CheckFigures {
  const { App, CfnResource, Stack } = load('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const iam = load('aws-cdk-lib/aws-iam') as typeof import('aws-cdk-lib/aws-iam');
  const lambda = load('aws-cdk-lib/aws-lambda') as typeof import('aws-cdk-lib/aws-lambda');
  const { define } = load('./sides/library') as { define: Define };
  const context = load('aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;

  const synth = timed(() => {
    const app = new App({ outdir, analyticsReporting: false, context });
    const first = new Stack(app, 'Workloads', { env });
    define.workloads!(first, Array.from({ length: WORKLOADS }, (_, index) => `Workload${index + 1}`), profile);
    const services = Math.floor((RESOURCES - resourcesOf(first)) / 3);
    let stack = first;
    for (let index = 0; index < services; index++) {
      if (index % PER_STACK === 0) stack = new Stack(app, `Services${index / PER_STACK + 1}`, { env });
      const role = new iam.Role(stack, `Role${index}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      const resources = [`arn:aws:dynamodb:${stack.region}:${stack.account}:table/table-${index}`];
      role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources }));
      const code = { zipFile: 'exports.handler = async () => {};' };
      new lambda.CfnFunction(stack, `Function${index}`, { role: role.roleArn, code, handler: 'index.handler', runtime: 'nodejs22.x' });
    }
    app.synth();

    function resourcesOf(scope: InstanceType<typeof Stack>): number {
      return scope.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)).length;
    }
  });

  // As the plugin does: reading the templates is part of it, and so is loading the checker.
  let findings = 0;
  const check = timed(() => {
    const { readAssembly } = load('../src/checks/assembly/read-assembly') as typeof import('../src/checks/read/assembly');
    const { checkTemplates } = load('../src/checks/check') as typeof import('../src/checks/check');
    findings = checkTemplates(readAssembly(outdir)).length;
  });
  return { synth, check, findings, resources: checked() };
}

function checked(): number {
  const { artifacts } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as { artifacts: Record<string, { properties?: { templateFile?: string } }> };
  const files = Object.values(artifacts).flatMap(({ properties }) => (properties?.templateFile?.endsWith('.template.json') ? [properties.templateFile] : []));
  const counts = files.map((file) => Object.keys((JSON.parse(readFileSync(join(outdir, file), 'utf8')) as { Resources: object }).Resources).length);
  return counts.reduce((total, count) => total + count, 0);
}

function timed(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}
