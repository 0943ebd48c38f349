import { spawnSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { assembly, INTEG, NamedTemplate, TemplateBody } from './all-templates';

const ROOT = join(__dirname, '..', '..');

/** The integration tests, by their files. */
export const INTEG_TESTS = readdirSync(INTEG).filter((entry) => /^integ\.[a-z-]+\.ts$/.test(entry));

export function recorded(test: string): NamedTemplate[] {
  return assembly(join(INTEG, `${test}.snapshot`), test);
}

/** The stacks of an integration test as its code defines them now, synthesized as integ-runner does. */
export function synthesized(test: string): NamedTemplate[] {
  const folder = mkdtempSync(join(tmpdir(), 'cris-integ-'));
  try {
    const flags = readFileSync(join(dirname(require.resolve('@aws-cdk/integ-runner/package.json')), 'lib', 'recommended-feature-flags.json'), 'utf8');
    const { status, stderr } = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsx'), ['--tsconfig', join(ROOT, 'test', 'tsconfig.json'), join(INTEG, test)], {
      cwd: ROOT, env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: flags }, encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${test} ended with ${status}: ${stderr}`);
    return assembly(folder, test);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A call of a function, and what its assertion expects of it. */
export interface AssertedCall {
  readonly api: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly expected: string;
}

/** What the assertions of an integration test do in an account, as the custom resources of integ-tests say. */
export function assertedCalls({ Resources }: TemplateBody): AssertedCall[] {
  const calls = Object.values(Resources).filter(({ Type }) => Type.startsWith('Custom::DeployAssert@SdkCall'));
  return calls.map(({ Properties }) => {
    const { api, parameters, expected } = Properties as { api: string; parameters: Record<string, unknown>; expected: string };
    return { api, payload: api === 'invoke' ? payloadOf(parameters.Payload) : parameters, expected };
  });
}

/** The payload is JSON in JSON; the name of a function that is in it, which is a function of CloudFormation here, is left out. */
function payloadOf(parameter: unknown): Record<string, unknown> {
  const text = typeof parameter === 'string' ? parameter : (parameter as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'Function')).join('');
  return JSON.parse(JSON.parse(text) as string) as Record<string, unknown>;
}
