import { spawnSync } from 'child_process';
import { join } from 'path';

const ROOT = join(__dirname, '..', '..');

/**
 * Runs a script on the newest aws-cdk-lib with CDK's built-in validation on, and returns what it printed as lines of JSON. In a process of its own:
 * the tests run on the oldest aws-cdk-lib that is supported, which has no such validation.
 *
 * https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export function onNewestCdk<T>(script: string, ...args: string[]): T[] {
  const { CDK_VALIDATION, ...env } = process.env;
  const child = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsx'), ['--tsconfig', join(ROOT, 'test', 'tsconfig.latest.json'), join(ROOT, 'test', script), ...args], {
    cwd: ROOT, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
  });
  if (child.status !== 0) throw new Error(`${script} ended with ${child.status ?? child.signal}: ${child.stderr}`);
  return child.stdout.split('\n').filter((line) => line.startsWith('{"')).map((line) => JSON.parse(line) as T);
}
