import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const CDK = resolve(__dirname, '../../node_modules/aws-cdk/bin/cdk');
const MINUTES = 3;

export interface CommandResult {
  readonly status: number | null;
  readonly output: string;
}

/** Runs the CDK's command line, with the environment of the test: the endpoint of the emulator and the keys of an account. */
export async function cdk(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<CommandResult> {
  const child = spawn(process.execPath, [CDK, ...args, '--no-notices', '--ci', '--no-color'], {
    env: { ...env, NODE_OPTIONS: '', CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MINUTES * 60_000,
  });
  let output = '';
  child.stdout.on('data', (data) => { output += data; });
  child.stderr.on('data', (data) => { output += data; });
  const status = await new Promise<number | null>((ended, failed) => child.on('error', failed).on('close', ended));
  return { status, output };
}

/** The same, and an error with what the command wrote if it fails. */
export async function cdkOrThrow(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const { status, output } = await cdk(args, env);
  if (status !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${status}:\n${output.split('\n').slice(-60).join('\n')}`);
  return output;
}

export const deployArgs = (assembly: string, ...stacks: string[]) => ['deploy', '--app', assembly, ...stacks, '--require-approval', 'never', '--concurrency', '8', '--method', 'change-set'];
